"""Opening a store with its keys: the lock first, then the keys, then the database, so that nothing is half-started."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.store.errors import KeysError, StoreError
from bot.store.keys import KeyPlaces, Keys, SqliteKeys, places
from bot.store.place import Place, Postgres
from bot.store.sealed import MemberSealer, Sealed
from bot.store.sqlite import SqliteStore
from bot.store.store import Store
from bot.store.unit import Unit

if TYPE_CHECKING:
    from bot.store.postgres_keys import KeyDatabase

# The schema from which on text is sealed.
SEALED_SINCE = 2


class KeyStore(Keys, Protocol):
    """A key store, as whoever opened it sees it."""

    @property
    def where(self) -> KeyPlaces | KeyDatabase: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A store, its keys, and what seals text with them."""

    store: Store
    keys: KeyStore
    sealed: Sealed

    async def close(self) -> None:
        await self.store.close()
        await self.keys.aclose()


@dataclass(frozen=True, slots=True)
class OpenedFile(Opened):
    """A store in a file."""

    store: SqliteStore
    keys: SqliteKeys


async def open_store(place: Place, master: Path | None = None, *, alone: bool = True) -> Opened:
    """Open the store at `place` with its keys; `master` is where a file's master key is, if not beside it. Raises StoreError.

    `alone` is for whoever takes turns; several may on PostgreSQL. A store whose keys are lost, damaged or another's is not
    opened.
    """
    if isinstance(place, Path):
        return await open_file(place, master, alone=alone)
    return await _open_database(place, serving=alone)


async def open_file(path: Path, master: Path | None = None, *, alone: bool = True) -> OpenedFile:
    """Open the database at `path` with its keys."""
    async with AsyncExitStack() as undone:
        found: list[tuple[SqliteKeys, Sealed]] = []

        def sealing() -> Sealed:
            keys = SqliteKeys.open(places(path, master), first=alone and first_start(path))
            undone.callback(keys.close)
            found.append((keys, Sealed(MemberSealer(keys))))
            return found[0][1]

        store = await SqliteStore.open(path, alone=alone, sealing=sealing)
        undone.push_async_callback(store.close)
        keys, sealed = found[0]
        opened = OpenedFile(store, keys, sealed)
        _all_have_keys(await store.read(_members), keys.members(), str(path), str(keys.where.store))
        undone.pop_all()
    return opened


async def _open_database(place: Postgres, *, serving: bool) -> Opened:
    try:
        # Only whoever keeps a store there needs asyncpg.
        from bot.store.postgres import PostgresStore  # noqa: PLC0415
        from bot.store.postgres_keys import PostgresKeys, SharedSealer  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise StoreError(f"{place}: PostgreSQL needs asyncpg. Run: make postgres-env") from error
    async with AsyncExitStack() as undone:
        store = await PostgresStore.open(place.url, migrating=serving)
        undone.push_async_callback(store.close)
        # Before the schema is up to date there may be no table of members.
        members = await store.read(_members) if await store.schema() else frozenset()
        first = serving and not members
        keys = await PostgresKeys.open(place.keys, place.master, first=first, present=serving)
        undone.push_async_callback(keys.aclose)
        _all_have_keys(members, await keys.members(), store.where, keys.where.store)
        if serving and await store.read(unfinished):
            raise StoreError(f"{store.where}: a copy into it was cut off. Run bounceback store copy once more.")
        opened = Opened(store, keys, Sealed(SharedSealer(keys)))
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


def _all_have_keys(members: frozenset[str], keys: frozenset[str], store: str, where: str) -> None:
    """Every member must have a key: a key store from another day would lose what the others wrote."""
    if keyless := members - keys:
        raise KeysError(
            f"{where} has no key for {len(keyless)} of the members in {store}. It is not the one "
            "that belongs to it: bring that back, or restore a backup. Nothing was started."
        )


def _members() -> Unit[frozenset[str]]:
    rows = yield "SELECT id FROM member", ()
    return frozenset(row["id"] for row in rows)


# Stands among the leases of a store that is being copied into, until all of it is there.
COPYING = "~copying"


def unfinished() -> Unit[bool]:
    """Whether a copy into this store was begun and has not ended."""
    return bool((yield "SELECT name FROM lease WHERE name = $1", (COPYING,)))
