"""What waits: claimed whole for each member, and found without what they were sent before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.effects import NextNudge
from bot.store import lookups, nudges
from bot.store.lookups import Asker
from bot.store.members import make_member, one_member
from bot.store.nudges import LOOKED_AT
from bot.store.unit import Unit, ms
from tests.world import START, YOU, World

pytestmark = pytest.mark.both_stores

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def waits(this: str, member: str, after: timedelta, late: timedelta = DAY) -> Unit[None]:
    """A nudge that is due so long after the start, and makes sense for as long as `late` from then."""
    due = ms(START + after)
    yield (
        "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"
        " VALUES ($1, $2, 'item', 1, '', 'UTC', '', $3, $4, $3, 0)",
        (this, member, due, due + ms(START + late) - ms(START)),
    )


def members(count: int) -> Unit[None]:
    for number in range(count):
        yield (
            "INSERT INTO member (id, platform, address_hash, language, zone, seen_at, created_at)"
            " VALUES ($1, 'test', $1, 'en', 'UTC', 0, 0)",
            (f"m{number}",),
        )


def two_each(count: int) -> Unit[None]:
    """Each has one that is due, a later one that is due as well, and one for tomorrow."""
    yield from members(count)
    for number in range(count):
        yield from waits(f"first {number}", f"m{number}", SECOND * number)
        yield from waits(f"last {number}", f"m{number}", SECOND * (count + number))
        yield from waits(f"tomorrow {number}", f"m{number}", DAY)


async def claimed(world: World, count: int) -> set[str]:
    found = await world.store.do(lambda: nudges.claim("us", START + SECOND * 3600, count))
    assert len({nudge.id for nudge in found}) == len(found)
    return {nudge.id for nudge in found}


async def test_who_waited_longest_is_claimed_with_all_that_is_due(world: World) -> None:
    await world.store.do(lambda: two_each(6))
    assert await claimed(world, 4) == {f"{which} {number}" for which in ("first", "last") for number in range(4)}
    assert await claimed(world, 4) == {f"{which} {number}" for which in ("first", "last") for number in (4, 5)}
    assert await claimed(world, 4) == set()


async def test_it_is_so_in_a_crowd_too(world: World) -> None:
    def crowd() -> Unit[None]:
        yield from members(LOOKED_AT + 10)
        for number in range(LOOKED_AT + 10):
            yield from waits(f"first {number}", f"m{number}", timedelta(milliseconds=number))
        yield from waits("last", "m1", SECOND * 100)

    await world.store.do(crowd)
    assert await claimed(world, 3) == {"first 0", "first 1", "first 2", "last"}


async def test_one_of_another_version_is_left_for_it_and_keeps_nobody_waiting(world: World) -> None:
    await world.store.do(lambda: two_each(2))
    await world.write("UPDATE nudge SET format = 99 WHERE id IN ('first 0', 'last 1')")
    assert await claimed(world, 2) == {"last 0", "first 1"}
    parked = await world.rows("SELECT id, owner FROM nudge WHERE state = 'parked' ORDER BY id")
    assert [(row["id"], row["owner"]) for row in parked] == [("first 0", None), ("last 1", None)]


async def test_what_comes_next_is_the_first_that_still_makes_sense(world: World) -> None:
    def unit() -> Unit[list[str]]:
        yield from make_member("you", YOU, "en", START, world.sealed)
        yield from waits("over", "you", -DAY * 2)
        yield from waits("later", "you", DAY * 3)
        yield from waits("next", "you", DAY)
        me = yield from one_member("you", world.sealed)
        assert me is not None
        _, found = yield from lookups.find_and_fetch(Asker(me, "", "", START, world.sealed), NextNudge())
        return [one.id for one in found]

    assert await world.store.do(unit) == ["next"]
