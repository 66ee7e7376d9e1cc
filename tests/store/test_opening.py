"""Opening a file: ours is brought up to date, anything else is refused in one line and left as it is."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.errors import StoreDamagedError, StoreError
from bot.store.migrate import _statements, migrate, numbered
from bot.store.sqlite import SqliteStore
from bot.store.unit import Row, Unit

HOLDER = """
import asyncio, sys
from pathlib import Path
from bot.store.sqlite import SqliteStore

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    print("held", flush=True)
    sys.stdin.read()
    await store.close()

asyncio.run(main())
"""


def fill() -> Unit[None]:
    for number in range(400):
        yield (
            "INSERT INTO place (id, platform, community, address, name) VALUES ($1, 'test', 'g', 'a', $2)",
            (f"{number:016}", "x" * 300),
        )


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A sound database of some size, closed."""
    path = tmp_path / "data" / "bounceback.db"
    store = await SqliteStore.open(path)
    await store.do(fill)
    await store.close()
    return path


async def refused(path: Path, *, alone: bool = True) -> StoreError:
    """The error of opening, which is one line and leaves the file as it is, twice."""
    before = path.read_bytes()
    with pytest.raises(StoreError):
        await SqliteStore.open(path, alone=alone)
    with pytest.raises(StoreError) as caught:
        await SqliteStore.open(path, alone=alone)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir() if one.suffix != ".lock") == [path.name]
    return caught.value


async def test_a_new_store_is_readable_by_nobody_else(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


async def test_a_page_overwritten_in_the_middle(file: Path) -> None:
    with file.open("r+b") as raw:
        raw.seek(file.stat().st_size // 2 // 4096 * 4096)
        raw.write(os.urandom(4096))
    error = await refused(file)
    assert isinstance(error, StoreDamagedError)
    assert "bounceback restore FILE" in str(error)


async def test_a_file_cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3 + 100)
    assert isinstance(await refused(file), StoreDamagedError)


@pytest.mark.parametrize("size", [20, 100, 4096, 50_000])
async def test_random_bytes(file: Path, size: int) -> None:
    file.write_bytes(os.urandom(size))
    assert isinstance(await refused(file), StoreDamagedError)


async def test_an_empty_file_is_a_new_store(file: Path) -> None:
    # As it is left by a first start that was killed before its first write.
    file.write_bytes(b"")
    store = await SqliteStore.open(file)
    await store.do(fill)
    await store.close()


@pytest.mark.parametrize("journal", ["delete", "wal"])
async def test_the_database_of_another_program(file: Path, journal: str) -> None:
    file.unlink()
    db = sqlite3.connect(file)
    db.execute(f"PRAGMA journal_mode = {journal}")
    db.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY, title TEXT)")
    db.commit()
    db.close()
    assert "a database of something else" in str(await refused(file))
    assert "a database of something else" in str(await refused(file, alone=False))


@pytest.mark.parametrize("alone", [True, False])
async def test_a_newer_schema(file: Path, alone: bool) -> None:
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version = 99")
    db.commit()
    db.close()
    said = str(await refused(file, alone=alone))
    assert "newer Bounceback (schema 99" in said
    assert "Nothing was changed" in said


async def test_a_folder_where_a_file_should_be_or_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "bounceback.db"):
        with pytest.raises(StoreError) as caught:
            await SqliteStore.open(path)
        assert "\n" not in str(caught.value)


async def test_a_second_process_is_refused_and_told_who_holds_it_and_a_kill_frees_it(file: Path) -> None:
    holder = subprocess.Popen(  # noqa: ASYNC220 - nothing else is to go on meanwhile
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match=rf"in use by another Bounceback \(process {holder.pid}\)"):
            await SqliteStore.open(file)
        beside = await SqliteStore.open(file, alone=False)  # what only looks may stand beside it
        await beside.close()
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    store = await SqliteStore.open(file)
    await store.close()


async def test_a_store_that_was_closed_can_be_opened_again_at_once(file: Path) -> None:
    for _ in range(3):
        store = await SqliteStore.open(file)
        with pytest.raises(StoreError, match="in use"):
            await SqliteStore.open(file)
        await store.close()


# Migrations


def test_migrations_are_numbered_from_one_without_a_gap_and_every_statement_is_whole() -> None:
    found = numbered()
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    for _, sql in found:
        assert all(sqlite3.complete_statement(statement) for statement in _statements(sql))


def test_a_statement_that_lost_its_semicolon_is_not_left_out() -> None:
    assert list(_statements("CREATE TABLE a (x);\nCREATE TABLE b (x)\n")) == [
        "CREATE TABLE a (x);\n",
        "CREATE TABLE b (x)\n",
    ]


NEWEST = numbered()[-1][0]
GOOD = "ALTER TABLE place ADD COLUMN colour TEXT;\n"
LATER = [
    (NEWEST + 1, GOOD),
    (
        NEWEST + 2,
        "CREATE TABLE extra (x TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE more (x TEXT) STRICT;\n",
    ),
]


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def tables(db: sqlite3.Connection) -> set[str]:
    return {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


async def test_a_migration_that_stops_half_way_leaves_the_version_before_and_a_copy(file: Path) -> None:
    db = sqlite3.connect(file, isolation_level=None)
    before = tables(db)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(db, file, [*numbered(), *LATER])
    assert version(db) == NEWEST + 1  # the one before it stands
    assert tables(db) == before
    first = file.with_name(f"{file.name}.before-{NEWEST + 1}")
    kept = sqlite3.connect(first)
    assert version(kept) == NEWEST
    assert kept.execute("SELECT COUNT(*) FROM place").fetchone()[0] == 400
    kept.close()
    assert first.stat().st_mode & 0o777 == 0o600

    # The next start tries again, and does not write over the copy from before the first.
    oldest = first.read_bytes()
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, file, [*numbered(), *LATER])
    assert first.read_bytes() == oldest
    migrate(db, file, [*numbered(), LATER[0], (NEWEST + 2, "CREATE TABLE extra (x TEXT) STRICT;\n")])
    assert version(db) == NEWEST + 2
    assert tables(db) == {*before, "extra"}
    db.close()


def test_a_first_start_makes_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    db = sqlite3.connect(path, isolation_level=None)
    migrate(db, path)
    assert version(db) == numbered()[-1][0]
    db.close()
    assert [one.name for one in tmp_path.iterdir()] == ["new.db"]


async def test_an_older_schema_is_not_touched_by_what_stands_beside(file: Path) -> None:
    """Commands that run beside a bot leave bringing the schema up to date to it."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA user_version = 0")
    db.close()
    assert "a database of something else" in str(await refused(file, alone=False))


async def test_a_store_of_version_2_keeps_all_that_is_in_it(tmp_path: Path) -> None:
    """From before communities and DMs were kept: who is in which community is known from its members."""
    path = tmp_path / "old.db"
    db = sqlite3.connect(path, isolation_level=None)
    migrate(db, path, numbered()[:2])
    for member, platform in (("m1", "discord"), ("m2", "discord"), ("m3", "elsewhere")):
        db.execute(
            "INSERT INTO member (id, platform, address_hash, address, language, zone, seen_at, created_at)"
            " VALUES (?, ?, ?, x'01', 'en', 'UTC', 5, 5)",
            (member, platform, member),
        )
    there = (("m1", "g1", None), ("m2", "g1", None), ("m2", "g2", 7), ("m3", "g1", None), ("m3", "g3", None))
    db.executemany("INSERT INTO membership (member, community, left_at) VALUES (?, ?, ?)", there)
    db.execute("INSERT INTO place (id, platform, community, address, name) VALUES ('p', 'discord', 'g1', 'a', '#wins')")
    db.close()
    store = await SqliteStore.open(path)
    try:
        known = [
            (row["platform"], row["id"], row["greeted_at"]) for row in await read(store, "SELECT * FROM community")
        ]
        # Nobody was greeted yet; and where somebody left, the bot need not be any more.
        assert sorted(known) == [("discord", "g1", None), ("elsewhere", "g1", None), ("elsewhere", "g3", None)]
        assert [row["open"] for row in await read(store, "SELECT open FROM place")] == [1]
        assert {row["dm"] for row in await read(store, "SELECT dm FROM member")} == {None}
        # All of them come up at the first look.
        assert {row["checked_at"] for row in await read(store, "SELECT checked_at FROM membership")} == {0}
        assert len(await read(store, "SELECT * FROM membership")) == len(there)
    finally:
        await store.close()
    copy = sqlite3.connect(path.with_name(f"{path.name}.before-3"))
    assert version(copy) == 2
    copy.close()


async def read(store: SqliteStore, sql: str) -> list[Row]:
    def unit() -> Unit[list[Row]]:
        return (yield sql, ())

    return await store.read(unit)
