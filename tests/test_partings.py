"""Whoever goes is let out of their pod's place on the platform: after leaving, and after being forgotten, whatever is killed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import UndeliverableError, Who
from bot.store.forgetting import forget
from bot.store.members import find_member
from tests.scheduler.circles import HOUR, MONDAY, Weeks
from tests.typist import raw
from tests.world import World

pytestmark = pytest.mark.both_stores

NAMES = ("Kim", "Sam", "Lee", "Ada")
KIM = Who("test", "kim", community="guild", name="Kim")


@pytest.fixture
async def weeks(world: World) -> Weeks:
    """A circle with one pod, and everybody in its place."""
    made = Weeks(world)
    await made.circle(pods=1)
    for name in NAMES:
        await made.member(name)
    await made.until(MONDAY)
    assert inside(made) == {name.lower() for name in NAMES}
    world.who = KIM
    return made


def inside(weeks: Weeks) -> set[str]:
    """Who is in the pod's place, as the platform has it."""
    (who,) = weeks.world.sender.pods.values()
    return who


async def kim(world: World) -> str:
    row = await world.store.read(lambda: find_member(KIM, world.sealed))
    assert row is not None
    return str(row["id"])


async def noted(world: World) -> list[dict[str, Any]]:
    return await world.rows("SELECT * FROM parting")


async def leaves(world: World, how: str) -> None:
    if how == "circle":
        await world.command("circle")
        for tap in ("settings", "leave", "yes"):
            await world.tap(tap)
    elif how == "community":
        await world.leaving.left_community(KIM, "guild")
    elif how == "account":
        await world.leaving.account_deleted(KIM)
    elif how == "away for long":
        await world.write("UPDATE member SET leave_at = 1 WHERE id = $1", await kim(world))
        await world.retention().hourly()
    else:
        await world.command("privacy")
        for tap in ("forget", "yes"):
            await world.tap(tap)


WAYS = ("circle", "community", "forgotten", "account", "away for long")


@pytest.mark.parametrize("how", WAYS)
async def test_they_are_out_at_once_and_nothing_is_kept_of_it(weeks: Weeks, how: str) -> None:
    # Whatever the circle does: what is said in a pod is not for whoever left it.
    await weeks.world.write("UPDATE circle SET state = 'paused'")
    await leaves(weeks.world, how)
    assert inside(weeks) == {"sam", "lee", "ada"}
    assert await noted(weeks.world) == []
    assert len(await weeks.world.rows("SELECT * FROM seated")) == 3


@pytest.mark.parametrize("how", WAYS)
async def test_a_platform_that_is_out_is_asked_again(weeks: Weeks, how: str) -> None:
    world = weeks.world
    world.sender.seats = OSError("the platform is out")
    await leaves(world, how)
    assert "kim" in inside(weeks)
    (row,) = await noted(world)
    assert "kim" not in str(row)
    world.sender.seats = None
    await world.reopen()
    await world.retention().often()
    assert "kim" not in inside(weeks)
    assert await noted(world) == []


async def test_killed_right_after_the_forgetting_it_is_done_at_the_next_start(weeks: Weeks) -> None:
    world = weeks.world
    member = await kim(world)
    await world.store.do(lambda: forget(member, world.clock.at, world.sealed))
    assert "kim" in inside(weeks)
    await world.reopen()
    await world.retention().often()
    assert "kim" not in inside(weeks)
    assert member not in await world.keyed()
    assert await noted(world) == []
    if world.database is None:
        assert b"kim" not in raw(world)


async def test_it_is_given_up_after_a_month_or_where_the_place_is_gone(weeks: Weeks) -> None:
    world = weeks.world
    world.sender.seats = OSError("the platform is out")
    await leaves(world, "forgotten")
    world.clock.at += timedelta(days=31)
    await world.retention().often()
    assert await noted(world) == []
    world.who = Who("test", "sam", community="guild", name="Sam")
    world.sender.seats = UndeliverableError("gone")
    await leaves(world, "forgotten")
    assert await noted(world) == []


async def comes_back(weeks: Weeks) -> None:
    """They join again, and are given the same pod."""
    await weeks.world.command("circle")
    await weeks.world.tap("join")
    (pod,) = await weeks.world.rows("SELECT id FROM pod")
    await weeks.world.write("UPDATE circle_member SET pod = $1 WHERE member = $2", pod["id"], await kim(weeks.world))


@pytest.mark.parametrize("how", ["circle", "community", "forgotten"])
async def test_back_before_they_were_let_out_they_stay(weeks: Weeks, how: str) -> None:
    world = weeks.world
    world.sender.seats = OSError("the platform is out")
    await leaves(world, how)
    await comes_back(weeks)
    world.sender.seats = None
    await world.retention().often()
    await weeks.until(MONDAY + HOUR)
    assert inside(weeks) == {name.lower() for name in NAMES}
    assert await noted(world) == []
    assert len(await world.rows("SELECT * FROM seated")) == 4


async def test_back_afterwards_they_are_let_in_again(weeks: Weeks) -> None:
    await leaves(weeks.world, "circle")
    assert "kim" not in inside(weeks)
    await comes_back(weeks)
    await weeks.until(MONDAY + HOUR)
    assert inside(weeks) == {name.lower() for name in NAMES}


async def test_forgotten_while_they_are_let_in_they_are_let_out_again(weeks: Weeks) -> None:
    world = weeks.world
    (pod,) = await world.rows("SELECT id FROM pod")
    flo = await weeks.member("Flo", pod=pod["id"])
    lets_in = world.sender.admit

    async def admit(place: str, addresses: tuple[str, ...]) -> None:
        await lets_in(place, addresses)
        await world.store.do(lambda: forget(flo, world.clock.at, world.sealed))

    world.sender.admit = admit  # type: ignore[method-assign,assignment]
    await weeks.rounds.run_due()
    assert "flo" in inside(weeks)
    await world.retention().often()
    assert "flo" not in inside(weeks)
    assert await noted(world) == []


async def test_where_the_bot_was_removed_nothing_is_tried(weeks: Weeks) -> None:
    await weeks.world.leaving.uninstalled("test", "guild")
    assert await noted(weeks.world) == []
