"""Numbered migrations: one transaction each, a copy of the database first, a newer schema refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from bot.store.errors import KeysError, StoreError
from bot.store.sealed import Sealed
from bot.store.sealed_up import seal_up

# What a migration does beyond its SQL, in the same transaction.
STEPS: dict[int, Callable[[sqlite3.Connection, Sealed], None]] = {2: seal_up}
# The copy that is made before these would hold in the clear what they make unreadable: it goes once they are done.
SEALING = frozenset({2})


def numbered() -> list[tuple[int, str]]:
    """The migrations that this version knows, as (number, SQL)."""
    found = (file for file in (files("bot.store") / "migrations").iterdir() if file.name.endswith(".sql"))
    return sorted((int(file.name.partition("_")[0]), file.read_text("utf-8")) for file in found)


def newest() -> int:
    """The schema's number as this version has it."""
    return numbered()[-1][0]


def check_version(db: sqlite3.Connection, path: Path, known: int | None = None) -> int:
    """The schema's number. Raises StoreError where it is newer than ours, or the file is not one of ours."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    known = newest() if known is None else known
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


def migrate(
    db: sqlite3.Connection,
    path: Path,
    migrations: list[tuple[int, str]] | None = None,
    sealed: Sealed | None = None,
) -> None:
    """Bring the schema up to date. Before it changes one that holds data, it writes `<file>.before-<number>`.

    What seals text is needed where there is text to seal. Raises KeysError without it.
    """
    migrations = numbered() if migrations is None else migrations
    version = check_version(db, path, migrations[-1][0])
    newer = [(number, sql) for number, sql in migrations if number > version]
    if not newer:
        for number in SEALING:
            # Killed right after the step that sealed everything, the copy from before is still there.
            _drop_copy(db, path.with_name(f"{path.name}.before-{number}"))
        return
    copy = None
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
            if number in STEPS and version:
                if sealed is None:
                    raise KeysError(f"{path} is from before text was sealed. Start Bounceback with its keys first.")
                STEPS[number](db, sealed)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    if copy is not None and SEALING & {number for number, _ in newer}:
        _drop_copy(db, copy)


def _drop_copy(db: sqlite3.Connection, copy: Path) -> None:
    """Delete a copy in which text is in the clear. What was freed in the store is overwritten (secure_delete), and the log
    that still has it is folded in and cut off."""
    if copy.exists():
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.unlink()


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement  # one that lost its semicolon is not to be left out unseen
