"""The gateway, version 10: text frames, uncompressed, whatever compression was asked for.

https://docs.discord.com/developers/events/gateway
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.local_discord.world import Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
AUTHENTICATION_FAILED, ALREADY_AUTHENTICATED, INVALID_SHARD, DISALLOWED_INTENTS = 4004, 4005, 4010, 4014
GUILDS, DIRECT_MESSAGES = 1 << 0, 1 << 12
CLOSED_FOR_GOOD = (1000, 1001)  # a client that closes with these cannot resume
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
HEARTBEAT_EVERY = 41_250  # milliseconds
# Events that a dropped connection may miss and still resume.
REPLAYED = 1000
# What needs an intent; interactions need none.
NEEDS = {"GUILD": GUILDS, "CHANNEL": GUILDS, "MESSAGE": DIRECT_MESSAGES}


@dataclass(eq=False)
class Connection:
    """A session of one shard; `socket` is None between a drop and the resume, `id` is empty once it cannot be resumed."""

    id: str
    shard: int
    intents: int
    socket: web.WebSocketResponse | None
    seq: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    outgoing: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def dispatch(self, name: str, payload: Any) -> None:
        self.seq += 1
        text = json.dumps({"op": DISPATCH, "t": name, "s": self.seq, "d": payload})
        self.sent.append((self.seq, text))
        if self.socket is not None:
            self.outgoing.put_nowait(text)


class Gateway:
    def __init__(self, world: World, token: str, shards: int) -> None:
        self._world = world
        self._token = token
        self.shards = shards
        self.url = ""
        self.identified = 0
        self.resumed = 0
        self.duplicates = 0
        # While it is not set, a goodbye is not answered.
        self.hears = asyncio.Event()
        self.hears.set()
        self._count = 0
        self._sockets: dict[web.WebSocketResponse, web.Request] = {}
        self._connections: dict[int, Connection] = {}

    # What a test does

    @property
    def connected(self) -> int:
        """How many shards are connected."""
        return sum(one.socket is not None for one in self._connections.values())

    def drop(self) -> None:
        """Cut every connection without a word; the bot may resume."""
        for socket, request in list(self._sockets.items()):
            self._lost(socket)
            if request.transport:
                request.transport.abort()

    def reconnect(self) -> None:
        """Ask every shard to come back and resume."""
        self._to_all(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """INVALID_SESSION on every shard. Unless resumable, what they missed is lost."""
        self._to_all(INVALID_SESSION, resumable)
        if not resumable:
            for one in self._connections.values():
                one.id = ""

    def forget(self) -> None:
        """The next RESUME is answered with INVALID_SESSION: the bot was away for too long."""
        for one in self._connections.values():
            one.id = ""

    def duplicate_next(self) -> None:
        """The next interaction is dispatched twice."""
        self.duplicates += 1

    def _to_all(self, op: int, payload: Any) -> None:
        for one in self._connections.values():
            if one.socket is not None:
                one.outgoing.put_nowait(json.dumps({"op": op, "d": payload, "s": None, "t": None}))

    # What the server does

    def emit(self, name: str, payload: dict[str, Any], guild: Guild | None) -> bool:
        """Tell the shard that this belongs to; False where no such shard ever connected or it lost its session."""
        if guild and not guild.bot and name != "GUILD_DELETE":
            return False
        one = self._connections.get((guild.id >> 22) % self.shards if guild else 0)
        if one is None or (one.socket is None and not one.id):
            return False
        needed = NEEDS.get(name.partition("_")[0], 0)
        if one.intents & needed == needed:
            one.dispatch(name, payload)
            if self.duplicates and name == "INTERACTION_CREATE":
                self.duplicates -= 1
                one.dispatch(name, payload)
        return True

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False, autoclose=False)
        await socket.prepare(request)
        self._sockets[socket] = request
        writer: asyncio.Task[None] | None = None
        try:
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_EVERY}, "s": None, "t": None})
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                said = json.loads(frame.data)
                op, given = said["op"], said.get("d")
                if op == HEARTBEAT:
                    await socket.send_str('{"op": 11, "d": null, "s": null, "t": null}')
                elif op in (IDENTIFY, RESUME):
                    if writer is not None:
                        await socket.close(code=ALREADY_AUTHENTICATED)
                        break
                    start = self._identify if op == IDENTIFY else self._resume
                    if connection := await start(socket, given):
                        writer = asyncio.create_task(_write(socket, connection.outgoing))
                        self._world.pulse()
        finally:
            await self.hears.wait()
            await socket.close()
            del self._sockets[socket]
            self._lost(socket, for_good=socket.close_code in CLOSED_FOR_GOOD)
            if writer is not None:
                writer.cancel()
            self._world.pulse()
        return socket

    def _lost(self, socket: web.WebSocketResponse, *, for_good: bool = False) -> None:
        for one in self._connections.values():
            if one.socket is socket:
                one.socket = None
                one.outgoing = asyncio.Queue()
                one.id = "" if for_good else one.id

    async def _identify(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> Connection | None:
        shard, count = given.get("shard") or (0, 1)
        wrong = None
        if given.get("token") != self._token:
            wrong = AUTHENTICATION_FAILED
        elif given["intents"] & PRIVILEGED:
            wrong = DISALLOWED_INTENTS
        elif not 0 <= shard < count or count != self.shards:
            wrong = INVALID_SHARD
        if wrong:
            await socket.close(code=wrong)
            return None
        self._count += 1
        one = Connection(f"gateway-{self._count}", shard, given["intents"], socket)
        self._connections[shard] = one
        self.identified += 1
        guilds = [
            guild for guild in self._world.guilds.values() if guild.bot and (guild.id >> 22) % self.shards == shard
        ]
        one.dispatch(
            "READY",
            {
                "v": 10,
                "user": self._world.bot_user,
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": one.id,
                "resume_gateway_url": self.url,
                "shard": [shard, count],
                "application": {"id": str(self._world.application_id), "flags": 0},
            },
        )
        if one.intents & GUILDS:
            for guild in guilds:
                one.dispatch("GUILD_CREATE", guild.payload() | {"unavailable": False})
        return one

    async def _resume(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> Connection | None:
        if given.get("token") != self._token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        found = [one for one in self._connections.values() if one.id and one.id == given.get("session_id")]
        seq = given.get("seq") or 0
        if not found or (found[0].sent and found[0].sent[0][0] > seq + 1):
            await socket.send_json({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return None
        one = found[0]
        one.socket, one.outgoing = socket, asyncio.Queue()
        self.resumed += 1
        for at, text in one.sent:
            if at > seq:
                one.outgoing.put_nowait(text)
        one.dispatch("RESUMED", {})
        return one


async def _write(socket: web.WebSocketResponse, outgoing: asyncio.Queue[str]) -> None:
    while True:
        text = await outgoing.get()
        try:
            await socket.send_str(text)
        except ConnectionError:
            return  # what was not sent is replayed at the resume
