"""Several processes on one PostgreSQL: nothing is claimed by two, nothing is lost where one is killed, one sends at a time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.effects import NudgeKind
from bot.ids import new_id
from bot.store import nudges
from bot.store.nudges import LEASE
from bot.store.place import Postgres
from bot.store.unit import ms
from scheduler.dispatch import Dispatcher
from scheduler.leases import SILENT, Leases, sender
from tests.scheduler.planning import agreed, plan
from tests.world import START, World

SEEDS = range(4)
PROCESSES = 4
MEMBERS = 60
EACH = 3


@pytest.fixture(autouse=True)
def in_a_database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "database", postgres)


async def fall_due(world: World, members: int, each: int) -> None:
    """Members, and check-ins of theirs that are due."""
    for number in range(members):
        await world.write(
            "INSERT INTO member (id, platform, address_hash, language, zone, consent, seen_at, created_at)"
            " VALUES ($1, 'test', $2, 'en', 'UTC', 'yes', $3, $3)",
            f"m{number}", f"a{number}", ms(START),
        )  # fmt: skip
        for one in range(each):
            due = ms(START - timedelta(seconds=number + one))
            await world.write(
                "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"
                " VALUES ($1, $2, 'item', 1, '', 'UTC', '', $3, $4, $3, $3)",
                f"n{number}.{one}", f"m{number}", due, due + 86_400_000,
            )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
async def test_none_is_claimed_twice_and_none_is_lost_though_owners_are_killed(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing to guess here
    async with AsyncExitStack() as stack:
        worlds = [await stack.enter_async_context(World(tmp_path)) for _ in range(PROCESSES)]
        await fall_due(worlds[0], MEMBERS, EACH)
        clock = worlds[0].clock
        held: dict[str, str] = {}
        settled: Counter[str] = Counter()

        async def process(world: World) -> None:
            owner = new_id()
            while batch := await world.store.do(partial(nudges.claim, owner, clock.at, chance.randint(1, 9))):
                whose = {one.member for one in batch}
                for one in batch:
                    # Nobody living has it, nor anything else of the same member.
                    assert one.id not in held
                    held[one.id] = owner
                assert len({held[one] for one in held if member_of(one) in whose}) == 1
                await asyncio.sleep(chance.choice((0, 0.001, 0.004)))
                if chance.random() < 0.25:
                    for one in batch:
                        killed.add(one.id)
                    owner = new_id()  # a process that starts in its place
                    continue
                for one in batch:
                    settled[one.id] += await world.store.do(
                        partial(nudges.settle, one, "sent", None, clock.at, world.sealed)
                    )
                    del held[one.id]

        for _ in range(30):
            killed: set[str] = set()
            await asyncio.gather(*map(process, worlds))
            for one in killed:
                held.pop(one, None)
            clock.at += LEASE
            if not await worlds[0].rows("SELECT id FROM nudge WHERE state = 'waiting'"):
                break
        assert settled == Counter({f"n{number}.{one}": 1 for number in range(MEMBERS) for one in range(EACH)})


def member_of(nudge: str) -> str:
    return "m" + nudge[1:].partition(".")[0]


async def test_whoever_lost_its_lease_settles_nothing(tmp_path: Path) -> None:
    async with World(tmp_path) as one, World(tmp_path) as other:
        await fall_due(one, 1, 1)
        (first,) = await one.store.do(lambda: nudges.claim("first", START, 9))
        (second,) = await other.store.do(lambda: nudges.claim("second", START + LEASE, 9))
        assert await one.store.do(lambda: nudges.settle(first, "sent", None, START, one.sealed)) is False
        assert await other.store.do(lambda: nudges.settle(second, "sent", None, START, other.sealed)) is True


async def test_platforms_that_another_process_sends_for_are_left_to_it(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await fall_due(world, 2, 1)
        await world.write("UPDATE member SET platform = 'elsewhere' WHERE id = 'm1'")

        wake = await world.store.read(lambda: nudges.next_wake(("test",)))
        assert wake == START - timedelta(seconds=1)
        assert await world.store.read(lambda: nudges.next_wake(("test", "elsewhere"))) is None
        batch = await world.store.do(lambda: nudges.claim("me", START, 9, elsewhere=("elsewhere",)))
        assert [one.member for one in batch] == ["m0"]


async def test_a_process_that_died_is_taken_over_and_its_messages_with_it(tmp_path: Path) -> None:
    """Two whole bots: the second sends nothing while the first lives, and all of it once the first fell silent."""
    async with World(tmp_path) as first, World(tmp_path) as second:
        passed = [0.0]
        both = []
        for world in (first, second):
            leases = Leases(world.store, lambda: passed[0])
            leases.want(sender("test"))
            await leases.look()
            both.append(leases)
        dispatchers = [
            Dispatcher(one.store, one.sealed, one.turns.opening, one.clock, {"test": one.sender}, partial(ours, has))
            for one, has in zip((first, second), both, strict=True)
        ]  # fmt: skip
        await plan(first, await agreed(first), NudgeKind.WRITING)
        due = await dispatchers[0].next_wake()
        assert due is not None
        first.clock.at = second.clock.at = due
        assert await dispatchers[1].run_due() == 0
        assert await dispatchers[1].next_wake() is None
        passed[0] += SILENT
        await both[1].look()
        assert await dispatchers[0].run_due() == 0
        assert await dispatchers[1].run_due() == 1
        assert (len(first.sender.dms), len(second.sender.dms)) == (0, 1)


def ours(leases: Leases, platform: str) -> bool:
    return leases.holds(sender(platform))
