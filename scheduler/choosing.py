"""Choosing what members are sent: the rules are asked once more, and what may not go now is put back or closed.

All of it is one unit of work, so that nothing changes between the look and the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from bot import nudges as rules
from bot.nudged import SeenError
from bot.rows import Member
from bot.screen import Screen
from bot.store import known, nudges
from bot.store.known import About, Houses
from bot.store.nudges import Claimed, PutBack
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
    tells: str | None
    """Which nudge says how many others passed their time, if one does."""


class _Look(NamedTuple):
    """One look at what is due: when it is, what communities chose, and what is put back once all of it was looked at."""

    now: datetime
    houses: Houses
    back: list[PutBack]


class Choosing:
    """Decides with the rules, as they are promised to people."""

    def __init__(self, sealed: Sealed, opens: Opens, paces: Mapping[str, Pace]) -> None:
        """`paces` are those of the platforms that run here, by their names."""
        self._sealed = sealed
        self._opens = opens
        self._paces = paces

    def choose(self, due: Sequence[Sequence[Claimed]], now: datetime) -> Unit[list[Chosen]]:
        """Choose among what is due for each of some members, as they are at this moment. None of it is in doubt: that was
        looked into, and did not arrive."""
        abouts = yield from known.about_all([group[0].member for group in due], now, self._sealed)
        look = _Look(now, (yield from known.houses(chain.from_iterable(due))), [])
        chosen: list[Chosen] = []
        for group in due:
            # Whoever is not there was forgotten in the meantime, and their nudges with them.
            if (about := abouts.get(group[0].member)) is not None:
                one = yield from self._choose(group, about, look)
                chosen += [one] if one is not None else []
        yield from nudges.put_back_all(look.back)
        return chosen

    def choose_again(self, due: Sequence[Claimed], now: datetime) -> Unit[Chosen | None]:
        """The same for one member, of what was claimed some time ago: only what is still ours to send."""
        ours: list[Claimed] = []
        for nudge in due:
            held = yield from nudges.hold(nudge, now)
            ours += [held] if held is not None else []
        chosen = (yield from self.choose([ours], now)) if ours else []
        return chosen[0] if chosen else None

    def _choose(self, due: Sequence[Claimed], about: About, look: _Look) -> Unit[Chosen | None]:
        if about.member.address == DAMAGED:
            # Nobody can tell any more where they are. It can be tried again once their key was brought back.
            for nudge in due:
                yield from nudges.settle(nudge, "failed", "unreadable", look.now, self._sealed)
            return None
        these = {nudge.id for nudge in due}
        sent = about.sent_besides(these)
        if rules.should_pause(about.member, sent):
            yield from nudges.hush(about.member, look.now, self._sealed)
            about = (yield from known.about(about.member.id, look.now, self._sealed)) or about
        ready = yield from self._judged(due, about, sent, look)
        if ready and (held := self._held_up(ready, about, these, look.now)) is not None:
            look.back.extend(PutBack(nudge, *held) for nudge in ready)
            return None
        return (yield from self._first_that_asks(ready, about, look)) if ready else None

    def _judged(
        self, due: Sequence[Claimed], about: About, sent: Sequence[rules.Sent], look: _Look
    ) -> Unit[list[Claimed]]:
        """Those that the rules let through. The others are put back, or closed."""
        ready: list[Claimed] = []
        for nudge in due:
            house = look.houses.get((nudge.platform, nudge.community)) if nudge.community is not None else None
            verdict = rules.decide(nudge, about.member, sent, look.now, about.coming, house)
            match verdict:
                case rules.SendNow():
                    ready.append(nudge)
                case rules.Hold():
                    look.back.append(PutBack(nudge, verdict.until, verdict.reason))
                case rules.Close():
                    yield from nudges.settle(nudge, verdict.state, verdict.reason, look.now, self._sealed)
        return ready

    def _held_up(
        self, ready: Sequence[Claimed], about: About, these: set[str], now: datetime
    ) -> tuple[datetime, str] | None:
        """Until when, and why, none of it goes now, although the rules allow it. `these` are all that are decided about."""
        pace = self._paces.get(about.member.platform)
        if pace is None:
            return now + NOT_RUNNING, "platform-not-running"
        if not these.issuperset(about.in_hand):
            return now + ONE_AT_A_TIME, "one-at-a-time"
        behind = True
        for nudge in ready:
            if nudge.kind in rules.NOTICES or nudge.reason in (BACKLOG, PACED):
                return None
            behind = behind and now - nudge.due_at > BEHIND_AFTER
        slot = pace.slot(now, behind=behind)
        return (slot, BACKLOG if behind else PACED) if slot > now else None

    def _first_that_asks(self, ready: Sequence[Claimed], about: About, look: _Look) -> Unit[Chosen | None]:
        """Every notice, and the first by precedence that still has something to ask; the others wait their turn."""
        screens: list[tuple[Claimed, Screen]] = []
        rest: list[Claimed] = []
        asked, tells = False, None
        for nudge in sorted(ready, key=rules.rank) if len(ready) > 1 else ready:
            asks = nudge.kind not in rules.NOTICES
            if asked and asks:
                rest.append(nudge)
                continue
            try:
                screen = yield from self._opens(about.member, nudge, about.passed if asks else 0)
            except SeenError:
                # It arrived, and was answered: the process that sent it was killed before it could say so.
                yield from nudges.settle(nudge, "sent", None, nudge.doubted or look.now, self._sealed)
                asked |= asks
                continue
            if screen is None:
                yield from nudges.settle(nudge, "cancelled", "nothing-to-ask", look.now, self._sealed)
                continue
            screens.append((nudge, screen))
            asked |= asks
            tells = nudge.id if asks and about.passed else tells
        if screens:
            return Chosen(about.member, screens, rest, look.now, tells)
        look.back.extend(PutBack(nudge, look.now, "one-a-day") for nudge in rest)
        return None
