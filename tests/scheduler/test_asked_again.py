"""Promise 4: whatever changes while a nudge waits for a slow platform holds at the moment at which it is sent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.ports import Who
from bot.rows import Member
from bot.screen import Screen
from bot.store.unit import ms
from scheduler.dispatch import IN_FLIGHT
from tests.scheduler.planning import DAY, agreed, plan, state
from tests.world import FakeSender, World

# An hour before the night begins, where they live.
EVENING = datetime(2026, 11, 25, 18, tzinfo=UTC)


class Slow(FakeSender):
    """Takes its time with all, until it may go on."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.begun = 0
        self.may = asyncio.Event()

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self.begun += 1
        await self.may.wait()
        await super().send(address, screen, occurrence)


async def taps(world: World, *what: str) -> None:
    await world.command("settings")
    for tap in what:
        await world.tap(tap)


async def pauses(world: World, member: Member, nudge: str) -> None:
    await taps(world, "pause")
    await world.type("in 10 days")


async def says_no(world: World, member: Member, nudge: str) -> None:
    await taps(world, "check-ins", "no")


async def goes_to_bed(world: World, member: Member, nudge: str) -> None:
    await taps(world, "quiet", "q18-10")


async def moves_house(world: World, member: Member, nudge: str) -> None:
    """It is seven in the morning there."""
    await taps(world, "zone", "other", "pacific", "Auckland")


async def is_moved(world: World, member: Member, nudge: str) -> None:
    """To another day, as by whoever gives a plan item another one."""
    later = ms(world.clock.at + 3 * DAY)
    await world.write("UPDATE nudge SET due_at = $2, late_until = $2 + 86400000 WHERE id = $1", nudge, later)


async def is_cancelled(world: World, member: Member, nudge: str) -> None:
    await world.write("UPDATE nudge SET state = 'cancelled', reason = 'settled' WHERE id = $1", nudge)


async def got_another(world: World, member: Member, nudge: str) -> None:
    """From another process, just now."""
    other = await plan(world, member)
    await world.write(
        "UPDATE nudge SET state = 'sent', next_at = NULL, sent_at = $2 WHERE id = $1", other, ms(world.clock.at)
    )


async def may_have_got_another(world: World, member: Member, nudge: str) -> None:
    """Another process lost the answer, and it is not looked for yet."""
    other = await plan(world, member)
    at, later = ms(world.clock.at), ms(world.clock.at + DAY)
    await world.write("UPDATE nudge SET sent_at = $2, next_at = $3 WHERE id = $1", other, at, later)


async def is_being_sent_another(world: World, member: Member, nudge: str) -> None:
    """By another process, at this moment."""
    other = await plan(world, member)
    later = ms(world.clock.at + timedelta(seconds=50))
    await world.write(
        "UPDATE nudge SET due_at = $2, owner = 'another', next_at = $3 WHERE id = $1", other, ms(world.clock.at), later
    )


async def is_on_holiday(world: World, member: Member, nudge: str) -> None:
    """Their community is switched off."""
    await world.write(
        "INSERT INTO community (platform, id, off) VALUES ('test', $1, 1) ON CONFLICT (platform, id) DO UPDATE SET off = 1",
        member.address,
    )


async def was_silent(world: World, member: Member, nudge: str) -> None:
    """Long enough for the check-ins to pause."""
    await world.write("UPDATE member SET hushed = 1 WHERE id = $1", member.id)


async def does_nothing(world: World, member: Member, nudge: str) -> None:
    """And gets what was planned."""


HAPPENS = {
    pauses: ("waiting", "paused"),
    says_no: ("cancelled", "no-consent"),
    goes_to_bed: ("waiting", "quiet-hours"),
    moves_house: ("waiting", "quiet-hours"),
    is_moved: ("waiting", "not-yet"),
    is_cancelled: ("cancelled", "settled"),
    got_another: ("waiting", "one-a-day"),
    may_have_got_another: ("waiting", "one-a-day"),
    is_being_sent_another: ("waiting", "one-at-a-time"),
    is_on_holiday: ("waiting", "community-paused"),
    was_silent: ("waiting", "hushed"),
    does_nothing: ("sent", None),
}


async def test_what_happens_while_it_waits_for_its_turn_holds(world: World) -> None:
    world.clock.at = EVENING
    world.sender = platform = Slow(world)
    world.dispatcher = world.another_dispatcher()
    for number in range(IN_FLIGHT):
        await due(world, f"first {number}")
    waiting = {happens: await due(world, happens.__name__, later=True) for happens in HAPPENS}
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(10):
        await until_in_hand(world, IN_FLIGHT)
        world.clock.at += timedelta(seconds=30)
        world.dispatcher.look()
        # Chosen while nothing had happened yet.
        await until_in_hand(world, IN_FLIGHT + len(HAPPENS))
        assert platform.begun == IN_FLIGHT
        for happens, (member, nudge) in waiting.items():
            world.who = who(happens.__name__)
            await happens(world, member, nudge)
        world.clock.at += timedelta(seconds=5)
        platform.may.set()
        await sending
    assert {happens: await state(world, waiting[happens][1]) for happens in HAPPENS} == HAPPENS
    arrived = {dm.address for dm in platform.dms}
    assert arrived == {f"first {number}" for number in range(IN_FLIGHT)} | {"does_nothing"}


def who(name: str) -> Who:
    """Each in a community of their own."""
    return Who("test", name, community=name, zone_hint="Europe/Berlin")


async def due(world: World, name: str, *, later: bool = False) -> tuple[Member, str]:
    """A check-in of somebody, meant for this morning: it comes now, or in half a minute."""
    member = await agreed(world, who(name))
    nudge = await plan(world, member)
    at = ms(world.clock.at + timedelta(seconds=30 if later else 0))
    local = EVENING.replace(hour=10, tzinfo=None).isoformat(timespec="minutes")
    await world.write("UPDATE nudge SET local_time = $2, due_at = $3, next_at = $3 WHERE id = $1", nudge, local, at)
    return member, nudge


async def until_in_hand(world: World, count: int) -> None:
    while True:
        (row,) = await world.rows("SELECT COUNT(*) AS n FROM nudge WHERE owner IS NOT NULL")
        if row["n"] == count:
            break
        await asyncio.sleep(0.01)
    for _ in range(2 * count):
        await asyncio.sleep(0)
