"""`bounceback restore`: a copy takes the store's place, whole or not at all.

The store's name never goes without a store: everything is written beside it, and one rename puts it in place. Killed before
that, the former store is still the store; killed after it, the copy is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bot.store.errors import SealError, StoreError
from bot.store.filelock import FileLock
from bot.store.keys import SqliteKeys, places
from bot.store.migrate import migrate, numbered
from bot.store.opening import first_start
from bot.store.resealing import reseal
from bot.store.sealed import MemberSealer, Sealed
from bot.store.sqlite import leave_out_held, said_plainly

WAL = "-wal"
KEYS = ".keys"


def bring_back(path: Path, copy: Path, master: Path | None = None) -> Path | None:
    """Put a copy in the store's place, without whoever was forgotten since. Gives where the former store is kept.

    The copy's keys are beside it, in a file that ends in .keys, unless the store's own key store has all of them. Raises
    StoreError; nothing is changed then.
    """
    if not copy.is_file():
        raise StoreError(f"{copy}: there is no such file. Name a file that bounceback backup wrote.")
    if path.exists() and path.samefile(copy):
        raise StoreError(f"{copy} is the store itself. Name a copy of it; nothing was changed.")
    part = _beside(path, ".restoring")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock.take(path)
        try:
            _write_part(copy, part)
            with _keys(path, copy, master) as (keys, copied):
                # Whose key was still to go is gone first: their rows must not come back.
                pending = _pending(path)
                for member in pending.forgotten:
                    keys.shred(member)
                _bring_up_to_date(part, copy, keys, copied, pending)
            kept = _keep(path)
            _swap(part, path)
        finally:
            _remove(part, _beside(part, "-journal"))
            lock.release()
    except OSError as error:
        raise StoreError(f"{path} cannot be replaced ({error.strerror}). What was there is still there.") from error
    return kept


class _Pending(NamedTuple):
    """What the store that is there has still to do for members who are gone from it."""

    forgotten: tuple[str, ...] = ()
    take_back: tuple[tuple[Any, ...], ...] = ()
    partings: tuple[tuple[Any, ...], ...] = ()
    installations: tuple[dict[str, Any], ...] | None = None
    """Where the bot is installed, with tokens that are newer than a copy's. None where that is not known."""


def _pending(path: Path) -> _Pending:
    if first_start(path):
        return _Pending()
    # A store that is damaged has nothing left to say.
    with contextlib.suppress(StoreError), _sqlite(f"{path.resolve().as_uri()}?mode=ro", path) as db:
        gone = tuple(member for (member,) in db.execute("SELECT member FROM forgotten"))
        posts = db.execute("SELECT id, platform, address, reference, until FROM take_back").fetchall()
        if not _has(db, "installation"):
            return _Pending(gone, tuple(map(tuple, posts)))
        parting = db.execute("SELECT id, platform, place, who, until FROM parting") if _has(db, "parting") else ()
        partings = tuple(map(tuple, parting))
        db.row_factory = sqlite3.Row
        installed = tuple(map(dict, db.execute("SELECT * FROM installation")))
        return _Pending(gone, tuple(map(tuple, posts)), partings, installed)
    return _Pending()


def _has(db: sqlite3.Connection, table: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is not None


@contextlib.contextmanager
def _keys(path: Path, copy: Path, master: Path | None) -> Iterator[tuple[SqliteKeys, dict[str, bytes]]]:
    """The store's keys, with those of the copy's members; and those of the copy's installation.

    A key store that was made for this goes again if it fails.
    """
    where, theirs = places(path, master), _beside(copy, KEYS)
    made = not where.store.exists() and theirs.is_file()
    if made:
        _copy(theirs, where.store)
    try:
        keys = SqliteKeys.open(where, first=first_start(path) and first_start(copy))
        with contextlib.closing(keys):
            yield keys, keys.take_over(theirs) if theirs.is_file() else {}
    except BaseException:
        if made:
            where.store.unlink()
        raise


def _write_part(copy: Path, part: Path) -> None:
    """Write what the copy holds to `part`. Whatever is wrong with it shows here."""
    _remove(part, _beside(part, "-journal"))
    # With a log beside it the copy may be of a running store: its log counts. Without one it may be on a read-only disk.
    mode = "mode=ro" if _beside(copy, WAL).exists() else "mode=ro&immutable=1"
    with _sqlite(f"{copy.resolve().as_uri()}?{mode}", copy) as db:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        known = numbered()[-1][0]
        ours = db.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('member', 'run')")
        if version < 1 or ours.fetchone()[0] < 2:
            raise StoreError(f"{copy} is not a copy of a Bounceback store. Nothing was changed.")
        if version > known:
            raise StoreError(
                f"{copy} was made by a newer Bounceback (schema {version}, this one knows {known}). "
                "Update Bounceback first. Nothing was changed."
            )
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreError(f"{copy} is damaged. Take another copy; nothing was changed.")
        # Readable by nobody else from its first byte on.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        db.execute("VACUUM INTO ?", (str(part),))


def _bring_up_to_date(part: Path, copy: Path, keys: SqliteKeys, copied: dict[str, bytes], pending: _Pending) -> None:
    sealed = Sealed(MemberSealer(keys))
    with _sqlite(part.resolve().as_uri(), copy) as db:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        migrate(db, part, sealed=sealed)
        _leave_out(db, copy, keys)
        # Hashed with the key of here: a key store that was made anew in the meantime has another.
        for member, platform, address in db.execute("SELECT id, platform, address FROM member").fetchall():
            with contextlib.suppress(SealError):  # one that was damaged keeps what it had
                opened = sealed.get(member, "member", member, "address", address) or ""
                db.execute("UPDATE member SET address_hash = ? WHERE id = ?", (sealed.hashed(platform, opened), member))
        db.executemany("INSERT OR IGNORE INTO take_back VALUES (?, ?, ?, ?, ?)", pending.take_back)
        db.executemany("INSERT OR IGNORE INTO parting VALUES (?, ?, ?, ?, ?)", pending.partings)
        _keep_installations(db, pending.installations)
        reseal(db, keys, sealed, copied)
    for before in part.parent.glob(f"{part.name}.before-*"):
        before.unlink()  # the copy itself is that already
    _flush(part)


def _keep_installations(db: sqlite3.Connection, now: tuple[dict[str, Any], ...] | None) -> None:
    """A platform's tokens are those of today: a copy's were renewed since, and where the bot was removed it stays so."""
    if now is None:
        return
    db.execute("DELETE FROM installation")
    for row in now:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        db.execute(f"INSERT INTO installation ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - from our schema


def _leave_out(db: sqlite3.Connection, copy: Path, keys: SqliteKeys) -> None:
    """Whoever was forgotten stays so, whatever the copy has of them. All others must have their keys."""
    db.executemany("DELETE FROM member WHERE id = ?", [(member,) for member in keys.forgotten()])
    keyless = {row["id"] for row in db.execute("SELECT id FROM member")} - keys.members()
    if keyless:
        raise StoreError(
            f"{copy}: the keys of {len(keyless)} of its members are not there. Put {_beside(copy, KEYS).name}, which was "
            "written with it, beside it. Nothing was changed."
        )


def _keep(path: Path) -> Path | None:
    """Copy the store that is there to a name of its own, with what its log still holds, but no held texts."""
    if not path.exists():
        return None
    log = _beside(path, WAL)
    _fold_in_log(path)
    kept = next(one for one in _names(path) if not one.exists() and not _beside(one, WAL).exists())
    if log.exists() and log.stat().st_size:
        _copy(log, _beside(kept, WAL))
    _copy(path, kept)
    with contextlib.suppress(StoreError), _sqlite(kept.resolve().as_uri(), kept) as db:
        leave_out_held(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _flush_folder(kept)
    return kept


def _fold_in_log(path: Path) -> None:
    """Have the store's file hold what its log holds. A store that is damaged stays as it is."""
    busy = False
    with contextlib.suppress(StoreError), _sqlite(path.resolve().as_uri(), path) as db:
        busy = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
    if busy:
        raise StoreError(f"{path} is being read by another program. Try again when that is done; nothing was changed.")


def _swap(part: Path, path: Path) -> None:
    # The former log is in the former file, or kept: beside the new file it would be taken for the new file's.
    _remove(_beside(path, WAL), _beside(path, "-shm"))
    part.replace(path)
    _flush_folder(path)


@contextlib.contextmanager
def _sqlite(uri: str, path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
            yield db
    except sqlite3.Error as error:
        raise StoreError(str(said_plainly(error, path))) from error


def _copy(path: Path, to: Path) -> None:
    part = _beside(to, ".part")
    _remove(part)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    shutil.copyfile(path, part)
    _flush(part)
    part.rename(to)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _names(path: Path) -> Iterator[Path]:
    yield _beside(path, ".before-restore")
    for number in range(2, 10_000):
        yield _beside(path, f".before-restore-{number}")


def _flush(path: Path) -> None:
    """Have the disk hold what was written."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
