"""Leases: one owner at a time, whoever dies is taken over within one lease, and who lost one stops before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import leases as units
from bot.store.opening import open_store
from bot.store.place import Postgres
from bot.store.store import Store
from bot.store.unit import Unit
from scheduler.leases import BEAT, HOLD, LEASE, SILENT, Leases, gateway, sender
from tests.world import World

SHARD, DM = gateway("discord", 3), sender("discord")


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def now(self) -> float:
        return self.at


@pytest.fixture
async def store(postgres: Postgres) -> AsyncIterator[Store]:
    opened = await open_store(postgres)
    yield opened.store
    await opened.close()


def process(store: Store, time: Time, *names: str) -> Leases:
    made = Leases(store, time.now)
    for name in names:
        made.want(name)
    return made


def test_a_lease_is_long_enough_for_all_that_happens_in_it() -> None:
    """A beat, then silence, then a look; and whoever could not count on has stopped well before others begin."""
    assert BEAT + SILENT + BEAT < LEASE
    assert HOLD + 5 < SILENT
    assert HOLD > 3 * BEAT


async def test_one_of_many_has_it(store: Store) -> None:
    time = Time()
    many = [process(store, time, SHARD, DM) for _ in range(4)]
    await asyncio.gather(*(one.look() for one in many))
    for name in (SHARD, DM):
        assert sum(one.holds(name) for one in many) == 1


async def test_whoever_dies_is_taken_over_within_one_lease(store: Store) -> None:
    chance = random.Random(5)  # noqa: S311 - nothing to guess here
    for number in range(20):
        time, name = Time(), f"shard-{number}"
        first, second = process(store, time, name), process(store, time, name)
        await first.look()
        await second.look()
        # They look at their own moments, a beat apart at the most.
        time.at += chance.uniform(0, BEAT)
        await second.look()
        time.at += chance.uniform(0, BEAT)
        await first.look()
        died = time.at = time.at + chance.uniform(0, BEAT)
        while not second.holds(name):
            assert not first.holds(name) or time.at - died <= HOLD
            time.at += BEAT
            await second.look()
        assert not first.holds(name)
        assert time.at - died <= LEASE


async def test_who_cannot_count_on_stops_before_anybody_takes_over(store: Store) -> None:
    time = Time()
    first, second = process(store, time, SHARD), process(store, time, SHARD)
    await first.look()
    both = 0
    for _ in range(40):
        time.at += 1
        await second.look()
        both += first.holds(SHARD) and second.holds(SHARD)
        if second.holds(SHARD):
            break
    assert both == 0
    # It comes back to find that it is another's.
    await first.look()
    assert not first.holds(SHARD)
    assert second.holds(SHARD)


async def test_a_pause_that_nobody_made_use_of_costs_nothing(store: Store) -> None:
    time = Time()
    first = process(store, time, SHARD)
    await first.look()
    time.at += 300
    assert not first.holds(SHARD)
    await first.look()
    assert first.holds(SHARD)


async def test_two_that_look_at_the_same_moment_do_not_both_take_over(store: Store) -> None:
    time = Time()
    dead, *others = [process(store, time, SHARD) for _ in range(5)]
    await dead.look()
    for one in others:
        await one.look()
    time.at += SILENT
    await asyncio.gather(*(one.look() for one in others))
    assert sum(one.holds(SHARD) for one in others) == 1


async def test_who_wants_several_never_has_half_of_what_another_has_the_rest_of(store: Store) -> None:
    time = Time()
    names = [gateway("discord", shard) for shard in range(8)]
    many = []
    for _ in range(3):
        one = Leases(store, time.now)
        one.want(*names)
        many.append(one)
    await asyncio.gather(*(one.look() for one in many))
    assert sorted(sum(map(one.holds, names)) for one in many) == [0, 0, 8]


async def test_what_is_given_up_is_taken_at_the_next_look(store: Store) -> None:
    first, second = Leases(store), Leases(store)
    for one in (first, second):
        one.want(SHARD)
        await one.start()
    assert first.holds(SHARD)
    waiting = asyncio.create_task(second.held(SHARD))
    lost = asyncio.create_task(first.lost(SHARD))
    await first.close()
    await second.look()
    await asyncio.wait_for(waiting, 5)
    assert second.holds(SHARD)
    assert not first.holds(SHARD)
    lost.cancel()
    await second.close()
    assert await store.read(units.leases) == {}


async def test_a_job_is_done_by_one(store: Store) -> None:
    time = Time()
    many, done = [Leases(store, time.now) for _ in range(3)], []

    async def job() -> None:
        done.append("done")

    jobs = [one.only_one("retention", job) for one in many]
    # The first only stands by.
    await many[0].look()
    for one in many[1:]:
        await one.in_service()
    for each in jobs:
        await each()
    assert done == ["done"]


async def test_what_nobody_shares_needs_no_leases(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        alone = Leases(world.store)
        await alone.start()
        assert alone.holds(SHARD)
        await asyncio.wait_for(alone.held(SHARD, DM), 5)
        assert await world.rows("SELECT * FROM lease") == []
        await alone.close()


@pytest.mark.both_stores
async def test_the_rows_are_the_same_everywhere(tmp_path: Path) -> None:
    async with World(tmp_path) as world:

        def do() -> Unit[list[object]]:
            return [
                (yield from units.take("a", "x", None)),
                (yield from units.take("b", "x", None)),
                (yield from units.beat("a")),
                (yield from units.take("b", "x", units.Lease("a", 0))),
                (yield from units.take("b", "x", units.Lease("a", 1))),
                (yield from units.beat("a")),
                (yield from units.leases()),
            ]

        assert await world.store.do(do) == [
            True, False, frozenset({"x"}), False, True, frozenset(), {"x": units.Lease("b", 2)},
        ]  # fmt: skip
        await world.store.do(lambda: units.release("b"))
        assert await world.store.read(units.leases) == {}
