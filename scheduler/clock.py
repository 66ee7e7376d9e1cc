"""APScheduler as the clock, and nothing more: a date job for the next wake-up, and a sweep in case one was missed.

Members' own rhythms are rows in the store, never jobs: a cron trigger fires twice when a clock change repeats its hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports import Clock
from scheduler.dispatch import Dispatcher

SWEEP_SECONDS = 30
# A wake-up further ahead than this is left to the sweep, so that a clock that is set cannot put it off for long.
FURTHEST = timedelta(hours=1)


Chores = Mapping[Callable[[], Coroutine[Any, Any, None]], timedelta]
NO_CHORES: Chores = MappingProxyType({})


class NudgeClock:
    """Wakes the dispatcher when something falls due, and does chores at their intervals, beginning at the start."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        sweep_seconds: int = SWEEP_SECONDS,
        chores: Chores = NO_CHORES,
    ) -> None:
        self._dispatcher = dispatcher
        self._chores = dict(chores)
        self._clock = clock
        self._sweep_seconds = sweep_seconds
        self._asked = False
        # Late is better than never, and once is enough: the table says what is due, a job only says "look".
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def add(self, chores: Chores) -> None:
        """More chores, before the start."""
        self._chores |= chores

    def start(self, *, nudges: bool = True) -> None:
        """Start; without `nudges` only the chores are done."""
        for chore, every in self._chores.items():
            self._scheduler.add_job(
                _stoppable, "interval", [chore], seconds=every.total_seconds(), next_run_time=datetime.now(UTC)
            )
        self._scheduler.start()
        if nudges:
            self._scheduler.add_job(self._look, "interval", seconds=self._sweep_seconds, id="sweep")
            self.look_soon()

    def look_soon(self) -> None:
        """Look at once: something was planned or changed."""
        self._asked = True
        self._scheduler.add_job(self._look, id="look", replace_existing=True)

    def stop(self) -> None:
        """Start nothing more, and break off what is going on. Where it never ran, there is nothing to stop."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _look(self) -> None:
        await _stoppable(self._look_until_done)

    async def _look_until_done(self) -> None:
        wake = None
        self._asked = True
        while self._asked:
            # APScheduler leaves out a job that still runs, so whoever asks during a look gets another from it.
            self._asked = False
            await self._dispatcher.run_due()
            wake = await self._dispatcher.next_wake()
        now = self._clock.now()
        if wake is None or wake - now > FURTHEST:
            return
        # The clock port may run ahead of the machine's, as in the demo: only the distance counts.
        distance = max(wake - now, timedelta(0))
        at = datetime.now(UTC) + distance
        self._scheduler.add_job(self._look, "date", run_date=at, id="wake", replace_existing=True)


async def _stoppable(job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A stop in the middle of a job is no fault: what is leased, or left to do, comes back by itself."""
    with suppress(asyncio.CancelledError):
        await job()
