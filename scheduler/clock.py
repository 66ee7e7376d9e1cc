"""APScheduler as the clock, and nothing more: a date job for the next wake-up, and a sweep in case one was missed.

Members' own rhythms are rows in the store, never jobs: a cron trigger fires twice when a clock change repeats its hour.

APScheduler waits by the wall clock. Where that is set back, all its jobs lie as far ahead, the sweep too: nothing would be
looked at for an hour, or a day. So a watchdog holds the wall clock against the monotonic one, and has everything look anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import Log
from bot.ports import Clock
from scheduler.dispatch import Dispatcher

log = Log("nudges")

SWEEP_SECONDS = 30
# A wake-up further ahead than this is left to the sweep, so that a clock that is set cannot put it off for long.
FURTHEST = timedelta(hours=1)
# How often the watchdog looks, and by how much the clock must have been set before it minds. In seconds.
WATCH, SET = 1.0, 2.0


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
        self._watchdog: asyncio.Task[None] | None = None
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
        self._watchdog = asyncio.create_task(self._watch())

    def look_soon(self) -> None:
        """Look at once: something was planned or changed."""
        self._asked = True
        self._dispatcher.look()
        self._scheduler.add_job(self._look, id="look", replace_existing=True)

    def stop(self) -> None:
        """Start nothing more, and break off what is going on. Where it never ran, there is nothing to stop."""
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _watch(self) -> None:
        ahead = _ahead()
        while True:
            await asyncio.sleep(WATCH)
            moved, ahead = _ahead() - ahead, _ahead()
            if abs(moved) > SET:
                log.warning("the clock was set", seconds=round(moved))
                # What was to come at a time of the former clock comes now, and finds its time by the new one.
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))

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


def _ahead() -> float:
    """How far the wall clock is ahead of the one that nobody can set, in seconds."""
    return time.time() - time.monotonic()


async def _stoppable(job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A stop in the middle of a job is no fault: what is leased, or left to do, comes back by itself."""
    with suppress(asyncio.CancelledError):
        await job()
