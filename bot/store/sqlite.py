"""SQLite through aiosqlite: one writing connection with group commit, one reading connection, and a lock on the file.

aiosqlite's cost is the hop to its thread, so a unit of work runs whole in one hop; units that wait at the same time share
one commit, each in a savepoint of its own. A unit that was handed over is finished even when its caller is cancelled.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from bot.store.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from bot.store.filelock import FileLock
from bot.store.migrate import check_version, migrate
from bot.store.sealed import Sealed
from bot.store.unit import Rows, Unit

T = TypeVar("T")
Work = Callable[[], Unit[Any]]

BATCH = 64
BUSY_MS = 5000


@lru_cache(maxsize=1024)
def for_sqlite(statement: str) -> str:
    """A statement as SQLite is to read it: $1 would be a name to it, and it looks for each name among all. Five values by name
    take twice as long as in their order, four hundred twenty times."""
    return re.sub(r"\$(\d+)", r"?\1", statement)


def drive(connection: sqlite3.Connection, unit: Unit[T]) -> T:
    """Run a unit to its end on this thread, and give what it returns."""
    try:
        statement, values = next(unit)
        while True:
            rows = connection.execute(for_sqlite(statement), values).fetchall()
            statement, values = unit.send(cast("Rows", rows))
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        unit.close()


def said_plainly(error: sqlite3.Error, path: Path) -> Exception:
    """What an error of SQLite means to the person at the keyboard."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFullError(f"{path}: no space left on the disk. Nothing of this was saved; make room and try again.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusyError(f"{path}: another program holds the database. Nothing of this was saved; try again.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreDamagedError(
            f"{path} is damaged or not a Bounceback database. It was left as it is; "
            "bring back a backup with: bounceback restore FILE"
        )
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreError(f"{path} cannot be opened for writing. Check the folder and its permissions.")
    return error


class SqliteStore:
    """A store in one file. Made with `open`; to be closed, or the process would not end."""

    shared = False

    def __init__(
        self, path: Path, lock: FileLock | None, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self.path = path
        self.where = str(path)
        self._lock = lock
        self._writer = writer
        self._reader = reader
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._flush: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path, *, alone: bool = True, sealing: Callable[[], Sealed] | None = None) -> SqliteStore:
        """Open the file, make it where there is none, and bring its schema up to date. Raises StoreError.

        `alone` refuses a second process: for whoever takes turns. Without it the schema must be current. `sealing` opens
        the keys, once the lock is held and before anything is made.
        """
        lock = None
        connections: list[aiosqlite.Connection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if alone:
                lock = FileLock.take(path)
            sealed = sealing() if sealing is not None else None
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            for _ in range(2):
                connection = aiosqlite.connect(path, isolation_level=None)
                connections.append(connection)
                await connection
            writer, reader = connections
            await _on(writer, _prepare, path, alone, sealed)
            await _on(reader, _prepare_reader)
        except (sqlite3.Error, StoreError, OSError) as error:
            for connection in connections:
                with contextlib.suppress(ValueError, sqlite3.Error):
                    await connection.close()
                # One that could not be opened ends by itself, and must have done so before the event loop does.
                cast("Any", connection)._thread.join()  # noqa: SLF001 - it has no other way to wait
            if lock:
                lock.release()
            if isinstance(error, sqlite3.Error):
                raise said_plainly(error, path) from error
            if isinstance(error, OSError):
                raise StoreError(
                    f"{path} cannot be used: {error.strerror}. Give another place with --db FILE."
                ) from error
            raise
        return cls(path, lock, writer, reader)

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit of work in a transaction. Raises what the unit raises (it is then undone), or StoreError."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._flush is None:
            self._flush = asyncio.create_task(self._commit_waiting())
        return await future

    async def read(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit that only reads, on a connection of its own: quick while a write waits for the disk."""
        try:
            return cast("T", await _on(self._reader, _read, work))
        except sqlite3.Error as error:
            raise said_plainly(error, self.path) from error

    async def schema(self) -> int:
        return await _on(self._reader, lambda db: int(db.execute("PRAGMA user_version").fetchone()[0]))

    async def _commit_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                try:
                    results = await _on(self._writer, _commit, [work for work, _ in batch])
                except Exception as error:  # noqa: BLE001 - whatever it was, nobody may wait for ever
                    results = [error] * len(batch)
                for (_, future), result in zip(batch, results, strict=True):
                    if future.done():
                        continue
                    if isinstance(result, sqlite3.Error):
                        future.set_exception(said_plainly(result, self.path))
                    elif isinstance(result, BaseException):
                        future.set_exception(result)
                    else:
                        future.set_result(result)
        finally:
            self._flush = None

    async def backup(self, to: Path) -> None:
        """Write a consistent copy beside a running bot, whole or not at all. Raises StoreError."""
        await _copy(self.path, to)

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the log. False where somebody still reads from it: try again later.

        Freed pages and cells were overwritten already (secure_delete).
        """
        try:
            row = await _on(self._writer, lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        except sqlite3.Error as error:
            raise said_plainly(error, self.path) from error
        return bool(row[0] == 0)

    async def close(self) -> None:
        if self._flush is not None:
            await self._flush
        try:
            # Only for speed: a full disk must not keep the process from ending.
            with contextlib.suppress(sqlite3.Error):
                await _on(self._writer, lambda db: db.execute("PRAGMA optimize"))
        finally:
            await self._reader.close()
            await self._writer.close()
            if self._lock:
                self._lock.release()


async def _copy(path: Path, to: Path) -> None:
    if to.exists():
        raise StoreError(f"{to} is already there. Choose another name; nothing was written.")
    part = to.with_name(to.name + ".part")
    try:
        part.unlink(missing_ok=True)
        # VACUUM INTO sees one moment of the database; a stepwise copy would start again at every write. On a connection
        # of its own, because it counts as a write to the reading one, and nobody is to wait for it.
        async with aiosqlite.connect(path, isolation_level=None) as connection:
            await _on(connection, lambda db: db.execute("VACUUM INTO ?", (str(part),)))
        part.chmod(0o600)
        async with aiosqlite.connect(part, isolation_level=None) as connection:
            await _on(connection, leave_out_held)
        part.rename(to)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        said = said_plainly(error, path)
        raise (said if isinstance(said, StoreDamagedError) else said_plainly(error, to)) from error
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{to} cannot be written: {error.strerror}. Nothing was copied.") from error


def leave_out_held(db: sqlite3.Connection) -> None:
    """What its author has not decided about is gone within the hour, and a copy lives longer than that."""
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA foreign_keys = ON")
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'draft'").fetchone():
        # And whoever looked for a person leaves no trace: what they saw before it is what they saw last.
        db.execute(
            "UPDATE member SET current_run = (SELECT came_from FROM run WHERE run.id = member.current_run)"
            " WHERE current_run IN (SELECT id FROM run WHERE flow = 'person')"
        )
        db.execute("DELETE FROM run WHERE flow = 'person'")


async def _on(connection: aiosqlite.Connection, work: Callable[..., T], *args: Any) -> T:
    """Run `work(sqlite3 connection, *args)` whole in the connection's thread: the one use of aiosqlite's inside."""
    inside = cast("Any", connection)
    return cast("T", await inside._execute(lambda: work(inside._conn, *args)))  # noqa: SLF001 - docs/decisions.md says why


def _prepare(db: sqlite3.Connection, path: Path, alone: bool, sealed: Sealed | None) -> None:
    db.row_factory = sqlite3.Row
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    # Looked at before anything is set: turning on WAL would write into a file that is not ours.
    check_version(db, path)
    problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise sqlite3_damaged(problem)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    if alone:
        migrate(db, path, sealed=sealed)


def sqlite3_damaged(problem: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(problem)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


def _prepare_reader(db: sqlite3.Connection) -> None:
    db.row_factory = sqlite3.Row
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    db.execute("PRAGMA query_only = ON")


def _read(db: sqlite3.Connection, work: Work) -> Any:
    db.execute("BEGIN")
    try:
        return drive(db, work())
    finally:
        db.execute("ROLLBACK")


def _commit(db: sqlite3.Connection, batch: list[Work]) -> list[Any]:
    """Run the units in one transaction. A unit's error undoes that unit; a full disk undoes all of them."""
    try:
        db.execute("BEGIN IMMEDIATE")
        # Alone, a unit has the transaction for itself.
        results = [drive(db, batch[0]())] if len(batch) == 1 else [_in_savepoint(db, work) for work in batch]
        db.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - handed to whoever waits for the unit
        if db.in_transaction:
            db.execute("ROLLBACK")
        return [error] * len(batch)
    return results


def _in_savepoint(db: sqlite3.Connection, work: Work) -> Any:
    db.execute("SAVEPOINT unit")
    try:
        result = drive(db, work())
    except Exception as error:
        if not db.in_transaction:
            # SQLite undid the whole transaction by itself, as it does when the disk is full.
            raise
        db.execute("ROLLBACK TO unit")
        result = error
    db.execute("RELEASE unit")
    return result
