"""Promise 7: what an outage left behind goes out slowly, whatever comes in between: the evening, a reply, a restart, a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.effects import NudgeKind
from bot.ports import Who
from bot.store.members import make_member
from bot.store.unit import Unit, ms
from tests.scheduler.planning import DAY, HOUR, agreed, plan
from tests.scheduler.test_dispatch import Plain
from tests.world import World

ZONE = ZoneInfo("Europe/Berlin")
# Three minutes to eight in the evening: the night begins at eight.
EVENING = datetime(2026, 11, 25, 18, 57, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# Of these a fifth, two a second, is for what was left behind.
PER_SECOND = 10
# More wake-ups than this mean that something is put off again and again.
WAKES = 5000


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, sealer=Plain()) as made:
        made.clock.at = EVENING
        made.sender.per_second = PER_SECOND
        made.dispatcher = made.another_dispatcher()
        yield made


async def crowd(world: World, name: str, size: int, due: datetime, each: int = 1) -> None:
    """So many members, each with so many check-ins that were due then."""

    def unit() -> Unit[None]:
        for member in (f"{name} {number}" for number in range(size)):
            yield from make_member(
                member, Who("test", member, zone_hint="Europe/Berlin"), "en", world.clock.at, world.sealed
            )
            yield (
                "UPDATE member SET consent = 'yes', cadence = 'agreed', seen_at = $2 WHERE id = $1",
                (member, ms(due + 9 * DAY)),
            )
            for one in range(each):
                yield (
                    "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at,"
                    " created_at) VALUES ($1, $2, 'reach-out', 1, '', 'Europe/Berlin', '', $3, $4, $3, $3)",
                    (f"{member}, {one}", member, ms(due), ms(due + 7 * DAY)),
                )

    await world.store.do(unit)


async def goes_by(world: World, until: datetime, *, most: int = 10**6) -> None:
    """Until then, or until so many arrived."""
    for _ in range(WAKES):
        wake = await world.dispatcher.next_wake()
        if wake is None or wake > until or len(world.sender.dms) >= most:
            break
        world.clock.at = max(world.clock.at, wake)
        await world.dispatcher.run_due()
    else:
        raise AssertionError(f"still awake after {WAKES} wake-ups at {world.clock.at}")
    if len(world.sender.dms) < most:
        world.clock.at = max(world.clock.at, until)


def arrived(world: World, name: str = "") -> list[datetime]:
    return [dm.at for dm in world.sender.dms if dm.address.startswith(name)]


def slowly(times: list[datetime], per_second: float, burst: int) -> bool:
    """Whether no span of a minute, nor of a second, has more of them than that."""
    return all(
        sum(start <= at < start + span for at in times) <= per_second * span.total_seconds() + burst
        for start in times
        for span in (SECOND, 60 * SECOND)
    )


async def test_six_hours_of_outage_end_before_the_night(world: World) -> None:
    """More are left than the evening holds. Replies stay quick, no quiet hour is broken, nobody gets two in a day."""
    await crowd(world, "m", 450, EVENING - 6 * HOUR, each=2)
    replies: list[tuple[str, datetime]] = []
    for minutes in (1, 2, 5, 60):
        await goes_by(world, EVENING + timedelta(minutes=minutes))
        who = Who("test", f"new {minutes}", zone_hint="Europe/Berlin")
        replies.append((await plan(world, await agreed(world, who), NudgeKind.WELCOME), world.clock.at))
    await goes_by(world, EVENING + 5 * DAY)
    at_once = {dm.occurrence: dm.at for dm in world.sender.dms}
    assert [at_once[nudge] for nudge, _ in replies] == [asked for _, asked in replies]
    backlog = arrived(world, "m")
    assert len(backlog) == 2 * 450
    assert all(9 <= at.astimezone(ZONE).hour < 20 for at in backlog)
    days = Counter((dm.address, dm.at.astimezone(ZONE).date()) for dm in world.sender.dms)
    assert max(days.values()) == 1
    # That evening had room for some, and it was used.
    first = [at for at in backlog if at < EVENING + HOUR]
    assert 350 <= len(first) <= 361
    assert slowly(first[::6], 2 / 6, 2)


async def test_what_is_on_time_does_not_wait_behind_it_and_has_a_pace_of_its_own(world: World) -> None:
    await crowd(world, "late", 200, EVENING - 6 * HOUR)
    await crowd(world, "now", 200, EVENING + 10 * SECOND)
    await goes_by(world, EVENING + HOUR)
    now, late = sorted(arrived(world, "now")), sorted(arrived(world, "late"))
    assert (len(now), len(late)) == (200, 200)
    # Eight a second, after those of one second of silence at once.
    assert 22 <= (now[-1] - now[0]).total_seconds() <= 26
    assert slowly(now, 8, 12)
    assert 97 <= (late[-1] - late[0]).total_seconds() <= 101
    assert slowly(late, 2, 2)
    assert now[0] - EVENING == 10 * SECOND


async def test_a_reply_waits_for_no_line(world: World) -> None:
    """Neither for what was left behind nor for what falls due at the same moment."""
    await crowd(world, "late", 100, EVENING - 6 * HOUR)
    await crowd(world, "now", 100, EVENING)
    await world.dispatcher.run_due()
    member = await agreed(world, Who("test", "new", zone_hint="Europe/Berlin"))
    await plan(world, member, NudgeKind.WELCOME)
    await world.dispatcher.run_due()
    assert arrived(world, "new") == [EVENING]
    assert len(arrived(world)) < 20


async def test_the_platform_is_down_again_in_the_middle_and_the_rest_is_no_flood(world: World) -> None:
    """Each has a place in the line by then, and all of these have passed when the bot is back."""
    world.clock.at = start = EVENING - HOUR
    await crowd(world, "m", 300, start - 6 * HOUR)
    await goes_by(world, EVENING, most=30)
    count = len(arrived(world))
    world.clock.at += timedelta(minutes=5)
    world.dispatcher = world.another_dispatcher()
    back = world.clock.at
    await goes_by(world, EVENING)
    rest = arrived(world)[count:]
    assert count + len(rest) == 300
    assert (rest[-1] - back).total_seconds() >= len(rest) / 2 - 5
    assert slowly(rest, 2, 2)


@pytest.mark.parametrize("by", [-HOUR, DAY])
async def test_a_clock_that_is_set_in_the_middle_floods_nobody_and_holds_nobody_up(world: World, by: timedelta) -> None:
    """Whoever had a place by the former clock has one by then at the latest; whoever comes gets one by the new clock."""
    world.clock.at = EVENING - 4 * HOUR
    await crowd(world, "m", 120, world.clock.at - 4 * HOUR)
    await goes_by(world, EVENING, most=30)
    count = len(arrived(world))
    world.clock.at += by
    await crowd(world, "new", 40, world.clock.at - 2 * HOUR)
    set_at = world.clock.at
    await goes_by(world, set_at + 3 * HOUR)
    assert len(arrived(world)) == 160
    assert slowly(arrived(world)[count:], 2, 2)
    assert min(arrived(world, "new")) <= set_at + 60 * SECOND
