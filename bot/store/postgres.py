"""PostgreSQL through asyncpg: a pool of connections, a unit of work in a transaction, and any number of processes.

Units were written to run one after another, so a transaction sees one moment of the store, and one that found another in
its way is undone and run anew. A unit that begins by passing over what others have locked sees what is committed by now
instead: it takes work from a queue.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar, cast

import asyncpg

from bot.store.errors import KeyNeeded, StoreBusyError, StoreError, StoreFullError
from bot.store.place import shown
from bot.store.postgres_schema import bring_up_to_date, check_version, number
from bot.store.unit import Rows, Unit

T = TypeVar("T")
Work = Callable[[], Unit[Any]]

# Connections of one process, at the most. PostgreSQL allows 100 in all where nothing else is said.
CONNECTIONS = 10
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60
# So often another may be in a unit's way before it is given up, with a pause that grows up to so many seconds.
TRIES = 30
LONGEST_PAUSE = 0.2
# So long a unit goes on trying while the database cannot be reached, in seconds: it may be starting anew.
PATIENCE = 5.0
# A unit that reads of very many members is begun anew for each whose key is not in memory. More than this is a fault.
KEYS = 1000

WRITING = "BEGIN ISOLATION LEVEL REPEATABLE READ"
TAKING = "BEGIN ISOLATION LEVEL READ COMMITTED"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

# The last: another process changed the schema under a statement that was prepared.
IN_THE_WAY = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.InvalidCachedStatementError)
# A connection that is cut in the middle of something shows in many ways, of which some are asyncpg's own confusion.
GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    OSError,
    TimeoutError,
)
REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ClientConfigurationError,
)


@lru_cache(maxsize=1024)
def for_postgres(statement: str) -> str:
    """A statement as PostgreSQL is to read it: what stands in /*pg ... */ is for it alone, and a comment for SQLite."""
    return re.sub(r"/\*pg (.*?)\*/", r"\1", statement)


class _Unsure(Exception):
    """The connection went away in the middle of a commit."""


class PostgresStore:
    """A store in a PostgreSQL database. Made with `open`."""

    path = None
    shared = True

    def __init__(self, where: str, pool: Any) -> None:
        self.where = where
        self._pool = pool
        self._going: set[asyncio.Task[Any]] = set()
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, migrating: bool = True) -> PostgresStore:
        """Connect, and bring the schema up to date; without `migrating` it is taken as it is. Raises StoreError."""
        where = shown(url)
        pool = await connected(url, where, CONNECTIONS)
        try:
            async with pool.acquire() as connection:
                if migrating:
                    await bring_up_to_date(connection, where)
                else:
                    await check_version(connection, where)
        except BaseException as error:
            pool.terminate()
            if isinstance(error, asyncpg.PostgresError):
                raise said_plainly(error, where) from error
            raise
        return cls(where, pool)

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit of work in a transaction. Raises what the unit raises (it is then undone), or StoreError."""
        return await self._finished(work, WRITING)

    async def read(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit that only reads, all of it at one moment of the database."""
        return await self._finished(work, READING)

    async def schema(self) -> int:
        async with self._pool.acquire() as connection:
            return await number(connection)

    async def scrub(self) -> bool:
        """Nothing to do: autovacuum frees what was deleted, and it opens with no key any more."""
        return True

    async def close(self) -> None:
        self._closed = True
        if self._going:
            await asyncio.wait(self._going)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._pool.close()
        except (*GONE, asyncpg.PostgresError):
            self._pool.terminate()

    async def _finished(self, work: Callable[[], Unit[T]], begin: str) -> T:
        if self._closed:
            raise StoreError(f"{self.where} was closed.")
        # A task of its own: it is finished even when its caller is cancelled.
        task = asyncio.create_task(self._until_done(work, begin))
        self._going.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited for it may be gone

    async def _until_done(self, work: Callable[[], Unit[T]], begin: str) -> T:
        began, tries, keys = asyncio.get_running_loop().time(), 0, 0
        while True:
            try:
                return await self._once(work, begin)
            except KeyNeeded as needed:
                keys += 1
                if keys > KEYS:
                    raise
                await needed.bring()
                continue
            except IN_THE_WAY as error:
                tries += 1
                if tries >= TRIES:
                    raise StoreBusyError(
                        f"{self.where}: others were in the way {TRIES} times in a row. Nothing of this was saved; try again."
                    ) from error
            except GONE as error:
                tries += 1
                if isinstance(error, ValueError):
                    raise  # a value of another type than the column's: a fault of ours
                if asyncio.get_running_loop().time() - began > PATIENCE:
                    raise said_plainly(error, self.where) from error
            except (_Unsure, asyncpg.PostgresError) as error:
                raise said_plainly(error, self.where) from error
            await asyncio.sleep(random.uniform(0, min(0.002 * 2**tries, LONGEST_PAUSE)))  # noqa: S311 - nothing to guess here

    async def _once(self, work: Callable[[], Unit[T]], begin: str) -> T:
        unit = work()
        try:
            statement, values = next(unit)
        except StopIteration as end:
            return cast("T", end.value)
        if begin is WRITING and "SKIP LOCKED" in statement:
            begin = TAKING
        try:
            async with self._pool.acquire() as connection:
                try:
                    await connection.execute(begin)
                    result = await _driven(connection, unit, statement, values)
                except BaseException as error:
                    await _undo(connection, error)
                    raise
                await _commit(connection)
                return result
        finally:
            unit.close()


async def connected(url: str, where: str, connections: int) -> Any:
    """A pool of connections to a database. Raises StoreError."""
    try:
        return await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=connections,
            # All that we ask, so that none is taken apart twice.
            statement_cache_size=500,
            command_timeout=STATEMENT_SECONDS,
            timeout=CONNECT_SECONDS,
            server_settings={"application_name": "bounceback", "timezone": "UTC"},
            # Every transaction is ended by us, and nothing else is left behind on a connection.
            reset=_nothing,
        )
    except (*GONE, *REFUSED, asyncpg.PostgresError, ValueError) as error:
        raise said_plainly(error, where) from error


async def _nothing(connection: Any) -> None:
    pass


async def _driven(connection: Any, unit: Unit[T], statement: str, values: tuple[Any, ...]) -> T:
    try:
        while True:
            rows = await connection.fetch(for_postgres(statement), *values)
            statement, values = unit.send(cast("Rows", rows))
    except StopIteration as end:
        return cast("T", end.value)


async def _undo(connection: Any, error: BaseException) -> None:
    with suppress(asyncpg.InterfaceError):  # it was given back already, as one that is no more
        try:
            if isinstance(error, GONE):
                connection.terminate()
            else:
                await connection.execute("ROLLBACK")
        except (*GONE, asyncpg.PostgresError):
            connection.terminate()


async def _commit(connection: Any) -> None:
    try:
        await connection.execute("COMMIT")
    except GONE as error:
        raise _Unsure from error


def said_plainly(error: BaseException, where: str) -> Exception:
    """What an error of PostgreSQL means to the person at the keyboard."""
    match error:
        case _Unsure():
            return StoreBusyError(
                f"{where}: the connection went away. It is not known whether this was saved; look again."
            )
        case asyncpg.DiskFullError() | asyncpg.OutOfMemoryError():
            return StoreFullError(f"{where}: the database has no room left. Nothing of this was saved; make room.")
        case asyncpg.InvalidCatalogNameError():
            return StoreError(f"{where}: there is no such database. Make it with createdb; nothing was changed.")
        case asyncpg.InvalidAuthorizationSpecificationError():
            return StoreError(f"{where}: the user or the password is not right. Nothing was changed.")
        case asyncpg.InsufficientPrivilegeError():
            return StoreError(f"{where}: the user may not do that there. Make them the owner of the database.")
        case asyncpg.QueryCanceledError():
            return StoreBusyError(f"{where}: the database took too long. Nothing of this was saved; try again.")
        case asyncpg.ClientConfigurationError() | ValueError():
            return StoreError(f"{where} is no address of a database. Write postgresql://USER@HOST:PORT/DATABASE.")
    if isinstance(error, GONE):
        return StoreBusyError(f"{where} cannot be reached. Nothing of this was saved; is the database running?")
    assert isinstance(error, Exception)  # noqa: S101
    return error
