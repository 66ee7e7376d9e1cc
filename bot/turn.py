"""The turn: one event in, one screen out.

Load the run at version n, replay it, save answer and changes if the version is still n: one unit of work, which SQLite
drives whole in one hop and one transaction. Where another process moved the run on meanwhile, it is taken anew. A stale
button gets the current screen.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import TypeVar, cast

from bot import ids
from bot.admission import UnadmittedError, UnsurveyedError
from bot.content.entries import Content
from bot.draw import token
from bot.drawn import drawn
from bot.effects import Courses, Posted
from bot.events import Token, cleaned, is_at_home, taken, token_of
from bot.flow import Flow
from bot.hearing import Hearing, texts
from bot.knowledge import Parts
from bot.lines import Line
from bot.logs import Log
from bot.observing import UNOBSERVED, Observer
from bot.one_turn import Turn
from bot.outbox import Outbox
from bot.ports import Clock, Command, Event, Found, Ground, Press, Typed, Who
from bot.rows import Heard, Member
from bot.screen import Paragraph, Screen
from bot.search import courses
from bot.shown import Again, Dropped, Forgotten, Posting, Shown, above, only
from bot.store import codec, nudges
from bot.store.errors import ConflictError, SealError, StoreError
from bot.store.forgetting import Forgetting
from bot.store.members import called, find_member, make_member, member_of, met
from bot.store.retention import Keeping
from bot.store.runs import Seen, load_seen, load_start
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Unit
from bot.voices import Voices
from bot.words import Tongue, Words

# Turns that lose a race are taken anew. More than this many in a row is a fault, not a race.
TRIES = 20
# Text of more characters than this is listened to on another thread.
LONG_TEXT = 2000
KINDS: Mapping[type[Event], str] = {Command: "command", Press: "press", Typed: "typed"}

log = Log("turns")

T = TypeVar("T")


class Turns:
    """Takes turns: the core as adapters see it."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        flows: Mapping[str, Flow],
        content: Callable[[], Content],
        words: Words,
        clock: Clock,
        outbox: Outbox | None = None,
        forgetting: Forgetting | None = None,
        hearing: Hearing | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        self.store = store
        self.sealed = sealed
        self.flows = flows
        self.words = words
        self._hearing = hearing or Hearing()
        self._parts = Parts(sealed, flows, content, words, self._hearing, (keeping or Keeping()).idle_days)
        self._voices = Voices(sealed, words, content)
        self.clock = clock
        self.outbox = outbox or Outbox(store, sealed, words)
        self._forgetting = forgetting or Forgetting(store, sealed, clock, self.outbox.senders)
        self.observer: Observer = UNOBSERVED
        self.planned: Callable[[], None] | None = None
        """Called after a turn that may have planned a nudge for now, so that nobody waits for the next look."""

    async def take(self, event: Event) -> Screen:
        """Answer an event. Never raises for what a person did; a store that cannot save says so on the screen."""
        start = time.perf_counter()
        try:
            return await drawn(await self._take(event))
        except Exception:
            self.observer.turn_failed("fault")
            raise
        finally:
            self.observer.turn(KINDS[type(event)], time.perf_counter() - start)

    async def _take(self, event: Event) -> Screen:
        event = taken(event)
        tongue = self.words.of(event.who.language_hint or "en")
        # Before anything else, and once for every way in: what is typed is listened to.
        heard = await self._listen(event)
        try:
            turns: list[Turn] = []
            # Their id, where they are new: the same each time the unit is begun anew, as its key may have to be made first.
            new = cache(ids.new_id)
            grounds: dict[str, Ground] = {}
            shown = await self._admitted(event.who, grounds, lambda: self._turn(event, heard, turns, new, grounds))
            while isinstance(shown, Posting):
                goes_on = partial(self._posted, shown, await self._deliver(shown), turns, event.who, grounds)
                shown = await self._admitted(event.who, grounds, goes_on)
        except SealError as error:
            log.error("cannot be opened", table=error.table, row=error.row, field=error.field)
            return self._failed(Line("problem-unreadable"), tongue, heard)
        except StoreError:
            return self._failed(Line("problem-not-saved"), tongue, heard)
        if self.planned is not None and any(turn.planned for turn in turns):
            self.planned()
        if any(turn.unsettled for turn in turns):
            await self.outbox.settle_stale()
            await self._forgetting.finish()
        if isinstance(shown, Forgotten):
            await self._forgetting.finish()
            return shown.screen
        if isinstance(shown, Dropped):
            await self._forgetting.scrub()
            return shown.screen
        return cast("Screen", shown)

    async def prepare(self) -> None:
        """Do now what the first member would otherwise wait for. Others can take their turns meanwhile."""
        await asyncio.to_thread(self._prepare)

    def _prepare(self) -> None:
        self._hearing.prepare()
        self._parts.content()
        codec.prepare()

    async def overhear(self, event: Typed) -> Screen | None:
        """Text that an adapter deals with by itself, such as a line that is no command: a screen where something is heard
        in it, or None."""
        return await self.take(event) if await self._listen(cleaned(event)) is not None else None

    def _failed(self, problem: Line, tongue: Tongue, heard: Heard | None) -> Screen:
        """What went wrong with the store; to whom it matters more, first where there is help."""
        self.observer.turn_failed("unreadable" if problem.id == "problem-unreadable" else "not-saved")
        screen = only(problem, tongue)
        if heard is None:
            return screen
        near = self.words.near(heard.language or tongue.language)
        help_first = Paragraph(near.text(Line("person-emergency", {"number": "", "any": "no"})))
        return screen._replace(blocks=(help_first, *screen.blocks))

    async def _listen(self, event: Event) -> Heard | None:
        """What is heard in the event's text. Nobody else waits while a long one is read, or while the first one is."""
        length = sum(map(len, texts(event)))
        if length > LONG_TEXT or (length and not self._hearing.ready):
            return await asyncio.to_thread(self._hearing.hear, event)
        return self._hearing.hear(event)

    async def _taken(self, work: Callable[[], Unit[T]]) -> T:
        """Run a turn's unit of work; anew, where another process moved the run on meanwhile."""
        for _ in range(TRIES):
            try:
                return await self.store.do(work)
            except ConflictError:
                continue
        raise RuntimeError(f"a turn lost {TRIES} races in a row")

    async def _admitted(self, who: Who, grounds: dict[str, Ground], work: Callable[[], Unit[Shown]]) -> Shown:
        """Run a turn's unit of work. Where an organisers' flow is asked for and nobody knows whether they run the community,
        the platform is asked, and the turn is taken again: what was begun was undone."""
        while True:
            try:
                return await self._taken(work)
            except UnadmittedError as error:
                return only(error.line, self.words.of(error.language))
            except UnsurveyedError as error:
                ground = await self._surveyed(who, error)
                if ground is None:
                    return only(Line("admin-later"), self.words.of(who.language_hint or "en"))
                grounds[error.place] = ground

    async def _surveyed(self, who: Who, asked: UnsurveyedError) -> Ground | None:
        """What the platform says of somebody in a channel. None where it does not answer now."""
        sender = self.outbox.senders.get(who.platform)
        if sender is None:
            return Ground(asked.place, "", organises=False)
        try:
            ground = await sender.survey(asked.community, asked.place, who.address)
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises: nobody knows, so nothing is shown
            log.warning("the platform does not say who runs a community", platform=who.platform, error=error)
            return None
        # Whoever is not known to run it does not: it is asked once an event.
        return ground._replace(place=asked.place, organises=bool(ground.organises))

    def _turn(
        self,
        event: Event,
        heard: Heard | None,
        turns: list[Turn],
        new: Callable[[], str],
        grounds: Mapping[str, Ground],
    ) -> Unit[Shown]:
        """One turn as one unit of work, noted in `turns`. What was `heard` in its text is answered before the text is."""
        now, pressed = self.clock.now(), token_of(event)
        seen = yield from self._seen(event, pressed, now)
        if (
            seen is None
            and isinstance(event, Press)
            and heard is None
            and pressed.key != "~person"
            and not is_at_home(event)
        ):
            # A button from before they were forgotten: nothing of theirs is made anew for it.
            return only(Line("problem-gone"), self.words.of(event.who.language_hint or "en"))
        seen = seen or (yield from self._made(new(), event.who, now))
        if pressed.run and (seen.run is None or seen.run.flow in nudges.KINDS):
            yield from nudges.pressed(seen.member.id, pressed.run, now, self.sealed)
        yield from met(seen.member, event.who.community, seen.leaving, now)
        seen = seen._replace(member=(yield from called(seen.member, event.who.name, self.sealed)))
        turn = Turn(self._parts, seen, now, event.who, grounds)
        turns.append(turn)
        shown = yield from turn.hold(event, heard) if heard is not None else _answered(turn, event, pressed)
        if isinstance(shown, Again):
            # Its author said what becomes of a text that was held: it is answered as if it came now.
            event, pressed = shown.event, token_of(shown.event)
            seen = (yield from self._seen(event, pressed, now)) or seen
            turns.append(Turn(self._parts, seen, now, event.who, grounds))
            try:
                answered = yield from _answered(turns[-1], event, pressed)
            except UnadmittedError as error:
                # It was typed to a run that they no longer see. What they decided counts all the same.
                answered = only(error.line, self.words.of(error.language))
            shown = above(shown.note, answered)
        return Dropped(shown) if turn.dropped and isinstance(shown, Screen) else shown

    def _seen(self, event: Event, pressed: Token, now: datetime) -> Unit[Seen | None]:
        with_run = not isinstance(event, Command) and pressed.key != "~home"
        return (yield from self._load(event.who, pressed.run or None, now, with_run=with_run))

    def _load(self, who: Who, run: str | None, now: datetime, *, with_run: bool = True) -> Unit[Seen | None]:
        """What is known of somebody, and how is spoken where they are."""
        seen = yield from load_seen(who, run, now, self.sealed, with_run=with_run)
        return None if seen is None else (yield from self._voiced(who, seen))

    def _voiced(self, who: Who, seen: Seen) -> Unit[Seen]:
        if not seen.own_version:
            return seen  # in our own words
        community = who.community or seen.member.community
        return seen._replace(voice=(yield from self._voices.at(who.platform, community, seen.own_version)))

    async def _deliver(self, posting: Posting) -> Posted:
        return await self.outbox.deliver(posting.member, posting.run, posting.key)

    def _posted(
        self, posting: Posting, outcome: Posted, turns: list[Turn], who: Who, grounds: Mapping[str, Ground]
    ) -> Unit[Shown]:
        """Go on with a run once it is known what became of its post."""
        member, now = posting.member, self.clock.now()
        seen = yield from self._load(Who(member.platform, member.address), posting.run, now)
        if seen is None or seen.run is None:
            # Forgotten while it was being sent.
            return only(Line("problem-gone"), self.words.of(member.language))
        turns.append(Turn(self._parts, seen, now, who, grounds))
        return (yield from turns[-1].posted(seen.run, posting.key, outcome))

    async def left_open(self, who: Who) -> Screen | None:
        """The question that a member was at when they left, to go on with. None where nothing waits for them."""
        screen = await self.store.read(lambda: self._left_open(who))
        return await drawn(screen) if screen is not None else None

    def _left_open(self, who: Who) -> Unit[Screen | None]:
        now = self.clock.now()
        seen = yield from self._load(who, None, now)
        if seen is None or seen.run is None or seen.run.state != "open" or seen.run.flow not in self.flows:
            return None
        try:
            return (yield from Turn(self._parts, seen, now, who).again(seen.run))
        except (UnadmittedError, UnsurveyedError):
            return None

    async def at_home(self, who: Who) -> Screen:
        """Home as it stands, to look at, also for somebody new. Where they are stays where it is: a press on it opens home."""
        return await drawn(await self.store.read(lambda: self._at_home(who)))

    def _at_home(self, who: Who) -> Unit[Screen]:
        now = self.clock.now()
        seen = yield from self._load(who, None, now, with_run=False)
        if seen is None:
            language = self.words.of(who.language_hint or "en").language
            seen = Seen(Member("", who.platform, who.address, language=language), None, None)
        return (yield from Turn(self._parts, seen, now).home())

    async def search(self, event: Press) -> tuple[Found, ...]:
        """Titles in the catalogue that fit what is typed, the best first; where something is heard in it, *Need a person?*."""
        event = cast("Press", cleaned(event))
        if (heard := await self._listen(event)) is not None:
            tongue = self.words.near(heard.language or event.who.language_hint or "en")
            return (Found(tongue.text(Line("nav-person"), bare=True), token(token_of(event).run, "~person")),)
        content = self._voices.ready(event.who.platform, event.who.community).content()
        found = courses(content, Courses(event.given.text or ""))
        return tuple(Found(content.learning_by_id[one].title) for one in found)

    def opening(self, member: Member, nudge: nudges.Claimed, passed: int = 0) -> Unit[Screen | None]:
        """The screen that a nudge shows its `member`, as they are in this transaction: the first of the run that it opens. None
        where there is nothing left to ask. It says how many others `passed` their time.

        Raises SeenError where the member answered it already.
        """
        start = yield from load_start(nudge, self.sealed)
        if start is None:
            return None  # forgotten in the meantime
        voice = yield from self._voices.at(member.platform, member.community, start.own_version)
        turn = Turn(self._parts, Seen(member, None, None, voice=voice), self.clock.now())
        try:
            return (yield from turn.nudge(nudge, start, passed=passed))
        except UnadmittedError:
            return None  # an organisers' flow never comes by DM

    def _made(self, new: str, who: Who, now: datetime) -> Unit[Seen]:
        """A member who was not known before."""
        language = self.words.of(who.language_hint or "en").language
        yield from make_member(new, who, language, now, self.sealed)
        row = yield from find_member(who, self.sealed)
        assert row is not None, "the member was made a moment ago"  # noqa: S101
        return (
            yield from self._voiced(who, Seen(member_of(row, self.sealed), None, None, own_version=row["own_version"]))
        )


def _answered(turn: Turn, event: Event, pressed: Token) -> Unit[Shown]:
    match event:
        case Command():
            return (yield from turn.command(event))
        case Press(given=given):
            run, key, value = pressed
            if key == "~home":
                return (yield from turn.command(Command(event.who, "home")))
            if is_at_home(event) and key != "~person":
                return (yield from turn.press_at_home(key, value, given))
            return (yield from turn.press(run, key, value, given))
        case Typed(text=text):
            return (yield from turn.typed(text))
