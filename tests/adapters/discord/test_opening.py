"""Opening DMs: how many, how fast, and what follows when Discord says that it was too fast."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.discord.opening import Budget
from bot.ports import TryLaterError
from tests.adapters.discord.sending import SCREEN, Stage
from tests.scheduler.planning import agreed, plan, state

HOUR = 3600.0
DAY = timedelta(days=1)


class Time:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def budget(time: Time) -> Budget:
    return Budget(time)


def refused(budget: Budget, *, pressed: bool = False) -> float | None:
    """For how many seconds, or None where one was given."""
    try:
        budget.take(pressed=pressed)
    except TryLaterError as later:
        return later.seconds
    return None


def given(budget: Budget, *, pressed: bool = False) -> int:
    """How many are given right now."""
    count = 0
    while refused(budget, pressed=pressed) is None:
        count += 1
    return count


def test_a_start_gives_few_and_nudges_leave_some_to_those_who_press(budget: Budget) -> None:
    assert (given(budget), given(budget, pressed=True)) == (1, 2)


def test_it_fills_up_no_further_than_to_a_burst(budget: Budget, time: Time) -> None:
    time.at += 1000 * HOUR
    assert (given(budget), given(budget, pressed=True)) == (3, 2)


def test_one_more_comes_every_five_minutes(budget: Budget, time: Time) -> None:
    given(budget, pressed=True)
    assert refused(budget, pressed=True) == 301
    time.at += 299
    assert given(budget, pressed=True) == 0
    time.at += 1
    assert given(budget, pressed=True) == 1


def test_no_hour_has_more_than_seventeen(budget: Budget, time: Time) -> None:
    time.at += 10 * HOUR
    times = []
    for _ in range(300):
        times += [time.at] * given(budget, pressed=True)
        time.at += 60
    assert max(sum(start <= one <= start + HOUR for one in times) for start in times) == 17


def test_those_who_wait_are_told_one_after_the_other_and_none_comes_in_vain(budget: Budget, time: Time) -> None:
    start = time.at
    waiting = [(0.0, number) for number in range(200)]
    tries = dict.fromkeys(range(200), 0)
    opened = []
    while waiting:
        waiting.sort()
        after, number = waiting.pop(0)
        time.at = max(time.at, start + after)
        tries[number] += 1
        again = refused(budget)
        if again is None:
            opened.append((time.at - start, number))
        else:
            waiting.append((time.at - start + again, number))
    assert [number for _, number in opened] == list(range(200))
    assert max(tries.values()) == 2
    assert opened[-1][0] < 200 * 301


def test_whoever_comes_later_waits_behind_them_and_who_presses_does_not(budget: Budget, time: Time) -> None:
    waits = [refused(budget) for _ in range(4)]
    assert waits == [None, 301, 601, 901]
    time.at += 100
    assert refused(budget) == 1101
    assert refused(budget, pressed=True) is None


def test_too_fast_closes_it_for_everybody_and_it_begins_with_nothing(budget: Budget, time: Time) -> None:
    time.at += 10 * HOUR
    budget.close(600)
    assert refused(budget, pressed=True) == 601
    assert refused(budget) == 901
    time.at += 599
    assert given(budget, pressed=True) == 0
    time.at += 1
    assert given(budget, pressed=True) == 2


def test_what_was_not_used_is_there_again(budget: Budget) -> None:
    given(budget, pressed=True)
    budget.give_back()
    assert given(budget, pressed=True) == 1
    for _ in range(10):
        budget.give_back()
    assert given(budget, pressed=True) == 5


# With the sender


async def test_nudges_for_many_new_members_go_out_slowly_and_all_of_them(stage: Stage) -> None:
    world = stage.world
    people = [stage.person(f"member {number}") for number in range(12)]
    planned = [await plan(world, await agreed(world, stage.who(one))) for one in people]
    world.clock.at += DAY
    counts = []
    async with stage.sender() as sender:
        dispatcher = stage.dispatcher(sender)
        start = world.clock.at
        while (wake := await dispatcher.next_wake()) is not None and wake < start + timedelta(hours=2):
            world.clock.at = max(wake, world.clock.at)
            counts.append(await dispatcher.run_due())
    assert (sum(counts), max(counts)) == (12, 1)
    assert [len(one.dms) for one in people] == [1] * 12
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}
    assert len(stage.server.asked("create_dm")) == 12


async def test_who_has_a_dm_is_written_to_also_when_none_may_be_opened(stage: Stage) -> None:
    kim = stage.person("kim")
    async with stage.sender() as sender:
        await sender.send(str(stage.sam.id), SCREEN, "a")
        with pytest.raises(TryLaterError):
            await sender.send(str(kim.id), SCREEN, "b")
        await sender.send(str(stage.sam.id), SCREEN, "c")
        await sender.hand(stage.who(kim), SCREEN, "b")
    assert (len(stage.sam.dms), len(kim.dms)) == (2, 1)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(("operation", "code"), [("create_dm", 40003), ("create_message", 40003), ("create_dm", 20026)])
async def test_too_fast_is_not_asked_again_until_much_later(
    stage: Stage, operation: str, code: int, status: int
) -> None:
    kim, pat = stage.person("kim"), stage.person("pat")
    await stage.dms.keep(stage.who(stage.sam), str(stage.sam.dm.id))
    stage.server.faults.refuse(code, operation, status=status)
    async with stage.sender() as sender:
        with pytest.raises(TryLaterError) as later:
            await sender.send(str(kim.id), SCREEN, "a")
        assert later.value.seconds == (600 if code == 40003 else 6 * 3600)
        with pytest.raises(TryLaterError):
            await sender.hand(stage.who(pat), SCREEN, "b")
        assert len(stage.server.asked("create_dm")) == 1
        # Whose DM is open already is written to.
        await sender.send(str(stage.sam.id), SCREEN, "c")
        stage.world.clock.at += timedelta(seconds=later.value.seconds)
        await sender.hand(stage.who(pat), SCREEN, "b")
    assert len(pat.dms) == 1


async def test_without_a_connection_nothing_is_used_up_and_with_a_lost_answer_it_is(stage: Stage) -> None:
    kim = stage.person("kim")
    async with stage.sender() as sender:
        await stage.dms.keep(stage.who(stage.sam), str(stage.sam.dm.id))
        async with stage.server.down():
            for person in (stage.sam, *[kim] * 5):
                with pytest.raises(TryLaterError):
                    await sender.send(str(person.id), SCREEN, "a")
        stage.server.faults.lose("create_dm")
        with pytest.raises(TryLaterError) as lost:
            await sender.send(str(kim.id), SCREEN, "a")
        with pytest.raises(TryLaterError) as used_up:
            await sender.send(str(kim.id), SCREEN, "a")
    assert (lost.value.seconds, used_up.value.seconds) == (60, 301)
