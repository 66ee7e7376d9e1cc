"""What counts as seen, what is said of what was not, and what makes room: through the dispatcher, not as rules alone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.effects import Nudge, NudgeKind
from bot.ports import UndeliverableError
from bot.store import nudges
from bot.store.nudges import LEASE
from bot.store.planning import Maker, plan_nudge
from bot.store.unit import ms
from tests.scheduler.planning import DAY, HOUR, agreed, plan, state
from tests.world import World, text

pytestmark = pytest.mark.both_stores


async def test_what_was_answered_is_not_sent_when_whoever_hosts_it_tries_it_again(world: World) -> None:
    """It was given up, and had arrived: its member pressed it since. For that day it counts."""
    member = await agreed(world)
    nudge = await plan(world, member, after=1)
    await world.later(2 * DAY)
    (dm,) = world.sender.dms
    await world.write("UPDATE nudge SET state = 'failed', reason = 'OSError' WHERE id = $1", nudge)
    await world.tap("done", on=dm.screen)
    world.sender.dms.clear()
    world.sender.dedupes = False
    assert await world.store.do(lambda: nudges.retry(nudge, world.clock.at)) is None
    second = await plan(world, member)
    await world.write("UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", second, ms(world.clock.at))
    await world.dispatcher.run_due()
    assert world.sender.dms == []
    assert await state(world, nudge) == ("sent", None)
    assert await state(world, second) == ("waiting", "one-a-day")


async def test_a_notice_that_says_nothing_of_what_was_missed_leaves_it_to_be_said(world: World) -> None:
    member = await agreed(world)
    await world.write("UPDATE member SET paused_until = '2027-01-25'")
    for after in (1, 2):
        await plan(world, member, after=after)
    await plan(world, member, after=70)
    await world.later(64 * DAY)
    await plan(world, member, NudgeKind.WELCOME)
    await world.later(10 * DAY)
    notice, asks = (text(dm.screen) for dm in world.sender.dms)
    assert "Meanwhile" not in notice
    assert "other check-ins went past their day" in asks


async def test_the_weekly_look_gives_way_to_what_was_agreed_to(world: World) -> None:
    """What is on its way to be agreed to is two days off: it comes, and nothing before it."""
    await world.command("rejected")
    for tap in ("log", "skip", "skip"):
        await world.tap(tap)
    await world.command("settings")
    for tap in ("check-ins", "yes", "yes"):
        await world.tap(tap)
    await world.dispatcher.run_due()
    await world.later(DAY)
    (unasked,) = await world.rows("SELECT id, due_at FROM nudge WHERE kind = 'check-in'")
    member = await agreed(world)
    await world.write("UPDATE member SET cadence = 'weekly'")
    promised = await plan(world, member, after=1)
    await world.write(
        "UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", promised, unasked["due_at"] + 2 * ms_of(DAY)
    )
    await world.later(timedelta(milliseconds=unasked["due_at"] - ms(world.clock.at)) + HOUR)
    assert await state(world, unasked["id"]) == ("waiting", "gives-way")
    await world.later(2 * DAY)
    assert [dm.occurrence for dm in world.sender.dms[1:]] == [promised]


def ms_of(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


async def test_two_that_come_to_pause_the_same_member_say_so_once(world: World) -> None:
    """Each looked at the member before the other wrote."""
    member = await agreed(world)
    for later in (0, 1):
        now = world.clock.at + timedelta(seconds=later)
        await world.store.do(partial(nudges.hush, member, now, world.sealed))
    assert [kind for kind, *_ in await world.nudges()] == ["paused"]


async def test_what_is_planned_anew_while_it_is_on_its_way_keeps_its_lease(world: World) -> None:
    """Or it would be claimed a second time, while the first message may still arrive."""
    member = await agreed(world)
    nudge = await plan(world, member, after=1)
    world.clock.at += 2 * DAY
    (claimed,) = await world.store.do(lambda: nudges.claim("us", world.clock.at, 9))
    maker = Maker(member, "", member.id, world.clock.at, world.sealed)
    local = (world.clock.at - HOUR).replace(tzinfo=None)
    await world.store.do(lambda: plan_nudge(maker, nudge, Nudge(NudgeKind.REACH_OUT, after=0), local))
    assert await world.store.do(lambda: nudges.claim("another", world.clock.at, 9)) == []
    again = await world.store.do(lambda: nudges.claim("another", world.clock.at + LEASE, 9))
    assert [(one.id, one.doubted) for one in again] == [(claimed.id, world.clock.at)]


async def test_one_that_could_not_be_delivered_was_not_seen_and_counts_for_nothing(world: World) -> None:
    member = await agreed(world)
    first = await plan(world, member, after=1)
    world.sender.failures = [UndeliverableError("50007")]
    await world.later(2 * DAY)
    assert await state(world, first) == ("unreachable", "dm-closed")
    second = await plan(world, member)
    await world.write("UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", second, ms(world.clock.at))
    await world.dispatcher.run_due()
    assert await state(world, second) == ("sent", None)
