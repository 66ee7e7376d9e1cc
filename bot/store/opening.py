"""Opening a store with its keys: the lock first, then the keys, then the database, so that nothing is half-started."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.store.errors import KeysError
from bot.store.keys import SqliteKeys, places
from bot.store.sealed import MemberSealer, Sealed
from bot.store.sqlite import SqliteStore
from bot.store.unit import Unit

# The schema from which on text is sealed.
SEALED_SINCE = 2


@dataclass(frozen=True, slots=True)
class Opened:
    """A store, its keys, and what seals text with them."""

    store: SqliteStore
    keys: SqliteKeys
    sealed: Sealed

    async def close(self) -> None:
        await self.store.close()
        self.keys.close()


async def open_store(path: Path, master: Path | None = None, *, alone: bool = True) -> Opened:
    """Open the database at `path` with its keys; `master` is where the master key is, if not beside it. Raises StoreError.

    A database whose keys are lost, damaged or another's is not opened.
    """
    async with AsyncExitStack() as undone:
        found: list[tuple[SqliteKeys, Sealed]] = []

        def sealing() -> Sealed:
            keys = SqliteKeys.open(places(path, master), first=alone and first_start(path))
            undone.callback(keys.close)
            found.append((keys, Sealed(MemberSealer(keys))))
            return found[0][1]

        store = await SqliteStore.open(path, alone=alone, sealing=sealing)
        undone.push_async_callback(store.close)
        opened = Opened(store, *found[0])
        await _check(opened)
        undone.pop_all()
    return opened


def first_start(database: Path) -> bool:
    """Whether nothing in this database was sealed yet: there is none, or it is from before text was sealed."""
    if not database.exists() or not database.stat().st_size:
        return True
    uri = f"{database.resolve().as_uri()}?mode=ro"
    # A file that cannot be read is told of when it is opened.
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0]) < SEALED_SINCE
    return False


async def _check(opened: Opened) -> None:
    """Every member must have a key: a key store from another day would lose what the others wrote."""
    keyless = await opened.store.read(_members) - opened.keys.members()
    if keyless:
        raise KeysError(
            f"{opened.keys.where.store} has no key for {len(keyless)} of the members in {opened.store.path}. It is not the one "
            "that belongs to it: bring that back, or restore a backup. Nothing was started."
        )


def _members() -> Unit[frozenset[str]]:
    rows = yield "SELECT id FROM member", ()
    return frozenset(row["id"] for row in rows)
