"""Doing something at one certain await: every task of a loop is driven by hand, and each time one is resumed is a step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any


class Steps:
    """Counts the steps of all tasks that begin while it is installed, and acts before the one numbered `at`."""

    def __init__(self, at: int, act: Callable[[], object]) -> None:
        self.count = 0
        self._at = at
        self._act = act

    def __enter__(self) -> Steps:
        asyncio.get_running_loop().set_task_factory(self._task)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().set_task_factory(None)

    @property
    def acted(self) -> bool:
        return self.count >= self._at

    def _task(
        self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any] | Generator[Any, None, Any], **named: Any
    ) -> asyncio.Task[Any]:
        return asyncio.Task(self._driven(coro), loop=loop, **named)

    async def _driven(self, coro: Any) -> Any:
        return await _Resumed(coro, self._step)

    def _step(self) -> None:
        self.count += 1
        if self.count == self._at:
            self._act()


class _Resumed:
    """A coroutine that says so each time it is resumed."""

    def __init__(self, coro: Any, step: Callable[[], None]) -> None:
        self._coro = coro
        self._step = step

    def __await__(self) -> Generator[Any, Any, Any]:
        resume, value = self._coro.send, None
        while True:
            self._step()
            try:
                waits_for = resume(value)
            except StopIteration as end:
                return end.value
            try:
                resume, value = self._coro.send, (yield waits_for)
            except BaseException as error:  # noqa: BLE001 - it belongs to the coroutine, cancellation too
                resume, value = self._coro.throw, error
