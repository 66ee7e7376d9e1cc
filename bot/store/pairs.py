"""Pairs of buddies: formed by the rules from who takes part and who met whom."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot import ids
from bot.effects import Nudge, NudgeKind
from bot.pairing import Pair, both, pair
from bot.store.people import here, tell_now
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, ms

# Rounds that are looked back on. Who meets again after longer than this meets as if it were new.
LOOK_BACK = 120
# Why somebody has no buddy: nobody else takes part, everybody else is away, or it does not come out even.
ONLY, AWAY, NONE = "only", "away", "none"


def form_pairs(circle: Row, opened: Row, now: datetime, sealed: Sealed) -> Unit[None]:
    """Form the pairs of a round, and tell everybody who takes part and is not away."""
    today = now.astimezone(ZoneInfo(circle["zone"])).date()
    takers = {one.member.id: one for one in (yield from here(circle)) if one.buddies}
    ready = {id_: one for id_, one in takers.items() if not one.is_away(today)}
    paired = pair(ready, (yield from met(circle["id"])), (yield from apart(circle["id"])), opened["id"])
    for group in paired.groups:
        pairing = ids.derive(opened["id"], "pairing", *group)
        yield (
            "INSERT INTO pairing (id, circle, round, created_at) VALUES ($1, $2, $3, $4)",
            (pairing, circle["id"], opened["id"], ms(now)),
        )
        for member in group:
            yield "INSERT INTO paired (pairing, member) VALUES ($1, $2)", (pairing, member)
        for member in group:
            nudge = Nudge(NudgeKind.BUDDY, after=0, subject=pairing)
            yield from tell_now(ready[member].member, nudge, opened["id"], now, sealed, community=circle["community"])
    why = NONE if len(ready) > 1 else AWAY if len(takers) > 1 else ONLY
    for member in paired.left:
        nudge = Nudge(NudgeKind.BUDDY, after=0, subject=f"{why}:{circle['id']}")
        yield from tell_now(ready[member].member, nudge, opened["id"], now, sealed, community=circle["community"])


def met(circle: str) -> Unit[dict[Pair, int]]:
    """Who met whom in a circle, and in which round last."""
    rows = yield (
        "SELECT round.number AS number, one.member AS one, other.member AS other FROM pairing"
        " JOIN round ON round.id = pairing.round JOIN paired one ON one.pairing = pairing.id"
        " JOIN paired other ON other.pairing = one.pairing AND other.member > one.member"
        " WHERE pairing.circle = $1 AND round.number > (SELECT MAX(number) FROM round WHERE circle = $1) - $2"
        " ORDER BY round.number",
        (circle, LOOK_BACK),
    )
    return {both(row["one"], row["other"]): row["number"] for row in rows}


def apart(circle: str) -> Unit[frozenset[Pair]]:
    """Who in a circle is to be kept apart: it is enough that one of two wants it."""
    rows = yield (
        "SELECT apart.member AS member, apart.other AS other FROM apart"
        " JOIN circle_member ON circle_member.member = apart.member WHERE circle_member.circle = $1",
        (circle,),
    )
    return frozenset(both(row["member"], row["other"]) for row in rows)
