"""What an organiser does with the store: look at check-ins, copy it, bring a copy back."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import typer

from bot.store.errors import StoreError
from bot.store.filelock import FileLock
from bot.store.migrate import check_version
from bot.store.nudges import listed as list_nudges
from bot.store.sqlite import SqliteStore, said_plainly


async def listed(path: Path, *, as_json: bool) -> None:
    """Print the check-ins, the earliest first."""
    store = await SqliteStore.open(_there(path), alone=False)
    try:
        rows = await store.read(list_nudges)
    finally:
        await store.close()
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    if not rows:
        typer.echo("no check-ins yet")
    for row in rows:
        reason = f" ({row['reason']})" if row["reason"] else ""
        typer.echo(f"{row['id']}  {row['due']}  {row['kind']!s:16}  {row['state']}{reason}")


async def back_up(path: Path, to: Path) -> None:
    """Copy the store beside a running bot. Raises StoreError."""
    store = await SqliteStore.open(_there(path), alone=False)
    try:
        await store.backup(to)
    finally:
        await store.close()


async def bring_back(path: Path, copy: Path) -> Path | None:
    """Put a copy in the store's place. Gives where the former store is now. Raises StoreError; nothing is changed then."""
    _check(_there(copy))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock.take(path)
    try:
        # The copy is complete beside the store before anything is moved, so a kill leaves one or the other in place.
        part = path.with_name(path.name + ".restoring")
        shutil.copyfile(copy, part)
        part.chmod(0o600)
        _flush(part)
        kept = _set_aside(path)
        part.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be replaced: {error.strerror}. What was there is still there.") from error
    finally:
        lock.release()
    # Opened once, so that an older copy is brought up to date now and not at the next start.
    store = await SqliteStore.open(path)
    await store.close()
    return kept


def _there(path: Path) -> Path:
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file. Give the store with --db FILE or --config FILE.")
    return path


def _check(copy: Path) -> None:
    """Raise StoreError unless this is a sound store that is not newer than we are."""
    try:
        connection = sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                raise StoreError(f"{copy} is damaged. Take another copy; nothing was changed.")
            if check_version(connection, copy) == 0:
                raise StoreError(f"{copy} is not a copy of a Bounceback store. Nothing was changed.")
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(str(said_plainly(error, copy))) from error


def _set_aside(path: Path) -> Path | None:
    """Move the store that is there out of the way, with what its log still holds."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        pass  # it may be damaged, which is why a copy comes back; its log moves along
    finally:
        connection.close()
    kept = next(one for one in _names(path) if not one.exists())
    for end in ("-wal", "-shm"):
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))
    path.replace(kept)
    return kept


def _names(path: Path) -> list[Path]:
    first = path.with_name(path.name + ".before-restore")
    return [first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 1000))]


def _flush(path: Path) -> None:
    """Have the disk hold what was written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
