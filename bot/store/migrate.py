"""Numbered migrations: one transaction each, a copy of the database first, a newer schema refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from bot.store.errors import StoreError


def numbered() -> list[tuple[int, str]]:
    """The migrations that this version knows, as (number, SQL)."""
    found = (file for file in (files("bot.store") / "migrations").iterdir() if file.name.endswith(".sql"))
    return sorted((int(file.name.partition("_")[0]), file.read_text("utf-8")) for file in found)


def check_version(db: sqlite3.Connection, path: Path, known: int | None = None) -> int:
    """The schema's number. Raises StoreError where it is newer than ours, or the file is not one of ours."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    known = numbered()[-1][0] if known is None else known
    if version > known:
        raise StoreError(
            f"{path} was made by a newer Bounceback (schema {version}, this one knows {known}). "
            "Update Bounceback, or give another file with --db FILE. Nothing was changed."
        )
    tables = db.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").fetchone()[0]
    if version == 0 and tables:
        raise StoreError(
            f"{path} is a database of something else. Give another file with --db FILE. Nothing was changed."
        )
    return version


def migrate(db: sqlite3.Connection, path: Path, migrations: list[tuple[int, str]] | None = None) -> None:
    """Bring the schema up to date. Before it changes one that holds data, it writes `<file>.before-<number>`."""
    migrations = numbered() if migrations is None else migrations
    version = check_version(db, path, migrations[-1][0])
    newer = [(number, sql) for number, sql in migrations if number > version]
    if not newer:
        return
    if version:
        # Named for the first, so that a second start after one that was killed half-way keeps the copy of the first.
        copy = path.with_name(f"{path.name}.before-{newer[0][0]}")
        copy.unlink(missing_ok=True)
        db.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)
    for number, sql in newer:
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except sqlite3.Error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement  # one that lost its semicolon is not to be left out unseen
