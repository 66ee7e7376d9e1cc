"""What the tests of sending share: a member of ours on a local Discord, and a sender that can be started anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord.http import Route

from adapters.discord import PLATFORM
from adapters.discord.sender import DiscordSender
from bot.dms import Dms
from bot.ports import Who
from bot.screen import Paragraph, Screen
from scheduler.dispatch import Dispatcher
from tests.local_discord.openapi import validate
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.world import World, words

SCREEN = Screen("", "", (Paragraph("Did you send it?"),))


class Stage:
    """A server with Sam in it, whom the bot knows. The sender's clock is the world's."""

    def __init__(self, server: LocalDiscord, world: World) -> None:
        self.server = server
        self.world = world
        self.guild = server.guild("Job seekers")
        self.general = self.guild.channel("general")
        self.dms = Dms(world.store, world.sealed)
        self.gone: list[Who] = []
        self.sam = self.person("sam")

    def person(self, name: str) -> Person:
        made = self.server.person(name)
        self.guild.join(made)
        return made

    def who(self, person: Person) -> Who:
        return Who(PLATFORM, str(person.id), str(self.guild.id), person.name, "Europe/Berlin")

    async def joins(self, person: Person) -> None:
        """Make somebody a member of ours."""
        self.world.who = self.who(person)
        await self.world.command("help")

    async def kept(self, person: Person) -> str | None:
        return await self.dms.of(self.who(person))

    @asynccontextmanager
    async def client(self) -> AsyncIterator[discord.Client]:
        """As the bot has it after a start: logged in, with nothing in its caches."""
        base, Route.BASE = Route.BASE, self.server.api_base
        try:
            async with discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30) as client:
                await client.login(self.server.token)
                yield client
        finally:
            Route.BASE = base

    def on(self, client: discord.Client, within: float = 10) -> DiscordSender:
        sender = DiscordSender(client, words(), self.dms, now=self.seconds, within=within)
        sender.gone = self._is_gone
        return sender

    @asynccontextmanager
    async def sender(self, within: float = 10) -> AsyncIterator[DiscordSender]:
        async with self.client() as client:
            yield self.on(client, within)

    def dispatcher(self, sender: DiscordSender) -> Dispatcher:
        world = self.world
        return Dispatcher(world.store, world.sealed, world.turns.opening, world.clock, {PLATFORM: sender})

    def seconds(self) -> float:
        return self.world.clock.now().timestamp()

    async def _is_gone(self, who: Who) -> None:
        self.gone.append(who)


@asynccontextmanager
async def staged(world: World) -> AsyncIterator[Stage]:
    async with LocalDiscord(validate=validate) as server:
        stage = Stage(server, world)
        await stage.joins(stage.sam)
        yield stage
