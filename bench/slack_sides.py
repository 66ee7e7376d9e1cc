"""The two bots on Slack, each as a process on a local Slack of its own: ours as users start it, and a bare one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle

from adapters.slack.manifest import EVENTS_PATH, SCOPES
from adapters.slack.web import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from bench.places import folder, fresh
from bench.process import Process
from bench.slack_bot import PATH
from tests.local_slack.errors import Unanswered
from tests.local_slack.people import Person
from tests.local_slack.seen import Seen
from tests.local_slack.server import Json, LocalSlack
from tests.local_slack.world import Channel

ANSWERS = "response_url"
# What is typed behind /rejected, in turn: all of it is optional, and what is typed costs more.
GIVEN = ("", "Acme", 'Acme "Data analyst" screen')
# How much of what was said the local Slack remembers of each kind.
KEEP = 5000
# Seconds that a person waits. More than Slack's three: on a busy machine a slow answer is a figure, and no error.
PATIENCE = 30.0
# Seconds in which a bot must be reached, and between two looks over HTTP.
CONNECTS = 60.0
LOOKS = 0.05


class Mode(StrEnum):
    """How Slack tells a bot."""

    SOCKET = "socket"
    HTTP = "http"


class TimedSlack(LocalSlack):
    """Notes the milliseconds that each acknowledgement took."""

    def __init__(self) -> None:
        super().__init__(keep=KEEP, patience=PATIENCE)
        self.took: list[float] = []

    async def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        start = time.perf_counter()
        answer = await super().deliver(kind, payload, attempt, reason)
        self.took.append((time.perf_counter() - start) * 1000)
        return answer


@dataclass(eq=False, slots=True)
class Side:
    """A bot, and the Slack that it is on."""

    server: TimedSlack
    channel: Channel
    process: Process
    members: int = 0
    _given: Iterator[str] = field(default_factory=lambda: cycle(GIVEN))

    def member(self) -> Person:
        """Somebody who was not here before."""
        self.members += 1
        person = self.channel.workspace.person(f"member-{self.members}")
        self.channel.join(person)
        return person

    async def rejected(self, person: Person) -> Seen:
        """`/rejected`, given by this person, until they see the screen."""
        return await person.command("/rejected", next(self._given), channel=self.channel)


@contextlib.asynccontextmanager
async def ours(mode: Mode) -> AsyncIterator[Side]:
    """`bounceback run` with a new store on the disk, connected."""
    database, config = fresh("slack"), folder() / "slack.toml"
    port, metrics = free_ports(2)
    here = f"127.0.0.1:{port}"
    async with TimedSlack() as server:
        config.write_text(
            f'[store]\nurl = "sqlite:///{database.as_posix()}"\n'
            f'[slack]\nenabled = true\nmode = "{mode}"\napi_base = "{server.api_base}"\npublic_url = "http://{here}"\n'
            f'[http]\nlisten = "{here}"\n[metrics]\nlisten = "127.0.0.1:{metrics}"\n',
            encoding="utf-8",
        )
        address = f"http://{here}{EVENTS_PATH}"
        try:
            async with _connected(server, mode, address, "-m", "bot", "run", "--config", str(config)) as side:
                yield side
        finally:
            config.unlink()
            fresh("slack")


@contextlib.asynccontextmanager
async def bare(mode: Mode) -> AsyncIterator[Side]:
    """The bare listener, connected."""
    (port,) = free_ports(1)
    async with TimedSlack() as server:
        command = ["-m", "bench.slack_bot", server.api_base, *([str(port)] if mode is Mode.HTTP else [])]
        async with _connected(server, mode, f"http://127.0.0.1:{port}{PATH}", *command) as side:
            yield side


@contextlib.asynccontextmanager
async def _connected(server: TimedSlack, mode: Mode, address: str, *command: str) -> AsyncIterator[Side]:
    work = server.workspace("Job seekers", scopes=tuple(scope.name for scope in SCOPES))
    # Nobody's own settings take part.
    settings = {name: value for name, value in os.environ.items() if not name.startswith("BOUNCEBACK_")}
    settings[BOT_TOKEN] = work.token
    if mode is Mode.HTTP:
        settings[SIGNING_SECRET], server.http.url = server.signing_secret, address
    else:
        settings[APP_TOKEN] = server.app_token
    process = Process(*command, environ=settings)
    try:
        if mode is Mode.HTTP:
            await _reached(server)
        else:
            await server.until(lambda: server.socket.connected == 1, within=CONNECTS)
        yield Side(server, work.channel("general"), process)
    finally:
        process.tell_to_stop()
        # In a thread: it takes its leave of the Slack that is here.
        await asyncio.to_thread(process.end)


async def _reached(server: LocalSlack) -> None:
    """Until Slack finds the bot at its address: nothing tells when."""
    async with asyncio.timeout(CONNECTS):
        while True:
            with contextlib.suppress(Unanswered):
                if await server.http.verify():
                    return
            await asyncio.sleep(LOOKS)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in taken]
