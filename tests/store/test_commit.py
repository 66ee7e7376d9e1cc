"""Units of work: whole or not at all, many in one commit, and never stuck."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.store import sqlite
from bot.store.errors import StoreBusyError, StoreError, StoreFullError
from bot.store.sqlite import SqliteStore, _on
from bot.store.unit import Row, Unit

ROOM = "INSERT INTO place (id, platform, community, address, name) VALUES ($1, 'test', $2, 'a', $3)"


class Refused(Exception):
    """What a unit of a test raises."""


def put(this: str, group: str = "", fail: bool = False, name: str = "n") -> Unit[str]:
    """Two rows, or none."""
    yield ROOM, (this, group, name)
    yield ROOM, (this + "'", group, name)
    if fail:
        raise Refused(this)
    return this


def names() -> Unit[set[str]]:
    rows = yield "SELECT id FROM place", ()
    return {row["id"] for row in rows}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "s.db")
    yield opened
    await opened.close()


async def test_a_unit_that_raises_undoes_only_itself(store: SqliteStore) -> None:
    done = await asyncio.gather(
        *(store.do(partial(put, str(number), fail=number % 3 == 0)) for number in range(100)),
        return_exceptions=True,
    )
    assert [isinstance(result, Refused) for result in done] == [number % 3 == 0 for number in range(100)]
    whole = {str(number) for number in range(100) if number % 3}
    assert await store.read(names) == whole | {f"{one}'" for one in whole}


async def test_a_statement_that_fails_undoes_its_unit_and_no_other(store: SqliteStore) -> None:
    first, second, third = await asyncio.gather(
        store.do(lambda: put("one")), store.do(lambda: put("one")), store.do(lambda: put("two")), return_exceptions=True
    )
    assert (first, third) == ("one", "two")
    assert isinstance(second, sqlite3.IntegrityError)
    assert await store.read(names) == {"one", "one'", "two", "two'"}


async def test_units_that_wait_together_share_commits(store: SqliteStore) -> None:
    """The first goes alone; what came while it was written goes together."""
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    await _on(store._writer, lambda db: db.set_trace_callback(count))
    await asyncio.gather(*(store.do(partial(put, str(number))) for number in range(2 * sqlite.BATCH)))
    assert 2 <= commits <= 4


async def test_cancelled_callers_neither_halve_nor_stick_a_unit(store: SqliteStore) -> None:
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
    assert not await _on(store._writer, lambda db: db.in_transaction)


async def test_a_reader_sees_whole_units_while_others_write(store: SqliteStore) -> None:
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


async def test_a_read_cannot_write(store: SqliteStore) -> None:
    with pytest.raises((StoreError, sqlite3.Error)):
        await store.read(lambda: put("x"))
    assert await store.read(names) == set()


async def test_another_program_that_holds_the_database(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    await _on(store._writer, lambda db: db.execute("PRAGMA busy_timeout = 50"))
    other = sqlite3.connect(store.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StoreBusyError, match=r"^\S+: another program holds the database\. Nothing of this was saved"
        ):
            await store.do(lambda: put("held"))
        assert await store.read(names) == set()
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert await store.do(lambda: put("free")) == "free"


async def limit(store: SqliteStore, more: int) -> None:
    def work(db: sqlite3.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + more}")

    await _on(store._writer, work)


async def test_a_full_disk_saves_nothing_of_the_unit_and_says_so(store: SqliteStore) -> None:
    await limit(store, 3)
    with pytest.raises(StoreFullError, match=r"no space left on the disk\. Nothing of this was saved"):
        await store.do(lambda: put("big", name="x" * 20_000))
    assert await store.read(names) == set()
    assert await store.do(lambda: put("small")) == "small"
    await limit(store, 100)
    assert await store.do(lambda: put("big", name="x" * 20_000)) == "big"


async def test_a_full_disk_fails_only_what_needs_room(store: SqliteStore) -> None:
    await limit(store, 3)
    results = await asyncio.gather(
        *(store.do(partial(put, str(number), name="x" * (20_000 if number == 5 else 1))) for number in range(10)),
        return_exceptions=True,
    )
    saved = {result for result in results if isinstance(result, str)}
    failed = [result for result in results if not isinstance(result, str)]
    assert failed
    assert all(isinstance(result, StoreFullError) for result in failed)
    assert {one for one in await store.read(names) if "'" not in one} == saved


async def test_a_full_disk_does_not_keep_the_store_from_closing(tmp_path: Path) -> None:
    opened = await SqliteStore.open(tmp_path / "s.db")
    await opened.do(lambda: put("one"))
    await limit(opened, 0)
    await asyncio.wait_for(opened.close(), 5)
    again = await SqliteStore.open(tmp_path / "s.db")
    assert await again.read(names) == {"one", "one'"}
    await again.close()


async def test_a_unit_after_closing_fails_and_does_not_wait_for_ever(tmp_path: Path) -> None:
    opened = await SqliteStore.open(tmp_path / "s.db")
    await opened.close()
    with pytest.raises(ValueError, match="Connection closed"):
        await asyncio.wait_for(opened.do(lambda: put("late")), 5)


async def test_a_backup_is_whole_readable_by_nobody_else_and_never_overwrites(
    store: SqliteStore, tmp_path: Path
) -> None:
    await store.do(lambda: put("kept"))
    copy = tmp_path / "copy.db"
    writing = asyncio.gather(*(store.do(partial(put, str(number))) for number in range(100)))
    await store.backup(copy)
    await writing
    assert copy.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreError, match="already there"):
        await store.backup(copy)
    with pytest.raises(StoreError, match=r"cannot be (written|opened)"):
        await store.backup(tmp_path / "no folder" / "copy.db")
    opened = await SqliteStore.open(copy)
    kept = await opened.read(names)
    await opened.close()
    assert "kept" in kept
    assert {one + "'" for one in kept if "'" not in one} == {one for one in kept if "'" in one}


def test_rows_are_mappings_by_column(tmp_path: Path) -> None:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row

    def unit() -> Unit[Row]:
        rows = yield "SELECT $1 AS one, $2 AS two, $1 AS three", ("a", 2)
        return rows[0]

    assert dict(sqlite.drive(db, unit())) == {"one": "a", "two": 2, "three": "a"}
    db.close()
