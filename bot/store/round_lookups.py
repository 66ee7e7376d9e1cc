"""What the flows about pairs and lost circles find out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import rounds
from bot.rounds import Draw, Lost, LostCircle, LostCircles, MyPairs, NextPairs, Pairs
from bot.store.people import THERE
from bot.store.rounds import timetable
from bot.store.unit import Unit

if TYPE_CHECKING:
    from bot.store.lookups import Asker

# Whoever left the circle since, or its community, is nobody's buddy there, and hears of none.
STILL_IN = (
    "JOIN pairing ON pairing.id = paired.pairing JOIN circle_member ON circle_member.circle = pairing.circle"
    " AND circle_member.member = paired.member AND circle_member.left_at IS NULL"
)


def _next_pairs(asker: Asker, lookup: NextPairs) -> Unit[list[str]]:
    rows = yield (
        "SELECT circle.* FROM circle JOIN circle_member ON circle_member.circle = circle.id"  # noqa: S608 - ours
        " WHERE circle.id = $1 AND circle.state = 'open' AND circle.buddies = 1 AND circle_member.member = $3"
        f" AND circle_member.buddies = 1 AND circle.community = $2 AND {THERE}",
        (lookup.circle, (yield from _community(lookup.circle)), asker.member.id),
    )
    return [f"{row['id']} {rounds.first_after(timetable(row), asker.now).begin.isoformat()}" for row in rows]


def _fetch_draws(asker: Asker, kept: list[str]) -> Unit[tuple[Draw, ...]]:
    found = []
    for one in kept:
        circle, _, at = one.partition(" ")
        rows = yield (
            "SELECT place.name AS name, circle.zone AS zone FROM circle JOIN place ON place.id = circle.place"
            " WHERE circle.id = $1",
            (circle,),
        )
        begin = datetime.fromisoformat(at)
        found += [
            Draw(
                circle,
                row["name"],
                begin.astimezone(ZoneInfo(asker.member.zone)),
                begin.astimezone(ZoneInfo(row["zone"])).date(),
            )
            for row in rows
        ]
    return tuple(found)


def _my_pairs(asker: Asker, lookup: MyPairs) -> Unit[list[str]]:
    why, _, circle = lookup.subject.rpartition(":")
    if why:
        rows = yield (
            "SELECT circle FROM circle_member WHERE circle = $1 AND member = $2 AND left_at IS NULL",
            (circle, asker.member.id),
        )
    else:
        rows = yield (
            f"SELECT paired.pairing FROM paired {STILL_IN} WHERE paired.pairing = $1 AND paired.member = $2",  # noqa: S608 - ours
            (circle, asker.member.id),
        )
    return [lookup.subject] if rows else []


def _fetch_pairs(asker: Asker, kept: list[str]) -> Unit[tuple[Pairs, ...]]:
    found = []
    for subject in kept:
        why, _, this = subject.rpartition(":")
        rows = yield (
            "SELECT circle.id AS id, place.name AS name FROM circle JOIN place ON place.id = circle.place"
            " WHERE circle.id = $1 OR circle.id = (SELECT circle FROM pairing WHERE id = $1)",
            (this,),
        )
        others = () if why else (yield from _others(asker, this))
        # Where the other one is gone since, nothing says why.
        reason = why or ("" if others else "none")
        found += [Pairs(row["id"], row["name"], others, reason) for row in rows]
    return tuple(found)


def _others(asker: Asker, pairing: str) -> Unit[tuple[tuple[str, str], ...]]:
    rows = yield (
        "SELECT member.id AS id, member.name AS name, member.address AS address FROM paired"  # noqa: S608 - ours
        f" JOIN member ON member.id = paired.member {STILL_IN} WHERE paired.pairing = $1"
        " AND paired.member <> $2 ORDER BY member.id",
        (pairing, asker.member.id),
    )
    asker.sealed.expect([row["id"] for row in rows])
    return tuple(
        (
            row["id"],
            asker.sealed.shown(row["id"], "member", row["id"], "name", row["name"])
            or asker.sealed.shown(row["id"], "member", row["id"], "address", row["address"])
            or "",
        )
        for row in rows
    )


def _lost_circle(asker: Asker, lookup: LostCircle) -> Unit[list[str]]:
    rows = yield (
        "SELECT id FROM circle WHERE id = $1 AND state = 'lost' AND organiser = $2",
        (lookup.circle, asker.member.id),
    )
    return [row["id"] for row in rows]


def _lost_circles(asker: Asker, lookup: LostCircles) -> Unit[list[str]]:
    rows = yield (
        "SELECT id FROM circle WHERE platform = $1 AND community = $2 AND state = 'lost' ORDER BY created_at, id",
        (asker.member.platform, asker.member.community),
    )
    return [row["id"] for row in rows]


def _fetch_lost(asker: Asker, kept: list[str]) -> Unit[tuple[Lost, ...]]:
    found = []
    for circle in kept:
        rows = yield (
            "SELECT place.name AS name FROM circle JOIN place ON place.id = circle.place WHERE circle.id = $1",
            (circle,),
        )
        found += [Lost(circle, row["name"]) for row in rows]
    return tuple(found)


def _community(circle: str) -> Unit[str]:
    rows = yield "SELECT community FROM circle WHERE id = $1", (circle,)
    return str(rows[0]["community"]) if rows else ""


FINDS: dict[str, Callable[[Any, Any], Unit[Any]]] = {
    NextPairs.kind: _next_pairs,
    MyPairs.kind: _my_pairs,
    LostCircle.kind: _lost_circle,
    LostCircles.kind: _lost_circles,
}
FETCHES: dict[str, Callable[[Any, Any], Unit[Any]]] = {
    NextPairs.kind: _fetch_draws,
    MyPairs.kind: _fetch_pairs,
    LostCircle.kind: _fetch_lost,
    LostCircles.kind: _fetch_lost,
}
