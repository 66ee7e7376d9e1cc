"""APScheduler as the clock, for real: short waits, generous deadlines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest
from apscheduler.schedulers import base

from bot.effects import NudgeKind
from bot.screen import Screen
from scheduler import clock
from scheduler.clock import NudgeClock
from tests.scheduler.planning import agreed, plan, state
from tests.world import OTHER, START, World

DEADLINE = 10.0


class Running:
    """A clock that starts at a moment of ours, and goes on from there."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._began = datetime.now(UTC)

    def now(self) -> datetime:
        return self._start + (datetime.now(UTC) - self._began)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not happened():  # noqa: ASYNC110 - what is waited for is the real thing, which tells nobody
            await asyncio.sleep(0.01)


@pytest.fixture
async def running(world: World) -> World:
    world.clock = world.sender.clock = world.turns.clock = Running()  # type: ignore[assignment]
    world.dispatcher = world.another_dispatcher()
    return world


async def due_in(world: World, seconds: float) -> str:
    member = await agreed(world)
    nudge = await plan(world, member, NudgeKind.WELCOME)
    at = int((world.clock.now() + timedelta(seconds=seconds)).timestamp() * 1000)
    await world.write("UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", nudge, at)
    return nudge


async def played(world: World, body: Callable[[NudgeClock], Awaitable[None]], sweep_seconds: int = 30) -> None:
    ticking = NudgeClock(world.dispatcher, world.clock, sweep_seconds)
    ticking.start()
    try:
        await body(ticking)
    finally:
        ticking.stop()
        await asyncio.sleep(0.05)


def sender_got(world: World) -> Callable[[], bool]:
    return lambda: bool(world.sender.tries)


async def test_a_nudge_that_is_due_soon_is_sent_when_it_is(running: World) -> None:
    nudge = await due_in(running, 0.2)

    async def body(ticking: NudgeClock) -> None:
        assert running.sender.tries == 0
        await until(sender_got(running))

    await played(running, body)
    assert await state(running, nudge) == ("sent", None)


async def test_what_was_planned_just_now_is_sent_when_asked_to_look(running: World) -> None:
    async def body(ticking: NudgeClock) -> None:
        await asyncio.sleep(0.1)  # it looked, and found nothing to wake up for
        await due_in(running, 0)
        ticking.look_soon()
        await until(sender_got(running))

    await played(running, body)


async def test_to_be_asked_while_it_is_looking_is_not_forgotten(running: World) -> None:
    """APScheduler leaves out a job that still runs: what was planned meanwhile must not wait for the sweep."""
    looking, may_go = asyncio.Event(), asyncio.Event()
    real = running.dispatcher.next_wake

    async def slow() -> datetime | None:
        wake = await real()
        looking.set()
        await may_go.wait()
        return wake

    running.dispatcher.next_wake = slow  # type: ignore[method-assign]

    async def body(ticking: NudgeClock) -> None:
        await looking.wait()
        await due_in(running, 0)
        ticking.look_soon()
        await asyncio.sleep(0.1)
        may_go.set()
        await until(sender_got(running))

    await played(running, body)


async def test_the_sweep_finds_what_nobody_said(running: World) -> None:
    async def body(ticking: NudgeClock) -> None:
        await asyncio.sleep(0.1)
        await due_in(running, 0)
        await until(sender_got(running))

    await played(running, body, sweep_seconds=1)


async def test_a_look_that_fails_is_not_the_last(running: World) -> None:
    real, failed = running.dispatcher.run_due, 0

    async def fails() -> int:
        nonlocal failed
        failed += 1
        if failed < 2:
            raise OSError("the disk is out")
        return await real()

    running.dispatcher.run_due = fails  # type: ignore[method-assign]
    await due_in(running, 0)

    async def body(ticking: NudgeClock) -> None:
        await until(sender_got(running))

    await played(running, body, sweep_seconds=1)
    assert failed >= 2


async def test_a_stop_in_the_middle_of_a_chore_is_no_fault(world: World, caplog: pytest.LogCaptureFixture) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        try:
            await asyncio.sleep(DEADLINE)
        finally:
            ended.set()

    ticking = NudgeClock(world.dispatcher, world.clock, chores={slow: timedelta(hours=1)})
    ticking.start(nudges=False)
    async with asyncio.timeout(DEADLINE):
        await begun.wait()
        ticking.stop()
        await ended.wait()
    await asyncio.sleep(0.05)
    assert "raised an exception" not in caplog.text


async def test_chores_that_were_added_are_done_beside_the_first(world: World) -> None:
    done = [asyncio.Event(), asyncio.Event()]

    async def first() -> None:
        done[0].set()

    async def second() -> None:
        done[1].set()

    ticking = NudgeClock(world.dispatcher, world.clock, chores={first: timedelta(hours=1)})
    ticking.add({second: timedelta(hours=1)})
    ticking.start(nudges=False)
    try:
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(*(one.wait() for one in done))
    finally:
        ticking.stop()


class Wall:
    """The machine's clock, which can be set: for APScheduler, for us, and for what asks it how far it is ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by = by = timedelta(0)
        wall = self

        class Set(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return super().now(tz) + wall.by

        real = clock._ahead
        monkeypatch.setattr(base, "datetime", Set)
        monkeypatch.setattr(clock, "datetime", Set)
        monkeypatch.setattr(clock, "_ahead", lambda: real() + wall.by.total_seconds())
        monkeypatch.setattr(clock, "WATCH", 0.02)
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def wall(world: World, monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall(monkeypatch)
    world.clock = world.sender.clock = world.turns.clock = wall  # type: ignore[assignment]
    world.dispatcher = world.another_dispatcher()
    return wall


async def test_a_clock_that_is_set_back_an_hour_holds_nothing_up(world: World, wall: Wall) -> None:
    """Without the watchdog the next sweep lies an hour ahead then."""

    async def body(ticking: NudgeClock) -> None:
        await asyncio.sleep(0.1)  # it looked, and waits for its sweep
        wall.by -= timedelta(hours=1)
        await due_in(world, 0)
        await until(sender_got(world))

    await played(world, body, sweep_seconds=1)


async def test_a_clock_that_is_set_forward_a_day_sends_what_is_due_by_it(world: World, wall: Wall) -> None:
    """Without the watchdog APScheduler sleeps on, for as long as the former clock said."""
    await due_in(world, 1500)

    async def body(ticking: NudgeClock) -> None:
        await asyncio.sleep(0.1)
        assert world.sender.tries == 0
        wall.by += timedelta(hours=20)
        await until(sender_got(world))

    await played(world, body, sweep_seconds=1800)


async def test_what_falls_due_while_a_slow_one_is_sent_does_not_wait_for_it(running: World) -> None:
    """One request that hangs for half a minute is nobody else's business."""
    may_go = asyncio.Event()
    await due_in(running, 0)
    real = running.sender.send

    async def slow(address: str, screen: Screen, occurrence: str) -> None:
        if address == "you":
            await may_go.wait()
        await real(address, screen, occurrence)

    running.sender.send = slow  # type: ignore[method-assign]

    async def body(ticking: NudgeClock) -> None:
        await asyncio.sleep(0.1)
        running.who = OTHER
        nudge = await plan(running, await agreed(running, OTHER), NudgeKind.WELCOME)
        ticking.look_soon()
        await until(sender_got(running))
        assert [dm.occurrence for dm in running.sender.dms] == [nudge]
        may_go.set()

    await played(running, body)
