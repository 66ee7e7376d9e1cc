"""The turn: one event in, one screen out.

Load the run at version n, replay it, save answer and changes if the version is still n: one unit of work, which SQLite
drives whole in one hop and one transaction. Where another process moved the run on meanwhile, it is taken anew. A stale
button gets the current screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot import ids
from bot.advance import Advance, can_go_back, last_asked
from bot.commands import BY_WORD
from bot.content.entries import Content
from bot.draw import View, draw, token
from bot.effects import Forget, Posted
from bot.flow import Ask, Done, Flow, Frame, Said, Say
from bot.lines import Line, Verbatim
from bot.outbox import Outbox
from bot.ports import Clock, Command, Event, Press, Typed, Who
from bot.questions import NAME, SHORT, Given, Json, Text, UnreadError
from bot.rows import Member, Stage
from bot.screen import TOKEN_LIMIT, Button, Paragraph, Screen
from bot.store import nudges, own_data
from bot.store.errors import ConflictError, StoreError
from bot.store.members import find_member, make_member, member_of
from bot.store.runs import Run, Seen, load_seen
from bot.store.sealed import Sealed
from bot.store.sqlite import SqliteStore
from bot.store.unit import Unit
from bot.text import clean
from bot.words import Tongue, Words

# Turns that lose a race are taken anew. More than this many in a row is a fault, not a race.
TRIES = 20


class Posting(NamedTuple):
    """A turn that has something to post before it can show anything: sent after the commit."""

    member: Member
    run: str
    key: str


Shown: TypeAlias = Screen | Posting
T = TypeVar("T")


class SeenError(Exception):
    """The nudge was delivered before, and the member answered it."""


class Turns:
    """Takes turns: the core as adapters see it."""

    def __init__(
        self,
        store: SqliteStore,
        sealed: Sealed,
        flows: Mapping[str, Flow],
        content: Callable[[], Content],
        words: Words,
        clock: Clock,
        outbox: Outbox | None = None,
    ) -> None:
        self.store = store
        self.sealed = sealed
        self.flows = flows
        self.content = content
        self.words = words
        self.clock = clock
        self.outbox = outbox or Outbox(store, sealed, words)

    async def take(self, event: Event) -> Screen:
        """Answer an event. Never raises for what a person did; a store that cannot save says so on the screen."""
        event = _cleaned(event)
        try:
            shown = await self._taken(lambda: self._turn(event))
            while isinstance(shown, Posting):
                shown = await self._taken(partial(self._posted, shown, await self._deliver(shown)))
        except StoreError:
            return _only(Line("problem-not-saved"), self.words.of(event.who.language_hint or "en"))
        return shown

    async def _taken(self, work: Callable[[], Unit[T]]) -> T:
        """Run a turn's unit of work; anew, where another process moved the run on meanwhile."""
        for _ in range(TRIES):
            try:
                return await self.store.do(work)
            except ConflictError:
                continue
        raise RuntimeError(f"a turn lost {TRIES} races in a row")

    def _turn(self, event: Event) -> Unit[Shown]:
        """One turn as one unit of work."""
        now = self.clock.now()
        run, key, value = _parts(event.token) if isinstance(event, Press) else ("", "", "")
        if isinstance(event, Press) and key == "~home":
            event = Command(event.who, "home")
        with_run = not isinstance(event, Command)
        seen = yield from load_seen(event.who, run or None, now, self.sealed, with_run=with_run)
        if seen is None and isinstance(event, Press):
            # A button from before they were forgotten: nothing of theirs is made anew for it.
            return _only(Line("problem-gone"), self.words.of(event.who.language_hint or "en"))
        seen = seen or (yield from self._made(event.who, now))
        turn = _Turn(self, seen, now)
        match event:
            case Command():
                return (yield from turn.command(event))
            case Press(given=given):
                return (yield from turn.press(run, key, value, given))
            case Typed(text=text):
                return (yield from turn.typed(text))

    async def _deliver(self, posting: Posting) -> Posted:
        return await self.outbox.deliver(posting.member, posting.run, posting.key)

    def _posted(self, posting: Posting, outcome: Posted) -> Unit[Shown]:
        """Go on with a run once it is known what became of its post."""
        member, now = posting.member, self.clock.now()
        seen = yield from load_seen(Who(member.platform, member.address), posting.run, now, self.sealed)
        if seen is None or seen.run is None:
            # Forgotten while it was being sent.
            return _only(Line("problem-gone"), self.words.of(member.language))
        return (yield from _Turn(self, seen, now).posted(seen.run, posting.key, outcome))

    async def left_open(self, who: Who) -> Screen | None:
        """The question that a member was at when they left, to go on with. None where nothing waits for them."""
        return await self.store.read(lambda: self._left_open(who))

    def _left_open(self, who: Who) -> Unit[Screen | None]:
        now = self.clock.now()
        seen = yield from load_seen(who, None, now, self.sealed)
        if seen is None or seen.run is None or seen.run.state != "open" or seen.run.flow not in self.flows:
            return None
        return (yield from _Turn(self, seen, now).again(seen.run))

    async def open_nudge(self, member: Member, nudge: nudges.Claimed) -> Screen | None:
        """The screen that a nudge shows: the first of the run that it opens. None where there is nothing left to ask.

        Raises SeenError where the member answered it already.
        """
        return await self._taken(lambda: self._opened(member, nudge))

    def _opened(self, member: Member, nudge: nudges.Claimed) -> Unit[Screen | None]:
        now = self.clock.now()
        who = Who(member.platform, member.address)
        seen = yield from load_seen(who, nudges.run_of(nudge.id), now, self.sealed)
        if seen is None or seen.member.id != nudge.member:
            return None  # forgotten in the meantime
        return (yield from _Turn(self, seen, now).nudge(nudge))

    def _made(self, who: Who, now: datetime) -> Unit[Seen]:
        """A member who was not known before."""
        language = self.words.of(who.language_hint or "en").language
        yield from make_member(ids.new_id(), who, language, now, self.sealed)
        row = yield from find_member(who)
        assert row is not None, "the member was made a moment ago"  # noqa: S101
        return Seen(member_of(row, self.sealed), None, None)


class _Turn:
    """One try at answering one event."""

    def __init__(self, turns: Turns, seen: Seen, now: datetime) -> None:
        self._turns = turns
        self._member = seen.member
        self._seen = seen
        self._now = now
        self._tongue: Tongue = turns.words.of(seen.member.language)
        self._advance = Advance(turns.sealed, turns.flows, turns.content, seen.member, now)
        self._problem: Line | None = None
        self._drafts: dict[str, Json] = {}

    def again(self, run: Run) -> Unit[Screen | None]:
        """The screen that a run waits at, as it was. Nothing is saved."""
        frame = yield from self._advance.replayed(run)
        return self._drawn(run, frame, ()) if isinstance(frame.waits, Ask) else None

    def command(self, command: Command) -> Unit[Shown]:
        word = BY_WORD.get(command.word)
        args = self._read_args({k: v for k, v in command.args.items() if word and k in word.args and v.strip()})
        if word is None:
            self._problem = Line("problem-no-such-command", {"word": Verbatim(command.word[:SHORT])})
        run = self._advance.open(word.flow if word else "help", args)
        screen = yield from self._show(run)
        return (yield from self._with_unreached(screen))

    def _read_args(self, args: Mapping[str, str]) -> dict[str, str]:
        read = {}
        for name, text in args.items():
            try:
                if name == "stage" and text not in set(Stage):
                    raise UnreadError("no-such-stage", typed=Verbatim(text[:SHORT]))
                read[name] = Text(name, NAME).read(text)
            except UnreadError as error:
                self._problem = error.line
        return read

    def press(self, run_id: str, key: str, value: str, given: Given) -> Unit[Shown]:
        run = self._seen.run
        if run is None or run.id != run_id:
            return self._gone()
        if key == "~person":
            return (yield from self._show(self._advance.open("person", {}, came_from=run, link="aside")))
        if key == "~nudge":
            return (yield from self._open_unreached(value))
        if run.state == "stopped":
            run.state = "open"
            self._advance.touch(run)
        if run.state != "open" or run.flow not in self._turns.flows:
            return (yield from self._current(run))
        frame = yield from self._advance.replayed(run)
        here = frame.waits.key if isinstance(frame.waits, Ask) else ""
        if key == "~stop" and value == here:
            return (yield from self._stop(run))
        if key == "~back" and value == here:
            if can_go_back(run, frame):
                run = yield from self._back(run, frame)
        elif key == here and isinstance(frame.waits, Ask):
            self._answer(run, frame.waits, given if given != Given() else Given(values=(value,)))
        return (yield from self._show(run))

    def typed(self, text: str) -> Unit[Shown]:
        run = self._seen.run
        if run is None or run.state not in ("open", "stopped") or run.flow not in self._turns.flows:
            return (yield from self._show(self._advance.open("help", {})))
        if run.state == "stopped":
            run.state = "open"
            self._advance.touch(run)
        frame = yield from self._advance.replayed(run)
        if isinstance(frame.waits, Ask):
            self._answer(run, frame.waits, Given(text=text))
        return (yield from self._show(run))

    def _answer(self, run: Run, ask: Ask, given: Given) -> None:
        try:
            answer = ask.question.read(given, self._today)
        except UnreadError as error:
            self._problem = error.line
            if given.text is not None:
                self._drafts[ask.key] = given.text
            elif given.fields is not None:
                self._drafts[ask.key] = dict(given.fields)
            return
        self._advance.answer(run, ask.key, answer)

    def _back(self, run: Run, frame: Frame) -> Unit[Run]:
        """Withdraw the last answer; from a run's first question, cross into the run before it."""
        if last_asked(frame) is not None:
            self._advance.take_back(run, frame)
            return (yield from self._advance.undone(run))
        before = yield from self._advance.loaded(run.came_from or "")
        if before is None or before.flow not in self._turns.flows:
            return run
        if run.link == "aside":
            run.state = "ended"
            self._advance.touch(run)
            return before
        self._advance.park(run, frame)
        before.state = "open"
        self._advance.take_back(before, (yield from self._advance.replayed(before)))
        return (yield from self._advance.undone(before))

    def _stop(self, run: Run) -> Unit[Screen]:
        run.state = "stopped"
        self._advance.touch(run)
        yield from self._save(run)
        text = self._tongue.text
        buttons = (
            Button(token(run.id, "~resume"), text(Line("nav-resume"))),
            Button(token(run.id, "~home"), text(Line("nav-home"))),
        )
        person = Button(token(run.id, "~person"), text(Line("nav-person")))
        stopped = (Paragraph(text(Line("nav-stopped"))),)
        return Screen(run.id, "~stopped", stopped, buttons=buttons, navigation=(person,))

    def _current(self, run: Run) -> Unit[Shown]:
        """What a button of a run that has ended leads to: the screen that the member saw last."""
        current = self._seen.current or run.id
        shown = run if current == run.id else (yield from self._advance.loaded(current))
        if shown is None or shown.flow not in self._turns.flows:
            return self._gone()
        if shown.state == "ended" and (yield from self._advance.replayed(shown)).waits == Done(None):
            return self._gone()
        if shown.state != "ended":
            shown.state = "open"
            self._advance.touch(shown)
        return (yield from self._show(shown))

    def _gone(self) -> Screen:
        return _only(Line("problem-gone"), self._tongue)

    def nudge(self, nudge: nudges.Claimed, *, pressed: bool = False) -> Unit[Screen | None]:
        """Open the run of a nudge. Unless it was `pressed` for, nobody has seen it yet: it becomes what the member saw
        last once it is sent."""
        run = yield from self._advance.loaded(nudges.run_of(nudge.id))
        if run is None:
            args = {"subject": nudge.subject} if nudge.subject else {}
            run = self._advance.open(nudge.kind, args, run_id=nudges.run_of(nudge.id), journey=nudge.journey)
            run = yield from self._advance.with_rejection(run)
        frame = yield from self._advance.replayed(run)
        if run.state != "open" or any(answered.asked for answered in frame.trail):
            raise SeenError(run.id)
        if not isinstance(frame.waits, Ask):
            return None
        yield from self._advance.save(run.id if pressed else None, seen=pressed)
        return self._drawn(run, frame, ())

    def _open_unreached(self, nudge_id: str) -> Unit[Shown]:
        found = yield from nudges.unreached(self._member.id)
        nudge = next((one for one in found if one.id == nudge_id), None)
        if nudge is None:
            return self._gone()
        screen = yield from self.nudge(nudge, pressed=True)
        yield from nudges.mark_shown(nudge_id, self._now)
        return screen or self._gone()

    def _with_unreached(self, screen: Shown) -> Unit[Shown]:
        """Say at a command that a check-in could not be delivered, and offer it here."""
        if not self._seen.unreached or isinstance(screen, Posting):
            return screen
        found = yield from nudges.unreached(self._member.id)
        if not found:
            return screen
        note = Paragraph(self._tongue.text(Line("nav-unreached")))
        see = Button(token(screen.run, "~nudge", found[0].id), self._tongue.text(Line("nav-unreached.see")))
        return screen._replace(blocks=(*screen.blocks, note), navigation=(see, *screen.navigation))

    def _show(self, run: Run) -> Unit[Shown]:
        """Go on with the run as far as it goes, save, carry out what it posts, and draw."""
        run, frame, before = yield from self._advance.on(run)
        if any(isinstance(change, Forget) for change in frame.stated.values()):
            return (yield from self._forget(run, frame, before))
        yield from self._save(run)
        if isinstance(frame.waits, Say):
            return Posting(self._member, run.id, frame.waits.key)
        return self._drawn(run, frame, before)

    def posted(self, run: Run, key: str, outcome: Posted) -> Unit[Shown]:
        if key not in run.answers:
            self._advance.answer(run, key, outcome.value)
        return (yield from self._show(run))

    def _forget(self, run: Run, frame: Frame, before: tuple[Said, ...]) -> Unit[Screen]:
        screen = self._drawn(run, frame, before)
        yield from own_data.forget(self._member.id)
        return screen._replace(buttons=(), navigation=())

    def _save(self, run: Run) -> Unit[None]:
        yield from self._advance.save(run.id)

    def _drawn(self, run: Run, frame: Frame, before: tuple[Said, ...]) -> Screen:
        drafts = {**self._turns.flows[run.flow].renamed(run.withdrawn), **self._drafts}
        back = not isinstance(frame.waits, Done) and can_go_back(run, frame)
        view = View(run.id, self._turns.flows[run.flow], self._tongue, self._today, back, drafts, before, self._problem)
        return draw(frame, view)

    @property
    def _today(self) -> date:
        return self._now.astimezone(ZoneInfo(self._member.zone)).date()


def _only(problem: Line, tongue: Tongue) -> Screen:
    """A screen of one problem, and the way on."""
    home = Button(token("", "~home"), tongue.text(Line("nav-home")))
    return Screen("", "~end", (Paragraph(tongue.text(problem)),), buttons=(home,))


def _parts(token_text: str) -> tuple[str, str, str]:
    """The run, key and value of a token. What is no token names no run."""
    if len(token_text) > TOKEN_LIMIT or clean(token_text) != token_text:
        return "", "", ""
    run, _, rest = token_text.partition(":")
    key, _, value = rest.partition(":")
    return run, key, value


def _cleaned(event: Event) -> Event:
    match event:
        case Command(word=word, args=args):
            return event._replace(word=clean(word), args={name: clean(text) for name, text in args.items()})
        case Typed(text=text):
            return event._replace(text=clean(text))
        case Press(given=given):
            fields = {name: clean(text) for name, text in given.fields.items()} if given.fields is not None else None
            typed = clean(given.text) if given.text is not None else None
            return event._replace(given=Given(given.values, typed, fields))
