"""A small Slack on 127.0.0.1 for the real library: Web API, Socket Mode, signed HTTP and OAuth, over real sockets.

    async with LocalSlack() as slack:
        work = slack.workspace("Job seekers")
        app = AsyncApp(client=AsyncWebClient(token=work.token, base_url=slack.api_base))
        ...  # AsyncSocketModeHandler(app, slack.app_token), or slack.http.url = "http://127.0.0.1:3000/slack/events"
        sam, general = work.person("Sam"), work.channel("general")
        page = await sam.command("/rejected", "Acme final", channel=general)
        page = await sam.click(page, "Next")

Only what the bot needs is there, and that is as strict as Slack is. Needs nothing but aiohttp.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
import traceback
from base64 import b64decode
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import BodyPartReader, web

from tests.local_slack.errors import NotOffered, Refused, Unanswered
from tests.local_slack.events import Events
from tests.local_slack.faults import Buckets, Faults, Kind
from tests.local_slack.files import Files
from tests.local_slack.interactions import Interactions
from tests.local_slack.people import Person
from tests.local_slack.signed_http import SignedHttp
from tests.local_slack.socket_mode import SocketMode
from tests.local_slack.views import Views
from tests.local_slack.web_api import WebApi
from tests.local_slack.world import APP_TOKEN, SCOPES, Token, Workspace, World

Json = dict[str, Any]
# Carries out one request and answers; raises Refused.
Serve = Callable[[web.Request, "Received"], Awaitable[web.Response]]

MAX_REQUEST = 25 * 1024 * 1024


@dataclass(eq=False, slots=True)
class Received:
    """A request: `order` counts all of them, `at` is by the server's clock, `status` is None until it was answered.

    `error` is what it was refused with, `team` the id of the workspace whose token it came with.
    """

    order: int
    operation: str
    method: str
    path: str
    at: float
    body: Any = None
    team: str | None = None
    status: int | None = None
    error: str | None = None


class Mismatch(Exception):
    """The app sent what cannot be read at all."""


class LocalSlack:
    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        keep: int | None = None,
        manifest: Mapping[str, Any] | None = None,
        patience: float = 3.0,
        port: int = 0,
    ) -> None:
        """`keep` bounds what is remembered, and has to be well above what happens at once. `patience` is how many real
        seconds Slack waits for an acknowledgement, and a person for something to see. With a `manifest` only its commands,
        shortcuts and events are there. `shown` is all that the app ever showed to anybody, in order, each version of it."""
        self.world = World(now, keep)
        self.world.server = self
        self.app_id = self.world.app_id
        self.app_token = f"{APP_TOKEN}-local-{self.app_id}"
        self.signing_secret = f"local-signing-{self.app_id}"
        self.client_id = f"local.{self.app_id}"
        self.client_secret = f"local-client-{self.app_id}"
        self.redirect_urls: list[str] = []
        # How long tokens live that OAuth gives, in seconds; None where they are not rotated.
        self.token_lives: float | None = None
        self.patience = patience
        self.home_tab = self.messages_tab = True
        self.requests: deque[Received] = deque(maxlen=keep)
        self.faults = Faults()
        self.buckets = Buckets()
        self.files = Files(self.world)
        self.views = Views(self.world)
        self.interactions = Interactions(self.world)
        self.socket = SocketMode(self.world, self.faults)
        self.http = SignedHttp(self.signing_secret, keep)
        self.web_api = WebApi(self)
        self._offers = _offers(manifest) if manifest else None
        self.events = Events(self, self._offers["event"] if self._offers else None)
        self.world.emit = self.events.emit
        self.shown = self.world.shown
        self.mismatches: list[str] = []
        self._port = port
        self._orders = 0
        self._down = False
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    # Start and stop

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_REQUEST)
        serving, add = self._serving, app.router.add_route
        add("*", "/api/{method}", serving(None, self._web_api))
        add("POST", "/{kind:commands|actions}/{team}/{token:.+}", serving("response_url", self._response_url))
        add("POST", "/upload/v1/{file}", serving("upload", self._upload))
        add("GET", "/files-pri/{file}/{name}", serving("download", self._download))
        add("GET", "/oauth/v2/authorize", self.web_api.oauth.authorize)
        add("GET", "/link/", self._link)
        add("*", "/{path:.*}", serving("unknown", _unknown))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await self._listen()
        self.world.base = f"http://127.0.0.1:{self._port}"
        await self.http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.events.stop()
        self.socket.drop()
        await self.http.__aexit__(kind, error, trace)
        if self._runner:
            await self._runner.cleanup()
        if self.mismatches and error is None:
            raise Mismatch("\n".join(self.mismatches))

    async def _listen(self) -> None:
        assert self._runner
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    @property
    def api_base(self) -> str:
        return f"{self.world.base}/api/"

    @property
    def authorize_url(self) -> str:
        return f"{self.world.base}/oauth/v2/authorize"

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Refuse connections, and drop those that there are, until this ends."""
        assert self._site
        self._down = True
        await self._site.stop()
        self.socket.drop()
        try:
            yield
        finally:
            self._down = False
            await self._listen()

    # Who and what there is

    def workspace(self, name: str, *, installed: bool = True, scopes: tuple[str, ...] = SCOPES) -> Workspace:
        """A workspace with a channel "general"."""
        made = Workspace(self.world, name)
        self.world.workspaces[made.id] = made
        made.channel("general")
        if installed:
            made.install(scopes)
        return made

    def find_person(self, id_: str) -> Person | None:
        return next((one.people[id_] for one in self.world.workspaces.values() if id_ in one.people), None)

    def may_use(self, kind: str, name: str, workspace: Workspace) -> None:
        """Raises NotOffered for a command or shortcut that is not in the manifest, or not there without its scope."""
        if not workspace.installed or "commands" not in workspace.scopes:
            raise NotOffered("the app has no commands there")
        if self._offers is not None and name not in self._offers[kind]:
            raise NotOffered(f"no {kind} {name!r} among {sorted(self._offers[kind])}")

    async def until(self, reached: Callable[[], bool], within: float = 3.0) -> None:
        """Wait until this holds; TimeoutError after `within` real seconds."""
        await self.world.until(reached, within)

    def asked(self, *operations: str) -> list[Received]:
        """The requests of these operations, of all without a name."""
        return [one for one in self.requests if not operations or one.operation in operations]

    # Telling the app

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """Tell the app, over HTTP where it has an address; what it acknowledged with. Raises Unanswered."""
        way = self.http if self.http.url else self.socket
        try:
            async with asyncio.timeout(self.patience):
                return await way.deliver(kind, payload, attempt, reason)
        except TimeoutError:
            raise Unanswered(f"operation_timeout: no acknowledgement within {self.patience} s") from None

    # Requests

    def _serving(
        self, operation: str | None, carry_out: Serve
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            if self._down:
                return _closed(request)
            self._orders += 1
            name = operation or request.match_info["method"]
            received = Received(self._orders, name, request.method, request.path, self.world.now())
            self.requests.append(received)
            self.world.pulse()
            response = await self._answer(carry_out, request, received)
            received.status = response.status
            self.world.pulse()
            if self.faults.take(Kind.LOSE, name):
                return _closed(request)
            return response

        return serve

    async def _answer(self, carry_out: Serve, request: web.Request, received: Received) -> web.Response:
        name, faults = received.operation, self.faults
        received.body = await _read(request)
        received.team = self._team(request, received.body)
        try:
            if fault := faults.take(Kind.LIMIT, name):
                return _limited(fault.retry_after)
            if fault := faults.take(Kind.WAIT, name):
                await (fault.until.wait() if fault.until else asyncio.sleep(fault.seconds))
            if faults.take(Kind.FAIL_BEFORE, name):
                return web.Response(text="Internal Server Error", status=500)
            if fault := faults.take(Kind.REFUSE, name):
                raise Refused(fault.error, **fault.more)
            response = await carry_out(request, received)
        except Refused as refused:
            received.error = refused.error
            if name == "response_url":
                return web.Response(text=refused.error, status=404 if refused.error.endswith("_url") else 400)
            return web.json_response(refused.body())
        except (AttributeError, LookupError, TypeError, ValueError):  # a body of a shape that nothing here expects
            self.mismatches.append(f"{name}: {traceback.format_exc(limit=-1)}")
            return web.json_response(Refused("internal_error").body())
        if faults.take(Kind.FAIL_AFTER, name):
            return web.Response(text="Internal Server Error", status=500)
        return response

    def _team(self, request: web.Request, body: Any) -> str | None:
        text = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not text and isinstance(body, dict):
            text = str(body.get("token") or "")
        known = self.world.tokens.get(text)
        return known.workspace.id if known else request.match_info.get("team")

    async def _web_api(self, request: web.Request, received: Received) -> web.Response:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        basic: tuple[str, str] | None = None
        if scheme == "Basic":
            name, _, secret = b64decode(credentials).decode().partition(":")
            basic, credentials = (name, secret), ""
        args = dict(received.body)
        if early := self.buckets.early(received.operation, str(args.get("channel") or received.team)):
            received.error = "ratelimited"
            return _limited(math.ceil(early))
        answer, token = self.web_api.call(received.operation, args, credentials, basic)
        return web.json_response(answer, headers=_scopes(token))

    async def _response_url(self, request: web.Request, received: Received) -> web.Response:
        workspace = self.world.workspaces.get(request.match_info["team"])
        if workspace is None or not workspace.installed:
            raise Refused("invalid_url")
        self.interactions.respond(request.match_info["token"], received.body)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request, received: Received) -> web.Response:
        if self.files.upload(request.match_info["file"], received.body):
            return web.Response(text=f"OK - {len(received.body)}")
        return web.Response(text="Bad Request", status=400)

    async def _download(self, request: web.Request, received: Received) -> web.Response:
        """For who holds a token of the workspace."""
        one = self.files.get(request.match_info["file"])
        token = self.world.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if one is None or one.content is None or token is None or token.workspace is not one.workspace:
            return web.Response(status=404)
        return web.Response(body=one.content, content_type=one.payload()["mimetype"])

    async def _link(self, request: web.Request) -> web.StreamResponse:
        return _closed(request) if self._down else await self.socket.serve(request)


async def _unknown(request: web.Request, received: Received) -> web.Response:
    return web.Response(text="Not Found", status=404)


async def _read(request: web.Request) -> Any:
    """All arguments in one, wherever they stand; of an upload its bytes."""
    if request.path.startswith("/upload/"):
        if request.content_type == "multipart/form-data":
            part = await (await request.multipart()).next()
            return bytes(await part.read()) if isinstance(part, BodyPartReader) else b""
        return await request.read()
    args: Json = dict(request.query)
    if not request.can_read_body:
        return args
    if request.content_type == "application/json":
        with suppress(ValueError):
            given = json.loads(await request.text())
            args |= given if isinstance(given, dict) else {}
    else:
        args |= await request.post()
    return args


def _scopes(token: Token | None) -> dict[str, str]:
    return {"x-oauth-scopes": ",".join(token.scopes)} if token else {}


def _limited(retry_after: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(retry_after)}
    )


def _closed(request: web.Request) -> web.Response:
    """No answer: the connection is closed."""
    if request.transport:
        request.transport.close()
    return web.Response()


def _offers(manifest: Mapping[str, Any]) -> dict[str, set[str]]:
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    return {
        "command": {one["command"] for one in features.get("slash_commands", ())},
        "shortcut": {one["callback_id"] for one in features.get("shortcuts", ())},
        "event": set(settings.get("event_subscriptions", {}).get("bot_events", ())),
    }
