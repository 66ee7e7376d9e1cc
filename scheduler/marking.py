"""Writing down what was sent, many at a time: what is handed over while some is being written goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.logs import Log
from bot.store import nudges
from bot.store.errors import concerns_all
from bot.store.nudges import Arrived, PutBack
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Unit

log = Log("nudges")

# So many in one transaction: others, who pressed something, are not to wait for more.
MOST = 128


class Ended(NamedTuple):
    """What arrived, and what of the same member is put back with it: the caps then know of the one when asked about the other."""

    arrived: Arrived
    rest: Sequence[PutBack] = ()


class Marking:
    """Marks nudges as sent. What waits in it when the process dies may have arrived, and is looked for by whoever takes over."""

    def __init__(self, store: Store, sealed: Sealed, written: Callable[[Sequence[Ended]], None]) -> None:
        """`written` is told of those that were written down, or could not be."""
        self._store = store
        self._sealed = sealed
        self._written = written
        self._waiting: list[Ended] = []
        self._in_hand: set[str] = set()
        self._writing: asyncio.Task[None] | None = None
        self._room = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether something is still to be written down."""
        return bool(self._in_hand)

    def has(self, nudge: str) -> bool:
        """Whether that of this nudge is still to be written down."""
        return nudge in self._in_hand

    async def take(self, ended: Ended) -> None:
        """Take one to be written down soon. It is not waited for, unless too many wait already.

        Whatever cannot be written down is left to its lease: it comes back, and is looked for.
        """
        self._waiting.append(ended)
        self._in_hand.add(ended.arrived.nudge.id)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        # It is in the line already: whoever is cancelled here takes nothing out of it.
        while len(self._waiting) > MOST:
            self._room.clear()
            await self._room.wait()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._room.set()
            await self._write_all(batch)
            self._in_hand.difference_update(one.arrived.nudge.id for one in batch)
            self._written(batch)

    async def _write_all(self, batch: Sequence[Ended]) -> None:
        try:
            await self._store.do(lambda: self._unit(batch))
        except Exception as error:
            if concerns_all(error):
                log.error("what arrived waits to be looked for", count=len(batch), error=error)
            elif len(batch) == 1:
                log.exception("a fault with one member", member=batch[0].arrived.nudge.member)
            else:
                # A fault with one of them must not keep the others from being written down.
                for one in batch:
                    await self._write_all([one])

    def _unit(self, batch: Sequence[Ended]) -> Unit[None]:
        yield from nudges.settle_sent([one.arrived for one in batch], self._sealed)
        yield from nudges.put_back_all([back for one in batch for back in one.rest])
