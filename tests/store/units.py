"""Units of work that tests of stores are made of."""

from __future__ import annotations

from bot.store.unit import Unit

ROOM = "INSERT INTO place (id, platform, community, address, name) VALUES ($1, 'test', $2, 'a', $3)"


class Refused(Exception):
    """What a unit of a test raises."""


def put(this: str, group: str = "", fail: bool = False, name: str = "n") -> Unit[str]:
    """Two rows, or none."""
    yield ROOM, (this, group, name)
    yield ROOM, (this + "'", group, name)
    if fail:
        raise Refused(this)
    return this


def names() -> Unit[set[str]]:
    rows = yield "SELECT id FROM place", ()
    return {row["id"] for row in rows}
