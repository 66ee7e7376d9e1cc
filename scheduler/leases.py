"""Who does what only one process may do: leases that are kept by a heartbeat, and taken over where it falls silent.

An owner counts on in its row every few seconds. Another that sees a count stand still takes the lease over; an owner that
could not count on stops well before that. Each goes by its own monotonic clock, so clocks need not agree.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from bot.ids import new_id
from bot.logs import Log
from bot.store import leases
from bot.store.errors import StoreError
from bot.store.leases import Lease
from bot.store.store import Store

log = Log("leases")

# From the moment at which a process dies until another does its work, in seconds, at the most.
LEASE = 30.0
# How often an owner counts on, and the others look.
BEAT = 4.0
# A count that stood still for so long belongs to nobody: a beat, this, and a look are less than a lease.
SILENT = 20.0
# So long after a count the lease may be relied on. What is begun at its last moment has the rest of SILENT to end.
HOLD = 14.0

Job = Callable[[], Coroutine[Any, Any, None]]


def gateway(platform: str, part: int = 0) -> str:
    """The lease of a connection by which a platform tells what people do: of one shard, where it has several."""
    return f"gateway:{platform}:{part}"


def sender(platform: str) -> str:
    """The lease of the messages that nobody asked for this moment: they share the platform's rate limit."""
    return f"sender:{platform}"


class Leases:
    """The leases that this process wants, and those that it has. On a store that nobody shares it has all of them."""

    def __init__(self, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._now = now
        self._owner = new_id()
        self._groups: list[tuple[str, ...]] = []
        self._later: list[str] = []
        self._until: dict[str, float] = {}
        self._watched: dict[str, tuple[Lease, float]] = {}
        self._looked = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None
        self.gained: Callable[[], None] | None = None
        """Called where something came to be this process's to do."""

    def want(self, *names: str) -> None:
        """Try for these from now on: one after the other, so that two that want the same never have half of it each."""
        self._groups.append(tuple(sorted(names)))

    def want_in_service(self, name: str) -> None:
        """Try for this once the process is in service: one that only stands by must not keep it from being done."""
        self._later.append(name)

    async def in_service(self) -> None:
        """From now on this process does what it holds."""
        for name in self._later:
            self.want(name)
        self._later = []
        await self.look()

    def holds(self, name: str) -> bool:
        """Whether it is this process's, at this moment and for some seconds more."""
        return not self._store.shared or self._until.get(name, 0.0) > self._now()

    def only_one(self, name: str, job: Job) -> Job:
        """A periodic job as one that is done by one process."""
        if not self._store.shared:
            return job
        lease = f"job:{name}"
        self.want_in_service(lease)

        async def where_it_is_ours() -> None:
            if self.holds(lease):
                await job()

        return where_it_is_ours

    async def held(self, *names: str) -> None:
        """Wait until all of these are this process's."""
        while not all(map(self.holds, names)):
            await self._looked.wait()

    async def lost(self, *names: str) -> None:
        """Wait until one of these is not this process's any more."""
        while all(map(self.holds, names)):
            soonest = min((self._until.get(name, self._now() + LEASE) for name in names), default=self._now() + LEASE)
            await asyncio.sleep(max(soonest - self._now(), 0.01))

    async def start(self) -> None:
        """Look once, and go on looking."""
        if self._store.shared:
            await self.look()
            self._beating = asyncio.create_task(self._beat(), name="leases")

    async def close(self) -> None:
        """Give up everything: nobody has to wait for it."""
        if self._beating is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        self._until.clear()
        try:
            await self._store.do(lambda: leases.release(self._owner))
        except StoreError as error:
            log.warning("leases run out by themselves", error=error)

    async def look(self) -> None:
        """Count on in what is ours, and take what is nobody's."""
        if not self._store.shared:
            return
        had = frozenset(filter(self.holds, self._until))
        began = self._now()
        ours = await self._store.do(lambda: leases.beat(self._owner))
        self._until = dict.fromkeys(ours, began + HOLD)
        if any(name not in ours for group in self._groups for name in group):
            await self._take_silent()
        if self.gained is not None and self._until.keys() - had:
            self.gained()
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()

    async def _take_silent(self) -> None:
        seen = await self._store.read(leases.leases)
        now = self._now()
        self._watched = {
            name: (lease, self._watched[name][1] if name in self._watched and self._watched[name][0] == lease else now)
            for name, lease in seen.items()
        }
        for group in self._groups:
            for name in group:
                if name not in self._until and not await self._taken(name, seen.get(name)):
                    break

    async def _taken(self, name: str, seen: Lease | None) -> bool:
        began = self._now()
        if seen is not None and began - self._watched[name][1] < SILENT:
            return False
        if not await self._store.do(lambda: leases.take(self._owner, name, seen)):
            return False
        self._until[name] = began + HOLD
        return True

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self.look()
            except StoreError as error:
                log.warning("leases cannot be renewed", error=error)
