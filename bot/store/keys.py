"""The key store: one key a member, each wrapped by the master key, in a file of its own beside the database.

It is left out of ordinary copies of the database, so that deleting a key makes a member's text unreadable in all of them. It
also remembers who was forgotten (by an id that means nothing elsewhere), so that no older backup brings anybody back.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol

from bot.store.errors import KeysError, MemberKeyError
from bot.store.master import SIZE, MasterKey, new_master, read_master, write_master
from bot.store.wrapping import Wrapping

BUSY_MS = 5000
VERSION = 1
SCHEMA = """
CREATE TABLE wrapped (owner TEXT PRIMARY KEY, master TEXT NOT NULL, key BLOB NOT NULL) STRICT;
CREATE TABLE forgotten (member TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT;
"""
# Owners that are no members: keys of the installation itself.
OWN = "~"


class Keys(Protocol):
    """Where members' keys are kept. What a method changes is on the disk when it returns.

    Where the keys are far away, each may raise KeyNeeded.
    """

    def admit(self, member: str) -> None:
        """Make a key for a member, where they have none."""
        ...

    def key(self, member: str) -> bytes:
        """A member's key, 32 bytes. Raises MemberKeyError where there is none that opens."""
        ...

    def named(self, name: str) -> bytes:
        """A key of the installation itself, made when it is first asked for: for keyed hashes, for the salt of logs."""
        ...


class LocalKeys(Keys, Protocol):
    """Keys that are at hand."""

    def keys(self, members: Sequence[str]) -> dict[str, bytes]:
        """The keys of many at once. Who has none is left out, and one that does not open: `key` says what is wrong."""
        ...

    def shred(self, member: str) -> None:
        """Destroy a member's key, and remember that they were forgotten."""
        ...


class KeyPlaces(NamedTuple):
    """Where the keys of a database are: the wrapped ones, and the master key that opens them."""

    store: Path
    master: Path


def places(database: Path, master: Path | None = None) -> KeyPlaces:
    """Where the keys of `database` are kept: beside it, the master key wherever the configuration says."""
    beside = database.with_name(database.name + ".keys")
    return KeyPlaces(beside, master or database.with_name(database.name + ".master-key"))


class SqliteKeys:
    """A key store in one file. Made with `open`."""

    def __init__(self, where: KeyPlaces, db: sqlite3.Connection, masters: tuple[MasterKey, ...]) -> None:
        self.where = where
        self._db = db
        self._wrapping = Wrapping(masters, str(where.store), where.master)
        # One connection for all threads: a key is read once for each member and then kept ready.
        self._lock = Lock()

    @classmethod
    def open(cls, where: KeyPlaces, *, first: bool) -> SqliteKeys:
        """Open the key store, and make it and the master key where this is the `first` start. Raises KeysError."""
        if first and not where.store.exists() and not where.master.exists():
            write_master(where.master, [new_master()])
        if not where.store.exists() and not first:
            raise KeysError(
                f"{where.store} is not there. It holds the keys to what people wrote; bring it back, "
                "or restore a backup that has its .keys beside it. Nothing was started."
            )
        masters = read_master(where.master)
        with _said(where.store):
            if not where.store.exists():
                os.close(os.open(where.store, os.O_CREAT | os.O_RDWR, 0o600))
            db = _connect(where.store)
            keys = cls(where, db, masters)
            try:
                keys._prepare()
            except BaseException:
                db.close()
                raise
        return keys

    def close(self) -> None:
        with self._lock:
            self._db.close()

    async def aclose(self) -> None:
        self.close()

    def admit(self, member: str) -> None:
        with self._lock, _said(self.where.store):
            self._add(member, secrets.token_bytes(SIZE))

    def key(self, member: str) -> bytes:
        with self._lock, _said(self.where.store):
            found = self._db.execute("SELECT master, key FROM wrapped WHERE owner = ?", (member,)).fetchone()
        if found is None:
            raise MemberKeyError(
                f"{self.where.store} has no key for one of the members. Bring it back from the .keys of a backup."
            )
        return self._wrapping.unwrap(member, *found)

    def keys(self, members: Sequence[str]) -> dict[str, bytes]:
        marks = ", ".join("?" * len(members))
        with self._lock, _said(self.where.store):
            found = self._db.execute(
                f"SELECT owner, master, key FROM wrapped WHERE owner IN ({marks})",  # noqa: S608 - marks only
                tuple(members),
            ).fetchall()
        keys = {}
        for owner, master, key in found:
            with suppress(KeysError):
                keys[owner] = self._wrapping.unwrap(owner, master, key)
        return keys

    def named(self, name: str) -> bytes:
        with self._lock, _said(self.where.store):
            self._add(OWN + name, secrets.token_bytes(SIZE))
        return self.key(OWN + name)

    def shred(self, member: str) -> None:
        with self._lock, _said(self.where.store), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM wrapped WHERE owner = ?", (member,))
            self._db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, date('now'))", (member,))

    def members(self) -> frozenset[str]:
        """Everybody who has a key."""
        with self._lock, _said(self.where.store):
            return frozenset(
                owner for (owner,) in self._db.execute("SELECT owner FROM wrapped") if not owner.startswith(OWN)
            )

    def forgotten(self) -> frozenset[str]:
        """Everybody who was forgotten here."""
        with self._lock, _said(self.where.store):
            return frozenset(member for (member,) in self._db.execute("SELECT member FROM forgotten"))

    def take_over(self, copy: Path) -> dict[str, bytes]:
        """Take the keys of members that a copy of a key store has and this one lacks, but for whoever was forgotten in either.
        Gives those of its installation by their owners, which are not taken: the ones of here are in use.

        A copy from before a rotation opens with the master key of then. Raises KeysError; nothing is taken then.
        """
        with _said(copy):
            if not copy.is_file():
                raise KeysError(f"{copy}: there is no such file.")
            db = sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                theirs = SqliteKeys(
                    KeyPlaces(copy, self.where.master), db, (*self._wrapping.masters, *self.former_masters())
                )
                wrapped = db.execute("SELECT owner, master, key FROM wrapped").fetchall()
                unwrapped = {owner: theirs._wrapping.unwrap(owner, master, key) for owner, master, key in wrapped}
                gone = db.execute("SELECT member, day FROM forgotten").fetchall()
            finally:
                db.close()
        with self._lock, _said(self.where.store), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", gone)
            dead = {member for (member,) in self._db.execute("SELECT member FROM forgotten")}
            for owner, key in unwrapped.items():
                if owner not in dead and not owner.startswith(OWN):
                    self._add(owner, key)
            self._db.executemany("DELETE FROM wrapped WHERE owner = ?", [(member,) for member in dead])
        return {owner: key for owner, key in unwrapped.items() if owner.startswith(OWN)}

    def rotate(self) -> tuple[Path, int]:
        """Wrap every key with a new master key. Gives where the former master key is kept, and how many were wrapped.

        Killed in the middle, the file holds both master keys and every member's key opens with one of them.
        """
        new = new_master()
        kept = keep_master(self.where.master, self._wrapping.current)
        write_master(self.where.master, [new, *self._wrapping.masters])
        former, self._wrapping = (
            self._wrapping,
            Wrapping((new, *self._wrapping.masters), str(self.where.store), self.where.master),
        )
        with self._lock, _said(self.where.store), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            rows = self._db.execute("SELECT owner, master, key FROM wrapped").fetchall()
            for owner, master, key in rows:
                self._db.execute("DELETE FROM wrapped WHERE owner = ?", (owner,))
                self._add(owner, former.unwrap(owner, master, key))
        write_master(self.where.master, [new])
        self._wrapping = Wrapping((new,), str(self.where.store), self.where.master)
        return kept, sum(not owner.startswith(OWN) for owner, _, _ in rows)

    def former_masters(self) -> tuple[MasterKey, ...]:
        """Master keys that rotations left beside the one in use: backups from before may need them."""
        files = sorted(self.where.master.parent.glob(f"{self.where.master.name}.before-*"))
        return tuple(master for file in files for master in read_master(file))

    def everything(self) -> tuple[list[tuple[str, str, bytes]], list[tuple[str, str]]]:
        """All that is kept, as it is kept: (owner, master, wrapped key), and (member, day) of whoever was forgotten."""
        with self._lock, _said(self.where.store):
            return (
                self._db.execute("SELECT owner, master, key FROM wrapped").fetchall(),
                self._db.execute("SELECT member, day FROM forgotten").fetchall(),
            )

    def backup(self, to: Path) -> None:
        """Write a copy, readable by its owner only. It opens with the same master key. Raises KeysError."""
        with self._lock, _said(to):
            os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            self._db.execute("VACUUM INTO ?", (str(to),))

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise KeysError(
                f"{self.where.store} was made by a newer Bounceback. Update Bounceback; nothing was changed."
            )
        if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise KeysError(_broken(self.where.store))
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        if version == 0:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in SCHEMA.strip().splitlines():
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version = {VERSION}")
        # One is enough to tell the right master key from another.
        for owner, master, key in self._db.execute("SELECT owner, master, key FROM wrapped LIMIT 1"):
            self._wrapping.unwrap(owner, master, key)

    def _add(self, owner: str, key: bytes) -> None:
        self._db.execute("INSERT OR IGNORE INTO wrapped VALUES (?, ?, ?)", (owner, *self._wrapping.wrap(owner, key)))


def keep_master(file: Path, master: MasterKey) -> Path:
    """Keep a master key that goes out of use, beside `file`. Gives where."""
    kept = file.with_name(f"{file.name}.before-{master.name}")
    write_master(kept, [master])
    return kept


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return db


def _broken(path: Path) -> str:
    return f"{path} is damaged or no key store of Bounceback. Bring it back from the .keys of a backup; nothing was started."


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk, as one line."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise KeysError(_broken(path)) from error
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise KeysError(f"{path}: no space left on the disk. No key was made; make room and try again.") from error
        raise KeysError(f"{path}: the key store cannot be used ({error}). Nothing was changed.") from error
    except OSError as error:
        raise KeysError(f"{path}: the key store cannot be used ({error.strerror}). Nothing was changed.") from error
