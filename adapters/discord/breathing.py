"""Paced breathing: the page is edited as the breath goes, until it is done or somebody goes on.

Whoever answers the page first waits for an edit that is on its way: it could otherwise arrive after the next page, and
draw over it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from adapters.discord.refusals import FAILURES
from adapters.discord.render import Breath
from bot.logs import Log
from bot.screen import Pace

log = Log("discord")

# Seconds from one edit to the next. Edits of one message are limited to about five in five seconds.
TICK = 2.0
# The longest that an answer waits for an edit that is on its way.
PATIENCE = 1.0

Shows = Callable[[Breath | None], Awaitable[object]]
Sleep = Callable[[float], Awaitable[None]]
Now = Callable[[], float]


class _Going(NamedTuple):
    task: asyncio.Task[None]
    edit: asyncio.Lock


class Breathing:
    """The pages that breathe at this moment, by message. A restart leaves them as they were, and every button works."""

    def __init__(self, sleep: Sleep = asyncio.sleep, now: Now | None = None) -> None:
        self._sleep = sleep
        self._now = now or asyncio.get_running_loop().time
        self._going: dict[int, _Going] = {}

    def start(self, message: int, pace: Pace, shows: Shows, drawn: asyncio.Event) -> None:
        """Let the page in `message` breathe, once it is `drawn`: `shows` edits it to a moment of it, and at the end to what it
        was before."""
        edit = asyncio.Lock()
        task = asyncio.create_task(self._breathe(pace, shows, edit, drawn))
        self._going[message] = _Going(task, edit)
        task.add_done_callback(lambda _: self._forget(message, task))

    async def stop(self, message: int) -> bool:
        """Let the page be. An edit that is on its way arrives first; False where that takes too long to wait for."""
        going = self._going.pop(message, None)
        if going is None:
            return True
        arrived = False
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                arrived = await going.edit.acquire()
        going.task.cancel()
        return arrived

    async def close(self) -> None:
        """Let every page be."""
        await asyncio.gather(*map(self.stop, list(self._going)))

    def _forget(self, message: int, task: asyncio.Task[None]) -> None:
        going = self._going.get(message)
        if going is not None and going.task is task:
            del self._going[message]

    async def _breathe(self, pace: Pace, shows: Shows, edit: asyncio.Lock, drawn: asyncio.Event) -> None:
        await drawn.wait()
        started = self._now()
        try:
            while (moment := at(pace, self._now() - started)) is not None:
                async with edit:
                    await shows(moment)
                # What an edit took is part of the tick, so that the breath keeps its pace.
                elapsed = self._now() - started
                await self._sleep(TICK - elapsed % TICK)
            async with edit:
                await shows(None)
        except FAILURES as error:
            # The page is gone, or Discord is slow: it stays as it was last drawn.
            log.debug("a page stopped breathing", error=error)


def at(pace: Pace, elapsed: float) -> Breath | None:
    """The moment of the breath after so many seconds. None once it is done."""
    whole = pace.inhale + pace.exhale
    number, within = divmod(elapsed, whole)
    if number >= pace.breaths:
        return None
    # Half a tick ahead, so that the bar is where the breath is in the middle of what it shows.
    if within < pace.inhale:
        return Breath(min(1.0, (within + TICK) / pace.inhale), pace.breathe_in, int(number) + 1)
    return Breath(max(0.0, 1 - (within - pace.inhale + TICK) / pace.exhale), pace.breathe_out, int(number) + 1)
