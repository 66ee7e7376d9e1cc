"""Writing down what arrived: many in one transaction, none kept from it by another, and nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import TypeVar, cast

import pytest

from bot.observing import Unobserved
from bot.store import nudges
from bot.store.errors import StoreFullError
from bot.store.nudges import Arrived, Claimed, PutBack
from bot.store.store import Store
from bot.store.unit import Unit, ms
from scheduler import marking
from scheduler.marking import MOST, Ended, Marking
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
    return Marking(cast("Store", counted), world.sealed, lambda those: None)


def ended(nudge: Claimed) -> Ended:
    return Ended(Arrived(nudge, START))


async def all_written(marks: Marking) -> None:
    while marks.busy:  # noqa: ASYNC110 - what is waited for is the real thing
        await asyncio.sleep(0.001)


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
    await asyncio.gather(*(marks.take(ended(one)) for one in every))
    await all_written(marks)
    assert counted.asked == ceil(many / MOST) == 3
    assert await sent(world) == many


async def test_who_comes_while_some_are_written_down_goes_with_the_next(
    world: World, counted: Counted, marks: Marking
) -> None:
    first, *others = await claimed(world, 20)
    counted.may.clear()
    await marks.take(ended(first))
    await counted.busy.wait()
    for one in others:
        await marks.take(ended(one))
    assert marks.busy
    assert all(marks.has(one.id) for one in (first, *others))
    counted.may.set()
    await all_written(marks)
    assert not any(marks.has(one.id) for one in (first, *others))
    assert counted.asked == 2
    assert await sent(world) == 20


async def test_whoever_hands_one_over_waits_only_where_many_wait_already(
    world: World, counted: Counted, marks: Marking
) -> None:
    every = await claimed(world, MOST + 3)
    counted.may.clear()
    await marks.take(ended(every[0]))
    await counted.busy.wait()
    for one in every[1 : MOST + 1]:
        await marks.take(ended(one))
    late = [asyncio.create_task(marks.take(ended(one))) for one in every[MOST + 1 :]]
    await asyncio.sleep(0)
    assert not any(task.done() for task in late)
    counted.may.set()
    await asyncio.gather(*late)
    await all_written(marks)
    assert await sent(world) == MOST + 3


async def test_it_is_on_the_disk_when_that_is_said(world: World) -> None:
    said: list[str] = []
    marks = Marking(world.store, world.sealed, lambda those: said.extend(one.arrived.nudge.id for one in those))
    for one in await claimed(world, 3):
        await marks.take(ended(one))
        await all_written(marks)
        assert said[-1:] == [one.id]
        assert await state(world, one.id) == ("sent", None)


async def test_what_is_left_of_a_member_is_put_back_with_it(world: World, marks: Marking) -> None:
    first, *others = await claimed(world, 1, each=3)
    until = START + timedelta(minutes=1)
    await marks.take(Ended(Arrived(first, START), [PutBack(one, until, "one-a-day") for one in others]))
    await all_written(marks)
    assert await state(world, first.id) == ("sent", None)
    rows = await world.rows("SELECT next_at, reason, owner, attempt FROM nudge WHERE state = 'waiting'")
    assert [tuple(row.values()) for row in map(dict, rows)] == [(ms(until), "one-a-day", None, 0)] * 2


async def test_a_fault_with_one_member_keeps_none_of_the_others(
    world: World, marks: Marking, capsys: pytest.CaptureFixture[str]
) -> None:
    every = [one._replace(observer=AtFault()) for one in await claimed(world, 12)]
    for one in every:
        await marks.take(ended(one))
    await all_written(marks)
    assert capsys.readouterr().err.count("a fault with one member") == 1
    assert await sent(world) == 11
    assert await state(world, "n1.0") == ("waiting", None)


async def test_what_a_store_cannot_save_is_left_to_its_lease(world: World, counted: Counted, marks: Marking) -> None:
    every = await claimed(world, MOST + 10)
    counted.failure = StoreFullError("no space left")
    counted.may.clear()
    for one in every:
        await marks.take(ended(one))
    counted.may.set()
    await all_written(marks)
    # Not one by one: what cannot save ten cannot save one.
    assert counted.asked == 2
    assert await sent(world) == 0
    assert not any(marks.has(one.id) for one in every)
    counted.failure = None
    await marks.take(ended(every[0]))
    await all_written(marks)
    assert await sent(world) == 1


async def test_whoever_is_cancelled_is_written_down_all_the_same(
    world: World, counted: Counted, marks: Marking
) -> None:
    every = await claimed(world, MOST + 2)
    counted.may.clear()
    await marks.take(ended(every[0]))
    await counted.busy.wait()
    for one in every[1:-1]:
        await marks.take(ended(one))
    waiting = asyncio.create_task(marks.take(ended(every[-1])))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    counted.may.set()
    await all_written(marks)
    assert await sent(world) == MOST + 2


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
    for one in order:
        await marks.take(ended(one))
    await all_written(marks)
    assert await sent(world) == 6
    (row,) = await world.rows("SELECT current_run FROM member WHERE id = 'm0'")
    assert row["current_run"] == nudges.run_of(f"n0.{last}")


async def test_what_another_has_by_now_is_left_to_them(world: World, marks: Marking) -> None:
    lost, kept = await claimed(world, 2)
    await world.write("UPDATE nudge SET owner = 'other', attempt = 2 WHERE id = $1", lost.id)
    for one in (lost, kept):
        await marks.take(ended(one))
    await all_written(marks)
    assert await state(world, kept.id) == ("sent", None)
    assert await state(world, lost.id) == ("waiting", None)
    rows = await world.rows("SELECT id, current_run FROM member ORDER BY id")
    assert [row["current_run"] for row in rows] == [None, nudges.run_of(kept.id)]
