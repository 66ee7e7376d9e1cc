"""Members: found by their platform's address, made at their first event."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.ports import Who
from bot.rows import Cadence, Consent, Member
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms
from bot.text import clean

# How long what a member kept stays once they share no community with the bot. From docs/privacy.md, which promises it.
LEAVING = timedelta(days=30)


def member_of(row: Row, sealed: Sealed) -> Member:
    """A row of the table `member` in the clear."""
    return Member(
        id=row["id"],
        platform=row["platform"],
        address=sealed.shown(row["id"], "member", row["id"], "address", row["address"]) or "",
        community=row["community"],
        name=sealed.shown(row["id"], "member", row["id"], "name", row["name"]),
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
        keep_days=row["keep_days"],
        seen_at=at(row["seen_at"]),
    )


def find_member(who: Who, sealed: Sealed) -> Unit[Row | None]:
    """The member's row, with the version of what the community that they are met in has of its own, and whether a check-in
    could not be delivered to them."""
    rows = yield (
        "SELECT member.*, COALESCE((SELECT version FROM own_version WHERE own_version.platform = member.platform"
        " AND own_version.community = COALESCE($3, member.community)), 0) AS own_version,"
        " EXISTS (SELECT 1 FROM nudge WHERE nudge.member = member.id AND nudge.state = 'unreachable') AS unreached"
        " FROM member WHERE platform = $1 AND address_hash = $2",
        (who.platform, sealed.hashed(who.platform, who.address), who.community),
    )
    return rows[0] if rows else None


def members_on(platform: str, sealed: Sealed) -> Unit[list[Member]]:
    """Everybody whom a platform has, in the order in which they came."""
    rows = yield "SELECT * FROM member WHERE platform = $1 ORDER BY created_at, id", (platform,)
    return [member_of(row, sealed) for row in rows]


def make_member(member: str, who: Who, language: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Make the member's row, unless another event made it in the meantime."""
    name = clean(who.name) if who.name else None
    # Their key is on the disk before anything that needs it.
    sealed.admit(member)
    made = yield (
        "INSERT INTO member (id, platform, address_hash, address, name, language, zone, seen_at, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (platform, address_hash) DO NOTHING RETURNING id",
        (
            member,
            who.platform,
            sealed.hashed(who.platform, who.address),
            sealed.put(member, "member", member, "address", who.address),
            sealed.put(member, "member", member, "name", name),
            language,
            _known(who.zone_hint),
            ms(now),
        ),
    )
    if made and who.community is not None:
        yield from arrived(member, who.community)


def arrived(member: str, community: str) -> Unit[None]:
    """The member was met in a community: the one that lines are shared in from now on. They are not leaving, then."""
    yield (
        "INSERT INTO membership (member, community) VALUES ($1, $2)"
        " ON CONFLICT (member, community) DO UPDATE SET left_at = NULL",
        (member, community),
    )
    yield "UPDATE member SET community = $2, leave_at = NULL WHERE id = $1", (member, community)


def met(member: Member, community: str | None, leaving: bool, now: datetime) -> Unit[None]:
    """A member did something: in a community that was not known of them, or while they were leaving the last one."""
    if community is not None and (leaving or community != member.community):
        yield from arrived(member.id, community)
    elif leaving:
        # Still here, by DM: what they kept stays as long again.
        yield "UPDATE member SET leave_at = $2 WHERE id = $1", (member.id, ms(now + LEAVING))


def called(member: Member, name: str | None, sealed: Sealed) -> Unit[Member]:
    """The member, by the name that others know them by where they are now. Lines are shared under it: it is neither one from
    another community nor one that they gave up."""
    now = clean(name) if name else None
    if not now or now == member.name:
        return member
    yield (
        "UPDATE member SET name = $2 WHERE id = $1",
        (member.id, sealed.put(member.id, "member", member.id, "name", now)),
    )
    return dataclasses.replace(member, name=now)


def dm_of(who: Who, sealed: Sealed) -> Unit[str | None]:
    """Where the member is reached by DM, as the platform calls it; None where that was never found out."""
    row = yield from find_member(who, sealed)
    return sealed.shown(row["id"], "member", row["id"], "dm", row["dm"]) if row is not None else None


def keep_dm(who: Who, dm: str | None, sealed: Sealed) -> Unit[None]:
    """Note where the member is reached by DM, or (None) that the place is gone. Nothing where nobody of theirs is kept."""
    row = yield from find_member(who, sealed)
    if row is not None:
        yield (
            "UPDATE member SET dm = $2 WHERE id = $1",
            (row["id"], sealed.put(row["id"], "member", row["id"], "dm", dm)),
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
