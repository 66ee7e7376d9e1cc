"""Slack as `bounceback run` starts it: the app, and what it answers over HTTP where that is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from adapters.slack.app import SlackApp
from adapters.slack.installations import Chore
from adapters.slack.sender import SlackSender
from adapters.slack.setup import Setup
from bot.dms import Dms
from bot.hosting import Hosting
from bot.installing import Installing
from bot.leaving import Leaving
from bot.ports import Clock, Core
from bot.words import Words


class ServedSlack:
    """The app with its way to Slack, and with the pages to install it from where workspaces do that by themselves."""

    def __init__(self, setup: Setup, words: Words, dms: Dms, installing: Installing, clock: Clock) -> None:
        installations = setup.installations(clock, installing)
        self._app = SlackApp(
            installations,
            words,
            dms,
            app_token=setup.app_token if setup.socket else None,
            signing_secret=setup.signing_secret,
        )
        self._routes = setup.routes(installations, installing, words, self._app.dispatch)

    @property
    def sender(self) -> SlackSender:
        return self._app.sender

    @property
    def chores(self) -> Mapping[Chore, timedelta]:
        return self._app.chores

    async def start(self, turns: Core, leaving: Leaving, hosting: Hosting) -> None:
        """Connect. Raises SlackError."""
        await self._app.start(turns, leaving, hosting)

    async def ended(self) -> None:
        await self._app.ended()

    async def close(self) -> None:
        await self._app.close()

    async def connected(self) -> bool:
        return await self._app.connected()

    def add_to(self, app: web.Application) -> None:
        """Add what is answered over HTTP, where anything is."""
        if self._routes is not None:
            self._routes.add_to(app)
