"""What is to last goes to the DM: files, and a page that goes on there. An ephemeral message is gone with the next restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

from adapters.discord import render
from adapters.discord.controls import Act, custom_id
from adapters.discord.render import PICTURES, Page
from bot.ids import derive, new_id
from bot.lines import Line
from bot.ports import TryLaterError, UndeliverableError, Who
from bot.screen import LOOK, Attached, Block, Paragraph, Screen
from bot.words import Words

# Sends a screen by DM because its member pressed for it. Gives the address of the message.
Hands = Callable[[Who, Screen, str], Awaitable[str]]


class Keepsakes:
    """Hands over what is to be kept."""

    def __init__(self, hands: Hands, words: Words) -> None:
        self._hands = hands
        self._words = words

    def of(self, screen: Screen) -> bool:
        """Whether the screen has files to keep. Pictures are for looking at, and stay on the page."""
        return any(map(_is_file, screen.blocks))

    def coming(self, screen: Screen) -> Screen:
        """The screen while its files are on the way."""
        return screen._replace(blocks=(*_without(screen), self._say(screen, "discord-files-coming")))

    async def hand_over(self, who: Who, screen: Screen) -> Screen:
        """Send the files by DM. Gives the screen that says where they are: with them, where the DM is closed."""
        # With what is said about them, so that it is plain in a year what they are.
        going = tuple(block for block in screen.blocks if _is_file(block) or not isinstance(block, Attached))
        files = Screen("", "", going, language=screen.language)
        try:
            await self._hands(who, files, new_id())
        except UndeliverableError:
            return screen._replace(blocks=(*screen.blocks, self._say(screen, "discord-files-here")))
        except TryLaterError:
            return screen._replace(blocks=(*screen.blocks, self._say(screen, "discord-files-later")))
        return screen._replace(blocks=(*_without(screen), self._say(screen, "discord-files-sent")))

    async def go_on(self, who: Who, screen: Screen) -> Page:
        """Go on with a screen in the DM. Gives the page that says so here, or the screen, and why it stays."""
        try:
            # Two presses in a row are one: Discord knows the occurrence for some minutes.
            opened = await self._hands(who, screen, derive(screen.run, screen.key))
        except UndeliverableError:
            return self._stays(screen, "discord-no-dm")
        except TryLaterError:
            return self._stays(screen, "discord-dm-later")
        tongue = self._words.near(screen.language)
        here = custom_id(Act.PRESS, f"{screen.run}:{LOOK}:")
        label, stay = tongue.text(Line("discord-continued.open")), tongue.text(Line("discord-continued.here"))
        buttons: list[discord.ui.Button[discord.ui.LayoutView]] = [
            discord.ui.Button(style=discord.ButtonStyle.link, label=label, url=opened),
            discord.ui.Button(style=discord.ButtonStyle.secondary, label=stay, custom_id=here),
        ]
        return render.said(tongue.text(Line("discord-continued")), buttons)

    def _stays(self, screen: Screen, why: str) -> Page:
        shown = screen._replace(blocks=(self._say(screen, why), *screen.blocks))
        return render.page(shown, self._words, in_server=True)

    def _say(self, screen: Screen, line: str) -> Paragraph:
        return Paragraph(self._words.near(screen.language).text(Line(line)))


def _is_file(block: Block) -> bool:
    return isinstance(block, Attached) and not block.name.lower().endswith(PICTURES)


def _without(screen: Screen) -> tuple[Block, ...]:
    return tuple(block for block in screen.blocks if not _is_file(block))
