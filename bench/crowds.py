"""Many members at once: how many are answered in a second, and what those wait who come by chance."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
# Members who wait at the same time.
IN_FLIGHT = 32


async def answers_a_second(give: Callable[[], Awaitable[object]], count: int) -> float:
    """Give so many commands, while as many as IN_FLIGHT wait for their answer."""
    left = iter(range(count))

    async def one_after_the_other() -> None:
        for _ in left:
            await give()

    start = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    return count / (time.perf_counter() - start)


async def in_one_second(give: Callable[[], Awaitable[T]], count: int, chance: random.Random) -> list[T]:
    """Give so many commands within one second, each at random."""

    async def come(after: float) -> T:
        await asyncio.sleep(after)
        return await give()

    return list(await asyncio.gather(*(come(chance.random()) for _ in range(count))))
