"""What a run gets to know: the facts that its replay begins with, and what it asks for on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from bot import wordings
from bot.admission import Admission
from bot.content.entries import Content
from bot.effects import Courses, Held, KeptFor, Lookup, Me, Quiet
from bot.flow import Facts, Flow
from bot.hearing import UNSURE, Hearing, load_event
from bot.organising import Here
from bot.ports import Who
from bot.questions import Json
from bot.rows import Heard, Member
from bot.search import courses
from bot.store import lookups, organising
from bot.store.lookups import Asker
from bot.store.runs import Run
from bot.store.sealed import Sealed
from bot.store.unit import Unit
from bot.words import Words


class Parts(NamedTuple):
    """What every turn is made with."""

    sealed: Sealed
    flows: Mapping[str, Flow]
    content: Callable[[], Content]
    words: Words
    hearing: Hearing
    idle_days: int
    """After so many days without a word everything of a member's goes, unless they chose less."""


class Knowledge:
    """Finds out what the runs of one turn ask for: in the store, in the content, or of the member as they are."""

    def __init__(self, parts: Parts, member: Member, now: datetime, admission: Admission) -> None:
        self._parts = parts
        self.member = member
        self._now = now
        self._admission = admission

    def facts(self, run: Run, flow: Flow) -> Facts:
        """What a replay of the run may read. Fills in what earlier finds led to that the store was not asked for."""
        for key, answer in run.answers.items():
            # What a search of the content found is ids only, and content is here already.
            if key not in run.found and lookups.is_find(answer):
                kept = cast("dict[str, Any]", answer)
                if kept["lookup"] == Courses.kind:
                    run.found[key] = tuple(kept["kept"])
                elif kept["lookup"] == Held.kind:
                    run.found[key] = self._heard(run)
                elif kept["lookup"] in (Quiet.kind, KeptFor.kind):
                    run.found[key] = kept["kept"]
                elif kept["lookup"] in wordings.KINDS:
                    run.found[key] = wordings.found(kept["lookup"], kept["kept"])
        opened = (run.touched if run.version < 0 else run.opened) or self._now
        return Facts(
            answers=flow.renamed(run.answers),
            found=run.found,
            args=run.args,
            run=run.id,
            journey=run.journey,
            opened=opened.astimezone(ZoneInfo(self.member.zone)).date(),
            rejection=run.rejection,
            content=self._parts.content,
        )

    def find(self, run: Run, lookup: Lookup[Any]) -> Unit[tuple[Json, Any]]:
        """Find what a run asks for: what is kept of it with the answers, and what it leads to now."""
        if isinstance(lookup, Courses):
            found = courses(self._parts.content(), lookup)
            return {"lookup": lookup.kind, "kept": list(found)}, found
        if lookup.kind in wordings.KINDS:
            told = yield from wordings.find(lookup, self._parts.words, self.asker(run))
            return {"lookup": lookup.kind, "kept": told}, wordings.found(lookup.kind, told)
        if isinstance(lookup, Held):
            return {"lookup": lookup.kind, "kept": []}, self._heard(run)
        if isinstance(lookup, Quiet):
            return {"lookup": lookup.kind, "kept": run.quiet}, run.quiet
        if isinstance(lookup, KeptFor):
            days = min(self.member.keep_days or self._parts.idle_days, self._parts.idle_days)
            return {"lookup": lookup.kind, "kept": days}, days
        asker = self.asker(run)
        if isinstance(lookup, Me):
            # The member is here already: no need to ask the store.
            kept = lookups.settings_of(self.member)
            return {"lookup": lookup.kind, "kept": kept}, self.member
        if isinstance(lookup, Here):
            here = organising.kept_here(self._admission.ground(run.args), run.args, self._now)
            found = yield from lookups.fetch(asker, here)
            return organising.as_found(here, found), found
        return (yield from lookups.find_and_fetch(asker, lookup))

    def _heard(self, run: Run) -> Heard | None:
        """What is heard in the text that a run holds: listened to anew each time, so that it need not be stored."""
        if run.draft is None:
            return None
        who = Who(self.member.platform, self.member.address, language_hint=self.member.language)
        # Something was heard, or it would not be held: where it is not heard again, that is a fault of ours.
        return run.heard or self._parts.hearing.hear_again(load_event(who, run.draft)) or UNSURE

    def asker(self, run: Run) -> Asker:
        """Who asks the store for it."""
        return Asker(self.member, run.id, run.journey, self._now, self._parts.sealed)
