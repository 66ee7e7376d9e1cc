"""The key store for several hosts: wrapped keys in a PostgreSQL database of their own, the master key in a file on each host.

A unit of work cannot wait for a key, so a key that is not in memory is asked for by KeyNeeded. Keys stay in memory for a
minute: so long, at the most, another process can still read what somebody wrote who was forgotten in this one.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from bot.store.errors import KeyNeeded, KeysError, MemberKeyError
from bot.store.keys import OWN, keep_master
from bot.store.master import SIZE, new_master, read_master, write_master
from bot.store.place import shown
from bot.store.postgres import GONE, connected, said_plainly
from bot.store.sealed import KeySealer
from bot.store.wrapping import Wrapping

# Whoever takes turns holds it together with the others; a rotation of keys holds it alone.
IN_USE = 7_215_309_002
# Whoever opens the keys holds it for a moment.
BEING_MADE = 7_215_309_003
CONNECTIONS = 3
READY_SECONDS = 60.0
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS wrapped (owner TEXT PRIMARY KEY, master TEXT NOT NULL, key BYTEA NOT NULL)",
    "CREATE TABLE IF NOT EXISTS forgotten (member TEXT PRIMARY KEY, day TEXT NOT NULL)",
)
ADD = "INSERT INTO wrapped (owner, master, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"


class KeyDatabase(NamedTuple):
    """Where the keys are: the wrapped ones (as it may be shown), and the master key that opens them."""

    store: str
    master: Path


class PostgresKeys:
    """A key store in a database. Made with `open`."""

    def __init__(self, where: KeyDatabase, pool: Any, wrapping: Wrapping) -> None:
        self.where = where
        self._pool = pool
        self._wrapping = wrapping
        # None for whoever has no key (any more), or one that is damaged.
        self._ready: dict[str, bytes | None] = {}
        self._present: Any = None

    @classmethod
    async def open(cls, url: str, master: Path, *, first: bool, present: bool = False) -> PostgresKeys:
        """Connect, and make the tables, and the master key where this is the `first` start. Raises StoreError.

        `present` is for whoever takes turns: nobody rotates the keys under them.
        """
        where = KeyDatabase(shown(url), master)
        pool = await connected(url, where.store, CONNECTIONS)
        try:
            return await cls._opened(where, pool, first=first, present=present)
        except BaseException as error:
            pool.terminate()
            if isinstance(error, asyncpg.PostgresError):
                raise said_plainly(error, where.store) from error
            raise

    @classmethod
    async def _opened(cls, where: KeyDatabase, pool: Any, *, first: bool, present: bool) -> PostgresKeys:
        async with pool.acquire() as alone:
            # Of two first starts the second finds what the first made.
            await alone.execute("SELECT pg_advisory_lock($1::bigint)", BEING_MADE)
            try:
                keys = await cls._made(where, pool, first=first)
            finally:
                await alone.execute("SELECT pg_advisory_unlock($1::bigint)", BEING_MADE)
        if present:
            await keys.stay()
        return keys

    async def stay(self) -> None:
        """Keep the keys from being changed for as long as they are open."""
        self._present = await self._pool.acquire()
        if not await self._present.fetchval("SELECT pg_try_advisory_lock_shared($1::bigint)", IN_USE):
            raise KeysError(f"{self.where.store}: the keys are being changed at this moment. Start again in a minute.")

    @classmethod
    async def _made(cls, where: KeyDatabase, pool: Any, *, first: bool) -> PostgresKeys:
        if first:
            for statement in SCHEMA:
                await pool.execute(statement)
        elif await pool.fetchval("SELECT to_regclass('wrapped')") is None:
            raise KeysError(
                f"{where.store} has no keys in it. Give the database that belongs to the store; nothing was started."
            )
        one = await pool.fetchrow("SELECT owner, master, key FROM wrapped LIMIT 1")
        if one is None and first and not where.master.exists():
            write_master(where.master, [new_master()])
        keys = cls(where, pool, Wrapping(read_master(where.master), where.store, where.master))
        if one is not None:
            # One is enough to tell the right master key from another.
            keys._wrapping.unwrap(*one)
        for name in ("index", "log"):
            await keys._make(OWN + name)
        return keys

    async def aclose(self) -> None:
        try:
            async with asyncio.timeout(10):
                if self._present is not None:
                    await self._pool.release(self._present)
                await self._pool.close()
        except (*GONE, asyncpg.PostgresError):
            self._pool.terminate()
        self._ready.clear()

    # As units of work see it: what is not in memory is asked for

    def admit(self, member: str) -> None:
        if self._ready.get(member) is None:
            raise KeyNeeded(lambda: self._make(member))

    def key(self, member: str) -> bytes:
        if member not in self._ready:
            raise KeyNeeded(lambda: self.bring([member]))
        key = self._ready[member]
        if key is None:
            raise MemberKeyError(f"{self.where.store} has no key for one of the members, or one that is damaged.")
        return key

    def named(self, name: str) -> bytes:
        if self._ready.get(OWN + name) is None:
            raise KeyNeeded(lambda: self._make(OWN + name))
        return self.key(OWN + name)

    def expect(self, members: Iterable[str]) -> None:
        """Ask for many keys at once."""
        missing = [member for member in members if member not in self._ready]
        if missing:
            raise KeyNeeded(lambda: self.bring(missing))

    # What waits for the database

    async def bring(self, owners: list[str]) -> None:
        """Have the keys of `owners` in memory. One that is damaged counts as none. Raises StoreError."""
        rows = await self._fetch("SELECT owner, master, key FROM wrapped WHERE owner = ANY ($1::text[])", owners)
        found = {}
        for row in rows:
            with suppress(MemberKeyError):
                found[row["owner"]] = self._wrapping.unwrap(*row)
        for owner in owners:
            self._keep(owner, found.get(owner))

    async def shred(self, member: str) -> None:
        """Destroy a member's key, and remember that they were forgotten."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("DELETE FROM wrapped WHERE owner = $1", member)
                await connection.execute(
                    "INSERT INTO forgotten (member, day) VALUES ($1, $2) ON CONFLICT DO NOTHING", member, _today()
                )
        except (*GONE, asyncpg.PostgresError) as error:
            raise said_plainly(error, self.where.store) from error
        self._ready.pop(member, None)

    async def members(self) -> frozenset[str]:
        """Everybody who has a key."""
        rows = await self._fetch("SELECT owner FROM wrapped")
        return frozenset(row["owner"] for row in rows if not row["owner"].startswith(OWN))

    async def forgotten(self) -> frozenset[str]:
        """Everybody who was forgotten here."""
        return frozenset(row["member"] for row in await self._fetch("SELECT member FROM forgotten"))

    async def everything(self) -> tuple[list[tuple[str, str, bytes]], list[tuple[str, str]]]:
        """All that is kept, as it is kept: (owner, master, wrapped key), and (member, day) of whoever was forgotten."""
        wrapped = await self._fetch("SELECT owner, master, key FROM wrapped")
        gone = await self._fetch("SELECT member, day FROM forgotten")
        return [tuple(row) for row in wrapped], [tuple(row) for row in gone]

    async def replace(self, wrapped: list[tuple[str, str, bytes]], gone: list[tuple[str, str]]) -> None:
        """Hold these, as they are, in place of whatever was there."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("DELETE FROM wrapped")
                await connection.execute("DELETE FROM forgotten")
                await connection.executemany("INSERT INTO wrapped (owner, master, key) VALUES ($1, $2, $3)", wrapped)
                await connection.executemany("INSERT INTO forgotten (member, day) VALUES ($1, $2)", gone)
        except (*GONE, asyncpg.PostgresError) as error:
            raise said_plainly(error, self.where.store) from error
        self._ready.clear()

    async def rotate(self) -> tuple[Path, int]:
        """Wrap every key with a new master key, while nobody takes turns. Gives where the former master key is kept, and how
        many were wrapped. Killed in the middle, the file holds both master keys and every key opens with one of them."""
        new, master = new_master(), self.where.master
        async with self._pool.acquire() as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1::bigint)", IN_USE):
                raise KeysError(
                    f"{self.where.store} is in use by a Bounceback that is running. Stop all of them first."
                )
            try:
                former = self._wrapping
                kept = keep_master(master, former.current)
                write_master(master, [new, *former.masters])
                self._wrapping = Wrapping((new, *former.masters), self.where.store, master)
                async with connection.transaction():
                    rows = await connection.fetch("SELECT owner, master, key FROM wrapped FOR UPDATE")
                    await connection.executemany(
                        "UPDATE wrapped SET master = $2, key = $3 WHERE owner = $1",
                        [(row["owner"], *self._wrapping.wrap(row["owner"], former.unwrap(*row))) for row in rows],
                    )
                write_master(master, [new])
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1::bigint)", IN_USE)
        return kept, sum(not row["owner"].startswith(OWN) for row in rows)

    async def _make(self, owner: str) -> None:
        await self._fetch(ADD, owner, *self._wrapping.wrap(owner, secrets.token_bytes(SIZE)))
        # Another process may have been quicker: the one that is kept counts.
        await self.bring([owner])
        self.key(owner)  # made anew, it would be the damaged one again

    async def _fetch(self, statement: str, *values: Any) -> list[Any]:
        try:
            return list(await self._pool.fetch(statement, *values))
        except (*GONE, asyncpg.PostgresError) as error:
            raise said_plainly(error, self.where.store) from error

    def _keep(self, owner: str, key: bytes | None) -> None:
        self._ready[owner] = key
        if not owner.startswith(OWN):
            asyncio.get_running_loop().call_later(READY_SECONDS, self._ready.pop, owner, None)


class SharedSealer(KeySealer):
    """Seals with keys that are brought when they are needed. It keeps none: that is for the key store to do, and to end."""

    def __init__(self, keys: PostgresKeys) -> None:
        super().__init__(keys)
        self._far = keys
        self.expect = keys.expect
        self.shred = keys.shred


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
