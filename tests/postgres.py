"""PostgreSQL for tests: databases of their own on the server at hand."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg
import pytest

from bot.store.migrate import newest
from bot.store.place import Postgres
from bot.store.postgres_schema import number

T = TypeVar("T")

# Somebody who may make databases there. BOUNCEBACK_ is kept for the bot's own settings.
WHERE = os.environ.get("TEST_POSTGRES") or "postgres@127.0.0.1:5432"
SERVER = f"postgresql://{WHERE}/postgres"


def on_server(database: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{database}"


async def at_server(*statements: str) -> None:
    connection = await asyncpg.connect(SERVER, timeout=5)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def needed() -> None:
    """Skip what needs PostgreSQL where there is none, and say so; in CI that is a failure."""
    try:
        apart(at_server())
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        said = f"no PostgreSQL at {WHERE} ({type(error).__name__}); TEST_POSTGRES=USER@HOST:PORT names another"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)


@contextmanager
def databases(number: int = 2) -> Iterator[list[str]]:
    """New databases with names that nobody has, dropped at the end. Gives their addresses."""
    names = [f"bounceback_{secrets.token_hex(6)}" for _ in range(number)]
    apart(at_server(*(f"CREATE DATABASE {name}" for name in names)))
    try:
        yield [on_server(name) for name in names]
    finally:
        apart(at_server(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names)))


async def empty(place: Postgres) -> None:
    """Leave nothing in the databases: quicker than making new ones."""
    for url in (place.url, place.keys):
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        finally:
            await connection.close()


async def clear(place: Postgres) -> None:
    """Leave no row in the databases. Where they have our newest schema it stays: that is quicker still than making it anew."""
    for url in (place.url, place.keys):
        connection = await asyncpg.connect(url)
        try:
            if url == place.url and await number(connection) != newest():
                await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                continue
            tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            names = [row["tablename"] for row in tables if row["tablename"] != "schema_number"]
            # What refers to what does not matter: nothing is left.
            await connection.execute(
                "SET session_replication_role = replica; " + "; ".join(f"DELETE FROM {name}" for name in names)  # noqa: S608 - ours
            )
        finally:
            await connection.close()


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end on a thread and a loop of its own: a fixture may be set up while the test's loop is there."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def cut_connections(url: str) -> int:
    """End every other connection to a database, as a restart does. Gives how many there were."""
    connection = await asyncpg.connect(url)
    try:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return len(ended)
    finally:
        await connection.close()
