"""Letting members out of the places of pods: whoever left, and whoever was forgotten.

What is noted outlives the member: an address and the place that it is to go from. It is sealed with a key of the installation
itself, as the member's own is destroyed at once, and it is deleted when they are out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import ids
from bot.logs import Log
from bot.store.errors import SealError
from bot.store.keys import OWN
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, ms

log = Log("partings")

# Whose key it is sealed with, and what.
OWNER = f"{OWN}partings"
TABLE, FIELD = "parting", "who"
# Whoever could not be let out by then stays: the place is gone, or the bot may not do it.
TRIED_FOR = timedelta(days=30)


def let_out(member: str, circle: str | None, now: datetime, sealed: Sealed) -> Unit[None]:
    """A member is to be let out of the place of their pod: of those of one circle, or of all of them."""
    rows = yield (
        "SELECT seated.pod AS pod, place.platform AS platform, place.address AS place, member.address AS address FROM seated"
        " JOIN pod ON pod.id = seated.pod JOIN place ON place.id = pod.place JOIN member ON member.id = seated.member"
        " WHERE seated.member = $1 AND (pod.circle = $2 OR $2 IS NULL)",
        (member, circle),
    )
    for row in rows:
        try:
            address = sealed.get(member, "member", member, "address", row["address"])
        except SealError as error:
            # Nobody can be asked for, and nothing else is to wait for that.
            log.error("an address cannot be opened", member=member, error=error)
            continue
        yield from note(row["platform"], row["place"], address or "", now, sealed)
        yield "DELETE FROM seated WHERE pod = $1 AND member = $2", (row["pod"], member)


def note(platform: str, place: str, address: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Somebody is to be let out of a place."""
    sealed.admit(OWNER)
    this = ids.new_id()
    yield (
        "INSERT INTO parting (id, platform, place, who, until) VALUES ($1, $2, $3, $4, $5)",
        (this, platform, place, sealed.put(OWNER, TABLE, this, FIELD, address), ms(now + TRIED_FOR)),
    )


def waiting(sealed: Sealed) -> Unit[list[tuple[Row, str | None]]]:
    """Who is to be let out, and from where: each with their address, None where it does not open."""
    return [(row, _who(row, sealed)) for row in (yield from _rows())]


def _rows() -> Unit[list[Row]]:
    return (yield "SELECT * FROM parting ORDER BY until, id", ())


def _who(row: Row, sealed: Sealed) -> str | None:
    try:
        return sealed.get(OWNER, TABLE, row["id"], FIELD, row[FIELD])
    except SealError as error:
        log.error("cannot be opened", table=TABLE, row=row["id"], field=FIELD, error=error)
        return None


def belongs(row: Row, address: str, sealed: Sealed) -> Unit[bool]:
    """Whether they belong there again: they came back in the meantime, and were given the same pod."""
    rows = yield (
        "SELECT circle_member.member FROM circle_member JOIN pod ON pod.id = circle_member.pod JOIN place ON"
        " place.id = pod.place JOIN member ON member.id = circle_member.member WHERE place.platform = $1"
        " AND place.address = $2 AND member.address_hash = $3 AND circle_member.left_at IS NULL AND pod.state = 'open'",
        (row["platform"], row["place"], sealed.hashed(row["platform"], address)),
    )
    return bool(rows)


def parted(row: Row, address: str, sealed: Sealed) -> Unit[None]:
    """They are out. Whoever belongs there again by now is let in by the next look at the pod."""
    yield "DELETE FROM parting WHERE id = $1", (row["id"],)
    yield (
        "DELETE FROM seated WHERE member IN (SELECT id FROM member WHERE platform = $1 AND address_hash = $3)"
        " AND pod IN (SELECT pod.id FROM pod JOIN place ON place.id = pod.place WHERE place.platform = $1"
        " AND place.address = $2)",
        (row["platform"], row["place"], sealed.hashed(row["platform"], address)),
    )


def drop(parting: str) -> Unit[None]:
    """There is nothing to do any more, or nothing that can be done."""
    yield "DELETE FROM parting WHERE id = $1", (parting,)


def check_partings(sealed: Sealed) -> Unit[tuple[int, list[str]]]:
    """Open every address that is kept for this: how many opened, and what is wrong with the others."""
    opened, problems = 0, list[str]()
    for row in (yield from _rows()):
        try:
            sealed.get(OWNER, TABLE, row["id"], FIELD, row[FIELD])
        except SealError as error:
            problems.append(str(error))
        else:
            opened += 1
    return opened, problems
