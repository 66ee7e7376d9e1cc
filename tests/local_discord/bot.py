"""A small bot on the real discord.py, to try the local Discord with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import discord.http
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

from tests.local_discord.server import LocalDiscord

Answer = Callable[[discord.Interaction], Awaitable[Any]]


class Bot(discord.AutoShardedClient):
    """`answers` says what happens when a command or a custom_id comes; `heard` is what the gateway told.

    `tell` is called whenever something was heard.
    """

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True, dm_messages=True), guild_ready_timeout=0.05)
        self.answers: dict[str, Answer] = {}
        self.heard: list[str] = []
        self.tell: Callable[[], None] = lambda: None
        self.started = asyncio.Event()
        self.tree = app_commands.CommandTree(self)
        for command in _commands(self):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        _, url, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits five seconds here."""

    async def on_ready(self) -> None:
        self.started.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        given: dict[str, Any] = dict(interaction.data or {})
        if answer := self.answers.get(given.get("custom_id", "")):
            await answer(interaction)

    def _hear(self, what: str) -> None:
        self.heard.append(what)
        self.tell()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self._hear(f"joined {guild.name}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._hear(f"removed {guild.name}")

    async def on_message(self, message: discord.Message) -> None:
        self._hear(f"{message.author.name}: {message.content}")

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._hear(f"resumed {shard_id}")


def _commands(bot: Bot) -> list[app_commands.Command[Any, ..., Any] | app_commands.Group]:
    @app_commands.command(description="Say that a no came")
    async def rejected(interaction: discord.Interaction, company: str) -> None:
        await bot.answers["rejected"](interaction)

    group = app_commands.Group(name="bounceback", description="Your own pages")

    @group.command(description="Where everything is")
    async def home(interaction: discord.Interaction) -> None:
        await bot.answers["home"](interaction)

    @app_commands.command(description="How this community uses it")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def settings(interaction: discord.Interaction) -> None:
        await bot.answers["settings"](interaction)

    return [rejected, group, settings]


@asynccontextmanager
async def running(bot: Bot, server: LocalDiscord, token: str | None = None) -> AsyncIterator[Bot]:
    """The bot, logged in and ready on this server; what it fails with at the start is raised here."""
    bot.tell = server.world.pulse
    base, gateway = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.api_base
    running_bot = asyncio.create_task(bot.start(token or server.token))
    ready = asyncio.create_task(bot.started.wait())
    try:
        async with asyncio.timeout(10):
            await asyncio.wait([running_bot, ready], return_when=asyncio.FIRST_COMPLETED)
        if running_bot.done():
            await running_bot
        yield bot
    finally:
        await bot.close()
        ready.cancel()
        running_bot.cancel()
        await asyncio.gather(running_bot, ready, return_exceptions=True)
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
