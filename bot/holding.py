"""Held text: something was heard in it, so nothing is done with it until its author says what."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot import effects, ids
from bot.advance import Advance
from bot.effects import Decision
from bot.flow import base
from bot.hearing import dump_event, load_event, texts
from bot.lines import Line
from bot.ports import Event, Who
from bot.rows import Heard, Member
from bot.safety import Level
from bot.store.changes import state
from bot.store.planning import Maker
from bot.store.runs import UNKEPT, Run
from bot.store.sealed import Sealed
from bot.store.unit import Unit


def decides(key: str, value: str) -> bool:
    """Whether a button is one of those that decide about a held text, on whichever screen of it."""
    return base(key) in ("country", "what") and value in set(Decision)


class Settled(NamedTuple):
    """What a decision comes to: what is said of it, and how it goes on."""

    note: Line
    goes_on: Event | None = None
    """The event that was held, to be answered as it was meant."""
    before: Run | None = None
    """The run that it was typed in."""
    stops: bool = False
    """Whether that run is to rest for now."""


class Holding:
    """Opens the run that asks, and does what its author decides."""

    def __init__(self, advance: Advance, member: Member, now: datetime, sealed: Sealed) -> None:
        self._advance = advance
        self._member = member
        self._now = now
        self._sealed = sealed

    def aside(self, here: Run | None, event: Event | None = None, heard: Heard | None = None) -> Run:
        """A run of *Need a person?* from where somebody is, which holds `event`, where something was `heard` in one.

        Being offered a person and asking for one leave the same mark on the run that it happened in.
        """
        if here is not None:
            here.quiet = True
            self._advance.touch(here)
        run = self._advance.open(UNKEPT, {}, came_from=here, link="aside")
        run.draft = dump_event(event) if event is not None else None
        run.heard = heard
        return run

    def settle(self, asked: Run, decision: Decision) -> Unit[Settled]:
        """Do with the text what its author said, and leave no trace of having asked."""
        before = (yield from self._advance.loaded(asked.came_from)) if asked.came_from else None
        self._advance.drop(asked)
        heard = asked.found.get("held")
        if asked.draft is None or heard is None:
            return Settled(Line("person-expired"), before=before)
        event = load_event(Who(self._member.platform, self._member.address), asked.draft)
        light = heard.level == Level.DISTRESS
        if decision is Decision.MISREAD:
            return Settled(Line("person-misread"), event)
        if decision is Decision.KEEP and light:
            return Settled(Line("person-went-on"), event)
        if decision is Decision.KEEP:
            # Kept apart from the exercise: as an answer it could end up in a letter or in a channel. It is a note like any
            # that somebody writes for themselves, so that nothing tells what it was.
            maker = Maker(self._member, ids.new_id(), asked.journey, self._now, self._sealed)
            text = "\n\n".join(one for one in texts(event) if one.strip())
            yield from state(maker, "kept", None, effects.KeepNote("journal", text))
            return Settled(Line("person-kept"), before=before, stops=True)
        note = Line("person-let-go-on") if light else Line("person-let-go")
        return Settled(note, before=before, stops=not light)
