"""The Discord app: the real client, what it listens to, and its life from login to shutdown."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias, cast

import discord
from aiohttp import web
from discord.gateway import DiscordWebSocket
from yarl import URL

from adapters.discord import PLATFORM, removal, render, staying
from adapters.discord.answering import Answering, Interaction, sent, who
from adapters.discord.breathing import Breathing
from adapters.discord.commands import keep_registered, tree
from adapters.discord.going import Going
from adapters.discord.greeting import Greeting
from adapters.discord.keeping import Keepsakes
from adapters.discord.refusals import FAILURES
from adapters.discord.rest import login, plainly, use_api_base
from adapters.discord.sender import DiscordSender
from bot.dms import Dms
from bot.hosting import Hosting
from bot.leaving import Leaving
from bot.lines import Line
from bot.logs import Log
from bot.ports import TakesTurns, Typed, Who
from bot.words import DEFAULT, Words

log = Log("discord")

Chore: TypeAlias = "Callable[[], Coroutine[Any, Any, None]]"
# No privileged ones: what is written in a server is never read.
INTENTS = discord.Intents(guilds=True, dm_messages=True)
# A wait for a rate limit that is longer than this is no wait but a no, in seconds. Discord's library allows no less.
LONGEST_WAIT = 30.0
# How long a shutdown waits for answers that are on their way, and then for Discord to say goodbye, in seconds.
FINISH = 2.0
LEAVE = 1.0
# DMs that were answered lately: a message that comes twice is answered once.
REMEMBERED = 1000
CONTROLS = (discord.InteractionType.component, discord.InteractionType.modal_submit)


Shards: TypeAlias = tuple[Sequence[int] | None, int | None]
ALL: Shards = (None, None)


def client(shards: Shards = ALL) -> discord.AutoShardedClient:
    """The client. It caches neither messages nor members, and nobody is ever mentioned."""
    # It would say at each start that it cannot be heard speaking.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    ids, count = shards
    return discord.AutoShardedClient(
        shard_ids=cast("list[int]", None if ids is None else list(ids)),  # its type leaves the default out
        shard_count=count,
        intents=INTENTS,
        max_messages=None,
        chunk_guilds_at_startup=False,
        member_cache_flags=discord.MemberCacheFlags.none(),
        allowed_mentions=discord.AllowedMentions.none(),
        max_ratelimit_timeout=LONGEST_WAIT,
    )


def shard_of(guild: int, count: int) -> int:
    """The shard that a server is told of by: discord.com/developers/docs/events/gateway#sharding."""
    return (guild >> 22) % count


class DiscordApp:
    """One bot on Discord. Its sender is there from the start; `start` gives it the core to answer with."""

    def __init__(self, token: str, api_base: str, words: Words, dms: Dms, shards: Shards = ALL) -> None:
        """`shards` are those of this process, and how many there are in all."""
        use_api_base(api_base)
        self._token = token
        self.client = client(shards)
        self._words = words
        self.sender = DiscordSender(self.client, words, dms)
        self._dms = dms
        self._connection: asyncio.Task[None] | None = None
        self._shards: set[int] = set()
        self._connected = asyncio.Event()
        self._wrote: OrderedDict[int, None] = OrderedDict()
        self._going = Going()
        self._began = False

    async def start(self, turns: TakesTurns, leaving: Leaving, hosting: Hosting) -> None:
        """Log in, tell Discord the commands where they changed, and connect. Raises DiscordError.

        Returns once the first shard is connected: others may take minutes, and answer as they come.
        """
        self._turns, self._leaving = turns, leaving
        self._removal = removal.Removal(self.client, leaving)
        self.sender.gone = leaving.left_every_community
        keepsakes = Keepsakes(self.sender.hand, self._words)
        self._answering = Answering(turns, self._words, Breathing(), keepsakes, self._going)
        self._greeting = Greeting(hosting, self._words, self.sender.tell)
        commands = tree(self.client, self._command, self._words)
        for listener in (
            self.on_shard_connect,
            self.on_interaction,
            self.on_message,
            self.on_guild_join,
            self.on_guild_remove,
        ):
            self.client.event(listener)
        self._began = True
        await login(self.client, self._token)
        with plainly():
            # Where a session cannot be resumed, the library goes to its default gateway: it is to be the one of this API.
            _, gateway, _ = await self.client.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
            await keep_registered(commands, hosting)
        self._connection = asyncio.create_task(self._connect(), name="discord")
        await self._first_shard(self._connection)

    async def _connect(self) -> None:
        with plainly():
            await self.client.connect()

    async def _first_shard(self, connection: asyncio.Task[None]) -> None:
        waiting = asyncio.create_task(self._connected.wait())
        await asyncio.wait({waiting, connection}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if connection.done():
            await connection

    async def ended(self) -> None:
        """Wait until the connection ends for good. Raises DiscordError where it ends by itself."""
        assert self._connection is not None, "start comes first"  # noqa: S101
        await asyncio.shield(self._connection)

    async def connected(self) -> bool:
        """Whether every shard has its connection."""
        shards = self.client.shards
        return (
            0 < len(shards) == self.client.shard_count
            and len(self._shards) == len(shards)
            and not any(shard.is_closed() for shard in shards.values())
        )

    def add_to(self, app: web.Application) -> None:
        """Discord calls nobody: all of it comes over the gateway."""

    async def close(self) -> None:
        """Answer what is being answered, then leave. The next start goes on where everything was."""
        if not self._began:
            return  # the library cannot close what never logged in
        await asyncio.gather(self._answering.close(), self._going.finish(FINISH))
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE):
                await self.client.close()
        await self.client.http.close()  # where it was cut short, this is still open
        if self._connection is not None:
            self._connection.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._connection

    @property
    def chores(self) -> Mapping[Chore, timedelta]:
        members = staying.Staying(self.client, self._leaving, self._removal)
        return {members.look: staying.EVERY, self._removal.look: removal.EVERY}

    # What the client hears

    async def on_shard_connect(self, shard: int) -> None:
        known = len(self._shards)
        self._shards.add(shard)
        self._connected.set()
        if len(self._shards) == known:
            # A new session, as the one before was lost, and with it what happened meanwhile. The library's own list keeps what
            # was in it.
            await self._going.through(self._removal.look())
            return
        count, ids = self.client.shard_count or 1, self.client.shard_ids
        if len(self._shards) == (count if ids is None else len(ids)):
            # Of servers on the shards of another process this one hears nothing.
            ours = None if ids is None else lambda community: shard_of(int(community), count) in ids
            listed = [str(guild.id) for guild in self.client.guilds]
            await self._going.through(self._removal.compare(listed, ours))

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type in CONTROLS:
            await self._answering.control(interaction)

    async def _command(self, interaction: Interaction, word: str, args: Mapping[str, str]) -> None:
        await self._going.through(self._commanded(interaction, word, args))

    async def _commanded(self, interaction: Interaction, word: str, args: Mapping[str, str]) -> None:
        await self._answering.command(interaction, word, args)
        await self._greeting.greet_here(interaction, word)
        if interaction.guild_id is None and interaction.channel_id is not None:
            await self._keep(who(interaction), interaction.channel_id)

    async def _keep(self, member: Who, channel: int) -> None:
        """A DM that they opened need not be opened by us."""
        if await self._dms.of(member) is None:
            await self._dms.keep(member, str(channel))

    async def on_message(self, message: discord.Message) -> None:
        # Discord also tells what they did, such as pinning a page, as a message of theirs without text.
        if message.guild is not None or message.author.bot or message.is_system() or message.id in self._wrote:
            return
        self._wrote[message.id] = None
        if len(self._wrote) > REMEMBERED:
            self._wrote.popitem(last=False)
        await self._going.through(self._written(message))

    async def _written(self, message: discord.Message) -> None:
        author = Who(PLATFORM, str(message.author.id), name=message.author.display_name)
        screen = None
        try:
            screen = await self._turns.take(Typed(author, message.content))
            page = render.page(screen, self._words)
        except Exception:
            log.exception("a turn failed")
            page = render.said(self._words.of(DEFAULT).text(Line("discord-trouble")))
        try:
            # Discord knows the nonce for some minutes: a lost answer does not say it twice.
            answer = await sent(partial(message.channel.send, view=page.view, files=page.files, nonce=message.id))
            if answer is not None and screen is not None:
                await self._answering.breathe(answer, screen)
        except FAILURES as error:
            # What they answered is kept: their next message, or a command, shows where they are.
            log.warning("an answer did not arrive", error=error)
            return
        await self._keep(author, message.channel.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._going.through(self._joined(guild))

    async def _joined(self, guild: discord.Guild) -> None:
        await self._leaving.arrived_in(PLATFORM, str(guild.id))
        await self._greeting.greet(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._going.through(self._leaving.uninstalled(PLATFORM, str(guild.id)))
