"""Copying a store from its file into PostgreSQL: table by table, then compared by counts and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NamedTuple

from bot.store.errors import StoreError
from bot.store.opening import OpenedFile
from bot.store.own_data import NOT_OWNED, TABLES
from bot.store.place import Postgres
from bot.store.postgres import PostgresStore
from bot.store.postgres_keys import PostgresKeys
from bot.store.postgres_opening import COPYING
from bot.store.store import Store
from bot.store.unit import Row, Unit

# Rows in one transaction.
PAGE = 500
# Circles refer to members (who organises them) and places, and what members have in circles refers to circles.
CIRCLES = ("place", "circle", "round", "pod", "pairing")
# What others refer to first. Leases are of this moment, and are not copied.
ORDER = (
    "member",
    *CIRCLES,
    *(owned.table for owned in reversed(TABLES) if owned.table != "member"),
    *sorted(NOT_OWNED - {"lease", *CIRCLES}),
)
BITS = 256

Copied = Callable[[int], None]


@asynccontextmanager
async def target(place: Postgres) -> AsyncIterator[tuple[PostgresStore, PostgresKeys]]:
    """The databases to copy to. Raises StoreError."""
    store = await PostgresStore.open(place.url)
    try:
        keys = await PostgresKeys.open(place.keys, place.master, first=True, present=True)
        try:
            yield store, keys
        finally:
            await keys.aclose()
    finally:
        await store.close()


class Sum(NamedTuple):
    """How many rows a table has, and a checksum of them that does not depend on their order."""

    rows: int
    check: int


async def size(source: OpenedFile) -> int:
    """How many rows there are to copy."""
    return sum([(await source.store.read(partial(_count, table))) for table in ORDER])


async def copy(source: OpenedFile, store: PostgresStore, keys: PostgresKeys, copied: Copied) -> None:
    """Copy everything, and compare. `copied` hears of rows as they are copied, and again as they are compared.

    Raises StoreError where the target is not empty, or where something is not the same in the end: the target is then marked,
    nothing starts on it, and copying begins anew.
    """
    await store.do(_begin)
    await keys.replace(*source.keys.everything())
    for table in ORDER:
        columns = await source.store.read(partial(_key, table))
        async for page in _pages(source.store, table, columns):
            await store.do(partial(_put, table, page))
            copied(len(page))
    for table in ORDER:
        columns = await source.store.read(partial(_key, table))
        before, after = await _sum(source.store, table, columns), await _sum(store, table, columns)
        if before != after:
            raise StoreError(
                f"{store.where}: the table {table} is not what it is in {source.store.where}. Copy it once more."
            )
        copied(before.rows)
    theirs, ours = await keys.everything(), source.keys.everything()
    if [sorted(one) for one in theirs] != [sorted(one) for one in ours]:
        raise StoreError(f"{keys.where.store}: the keys are not those of {source.store.where}. Copy them once more.")
    await store.do(_end)


def _begin() -> Unit[None]:
    """Mark the target. What a copy that was cut off left there goes; anything else is let be."""
    cut_off = yield "SELECT name FROM lease WHERE name = $1", (COPYING,)
    for table in reversed(ORDER):
        if cut_off:
            yield f"DELETE FROM {table}", ()  # noqa: S608 - our own names
        elif (yield f"SELECT 1 AS one FROM {table} LIMIT 1", ()):  # noqa: S608 - our own names
            raise StoreError("The database to copy to is not empty. Give an empty one; nothing was changed.")
    if (yield "SELECT name FROM lease WHERE name <> $1", (COPYING,)):
        raise StoreError("A Bounceback is running on the database to copy to. Stop it first; nothing was changed.")
    yield "INSERT INTO lease (name, owner) VALUES ($1, '') ON CONFLICT (name) DO NOTHING", (COPYING,)


def _end() -> Unit[None]:
    yield "DELETE FROM lease WHERE name = $1", (COPYING,)


def _count(table: str) -> Unit[int]:
    rows = yield f"SELECT COUNT(*) AS n FROM {table}", ()  # noqa: S608 - our own names
    return int(rows[0]["n"])


def _key(table: str) -> Unit[tuple[str, ...]]:
    """The columns of the primary key, as the file knows them."""
    rows = yield f"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk", ()  # noqa: S608 - our own names
    return tuple(row["name"] for row in rows)


async def _pages(store: Store, table: str, key: tuple[str, ...]) -> AsyncIterator[list[Row]]:
    last: tuple[Any, ...] = ()
    while page := await store.read(partial(_page, table, key, last)):
        yield page
        last = tuple(page[-1][column] for column in key)


def _page(table: str, key: tuple[str, ...], last: tuple[Any, ...]) -> Unit[list[Row]]:
    columns = ", ".join(key)
    marks = ", ".join(f"${number}" for number in range(1, len(key) + 1))
    after = f" WHERE ({columns}) > ({marks})" if last else ""
    return (yield f"SELECT * FROM {table}{after} ORDER BY {columns} LIMIT {PAGE}", last)  # noqa: S608 - our own names


def _put(table: str, page: list[Row]) -> Unit[None]:
    columns = tuple(page[0].keys())
    marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    for row in page:
        values = tuple(row[column] for column in columns)
        yield f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values  # noqa: S608 - our own names


async def _sum(store: Store, table: str, key: tuple[str, ...]) -> Sum:
    rows, check = 0, 0
    async for page in _pages(store, table, key):
        for row in page:
            content = repr(sorted((column, row[column]) for column in row.keys()))  # noqa: SIM118 - a row iterates over values
            check = (check + int.from_bytes(hashlib.sha256(content.encode()).digest())) % 2**BITS
        rows += len(page)
    return Sum(rows, check)
