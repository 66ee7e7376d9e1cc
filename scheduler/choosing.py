"""Choosing what a member is sent: the rules are asked once more, and what may not go now is put back or closed.

All of it is one unit of work for each member, so that nothing changes between the look and the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot import nudges as rules
from bot.nudged import SeenError
from bot.rows import Member
from bot.screen import Screen
from bot.store import known, nudges
from bot.store.known import About
from bot.store.nudges import Claimed
from bot.store.sealed import DAMAGED, Sealed
from bot.store.unit import Unit
from scheduler.pace import BEHIND_AFTER, Pace

# Another one is on its way to the same member. What becomes of it decides.
ONE_AT_A_TIME = timedelta(minutes=1)
NOT_RUNNING = timedelta(hours=1)
# A place in the line of an outage's backlog, given out before.
BACKLOG, PACED = "backlog", "paced"

Opens = Callable[[Member, Claimed, int], Unit[Screen | None]]
"""The screen that a nudge shows, or None where there is nothing left to ask; it says how many others passed their time.
Raises SeenError where it was answered."""


class Chosen(NamedTuple):
    """What a member is sent, one after the other; what waits until that is known; and when this was decided."""

    member: Member
    screens: list[tuple[Claimed, Screen]]
    rest: list[Claimed]
    at: datetime
    tells: bool
    """Whether it says how many others passed their time."""


class Choosing:
    """Decides with the rules, as they are promised to people."""

    def __init__(self, sealed: Sealed, opens: Opens, paces: Mapping[str, Pace]) -> None:
        """`paces` are those of the platforms that run here, by their names."""
        self._sealed = sealed
        self._opens = opens
        self._paces = paces

    def choose_again(self, due: Sequence[Claimed], now: datetime) -> Unit[Chosen | None]:
        """The same for what was claimed some time ago: only what is still ours to send."""
        ours: list[Claimed] = []
        for nudge in due:
            held = yield from nudges.hold(nudge, now)
            ours += [held] if held is not None else []
        if not ours:
            return None
        about = yield from known.about(ours[0].member, now, self._sealed)
        return (yield from self.choose(ours, now, about))

    def choose(self, due: Sequence[Claimed], now: datetime, about: About | None) -> Unit[Chosen | None]:
        """Choose among what is due for one member, as they are at this moment. None of it is in doubt: that was looked into,
        and did not arrive."""
        if about is None:
            return None  # forgotten in the meantime, and their nudges with them
        if about.member.address == DAMAGED:
            # Nobody can tell any more where they are. It can be tried again once their key was brought back.
            for nudge in due:
                yield from nudges.settle(nudge, "failed", "unreadable", now, self._sealed)
            return None
        if rules.should_pause(about.member, _lately(about, due)):
            yield from nudges.hush(about.member, now, self._sealed)
            about = (yield from known.about(about.member.id, now, self._sealed)) or about
        ready = yield from self._judged(due, about, now)
        if ready and (held := self._held_up(ready, about, now)) is not None:
            for nudge in ready:
                yield from nudges.put_back(nudge, *held)
            return None
        return (yield from self._first_that_asks(ready, about, now))

    def _judged(self, due: Sequence[Claimed], about: About, now: datetime) -> Unit[list[Claimed]]:
        """Those that the rules let through. The others are put back, or closed."""
        ready, sent = [], _lately(about, due)
        houses = yield from known.houses(due, about.member.platform)
        for nudge in due:
            house = houses.get(nudge.community or "")
            match rules.decide(nudge.waiting, about.member, sent, now, about.coming, house):
                case rules.SendNow():
                    ready.append(nudge)
                case rules.Hold(until=until, reason=reason):
                    yield from nudges.put_back(nudge, until, reason)
                case rules.Close(state=state, reason=reason):
                    yield from nudges.settle(nudge, state, reason, now, self._sealed)
        return ready

    def _held_up(self, ready: list[Claimed], about: About, now: datetime) -> tuple[datetime, str] | None:
        """Until when, and why, none of it goes now, although the rules allow it."""
        pace = self._paces.get(about.member.platform)
        if pace is None:
            return now + NOT_RUNNING, "platform-not-running"
        if about.in_hand.difference(nudge.id for nudge in ready):
            return now + ONE_AT_A_TIME, "one-at-a-time"
        if any(nudge.kind in rules.NOTICES or nudge.reason in (BACKLOG, PACED) for nudge in ready):
            return None
        behind = all(now - nudge.due_at > BEHIND_AFTER for nudge in ready)
        slot = pace.slot(now, behind=behind)
        return (slot, BACKLOG if behind else PACED) if slot > now else None

    def _first_that_asks(self, ready: list[Claimed], about: About, now: datetime) -> Unit[Chosen | None]:
        """Every notice, and the first by precedence that still has something to ask; the others wait their turn."""
        screens: list[tuple[Claimed, Screen]] = []
        rest: list[Claimed] = []
        asked = False
        for nudge in sorted(ready, key=lambda one: rules.rank(one.waiting)):
            asks = nudge.kind not in rules.NOTICES
            if asked and asks:
                rest.append(nudge)
                continue
            try:
                screen = yield from self._opens(about.member, nudge, about.passed if asks else 0)
            except SeenError:
                # It arrived, and was answered: the process that sent it was killed before it could say so.
                yield from nudges.settle(nudge, "sent", None, nudge.doubted or now, self._sealed)
                asked |= asks
                continue
            if screen is None:
                yield from nudges.settle(nudge, "cancelled", "nothing-to-ask", now, self._sealed)
                continue
            screens.append((nudge, screen))
            asked |= asks
        if not screens:
            for nudge in rest:
                yield from nudges.put_back(nudge, now, "one-a-day")
            return None
        return Chosen(about.member, screens, rest, now, asked and about.passed > 0)


def _lately(about: About, due: Sequence[Claimed]) -> list[rules.Sent]:
    """What they were sent, or may have been, besides what is decided about."""
    ours = {nudge.id for nudge in due}
    return [one for this, one in about.sent.items() if this not in ours]
