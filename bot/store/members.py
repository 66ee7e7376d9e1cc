"""Members: found by their platform's address, made at their first event."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.ports import Who
from bot.rows import Cadence, Consent, Member
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms
from bot.text import clean


def member_of(row: Row, sealed: Sealed) -> Member:
    """A row of the table `member` in the clear."""
    return Member(
        id=row["id"],
        platform=row["platform"],
        address=row["address"],
        community=row["community"],
        name=sealed.get(row["id"], "member", row["id"], "name", row["name"]),
        language=row["language"],
        zone=row["zone"],
        country=row["country"],
        consent=Consent(row["consent"]),
        cadence=Cadence(row["cadence"]),
        weekday=row["weekday"],
        hour=row["hour"],
        quiet_from=time.fromisoformat(row["quiet_from"]),
        quiet_until=time.fromisoformat(row["quiet_until"]),
        paused_until=date.fromisoformat(row["paused_until"]) if row["paused_until"] else None,
        hushed=bool(row["hushed"]),
        seen_at=at(row["seen_at"]),
    )


def find_member(who: Who) -> Unit[Row | None]:
    rows = yield "SELECT * FROM member WHERE platform = $1 AND address = $2", (who.platform, who.address)
    return rows[0] if rows else None


def make_member(member: str, who: Who, language: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Make the member's row, unless another event made it in the meantime."""
    name = clean(who.name) if who.name else None
    yield (
        "INSERT INTO member (id, platform, address, community, name, language, zone, seen_at, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (platform, address) DO NOTHING",
        (
            member,
            who.platform,
            who.address,
            who.community,
            sealed.put(member, "member", member, "name", name),
            language,
            _known(who.zone_hint),
            ms(now),
        ),
    )


def _known(zone: str | None) -> str:
    """The zone that a platform hinted at, or UTC where there is no such zone."""
    try:
        return ZoneInfo(zone or "UTC").key
    except (KeyError, OSError, ValueError):  # no such zone, no such file, no name of one
        return "UTC"


def one_member(member: str, sealed: Sealed) -> Unit[Member | None]:
    rows = yield "SELECT * FROM member WHERE id = $1", (member,)
    return member_of(rows[0], sealed) if rows else None
