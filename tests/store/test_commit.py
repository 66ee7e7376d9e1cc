"""Units of work on SQLite: many in one commit, a full disk, another program. What holds everywhere is in test_conformance."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.store import sqlite
from bot.store.errors import StoreBusyError, StoreError, StoreFullError
from bot.store.sqlite import SqliteStore, _on
from bot.store.unit import Row, Unit
from tests.store.units import names, put


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "s.db")
    yield opened
    await opened.close()


async def test_units_that_wait_together_share_commits(store: SqliteStore) -> None:
    """The first goes alone; what came while it was written goes together."""
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    await _on(store._writer, lambda db: db.set_trace_callback(count))
    await asyncio.gather(*(store.do(partial(put, str(number))) for number in range(2 * sqlite.BATCH)))
    assert 2 <= commits <= 4


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
