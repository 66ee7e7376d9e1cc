"""`/healthz` and `/metrics` of `bounceback run`, a process of its own on a Discord of our own."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import VERSION
from tests.adapters.slack.stage import free_port
from tests.local_discord.openapi import validate
from tests.local_discord.server import LocalDiscord

from .conftest import CHECKOUT

STORE = Path("a.db")
# Made up to be found wherever it does not belong.
CANARY = "zanzibar-kumquat"


@dataclass(frozen=True)
class Bot:
    """A running bot: what it answers, and what it said so far."""

    process: asyncio.subprocess.Process
    http: int
    metrics_port: int
    session: aiohttp.ClientSession

    async def health(self) -> tuple[int, Mapping[str, str]]:
        async with self.session.get(f"http://127.0.0.1:{self.http}/healthz") as got:
            assert got.headers["Cache-Control"] == "no-store"
            text = await got.text()
            assert text.count("\n") == 1
            return got.status, json.loads(text)

    async def until(self, status: int, **parts: str) -> Mapping[str, str]:
        """Ask until health is so. TimeoutError where it never is."""
        async with asyncio.timeout(20):
            while True:
                with suppress(aiohttp.ClientConnectionError):
                    got, told = await self.health()
                    if got == status and parts.items() <= told.items():
                        return told
                await asyncio.sleep(0.05)

    async def scraped(self) -> str:
        async with self.session.get(f"http://127.0.0.1:{self.metrics_port}/metrics") as got:
            assert got.status == 200
            return await got.text()

    async def value(self, sample: str, **labels: str) -> float:
        return {
            (one.name, *sorted(one.labels.items())): one.value
            for family in text_string_to_metric_families(await self.scraped())
            for one in family.samples
        }.get((sample, *sorted(labels.items())), 0.0)


Start = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(validate=validate) as made:
        yield made


@pytest.fixture
def environment(discord: LocalDiscord) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        "BOUNCEBACK_DISCORD__ENABLED": "true",
        "BOUNCEBACK_DISCORD__API_BASE": discord.api_base,
        "BOUNCEBACK_DISCORD_TOKEN": discord.token,
        "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
        "BOUNCEBACK_NUDGES__SWEEP_SECONDS": "1",
        "BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{free_port()}",
        "BOUNCEBACK_METRICS__LISTEN": f"127.0.0.1:{free_port()}",
    }


@pytest.fixture
def start(folder: Path, environment: dict[str, str]) -> Start:
    @asynccontextmanager
    async def started(**changed: str) -> AsyncIterator[Bot]:
        given = {**environment, **changed}
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=given)
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
                yield Bot(process, _port(environment, "HTTP"), _port(environment, "METRICS"), session)
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(15):
                assert await process.wait() == 0
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    return started


def _port(given: Mapping[str, str], section: str) -> int:
    return int(given[f"BOUNCEBACK_{section}__LISTEN"].rpartition(":")[2])


async def refused(environment: Mapping[str, str]) -> str:
    """What a start says that comes to nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=dict(environment), stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(30):
            _, said = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 1
    return said.decode()


async def test_health_from_the_first_moment_to_a_lost_gateway(start: Start, discord: LocalDiscord) -> None:
    async with AsyncExitStack() as stack:
        async with discord.faults.held():
            bot = await stack.enter_async_context(start())
            told = await bot.until(503)
            assert told == {"status": "failing", "store": "ok", "discord": "connecting", "clock": "has not looked yet"}
        assert await bot.until(200) == {"status": "ok", "store": "ok", "discord": "ok", "clock": "ok"}
        async with discord.down():
            assert (await bot.until(503))["discord"] == "not connected"
        assert (await bot.until(200))["discord"] == "ok"


async def test_health_where_another_program_holds_the_store(start: Start) -> None:
    async with start() as bot:
        await bot.until(200)
        with closing(sqlite3.connect(STORE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = await bot.until(503)
            assert (told["discord"], told["store"] != "ok") == ("ok", True)
            assert await bot.value("bounceback_healthy", part="store") == 0
            other.execute("ROLLBACK")
        await bot.until(200)


async def test_metrics_of_turns_and_check_ins_and_nothing_of_anybodys(start: Start, discord: LocalDiscord) -> None:
    sam = discord.person(CANARY)
    place = discord.guild(f"{CANARY}s", owner=sam)
    async with start() as bot:
        await bot.until(200)
        assert await bot.value("bounceback_turn_seconds_count", kind="command") == 0
        page = await sam.command("bounceback settings", guild=place)
        page = await sam.select(page, ["Check-ins on or off"])
        page = await sam.click(page, "On")
        page = await sam.click(page, "Africa and Asia")
        page = await sam.select(page, ["Tokyo"])
        await sam.next_dm()
        await sam.write_dm(f"I want to be called {CANARY}, and I want to die")
        await discord.until(lambda: len(sam.dms) == 3)
        kinds = [await bot.value("bounceback_turn_seconds_count", kind=kind) for kind in ("command", "press", "typed")]
        assert kinds == [1, 4, 1]
        text = await bot.scraped()
        assert await bot.value("bounceback_nudges_total", platform="discord", outcome="sent", reason="") == 1
        assert await bot.value("bounceback_nudge_lateness_seconds_count") == 1
        assert await bot.value("bounceback_turns_failed_total", reason="fault") == 0
    strange = (CANARY, str(sam.id), str(place.id), *map(str, (one.id for one in sam.dms)), discord.token)
    assert [one for one in strange if one in text] == []
    # What is counted by has words of ours alone, and none that says what about.
    assert {name: said for name, said in labels(text).items() if name not in ("le", "version", "python")} == {
        "kind": {"command", "press", "typed"},
        "reason": {"", "not-saved", "unreadable", "fault"},
        "outcome": {"posted", "refused", "unknown", "sent"},
        "platform": {"discord"},
        "part": {"store", "discord", "clock"},
    }


def labels(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            for name, said in sample.labels.items():
                found.setdefault(name, set()).add(said)
    return found


@pytest.mark.parametrize("section", ["HTTP", "METRICS"])
async def test_a_port_that_is_taken_is_one_line(environment: dict[str, str], folder: Path, section: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refused({**environment, f"BOUNCEBACK_{section}__LISTEN": f"127.0.0.1:{port}"})
    assert said == (
        f"bounceback: Cannot listen on 127.0.0.1:{port} (address already in use). Give another HOST:PORT as "
        f'[{section.lower()}] listen, or "off", or end what has it.\n'
    )


async def test_one_port_for_both(environment: dict[str, str], folder: Path) -> None:
    where = environment["BOUNCEBACK_HTTP__LISTEN"]
    said = await refused({**environment, "BOUNCEBACK_METRICS__LISTEN": where})
    assert said.startswith("bounceback: [metrics] listen: is the same as [http] listen")
    assert said.count("\n") == 1


async def test_nobody_listens_where_it_is_off(start: Start, discord: LocalDiscord) -> None:
    async with start(BOUNCEBACK_METRICS__LISTEN="off") as bot:
        await bot.until(200)
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.scraped()
    async with start(BOUNCEBACK_HTTP__LISTEN="off") as bot:
        await discord.until(lambda: discord.gateway.connected == 1, within=20)
        assert await bot.value("bounceback_build_info", version=VERSION, python=platform.python_version()) == 1
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.health()


async def test_anything_else_is_not_there(start: Start) -> None:
    async with start() as bot:
        await bot.until(200)
        for port, path in ((bot.http, "/metrics"), (bot.metrics_port, "/healthz"), (bot.http, "/slack/events")):
            async with bot.session.get(f"http://127.0.0.1:{port}{path}") as got:
                assert (got.status in (404, 503), await got.read()) == (True, b"")
        async with bot.session.post(f"http://127.0.0.1:{bot.http}/healthz") as got:
            assert got.status == 405
