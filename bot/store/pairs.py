"""Pairs of buddies: formed by the rules from who takes part and who met whom."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import combinations
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
        "SELECT pairing.id AS id, paired.member AS member, round.number AS number FROM pairing"
        " JOIN paired ON paired.pairing = pairing.id JOIN round ON round.id = pairing.round"
        " WHERE pairing.circle = $1 AND round.number > (SELECT MAX(number) FROM round WHERE circle = $1) - $2"
        " ORDER BY round.number, pairing.id",
        (circle, LOOK_BACK),
    )
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in rows:
        groups[row["number"], row["id"]].append(row["member"])
    return {both(*two): number for (number, _), group in groups.items() for two in combinations(group, 2)}


def apart(circle: str) -> Unit[frozenset[Pair]]:
    """Who in a circle is to be kept apart: it is enough that one of two wants it."""
    rows = yield (
        "SELECT apart.member AS member, apart.other AS other FROM apart"
        " JOIN circle_member ON circle_member.member = apart.member WHERE circle_member.circle = $1",
        (circle,),
    )
    return frozenset(both(row["member"], row["other"]) for row in rows)
