"""Choosing what a member is sent: the rules are asked once more, and what may not go now is put back or closed.

All of it is one unit of work for each member, so that nothing changes between the look and the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot import nudges as rules
from bot.one_turn import SeenError
from bot.rows import Member
from bot.screen import Screen
from bot.store import nudges
from bot.store.nudges import Claimed
from bot.store.sealed import Sealed
from bot.store.unit import Unit
from scheduler.pace import BEHIND_AFTER, Pace

# Another one is on its way to the same member. What becomes of it decides.
ONE_AT_A_TIME = timedelta(minutes=1)
NOT_RUNNING = timedelta(hours=1)
# A place in the line of an outage's backlog, given out before.
BACKLOG, PACED = "backlog", "paced"

Opens = Callable[[Member, Claimed], Unit[Screen | None]]
"""The screen that a nudge shows, or None where there is nothing left to ask. Raises SeenError where it was answered."""


class Chosen(NamedTuple):
    """What a member is sent, one after the other; what waits until that is known; and when this was decided."""

    member: Member
    screens: list[tuple[Claimed, Screen]]
    rest: list[Claimed]
    at: datetime


class Decided(NamedTuple):
    """What became of a nudge that is not sent now: its new state or ``deferred``, and why."""

    nudge: Claimed
    outcome: str
    reason: str | None


class Choosing:
    """Decides with the rules, as they are promised to people."""

    def __init__(self, sealed: Sealed, opens: Opens, paces: Mapping[str, Pace]) -> None:
        """`paces` are those of the platforms that run here, by their names."""
        self._sealed = sealed
        self._opens = opens
        self._paces = paces

    def choose(self, due: Sequence[Claimed], now: datetime, decided: list[Decided]) -> Unit[Chosen | None]:
        """Choose among what is due for one member. None of it is in doubt: that was looked into, and did not arrive.

        What is not sent now is written down, and added to `decided`.
        """
        found = yield from nudges.recipient(due[0].member, now, self._sealed)
        if found is None:
            return None  # forgotten in the meantime, and their nudges with them
        member, sent = found[0], _lately(found[1], due)
        if rules.should_pause(member, sent):
            yield from nudges.hush(member, now, self._sealed)
            found = yield from nudges.recipient(member.id, now, self._sealed)
            member, sent = (found[0], _lately(found[1], due)) if found else (member, sent)
        ready = yield from self._judged(due, member, sent, now, decided)
        if ready and (until := (yield from self._held_up(ready, member, now))) is not None:
            for nudge in ready:
                yield from self._put_back(nudge, *until, decided)
            return None
        return (yield from self._first_that_asks(ready, member, now, decided))

    def _judged(
        self,
        due: Sequence[Claimed],
        member: Member,
        sent: Sequence[rules.Sent],
        now: datetime,
        decided: list[Decided],
    ) -> Unit[list[Claimed]]:
        """Those that the rules let through. The others are put back, or closed."""
        coming = yield from nudges.coming(member.id, now)
        ready = []
        for nudge in due:
            match rules.decide(nudge.waiting, member, sent, now, coming):
                case rules.SendNow():
                    ready.append(nudge)
                case rules.Hold(until=until, reason=reason):
                    yield from self._put_back(nudge, until, reason, decided)
                case rules.Close(state=state, reason=reason):
                    yield from self._settle(nudge, state, reason, now, decided)
        return ready

    def _held_up(self, ready: list[Claimed], member: Member, now: datetime) -> Unit[tuple[datetime, str] | None]:
        """Until when, and why, none of it goes now, although the rules allow it."""
        pace = self._paces.get(member.platform)
        if pace is None:
            return now + NOT_RUNNING, "platform-not-running"
        if (yield from nudges.in_hand(member.id, now, [nudge.id for nudge in ready])):
            return now + ONE_AT_A_TIME, "one-at-a-time"
        if any(nudge.kind in rules.NOTICES or nudge.reason in (BACKLOG, PACED) for nudge in ready):
            return None
        behind = all(now - nudge.due_at > BEHIND_AFTER for nudge in ready)
        slot = pace.slot(now, behind=behind)
        return (slot, BACKLOG if behind else PACED) if slot > now else None

    def _first_that_asks(
        self, ready: list[Claimed], member: Member, now: datetime, decided: list[Decided]
    ) -> Unit[Chosen | None]:
        """Every notice, and the first by precedence that still has something to ask; the others wait their turn."""
        screens: list[tuple[Claimed, Screen]] = []
        rest: list[Claimed] = []
        asked = False
        for nudge in sorted(ready, key=lambda one: rules.rank(one.waiting)):
            if asked and nudge.kind not in rules.NOTICES:
                rest.append(nudge)
            elif (yield from nudges.hold(nudge, now)):
                try:
                    screen = yield from self._opens(member, nudge)
                except SeenError:
                    # It arrived, and was answered: the process that sent it was killed before it could say so.
                    yield from self._settle(nudge, "sent", None, nudge.doubted or now, decided)
                    asked |= nudge.kind not in rules.NOTICES
                    continue
                if screen is None:
                    yield from self._settle(nudge, "cancelled", "nothing-to-ask", now, decided)
                    continue
                screens.append((nudge, screen))
                asked |= nudge.kind not in rules.NOTICES
        if not screens:
            for nudge in rest:
                yield from self._put_back(nudge, now, "one-a-day", decided)
            return None
        return Chosen(member, screens, rest, now)

    def _put_back(self, nudge: Claimed, until: datetime | None, reason: str, decided: list[Decided]) -> Unit[None]:
        if (yield from nudges.put_back(nudge, until, reason)):
            decided.append(Decided(nudge, "deferred", reason))

    def _settle(
        self, nudge: Claimed, state: str, reason: str | None, now: datetime, decided: list[Decided]
    ) -> Unit[None]:
        if (yield from nudges.settle(nudge, state, reason, now, self._sealed)):
            decided.append(Decided(nudge, state, reason))


def _lately(sent: Mapping[str, rules.Sent], due: Sequence[Claimed]) -> list[rules.Sent]:
    """What they were sent, or may have been, besides what is decided about."""
    ours = {nudge.id for nudge in due}
    return [one for this, one in sent.items() if this not in ours]
