"""What is kept for those who run a community: once, per community, and over restarts."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.hosting import Hosting
from bot.store.communities import set_place
from tests.world import World


@pytest.fixture
def hosting(world: World) -> Hosting:
    return Hosting(world.store, world.clock, "test")


async def test_whoever_runs_a_community_is_greeted_once(world: World, hosting: Hosting) -> None:
    assert await hosting.greet("guild")
    assert not await hosting.greet("guild")
    assert await hosting.greet("other guild")
    # On another platform, a community of the same name is another.
    assert await Hosting(world.store, world.clock, "elsewhere").greet("guild")
    await world.reopen()
    assert not await Hosting(world.store, world.clock, "test").greet("guild")


async def test_of_two_at_once_one_is_greeted(hosting: Hosting) -> None:
    assert sorted(await asyncio.gather(*(hosting.greet("guild") for _ in range(5)))) == [False] * 4 + [True]


async def test_a_greeting_that_did_not_arrive_is_for_the_next(hosting: Hosting) -> None:
    await hosting.greet("guild")
    await hosting.ungreeted("guild")
    await hosting.ungreeted("a guild that nobody knows")
    assert await hosting.greet("guild")
    assert not await hosting.greet("guild")


async def test_where_lines_are_shared_is_known_by_platform(world: World, hosting: Hosting) -> None:
    assert await hosting.places() == []
    for community, address in (("guild", "1"), ("guild", "2"), ("other guild", "3")):
        await world.store.do(partial(set_place, "test", community, address, "#one"))
    assert await hosting.places() == [("guild", "1"), ("guild", "2"), ("other guild", "3")]
    await world.store.do(lambda: set_place("test", "guild", "1", "#renamed"))
    await world.write("UPDATE place SET open = 0 WHERE address = '2'")
    assert await hosting.places() == [("guild", "1"), ("other guild", "3")]
    assert [row["name"] for row in await world.rows("SELECT name FROM place WHERE address = '1'")] == ["#renamed"]
    assert await Hosting(world.store, world.clock, "elsewhere").places() == []


async def test_what_a_platform_was_told_is_known_the_next_time(world: World, hosting: Hosting) -> None:
    assert await hosting.told("commands:1") is None
    await hosting.tell("commands:1", "first")
    await hosting.tell("commands:1", "second")
    await hosting.tell("commands:2", "third")
    await world.reopen()
    hosting = Hosting(world.store, world.clock, "test")
    assert (await hosting.told("commands:1"), await hosting.told("commands:2")) == ("second", "third")
    assert await Hosting(world.store, world.clock, "elsewhere").told("commands:1") is None
