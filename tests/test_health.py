"""What `/healthz` says of its parts, and that nobody can make it work more than once at a time."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp.test_utils import make_mocked_request

from bot import health
from bot.health import WELL, Health
from bot.store.errors import StoreFullError
from bot.store.sqlite import SqliteStore
from tests.world import World

ASKED = make_mocked_request("GET", "/healthz")


async def well() -> str:
    return WELL


async def test_all_is_well() -> None:
    answer = await Health({"store": well, "clock": well}).answer(ASKED)
    assert answer.status == 200
    assert answer.text == '{"status": "ok", "store": "ok", "clock": "ok"}\n'


async def test_one_part_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    async def not_connected() -> str:
        return "not connected"

    async def at_fault() -> str:
        raise ValueError("what somebody wrote")

    answer = await Health({"store": well, "discord": not_connected, "clock": at_fault}).answer(ASKED)
    assert answer.status == 503
    assert json.loads(answer.text or "") == {
        "status": "failing",
        "store": "ok",
        "discord": "not connected",
        "clock": "cannot be looked at",
    }
    assert "what somebody wrote" not in capsys.readouterr().err


async def test_a_part_that_hangs_is_waited_for_a_while_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    looks = 0

    async def hangs() -> str:
        nonlocal looks
        looks += 1
        await asyncio.Event().wait()
        return WELL

    asked = Health({"store": hangs, "clock": well})
    answers = await asyncio.gather(*(asked.parts() for _ in range(20)))
    assert answers == [{"store": "no answer within 0.05 seconds", "clock": "ok"}] * 20
    assert looks == 1
    await asked.parts()
    assert looks == 2


async def test_whoever_asks_and_goes_away_takes_nothing_from_the_others() -> None:
    go_on = asyncio.Event()

    async def slow() -> str:
        await go_on.wait()
        return WELL

    asked = Health({"store": slow})
    first, second = asyncio.create_task(asked.parts()), asyncio.create_task(asked.parts())
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert await second == {"store": "ok"}


async def test_the_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look = health.store(world.store)
    assert await look() == WELL

    async def full(*_: object) -> None:
        raise StoreFullError("no space left")

    monkeypatch.setattr(SqliteStore, "do", full)
    assert await look() == "cannot be used"
