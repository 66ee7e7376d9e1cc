"""What goes wrong on the way: a platform that is busy or broken, a process that dies, two that race, rows from the future."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from math import inf
from pathlib import Path
from sqlite3 import Connection, OperationalError
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import pytest

from bot.effects import NudgeKind
from bot.flow import Ending, Talk, flow
from bot.flows import BY_NAME
from bot.ports import Sender, TryLaterError, Who
from bot.screen import Screen
from bot.store import forgetting, known, nudges, sqlite
from bot.store.errors import StoreFullError
from bot.store.unit import Unit, ms
from scheduler.dispatch import Dispatcher
from scheduler.settling import ATTEMPTS
from tests.scheduler.planning import DAY, agreed, plan, state
from tests.world import OTHER, FakeSender, World

MINUTE = timedelta(minutes=1)
T = TypeVar("T")


async def due(world: World, who: Who | None = None) -> str:
    """A nudge that is due now."""
    member = await agreed(world, who or world.who)
    nudge = await plan(world, member, after=1)
    (row,) = await world.rows("SELECT due_at FROM nudge WHERE id = $1", nudge)
    world.clock.at += DAY * 0 + timedelta(milliseconds=row["due_at"] - world.clock.at.timestamp() * 1000)
    return nudge


async def test_a_platform_that_is_busy_gets_it_later_and_that_counts_as_no_attempt(world: World) -> None:
    nudge = await due(world)
    world.sender.failures = [TryLaterError(30)] * (ATTEMPTS + 2)
    start = world.clock.at
    await world.dispatcher.run_due()
    assert await state(world, nudge) == ("waiting", "platform-busy")
    assert await world.dispatcher.next_wake() == start + timedelta(seconds=30)
    await world.later(DAY / 4)
    assert await state(world, nudge) == ("sent", None)
    assert world.sender.dms[0].at - start == timedelta(seconds=30) * (ATTEMPTS + 2)


async def test_a_platform_that_says_now_again_and_again_makes_no_loop(world: World) -> None:
    await due(world)
    world.sender.failure = TryLaterError(0)
    await asyncio.wait_for(world.dispatcher.run_due(), 5)
    assert world.sender.tries == 1


async def test_an_error_nobody_knows_is_tried_again_ever_later_and_given_up_in_the_end(world: World) -> None:
    nudge = await due(world)
    world.sender.failure = RuntimeError("500")
    waits = []
    for _ in range(ATTEMPTS - 1):
        await world.dispatcher.run_due()
        wake = await world.dispatcher.next_wake()
        assert wake is not None
        waits.append(wake - world.clock.at)
        world.clock.at = wake
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE]
    assert await state(world, nudge) == ("waiting", "send-failed")
    await world.dispatcher.run_due()
    assert await state(world, nudge) == ("failed", "RuntimeError")
    assert world.sender.tries == ATTEMPTS
    assert await world.dispatcher.next_wake() is None


async def test_what_was_put_off_often_still_gets_its_attempts(world: World) -> None:
    nudge = await due(world)
    for _ in range(ATTEMPTS + 2):
        await world.write("UPDATE member SET paused_until = '2027-01-01'")
        await world.dispatcher.run_due()
        await world.write("UPDATE member SET paused_until = NULL")
        await world.write("UPDATE nudge SET next_at = due_at")
    world.sender.failures = [RuntimeError("500")]
    await world.later(DAY / 4)
    assert await state(world, nudge) == ("sent", None)


async def test_a_platform_that_does_not_run_here_keeps_it_waiting(world: World) -> None:
    nudge = await due(world, Who("elsewhere", "you"))
    await world.dispatcher.run_due()
    assert await state(world, nudge) == ("waiting", "platform-not-running")


async def test_a_fault_with_one_member_keeps_nobody_waiting(tmp_path: Path) -> None:
    @flow("item")
    async def broken(talk: Talk) -> Ending:
        raise LookupError("a fault of ours")

    async with World(tmp_path, {**BY_NAME, "item": broken}) as world:
        member = await agreed(world)
        bad = await plan(world, member, NudgeKind.ITEM)
        good = await plan(world, await agreed(world, OTHER))
        await world.later(2 * DAY)
        assert await state(world, good) == ("sent", None)
        assert await state(world, bad) == ("failed", "LookupError")


# Processes


async def test_two_dispatchers_send_each_nudge_once(world: World) -> None:
    world.sender.dedupes = False
    who = [Who("test", f"m{number}", zone_hint="Europe/Berlin") for number in range(40)]
    planned = [await plan(world, await agreed(world, one), after=1) for one in who]
    world.clock.at += 2 * DAY - DAY / 24
    other = world.another_dispatcher()
    counts = await asyncio.gather(world.dispatcher.run_due(), other.run_due(), other.run_due())
    assert sum(counts) == len(world.sender.dms) == len(planned)
    assert {dm.occurrence for dm in world.sender.dms} == set(planned)


async def test_whoever_lost_the_lease_settles_nothing(world: World) -> None:
    nudge = await due(world)
    other = world.another_dispatcher()
    real = world.sender.send

    async def slow(address: str, screen: Screen, occurrence: str) -> None:
        world.sender.send = real  # type: ignore[method-assign]
        late = world.clock.at + nudges.LEASE + MINUTE
        (row,) = await world.store.do(lambda: nudges.claim("other", late, 10))
        await world.store.do(lambda: nudges.put_back(row, late + 5 * MINUTE, "held-by-other"))
        world.clock.at = late
        raise RuntimeError("too slow")

    world.sender.send = slow  # type: ignore[method-assign]
    await world.dispatcher.run_due()
    assert await state(world, nudge) == ("waiting", "held-by-other")
    world.clock.at += 5 * MINUTE
    await other.run_due()
    assert await state(world, nudge) == ("sent", None)
    assert len(world.sender.dms) == 1


async def killed_after_sending(world: World) -> str:
    """The process ends between the platform's yes and writing it down."""
    nudge = await due(world)
    real = world.sender.send

    async def kills(address: str, screen: Screen, occurrence: str) -> None:
        await real(address, screen, occurrence)
        raise asyncio.CancelledError

    world.sender.send = kills  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await world.dispatcher.run_due()
    world.sender.send = real  # type: ignore[method-assign]
    assert (await state(world, nudge))[0] == "waiting"
    await world.reopen()
    return nudge


async def test_killed_between_sending_and_marking_it_is_found_and_not_sent_again(world: World) -> None:
    world.sender.dedupes = False
    sent_at = world.clock.at
    nudge = await killed_after_sending(world)
    await world.later(nudges.LEASE)
    assert (world.sender.tries, world.sender.looks) == (1, 1)
    assert await state(world, nudge) == ("sent", None)
    first = world.sender.dms[0].screen
    assert (await world.tap("done", on=first)).run == first.run
    (row,) = await world.rows("SELECT sent_at FROM nudge WHERE id = $1", nudge)
    # It counts from when it arrived.
    assert row["sent_at"] == int(world.sender.dms[0].at.timestamp() * 1000) > sent_at.timestamp() * 1000


async def test_where_nobody_can_look_it_waits_and_is_given_up_rather_than_sent_blindly(world: World) -> None:
    world.sender.dedupes = False
    nudge = await killed_after_sending(world)
    world.sender.blind = TryLaterError(3600)
    await world.later(DAY)
    assert await state(world, nudge) == ("waiting", "in-doubt")
    await world.later(7 * DAY)
    assert await state(world, nudge) == ("failed", "unknown-outcome")
    assert (len(world.sender.dms), world.sender.tries) == (1, 1)


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_answer_that_was_lost_is_looked_into_before_it_is_sent_again(world: World, arrived: bool) -> None:
    nudge = await due(world)
    world.sender.dedupes = False
    real = world.sender.send

    async def loses(address: str, screen: Screen, occurrence: str) -> None:
        world.sender.send = real  # type: ignore[method-assign]
        if arrived:
            await real(address, screen, occurrence)
        raise TryLaterError(60, unknown=True)

    world.sender.send = loses  # type: ignore[method-assign]
    await world.later(MINUTE)
    assert (len(world.sender.dms), world.sender.looks) == (1, 1)
    assert await state(world, nudge) == ("sent", None)


async def test_one_in_doubt_counts_for_the_others_until_it_is_known(world: World) -> None:
    """It may have been seen today, and one a day is promised."""
    world.sender.dedupes = False
    await killed_after_sending(world)
    world.sender.blind = TryLaterError(600)
    member = await agreed(world)
    await world.later(timedelta(minutes=2))
    second = await plan(world, member, after=0)
    await world.write("UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", second, ms(world.clock.at))
    await world.later(timedelta(hours=5))
    assert (len(world.sender.dms), await state(world, second)) == (1, ("waiting", "one-a-day"))


@pytest.mark.parametrize("press", ["done", "~person", "~stop"])
async def test_whoever_pressed_it_has_seen_it_whatever_stands_in_the_dm_now(world: World, press: str) -> None:
    """A press draws over the message: there is nothing left to be found by it."""
    nudge = await killed_after_sending(world)
    world.sender.dedupes = False
    await world.tap(press, on=world.sender.dms[0].screen)
    world.sender.dms.clear()
    await world.later(timedelta(hours=1))
    assert (world.sender.dms, await state(world, nudge)) == ([], ("sent", None))


async def test_killed_and_answered_in_the_meantime_it_counts_as_sent(world: World) -> None:
    nudge = await killed_after_sending(world)
    await world.tap("done", on=world.sender.dms[0].screen)
    await world.later(nudges.LEASE)
    assert world.sender.tries == 1
    assert await state(world, nudge) == ("sent", None)


async def test_whoever_is_forgotten_while_it_is_on_its_way_is_not_made_anew(world: World) -> None:
    nudge = await due(world)
    (claimed,) = await world.store.do(lambda: nudges.claim("me", world.clock.at, 10))
    found = await world.store.read(lambda: known.about(claimed.member, world.clock.at, world.sealed))
    assert found is not None
    await world.store.do(lambda: forgetting.forget(claimed.member, world.clock.at, world.sealed))
    assert await world.store.do(lambda: world.turns.opening(found.member, claimed)) is None
    assert {table for table, rows in (await world.dump()).items() if rows} == {"forgotten"}  # whose key is to go
    assert claimed.id == nudge


@pytest.mark.both_stores
async def test_its_screen_takes_one_look_and_one_write(world: World) -> None:
    await due(world)
    (claimed,) = await world.store.do(lambda: nudges.claim("me", world.clock.at, 10))
    found = await world.store.read(lambda: known.about(claimed.member, world.clock.at, world.sealed))
    assert found is not None
    asked: list[str] = []

    def noted() -> Unit[Screen | None]:
        unit = world.turns.opening(found.member, claimed)
        try:
            statement = next(unit)
            while True:
                asked.append(statement[0].partition(" ")[0])
                statement = unit.send((yield statement))
        except StopIteration as end:
            return cast("Screen | None", end.value)

    first = await world.store.do(noted)
    assert first is not None
    assert asked == ["SELECT", "INSERT"]
    # Tried again, it is the same run.
    again = await world.store.do(lambda: world.turns.opening(found.member, claimed))
    assert again == first
    assert len(await world.rows("SELECT id FROM run WHERE id = $1", nudges.run_of(claimed.id))) == 1


async def test_a_change_of_settings_while_it_is_on_its_way_sends_it_once(world: World) -> None:
    await world.command("rejected")
    await world.tap("log")
    await world.tap("skip")
    await world.tap("skip")
    await world.command("settings")
    for tap in ("check-ins", "yes", "yes"):
        await world.tap(tap)
    await world.later(DAY)
    real = world.sender.send

    async def meanwhile(address: str, screen: Screen, occurrence: str) -> None:
        await real(address, screen, occurrence)
        shown = world.screen
        await world.command("settings")
        for tap in ("day", "Friday"):
            await world.tap(tap)
        world.screen = shown

    world.sender.send = meanwhile  # type: ignore[method-assign]
    world.sender.dedupes = False
    await world.later(10 * DAY)
    sent = await world.rows("SELECT id FROM nudge WHERE kind = 'check-in' AND state = 'sent'")
    assert [dm.occurrence for dm in world.sender.dms[1:]] == [row["id"] for row in sent]


# Rows of another version


@pytest.mark.parametrize("change", ["kind = 'from-the-future'", "format = 2"])
async def test_what_this_version_cannot_open_is_parked_and_never_deleted(world: World, change: str) -> None:
    nudge = await due(world)
    good = await due(world, OTHER)
    await world.write(f"UPDATE nudge SET {change} WHERE id = $1", nudge)  # noqa: S608 - ours
    await world.dispatcher.run_due()
    assert await state(world, nudge) == ("parked", "unknown-format")
    assert await state(world, good) == ("sent", None)


@pytest.mark.parametrize("was", ["sent", "unreachable"])
async def test_what_another_version_sent_keeps_nobody_from_anything(world: World, was: str) -> None:
    nudge = await due(world)
    values = (nudge, was, int(world.clock.at.timestamp() * 1000))
    await world.write(
        "UPDATE nudge SET kind = 'from-the-future', state = $2, sent_at = $3, next_at = NULL WHERE id = $1", *values
    )
    assert (await world.command("help")).key == "where"
    member = await agreed(world)
    second = await plan(world, member, after=1)
    await world.later(3 * DAY)
    assert await state(world, second) == ("sent", None)


class Slow:
    """A platform on which what is sent arrives when the test says so."""

    per_second = inf

    def __init__(self, sender: FakeSender) -> None:
        self._sender = sender
        self.begun = asyncio.Event()
        self.arrives = asyncio.Event()

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self.begun.set()
        await self.arrives.wait()
        await self._sender.send(address, screen, occurrence)


@pytest.fixture
async def slow(world: World) -> Slow:
    made = Slow(world.sender)
    senders = {"test": cast("Sender", made)}
    world.dispatcher = Dispatcher(world.store, world.sealed, world.turns.opening, world.clock, senders)
    return made


async def test_whoever_stops_waits_for_what_is_being_sent_and_sends_no_more(world: World, slow: Slow) -> None:
    first = await due(world)
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(5):
        await slow.begun.wait()
        second = await due(world, OTHER)
        finishing = asyncio.create_task(world.dispatcher.finish(5))
        slow.arrives.set()
        await finishing
        assert await sending == 1
    assert (await state(world, first), await state(world, second)) == (("sent", None), ("waiting", None))
    assert await world.dispatcher.run_due() == 0
    # The next start sends it.
    await world.another_dispatcher().run_due()
    assert await state(world, second) == ("sent", None)


async def test_whoever_stops_does_not_wait_for_ever(world: World, slow: Slow) -> None:
    nudge = await due(world)
    sending = asyncio.create_task(world.dispatcher.run_due())
    async with asyncio.timeout(5):
        await slow.begun.wait()
        await world.dispatcher.finish(0.01)
    assert not sending.done()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    assert await state(world, nudge) == ("waiting", None)


async def test_stopping_what_does_nothing_takes_no_time(world: World) -> None:
    async with asyncio.timeout(1):
        await world.dispatcher.finish(60)


# Storage


def full_at(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """The disk is full at the writing connection's statement with this number. Gives how many there were."""
    count, real = 0, sqlite.drive

    def counted(unit: Unit[T]) -> Unit[T]:
        nonlocal count
        statement = next(unit)
        try:
            while True:
                count += 1
                if count == at:
                    error = OperationalError("database or disk is full")
                    error.sqlite_errorname = "SQLITE_FULL"
                    raise error
                statement = unit.send((yield statement))
        except StopIteration as end:
            return cast("T", end.value)
        finally:
            unit.close()

    def drive(connection: Connection, unit: Unit[T]) -> T:
        reads = connection.execute("PRAGMA query_only").fetchone()[0]
        return real(connection, unit if reads else counted(unit))

    monkeypatch.setattr(sqlite, "drive", drive)
    return lambda: count


async def test_a_full_disk_at_any_statement_loses_nothing_and_sends_nothing_twice(world: World) -> None:
    world.sender.dedupes = False
    planned = []
    for at in range(1, 200):
        member = await agreed(world, Who("test", f"m{at}", zone_hint="Europe/Berlin"))
        planned += [await plan(world, member, after=1), await plan(world, member, after=1)]
        world.clock.at = (world.clock.at + 2 * DAY).replace(hour=12)
        with pytest.MonkeyPatch.context() as patch:
            count = full_at(patch, at)
            with suppress(StoreFullError):
                await world.dispatcher.run_due()
        if count() < at:
            break
        await world.later(timedelta(hours=1))
    assert 8 < at < 199
    await world.later(3 * DAY)
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}
    assert sorted(dm.occurrence for dm in world.sender.dms) == sorted(planned)


# Time


async def test_a_zone_that_changes_while_it_is_on_its_way(world: World) -> None:
    """In somebody's hands, and then not sent: it comes at the member's hour in the new zone, and once."""
    nudge = await due(world)
    await world.store.do(lambda: nudges.claim("a process that was killed", world.clock.at, 10))
    for tap in ("zone", "other", "pacific", "Auckland"):
        if world.screen.key != "zone" and tap == "zone":
            await world.command("settings")
        await world.tap(tap)
    (row,) = await world.rows("SELECT next_at, zone FROM nudge WHERE id = $1", nudge)
    # The lease was not cut short by it.
    assert (row["zone"], row["next_at"]) == ("Pacific/Auckland", ms(world.clock.at + nudges.LEASE))
    await world.later(2 * DAY)
    (dm,) = world.sender.dms
    assert dm.at.astimezone(ZoneInfo("Pacific/Auckland")).hour in range(9, 20)


async def test_what_moved_to_a_later_day_while_it_was_on_its_way_waits_for_it(world: World) -> None:
    nudge = await due(world)
    await world.store.do(lambda: nudges.claim("a process that was killed", world.clock.at, 10))
    later = ms(world.clock.at + 3 * DAY)
    await world.write("UPDATE nudge SET due_at = $2, late_until = $2 + 86400000 WHERE id = $1", nudge, later)
    await world.later(2 * DAY)
    assert world.sender.looks == 1
    assert (world.sender.dms, await state(world, nudge)) == ([], ("waiting", "not-yet"))
    await world.later(2 * DAY)
    assert await state(world, nudge) == ("sent", None)


async def test_a_leap_day(world: World) -> None:
    world.clock.at = world.clock.at.replace(year=2028, month=2, day=28)
    member = await agreed(world)
    planned = [await plan(world, member, day=date(2028, 2, 29)), await plan(world, member, after=2)]
    await world.later(5 * DAY)
    assert [dm.at.date() for dm in world.sender.dms] == [date(2028, 2, 29), date(2028, 3, 1)]
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}


# Being told to stop


async def test_told_to_stop_it_claims_nothing_more_and_what_is_on_its_way_arrives(world: World) -> None:
    first, second = await due(world), await due(world, OTHER)
    real, may_go, asked = world.sender.send, asyncio.Event(), asyncio.Event()

    async def slow(address: str, screen: Screen, occurrence: str) -> None:
        asked.set()
        await may_go.wait()
        await real(address, screen, occurrence)

    world.sender.send = slow  # type: ignore[method-assign]
    sending = asyncio.create_task(world.dispatcher.run_due())
    await asyncio.wait_for(asked.wait(), 5)
    finishing = asyncio.create_task(world.dispatcher.finish(5))
    await asyncio.sleep(0)
    may_go.set()
    await asyncio.wait_for(finishing, 5)
    assert await sending == 2
    assert {await state(world, first), await state(world, second)} == {("sent", None)}
    third = await plan(world, await agreed(world), NudgeKind.WELCOME)
    assert (await world.dispatcher.run_due(), await state(world, third)) == (0, ("waiting", None))
