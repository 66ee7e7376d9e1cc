"""The step of migration 2 that SQL cannot take: text that was kept in the clear is sealed."""

from __future__ import annotations

import sqlite3

from bot.store.sealed import Sealed

# (table, how its rows are called in a seal, columns), as they were then: later migrations may change the tables.
TEXTS = (
    ("answer", "{run}/{key}", ("value",)),
    ("effect", "{run}/{key}", ("stated", "before")),
    ("post", "{id}", ("text",)),
    ("note", "{id}", ("text",)),
    ("plan_item", "{id}", ("text",)),
    ("rejection", "{id}", ("company", "role")),
    ("run", "{id}", ("args",)),
    ("member", "{id}", ("name",)),
)
OF_A_RUN = ("answer", "effect")


def seal_up(db: sqlite3.Connection, sealed: Sealed) -> None:
    """Seal every text of every member, within the migration's transaction."""
    for member, platform, address in db.execute("SELECT id, platform, address_hash FROM member").fetchall():
        sealed.admit(member)
        db.execute(
            "UPDATE member SET address = ?, address_hash = ? WHERE id = ?",
            (
                sealed.put(member, "member", member, "address", address),
                sealed.hashed(platform, address),
                member,
            ),
        )
        for table, name, columns in TEXTS:
            _seal_table(db, sealed, member, table, name, columns)


def _seal_table(
    db: sqlite3.Connection, sealed: Sealed, member: str, table: str, name: str, columns: tuple[str, ...]
) -> None:
    # The names are ours, from the table above.
    whose = (
        "run IN (SELECT id FROM run WHERE member = ?)"
        if table in OF_A_RUN
        else f"{'id' if table == 'member' else 'member'} = ?"
    )
    where = " AND ".join(f"{one} = ?" for one in (("run", "key") if table in OF_A_RUN else ("id",)))
    for row in db.execute(f"SELECT * FROM {table} WHERE {whose}", (member,)).fetchall():  # noqa: S608
        called = name.format(**{key: row[key] for key in row.keys() if isinstance(row[key], str)})  # noqa: SIM118 - a row iterates over values
        for column in columns:
            if row[column] is not None:
                text = sealed.put(member, table, called, column, bytes(row[column]).decode())
                values = (text, *((row["run"], row["key"]) if table in OF_A_RUN else (row["id"],)))
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", values)  # noqa: S608
