"""Who is in a circle, as its weeks see them; and telling one of them something in private."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import ids
from bot.effects import Nudge
from bot.rows import Consent, Member
from bot.store.planning import Maker, plan_nudge
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, ms

# Whoever left the circle, or its community, is not there: in a statement that has `circle_member`, and the community as $2.
THERE = (
    "circle_member.left_at IS NULL AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.member = circle_member.member"
    " AND membership.community = $2 AND membership.left_at IS NOT NULL)"
)


class Person(NamedTuple):
    """Somebody in a circle. `member` has their settings, and neither name nor address: nobody's key is needed for these."""

    member: Member
    looks: bool
    buddies: bool
    away_until: date | None
    pod: str | None

    def is_away(self, day: date) -> bool:
        """Whether they are away on a day, or want to hear nothing on it. On the day that they named they are back."""
        return any(until is not None and day < until for until in (self.away_until, self.member.paused_until))


def here(circle: Row) -> Unit[list[Person]]:
    """Who is in a circle, by their ids."""
    rows = yield (
        "SELECT circle_member.looks AS looks, circle_member.buddies AS buddies, circle_member.away_until AS away_until,"  # noqa: S608 - ours
        " circle_member.pod AS pod, member.id AS id, member.platform AS platform, member.zone AS zone,"
        " member.consent AS consent, member.hour AS hour, member.quiet_from AS quiet_from,"
        " member.quiet_until AS quiet_until, member.paused_until AS paused_until FROM circle_member"
        f" JOIN member ON member.id = circle_member.member WHERE circle_member.circle = $1 AND {THERE} ORDER BY member.id",
        (circle["id"], circle["community"]),
    )
    return [_person(row) for row in rows]


def _person(row: Row) -> Person:
    away = row["away_until"]
    return Person(_settings(row), bool(row["looks"]), bool(row["buddies"]), _day(away), row["pod"])


def _settings(row: Row) -> Member:
    return Member(
        row["id"],
        row["platform"],
        "",
        zone=row["zone"],
        consent=Consent(row["consent"]),
        hour=row["hour"],
        quiet_from=time.fromisoformat(row["quiet_from"]),
        quiet_until=time.fromisoformat(row["quiet_until"]),
        paused_until=_day(row["paused_until"]),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def tell(
    member: Member, nudge: Nudge, key: str, local: datetime, now: datetime, sealed: Sealed, *, community: str
) -> Unit[str | None]:
    """Plan a nudge for a local time of the member's, once for a `key`. It comes from the circle's `community`, whichever they
    were in last. Gives its id; None where they want none."""
    if member.consent is Consent.NO:
        return None
    row = ids.derive(member.id, nudge.kind, key)
    yield from plan_nudge(Maker(member, "", "", now, sealed), row, nudge, local, community)
    return row


def tell_now(
    member: Member | str,
    nudge: Nudge,
    key: str,
    now: datetime,
    sealed: Sealed,
    *,
    community: str,
    until: datetime | None = None,
) -> Unit[None]:
    """Plan a nudge for now, as far as their quiet hours allow; with `until` it makes sense no longer than that."""
    if isinstance(member, str):
        rows = yield "SELECT * FROM member WHERE id = $1", (member,)
        if not rows:
            return
        member = _settings(rows[0])
    local = now.astimezone(ZoneInfo(member.zone)).replace(tzinfo=None)
    row = yield from tell(member, nudge, key, local, now, sealed, community=community)
    if row is not None and until is not None:
        yield "UPDATE nudge SET late_until = $2 WHERE id = $1 AND state = 'waiting'", (row, ms(until))
