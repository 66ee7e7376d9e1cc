"""What is to last goes to the DM: files, and a page that goes on there. What only one person sees in a channel vanishes."""

from __future__ import annotations

from adapters.slack import render
from adapters.slack.controls import Act
from adapters.slack.render import Page
from adapters.slack.sender import SlackSender
from bot.ids import derive
from bot.lines import Line
from bot.ports import TryLaterError, UndeliverableError, Who
from bot.screen import LOOK, Attached, Paragraph, Screen
from bot.words import Words


class Keepsakes:
    """Hands over what is to be kept."""

    def __init__(self, sender: SlackSender, words: Words) -> None:
        self._sender = sender
        self._words = words

    async def hand_over(self, who: Who, screen: Screen) -> Screen:
        """Send the screen's files by DM, where it has any. Gives the screen that says where they are."""
        files = [block for block in screen.blocks if isinstance(block, Attached)]
        if not files:
            return screen
        try:
            await self._sender.hand_files(who, files)
        except UndeliverableError:
            said = "slack-files-not-sent"
        except TryLaterError:
            said = "slack-files-later"
        else:
            said = "slack-files-sent"
        return screen._replace(blocks=(*screen.blocks, self._say(screen, said)))

    async def go_on(self, who: Who, screen: Screen) -> Page:
        """Go on with a screen in the DM. Gives the page that says so here, or the screen, and why it stays."""
        try:
            # Two presses in a row are one.
            sent = await self._sender.hand(who, screen, derive(screen.run, screen.key))
        except UndeliverableError:
            return self._stays(screen, "slack-no-dm")
        except TryLaterError:
            return self._stays(screen, "slack-dm-later")
        tongue = self._words.near(screen.language)
        buttons = []
        if link := await self._sender.link(who, sent):
            buttons.append(render.button(tongue.text(Line("slack-continued.open")), Act.LINK, url=link))
        here = tongue.text(Line("slack-continued.here"))
        buttons.append(render.button(here, Act.PRESS, f"{screen.run}:{LOOK}:"))
        return render.said(tongue.text(Line("slack-continued")), buttons)

    def _stays(self, screen: Screen, why: str) -> Page:
        shown = screen._replace(blocks=(self._say(screen, why), *screen.blocks))
        return render.page(shown, self._words, in_channel=True)

    def _say(self, screen: Screen, line: str) -> Paragraph:
        return Paragraph(self._words.near(screen.language).text(Line(line)))
