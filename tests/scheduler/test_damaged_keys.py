"""A key of one member that does not open any more: their nudge ends with a reason, and everybody else's arrives."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import asyncpg
import pytest

from bot.effects import NudgeKind
from bot.ports import Who
from bot.rows import Member
from bot.screen import Screen
from bot.store.errors import MemberKeyError
from bot.store.keys import places
from bot.store.nudges import Claimed
from bot.store.unit import Unit
from tests.scheduler.planning import DAY, agreed, plan, state
from tests.world import World

pytestmark = pytest.mark.both_stores

DAMAGED = b"\0" * 60
UPDATE = "UPDATE wrapped SET key = {} WHERE owner = {}"


async def damage(world: World, member: Member) -> None:
    """Overwrite a member's key, and start anew: nothing of it is left in memory."""
    if world.database is not None:
        connection = await asyncpg.connect(world.database.keys)
        try:
            await connection.execute(UPDATE.format("$1", "$2"), DAMAGED, member.id)
        finally:
            await connection.close()
    else:
        with closing(sqlite3.connect(places(world.path).store)) as db, db:
            assert db.execute(UPDATE.format("?", "?"), (DAMAGED, member.id)).rowcount == 1
    await world.reopen()


@pytest.mark.parametrize("kind", [NudgeKind.REACH_OUT, NudgeKind.WRITING])
async def test_a_damaged_key_ends_one_nudge_and_keeps_nobody_else_from_theirs(world: World, kind: NudgeKind) -> None:
    members = [await agreed(world, Who("test", f"m{number}", zone_hint="Europe/Berlin")) for number in range(4)]
    await damage(world, members[1])
    bad, *good = [await plan(world, member, kind, after=1) for member in (members[1], members[0], *members[2:])]
    await world.later(2 * DAY)
    assert [await state(world, nudge) for nudge in good] == [("sent", None)] * 3
    assert sorted(dm.address for dm in world.sender.dms) == ["m0", "m2", "m3"]
    assert await state(world, bad) == ("failed", "unreadable")


async def test_a_key_that_does_not_open_while_a_screen_is_sealed_is_no_fault_of_the_store(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the address opens and what is written next does not, the one nudge is tried again, and given up in the end."""
    members = [await agreed(world, Who("test", f"m{number}", zone_hint="Europe/Berlin")) for number in range(3)]
    opening = world.turns.opening

    def unit(member: Member, nudge: Claimed, passed: int = 0) -> Unit[Screen | None]:
        if member.id == members[1].id:
            raise MemberKeyError("one of its keys does not open")
        return (yield from opening(member, nudge, passed))

    monkeypatch.setattr(world.turns, "opening", unit)
    world.dispatcher = world.another_dispatcher()
    good, bad, also = [await plan(world, member, after=1) for member in members]
    await world.later(2 * DAY)
    assert [await state(world, nudge) for nudge in (good, also)] == [("sent", None)] * 2
    assert await state(world, bad) == ("failed", "MemberKeyError")
