"""The end of several platforms at once: side by side, and whatever happens to one of them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.cli.serve import _stop


class Dispatcher:
    async def finish(self, seconds: float) -> None:
        """There is nothing on its way."""


class App:
    """Ends once as many as there are want to end."""

    def __init__(self, together: asyncio.Barrier, fault: Exception | None = None) -> None:
        self._together = together
        self._fault = fault
        self.closed = False

    async def close(self) -> None:
        await self._together.wait()
        if self._fault is not None:
            raise self._fault
        self.closed = True


def running() -> Any:
    return SimpleNamespace(dispatcher=Dispatcher(), nudge_clock=SimpleNamespace(stop=lambda: None))


async def test_all_are_stopped_side_by_side_also_where_one_fails() -> None:
    together = asyncio.Barrier(3)
    servers = App(together)
    apps = {"one": App(together, OSError("made up")), "two": App(together)}
    with pytest.raises(OSError, match="made up"):
        async with asyncio.timeout(5):
            await _stop(running(), cast("Any", apps), cast("Any", servers))
    assert apps["two"].closed
    assert servers.closed
