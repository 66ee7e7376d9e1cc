"""The weekly numbers by the clock: each community's last week, once it is over; and old ones go."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.logs import Log
from bot.ports import Clock
from bot.statistics import last_week
from bot.store import statistics
from bot.store.errors import StoreError
from bot.store.store import Store

log = Log("statistics")

# How often to look whether a week is over. It is counted once, however often it is looked.
LOOK = timedelta(hours=1)


class Statistics:
    """Takes the snapshots that whoever runs a community is shown. Nothing is ever counted because somebody asks."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def look(self) -> None:
        """Take what is lacking of the last week, one community after the other, so that nobody waits for long."""
        try:
            now = self._clock.now()
            week = last_week(now)
            for platform, community in await self._store.read(partial(statistics.due, week)):
                await self._store.do(partial(statistics.take, platform, community, week))
            await self._store.do(partial(statistics.drop_old, now))
        except StoreError as error:
            log.error("statistics wait", error=error)
