"""What is kept for those who run a community: once, per community, and over restarts."""

from __future__ import annotations

import asyncio

import pytest

from bot.hosting import Hosting
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


async def test_lines_are_shared_in_one_channel_of_a_community(world: World, hosting: Hosting) -> None:
    assert await hosting.places() == []
    await hosting.share_in("guild", "1", "#one")
    await hosting.share_in("other guild", "2", "#two")
    assert await hosting.places() == [("guild", "1"), ("other guild", "2")]
    await hosting.share_in("guild", "3", "#three")
    assert await hosting.places() == [("guild", "3"), ("other guild", "2")]
    await hosting.share_nowhere("guild")
    assert await hosting.places() == [("other guild", "2")]
    # Back to the one from before, by its name of now.
    await hosting.share_in("guild", "1", "#renamed")
    assert await hosting.places() == [("guild", "1"), ("other guild", "2")]
    assert [row["name"] for row in await world.rows("SELECT name FROM place WHERE open = 1 ORDER BY community")] == [
        "#renamed",
        "#two",
    ]
    assert await Hosting(world.store, world.clock, "elsewhere").places() == []


async def test_what_was_shared_in_a_channel_that_was_closed_can_be_taken_back(world: World, hosting: Hosting) -> None:
    await hosting.share_in("guild", "1", "#one")
    await hosting.share_nowhere("guild")
    assert [row["address"] for row in await world.rows("SELECT address FROM place")] == ["1"]


async def test_what_a_platform_was_told_is_known_the_next_time(world: World, hosting: Hosting) -> None:
    assert await hosting.told("commands:1") is None
    await hosting.tell("commands:1", "first")
    await hosting.tell("commands:1", "second")
    await hosting.tell("commands:2", "third")
    await world.reopen()
    hosting = Hosting(world.store, world.clock, "test")
    assert (await hosting.told("commands:1"), await hosting.told("commands:2")) == ("second", "third")
    assert await Hosting(world.store, world.clock, "elsewhere").told("commands:1") is None
