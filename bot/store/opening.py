"""Opening a store with its keys: the lock first, then the keys, then the database, so that nothing is half-started."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

from bot.fixed import Fixed
from bot.store.errors import KeysError, StoreError
from bot.store.keys import KeyPlaces, Keys, SqliteKeys, places
from bot.store.place import Place
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


class Opened(Fixed):
    """A store, its keys, and what seals text with them."""

    store: Store
    keys: KeyStore
    sealed: Sealed

    async def close(self) -> None:
        await self.store.close()
        await self.keys.aclose()


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
    return cast("Opened", await postgres().open_database(place, serving=alone))


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
        all_have_keys(await store.read(members), keys.members(), str(path), str(keys.where.store))
        undone.pop_all()
    return opened


async def open_rows(place: Place) -> Store:
    """Open the store at `place` beside a running bot, for what needs no keys. Raises StoreError."""
    if isinstance(place, Path):
        return await SqliteStore.open(place, alone=False)
    return cast("Store", await postgres().open_rows(place))


def postgres() -> ModuleType:
    """Only whoever keeps a store in PostgreSQL needs asyncpg. Raises StoreError."""
    try:
        return import_module("bot.store.postgres_opening")
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs asyncpg, which is not there. Run: make postgres-env") from error


def first_start(database: Path) -> bool:
    """Whether nothing in this database was sealed yet: there is none, or it is from before text was sealed."""
    if not database.exists() or not database.stat().st_size:
        return True
    uri = f"{database.resolve().as_uri()}?mode=ro"
    # A file that cannot be read is told of when it is opened.
    with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0]) < SEALED_SINCE
    return False


def all_have_keys(members: frozenset[str], keys: frozenset[str], store: str, where: str) -> None:
    """Every member must have a key: a key store from another day would lose what the others wrote."""
    if keyless := members - keys:
        raise KeysError(
            f"{where} has no key for {len(keyless)} of the members in {store}. It is not the one "
            "that belongs to it: bring that back, or restore a backup. Nothing was started."
        )


def members() -> Unit[frozenset[str]]:
    rows = yield "SELECT id FROM member", ()
    return frozenset(row["id"] for row in rows)
