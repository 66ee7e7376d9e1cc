"""Paced breathing in a modal. It changes with each breath in and out, and no more often: Slack takes about a hundred changes a
minute from all members of a workspace together (views.update is of its tier 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from adapters.slack.refusals import FAILURES
from adapters.slack.views import Breath
from bot.logs import Log
from bot.screen import Pace

log = Log("slack")

# Draws the modal at a moment of the breath; None is the end.
Shows = Callable[[Breath | None], Awaitable[object]]
Sleep = Callable[[float], Awaitable[None]]


class Breathing:
    """The modals that breathe at this moment. A restart leaves them as they were; they can be closed, and nothing is lost."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._going: set[asyncio.Task[None]] = set()

    def start(self, pace: Pace, shows: Shows) -> None:
        """Let a modal breathe that stands at the first moment already."""
        task = asyncio.create_task(self._breathe(pace, shows))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def close(self) -> None:
        """Let every modal be."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _breathe(self, pace: Pace, shows: Shows) -> None:
        lasts = float(pace.inhale)
        try:
            for moment in list(moments(pace))[1:]:
                await self._sleep(lasts)
                await shows(moment)
                lasts = float(pace.inhale if moment.full else pace.exhale)
            await self._sleep(lasts)
            await shows(None)
        except FAILURES as error:
            # It was closed, or Slack is slow.
            log.debug("a modal stopped breathing", error=error)


def moments(pace: Pace) -> Iterator[Breath]:
    """Each breath in, which fills the bar, and each breath out, which empties it."""
    for number in range(1, pace.breaths + 1):
        yield Breath(1.0, pace.breathe_in, number)
        yield Breath(0.0, pace.breathe_out, number)
