"""Writing down what arrived: many in one transaction, none kept from it by another, and the truth for whoever waits."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from math import ceil
from typing import Any, TypeVar, cast

import pytest

from bot.observing import Unobserved
from bot.store import nudges
from bot.store.errors import StoreError, StoreFullError
from bot.store.nudges import Arrived, Claimed
from bot.store.store import Store
from bot.store.unit import Unit, ms
from scheduler import marking
from scheduler.marking import MOST, Marking
from tests.scheduler.planning import state
from tests.world import START, World

pytestmark = pytest.mark.both_stores

T = TypeVar("T")


class Counted:
    """A store that counts what it is asked to do, waits with it until it may, and fails where it is told to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked = 0
        self.may = asyncio.Event()
        self.may.set()
        self.busy = asyncio.Event()
        """Set once it was asked."""
        self.failure: Exception | None = None

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        self.asked += 1
        self.busy.set()
        await self.may.wait()
        if self.failure is not None:
            raise self.failure
        return await self._store.do(work)


class AtFault(Unobserved):
    """Somebody who counts, and cannot count one platform's."""

    def nudge(self, platform: str, outcome: str, reason: str | None, late: timedelta | None = None) -> None:
        if platform == "odd":
            raise LookupError("a fault of ours")


@pytest.fixture
def counted(world: World) -> Counted:
    return Counted(world.store)


@pytest.fixture
def marks(world: World, counted: Counted) -> Marking:
    return Marking(cast("Store", counted), world.sealed)


async def claimed(world: World, members: int, each: int = 1) -> list[Claimed]:
    """Nudges of several members, claimed, in the order in which they were due."""

    def unit() -> Unit[None]:
        for number in range(members):
            yield (
                "INSERT INTO member (id, platform, address_hash, language, zone, consent, seen_at, created_at)"
                " VALUES ($1, $2, $3, 'en', 'UTC', 'yes', $4, $4)",
                (f"m{number}", "odd" if number == 1 else "test", f"a{number}", ms(START)),
            )
            for one in range(each):
                due = ms(START - timedelta(seconds=members * each - number * each - one))
                yield (
                    "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at,"
                    " created_at) VALUES ($1, $2, 'item', 1, '', 'UTC', '', $3, $4, $3, $3)",
                    (f"n{number}.{one}", f"m{number}", due, due + 86_400_000),
                )

    await world.store.do(unit)
    found = await world.store.do(lambda: nudges.claim("us", START, members * each))
    assert len(found) == members * each
    return sorted(found, key=lambda nudge: nudge.due_at)


async def sent(world: World) -> int:
    (row,) = await world.rows(
        "SELECT COUNT(*) AS n FROM nudge WHERE state = 'sent' AND owner IS NULL AND next_at IS NULL"
    )
    return int(row["n"])


async def test_many_at_once_take_few_transactions(world: World, counted: Counted, marks: Marking) -> None:
    many = 2 * MOST + 44
    every = await claimed(world, many)
    await asyncio.gather(*(marks.sent(Arrived(one, START)) for one in every))
    assert counted.asked == ceil(many / MOST) == 3
    assert await sent(world) == many


async def test_who_comes_while_some_are_written_down_goes_with_the_next(
    world: World, counted: Counted, marks: Marking
) -> None:
    first, *others = await claimed(world, 20)
    counted.may.clear()
    waiting = [asyncio.create_task(marks.sent(Arrived(first, START)))]
    await counted.busy.wait()
    waiting += [asyncio.create_task(marks.sent(Arrived(one, START))) for one in others]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    counted.may.set()
    await asyncio.gather(*waiting)
    assert counted.asked == 2
    assert await sent(world) == 20


async def test_it_is_on_the_disk_when_that_is_said(world: World, marks: Marking) -> None:
    for one in await claimed(world, 3):
        await marks.sent(Arrived(one, START))
        assert await state(world, one.id) == ("sent", None)


async def test_a_fault_with_one_member_keeps_none_of_the_others(world: World, marks: Marking) -> None:
    every = [one._replace(observer=AtFault()) for one in await claimed(world, 12)]
    told = await asyncio.gather(*(marks.sent(Arrived(one, START)) for one in every), return_exceptions=True)
    assert [one.member for one, error in zip(every, told, strict=True) if isinstance(error, LookupError)] == ["m1"]
    assert [error for error in told if error is not None and not isinstance(error, LookupError)] == []
    assert await sent(world) == 11
    assert await state(world, "n1.0") == ("waiting", None)


async def test_a_store_that_cannot_save_tells_everybody_who_waits(
    world: World, counted: Counted, marks: Marking
) -> None:
    every = await claimed(world, MOST + 10)
    counted.failure = StoreFullError("no space left")
    told = await asyncio.gather(*(marks.sent(Arrived(one, START)) for one in every), return_exceptions=True)
    assert {type(error) for error in told} == {StoreFullError}
    # Not one by one: what cannot save ten cannot save one.
    assert counted.asked == 2
    assert await sent(world) == 0
    counted.failure = None
    await marks.sent(Arrived(every[0], START))
    assert await sent(world) == 1


async def test_whoever_is_cancelled_is_written_down_all_the_same(
    world: World, counted: Counted, marks: Marking
) -> None:
    one, other = await claimed(world, 2)
    counted.may.clear()
    waiting = [asyncio.create_task(marks.sent(Arrived(each, START))) for each in (one, other)]
    await counted.busy.wait()
    waiting[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    counted.may.set()
    await waiting[1]
    assert await sent(world) == 2


async def test_a_failure_that_nobody_waits_for_any_more_is_no_fault(
    world: World, counted: Counted, marks: Marking
) -> None:
    (one,) = await claimed(world, 1)
    said: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: said.append(what))
    counted.may.clear()
    counted.failure = StoreFullError("no space left")
    waiting = asyncio.create_task(marks.sent(Arrived(one, START)))
    await counted.busy.wait()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    counted.may.set()
    await asyncio.sleep(0.01)
    gc.collect()
    assert said == []
    with pytest.raises(StoreError):
        await marks.sent(Arrived(one, START))


@pytest.mark.parametrize("most", [1, MOST])
@pytest.mark.parametrize("last", [0, 2])
async def test_what_a_member_saw_last_is_what_they_go_on_with(
    world: World, marks: Marking, monkeypatch: pytest.MonkeyPatch, most: int, last: int
) -> None:
    monkeypatch.setattr(marking, "MOST", most)
    every = await claimed(world, 2, each=3)
    theirs = [one for one in every if one.member == "m0"]
    theirs.append(theirs.pop(last))
    for_others = [one for one in every if one.member != "m0"]
    order = [one for pair in zip(theirs, for_others, strict=True) for one in pair]
    await asyncio.gather(*(marks.sent(Arrived(one, START)) for one in order))
    assert await sent(world) == 6
    (row,) = await world.rows("SELECT current_run FROM member WHERE id = 'm0'")
    assert row["current_run"] == nudges.run_of(f"n0.{last}")


async def test_what_another_has_by_now_is_left_to_them(world: World, marks: Marking) -> None:
    lost, kept = await claimed(world, 2)
    await world.write("UPDATE nudge SET owner = 'other', attempt = 2 WHERE id = $1", lost.id)
    await asyncio.gather(*(marks.sent(Arrived(one, START)) for one in (lost, kept)))
    assert await state(world, kept.id) == ("sent", None)
    assert await state(world, lost.id) == ("waiting", None)
    rows = await world.rows("SELECT id, current_run FROM member ORDER BY id")
    assert [row["current_run"] for row in rows] == [None, nudges.run_of(kept.id)]
