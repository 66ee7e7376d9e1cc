"""The dispatcher: claims what is due, has it chosen from, and gives it to those who send.

One nudge per member at a time; the others wait for another day. What happens to each is written down: sent, cancelled,
expired, unreachable, failed, or waiting with a reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.ids import new_id
from bot.observing import UNOBSERVED, Observer
from bot.ports import Clock, Sender
from bot.store import nudges
from bot.store.errors import concerns_all
from bot.store.nudges import Claimed
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Unit
from scheduler.choosing import Choosing, Opens
from scheduler.doubts import Doubts
from scheduler.marking import Ended, Marking
from scheduler.pace import Pace
from scheduler.sending import Sending, Work
from scheduler.settling import Settling
from scheduler.workers import Workers

# So many members are claimed and chosen for in one transaction: others, who pressed something, are not to wait for more.
BATCH = 128
# So many are written to at once.
IN_FLIGHT = 64
# What is due and in the hands of others who claim at this moment is looked at again so much later.
ANOTHERS = timedelta(milliseconds=50)


class _Taken(NamedTuple):
    """What there is to do for members, and when there may be more."""

    works: Sequence[Work]
    wake: datetime | None


class Dispatcher:
    """Sends nudges through the senders of the platforms that are running."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        opens: Opens,
        clock: Clock,
        senders: Mapping[str, Sender],
        ours: Callable[[str], bool] = lambda platform: True,
    ) -> None:
        """`ours` says whether this process sends for a platform at this moment, and for some seconds more."""
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._senders = senders
        self._ours = ours
        self._owner = new_id()
        self._stopped = False
        self._running = asyncio.Lock()
        self._news = asyncio.Event()
        # When something falls due, as far as is known: None where nothing waits.
        self._wake: datetime | None = None
        self._choosing = Choosing(sealed, opens, {name: Pace(one.per_second) for name, one in senders.items()})
        self._marking = Marking(store, sealed, self._marked)
        settling = Settling(store, sealed, clock, self._falls_due)
        doubts = Doubts(store, sealed, clock, senders, settling)
        self._sending = Sending(store, clock, senders, ours, self._choosing, doubts, settling, self._marking)
        self._workers = Workers(self._sending.deal, IN_FLIGHT, self._news.set)
        self.observer: Observer = UNOBSERVED
        """Is told what becomes of each."""
        self.looked_at: float | None = None
        """When it last saw what is due, by the monotonic clock. While it sends it goes on looking."""

    async def run_due(self) -> int:
        """Deal with everything that is due now. Gives how many nudges were sent."""
        async with self._running:
            before = self._sending.arrived
            try:
                await self._deal_with_all()
            finally:
                await self._workers.stop()
            return self._sending.arrived - before

    async def _deal_with_all(self) -> None:
        """Take what is due as those who send get to it, also what falls due meanwhile: nobody waits for a platform's slowest."""
        self.look()
        while True:
            self._news.clear()
            self._workers.check()
            due = not self._stopped and self._wake is not None and self._wake <= self._clock.now()
            if due and self._workers.room:
                await self._take()
            elif self._workers.busy or self._marking.busy:
                await self._until_news(None if due or self._stopped else self._wake)
            elif not due:
                return

    def look(self) -> None:
        """Something was planned, or the clock was set: whoever is sending at the moment looks again."""
        self._falls_due(self._clock.now())
        self._news.set()

    async def finish(self, seconds: float) -> None:
        """Claim nothing more, and let what is being sent arrive: for so long at the most."""
        self._stopped = True
        self._news.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._running:
                pass

    async def next_wake(self) -> datetime | None:
        """When there is something to do next."""
        elsewhere = self._elsewhere()
        return await self._store.read(lambda: nudges.next_wake(elsewhere))

    def _elsewhere(self) -> tuple[str, ...]:
        return tuple(platform for platform in self._senders if not self._ours(platform))

    def _falls_due(self, at: datetime) -> None:
        if self._wake is None or at < self._wake:
            self._wake = at
            self._news.set()

    def _marked(self, those: Sequence[Ended]) -> None:
        for back in (back for one in those for back in one.rest):
            if back.until is not None:
                self._falls_due(back.until)
        if not self._marking.busy:
            self._news.set()

    async def _until_news(self, wake: datetime | None) -> None:
        seconds = max((wake - self._clock.now()).total_seconds(), 0) if wake is not None else None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _take(self) -> None:
        """Claim what is due, and give it to those who send."""
        self._wake = None  # whatever is planned from here on may be too late for this look
        try:
            taken = await self._store.do(self._taken)
        except Exception as error:
            if concerns_all(error):
                raise
            # One of them is at fault: it is found out which, and told then.
            taken = _Taken(await self._store.do(self._claimed), self._clock.now())
        self.looked_at = time.monotonic()
        if taken.wake is not None:
            self._falls_due(taken.wake)
        self._workers.give(taken.works)

    def _taken(self) -> Unit[_Taken]:
        """Claim, and choose in the same transaction: between the look and the decision nothing can change."""
        now = self._clock.now()
        groups = yield from self._claimed()
        doubtful: list[list[Claimed]] = []
        clear: list[list[Claimed]] = []
        for group in groups:
            (doubtful if any(nudge.doubted for nudge in group) else clear).append(group)
        chosen = yield from self._choosing.choose(clear, now)
        wake = yield from nudges.next_wake(self._elsewhere())
        if not groups and wake is not None:
            wake = max(wake, now + ANOTHERS)
        return _Taken([*chosen, *doubtful], wake)

    def _claimed(self) -> Unit[list[list[Claimed]]]:
        """What is due, by member."""
        found = yield from nudges.claim(self._owner, self._clock.now(), BATCH, self.observer, self._elsewhere())
        groups: dict[str, list[Claimed]] = {}
        for nudge in found:
            # Where the clock was set forward, a lease ends while we are still sending. It comes back, and is looked into then.
            if not self._sending.has(nudge.id) and not self._marking.has(nudge.id):
                groups.setdefault(nudge.member, []).append(nudge)
        self._sealed.expect(groups)
        return list(groups.values())
