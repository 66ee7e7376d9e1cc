"""A small app on the real slack-bolt, to try the local Slack with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.local_slack.server import LocalSlack

Json = dict[str, Any]
Answer = Callable[[AsyncBoltContext, Json], Awaitable[Any]]

ANYTHING = re.compile(".*")
EVENTS = ("message", "app_home_opened", "app_uninstalled", "tokens_revoked")


class Memory(AsyncInstallationStore, AsyncOAuthStateStore):
    """Installations by workspace, and states of OAuth that were given out."""

    def __init__(self) -> None:
        self.installations: dict[str | None, Installation] = {}
        self.states: set[str] = set()

    async def async_save(self, installation: Installation) -> None:
        self.installations[installation.team_id] = installation

    async def async_find_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None, **_: Any
    ) -> Installation | None:
        return self.installations.get(team_id) if user_id is None else None

    async def async_find_bot(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> Bot | None:
        found = self.installations.get(team_id)
        return found.to_bot() if found else None

    async def async_save_bot(self, bot: Bot) -> None:
        found = self.installations[bot.team_id]
        found.bot_token, found.bot_refresh_token = bot.bot_token, bot.bot_refresh_token

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        state = f"state-{len(self.states)}"
        self.states.add(state)
        return state

    async def async_consume(self, state: str) -> bool:
        found = state in self.states
        self.states.discard(state)
        return found


class App:
    """`answers` says what happens when a command, action_id, callback_id or event comes, after it was acknowledged unless
    it is in `silent`; `heard` is what came, each with its body."""

    def __init__(self, client: AsyncWebClient, slack: LocalSlack, store: Memory | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.acknowledges: dict[str, Json | str] = {}
        self.silent: set[str] = set()
        self.heard: list[tuple[str, Json]] = []
        self.url = ""
        self._pulse = slack.world.pulse
        # While it is cleared, nothing that comes is looked at.
        self.open = asyncio.Event()
        self.open.set()
        self.store = store
        settings = None
        if store:
            settings = AsyncOAuthSettings(
                client_id=slack.client_id,
                client_secret=slack.client_secret,
                scopes=["commands", "chat:write"],
                installation_store=store,
                state_store=store,
                authorization_url=slack.authorize_url,
            )
            settings.user_scopes = []
            # The library would renew tokens at slack.com, wherever the app's own client points.
            assert isinstance(settings.authorize, AsyncInstallationStoreAuthorize)
            assert settings.authorize.token_rotator
            settings.authorize.token_rotator.client = client
        self.bolt = AsyncApp(
            client=client,
            token=None if store else client.token,
            signing_secret=slack.signing_secret,
            oauth_settings=settings,
        )
        self.bolt.middleware(self._wait)
        for register in (self.bolt.command, self.bolt.action, self.bolt.view, self.bolt.shortcut, self.bolt.options):
            register(ANYTHING)(self._take)
        self.bolt.view_closed(ANYTHING)(self._take)
        for name in EVENTS:
            self.bolt.event(name)(self._take)

    @property
    def client(self) -> AsyncWebClient:
        return self.bolt.client

    def came(self, name: str) -> list[Json]:
        return [body for heard, body in self.heard if heard == name]

    async def _wait(self, next_: Callable[[], Awaitable[Any]]) -> None:
        await self.open.wait()
        await next_()

    async def _take(self, context: AsyncBoltContext, body: Json) -> None:
        name = _name(body)
        self.heard.append((name, body))
        if name in self.silent:
            return
        acknowledgement = self.acknowledges.get(name)
        await (context.ack() if acknowledgement is None else context.ack(acknowledgement))
        if name in self.answers:
            await self.answers[name](context, body)
        self._pulse()


def _name(body: Json) -> str:
    if "event" in body:
        return str(body["event"]["type"])
    if "actions" in body:
        return str(body["actions"][0]["action_id"])
    view = body["view"]["callback_id"] if body.get("type") in ("view_submission", "view_closed") else None
    if body.get("type") == "view_closed":
        return f"closed {view}"
    return str(view or body.get("command") or body.get("callback_id") or body.get("action_id"))


@asynccontextmanager
async def client_of(slack: LocalSlack, token: str | None) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=token, base_url=slack.api_base, session=session)


@asynccontextmanager
async def over_socket(slack: LocalSlack, token: str, links: int = 1) -> AsyncIterator[App]:
    """The app, connected in Socket Mode."""
    async with client_of(slack, token) as client:
        app = App(client, slack)
        there = slack.socket.connected
        handlers = [AsyncSocketModeHandler(app.bolt, slack.app_token, ping_interval=0.2) for _ in range(links)]
        try:
            for one in handlers:
                await one.connect_async()  # type: ignore[no-untyped-call]
            await slack.until(lambda: slack.socket.connected == there + links)
            yield app
        finally:
            for one in handlers:
                await one.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: LocalSlack, token: str | None = None) -> AsyncIterator[App]:
    """The app on bolt's own aiohttp server; without a token it is for any workspace that installs it."""
    async with client_of(slack, token) as client:
        app = App(client, slack, None if token else Memory())
        runner = web.AppRunner(app.bolt.server(port=0, path="/slack/events").web_app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        app.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        slack.http.url = f"{app.url}/slack/events"
        slack.redirect_urls = [f"{app.url}/slack/oauth_redirect"]
        try:
            yield app
        finally:
            slack.http.url = ""
            await runner.cleanup()
