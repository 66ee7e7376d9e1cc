"""Promise 2: what may have arrived is looked for, whatever left it in doubt; and what is given up counts as seen."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.ports import TryLaterError, UndeliverableError
from bot.screen import Screen
from bot.store.unit import ms
from scheduler.dispatch import Dispatcher
from scheduler.settling import ATTEMPTS
from tests.scheduler.planning import DAY, HOUR, agreed, plan, state
from tests.world import OTHER, FakeSender, SetClock, World

MINUTE = timedelta(minutes=1)


class Platform(FakeSender):
    """Does not dedupe. Of the first message it takes, or not, and then fails; of all others it says the truth."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(clock, dedupes=False)
        self.fails: Exception | None = None
        self.takes = True
        self.begun = asyncio.Event()
        self.may = asyncio.Event()
        self.may.set()

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self.begun.set()
        await self.may.wait()
        fails, self.fails = self.fails, None
        if fails is None or self.takes:
            await super().send(address, screen, occurrence)
        if fails is not None:
            raise fails


@pytest.fixture
async def platform(world: World) -> Platform:
    world.sender = made = Platform(world.clock)
    await world.reopen()
    return made


async def due(world: World) -> str:
    """A check-in that is due at this moment."""
    nudge = await plan(world, await agreed(world, world.who))
    await set_due(world, nudge)
    return nudge


async def set_due(world: World, nudge: str) -> None:
    await world.write("UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", nudge, ms(world.clock.at))


@pytest.mark.parametrize("takes", [True, False])
async def test_an_error_that_nobody_knows_may_have_come_after_it_arrived(
    world: World, platform: Platform, takes: bool
) -> None:
    nudge = await due(world)
    platform.fails, platform.takes = ConnectionError("nobody knows"), takes
    await world.later(2 * MINUTE)
    assert (len(platform.dms), platform.looks) == (1, 1)
    assert await state(world, nudge) == ("sent", None)


@pytest.mark.parametrize("blind", [RuntimeError("a fault of the client"), TryLaterError(60)])
async def test_looking_in_vain_is_not_knowing_that_it_did_not_arrive(
    world: World, platform: Platform, blind: Exception
) -> None:
    nudge = await due(world)
    platform.fails = TryLaterError(60, unknown=True)
    platform.blind = blind
    await world.later(2 * MINUTE)
    assert platform.looks >= 1
    platform.blind = None
    await world.later(HOUR)
    assert len(platform.dms) == 1
    assert await state(world, nudge) == ("sent", None)


async def test_what_is_given_up_in_doubt_may_have_been_seen_and_counts_for_that_day(
    world: World, platform: Platform
) -> None:
    nudge = await due(world)
    platform.fails = ConnectionError("nobody knows")
    platform.blind = RuntimeError("a fault of the client")
    await world.later(HOUR)
    assert platform.looks == ATTEMPTS - 1
    assert await state(world, nudge) == ("failed", "RuntimeError")
    platform.blind = None
    second = await due(world)
    await world.later(HOUR)
    assert await state(world, second) == ("waiting", "one-a-day")
    await world.later(DAY)
    assert [dm.occurrence for dm in platform.dms] == [nudge, second]


async def test_where_dms_were_closed_in_the_meantime_it_is_not_sent_again(world: World, platform: Platform) -> None:
    nudge = await due(world)
    platform.fails = TryLaterError(60, unknown=True)
    platform.blind = UndeliverableError("50007")
    await world.later(HOUR)
    assert await state(world, nudge) == ("unreachable", "dm-closed")
    assert (len(platform.dms), platform.tries) == (1, 1)


async def test_another_that_is_due_beside_it_lets_nothing_go_blindly(world: World, platform: Platform) -> None:
    nudge = await due(world)
    platform.fails = TryLaterError(60, unknown=True)
    await world.dispatcher.run_due()
    world.clock.at += MINUTE
    second = await due(world)
    await world.dispatcher.run_due()
    assert [dm.occurrence for dm in platform.dms] == [nudge]
    assert await state(world, nudge) == ("sent", None)
    assert await state(world, second) == ("waiting", "one-a-day")


async def test_a_clock_that_is_set_forward_while_it_is_sent_sends_it_once(world: World, platform: Platform) -> None:
    """By the new clock its lease is over, and it is due again, while the first message is still on its way."""
    nudge = await due(world)
    platform.may.clear()
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(5):
        await platform.begun.wait()
        platform.begun.clear()
        world.clock.at += HOUR
        world.dispatcher.look()
        while (await attempts(world, nudge)) < 2:  # noqa: ASYNC110 - what is waited for is the store, which tells nobody
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        assert not platform.begun.is_set()
        platform.may.set()
        await sending
    await world.later(HOUR)
    assert [dm.occurrence for dm in platform.dms] == [nudge]
    assert (await state(world, nudge), platform.tries) == (("sent", None), 1)


async def attempts(world: World, nudge: str) -> int:
    (row,) = await world.rows("SELECT attempt FROM nudge WHERE id = $1", nudge)
    return int(row["attempt"])


async def test_what_waits_for_another_day_is_in_nobodys_hands_and_never_in_doubt(
    world: World, platform: Platform
) -> None:
    await due(world)
    second = await due(world)
    await world.dispatcher.run_due()
    rows = await world.rows("SELECT owner, sent_at FROM nudge WHERE state = 'waiting'")
    assert [(row["owner"], row["sent_at"]) for row in rows] == [(None, None)]
    await world.later(2 * DAY)
    assert (len(platform.dms), platform.looks) == (2, 0)
    assert await state(world, second) == ("sent", None)


async def test_whoever_is_cancelled_sends_nothing_more_behind_anybodys_back(world: World, platform: Platform) -> None:
    await due(world)
    platform.may.clear()
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(5):
        await platform.begun.wait()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    platform.may.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert platform.dms == []
    await world.later(5 * MINUTE)
    assert (len(platform.dms), platform.tries) == (1, 1)
    assert platform.looks == 1


async def test_a_platform_that_is_busy_takes_no_attempt_from_an_error_that_follows(
    world: World, platform: Platform
) -> None:
    nudge = await due(world)
    platform.failures = [TryLaterError(30)] * ATTEMPTS + [RuntimeError("500")]
    await world.later(HOUR)
    assert await state(world, nudge) == ("sent", None)


async def test_what_was_handed_over_meanwhile_is_left_to_whoever_sends_by_now(world: World, platform: Platform) -> None:
    """The first of two takes so long that another process sends for the platform when it is the second's turn."""
    planned = {await due(world)}
    world.who = OTHER
    planned.add(await due(world))
    holds = True

    class HandsOver(FakeSender):
        async def send(self, address: str, screen: Screen, occurrence: str) -> None:
            nonlocal holds
            holds = False
            await super().send(address, screen, occurrence)

    ours = HandsOver(world.clock)
    first = Dispatcher(
        world.store, world.sealed, world.turns.opening, world.clock, {"test": ours}, lambda platform: holds
    )
    assert await first.run_due() == 1
    (left,) = planned - {dm.occurrence for dm in ours.dms}
    assert await state(world, left) == ("waiting", "handed-over")
    assert await world.dispatcher.run_due() == 1
    assert ([dm.occurrence for dm in platform.dms], platform.looks) == ([left], 0)


@pytest.mark.parametrize("change", ["kind = 'from-the-future'", "format = 2"])
async def test_what_another_version_made_is_parked_unsent_and_whole(
    world: World, platform: Platform, change: str
) -> None:
    nudge = await due(world)
    await world.write(f"UPDATE nudge SET {change}, subject = 'theirs'")  # noqa: S608 - ours
    (before,) = await world.rows("SELECT * FROM nudge")
    await world.later(DAY)
    (after,) = await world.rows("SELECT * FROM nudge")
    assert (platform.tries, await state(world, nudge)) == (0, ("parked", "unknown-format"))
    kept = set(before) - {"state", "reason", "next_at", "attempt"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    # It was looked at once, not again and again.
    assert after["attempt"] == 1


async def test_who_finished_has_nothing_on_its_way(world: World, platform: Platform) -> None:
    nudge = await due(world)
    platform.may.clear()
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(5):
        await platform.begun.wait()
        finishing = asyncio.create_task(world.dispatcher.finish(60))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not finishing.done()
        platform.may.set()
        await finishing
    # At this moment, without another turn of the loop: the process may end now.
    assert sending.done()
    assert await state(world, nudge) == ("sent", None)


async def test_while_its_platform_does_not_run_here_it_stays_in_doubt(world: World, platform: Platform) -> None:
    """As after a start without that platform's token, and another with it."""
    nudge = await due(world)
    platform.fails = TryLaterError(60, unknown=True)
    await world.dispatcher.run_due()
    without = Dispatcher(world.store, world.sealed, world.turns.opening, world.clock, {})
    world.clock.at += MINUTE
    assert await without.run_due() == 0
    assert await state(world, nudge) == ("waiting", "in-doubt")
    await world.later(2 * HOUR)
    assert (len(platform.dms), platform.looks) == (1, 1)
    assert await state(world, nudge) == ("sent", None)


@pytest.mark.parametrize("press", ["done", "~stop"])
async def test_a_press_is_proof_also_where_the_answer_was_lost(world: World, platform: Platform, press: str) -> None:
    nudge = await due(world)
    platform.fails = TryLaterError(60, unknown=True)
    await world.dispatcher.run_due()
    (dm,) = platform.dms
    # A press draws over it: nothing is left to be found.
    platform.dms.clear()
    await world.tap(press, on=dm.screen)
    await world.later(HOUR)
    assert (platform.dms, await state(world, nudge)) == ([], ("sent", None))


async def test_a_weekly_look_in_doubt_outlives_a_change_of_settings(world: World, platform: Platform) -> None:
    """It may have been seen: it is looked for, and no other of that week comes in its place."""
    await world.command("rejected")
    for tap in ("log", "skip", "skip"):
        await world.tap(tap)
    await world.command("settings")
    for tap in ("check-ins", "yes", "yes"):
        await world.tap(tap)
    await world.later(HOUR)
    platform.dms.clear()  # the welcome
    due_at = await world.dispatcher.next_wake()
    assert due_at is not None
    world.clock.at = due_at
    platform.fails = TryLaterError(60, unknown=True)
    platform.blind = TryLaterError(600)
    await world.dispatcher.run_due()
    (dm,) = platform.dms
    await world.command("settings")
    for tap in ("day", "Friday"):
        await world.tap(tap)
    platform.blind = None
    await world.later(6 * DAY)
    assert platform.dms == [dm]
    assert await state(world, dm.occurrence) == ("sent", None)
