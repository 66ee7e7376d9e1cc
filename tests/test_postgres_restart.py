"""PostgreSQL stopped hard and started again while a bot runs on it: nothing that was confirmed is lost, nothing is seen twice."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from math import inf
from pathlib import Path

import asyncpg
import pytest

from bot.ports import Command, DirectOnly, Who
from bot.screen import Screen
from bot.store.errors import StoreError
from bot.store.place import Postgres
from tests.postgres import apart
from tests.postgres_server import OwnServer, own_server
from tests.scheduler.planning import DAY, HOUR, agreed, plan
from tests.world import World

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server is started as another user")

MEMBERS = 24
# Seconds for which the server is away: within what a unit of work waits for it, and longer than that.
SHORT, LONG = 0.2, 6.5


class Platform(DirectOnly):
    """Answers for some messages at once, and for the others only when the server is away."""

    per_second = inf

    def __init__(self, some: int) -> None:
        self.arrived: Counter[str] = Counter()
        self.runs: set[str] = set()
        self.full = asyncio.Event()
        self.away = asyncio.Event()
        self.looks = 0
        self._some = some

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self.arrived[occurrence] += 1
        self.runs.add(screen.run)
        if self.arrived.total() == MEMBERS:
            self.full.set()
        if self.arrived.total() > self._some:
            await self.away.wait()

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        self.looks += 1
        return run in self.runs


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as one:
        yield one


@pytest.fixture
def place(server: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Postgres:
    async def make() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        try:
            for name in ("bot", "keys"):
                await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()

    apart(make())
    found = Postgres(server.url("bot"), server.url("keys"), tmp_path / "master-key")
    monkeypatch.setattr(World, "database", found)
    return found


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("away", [SHORT, LONG])
async def test_in_the_middle_of_sending(server: OwnServer, tmp_path: Path, away: float) -> None:
    async with World(tmp_path) as world:
        planned = set()
        for number in range(MEMBERS):
            member = await agreed(world, Who("test", f"m{number}", zone_hint="Europe/Berlin"))
            planned.add(await plan(world, member, after=1))
        platform = Platform(some=MEMBERS // 3)
        world.sender = platform  # type: ignore[assignment]
        world.dispatcher = world.another_dispatcher()
        world.clock.at = (world.clock.at + 2 * DAY).replace(hour=11)
        sending = asyncio.create_task(world.dispatcher.run_due())
        await platform.full.wait()
        await asyncio.to_thread(server.stop)
        platform.away.set()
        await asyncio.sleep(away)
        await asyncio.to_thread(server.start)
        with suppress(StoreError):  # the clock logs it, and looks again
            await sending
        # Whatever was in hand is visible again once its lease ends, and is looked for before it is sent.
        await world.later(HOUR)
        assert {one["id"] for one in await world.rows("SELECT id FROM nudge WHERE state = 'sent'")} == planned
        assert platform.arrived == Counter(dict.fromkeys(planned, 1))
        # What was waited for in vain was in doubt, and looked for: how much, depends on how soon the store gave up.
        assert platform.looks > 0 or away == SHORT


@pytest.mark.usefixtures("place")
async def test_what_was_confirmed_is_there(server: OwnServer, tmp_path: Path) -> None:
    """People go on pressing while it is away: whoever saw their next screen finds it again, and the bot needs no restart."""
    async with World(tmp_path) as world:
        confirmed: list[str] = []
        some, more, back, started = (asyncio.Event() for _ in range(4))

        async def person(number: int) -> None:
            turn = 0
            # A few more once it is there again.
            while not back.is_set() or turn % 5:
                turn += 1
                screen = await world.turns.take(
                    Command(Who("test", f"p{number}-{turn}"), "rejected", {"company": "Acme"})
                )
                if screen.run:
                    confirmed.append(screen.run)
                    (more if started.is_set() else some).set()
                await asyncio.sleep(0.01)

        pressing = [asyncio.create_task(person(number)) for number in range(4)]
        await some.wait()
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(SHORT)
        await asyncio.to_thread(server.start)
        started.set()
        await more.wait()
        back.set()
        await asyncio.gather(*pressing)
        there = {one["id"] for one in await world.rows("SELECT id FROM run")}
        assert [run for run in confirmed if run not in there] == []
        assert len(set(confirmed)) == len(confirmed)
