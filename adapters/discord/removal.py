"""Whether the bot is still in the servers that it was in: a removal that happens while no session listens is never told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta

import discord

from adapters.discord import PLATFORM
from adapters.discord.refusals import FAILURES, NO_ACCESS, UNKNOWN_COMMUNITY
from bot.leaving import Leaving
from bot.logs import Log
from bot.store.errors import StoreError

log = Log("discord")

# A chore: so often.
EVERY = timedelta(days=1)
# In a server that the bot is not in, it can see nothing; or there is no such server any more.
REMOVED = (UNKNOWN_COMMUNITY, NO_ACCESS)


class Removal:
    """Finds out in which servers the bot is. A list alone proves no removal: a server that has an outage may be missing in it."""

    def __init__(self, client: discord.Client, leaving: Leaving) -> None:
        self._client = client
        self._leaving = leaving
        self._one = asyncio.Lock()
        self._asked = False

    async def look(self) -> None:
        """Ask Discord for the list. Several that ask at the same time, as after an outage of all shards, are one."""
        self._asked = True
        async with self._one:
            if not self._asked:
                return
            self._asked = False
            try:
                listed = [str(one.id) async for one in self._client.fetch_guilds(limit=None, with_counts=False)]
            except FAILURES as error:
                log.warning("in which servers I am is asked later", error=error)
                return
            await self.compare(listed)

    async def compare(self, listed: Collection[str], heard: Callable[[str], bool] | None = None) -> None:
        """What follows from a list of the servers that the bot is in. `heard` says which could be in it; None: all."""
        try:
            known = await self._leaving.known_in(PLATFORM)
            for community in filter(heard or bool, sorted(known - set(listed))):
                await self.confirm(community)
            for community in sorted(set(listed) - known):
                await self._leaving.arrived_in(PLATFORM, community)
        except (*FAILURES, StoreError) as error:
            log.warning("in which servers I am is asked later", error=error)

    async def confirm(self, community: str) -> None:
        """The bot may have been removed from this server: see, and let go of it then."""
        try:
            await self._client.fetch_guild(int(community), with_counts=False)
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code not in REMOVED:
                raise
            await self._leaving.uninstalled(PLATFORM, community)
