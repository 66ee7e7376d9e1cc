"""The log of what organisers changed: what, by whom, when. It names no member but its actor, and no entry of anybody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import ids
from bot.organising import AUDIT_DAYS, PAGE, AuditLog, Noted
from bot.store.members import one_member
from bot.store.unit import Unit, at, ms

if TYPE_CHECKING:
    from bot.store.lookups import Asker


def note(platform: str, community: str, actor: str | None, what: str, subject: str | None, now: datetime) -> Unit[None]:
    """Write down that `actor` changed something. `what` is a closed tag, worded as `audit-<what>`; `subject` an id or a tag,
    never a member's."""
    yield (
        "INSERT INTO audit (id, platform, community, actor, what, subject, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        (ids.new_id(), platform, community, actor, what, subject, ms(now)),
    )


def drop_old(now: datetime) -> Unit[None]:
    """Delete what was written down long ago."""
    yield "DELETE FROM audit WHERE noted_at <= $1", (ms(now - timedelta(days=AUDIT_DAYS)),)


def find(asker: Asker, lookup: AuditLog) -> Unit[list[str]]:
    # One more than a page, which tells that there is another.
    rows = yield (
        "SELECT id FROM audit WHERE platform = $1 AND community = $2 ORDER BY noted_at DESC, id LIMIT $3 OFFSET $4",
        (asker.member.platform, lookup.community, PAGE + 1, lookup.page * PAGE),
    )
    return [row["id"] for row in rows]


def fetch(asker: Asker, found: list[str]) -> Unit[tuple[Noted, ...]]:
    if not found:
        return ()
    marks = ", ".join(f"${number}" for number in range(1, len(found) + 1))
    rows = yield (
        "SELECT audit.*, COALESCE(place.name, circled.name, audit.subject) AS called FROM audit"  # noqa: S608 - marks only
        " LEFT JOIN place ON place.id = audit.subject LEFT JOIN circle ON circle.id = audit.subject"
        f" LEFT JOIN place AS circled ON circled.id = circle.place WHERE audit.id IN ({marks})",
        tuple(found),
    )
    by_id = {row["id"]: row for row in rows}
    names: dict[str, str | None] = {}
    for actor in {row["actor"] for row in rows if row["actor"] is not None}:
        known = yield from one_member(actor, asker.sealed)
        names[actor] = (known.name or known.address) if known is not None else None
    zone = ZoneInfo(asker.member.zone)
    return tuple(
        Noted(
            row["id"], row["what"], at(row["noted_at"]).astimezone(zone), names.get(row["actor"] or ""), row["called"]
        )
        for one in found
        if (row := by_id.get(one)) is not None
    )
