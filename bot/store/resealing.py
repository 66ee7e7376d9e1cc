"""A copy that is brought back beside keys that were made since: what it has sealed with a key of its installation is sealed
with the one of here. Members' keys come with the copy; those of the installation are in use here already."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress

from bot.store import installations, own_words, partings
from bot.store.errors import MemberKeyError, SealError
from bot.store.installations import TokenSeal
from bot.store.keys import OWN, Keys
from bot.store.sealed import KeySealer, Sealed

# (table, what its rows are called by, the sealed column, whose key).
SEALED = (
    ("own_words", ("platform", "community", "language", "message"), "text", own_words.OWNER),
    ("own_entry", ("platform", "community", "id"), "fields", own_words.OWNER),
    (partings.TABLE, ("id",), partings.FIELD, partings.OWNER),
)


class OfACopy:
    """The keys of the installation that a copy is from, by their owners."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = keys

    def admit(self, member: str) -> None:
        """Nothing is ever sealed with these."""

    def key(self, member: str) -> bytes:
        if member not in self._keys:
            raise MemberKeyError(f"The copy has no key for {member}.")
        return self._keys[member]

    def named(self, name: str) -> bytes:
        return self.key(OWN + name)


def reseal(db: sqlite3.Connection, ours: Keys, sealed: Sealed, copied: Mapping[str, bytes]) -> None:
    """Seal with the keys of here what opens with those of the copy alone. What opens with neither stays as it is."""
    theirs = OfACopy(copied)
    with suppress(MemberKeyError):
        former = KeySealer(theirs)
        for table, names, field, owner in SEALED:
            _reseal(db, sealed, former, table, names, field, owner)
        _reseal_tokens(db, TokenSeal(ours), TokenSeal(theirs))


def _reseal(
    db: sqlite3.Connection,
    sealed: Sealed,
    former: KeySealer,
    table: str,
    names: tuple[str, ...],
    field: str,
    owner: str,
) -> None:
    # The names are ours, from the table above.
    where = " AND ".join(f"{name} = ?" for name in names)
    for row in db.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608
        values = tuple(row[name] for name in names)
        called = "/".join(values)
        with suppress(SealError):
            sealed.get(owner, table, called, field, row[field])
            continue
        with suppress(SealError):
            text = former.open(owner, table, called, field, row[field])
            sealed.admit(owner)
            again = sealed.put(owner, table, called, field, text)
            db.execute(f"UPDATE {table} SET {field} = ? WHERE {where}", (again, *values))  # noqa: S608


def _reseal_tokens(db: sqlite3.Connection, ours: TokenSeal, theirs: TokenSeal) -> None:
    for row in db.execute("SELECT * FROM installation").fetchall():
        where = row["platform"], row["community"]
        for field in installations.FIELDS:
            with suppress(SealError):
                ours.open(*where, field, row[field])
                continue
            with suppress(SealError, MemberKeyError):
                again = ours.seal(*where, field, theirs.open(*where, field, row[field]))
                db.execute(
                    f"UPDATE installation SET {field} = ? WHERE platform = ? AND community = ?",  # noqa: S608 - our own names
                    (again, *where),
                )
