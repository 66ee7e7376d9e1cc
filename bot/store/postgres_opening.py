"""Opening a store in PostgreSQL with its keys."""

from __future__ import annotations

from contextlib import AsyncExitStack

from bot.store.errors import StoreError
from bot.store.opening import Opened, all_have_keys, members
from bot.store.place import Postgres
from bot.store.postgres import PostgresStore
from bot.store.postgres_keys import PostgresKeys, SharedSealer
from bot.store.sealed import Sealed
from bot.store.unit import Unit

# Stands among the leases of a store that is being copied into, until all of it is there.
COPYING = "~copying"


async def open_database(place: Postgres, *, serving: bool) -> Opened:
    """Open the store at `place`, beside whoever else does; `serving` is for whoever takes turns. Raises StoreError."""
    async with AsyncExitStack() as undone:
        store = await PostgresStore.open(place.url, migrating=serving)
        undone.push_async_callback(store.close)
        # A database with nothing in it has no table of members.
        known = await store.read(members) if await store.schema() else frozenset()
        if serving and await store.read(unfinished):
            raise StoreError(f"{store.where}: a copy into it was cut off. Run bounceback store copy once more.")
        keys = await PostgresKeys.open(place.keys, place.master, first=serving and not known, present=serving)
        undone.push_async_callback(keys.aclose)
        all_have_keys(known, await keys.members(), store.where, keys.where.store)
        opened = Opened(store, keys, Sealed(SharedSealer(keys)))
        undone.pop_all()
    return opened


async def open_rows(place: Postgres) -> PostgresStore:
    """Open the store alone, as it is. Raises StoreError."""
    return await PostgresStore.open(place.url, migrating=False)


def unfinished() -> Unit[bool]:
    """Whether a copy into this store was begun and has not ended."""
    return bool((yield "SELECT name FROM lease WHERE name = $1", (COPYING,)))
