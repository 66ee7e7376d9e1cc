"""Moving runs on within one turn: replaying, finding, ending, leading into the next; and what is to be saved of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot import ids
from bot.admission import Admission
from bot.effects import (
    Decision,
    EditMember,
    EditRejection,
    LogRejection,
    Nudge,
    Settle,
)
from bot.flow import Answered, Ask, Done, Find, Frame, GoOn, Next, Replay, Said, Say
from bot.knowledge import Knowledge, Parts
from bot.questions import Json
from bot.rows import Member
from bot.store import lookups
from bot.store.circles import unsettles
from bot.store.codec import dump
from bot.store.members import one_member
from bot.store.runs import UNKEPT, Run, load_run
from bot.store.saving import Saving, save
from bot.store.unit import Unit

# Runs that lead into one another without asking anything in between. More than this is a circle.
HOPS = 20
# What nudges go by.
PLANNED_BY = (Nudge, EditMember)


def last_asked(frame: Frame) -> int | None:
    """Where in the trail the answer stands that *Back* would withdraw. None past a post, or where nothing was asked."""
    for place in range(len(frame.trail) - 1, -1, -1):
        if frame.trail[place].posted:
            return None
        if frame.trail[place].asked:
            return place
    return None


def settles(frame: Frame) -> Decision | None:
    """What the author of a held text decided. The turn carries it out; where it leads depends on where it was typed."""
    return next((change.decision for change in frame.stated.values() if isinstance(change, Settle)), None)


def can_go_back(run: Run, frame: Frame) -> bool:
    """Whether there is something to go back to: an answer in this run, or the run before it."""
    if last_asked(frame) is not None:
        return True
    return run.came_from is not None and not any(answered.posted for answered in frame.trail)


def _plans(saving: Saving) -> bool:
    """Whether a run states something new that nudges go by."""
    return any(isinstance(new, PLANNED_BY) for new in saving.anew.values())


def _unsettles(saving: Saving) -> bool:
    """Whether a run states something new, or takes something back, that has to follow in a channel."""
    return any(map(unsettles, [*saving.undone.values(), *saving.anew.values()]))


class Advance:
    """The runs that a turn touches, and how far they went."""

    def __init__(self, parts: Parts, member: Member, now: datetime, admission: Admission) -> None:
        self._sealed = parts.sealed
        self._flows = parts.flows
        self._member = member
        self._now = now
        self._admission = admission
        self._knowledge = Knowledge(parts, member, now, admission)
        self.dropped = False
        """Whether a run was dropped that may have held a text."""
        self.planned = False
        """Whether something was stated that nudges go by, so that one may be due."""
        self.unsettled = False
        """Whether something was stated after which a post may have to change, or to go."""
        self._savings: dict[str, Saving] = {}
        self._replays: dict[str, Replay] = {}

    def save(self, current: str | None, *, seen: bool = True) -> Unit[None]:
        """Save the runs that were touched, in one transaction. `current` is the run that the member sees now, if that changes.

        Raises ConflictError where one of them moved on since it was loaded; nothing is saved then.
        """
        savings = [saving for saving in self._savings.values() if saving.touched]
        for saving in savings:
            saving.compare()
        self.planned = self.planned or any(map(_plans, savings))
        self.unsettled = self.unsettled or any(map(_unsettles, savings))
        saw = self._now if seen else None
        yield from save(self._member, savings, current, saw, self._now, self._sealed)
        for saving in savings:
            saving.run.version += 1
            if saving.frame is not None:
                saving.run.stated = dict(saving.frame.stated)
        self._savings.clear()

    def _saving(self, run: Run) -> Saving:
        saving = self._savings.get(run.id)
        if saving is None:
            saving = self._savings[run.id] = Saving(run)
        return saving

    def touch(self, run: Run) -> None:
        self._saving(run).touched = True

    def end(self, run: Run) -> None:
        """End a run. One that is to leave no trace is gone with it."""
        run.state = "ended"
        self.touch(run)
        if run.flow == UNKEPT:
            self.drop(run)

    def drop(self, run: Run) -> None:
        """Delete a run once everything else is saved."""
        saving = self._saving(run)
        saving.touched = saving.dropped = self.dropped = True

    def open(
        self,
        flow: str,
        args: Mapping[str, str],
        *,
        run_id: str | None = None,
        journey: str | None = None,
        came_from: Run | None = None,
        link: str = "start",
    ) -> Run:
        """A new run. Without a journey given, or one from where it came, it opens one."""
        this = run_id or ids.new_id()
        journey = journey or (came_from.journey if came_from else this)
        bound = self._admission.bound(self._flows.get(flow), args, came_from.args if came_from else None)
        run = Run(this, flow, journey, came_from.id if came_from else None, link, args=bound, touched=self._now)
        if came_from is not None and came_from.journey == journey:
            run.rejection, run.quiet = came_from.rejection, came_from.quiet
        self.touch(run)
        return run

    def with_rejection(self, run: Run) -> Unit[Run]:
        """A run with the rejection that its journey is about, as the run before may have left it."""
        run.rejection = yield from lookups.journeys_rejection(self._knowledge.asker(run))
        return run

    def loaded(self, run: str) -> Unit[Run | None]:
        """Another run of the member's."""
        if run in self._savings:
            return self._savings[run].run
        return (yield from load_run(self._member, run, self._now, self._sealed))

    def answer(self, run: Run, key: str, answer: Json) -> None:
        run.answers[key] = answer
        run.withdrawn.pop(key, None)
        saving = self._saving(run)
        saving.answered[key] = answer
        saving.took_back.pop(key, None)
        saving.touched = True
        self._hand_over(run, key, answer)

    def keep_draft(self, run: Run, key: str, draft: Json) -> None:
        """Keep what was typed and is no answer, as if it had been taken back."""
        run.withdrawn[key] = self._saving(run).took_back[key] = draft
        self.touch(run)

    def _hand_over(self, run: Run, key: str, answer: Json) -> None:
        """Let a replay that waits for just this answer go on with it, instead of starting again."""
        live = self._replays.pop(run.id, None)
        if live is None:
            return
        waits = live.frame.waits
        if isinstance(waits, Ask) and waits.key == key:
            live.go_on(waits.question.value(answer))
            self._replays[run.id] = live
        elif isinstance(waits, Find) and waits.key == key and key in run.found:
            live.go_on(run.found[key])
            self._replays[run.id] = live

    def lets(self, run: Run) -> bool:
        """Whether a run is to be seen by whom the event comes from. Raises UnsurveyedError where nobody knows yet."""
        return self._admission.lets(self._flows[run.flow], run.args)

    def take_back(self, run: Run, frame: Frame) -> None:
        """Withdraw the last answer, with what was found since."""
        place = last_asked(frame)
        if place is None:
            return
        saving = self._saving(run)
        for answered in frame.trail[place:]:
            key = self._stored_key(run, answered)
            run.withdrawn[key] = saving.took_back[key] = run.answers.pop(key)
            saving.answered.pop(key, None)
            run.found.pop(key, None)
        saving.undoes = saving.touched = True
        self._replays.pop(run.id, None)

    def undone(self, run: Run) -> Unit[Run]:
        """Carry out a step back at once, where it changed the no that the questions of the run go by."""
        if any(isinstance(change, LogRejection | EditRejection) for change in run.stated.values()):
            yield from self.replayed(run)
            yield from self.save(run.id)
            self._replays.pop(run.id, None)
            run = yield from self.with_rejection(run)
        return run

    def park(self, run: Run, frame: Frame) -> None:
        """Leave a run by *Back*, before its first question: what it stated so far is undone until it is come back to."""
        run.state = "parked"
        saving = self._saving(run)
        saving.frame = replace(frame, stated={})
        saving.undoes = saving.touched = True

    def _stored_key(self, run: Run, answered: Answered) -> str:
        """The key that an answer is stored under: today's, or the one it had before it was renamed."""
        if answered.key in run.answers:
            return answered.key
        renames = self._flows[run.flow].renames
        return next(old for old, new in renames.items() if new == answered.key and old in run.answers)

    def replayed(self, run: Run) -> Unit[Frame]:
        """Replay a run as far as its answers go, finding what it asks the store for.

        Raises UnadmittedError or UnsurveyedError for an organisers' run that is not to be seen: whatever shows a run, or
        answers it, replays it first.
        """
        flow = self._flows[run.flow]
        self._admission.look(flow, run.args)
        while True:
            if run.id not in self._replays:
                self._replays[run.id] = Replay(flow, self._knowledge.facts(run, flow))
            frame = self._replays[run.id].frame
            waits = frame.waits
            if not isinstance(waits, Find):
                self._saving(run).frame = frame
                return frame
            kept, run.found[waits.key] = yield from self._knowledge.find(run, waits.lookup)
            self.answer(run, waits.key, kept)

    def on(self, run: Run) -> Unit[tuple[Run, Frame, tuple[Said, ...]]]:
        """Go on until somebody is asked, something is to be posted, or it all ends. Gives what was said on the way."""
        before: list[Said] = []
        for _ in range(HOPS):
            frame = yield from self.replayed(run)
            if isinstance(frame.waits, Say):
                saving = self._saving(run)
                saving.posts[frame.waits.key] = frame.waits.post
                saving.touched = True
            if not isinstance(frame.waits, Done) or settles(frame) is not None:
                return run, frame, tuple(before)
            follows = yield from self._ended(run, frame.waits)
            if follows is None:
                return run, frame, tuple(before)
            before += frame.said
            if frame.stated != run.stated:
                # What this run stated must be there before the next one looks for it.
                yield from self.save(run.id)
                self.touch(follows)
                if any(isinstance(change, EditMember) for change in frame.stated.values()):
                    known = yield from one_member(self._member.id, self._sealed)
                    self._member = self._knowledge.member = known or self._member
            same = not any(isinstance(change, LogRejection | EditRejection) for change in frame.stated.values())
            run = follows if same and follows.journey == run.journey else (yield from self.with_rejection(follows))
        raise RuntimeError(f"{run.flow} leads in a circle")

    def _ended(self, run: Run, done: Done) -> Unit[Run | None]:
        """End a run. Gives the run that follows, if one does."""
        if run.state != "ended":
            self.end(run)
        match done.ending:
            case Next(flow=flow, args=args, new_journey=new_journey, journey=other):
                # With what it is given: after *Back* another choice leads to another run, not to the one before.
                next_id = ids.derive(run.id, "next", flow, dump(dict(sorted(args.items()))), other or "")
                follows = yield from self.loaded(next_id)
                if follows is None:
                    journey = next_id if new_journey else other or run.journey
                    follows = self.open(flow, args, run_id=next_id, journey=journey, came_from=run, link="next")
                elif follows.state in ("parked", "stopped"):
                    self._reopen(follows)
            case GoOn(run=going_on):
                follows = yield from self.loaded(going_on)
                if follows is not None:
                    self._reopen(follows)
            case _:
                returns = run.came_from if run.link == "aside" else None
                follows = (yield from self.loaded(returns)) if returns else None
        return follows if follows is not None and follows.flow in self._flows else None

    def _reopen(self, run: Run) -> None:
        if run.state != "open":
            run.state = "open"
            self.touch(run)
