"""What the tests of installing share: the app as it is put together for many workspaces, on a local Slack."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from adapters.slack.authorize import NOT_INSTALLED, authorize
from adapters.slack.http import Dispatch, SlackRoutes
from adapters.slack.installations import PLATFORM, Installations, OAuth
from adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from adapters.slack.oauth import Installer
from bot.http import HttpServer
from bot.installing import Installing
from tests.local_slack import browser
from tests.local_slack.browser import Page
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.world import World, words

HALF_A_DAY = 12 * 60 * 60


class Watched(Installations):
    """Installations whose ends can be waited for: bolt acknowledges an event before it is dealt with."""

    slack: LocalSlack
    ends = 0

    async def removed(self, team: str, at: datetime | None = None) -> None:
        await super().removed(team, at)
        self.ends += 1
        self.slack.world.pulse()

    async def ended(self, times: int) -> None:
        """Wait for so many ends since the last wait."""
        await self.slack.until(lambda: self.ends >= times)
        self.ends = 0


class Stage:
    """An app that workspaces install by themselves. It answers /rejected with the workspace that it thinks it is in."""

    def __init__(self, slack: LocalSlack, world: World) -> None:
        self.slack = slack
        self.world = world
        slack.token_lives = HALF_A_DAY
        assert world.opened is not None
        self.kept = Installing(world.store, world.opened.keys, world.clock, PLATFORM)
        self.installations = self._made()
        self.heard: list[dict[str, Any]] = []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        slack.redirect_urls = [self.url + REDIRECT_PATH]
        slack.http.url = self.url + EVENTS_PATH

    def person(self, team: str, name: str = "Sam") -> Person:
        return self.slack.workspace(team, installed=False).person(name)

    async def install(self, person: Person, **how: bool) -> Page:
        return await browser.install(person, self.url + INSTALL_PATH, **how)

    def later(self, span: timedelta) -> None:
        self.world.clock.at += span

    async def rows(self, table: str = "installation") -> list[dict[str, Any]]:
        return [dict(row) for row in await self.world.rows(f"SELECT * FROM {table}")]  # noqa: S608 - a table of ours

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """From a start to its end. There can be another one afterwards."""
        self.installations = self._made()
        await self.installations.start(self.world.leaving)
        app = AsyncApp(
            client=self.installations.base,
            authorize=authorize(self.installations),
            request_verification_enabled=False,
            user_facing_authorize_error_message=words().of("en").text(NOT_INSTALLED),
        )
        self.installations.listen(app)
        app.command("/rejected")(self._answer)
        server = slack_server(
            self.port,
            dispatch=app.async_dispatch,
            signing_secret=self.slack.signing_secret,
            installer=self.installer(self.url),
        )
        await server.start()
        try:
            yield
        finally:
            await server.close()
            await self.installations.close()

    def installer(self, public_url: str) -> Installer:
        slack = self.slack
        return Installer(self.installations, self.kept, slack.client_id, slack.authorize_url, public_url, words())

    def _made(self) -> Watched:
        oauth = OAuth(self.slack.client_id, self.slack.client_secret)
        made = Watched(self.slack.api_base, self.world.clock, oauth=oauth, kept=self.kept)
        made.slack = self.slack
        return made

    async def _answer(self, context: AsyncBoltContext, body: dict[str, Any]) -> None:
        self.heard.append(body)
        await context.ack()
        assert context.client is not None
        await context.client.chat_postMessage(channel=str(context.user_id), text=f"Hello {context.team_id}")


def slack_server(
    port: int = 0, *, dispatch: Dispatch | None = None, signing_secret: str = "", installer: Installer | None = None
) -> HttpServer:
    """A server with what Slack is answered, open from its start."""
    server = HttpServer(("127.0.0.1", port), "[http] listen")
    SlackRoutes(dispatch=dispatch, signing_secret=signing_secret, installer=installer).add_to(server.app)
    server.open()
    return server


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
