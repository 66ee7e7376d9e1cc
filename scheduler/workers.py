"""So many at a time, and no more: workers who take what there is to do from one line.

A task and a semaphore for each piece of work cost two to three times as much.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Generic, TypeVar

W = TypeVar("W")


class Workers(Generic[W]):
    """Does what it is given, `most` at a time. A worker begins when there is something to do, and ends when there is not."""

    def __init__(self, do: Callable[[W], Coroutine[Any, Any, None]], most: int, news: Callable[[], None]) -> None:
        """`news` is called when there is room for more, and when somebody ended."""
        self._do = do
        self._most = most
        self._news = news
        self._line: deque[W] = deque()
        self._working: set[asyncio.Task[None]] = set()
        self._broken_off: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is being done, or waits to be."""
        return bool(self._working)

    @property
    def room(self) -> bool:
        """Whether the line is so short that they run dry soon: what waits in it gets stale."""
        return len(self._line) < self._most

    def give(self, works: Iterable[W]) -> None:
        self._line.extend(works)
        self._begin()

    def check(self) -> None:
        """Raises what broke a worker off."""
        if self._broken_off is not None:
            self._broken_off.result()

    async def stop(self) -> None:
        """Break off what is being done, and forget what waits."""
        self._line.clear()
        for worker in self._working:
            worker.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        self._broken_off = None

    def _begin(self) -> None:
        for _ in range(min(self._most - len(self._working), len(self._line))):
            self._working.add(worker := asyncio.create_task(self._work()))
            worker.add_done_callback(self._ended)

    async def _work(self) -> None:
        while self._line:
            work = self._line.popleft()
            if len(self._line) == self._most - 1:
                self._news()
            await self._do(work)

    def _ended(self, worker: asyncio.Task[None]) -> None:
        self._working.discard(worker)
        if worker.cancelled() or worker.exception() is not None:
            self._broken_off = worker
        self._begin()  # it may have been counted as one who takes what was given a moment ago
        self._news()
