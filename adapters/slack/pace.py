"""The pace of a channel: one message a second, in the order in which they came.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.ports import TryLaterError

# Seconds between two messages in a channel.
EVERY = 1.0
# A queue that is longer than this, in seconds, is not waited in.
LONGEST = 10.0
# Channels whose last message is remembered. Only those of the last second matter.
REMEMBERED = 1000


class Pace:
    """Says when the next message may go into a channel."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        every: float = EVERY,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._every = every
        self._free: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Wait until it is the caller's turn. Raises TryLaterError where too many wait before it."""
        now = self._now()
        at = max(self._free.get(channel, now), now)
        if at - now > LONGEST:
            raise TryLaterError(at - now)
        if len(self._free) >= REMEMBERED:
            self._free = {one: free for one, free in self._free.items() if free > now}
        self._free[channel] = at + self._every
        if at > now:
            await self._sleep(at - now)
