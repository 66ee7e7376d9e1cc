"""Promise 5: a time is kept as it was meant, and sent once, whatever the clocks do; and whatever is done to ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Who
from bot.rows import Member
from bot.store.unit import ms
from tests.scheduler.planning import DAY, HOUR, agreed, plan, state
from tests.world import World

# In four zones a day on which an hour is left out or comes twice, and that hour: half of it in Lord Howe.
EDGES = [
    pytest.param("Europe/Berlin", date(2027, 3, 28), 2, id="Berlin leaves out an hour"),
    pytest.param("Europe/Berlin", date(2026, 10, 25), 2, id="Berlin repeats an hour"),
    pytest.param("America/New_York", date(2027, 3, 14), 2, id="New York leaves out an hour"),
    pytest.param("America/New_York", date(2026, 11, 1), 1, id="New York repeats an hour"),
    pytest.param("Australia/Lord_Howe", date(2026, 10, 4), 2, id="Lord Howe leaves out half an hour"),
    pytest.param("Australia/Lord_Howe", date(2027, 4, 4), 1, id="Lord Howe repeats half an hour"),
    pytest.param("Africa/Casablanca", date(2027, 3, 14), 2, id="Casablanca leaves out an hour"),
    pytest.param("Africa/Casablanca", date(2027, 2, 7), 2, id="Casablanca repeats an hour"),
]


async def awake(world: World, zone: str, day: date, hour: int) -> Member:
    """Somebody without quiet hours, whose hour is that of the change, three days before it."""
    world.clock.at = datetime.combine(day - 3 * DAY, time(12), ZoneInfo(zone)).astimezone(UTC)
    member = await agreed(world, Who("test", "you", zone_hint=zone))
    await world.write("UPDATE member SET hour = $1, quiet_from = '00:00', quiet_until = '00:00'", hour)
    return replace(member, hour=hour, quiet_from=time(0), quiet_until=time(0))


async def goes_by(world: World, until: datetime) -> None:
    """Whoever got something does something within hours: else there would be less of it."""
    while world.clock.at < until:
        await world.later(min(6 * HOUR, until - world.clock.at))
        await world.write("UPDATE member SET seen_at = $1", ms(world.clock.at))


def local(world: World, zone: str) -> list[datetime]:
    return [dm.at.astimezone(ZoneInfo(zone)) for dm in world.sender.dms]


@pytest.mark.parametrize(("zone", "day", "hour"), EDGES)
async def test_around_a_change_of_clocks_one_comes_each_day_at_its_hour(
    world: World, zone: str, day: date, hour: int
) -> None:
    days = [day - DAY, day, day + DAY]
    member = await awake(world, zone, day, hour)
    world.sender.dedupes = False
    planned = [await plan(world, member, day=one) for one in days]
    await goes_by(world, world.clock.at + 6 * DAY)
    arrived = local(world, zone)
    assert [at.date() for at in arrived] == days
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}
    for at in arrived:
        there = datetime.combine(at.date(), time(hour), ZoneInfo(zone))
        exists = there.astimezone(UTC).astimezone(ZoneInfo(zone)).time() == time(hour)
        # What there is not comes right after; what there is twice comes the first time.
        assert at.time() == time(hour) if exists else time(hour) < at.time() <= time(hour + 1)
        assert at.fold == 0


@pytest.mark.parametrize("by", [-HOUR, DAY])
@pytest.mark.parametrize(("zone", "day", "hour"), EDGES)
async def test_a_clock_that_is_set_on_that_day_repeats_none_and_loses_none(
    world: World, zone: str, day: date, hour: int, by: timedelta
) -> None:
    """An hour back right after one was sent, or a day forward before it is."""
    member = await awake(world, zone, day, hour)
    world.sender.dedupes = False
    planned = [await plan(world, member, day=one) for one in (day - DAY, day, day + 2 * DAY)]
    before = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
    await goes_by(world, before)
    if by < timedelta(0):
        await goes_by(world, before + (hour + 1) * HOUR)
        assert len(world.sender.dms) == 2
    world.clock.at += by
    await world.dispatcher.run_due()
    await goes_by(world, before + 5 * DAY)
    assert [dm.occurrence for dm in world.sender.dms] == planned
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}
    assert all(one.date() < other.date() for one, other in pairwise(local(world, zone)))


@pytest.mark.both_stores
async def test_beside_its_utc_stand_the_local_time_the_zone_and_the_rule(world: World) -> None:
    """And from these the UTC follows anew: after a move over a change of clocks too."""
    world.clock.at = datetime(2027, 3, 10, 12, tzinfo=UTC)
    member = await agreed(world)
    await plan(world, member, after=10)
    await plan(world, member, day=date(2027, 3, 30))
    rows = await stored(world)
    assert [(row["local_time"], row["zone"], row["rule"]) for row in rows] == [
        ("2027-03-20T10:00", "Europe/Berlin", "after 10 days"),
        ("2027-03-30T10:00", "Europe/Berlin", "on 2027-03-30"),
    ]
    # Winter time, and summer time.
    assert [row["due_at"] for row in rows] == [ms(at(20, 9)), ms(at(30, 8))]
    lasts = [row["late_until"] - row["due_at"] for row in rows]
    await world.command("settings")
    for tap in ("zone", "other", "americas", "New York"):
        await world.tap(tap)
    moved = await stored(world)
    assert [(row["local_time"], row["zone"], row["rule"]) for row in moved] == [
        (row["local_time"], "America/New_York", row["rule"]) for row in rows
    ]
    assert [row["due_at"] for row in moved] == [row["next_at"] for row in moved] == [ms(at(20, 14)), ms(at(30, 14))]
    assert [row["late_until"] - row["due_at"] for row in moved] == lasts
    await world.command("settings")
    for tap in ("hour", "h12"):
        await world.tap(tap)
    again = await stored(world)
    assert [row["local_time"] for row in again] == ["2027-03-20T12:00", "2027-03-30T12:00"]
    assert [row["due_at"] for row in again] == [row["next_at"] for row in again] == [ms(at(20, 16)), ms(at(30, 16))]
    assert [row["late_until"] - row["due_at"] for row in again] == lasts


def at(day: int, hour: int) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=UTC)


async def stored(world: World) -> list[dict[str, Any]]:
    return await world.rows("SELECT * FROM nudge ORDER BY due_at")
