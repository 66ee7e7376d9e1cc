"""Who is still there: without a privileged intent Discord tells nobody who leaves a server, so members are asked for, slowly."""

from __future__ import annotations

from datetime import timedelta

import discord

from adapters.discord import PLATFORM
from adapters.discord.refusals import FAILURES
from adapters.discord.removal import REMOVED, Removal
from bot.leaving import Leaving, Membership
from bot.logs import Log
from bot.store.errors import StoreError

log = Log("discord")

# A chore: so often, so many. A membership comes up once a week, so this is enough for 10,000 of them.
EVERY = timedelta(minutes=10)
MOST = 10
# Not in this server; or no such user. Of an account that was deleted Discord keeps an empty husk, and tells no bot what
# became of it: such a member is gone like one who left, and what is theirs with them, after the same thirty days.
GONE = (10007, 10013)


class Staying:
    """Asks Discord whether members are still in the server that they were met in."""

    def __init__(self, client: discord.Client, leaving: Leaving, removal: Removal) -> None:
        self._client = client
        self._leaving = leaving
        self._removal = removal

    async def look(self) -> None:
        """Look after those whom nobody looked after for longest. Of whom Discord does not answer, the next look asks again."""
        if not self._client.is_ready():
            return
        try:
            due = await self._leaving.to_check(PLATFORM, MOST)
        except StoreError as error:
            log.warning("who is still there is asked later", error=error)
            return
        for membership in due:
            try:
                await self._ask(membership)
            except (*FAILURES, StoreError) as error:
                log.warning("whether somebody is still there is asked later", member=membership.member, error=error)

    async def _ask(self, membership: Membership) -> None:
        guild = int(membership.community)
        # Servers on the shards of another process are asked about as well; a server that the bot left is not.
        elsewhere = isinstance(self._client, discord.AutoShardedClient) and self._client.shard_ids is not None
        try:
            if elsewhere or self._client.get_guild(guild) is not None:
                await self._client.http.get_member(guild, int(membership.who.address))
        except discord.HTTPException as error:
            if error.code in GONE:
                await self._leaving.left_community(membership.who, membership.community)
                return
            if error.code in REMOVED:
                await self._removal.confirm(membership.community)
            elif not error.code or error.status >= 500:
                raise  # something in front of Discord, or Discord in trouble: it says nothing about the member
        # Also where the bot itself is not in the server (any more): that is told by Discord, and dealt with then.
        await self._leaving.still_there(membership)
