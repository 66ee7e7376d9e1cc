"""Writing down what was sent, many at a time: who comes while some are being written goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from bot.store import nudges
from bot.store.errors import concerns_all
from bot.store.nudges import Arrived
from bot.store.sealed import Sealed
from bot.store.store import Store

# So many in one transaction: others, who pressed something, are not to wait for more.
MOST = 128


class _Waiting(NamedTuple):
    arrived: Arrived
    written: asyncio.Future[None]


class Marking:
    """Marks nudges as sent. What waits in it when the process dies may have arrived, and is looked for by whoever takes over."""

    def __init__(self, store: Store, sealed: Sealed) -> None:
        self._store = store
        self._sealed = sealed
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def sent(self, arrived: Arrived) -> None:
        """Write down that one arrived. It is on the disk when this returns. Raises StoreError."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(arrived, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        # Whoever is cancelled is not waited for, and what arrived is written down all the same.
        await asyncio.shield(written)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._write_all(batch)

    async def _write_all(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self._store.do(lambda: nudges.settle_sent([one.arrived for one in batch], self._sealed))
        except Exception as error:  # noqa: BLE001 - told to whom it concerns
            if len(batch) > 1 and not concerns_all(error):
                # A fault with one of them must not keep the others from being written down.
                for one in batch:
                    await self._write_all([one])
                return
            for one in batch:
                one.written.add_done_callback(_seen)
                one.written.set_exception(error)
        else:
            for one in batch:
                one.written.set_result(None)


def _seen(written: asyncio.Future[None]) -> None:
    """Whoever waited for it may have been cancelled: then nobody asks for its error, and that is no fault."""
    written.cancelled() or written.exception()
