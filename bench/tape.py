"""A store that notes what it is asked, and a bare database beside it with the same settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar, cast

from bench.journey import journey, someone, turns_on
from bench.places import fresh
from bot.store.sqlite import SqliteStore
from bot.store.unit import Statement, Unit

T = TypeVar("T")

SETTINGS = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "page_size", "wal_autocheckpoint")
WRITES = ("INSERT", "UPDATE", "DELETE")


class Taped(SqliteStore):
    """Notes every statement of every transaction."""

    tape: list[tuple[str, list[Statement]]]

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        return await super().do(self._noted("write", work))

    async def read(self, work: Callable[[], Unit[T]]) -> T:
        return await super().read(self._noted("read", work))

    def _noted(self, sort: str, work: Callable[[], Unit[T]]) -> Callable[[], Unit[T]]:
        def noted() -> Unit[T]:
            statements: list[Statement] = []
            self.tape.append((sort, statements))
            unit = work()
            try:
                statement = next(unit)
                while True:
                    statements.append(statement)
                    statement = unit.send((yield statement))
            except StopIteration as end:
                return cast("T", end.value)

        return noted


def size(value: Any) -> int:
    """The bytes of a bound value, as SQLite keeps it or nearly so."""
    match value:
        case None:
            return 0
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case _:
            return 8


async def sizes() -> list[tuple[int, int, int]]:
    """For each turn of a journey: the bytes that it writes, its statements, its transactions."""
    async with turns_on(Taped, "tape") as (turns, store):
        store.tape = []
        found: list[tuple[int, int, int]] = []

        def noted(_: float) -> None:
            statements = [statement for _, transaction in store.tape for statement in transaction]
            written = sum(size(v) for text, values in statements if text.startswith(WRITES) for v in values)
            found.append((written, len(statements), len(store.tape)))
            store.tape.clear()

        await journey(turns, someone(), noted)
        return found


async def settings(store: SqliteStore) -> dict[str, Any]:
    """The settings of the store's own writing connection."""

    def asked() -> Unit[dict[str, Any]]:
        found: dict[str, Any] = {}
        for name in SETTINGS:
            rows = yield f"PRAGMA {name}", ()
            found[name] = next(iter(dict(rows[0]).values()))
        return found

    return await store.do(asked)


class Bare:
    """Plain sqlite3 with the store's settings: one insert and its commit, and nothing else."""

    def __init__(self, name: str, with_settings: dict[str, Any]) -> None:
        self._path = fresh(name)
        self._db = sqlite3.connect(self._path, isolation_level=None)
        for setting, value in with_settings.items():
            self._db.execute(f"PRAGMA {setting} = {value}")
        self._db.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT")
        for setting, value in with_settings.items():
            assert self._db.execute(f"PRAGMA {setting}").fetchone()[0] == value, setting  # noqa: S101 - a fault of ours

    def insert(self, content: bytes) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT INTO bare (value) VALUES (?)", (content,))
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()
        fresh(self._path.stem)
