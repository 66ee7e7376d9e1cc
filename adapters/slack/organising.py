"""For those who run a workspace: the message to pin, and the channel where lines may be shared.

Whether somebody runs it is asked of Slack each time that it matters. Nothing of it is said in public but the message that they
post.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack import render
from adapters.slack.controls import Act
from adapters.slack.drawing import Drawing
from adapters.slack.installations import Installations
from adapters.slack.places import Place
from adapters.slack.refusals import NO_CHANNEL
from adapters.slack.render import Page
from adapters.slack.users import Users, address, split
from adapters.slack.web import code
from bot.hosting import Hosting
from bot.lines import Line, Value
from bot.ports import Who
from bot.screen import OPENS
from bot.words import Words

ADMIN = "admin"


class Organising:
    """Answers those who run a workspace."""

    def __init__(
        self, hosting: Hosting, installations: Installations, users: Users, drawing: Drawing, words: Words
    ) -> None:
        self._hosting = hosting
        self._installations = installations
        self._users = users
        self._drawing = drawing
        self._words = words

    async def command(self, who: Who, place: Place, channel: str) -> None:
        """`/bounceback admin`: what can be done in this channel."""
        team, user = split(who.address)
        if not place.url:
            await self._drawing.say(who, self._text(who, "slack-organise-channel-only"))
        elif not await self._runs(team, user):
            await self._drawing.page(who, place, render.said(self._text(who, "slack-organise-not-you")))
        else:
            await self._drawing.page(who, place, await self._first_steps(who, channel))

    async def control(self, who: Who, place: Place, body: Mapping[str, Any], what: str) -> None:
        """One of its buttons."""
        team, user = split(who.address)
        if not await self._runs(team, user):
            # Somebody who ran it when the page came, and does no more.
            await self._drawing.page(who, place, render.said(self._text(who, "slack-organise-not-you")))
            return
        channel = body["channel"]["id"]
        told = await self._done(who, channel, body["channel"].get("name"), what)
        await self._drawing.page(who, place, await self._first_steps(who, channel, told))

    async def _done(self, who: Who, channel: str, name: str | None, what: str) -> str | None:
        """Do what a button says. Gives the line that tells what came of it."""
        team, user = split(who.address)
        if what == "unshare":
            await self._hosting.share_nowhere(team)
            return "slack-organise-unshares"
        client = await self._installations.client(team)
        try:
            if what == "post":
                public = self._public(who)
                await client.chat_postMessage(channel=channel, blocks=public.blocks, text=public.text)
                return "slack-organise-posted"
            # Whether the app may write there is seen by what it can show to one person only.
            note = render.said(self._text(who, "slack-organise-shares"))
            await client.chat_postEphemeral(channel=channel, user=user, blocks=note.blocks, text=note.text)
        except SlackApiError as error:
            if code(error) not in NO_CHANNEL:
                raise
            return "slack-organise-not-in"
        await self._hosting.share_in(team, address(team, channel), f"#{name}" if name else "#…")
        return None

    async def _first_steps(self, who: Who, channel: str, told: str | None = None) -> Page:
        team, _ = split(who.address)
        place = dict(await self._hosting.places()).get(team)
        shared = "nowhere" if place is None else "here" if place == address(team, channel) else "elsewhere"
        text = self._text(who, "slack-organise", shared=shared)
        names = ["post", "share" if shared != "here" else None, "unshare" if shared != "nowhere" else None]
        buttons = [
            render.button(self._text(who, f"slack-organise.{name}"), Act.ORGANISE, name) for name in names if name
        ]
        return render.said(f"{self._text(who, told)}\n\n{text}" if told else text, buttons)

    def _public(self, who: Who) -> Page:
        """The message to pin. Whoever presses it gets a page that only they see."""
        buttons = [
            render.button(self._text(who, f"slack-public.{name}"), Act.PRESS, f"{OPENS}{word}:")
            for name, word in (("open", "rejected"), ("help", "help"))
        ]
        return render.said(self._text(who, "slack-public"), buttons)

    async def _runs(self, team: str, user: str) -> bool:
        return (await self._users.about(team, user, anew=True)).runs

    def _text(self, who: Who, line: str, **values: Value) -> str:
        return self._words.near(who.language_hint or "en").text(Line(line, values), bare=True)
