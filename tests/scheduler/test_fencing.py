"""Promise 6: whoever lost a nudge changes nothing of it, whatever they come back with, and to whomever they lost it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.store import nudges
from bot.store.nudges import LEASE, Arrived, Claimed
from bot.store.unit import Unit, ms
from tests.scheduler.planning import DAY, agreed, plan
from tests.world import OTHER, World

pytestmark = pytest.mark.both_stores

ENDS = ("sent", "cancelled", "expired", "failed", "unreachable")
Ends = Callable[[World, Claimed], Unit[Any]]


def settles(state: str) -> Ends:
    return lambda world, lost: nudges.settle(lost, state, None, world.clock.at, world.sealed)


WAYS: dict[str, Ends] = {
    **{f"settled as {state}": settles(state) for state in ENDS},
    "settled with others": lambda world, lost: nudges.settle_sent([Arrived(lost, world.clock.at)], world.sealed),
    "put back": lambda world, lost: nudges.put_back(lost, world.clock.at + DAY, "paused"),
    "put back in doubt": lambda world, lost: nudges.put_back(lost, None, "in-doubt", doubted=world.clock.at),
    "held on": lambda world, lost: nudges.hold(lost, world.clock.at),
}


async def claim(world: World, owner: str) -> Claimed:
    (claimed,) = await world.store.do(lambda: nudges.claim(owner, world.clock.at, 10))
    return claimed


async def lost_to_another(world: World) -> None:
    await claim(world, "another")


async def lost_to_itself(world: World) -> None:
    """As where the clock was set forward: the same process claims it anew, and may be sending it a second time."""
    await claim(world, "us")


async def lost_and_put_back(world: World) -> None:
    """It waits again, in nobody's hands, and has as many attempts as when it was lost."""
    theirs = await claim(world, "another")
    assert await world.store.do(lambda: nudges.put_back(theirs, world.clock.at + DAY, "quiet-hours"))


async def lost_and_retried(world: World) -> None:
    """Given up by another, tried anew by whoever looks after the bot, and in the hands of a third."""
    theirs = await claim(world, "another")
    assert await world.store.do(lambda: nudges.settle(theirs, "failed", "OSError", world.clock.at, world.sealed))
    assert await world.store.do(lambda: nudges.retry(theirs.id, world.clock.at)) is None
    assert (await claim(world, "a third")).attempt == 1


@pytest.mark.parametrize("loses", [lost_to_another, lost_to_itself, lost_and_put_back, lost_and_retried])
async def test_who_lost_it_changes_nothing(world: World, loses: Callable[[World], Any]) -> None:
    await plan(world, await agreed(world), after=1)
    world.clock.at += 2 * DAY
    lost = await claim(world, "us")
    world.clock.at += LEASE
    await loses(world)
    before = await everything(world)
    for way, ends in WAYS.items():
        assert not await world.store.do(lambda ends=ends: ends(world, lost)), way  # type: ignore[misc]
        assert await everything(world) == before, way


async def everything(world: World) -> object:
    return await world.rows("SELECT * FROM nudge"), await world.rows("SELECT id, current_run FROM member")


async def test_who_has_it_can(world: World) -> None:
    """What keeps the others out does not keep its owner out: or nothing above would mean anything."""
    member = await agreed(world)
    for way, ends in WAYS.items():
        nudge = await plan(world, member, after=1)
        world.clock.at += 2 * DAY
        ours = await claim(world, "us")
        before = await everything(world)
        world.clock.at += timedelta(seconds=1)
        await world.store.do(lambda ends=ends, ours=ours: ends(world, ours))  # type: ignore[misc]
        assert await everything(world) != before, way
        await world.write("DELETE FROM nudge WHERE id = $1", nudge)


async def test_who_holds_on_has_it_for_another_lease(world: World) -> None:
    await plan(world, await agreed(world), after=1)
    world.clock.at += 2 * DAY
    ours = await claim(world, "us")
    world.clock.at += LEASE - timedelta(seconds=1)
    assert await world.store.do(lambda: nudges.hold(ours, world.clock.at)) is not None
    world.clock.at += LEASE - timedelta(seconds=1)
    assert await world.store.do(lambda: nudges.claim("another", world.clock.at, 10)) == []


async def test_what_was_cancelled_while_it_was_sent_was_sent_and_counts(world: World) -> None:
    """They saw it: by the caps it is one of theirs, whichever way that came to be known."""
    for who, way in ((world.who, "settled as sent"), (OTHER, "settled with others")):
        nudge = await plan(world, await agreed(world, who), after=1)
        world.clock.at += 2 * DAY
        ours = await claim(world, "us")
        await world.write("UPDATE nudge SET state = 'cancelled', reason = 'no-consent' WHERE id = $1", nudge)
        await world.store.do(lambda way=way, ours=ours: WAYS[way](world, ours))  # type: ignore[misc]
        (row,) = await world.rows("SELECT state, sent_at FROM nudge WHERE id = $1", nudge)
        assert (row["state"], row["sent_at"]) == ("sent", ms(world.clock.at))


async def test_nothing_else_revives_what_was_cancelled(world: World) -> None:
    nudge = await plan(world, await agreed(world), after=1)
    world.clock.at += 2 * DAY
    ours = await claim(world, "us")
    await world.write("UPDATE nudge SET state = 'cancelled', reason = 'no-consent' WHERE id = $1", nudge)
    before = await everything(world)
    for way in set(WAYS) - {"settled as sent", "settled with others"}:
        assert not await world.store.do(lambda way=way: WAYS[way](world, ours)), way  # type: ignore[misc]
        assert await everything(world) == before, way


async def test_who_waited_longest_is_claimed_first(world: World) -> None:
    """However many are due: nobody is passed over again and again."""
    members = [await agreed(world, who) for who in (world.who, OTHER)]
    for member, days in zip(members, (3, 1), strict=True):
        await plan(world, member, after=days)
    world.clock.at += 4 * DAY
    for member in reversed(members):
        (first,) = await world.store.do(lambda: nudges.claim("us", world.clock.at, 1))
        assert first.member == member.id
