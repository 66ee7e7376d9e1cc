"""What is being done at this moment: it is done to its end, whoever stops waiting, and a shutdown waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Going:
    """Everything that was begun and is not done."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def through(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work to its end. Raises what it raises."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)

    async def finish(self, seconds: float) -> None:
        """Wait until everything is done that was begun so far, for so long at the most. What is not done by then is let go: it
        could only fail, and try to tell of that, once the connection is closed."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
