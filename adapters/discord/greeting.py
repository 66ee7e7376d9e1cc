"""Those who run a server hear once that the bot is there, and where what it can do is set up: with `/bounceback admin`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import discord

from adapters.discord import render
from adapters.discord.answering import Interaction
from adapters.discord.refusals import FAILURES
from adapters.discord.render import Page
from bot.commands import ADMIN
from bot.hosting import Hosting
from bot.lines import Line
from bot.logs import Log
from bot.ports import TryLaterError, UndeliverableError
from bot.words import Words

log = Log("discord")

# Sends a page to somebody by DM, for which they did not press.
Tells = Callable[[int, Page, str], Awaitable[None]]


class Greeting:
    """Greets those who run a server. Nothing of it is ever said in public."""

    def __init__(self, hosting: Hosting, words: Words, tells: Tells) -> None:
        self._hosting = hosting
        self._words = words
        self._tells = tells

    async def greet(self, guild: discord.Guild) -> None:
        """The bot was added to a server: its owner is told so by DM, once."""
        community = str(guild.id)
        if guild.owner_id is None or not await self._hosting.greet(community):
            return
        text = self._words.near(str(guild.preferred_locale)).text(Line("discord-greeting", {"server": guild.name}))
        with suppress(UndeliverableError, TryLaterError):
            # Where it cannot be told, whoever runs the server sees it at their first command.
            async with self._given_back(community):
                await self._tells(guild.owner_id, render.said(text), f"greet-{community}")

    async def greet_here(self, interaction: Interaction, word: str) -> None:
        """Somebody gave the command `word`: where they run the server, and nobody was greeted, they are, below its answer. Who
        asked for what the greeting points to need not be."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return
        community = str(interaction.guild_id)
        if not await self._hosting.greet(community) or word == ADMIN:
            return
        text = self._words.near(str(interaction.locale)).text(Line("discord-greeting-here"), bare=True)
        try:
            async with self._given_back(community):
                await interaction.followup.send(view=render.said(text).view, ephemeral=True)
        except FAILURES as error:
            log.warning("the greeting did not arrive", error=error)

    @asynccontextmanager
    async def _given_back(self, community: str) -> AsyncIterator[None]:
        """The right to greet is taken. Whatever keeps the greeting from arriving gives it back."""
        try:
            yield
        except BaseException:
            await self._hosting.ungreeted(community)
            raise
