"""What holds for every store, on each: units are whole or not at all, never halved by a cancellation, and read one moment."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from bot.store.checking import check_fields
from bot.store.communities import last_told
from bot.store.errors import SealError, StoreError
from bot.store.forgetting import forget
from bot.store.migrate import newest
from bot.store.opening import Opened, open_store
from bot.store.store import Store
from bot.store.unit import Unit
from tests.store.units import Refused, names, put
from tests.world import World

CANARY = "zyxcanary"
pytestmark = pytest.mark.both_stores
BROKEN = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
FORBIDDEN = (StoreError, sqlite3.Error, asyncpg.ReadOnlySQLTransactionError)


async def opened_at(folder: Path) -> Opened:
    return await open_store(World.database or folder / "s.db")


@pytest.fixture
async def store(tmp_path: Path, store_kind: str) -> AsyncIterator[Store]:
    opened = await opened_at(tmp_path)
    assert opened.store.shared == (store_kind == "postgres")
    yield opened.store
    await opened.close()


async def test_a_unit_that_raises_undoes_only_itself(store: Store) -> None:
    done = await asyncio.gather(
        *(store.do(partial(put, str(number), fail=number % 3 == 0)) for number in range(100)),
        return_exceptions=True,
    )
    assert [isinstance(result, Refused) for result in done] == [number % 3 == 0 for number in range(100)]
    whole = {str(number) for number in range(100) if number % 3}
    assert await store.read(names) == whole | {f"{one}'" for one in whole}


async def test_a_statement_that_fails_undoes_its_unit_and_no_other(store: Store) -> None:
    first, second, third = await asyncio.gather(
        store.do(lambda: put("one")), store.do(lambda: put("one")), store.do(lambda: put("two")), return_exceptions=True
    )
    assert (first, third) == ("one", "two")
    assert isinstance(second, BROKEN)
    assert await store.read(names) == {"one", "one'", "two", "two'"}


async def test_cancelled_callers_neither_halve_nor_stick_a_unit(store: Store) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing to guess here
    tasks: list[asyncio.Task[str]] = []
    for number in range(200):
        tasks.append(asyncio.create_task(store.do(partial(put, str(number)))))
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        await asyncio.sleep(chance.choice((0, 0, 0.0005)))
        chance.choice(tasks[-5:]).cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    cancelled = sum(isinstance(result, asyncio.CancelledError) for result in results)
    assert 20 < cancelled < 200
    assert await asyncio.wait_for(store.do(lambda: put("after")), 5) == "after"
    kept = await store.read(names)
    assert {one + "'" for one in kept if "'" not in one} == {one for one in kept if "'" in one}
    # Whoever was told that it is saved finds it saved.
    assert {result for result in results if isinstance(result, str)} <= kept


async def test_a_reader_sees_whole_units_while_others_write(store: Store) -> None:
    def count() -> Unit[int]:
        first = yield "SELECT COUNT(*) AS n FROM place", ()
        second = yield "SELECT COUNT(*) AS n FROM place", ()
        assert first[0]["n"] == second[0]["n"]
        return int(first[0]["n"])

    writing = asyncio.gather(*(store.do(partial(put, str(number))) for number in range(150)))
    counted = [await store.read(count) for _ in range(50)]
    await writing
    assert all(number % 2 == 0 for number in counted)
    assert counted == sorted(counted)


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(FORBIDDEN):
        await store.read(lambda: put("x"))
    assert await store.read(names) == set()


async def test_a_unit_after_closing_fails_and_does_not_wait_for_ever(tmp_path: Path) -> None:
    opened = await opened_at(tmp_path)
    await opened.close()
    with pytest.raises((ValueError, StoreError), match="closed"):
        await asyncio.wait_for(opened.store.do(lambda: put("late")), 5)


async def test_what_is_closed_while_it_works_finishes_it(tmp_path: Path) -> None:
    opened = await opened_at(tmp_path)
    going = [asyncio.create_task(opened.store.do(partial(put, str(number)))) for number in range(30)]
    await asyncio.sleep(0)
    await opened.store.close()
    await asyncio.gather(*going)
    await opened.keys.aclose()
    again = await opened_at(tmp_path)
    assert len(await again.store.read(names)) == 60
    await again.close()


async def test_units_that_read_before_they_write_lose_nothing(store: Store) -> None:
    """As if they ran one after another: each reads a number, and writes the next."""

    def count_on() -> Unit[None]:
        rows = yield "SELECT hash FROM told WHERE platform = 'a'", ()
        yield (
            "INSERT INTO told (platform, what, hash) VALUES ('a', 'b', $1)"
            " ON CONFLICT (platform, what) DO UPDATE SET hash = excluded.hash",
            (str(int(rows[0]["hash"]) + 1) if rows else "1",),
        )

    await asyncio.gather(*(store.do(count_on) for _ in range(12)))
    assert (await store.read(lambda: last_told("a", "b"))) == "12"


async def test_a_unit_gets_its_rows_wherever_it_is_driven(store: Store) -> None:
    def unit() -> Unit[int]:
        rows = yield "SELECT CAST($1 AS BIGINT) AS n", (20,)
        more = yield "SELECT CAST($1 AS BIGINT) AS n", (rows[0]["n"] + 1,)
        return int(more[0]["n"]) * 2

    assert await store.read(unit) == await store.do(unit) == 42


async def test_a_unit_without_statements_gives_its_result(store: Store) -> None:
    def unit() -> Unit[str]:
        yield from ()
        return "nothing to ask"

    assert await store.read(unit) == await store.do(unit) == "nothing to ask"


async def test_the_schema_is_the_newest(store: Store) -> None:
    assert await store.schema() == newest()


# Text


async def test_what_was_written_opens_after_a_restart_and_nobody_reads_it_otherwise(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await world.command("rejected", company=CANARY)
        for tap in ("start", "skip"):
            await world.tap(tap)
        await world.reopen()
        assert [row["company"] for row in await world.clear("rejection")] == [CANARY]
        assert CANARY not in str(await world.dump())
        checked = await world.store.read(lambda: check_fields(world.sealed))
        assert checked.opened > 3
        assert checked.problems == ()


async def test_whoever_is_forgotten_leaves_no_key_and_nothing_to_do(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await world.command("rejected", company=CANARY)
        (member,) = await world.rows("SELECT id FROM member")
        before = world.sealed.put(member["id"], "note", "n", "text", CANARY)
        await world.store.do(lambda: forget(member["id"], world.clock.at, world.sealed))
        await world.forgetting.finish()
        assert await world.keyed() == frozenset()
        assert {name for name, rows in (await world.dump()).items() if rows} == set()
        with pytest.raises(SealError):
            await world.store.read(lambda: opens(world, member["id"], before))


def opens(world: World, member: str, sealed: bytes | None) -> Unit[str | None]:
    yield from ()
    return world.sealed.get(member, "note", "n", "text", sealed)


async def test_what_is_not_to_be_kept_goes(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await world.command("rejected", company=CANARY)
        await world.retention().often()
        world.clock.at += timedelta(days=181)
        await world.retention().hourly()
        assert await world.rows("SELECT id FROM member") == []
