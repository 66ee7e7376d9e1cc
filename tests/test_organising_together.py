"""Several who run a community at once: what one takes back is theirs, and never what another changed in the meantime."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Ground, Who
from bot.screen import Screen
from tests.world import OTHER, YOU, World

HERE = Ground("channel-1", "#general", organises=True)
ANA, KIM = replace(YOU, ground=HERE), replace(OTHER, ground=HERE)

pytestmark = pytest.mark.both_stores


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[World]:
    """A world with a circle, and two who run the community."""
    async with World(tmp_path, who=ANA) as world:
        await does(world, KIM, "circle", "d0", "h9", "yes", "start")
        yield world


async def does(world: World, who: Who, *taps: str) -> Screen:
    """Somebody opens the menu and presses what leads to a change. Gives the screen after it."""
    world.who = who
    await world.command("admin")
    for tap in taps:
        await world.tap(tap)
    return world.screen


async def takes_back(world: World, who: Who, screen: Screen) -> None:
    world.who, world.screen = who, screen
    await world.back()


async def one(world: World, table: str) -> dict[str, object]:
    rows = await world.rows(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
    assert len(rows) == 1
    return rows[0]


async def test_a_week_that_began_meanwhile_goes_on(both: World) -> None:
    after = await does(both, ANA, "circle", "pods")
    await both.write("UPDATE circle SET step = 'look', next_at = 7")
    await takes_back(both, ANA, after)
    made = await one(both, "circle")
    assert (made["pods"], made["step"], made["next_at"]) == (1, "look", 7)


async def test_a_circle_that_another_closed_stays_closed(both: World) -> None:
    after = await does(both, ANA, "circle", "pause")
    await does(both, KIM, "circle", "close", "yes")
    await takes_back(both, ANA, after)
    assert ((await one(both, "circle"))["state"], (await one(both, "circle"))["next_at"]) == ("closed", None)
    assert "taken-back" not in [row["what"] for row in await both.rows("SELECT what FROM audit")]


async def test_it_can_be_taken_back_though_whoever_set_it_up_is_gone(both: World) -> None:
    after = await does(both, ANA, "circle", "day", "d3")
    both.who = KIM
    await both.command("privacy")
    await both.tap("forget")
    await both.tap("yes")
    await takes_back(both, ANA, after)
    assert (await one(both, "circle"))["weekday"] == 0


async def test_lines_that_another_switched_off_stay_off(both: World) -> None:
    await does(both, KIM, "channel", "lines")
    after = await does(both, ANA, "channel", "mentors")
    await does(both, KIM, "channel", "lines")
    await takes_back(both, ANA, after)
    made = await one(both, "place")
    assert (made["open"], made["mentors"]) == (0, None)


async def test_a_pause_of_somebody_else_is_not_ended(both: World) -> None:
    after = await does(both, ANA, "pause", "day", "2026-11-28")
    await does(both, KIM, "pause", "day", "2026-12-09")
    kims = (await one(both, "community"))["paused_until"]
    await takes_back(both, ANA, after)
    assert (await one(both, "community"))["paused_until"] == kims
    # Their own is.
    after = await does(both, ANA, "pause", "off", "yes")
    await takes_back(both, ANA, after)
    assert ((await one(both, "community"))["off"], (await one(both, "community"))["paused_until"]) == (0, kims)


async def offers(world: World) -> Who:
    """Somebody who runs nothing offers to be around."""
    world.who = replace(YOU, address="lee", name="Lee", ground=HERE._replace(organises=False))
    await world.command("help")
    await world.tap("helping")
    await world.tap("adult")
    return world.who


async def test_a_vouch_that_another_took_back_is_not_given_again(both: World) -> None:
    await offers(both)
    await does(both, ANA, "helpers", "Lee", "vouch")
    after = await does(both, ANA, "helpers", "Lee", "skip")
    await does(both, KIM, "helpers", "Lee", "unvouch")
    await takes_back(both, ANA, after)
    row = await one(both, "helper")
    assert (row["vouched_at"], row["skipped"]) == (None, 0)


async def test_a_helper_who_left_is_not_put_on_the_list_again(both: World) -> None:
    lee = await offers(both)
    after = await does(both, ANA, "helpers", "Lee", "remove")
    await both.leaving.left_community(lee, "guild")
    await takes_back(both, ANA, after)
    assert await both.rows("SELECT * FROM helper") == []
