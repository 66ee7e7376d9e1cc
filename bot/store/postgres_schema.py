"""The schema on PostgreSQL: the same numbered files, with its names for types, and a table for what SQLite keeps in a pragma."""

from __future__ import annotations

import re
from typing import Any

from bot.store.errors import StoreError
from bot.store.migrate import newest, numbered

# Who holds it migrates; a second process that starts waits, and finds it done. The number is arbitrary, and ours.
LOCK = 7_215_309_001
TYPES = {"INTEGER": "BIGINT", "BLOB": "BYTEA"}


def translated(sql: str) -> str:
    """A migration as PostgreSQL knows it: other names for two types, and no words about how tables are stored."""
    sql = re.sub(r"--[^\n]*", "", sql)
    sql = re.sub(r"\)\s*STRICT(,\s*WITHOUT ROWID)?\s*;", ");", sql)
    return re.sub(r"\b(INTEGER|BLOB)\b", lambda found: TYPES[found[0]], sql)


async def number(connection: Any) -> int:
    """The schema's number; 0 for a database with nothing of ours in it."""
    if await connection.fetchval("SELECT to_regclass('schema_number')") is None:
        return 0
    return int(await connection.fetchval("SELECT number FROM schema_number"))


async def check_version(connection: Any, where: str, known: int | None = None) -> int:
    """The schema's number. Raises StoreError where it is newer than ours, or the database is something else's."""
    version = await number(connection)
    known = newest() if known is None else known
    if version > known:
        raise StoreError(
            f"{where} was made by a newer Bounceback (schema {version}, this one knows {known}). "
            "Update Bounceback, or give another database. Nothing was changed."
        )
    if not version and await connection.fetchval(
        "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"
    ):
        raise StoreError(f"{where} is a database of something else. Give an empty one. Nothing was changed.")
    return version


async def bring_up_to_date(connection: Any, where: str, migrations: list[tuple[int, str]] | None = None) -> None:
    """Bring the schema up to date, one transaction for each step. Raises StoreError."""
    migrations = numbered() if migrations is None else migrations
    await connection.execute("SELECT pg_advisory_lock($1::bigint)", LOCK)
    try:
        version = await check_version(connection, where, migrations[-1][0])
        for step, sql in migrations:
            if step <= version:
                continue
            async with connection.transaction():
                await connection.execute(translated(sql))
                await connection.execute("CREATE TABLE IF NOT EXISTS schema_number (number BIGINT NOT NULL)")
                await connection.execute("DELETE FROM schema_number")
                await connection.execute("INSERT INTO schema_number (number) VALUES ($1)", step)
    finally:
        if not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1::bigint)", LOCK)
