"""Leases, as units of work: a row says who owns a name, and a count that its owner adds to as long as it lives.

Whether an owner is gone is for others to see, each by a clock of its own: the count stood still for long. So no two machines
have to agree on the time.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.store.unit import Unit


class Lease(NamedTuple):
    """Who owns a name, and how far they counted."""

    owner: str
    beat: int


def leases() -> Unit[dict[str, Lease]]:
    """Every lease, by its name."""
    rows = yield "SELECT name, owner, beat FROM lease", ()
    return {row["name"]: Lease(row["owner"], row["beat"]) for row in rows}


def beat(owner: str) -> Unit[frozenset[str]]:
    """Count on. Gives the names that are the owner's."""
    rows = yield "UPDATE lease SET beat = beat + 1 WHERE owner = $1 RETURNING name", (owner,)
    return frozenset(row["name"] for row in rows)


def take(owner: str, name: str, seen: Lease | None) -> Unit[bool]:
    """Take a name that nobody has, or (`seen`) one whose owner was not heard of since. False where somebody was quicker."""
    if seen is None:
        rows = yield (
            "INSERT INTO lease (name, owner) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING name",
            (name, owner),
        )
    else:
        rows = yield (
            "UPDATE lease SET owner = $2, beat = beat + 1 WHERE name = $1 AND owner = $3 AND beat = $4 RETURNING name",
            (name, owner, seen.owner, seen.beat),
        )
    return bool(rows)


def release(owner: str) -> Unit[None]:
    """Give up all that is the owner's, so that nobody has to wait for it."""
    yield "DELETE FROM lease WHERE owner = $1", (owner,)
