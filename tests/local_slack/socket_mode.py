"""Socket Mode: the app connects, and each thing that happens goes to one of its connections in an envelope.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.local_slack.errors import Unanswered
from tests.local_slack.faults import Faults, Kind
from tests.local_slack.world import World

Json = dict[str, Any]

MOST_CONNECTIONS = 10
# Envelopes whose acknowledgement may say something.
ANSWERABLE = frozenset({"slash_commands", "interactive"})


class SocketMode:
    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._tickets: set[str] = set()
        self._links: dict[web.WebSocketResponse, web.Request] = {}
        self._next = 0
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._duplicates = 0
        self._held: list[Json] | None = None
        self.opened = 0

    # What a test does

    @property
    def connected(self) -> int:
        return len(self._links)

    def drop(self) -> None:
        """Cut every connection without a word."""
        for link in list(self._links):
            self._cut(link)

    async def close(self) -> None:
        """Close every connection as it should be done, but without a warning."""
        for link in list(self._links):
            await link.close()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to make way for a new one: "warning" ahead of it, "refresh_requested", "link_disabled"."""
        about = {"host": "local", "reconnect_url": None}
        for link in list(self._links):
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": about})

    def duplicate_next(self, times: int = 1) -> None:
        """The next envelopes come twice, to two connections where there are two."""
        self._duplicates += times

    @asynccontextmanager
    async def reversed(self) -> AsyncIterator[None]:
        """Envelopes that are due meanwhile are sent when this ends, the last one first."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            for envelope in reversed(held):
                await self._send(envelope)

    @property
    def held(self) -> int:
        """How many envelopes wait to be sent."""
        return len(self._held or ())

    # What the server does

    def ticket(self) -> str:
        """An address to connect to, once."""
        made = f"ticket-{self._world.count('ticket')}"
        self._tickets.add(made)
        return f"{self._world.base.replace('http', 'ws', 1)}/link/?ticket={made}&app_id={self._world.app_id}"

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """Send and wait for the acknowledgement, which is given back. Raises Unanswered where there is no connection."""
        envelope_id = f"envelope-{self._world.count('envelope')}"
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind in ANSWERABLE,
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acknowledged
        try:
            if self._held is None:
                await self._send(envelope)
            else:
                self._held.append(envelope)
                self._world.pulse()
            return await acknowledged
        finally:
            del self._waiting[envelope_id]

    async def _send(self, envelope: Json) -> None:
        text = json.dumps(envelope)
        copies = 1
        if self._duplicates:
            self._duplicates -= 1
            copies = 2
        for _ in range(copies):
            if not self._links:
                raise Unanswered("no app is connected")
            self._next += 1
            link = list(self._links)[self._next % len(self._links)]
            if self._faults.take(Kind.LOSE, "socket"):
                self._cut(link)
                return
            try:
                await link.send_str(text)
            except ConnectionError:
                return  # what was not acknowledged is seen by the deadline

    def _cut(self, link: web.WebSocketResponse) -> None:
        transport = self._links.pop(link).transport
        if transport:
            transport.abort()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        link = web.WebSocketResponse(compress=False)
        await link.prepare(request)
        if len(self._links) >= MOST_CONNECTIONS:
            await link.send_json(
                {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "local"}}
            )
            await link.close()
            return link
        about = {"host": "local", "build_number": 1, "approximate_connection_time": 18060}
        connection = {"app_id": self._world.app_id}
        self._links[link] = request
        self.opened += 1
        try:
            hello = {
                "type": "hello",
                "num_connections": len(self._links),
                "debug_info": about,
                "connection_info": connection,
            }
            await link.send_json(hello)
            self._world.pulse()
            async for frame in link:
                if frame.type is not WSMsgType.TEXT:
                    break
                said = json.loads(frame.data)
                waiting = self._waiting.get(said.get("envelope_id"))
                if waiting and not waiting.done():
                    waiting.set_result(said.get("payload") or {})
        finally:
            self._links.pop(link, None)
            self._world.pulse()
        return link
