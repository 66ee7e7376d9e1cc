"""A small bot on the real discord.py, to try the local Discord with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import discord.http
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

from tests.local_discord.server import LocalDiscord


class Bot(discord.AutoShardedClient):
    """Its commands are in `tree`; what it hears of guilds is in `heard`."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True, dm_messages=True), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.started = asyncio.Event()

    async def setup_hook(self) -> None:
        _, url, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits five seconds here."""

    async def on_ready(self) -> None:
        self.started.set()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.heard.append(f"joined {guild.name}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.heard.append(f"removed {guild.name}")

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(f"{message.author.name}: {message.content}")

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.heard.append(f"resumed {shard_id}")


@asynccontextmanager
async def running(bot: Bot, server: LocalDiscord, token: str | None = None) -> AsyncIterator[Bot]:
    """The bot, logged in and ready, on this server; what it fails with is raised here."""
    base, gateway = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.api_base
    task = asyncio.create_task(bot.start(token or server.token))
    ready = asyncio.create_task(bot.started.wait())
    try:
        async with asyncio.timeout(10):
            await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        task.cancel()
        await asyncio.gather(task, ready, return_exceptions=True)
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
