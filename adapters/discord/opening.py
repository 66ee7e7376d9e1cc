"""Opening DMs, slowly: too many at once is what Discord takes for spam."""

from __future__ import annotations

import time
from collections.abc import Callable

import aiohttp
import discord

from adapters.discord import PLATFORM
from bot.dms import Dms
from bot.ports import TryLaterError, Who

BURST = 5
RESERVE = 2
EVERY = 5 * 60.0


class Budget:
    """How many DMs may be opened: five at once, of which two are left to members who press for one, and one more every five
    minutes. So 17 in any hour at the most, and 288 in a day.

    Where the limit is, Discord does not say. Bots were quarantined, for good unless support lifts it, after 25 to 40 new DMs
    (github.com/discord-php/DiscordPHP/issues/467), others after many in a few hours (discord/discord-api-docs/issues/5987).
    A DM is opened once for each member ever, so it is a new and large community that waits, for hours at the worst.

    It is kept in memory. As a bot that keeps restarting would begin anew each time, a start gives one to nudges, and the
    reserve.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` in seconds, from wherever."""
        self._now = now
        self._left = RESERVE + 1.0
        self._at = now()
        self._closed_until = self._line_ends = self._at

    def take(self, *, pressed: bool) -> None:
        """Use up one. Raises TryLaterError where there is none: when there will be, after those that were told before."""
        now = self._refilled()
        left = 0 if now < self._closed_until else self._left
        if left >= (1 if pressed else RESERVE + 1):
            self._left -= 1
            return
        if pressed:
            # Somebody waits, and presses again when they like: no place in the line is kept for them.
            raise _later(max(self._closed_until - now, (1 - self._left) * EVERY))
        free = max(self._closed_until, now + (RESERVE + 1 - self._left) * EVERY)
        # All that wait for the same one would be sent into each other's way again and again.
        self._line_ends = max(free, self._line_ends + EVERY)
        raise _later(self._line_ends - now)

    def give_back(self) -> None:
        """One that was taken was not used."""
        self._left = min(BURST, self._left + 1)

    def close(self, seconds: float) -> None:
        """Discord says that it was too fast: nothing is opened for so long, and then slowly."""
        self._refilled()
        self._left = 0.0
        self._closed_until = max(self._closed_until, self._now() + seconds)

    def _refilled(self) -> float:
        now = self._now()
        self._left = min(BURST, self._left + (now - self._at) / EVERY)
        self._at = now
        return now


def _later(seconds: float) -> TryLaterError:
    # A little later than that: whoever comes back is not to be early by the rounding of another clock.
    return TryLaterError(seconds + 1)


class Opening:
    """The DM with each member: kept, and opened where it never was."""

    def __init__(self, client: discord.Client, dms: Dms, budget: Budget) -> None:
        self._client = client
        self._dms = dms
        self._budget = budget

    async def kept(self, address: str) -> str | None:
        """The channel of the DM with this member, where there is one."""
        return await self._dms.of(Who(PLATFORM, address))

    async def forget(self, address: str) -> None:
        """Discord knows no such channel any more, or it is another bot's: as after a change of the application."""
        await self._dms.keep(Who(PLATFORM, address), None)

    async def open(self, address: str, *, pressed: bool) -> str:
        """Open the DM and keep it; `pressed` where the member asks for it. Gives its channel.

        Raises TryLaterError where the budget is used up, and whatever the library does.
        """
        self._budget.take(pressed=pressed)
        # Not client.create_dm: what that has in its cache may be the very channel that is gone.
        try:
            opened = await self._client.http.start_private_message(int(address))
        except (aiohttp.ClientConnectorError, discord.RateLimited):
            # Nothing was opened, for certain. Where an answer got lost, it may have been.
            self._budget.give_back()
            raise
        channel = str(opened["id"])
        await self._dms.keep(Who(PLATFORM, address), channel)
        return channel
