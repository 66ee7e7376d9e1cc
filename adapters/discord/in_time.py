"""How long a call may take. What takes longer goes on, and whoever asks waits no more."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from adapters.discord.refusals import AGAIN
from bot.ports import TryLaterError

R = TypeVar("R")


class InTime:
    """Waits for work, and for no longer than `within` seconds."""

    def __init__(self, within: float) -> None:
        self._within = within

    async def done(self, work: Coroutine[None, None, R]) -> R:
        """What `work` gives. Raises TryLaterError where it takes too long."""
        return await self.wait(kept_going(work))

    async def wait(self, task: asyncio.Task[R]) -> R:
        """The same for a task: whoever comes back with the same occurrence waits for it, or finds it done."""
        # Cancelling it is no way to stop it: a request that is cancelled while it waits for the global rate limit leaves the
        # library's lock closed for all others, for good (HTTPClient.request in discord.py 2.7.1).
        done, _ = await asyncio.wait({task}, timeout=self._within)
        if not done:
            raise TryLaterError(AGAIN, unknown=True)
        return task.result()


def kept_going(work: Coroutine[None, None, R]) -> asyncio.Task[R]:
    """A task of which nobody need know how it ends."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task
