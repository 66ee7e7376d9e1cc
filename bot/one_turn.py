"""One try at answering one event, or at opening a nudge, as a unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.admission import NO_GROUNDS, Admission
from bot.advance import Advance, can_go_back, last_asked, settles
from bot.commands import BY_WORD
from bot.draw import View, draw, paragraphs, token
from bot.effects import Decision, Forget, Posted
from bot.flow import Ask, Done, Frame, Said, Say
from bot.holding import Holding, decides
from bot.knowledge import Parts
from bot.lines import Line, Verbatim
from bot.nudged import open_run
from bot.own_rules import hold
from bot.ports import Command, Event, Ground, Who
from bot.questions import NAME, SHORT, Form, Given, Json, Question, Text, UnreadError, Write
from bot.rows import Heard, Stage
from bot.screen import AT_HOME, FORGOTTEN, Button, Paragraph, Screen
from bot.shown import Again, Forgotten, Posting, Shown, above, only
from bot.store import nudges
from bot.store.codec import dump
from bot.store.forgetting import forget
from bot.store.runs import UNKEPT, Run, Seen, Start, load_start
from bot.store.unit import Unit
from bot.words import Tongue

# The longest draft that is kept, as JSON: more than any platform's place to type takes.
DRAFT = 8000


def _draft(question: Question[Any], given: Given) -> Json:
    """What was typed, as it is filled in again."""
    if given.fields is None:
        return given.text
    names = {asked.name for asked in question.asked} if isinstance(question, Form) else set()
    return {name: text for name, text in given.fields.items() if name in names} or None


class Turn:
    """One try at answering one event."""

    def __init__(
        self,
        parts: Parts,
        seen: Seen,
        now: datetime,
        who: Who | None = None,
        grounds: Mapping[str, Ground] = NO_GROUNDS,
    ) -> None:
        """`who` the event comes from, and what their platform said of them there; None where it is no event of theirs."""
        if seen.voice is not None:
            parts = parts._replace(content=seen.voice.content, words=seen.voice.words)
        self._parts = parts
        self._member = seen.member
        self._seen = seen
        self._now = now
        self._tongue: Tongue = parts.words.of(seen.member.language)
        self._today = now.astimezone(ZoneInfo(seen.member.zone)).date()
        self._advance = Advance(parts, seen.member, now, Admission(who, grounds, seen.member.language))
        self._holding = Holding(self._advance, seen.member, now, parts.sealed)
        self._problem: Line | None = None
        self._problem_at: str | None = None
        self._drafts: dict[str, Json] = {}

    def again(self, run: Run) -> Unit[Screen | None]:
        """The screen that a run waits at, as it was. Nothing is saved."""
        frame = yield from self._advance.replayed(run)
        return self._drawn(run, frame, ()) if isinstance(frame.waits, Ask) else None

    def home(self) -> Unit[Screen]:
        """Home as it stands, to look at: no run is opened for it, and nothing is saved."""
        run = self._advance.open("home", {}, run_id=AT_HOME)
        screen = self._drawn(run, (yield from self._advance.replayed(run)), ())
        # There is nothing to stop yet.
        ways = tuple(one for one in screen.navigation if not one.token.startswith(f"{AT_HOME}:~stop:"))
        return screen._replace(navigation=ways)

    def press_at_home(self, key: str, value: str, given: Given) -> Unit[Shown]:
        """A press on a home that was only looked at."""
        run = self._advance.open("home", {})
        frame = yield from self._advance.replayed(run)
        if isinstance(frame.waits, Ask) and frame.waits.key == key:
            self._answer(run, frame.waits, given if given != Given() else Given(values=(value,)))
        return (yield from self._show(run))

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
        if key == "~person":
            theirs = run if run is not None and run.id == run_id else None
            return (yield from self._show(self._holding.aside(theirs)))
        if run is None or run.id != run_id:
            return only(Line("person-expired"), self._tongue) if decides(key, value) else self._gone()
        if key == "~nudge":
            return (yield from self._open_unreached(value))
        if run.state == "stopped":
            run.state = "open"
            self._advance.touch(run)
        if run.state != "open" or run.flow not in self._parts.flows:
            return (yield from self._current(run))
        frame = yield from self._advance.replayed(run)
        if run.flow == UNKEPT and run.draft is None and decides(key, value):
            return (yield from self._settled(run, frame, Decision.LET_GO))  # it was held for too long
        here = frame.waits.key if isinstance(frame.waits, Ask) else ""
        if key == "~stop" and value == here:
            note = Line("nav-stopped") if run.draft is None else Line("person-stopped")
            return (yield from self._stop(run, note, self._tongue_of(frame)))
        if key == "~back" and value == here:
            if run.draft is not None and last_asked(frame) is None:
                return (yield from self._settled(run, frame, Decision.LET_GO))
            if can_go_back(run, frame):
                run = yield from self._back(run, frame)
        elif key == here and isinstance(frame.waits, Ask):
            # Any other key shows where the run is: a button that is stale, or one that only wants to see it (LOOK).
            self._answer(run, frame.waits, given if given != Given() else Given(values=(value,)))
        return (yield from self._show(run))

    def hold(self, event: Event, heard: Heard) -> Unit[Shown]:
        """Something was heard in what was typed: its author is asked what is to become of it."""
        here = None if isinstance(event, Command) else self._seen.run
        return (yield from self._show(self._holding.aside(here, event, heard)))

    @property
    def dropped(self) -> bool:
        """Whether a run is gone that may have held a text."""
        return self._advance.dropped

    @property
    def planned(self) -> bool:
        """Whether a nudge may be due now that was not there before."""
        return self._advance.planned

    @property
    def unsettled(self) -> bool:
        """Whether a post may have to change where it stands, or to go from there."""
        return self._advance.unsettled

    def _settled(self, asked: Run, frame: Frame, decision: Decision) -> Unit[Shown]:
        """Go on as the author of a held text decided."""
        note, event, before, stops = yield from self._holding.settle(asked, decision)
        tongue = self._parts.words.near(frame.language or self._member.language)
        if event is not None:
            yield from self._advance.save(None)
            return Again(event, tongue.text(note))
        open_still = before is not None and before.state in ("open", "stopped") and before.flow in self._parts.flows
        if before is None or not open_still or not self._advance.lets(before):
            yield from self._advance.save(None)
            return only(note, tongue)
        if stops and before.flow != UNKEPT:
            return (yield from self._stop(before, note, tongue))
        return above(tongue.text(note), (yield from self._show(before)))

    def typed(self, text: str) -> Unit[Shown]:
        run = self._seen.run
        if run is None or run.state not in ("open", "stopped") or run.flow not in self._parts.flows:
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
            hold(ask.question, answer, self._tongue, self._today)
        except UnreadError as error:
            self._problem, self._problem_at = error.line, error.field
            draft = _draft(ask.question, given)
            if draft is not None:
                self._drafts[ask.key] = draft
                self._keep_draft(run, ask, draft)
            return
        self._advance.answer(run, ask.key, answer)

    def _keep_draft(self, run: Run, ask: Ask, draft: Json) -> None:
        """Keep what could not be read, to be made better when its place to type is opened. Not what is to be forgotten."""
        forgets = isinstance(ask.question, Write) and ask.question.forget
        if not forgets and len(dump(draft)) <= DRAFT:
            self._advance.keep_draft(run, ask.key, draft)

    def _back(self, run: Run, frame: Frame) -> Unit[Run]:
        """Withdraw the last answer; from a run's first question, cross into the run before it."""
        if last_asked(frame) is not None:
            self._advance.take_back(run, frame)
            return (yield from self._advance.undone(run))
        before = yield from self._advance.loaded(run.came_from or "")
        if before is None or before.flow not in self._parts.flows:
            return run
        if run.link == "aside":
            self._advance.end(run)
            return before
        self._advance.park(run, frame)
        before.state = "open"
        self._advance.take_back(before, (yield from self._advance.replayed(before)))
        return (yield from self._advance.undone(before))

    def _stop(self, run: Run, note: Line, tongue: Tongue) -> Unit[Screen]:
        run.state = "stopped"
        self._advance.touch(run)
        yield from self._save(run)
        text = tongue.text
        buttons = (
            Button(token(run.id, "~resume"), text(Line("nav-resume"))),
            Button(token(run.id, "~home"), text(Line("nav-home"))),
        )
        person = Button(token(run.id, "~person"), text(Line("nav-person")))
        blocks, language = paragraphs(text(note)), tongue.language
        return Screen(run.id, "~stopped", blocks, buttons=buttons, navigation=(person,), language=language)

    def _current(self, run: Run) -> Unit[Shown]:
        """What a button of a run that has ended leads to: the screen that the member saw last."""
        current = self._seen.current or run.id
        shown = run if current == run.id else (yield from self._advance.loaded(current))
        if shown is None or shown.flow not in self._parts.flows:
            return self._gone()
        if shown.state == "ended" and (yield from self._advance.replayed(shown)).waits == Done(None):
            return self._gone()
        if shown.state != "ended":
            shown.state = "open"
            self._advance.touch(shown)
        return (yield from self._show(shown))

    def _gone(self) -> Screen:
        return only(Line("problem-gone"), self._tongue)

    def nudge(
        self, nudge: nudges.Claimed, start: Start, *, pressed: bool = False, passed: int = 0
    ) -> Unit[Screen | None]:
        """The first screen of a nudge's run, as `open_run` opens it. It says how many others `passed` their time."""
        opened = yield from open_run(self._advance, nudge, start, pressed=pressed)
        if opened is None:
            return None
        screen = self._drawn(*opened, ())
        if not passed:
            return screen
        # What came due while somebody was away is told once, in a line; none of it comes one by one.
        note = paragraphs(self._tongue.text(Line("nav-passed", {"count": passed})))
        return screen._replace(blocks=(*note, *screen.blocks))

    def _open_unreached(self, nudge_id: str) -> Unit[Shown]:
        found = yield from nudges.unreached(self._member.id, self._now)
        nudge = next((one for one in found if one.id == nudge_id), None)
        start = (yield from load_start(nudge, self._parts.sealed)) if nudge is not None else None
        if nudge is None or start is None:
            return self._gone()
        screen = yield from self.nudge(nudge, start, pressed=True)
        yield from nudges.mark_shown(nudge_id, self._now)
        return screen or self._gone()

    def _with_unreached(self, screen: Shown) -> Unit[Shown]:
        """Say at a command that a check-in could not be delivered, and offer it here."""
        if not self._seen.unreached or not isinstance(screen, Screen):
            return screen
        found = yield from nudges.unreached(self._member.id, self._now)
        if not found:
            return screen
        note = Paragraph(
            self._tongue.text(Line("nav-unreached", {"count": len(found), "platform": self._member.platform}))
        )
        see = Button(token(screen.run, "~nudge", found[0].id), self._tongue.text(Line("nav-unreached.see")))
        return screen._replace(blocks=(*screen.blocks, note), navigation=(see, *screen.navigation))

    def _show(self, run: Run) -> Unit[Shown]:
        """Go on with the run as far as it goes, save, carry out what it posts, and draw."""
        run, frame, before = yield from self._advance.on(run)
        if any(isinstance(change, Forget) for change in frame.stated.values()):
            return (yield from self._forget(run, frame, before))
        if (decision := settles(frame)) is not None:
            return (yield from self._settled(run, frame, decision))
        yield from self._save(run)
        if isinstance(frame.waits, Say):
            return Posting(self._member, run.id, frame.waits.key)
        return self._drawn(run, frame, before)

    def posted(self, run: Run, key: str, outcome: Posted) -> Unit[Shown]:
        if key not in run.answers:
            self._advance.answer(run, key, outcome.value)
        return (yield from self._show(run))

    def _forget(self, run: Run, frame: Frame, before: tuple[Said, ...]) -> Unit[Shown]:
        screen = self._drawn(run, frame, before)
        yield from forget(self._member.id, self._now, self._parts.sealed)
        return Forgotten(screen._replace(run="", key=FORGOTTEN, buttons=(), navigation=()))

    def _save(self, run: Run) -> Unit[None]:
        yield from self._advance.save(run.id)

    def _drawn(self, run: Run, frame: Frame, before: tuple[Said, ...]) -> Screen:
        drafts = {**self._parts.flows[run.flow].renamed(run.withdrawn), **self._drafts}
        back = not isinstance(frame.waits, Done) and can_go_back(run, frame)
        flow, tongue = self._parts.flows[run.flow], self._tongue_of(frame)
        return draw(
            frame, View(run.id, flow, tongue, self._today, back, drafts, before, self._problem, self._problem_at)
        )

    def _tongue_of(self, frame: Frame) -> Tongue:
        """The member's language, or the one that a flow answers in."""
        return self._parts.words.near(frame.language) if frame.language else self._tongue
