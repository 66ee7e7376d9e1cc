"""What goes by itself, as units of work: what expired, what nobody came back to, who was away for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import ids, nudges
from bot.effects import Nudge, NudgeKind
from bot.rows import Consent
from bot.store.forgetting import forget
from bot.store.members import one_member
from bot.store.planning import Maker, plan_nudge
from bot.store.runs import UNKEPT
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

# A run of *Need a person?* that nobody ended, and with it the text that it may hold.
UNKEPT_FOR = timedelta(minutes=50)
# Whoever agreed to check-ins hears of it this long before everything goes.
NOTICE = timedelta(days=14)
# So many members at a time, so that a turn never waits for long.
BATCH = 50


class Keeping(NamedTuple):
    """How many days things are kept."""

    drafts_days: int = 30
    """Conversations that were left in the middle, since they were last touched."""
    requests_days: int = 30
    """Requests for a mentor."""
    idle_days: int = 180
    """Everything of a member's, since they were last seen."""
    backups_days: int = 30
    """Copies that Bounceback makes of its own accord."""


def drop_expired(now: datetime) -> Unit[None]:
    """Delete texts that nobody decided about, and the runs that asked."""
    yield "DELETE FROM run WHERE id IN (SELECT run FROM draft WHERE expires_at <= $1)", (ms(now),)
    yield "DELETE FROM run WHERE flow = $1 AND touched_at <= $2", (UNKEPT, ms(now - UNKEPT_FOR))


def drop_unfinished(keeping: Keeping, now: datetime) -> Unit[None]:
    """Delete conversations that were left in the middle for long, and requests that nobody answered."""
    yield (
        "DELETE FROM run WHERE state <> 'ended' AND touched_at <= $1",
        (ms(now - timedelta(days=keeping.drafts_days)),),
    )
    yield (
        "DELETE FROM mentoring WHERE side = 'seek' AND created_at <= $1",
        (ms(now - timedelta(days=keeping.requests_days)),),
    )


def _days(keeping: Keeping) -> str:
    # The shorter of the two counts: what the member chose, and what this installation keeps at the most.
    return f"CASE WHEN keep_days < {keeping.idle_days} THEN keep_days ELSE {keeping.idle_days} END"


DAY = 86_400_000


def forget_idle(keeping: Keeping, now: datetime) -> Unit[int]:
    """Forget whoever was away for as long as things are kept, or left the last community. Gives how many, at most BATCH."""
    rows = yield (
        f"SELECT id FROM member WHERE seen_at + {DAY} * ({_days(keeping)}) <= $1 OR leave_at <= $1 LIMIT $2",  # noqa: S608 - numbers of ours
        (ms(now), BATCH),
    )
    for row in rows:
        yield from forget(row["id"], now)
    return len(rows)


def give_notice(keeping: Keeping, now: datetime, sealed: Sealed) -> Unit[int]:
    """Plan the message that says so, for whoever agreed to messages. Gives for how many, at most BATCH."""
    rows: list[Row] = yield (
        f"SELECT id, seen_at, {_days(keeping)} AS days FROM member"  # noqa: S608 - numbers of ours
        f" WHERE seen_at + {DAY} * ({_days(keeping)}) <= $1 AND consent = $2 AND NOT EXISTS (SELECT 1 FROM nudge"
        " WHERE nudge.member = member.id AND nudge.kind = $3 AND nudge.created_at > member.seen_at) LIMIT $4",
        (ms(now + NOTICE), Consent.YES, NudgeKind.KEEPING, BATCH),
    )
    for row in rows:
        member = yield from one_member(row["id"], sealed)
        if member is None:
            continue
        nudge = Nudge(NudgeKind.KEEPING, after=0, subject=goes_on(row, member.zone))
        made = ids.derive(member.id, NudgeKind.KEEPING, str(row["seen_at"]))
        yield from plan_nudge(Maker(member, "", "", now, sealed), made, nudge, nudges.intended(nudge, member, now))
    return len(rows)


def goes_on(row: Row, zone: str) -> str:
    """The day on which everything of a member's goes, in their zone, as an ISO date."""
    return (at(row["seen_at"]) + timedelta(days=row["days"])).astimezone(ZoneInfo(zone)).date().isoformat()
