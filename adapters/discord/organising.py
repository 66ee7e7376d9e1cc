"""For those who run a server: the first steps, the message to pin, and where lines may be shared.

Who runs a server is up to Discord: it says with each interaction what somebody may do there, and that is looked at each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import discord

from adapters.discord import render
from adapters.discord.answering import Interaction
from adapters.discord.controls import Act, custom_id
from adapters.discord.invite import invite_url, lacking
from adapters.discord.refusals import FAILURES
from adapters.discord.render import Page
from bot.hosting import Hosting
from bot.ids import derive
from bot.lines import Line, Value
from bot.logs import Log
from bot.ports import TryLaterError, UndeliverableError
from bot.screen import OPENS
from bot.words import Words

log = Log("discord")

# Sends a page to somebody by DM, for which they did not press.
Tells = Callable[[int, Page, str], Awaitable[None]]


class Organising:
    """Answers those who run a server. Nothing of it is ever said in public but the message that they post."""

    def __init__(self, hosting: Hosting, words: Words, tells: Tells) -> None:
        self._hosting = hosting
        self._words = words
        self._tells = tells

    async def command(self, interaction: Interaction) -> None:
        """`/bounceback admin`: the first steps, again at any time."""
        if interaction.guild_id is None:
            await self._send(interaction, self._said(interaction, "discord-organise-server-only"))
        elif not _runs(interaction):
            await self._send(interaction, self._said(interaction, "discord-organise-not-you"))
        else:
            await self._send(interaction, await self._first_steps(interaction))
            await self._hosting.greet(str(interaction.guild_id))

    async def control(self, interaction: Interaction, what: str) -> None:
        """A button of the first steps."""
        if interaction.guild_id is None or not _runs(interaction):
            # Somebody who ran the server when the page came, and does no more.
            await self._send(interaction, self._said(interaction, "discord-organise-not-you"))
            return
        await interaction.response.defer()
        told = await self._done(interaction, what)
        page = await self._first_steps(interaction, told)
        await interaction.edit_original_response(view=page.view)

    async def greet(self, guild: discord.Guild) -> None:
        """The bot was added to a server: its owner is shown the first steps by DM, once."""
        community = str(guild.id)
        if guild.owner_id is None or not await self._hosting.greet(community):
            return
        text = self._words.near(str(guild.preferred_locale)).text(Line("discord-greeting", {"server": guild.name}))
        with suppress(UndeliverableError, TryLaterError):
            # Where it cannot be told, whoever runs the server sees the first steps at their first command.
            async with self._greeting(community):
                await self._tells(guild.owner_id, render.said(text), f"greet-{community}")

    async def greet_here(self, interaction: Interaction) -> None:
        """Somebody who runs the server gave a command: show them the first steps below its answer, unless somebody saw
        them."""
        if interaction.guild_id is None or not _runs(interaction):
            return
        community = str(interaction.guild_id)
        if await self._hosting.greet(community):
            try:
                async with self._greeting(community):
                    page = await self._first_steps(interaction)
                    await interaction.followup.send(view=page.view, ephemeral=True)
            except FAILURES as error:
                log.warning("the first steps did not arrive", error=error)

    @asynccontextmanager
    async def _greeting(self, community: str) -> AsyncIterator[None]:
        """The right to greet is taken. Whatever keeps the greeting from arriving gives it back."""
        try:
            yield
        except BaseException:
            await self._hosting.ungreeted(community)
            raise

    async def _done(self, interaction: Interaction, what: str) -> str | None:
        """Do what a button says. Gives the line that tells what came of it."""
        community, channel = str(interaction.guild_id), interaction.channel
        if channel is None:
            return None
        match what:
            case "post":
                return await self._post(interaction)
            case "share" if isinstance(channel, discord.Thread):
                return "discord-organise-thread"
            case "share" if lacking(interaction.app_permissions):
                return "discord-organise-not-shared"
            case "share":
                await self._hosting.share_in(community, str(channel.id), _named(interaction))
                return "discord-organise-shares"
            case "unshare":
                await self._hosting.share_nowhere(community)
                return "discord-organise-unshares"
            case _:
                return None

    async def _post(self, interaction: Interaction) -> str:
        channel = interaction.channel
        assert isinstance(channel, discord.abc.Messageable), "it can be written in, as somebody is there"  # noqa: S101
        try:
            # Pressed twice it is posted once, and whoever presses again later gets another.
            minute = f"{interaction.created_at:%Y-%m-%dT%H:%M}"
            await channel.send(
                view=self._public(interaction).view, nonce=derive("post", str(interaction.channel_id), minute)
            )
        except discord.Forbidden:
            return "discord-organise-not-posted"
        return "discord-organise-posted"

    def _public(self, interaction: Interaction) -> Page:
        """The message to pin, in the server's language. Whoever presses it gets a page that only they see."""
        tongue = self._words.near(str(interaction.guild_locale or interaction.locale))
        primary, secondary = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
        buttons: list[discord.ui.Button[discord.ui.LayoutView]] = [
            discord.ui.Button(
                style=style,
                label=tongue.text(Line(f"discord-public.{name}")),
                custom_id=custom_id(Act.PRESS, f"{OPENS}{word}:"),
            )
            for name, word, style in (("open", "rejected", primary), ("help", "help", secondary))
        ]
        return render.said(tongue.text(Line("discord-public")), buttons)

    async def _first_steps(self, interaction: Interaction, told: str | None = None) -> Page:
        community, here = str(interaction.guild_id), str(interaction.channel_id)
        places = dict(await self._hosting.places())
        shared = "nowhere" if community not in places else "here" if places[community] == here else "elsewhere"
        lines = [self._text(interaction, told)] if told else []
        lines.append(self._text(interaction, "discord-organise", shared=shared))
        if missing := lacking(interaction.app_permissions):
            what = ", ".join(one.name for one in missing)
            url = invite_url(interaction.application_id)
            lines.append(self._text(interaction, "discord-organise-lacks", what=what, url=url))
        names = ["post", "share" if shared != "here" else None, "unshare" if shared != "nowhere" else None]
        buttons: list[discord.ui.Button[discord.ui.LayoutView]] = [
            discord.ui.Button(
                style=discord.ButtonStyle.primary,
                label=self._text(interaction, f"discord-organise.{name}"),
                custom_id=custom_id(Act.ORGANISE, name),
            )
            for name in names
            if name
        ]
        return render.said("\n\n".join(lines), buttons)

    async def _send(self, interaction: Interaction, page: Page) -> None:
        await interaction.response.send_message(view=page.view, ephemeral=interaction.guild_id is not None)

    def _said(self, interaction: Interaction, line: str) -> Page:
        return render.said(self._text(interaction, line))

    def _text(self, interaction: Interaction, line: str, **values: Value) -> str:
        return self._words.near(str(interaction.locale)).text(Line(line, values), bare=True)


def _named(interaction: Interaction) -> str:
    """What members are told of where a line would go. Who is in several servers may be asked in their DM: it says which."""
    name, guild = getattr(interaction.channel, "name", None) or "…", interaction.guild
    return f"#{name} ({guild.name})" if guild is not None and guild.name else f"#{name}"


def _runs(interaction: Interaction) -> bool:
    return interaction.permissions.manage_guild
