"""Modals: opened within the three seconds that a trigger is good for. One breathes, and one has lines to copy."""

from __future__ import annotations

from adapters.slack import render, views
from adapters.slack.breathing import Breathing, moments
from adapters.slack.drawing import Drawing
from adapters.slack.installations import Installations
from adapters.slack.limits import Json
from adapters.slack.places import DM, Place
from adapters.slack.refusals import FAILURES
from adapters.slack.users import split
from adapters.slack.web import code
from bot.lines import Line
from bot.logs import Log
from bot.ports import Who
from bot.screen import Copy, Pace, Paragraph, Screen
from bot.words import Words

log = Log("slack")


class Modals:
    """Opens modals, and lets them breathe."""

    def __init__(self, installations: Installations, words: Words, drawing: Drawing) -> None:
        self._installations = installations
        self._words = words
        self._drawing = drawing
        self._breathing = Breathing()

    async def open(self, who: Who, place: Place, trigger: str, view: Json, screen: Screen | None = None) -> str | None:
        """Open a modal, on the one that they are in if they are. Gives its id. None where Slack took too long to let us:
        then `screen` is shown again, and says so."""
        client = await self._installations.client(split(who.address)[0])
        try:
            opens = client.views_push if place.view else client.views_open
            return str((await opens(trigger_id=trigger, view=view))["view"]["id"])
        except FAILURES as error:
            log.warning("a form could not be opened", member=who.address, error=error, kind=code(error))
            tongue = self._words.near(who.language_hint or "en")
            again = Paragraph(tongue.text(Line("slack-press-again")))
            shown = screen or Screen("", "", (), language=tongue.language)
            await self._drawing.screen(who, place, shown._replace(blocks=(again, *shown.blocks)))
            return None

    async def kind_lines(self, who: Who, trigger: str) -> None:
        """Open what somebody can send to whoever got a no."""
        tongue = self._words.near(who.language_hint or "en")
        page = render.page(_kind_lines(self._words, who), self._words)
        await self.open(who, DM, trigger, views.page(page, tongue))

    async def breathe(self, who: Who, place: Place, trigger: str, screen: Screen, pace: Pace) -> None:
        """Open the modal that breathes at the pace of `screen`, and let it."""
        tongue = self._words.near(screen.language)
        opened = await self.open(who, place, trigger, views.breath(pace, tongue, next(moments(pace))), screen)
        if opened is None:
            return

        async def show(moment: views.Breath | None) -> None:
            client = await self._installations.client(split(who.address)[0])
            await client.views_update(view_id=opened, view=views.breath(pace, tongue, moment))

        self._breathing.start(pace, show)

    async def close(self) -> None:
        """Let those that breathe be."""
        await self._breathing.close()


def _kind_lines(words: Words, who: Who) -> Screen:
    """What somebody can send to whoever got a no."""
    tongue = words.near(who.language_hint or "en")

    def text(line: str) -> str:
        return tongue.text(Line(line), bare=True)

    names = ("slack-help-someone-short", "slack-help-someone-time", "slack-help-someone-bot")
    before, after = Paragraph(text("slack-help-someone")), Paragraph(text("slack-help-someone-after"))
    return Screen("", "", (before, *(Copy(text(name)) for name in names), after), language=tongue.language)
