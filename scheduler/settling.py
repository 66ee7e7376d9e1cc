"""Writing down what became of a nudge that was not sent: it is closed, waits again, or is tried again later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.ports import Clock
from bot.store import nudges
from bot.store.nudges import Claimed, PutBack
from bot.store.sealed import Sealed
from bot.store.store import Store

# A send that failed for no known reason is tried again after so many minutes, doubled each time, and given up after six.
FIRST_RETRY = timedelta(minutes=1)
ATTEMPTS = 6


class Settling:
    """Each of these raises StoreError: the lease then runs out, and the nudge comes back by itself."""

    def __init__(self, store: Store, sealed: Sealed, clock: Clock, waits: Callable[[datetime], None]) -> None:
        """`waits` is told until when something waits that was put back."""
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._waits = waits

    async def settle(self, nudge: Claimed, state: str, reason: str | None, at: datetime | None = None) -> None:
        when = at or self._clock.now()
        await self._store.do(lambda: nudges.settle(nudge, state, reason, when, self._sealed))

    async def put_back(
        self, nudge: Claimed, until: datetime, reason: str, *, tried: bool = False, doubted: datetime | None = None
    ) -> None:
        await self._store.do(lambda: nudges.put_back(nudge, until, reason, tried=tried, doubted=doubted))
        self._waits(until)

    async def put_back_all(self, those: Sequence[PutBack]) -> None:
        await self._store.do(lambda: nudges.put_back_all(those))
        for one in those:
            if one.until is not None:
                self._waits(one.until)

    async def failed(self, nudge: Claimed, error: Exception, *, doubted: datetime | None) -> datetime:
        """Try it again later, or give it up. Gives when."""
        again = self._clock.now() + FIRST_RETRY * 2.0 ** (nudge.attempt - 1)
        if nudge.attempt >= ATTEMPTS:
            await self.settle(nudge._replace(doubted=doubted), "failed", type(error).__name__)
        else:
            await self.put_back(nudge, again, "send-failed", tried=True, doubted=doubted)
        return again


def soon(now: datetime, seconds: float) -> datetime:
    """So many seconds from now, as a platform asks for: one at least, because "now" again and again would be a loop."""
    return now + timedelta(seconds=max(seconds, 1))
