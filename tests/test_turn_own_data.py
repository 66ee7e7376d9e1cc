"""A member's own data: all of it in the export, none of it left after forgetting, and nothing said that was not saved."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.ports import Press
from bot.screen import Attached
from bot.store.forgetting import forget
from bot.store.own_data import NOT_OWNED
from bot.store.sqlite import _on
from tests.small import SMALL
from tests.world import OTHER, World, text

TYPED = ("Zyxcompany", "Zyxrole", "zyxfeeling", "zyxreason", "zyxinterview")


async def typed_everywhere(world: World) -> None:
    """A journey with text of its own in several places, and check-ins agreed to."""
    await world.command("rejected", company=TYPED[0], role=TYPED[1])
    for tap in ("start", "skip", "something-else"):
        await world.tap(tap)
    await world.type(TYPED[2])
    for tap in ("no", "values"):
        await world.tap(tap)
    await world.pick(*[one.value for one in world.screen.menu.options[:2]] if world.screen.menu else [])
    await world.type(TYPED[3])
    await world.tap("writing")
    await world.tap("tomorrow")
    await world.tap("on")
    await world.tap("enough")
    for tap in ("yes", "yes"):  # check-ins, and the zone
        await world.tap(tap)
    await world.command("interview")
    await world.type(TYPED[4])


@pytest.mark.both_stores
async def test_the_export_holds_every_typed_text(world: World) -> None:
    await typed_everywhere(world)
    await world.command("privacy")
    before = await world.dump()
    await world.tap("export")
    files = {
        one.name.rpartition(".")[2]: one.read().decode() for one in world.screen.blocks if isinstance(one, Attached)
    }
    assert set(files) == {"json", "md"}
    for typed in TYPED:
        assert typed in files["json"]
        assert typed in files["md"]
    exported = json.loads(files["json"])
    assert exported["member"][0]["name"] == "Sam"
    assert len(exported["nudge"]) == 3
    for table, rows in before.items():
        if table not in ("answer", *NOT_OWNED):
            assert len(exported[table]) == len(rows), table
    assert len(exported["answer"]) == len(before["answer"])


@pytest.mark.both_stores
async def test_the_export_of_one_holds_nothing_of_another(world: World) -> None:
    await typed_everywhere(world)
    world.who = OTHER
    await world.command("privacy")
    await world.tap("export")
    assert not [typed for typed in TYPED if typed in str(world.screen)]


@pytest.mark.both_stores
async def test_forgetting_leaves_no_row_and_nothing_is_sent(world: World) -> None:
    world.who = OTHER
    await world.command("rejected")
    before = await world.dump()
    world.who = type(OTHER)("test", "you", zone_hint="Europe/Berlin")
    await typed_everywhere(world)
    await world.command("privacy")
    await world.tap("forget")
    shown = await world.tap("yes")
    assert text(shown)
    assert await world.dump() == before
    # A button from before, still on some screen, makes nobody anew.
    assert "belongs to something that is finished" in text(await world.press(f"{shown.run}:what:export"))
    assert await world.dump() == before
    await world.later(timedelta(days=40))
    assert world.sender.dms == []
    if world.database is None:
        assert not [typed for typed in TYPED if typed.encode() in world.path.read_bytes()]


@pytest.mark.both_stores
async def test_an_answer_and_a_command_that_race_with_forgetting(world: World) -> None:
    for _ in range(15):
        await world.command("rejected")
        (member,) = await world.rows("SELECT id FROM member")
        old = world.screen.run
        event = Press(world.who, f"{old}:first:start")
        await asyncio.gather(
            world.turns.take(event),
            world.store.do(partial(forget, member["id"], world.clock.at, world.sealed)),
            world.command("home"),
        )
        assert await world.rows("SELECT 1 FROM run WHERE id = $1 OR member = $2", old, member["id"]) == []
        assert await world.rows("SELECT 1 FROM answer WHERE run = $1", old) == []


# A disk that is full


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[World]:
    """A small flow on a database that may not grow any more."""
    async with World(tmp_path, SMALL) as made:
        await made.command("home")
        await made.tap("red")
        await fill_up(made)
        yield made


async def fill_up(world: World) -> None:
    pages = await world.rows("PRAGMA page_count")
    await _on(world.store._writer, lambda db: db.execute(f"PRAGMA max_page_count = {pages[0]['page_count']}"))


async def test_what_cannot_be_saved_is_not_said_to_be_saved(full: World) -> None:
    shown = full.screen
    before = await full.dump()
    for _ in range(200):
        before, shown = await full.dump(), full.screen
        if (await full.type("x" * 280)).key == "~end":
            break
        before, shown = await full.dump(), full.screen
        if (await full.command("home")).key == "~end":
            break
        before, shown = await full.dump(), full.screen
        if (await full.tap("red")).key == "~end":
            break
    assert "could not save that" in text(full.screen)
    assert await full.dump() == before
    await _on(full.store._writer, lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    # With room again, the very screen that was there goes on.
    full.screen = shown
    assert (await full.press(f"{shown.run}:~resume:")) == shown
