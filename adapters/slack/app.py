"""The Slack app: what it listens to, in Socket Mode or over HTTP, and its life from the first connection to shutdown."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.answering import Answering, Parts
from adapters.slack.authorize import NOT_INSTALLED, authorize
from adapters.slack.controls import PREFIX
from adapters.slack.drawing import Drawing
from adapters.slack.greeting import Greeting
from adapters.slack.home import Homes
from adapters.slack.installations import Chore, Installations
from adapters.slack.keeping import Keepsakes
from adapters.slack.lately import Lately
from adapters.slack.manifest import BOUNCEBACK_COMMAND, HELP_SHORTCUT, REJECTED_COMMAND, REJECTED_SHORTCUT
from adapters.slack.modals import Modals
from adapters.slack.pace import Pace
from adapters.slack.refusals import limited
from adapters.slack.sender import SlackSender
from adapters.slack.staying import EVERY, Staying
from adapters.slack.web import APP_TOKEN, BAD_TOKEN, EXPECTED, SlackError, code, said_plainly
from bot.dms import Dms
from bot.hosting import Hosting
from bot.leaving import Leaving
from bot.logs import Log
from bot.ports import Core
from bot.words import DEFAULT, Words

log = Log("slack")

OURS = re.compile(f"{PREFIX}:.*", re.DOTALL)
# How long a shutdown waits for answers that are on their way, for Slack to say goodbye, and for what came meanwhile, in seconds.
FINISH = 1.5
LEAVE = 1.0
REST = 0.5
# How long a start waits for its connection, in seconds: three tries of the library's.
CONNECTS = 30.0
# What bolt calls us where it logs.
NAME = "bounceback"
# What bolt would take from the environment by itself: with some of it, it would keep installations in files of its own.
BOLTS_OWN = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_VERIFICATION_TOKEN")
# Seconds between two tries with a token that Slack refuses.
TOKEN_AGAIN = 60.0
# The status of an answer that makes a connection a websocket.
SWITCHED = 101
# What Slack told lately: told again, as when an acknowledgement was lost, it is acknowledged in the same way.
REMEMBERED = 10_000
# Nearly all acknowledgements say nothing. Of those that do, as what is wrong with a form, so many are kept.
SAID = 1000
ACKNOWLEDGED = BoltResponse(status=200, body="")


class SlackApp:
    """One app on Slack. Its sender is there from the start; `start` gives it the core to answer with.

    With `app_token` it connects in Socket Mode; without, whoever serves HTTP gives what comes to `dispatch`, whose signature
    is checked with `signing_secret`.
    """

    def __init__(
        self,
        installations: Installations,
        words: Words,
        dms: Dms,
        *,
        app_token: str | None = None,
        signing_secret: str | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.installations = installations
        self._words = words
        self._dms = dms
        self._app_token = app_token
        self._signing_secret = signing_secret or ""
        self.sender = SlackSender(installations, words, dms, pace or Pace())
        self._answering: Answering | None = None
        self._staying: Staying | None = None
        self._socket: _Socket | None = None
        self._going: dict[str, asyncio.Future[BoltResponse]] = {}
        self._told = Lately(REMEMBERED)
        self._said: OrderedDict[str, BoltResponse] = OrderedDict()
        self._over = asyncio.Event()

    async def start(self, turns: Core, leaving: Leaving, hosting: Hosting) -> None:
        """Find out who we are, register what is listened to, and connect. Raises SlackError."""
        await self.installations.start(leaving)
        self.sender.gone = leaving.left_every_community
        self._staying = Staying(self.installations, leaving)
        drawing = Drawing(self.installations, self._words, self.sender)
        users = self.sender.users
        greeting = Greeting(hosting, users, self.sender, self._words)
        self.installations.greets = greeting.installed
        self._answering = Answering(
            Parts(
                turns=turns,
                words=self._words,
                dms=self._dms,
                installations=self.installations,
                users=users,
                sender=self.sender,
                drawing=drawing,
                keepsakes=Keepsakes(self.sender, self._words),
                homes=Homes(turns, self._words, drawing),
                greeting=greeting,
                modals=Modals(self.installations, self._words, drawing),
            )
        )
        with _unset(BOLTS_OWN):
            self.bolt = AsyncApp(
                name=NAME,  # bolt would look for one among all source files, for some 30 ms
                client=self.installations.base,
                authorize=authorize(self.installations),
                signing_secret=self._signing_secret,
                user_facing_authorize_error_message=self._words.of(DEFAULT).text(NOT_INSTALLED, bare=True),
            )
        self._listen(self.bolt, self._answering)
        if self._app_token is not None:
            await self._connect(self._app_token)

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """Answer a request of Slack's, however it came. What comes twice is done once."""
        known = _known_by(request.body)
        if known is None:
            return await self.bolt.async_dispatch(request)
        if known in self._told:
            return self._said.get(known, ACKNOWLEDGED)
        if (going := self._going.get(known)) is None:
            going = self._going[known] = asyncio.ensure_future(self._dispatched(known, request))
        return await asyncio.shield(going)

    async def _dispatched(self, known: str, request: AsyncBoltRequest) -> BoltResponse:
        try:
            response = await self.bolt.async_dispatch(request)
        finally:
            del self._going[known]
        # With another status nothing was done: it was none of Slack's, or comes from where the app is not installed any more.
        if response.status == 200:
            self._told.add(known)
            if response.body:
                self._said[known] = response
                if len(self._said) > SAID:
                    self._said.popitem(last=False)
        return response

    async def ended(self) -> None:
        """Wait until it is closed: a connection that is lost is made anew."""
        await self._over.wait()

    async def connected(self) -> bool:
        """Whether Slack reaches us, as far as we can know: over HTTP it calls, and there is nothing to be lost."""
        if self._app_token is None:
            return self._answering is not None
        return self._socket is not None and await self._socket.client.is_connected()

    async def close(self) -> None:
        """Answer what is being answered, then leave. The next start goes on where everything was."""
        await self._finish(FINISH)
        if self._socket is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE):
                    # Acknowledgements go through it, so it was still open.
                    await self._socket.close_async()
            await self._socket.client.aiohttp_client_session.close()  # where it was cut short, this is still open
            await self._finish(REST)
        await self.installations.close()
        self._over.set()

    async def _finish(self, seconds: float) -> None:
        if self._answering is not None:
            await self._answering.finish(seconds)

    @property
    def chores(self) -> Mapping[Chore, timedelta]:
        mine = {} if self._staying is None else {self._staying.look: EVERY}
        return {**self.installations.chores, **mine}

    async def _connect(self, app_token: str) -> None:
        try:
            # The library would try for ever with a token that is no good.
            await self.installations.base.apps_connections_open(app_token=app_token)
        except EXPECTED as error:
            raise said_plainly(error, self.installations.api_base, APP_TOKEN) from error
        self._socket = _Socket(self, app_token)
        try:
            async with asyncio.timeout(CONNECTS):
                await self._socket.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            raise SlackError(
                "Slack answers, but no websocket to it can be opened. Does a firewall or a proxy close them? "
                'With [slack] mode = "http" none is needed.'
            ) from None

    def _listen(self, bolt: AsyncApp, answering: Answering) -> None:
        for command in (REJECTED_COMMAND, BOUNCEBACK_COMMAND):
            bolt.command(command)(answering.command)
        bolt.action(OURS)(answering.action)
        bolt.view(OURS)(answering.submitted)
        bolt.options(OURS)(answering.search)
        bolt.shortcut(REJECTED_SHORTCUT)(answering.shortcut)
        bolt.shortcut(HELP_SHORTCUT)(answering.help_someone)

        async def message(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
            # Edits, deletions and what bots write are no words of a member's.
            if event.get("channel_type") == "im" and event.get("subtype") in (None, "file_share") and event.get("text"):
                await answering.wrote(body["team_id"], event)

        async def home_opened(body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
            await answering.home_opened(body["team_id"], event)

        bolt.event("message")(message)
        bolt.event("app_home_opened")(home_opened)
        self.installations.listen(bolt)


class _Socket(AsyncSocketModeHandler):
    """Socket Mode, through the same door as HTTP."""

    def __init__(self, app: SlackApp, app_token: str) -> None:
        super().__init__(app.bolt, app_token)
        self._dispatch = app.dispatch
        # An address to connect to is good once, and not for long. The library tries one that failed for ever.
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._connected)
        trace.on_request_exception.append(self._failed)
        trace.freeze()
        self.client.aiohttp_client_session.trace_configs.append(trace)
        self.client.issue_new_wss_url = self._address  # type: ignore[method-assign]
        self._app_token = app_token
        self._token_refused = False
        self._leaving = asyncio.Event()

    async def close_async(self) -> None:
        self._leaving.set()
        await super().close_async()  # type: ignore[no-untyped-call]

    async def _address(self) -> str:
        """An address to connect to. While Slack refuses the token it is asked for again, seldom; the library would log that
        every few seconds, and say neither which token it is nor what to do."""
        while not self._leaving.is_set():
            try:
                answer = await self.client.web_client.apps_connections_open(app_token=self._app_token)
            except SlackApiError as error:
                seconds = limited(error)
                if seconds is None and code(error) not in BAD_TOKEN:
                    raise
                if seconds is None and not self._token_refused:
                    self._token_refused = True
                    log.error(
                        "Slack takes the token in BOUNCEBACK_SLACK_APP_TOKEN no more, so nobody is answered: make a new one at "
                        "https://api.slack.com/apps (your app, Basic Information, App-Level Tokens), put it there, start again",
                        kind=code(error),
                    )
                with suppress(TimeoutError):
                    async with asyncio.timeout(TOKEN_AGAIN if seconds is None else seconds):
                        await self._leaving.wait()
            else:
                self._token_refused = False
                return str(answer["url"])
        return ""  # nobody connects any more

    async def _connected(self, _: object, __: SimpleNamespace, about: aiohttp.TraceRequestEndParams) -> None:
        if about.response.status != SWITCHED:
            self.client.wss_uri = None

    async def _failed(self, _: object, __: SimpleNamespace, about: aiohttp.TraceRequestExceptionParams) -> None:
        self.client.wss_uri = None

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        start = time.time()
        request = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
        await send_async_response(client, req, await self._dispatch(request), start)


@contextmanager
def _unset(names: Iterable[str]) -> Iterator[None]:
    """Without these in the environment, where it may be another app's."""
    held = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)


def _known_by(body: Mapping[str, Any]) -> str | None:
    """By what something that is told twice is known: an event by its id, what somebody did by what it triggers."""
    if body.get("type") == "block_suggestion":
        return None  # looked for twice, it is found twice, and nothing is done by it
    found = body.get("event_id") or body.get("trigger_id")
    return str(found) if found else None
