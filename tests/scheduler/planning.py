"""Shared by the scheduler's tests: members who agreed to check-ins, and nudges that wait for them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from bot.effects import Nudge, NudgeKind
from bot.ids import derive
from bot.nudges import intended
from bot.ports import Who
from bot.rows import Member
from bot.store.members import find_member, member_of
from bot.store.planning import Maker, plan_nudge
from bot.store.unit import Unit
from tests.world import YOU, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_numbers = count()


async def agreed(world: World, who: Who = YOU) -> Member:
    """A member who agreed to check-ins, unasked ones left out."""
    world.who = who
    await world.command("help")
    await world.write("UPDATE member SET consent = 'yes', cadence = 'agreed'")
    row = await world.store.read(lambda: find_member(who, world.sealed))
    assert row is not None
    return member_of(row, world.sealed)


async def plan(
    world: World,
    member: Member,
    kind: NudgeKind = NudgeKind.REACH_OUT,
    *,
    after: int = 0,
    day: date | None = None,
    subject: str | None = None,
    asked: bool = True,
) -> str:
    """A nudge that waits, planned by the rules. Gives its id."""
    nudge = Nudge(kind, None if day else after, day, subject, asked)
    row = derive(member.id, str(next(_numbers)))
    maker = Maker(member, "", member.id, world.clock.now(), world.sealed)

    def unit() -> Unit[None]:
        yield from plan_nudge(maker, row, nudge, intended(nudge, member, world.clock.now()))

    await world.store.do(unit)
    return row


async def state(world: World, nudge: str) -> tuple[str, str | None]:
    (row,) = await world.rows("SELECT state, reason FROM nudge WHERE id = $1", nudge)
    return row["state"], row["reason"]
