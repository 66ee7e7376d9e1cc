"""Answering: an interaction becomes an event, the core takes its turn, and the screen becomes the interaction's answer.

The answer is the acknowledgement: nothing is called before it. In a server everything is ephemeral and edited in place; in a
DM the message itself is. Where a turn takes long, as when it posts something, Discord is told to wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar

import aiohttp
import discord

from adapters.discord import PLATFORM, controls, ground, render
from adapters.discord.breathing import Breathing
from adapters.discord.controls import Act, Control
from adapters.discord.going import Going
from adapters.discord.keeping import Keepsakes
from adapters.discord.render import Breath, Page
from bot.commands import ADMIN
from bot.lines import Line
from bot.logs import Log
from bot.ports import Command, Event, Press, TakesTurns, Who
from bot.questions import Given
from bot.screen import LOOK, Screen
from bot.words import Words

log = Log("discord")

# Discord waits three seconds. A turn that is not done by then is waited for.
WAIT = 1.5
# Discord's code for an interaction that was acknowledged before, as when the answer to the first try was lost.
ACKNOWLEDGED = 40060
# What the library does not try again by itself. A connection that was kept open is closed by the other side now and then, just
# when it is used; an acknowledgement may be sent twice, as Discord takes one.
LOST = (aiohttp.ClientError, OSError)
# On an interaction, that Discord was told to wait: the library knows only where it got the answer.
WAITS = "waits"

Interaction: TypeAlias = "discord.Interaction[Any]"
R = TypeVar("R")


def who(interaction: Interaction) -> Who:
    """Who an interaction comes from, and where. The language of their client is a hint."""
    user, locale = interaction.user, str(interaction.locale)
    community = str(interaction.guild_id) if interaction.guild_id else None
    at = ground.here(interaction)
    return Who(PLATFORM, str(user.id), community, user.display_name, language_hint=locale, ground=at)


class Place(NamedTuple):
    """Where an answer goes: over the page that was pressed, or as a new message; seen by all of a DM or by one only."""

    over: bool
    ephemeral: bool


def place(interaction: Interaction) -> Place:
    """A public message is never edited: whoever presses it gets a page of their own."""
    in_server, message = interaction.guild_id is not None, interaction.message
    mine = message is not None and (not in_server or message.flags.ephemeral)
    return Place(mine, in_server)


class Answering:
    """Answers interactions. Everything that it keeps in memory may be lost at any time."""

    def __init__(
        self, turns: TakesTurns, words: Words, breathing: Breathing, keepsakes: Keepsakes, going: Going
    ) -> None:
        self._turns = turns
        self._words = words
        self._breathing = breathing
        self._keepsakes = keepsakes
        self._going = going
        # Pages that something is still to be drawn over, and by which interaction.
        self._awaited: dict[int, int] = {}

    async def command(self, interaction: Interaction, word: str, args: Mapping[str, str]) -> None:
        """Answer a command."""
        await self._kept(interaction, self._answer(interaction, Command(who(interaction), word, args)))

    async def control(self, interaction: Interaction) -> None:
        """Answer a press, a pick or a modal that was handed in. What is none of ours is let be."""
        told: dict[str, Any] = dict(interaction.data or {})
        control = controls.read(told.get("custom_id", ""))
        if control is not None:
            await self._kept(interaction, self._control(interaction, control, told))

    async def breathe(self, message: discord.Message | discord.PartialMessage, screen: Screen) -> None:
        """Let the page in a message that is no interaction's breathe, where it does."""
        if screen.pace:
            await self._breathing.start_in_dm(message.id, screen.pace, partial(self._redraw, message, screen))

    async def _redraw(
        self, message: discord.Message | discord.PartialMessage, screen: Screen, breath: Breath | None
    ) -> None:
        page = render.page(screen, self._words, breath=breath)
        await message.edit(view=page.view, attachments=page.files)

    async def close(self) -> None:
        """Let every page be as it is."""
        await self._breathing.close()

    async def _kept(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        """Do the work to its end; a fault is told to the member, never left without an answer."""
        await self._going.through(self._guarded(interaction, work))

    async def _guarded(self, interaction: Interaction, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            if isinstance(error, discord.HTTPException | discord.RateLimited | aiohttp.ClientError | OSError):
                # Too late, or lost on the way. The answer is kept: the next press shows where they are.
                log.warning("an answer did not arrive", error=error)
            else:
                log.exception("a turn failed")
            await self._trouble(interaction)

    async def _trouble(self, interaction: Interaction) -> None:
        page = render.said(self._words.near(str(interaction.locale)).text(Line("discord-trouble")))
        try:
            if _is_done(interaction):
                await interaction.followup.send(view=page.view, ephemeral=True)
            else:
                await interaction.response.send_message(view=page.view, ephemeral=place(interaction).ephemeral)
        except (discord.DiscordException, *LOST):
            pass  # what is logged above says enough

    async def _control(self, interaction: Interaction, control: Control, told: Mapping[str, Any]) -> None:
        author = who(interaction)
        match control.act:
            case Act.PRESS:
                await self._answer(interaction, Press(author, control.token))
            case Act.MENU:
                await self._answer(interaction, Press(author, control.token, Given(values=tuple(told["values"]))))
            case Act.WRITE:
                await self._write(interaction, Press(author, _look(control.token)), control.token)
            case Act.FILL:
                await self._answer(interaction, Press(author, control.token, filled(told["components"])))
            case Act.CONTINUE:
                await self._continue(interaction, Press(author, _look(control.token)), control.token.rpartition(":")[2])
            case Act.ORGANISE:
                await self._answer(interaction, Command(author, ADMIN))

    async def _answer(self, interaction: Interaction, event: Event) -> None:
        await self._show(interaction, await self._taken(interaction, event))

    async def _taken(self, interaction: Interaction, event: Event) -> Screen:
        """The core's turn. Discord is told to wait where it takes long."""
        self._awaited.pop(_page_of(interaction), None)
        turn = asyncio.ensure_future(self._turns.take(event))
        done, _ = await asyncio.wait({turn}, timeout=WAIT)
        if not done:
            at = place(interaction)
            try:
                await sent(partial(interaction.response.defer, ephemeral=at.ephemeral, thinking=not at.over))
                interaction.extras[WAITS] = True
            finally:
                # Also where it is too late to show anything: what they answered is kept.
                await turn
        return await turn

    async def _write(self, interaction: Interaction, look: Press, token: str) -> None:
        """Open the modal for a token, filled with what was there. Where it is no longer asked, show what is."""
        screen = await self._taken(interaction, look)
        modal = render.modal(screen, token)
        if modal is None or _is_done(interaction):
            await self._show(interaction, screen)
            return
        # The page stays below the modal, and is not drawn over while somebody types.
        if interaction.message is not None:
            await self._breathing.stop(interaction.message.id)
        await sent(partial(interaction.response.send_modal, modal))

    async def _continue(self, interaction: Interaction, look: Press, drawn: str) -> None:
        screen = await self._taken(interaction, look)
        if not screen.run:
            # There is nothing to go on with.
            await self._show(interaction, screen)
            return
        if not _is_done(interaction):
            await sent(interaction.response.defer)
        await self._breathing.stop(_page_of(interaction))
        (page, there), is_there = await self._meanwhile(interaction, self._keepsakes.go_on(look.who, screen, drawn))
        # Older than the press is only what one before it sent: its member may have gone on there.
        if there is not None and there.id > interaction.id:
            await self.breathe(there, screen)
        if is_there:
            await self._edit(interaction, page)

    async def _show(self, interaction: Interaction, screen: Screen) -> None:
        """Answer with a screen. Files to keep go to the DM, where there is one."""
        hands_over = interaction.guild_id is not None and self._keepsakes.of(screen)
        shown = self._keepsakes.coming(screen) if hands_over else screen
        await self._acknowledge(interaction, shown)
        if hands_over:
            arrived, is_there = await self._meanwhile(interaction, self._keepsakes.hand_over(who(interaction), screen))
            if is_there:
                await self._edit(interaction, self._page(interaction, arrived))
            elif self._keepsakes.of(arrived):
                # The DM is closed. They asked for the files, so they get them, below where they are by now.
                page = self._page(interaction, arrived)
                await interaction.followup.send(view=page.view, files=page.files, ephemeral=True)

    async def _meanwhile(self, interaction: Interaction, work: Awaitable[R]) -> tuple[R, bool]:
        """What `work` gives, and whether the page is still as it was: its member may have gone on from it meanwhile."""
        page = _page_of(interaction)
        self._awaited[page] = interaction.id
        try:
            done = await work
        finally:
            if is_there := self._awaited.get(page) == interaction.id:
                del self._awaited[page]
        return done, is_there

    async def _acknowledge(self, interaction: Interaction, screen: Screen) -> None:
        """Answer with a page: over the one that was pressed, or as a new message. Where it breathes, let it begin."""
        message = interaction.message.id if interaction.message and place(interaction).over else None
        settled = message is None or await self._breathing.stop(message)
        drawn, page, breathe = (
            asyncio.Event(),
            self._page(interaction, screen),
            partial(self._breathe, interaction, screen),
        )
        if screen.pace and message is not None:
            # Begun before it is drawn, so that whoever goes on at once stops it.
            self._breathing.start(message, screen.pace, breathe, drawn)
        try:
            new = await sent(partial(self._answered, interaction, page))
        except BaseException:
            if message is not None:
                await self._breathing.stop(message)
            raise
        drawn.set()
        if screen.pace and message is None and new is not None:
            self._breathing.start(new, screen.pace, breathe, drawn)
        if not settled:
            # An edit from before may have arrived after the answer.
            await self._edit(interaction, page)

    def _page(self, interaction: Interaction, screen: Screen, breath: Breath | None = None) -> Page:
        in_server, drawn = interaction.guild_id is not None, str(interaction.id)
        return render.page(screen, self._words, in_server=in_server, drawn=drawn, breath=breath)

    async def _answered(self, interaction: Interaction, page: Page) -> int | None:
        """Send the answer. Gives the message, where it is a new one."""
        for file in page.files:
            file.reset()
        at = place(interaction)
        if _is_done(interaction):
            return (await self._edit(interaction, page)).id
        if at.over:
            await interaction.response.edit_message(view=page.view, attachments=page.files)
            return None
        answer = await interaction.response.send_message(view=page.view, files=page.files, ephemeral=at.ephemeral)
        return answer.message_id

    async def _edit(self, interaction: Interaction, page: Page) -> discord.InteractionMessage:
        for file in page.files:
            file.reset()
        return await interaction.edit_original_response(view=page.view, attachments=page.files)

    async def _breathe(self, interaction: Interaction, screen: Screen, breath: Breath | None) -> None:
        await self._edit(interaction, self._page(interaction, screen, breath))


def _page_of(interaction: Interaction) -> int:
    """The message that was pressed. A command has none yet, and shares this with no other."""
    return interaction.message.id if interaction.message is not None else interaction.id


def _is_done(interaction: Interaction) -> bool:
    """Whether Discord has its answer, or was told to wait for it."""
    return interaction.response.is_done() or WAITS in interaction.extras


async def sent(send: Callable[[], Awaitable[R]]) -> R | None:
    """What `send` gives; where it gets no answer it is tried once more. None where Discord has one already."""
    for tries_left in (1, 0):
        try:
            return await send()
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED:
                raise
            break
        except LOST:
            if not tries_left:
                raise
    return None


def _look(token: str) -> str:
    """The token that looks at the run of another."""
    return f"{token.partition(':')[0]}:{LOOK}:"


def filled(components: list[Mapping[str, Any]]) -> Given:
    """What a modal brings: the one text, or the fields of a form by name."""
    fields = dict(_fields(components))
    return Given(text=fields[render.TEXT_FIELD]) if render.TEXT_FIELD in fields else Given(fields=fields)


def _fields(components: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in components:
        if "component" in one:
            yield from _fields([one["component"]])
        elif "components" in one:
            yield from _fields(one["components"])
        elif "values" in one:
            yield one["custom_id"], next(iter(one["values"]), "")
        elif "custom_id" in one:
            yield one["custom_id"], one.get("value") or ""
