"""A small Discord on 127.0.0.1 for the real client: REST version 10 and the gateway, over real sockets.

    async with LocalDiscord() as server:
        discord.http.Route.BASE = server.api_base
        ...  # start the bot with server.token
        sam, guild = server.person("sam"), server.guild("Job seekers")
        page = await sam.command("rejected", guild=guild, options={"company": "Acme"})
        page = await sam.click(page, "Next")

Only what the bot needs is there, and that is as strict as Discord is. Needs nothing but aiohttp; a validator of
request bodies is injected.
"""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import BodyPartReader, web

from tests.local_discord.call import Call
from tests.local_discord.errors import INVALID_FORM, Invalid, Problem, Refused
from tests.local_discord.faults import Buckets, Faults, Kind
from tests.local_discord.gateway import Gateway
from tests.local_discord.interactions import Interactions
from tests.local_discord.messages import Upload
from tests.local_discord.people import Person
from tests.local_discord.rest import Rest, Route
from tests.local_discord.world import MEMBER, Guild, Permission, World

# Given an operationId and a request body, what is wrong with the body.
Validate = Callable[[str, Any], list[Problem]]
MAX_REQUEST = 25 * 1024 * 1024
MAJOR = ("channel_id", "guild_id", "webhook_token", "interaction_token")


@dataclass(eq=False, slots=True)
class Received:
    """A request: `order` counts all of them, `at` is by the server's clock, `status` is None until it was answered."""

    order: int
    operation: str
    method: str
    path: str
    query: dict[str, str]
    at: float
    body: Any = None
    files: tuple[str, ...] = ()
    status: int | None = None
    code: int | None = None


class Mismatch(Exception):
    """The bot sent bodies that Discord's own description does not allow, or that cannot be read at all."""


class LocalDiscord:
    def __init__(
        self,
        *,
        validate: Validate | None = None,
        now: Callable[[], float] = time.time,
        keep: int | None = None,
        shards: int = 1,
        patience: float = 3.0,
        port: int = 0,
    ) -> None:
        """`keep` bounds what is remembered, `patience` is how many real seconds a person waits for an acknowledgement."""
        self.world = World(now, keep)
        self.token = f"local.{self.world.application_id}.not-a-secret"
        self.application_id = self.world.application_id
        self.patience = patience
        self.validate = validate
        self.mismatches: list[str] = []
        self.requests: deque[Received] = deque(maxlen=keep)
        self.commands: dict[str, dict[str, Any]] = {}
        # How many DMs the bot may still open; None is any number.
        self.dm_openings: int | None = None
        self.faults = Faults()
        self.buckets = Buckets()
        self.gateway = Gateway(self.world, self.token, shards)
        self.interactions = Interactions(self.world)
        self.world.emit = self.gateway.emit
        self.owner = self.person("owner")
        self.owner_id = self.owner.id
        self._port = port
        self._orders = 0
        self._down = False
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    # Start and stop

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_REQUEST)
        for route in Rest(self).routes():
            app.router.add_route(route.method, f"/api/v10{route.path}", self._serving(route))
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/attachments/{channel_id}/{attachment_id}/{name}", self._attachment)
        unknown = Route("unknown", "*", "", _unknown, False)
        app.router.add_route("*", "/{path:.*}", self._serving(unknown))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await self._listen()
        self.world.cdn = f"http://127.0.0.1:{self._port}"
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.drop()
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
        return f"{self.world.cdn}/api/v10"

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """Refuse connections, and drop those that there are, until this ends."""
        assert self._site
        self._down = True
        await self._site.stop()
        self.gateway.drop()
        try:
            yield
        finally:
            self._down = False
            await self._listen()

    # Who and what there is

    def person(self, name: str, *, locale: str = "en-US") -> Person:
        made = Person(self, name, locale)
        self.world.people[made.id] = made
        return made

    def guild(
        self,
        name: str,
        *,
        owner: Person | None = None,
        permissions: Permission = MEMBER,
        locale: str = "en-US",
        bot: bool = True,
    ) -> Guild:
        """`permissions` are the bot's. There is a channel already, "general"."""
        owner = owner or self.owner
        made = Guild(self.world.new_guild_id(), self.world, name, owner, permissions, locale, bot=False)
        made.channel("general")
        made.join(owner)
        self.world.guilds[made.id] = made
        if bot:
            made.add_bot()
        return made

    async def until(self, reached: Callable[[], bool], within: float = 3.0) -> None:
        """Wait until this holds; TimeoutError after `within` real seconds."""
        await self.world.until(reached, within)

    def asked(self, *operations: str) -> list[Received]:
        """The requests of these operations, of all without a name."""
        return [one for one in self.requests if not operations or one.operation in operations]

    # Requests

    def _serving(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            if self._down:
                return _closed(request)
            self._orders += 1
            received = Received(
                self._orders,
                route.operation,
                request.method,
                request.path.removeprefix("/api/v10"),
                dict(request.query),
                self.world.now(),
            )
            self.requests.append(received)
            self.world.pulse()
            response = await self._answer(route, request, received)
            received.status = response.status
            self.world.pulse()
            if self.faults.take(Kind.LOSE, route.operation):
                return _closed(request)
            return response

        return serve

    async def _answer(self, route: Route, request: web.Request, received: Received) -> web.Response:
        operation = route.operation
        headers, early = self.buckets.use(operation, next((request.match_info.get(name, "") for name in MAJOR), ""))
        try:
            call = await _read(request)
            received.body, received.files = call.body, tuple(one.name for one in call.files)
            if early:
                return _limited(early, headers)
            if fault := self.faults.take(Kind.LIMIT, operation):
                return _limited(fault.retry_after, headers, everywhere=fault.everywhere, via=fault.via)
            if fault := self.faults.take(Kind.WAIT, operation):
                await (fault.until.wait() if fault.until else asyncio.sleep(fault.seconds))
            if fault := self.faults.take(Kind.REFUSE, operation):
                raise Refused(fault.code, status=fault.status)
            if self.faults.take(Kind.FAIL_BEFORE, operation):
                return _json({"message": "500: Internal Server Error", "code": 0}, 500)
            if route.bot_only and request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refused(0, status=401, message="401: Unauthorized")
            self._check(operation, call.body)
            status, answer = route.carry_out(call)
        except Refused as refused:
            received.code = refused.code
            return _json(refused.body(), refused.status, headers)
        except (AttributeError, LookupError, TypeError, ValueError):  # a body of a shape that nothing here expects
            self.mismatches.append(f"{operation}: {traceback.format_exc(limit=-1)}")
            return _json(Refused(INVALID_FORM).body(), 400, headers)
        if self.faults.take(Kind.FAIL_AFTER, operation):
            return _json({"message": "500: Internal Server Error", "code": 0}, 500)
        if status == 204:
            return web.Response(status=204, headers=headers)
        return _json(answer, status, headers)

    def _check(self, operation: str, body: Any) -> None:
        if self.validate is None or body is None:
            return
        if problems := self.validate(operation, body):
            refused = Invalid(problems)
            self.mismatches.append(f"{operation}: {refused}")
            raise refused

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        return _closed(request) if self._down else await self.gateway.serve(request)

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        found = self.world.attachments.get(int(request.match_info["attachment_id"]))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.content, content_type=found.payload()["content_type"])


async def _read(request: web.Request) -> Call:
    files: list[Upload] = []
    body: Any = None
    text = ""
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "payload_json":
                text = await part.text()
            elif part.name and part.name.startswith("files["):
                position = int(part.name.removeprefix("files[").removesuffix("]"))
                files.append(Upload(position, part.filename or "file", bytes(await part.read())))
    elif request.can_read_body:
        text = await request.text()
    if text:
        try:
            body = json.loads(text)
        except ValueError:
            raise Refused(50109) from None
    if body is None and request.method in ("POST", "PATCH"):
        body = {}
    return Call(request.match_info, request.query, body, files)


def _unknown(call: Call) -> tuple[int, Any]:
    raise Refused(0, status=404, message="404: Not Found")


def _limited(
    retry_after: float | None, headers: dict[str, str], *, everywhere: bool = False, via: bool = True
) -> web.Response:
    body: dict[str, Any] = {"message": "You are being rate limited.", "global": everywhere}
    headers = headers | {"X-RateLimit-Scope": "global" if everywhere else "user"}
    if retry_after is not None:
        body["retry_after"] = round(retry_after, 3)
        headers["Retry-After"] = f"{retry_after:.3f}"
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    if via:
        headers["Via"] = "1.1 google"
    return _json(body, 429, headers)


def _json(answer: Any, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """Without a charset: the library wants the type alone."""
    body = json.dumps(answer).encode()
    return web.Response(body=body, content_type="application/json", status=status, headers=headers)


def _closed(request: web.Request) -> web.Response:
    """No answer: the connection is closed."""
    if request.transport:
        request.transport.close()
    return web.Response()
