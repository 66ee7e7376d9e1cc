"""What goes by itself, as units of work: what expired, what nobody came back to, who was away for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import ids, nudges
from bot.effects import Nudge, NudgeKind
from bot.rows import Consent
from bot.store import audit, past_weeks, reports
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


# Conversations that were left in the middle stay so long, since they were last touched: members are told so.
UNFINISHED = timedelta(days=30)
DAY = 86_400_000


class Keeping(NamedTuple):
    """How many days things are kept."""

    requests_days: int = 30
    """Requests for a mentor."""
    idle_days: int = 180
    """Everything of a member's, since they were last seen."""
    backups_days: int = 30
    """Copies that Bounceback makes of its own accord."""


def drop_expired(now: datetime) -> Unit[None]:
    """Delete texts that nobody decided about, and the runs that asked."""
    expired = "touched_at <= $2 OR id IN (SELECT run FROM draft WHERE expires_at <= $3)"
    yield from _drop_unkept(f" AND ({expired})", ms(now - UNKEPT_FOR), ms(now))


def drop_held() -> Unit[None]:
    """Delete every held text and run of *Need a person?*: for a place where no clock runs once it is left."""
    yield from _drop_unkept("")


def _drop_unkept(which: str, *values: int) -> Unit[None]:
    """Delete runs that leave no trace. What was seen before one is what its member saw last."""
    gone = f"SELECT id FROM run WHERE flow = $1{which}"  # noqa: S608 - our own words
    yield (
        "UPDATE member SET current_run = (SELECT came_from FROM run WHERE run.id = member.current_run)"  # noqa: S608 - ours
        f" WHERE current_run IN ({gone})",
        (UNKEPT, *values),
    )
    yield f"DELETE FROM run WHERE id IN ({gone})", (UNKEPT, *values)  # noqa: S608 - ours


def drop_unfinished(keeping: Keeping, now: datetime) -> Unit[None]:
    """Delete conversations that were left in the middle for long, requests that nobody answered, old reports and old weeks.

    What a check-in asked stays as long as its member: it can still be answered, "today or in a year".
    """
    kinds = tuple(NudgeKind)
    marks = ", ".join(f"${number}" for number in range(2, len(kinds) + 2))
    yield (
        f"DELETE FROM run WHERE state <> 'ended' AND touched_at <= $1 AND flow NOT IN ({marks})",  # noqa: S608 - marks only
        (ms(now - UNFINISHED), *kinds),
    )
    yield (
        "DELETE FROM mentoring WHERE side = 'seek' AND created_at <= $1",
        (ms(now - timedelta(days=keeping.requests_days)),),
    )
    yield from audit.drop_old(now)
    yield from reports.drop_old(now)
    yield from past_weeks.drop_old(now)


def _days(keeping: Keeping) -> str:
    # The shorter of the two counts: what the member chose, and what this installation keeps at the most.
    return f"CASE WHEN keep_days < {keeping.idle_days} THEN keep_days ELSE {keeping.idle_days} END"


def forget_idle(keeping: Keeping, now: datetime, sealed: Sealed) -> Unit[int]:
    """Forget whoever was away for as long as things are kept, or left the last community. Gives how many, at most BATCH.

    Whoever agreed to messages is told first, and has two weeks from then.
    """
    rows = yield (
        f"SELECT id FROM member WHERE leave_at <= $1 OR (seen_at + {DAY} * ({_days(keeping)}) <= $1"  # noqa: S608 - numbers of ours
        " AND (consent <> $2 OR EXISTS (SELECT 1 FROM nudge WHERE nudge.member = member.id AND nudge.kind = $3"
        " AND nudge.created_at > member.seen_at AND nudge.created_at <= $4 AND nudge.state <> 'waiting'))) LIMIT $5",
        (ms(now), Consent.YES, NudgeKind.KEEPING, ms(now - NOTICE), BATCH),
    )
    for row in rows:
        yield from forget(row["id"], now, sealed)
    return len(rows)


def give_notice(keeping: Keeping, now: datetime, sealed: Sealed) -> Unit[int]:
    """Plan the message that says so, for whoever agreed to messages. Gives for how many, at most BATCH."""
    rows: list[Row] = yield (
        f"SELECT id, seen_at, {_days(keeping)} AS days FROM member"  # noqa: S608 - numbers of ours
        f" WHERE seen_at + {DAY} * ({_days(keeping)}) <= $1 AND consent = $2 AND NOT EXISTS (SELECT 1 FROM nudge"
        " WHERE nudge.member = member.id AND nudge.kind = $3 AND nudge.created_at > member.seen_at) LIMIT $4",
        (ms(now + NOTICE), Consent.YES, NudgeKind.KEEPING, BATCH),
    )
    sealed.expect([row["id"] for row in rows])
    for row in rows:
        member = yield from one_member(row["id"], sealed)
        if member is None:
            continue
        nudge = Nudge(NudgeKind.KEEPING, after=0, subject=goes_on(row, now, member.zone))
        made = ids.derive(member.id, NudgeKind.KEEPING, str(row["seen_at"]))
        yield from plan_nudge(Maker(member, "", "", now, sealed), made, nudge, nudges.intended(nudge, member, now))
    return len(rows)


def goes_on(row: Row, now: datetime, zone: str) -> str:
    """The day on which everything of a member's goes, in their zone, as an ISO date: two weeks from now at the earliest."""
    day = max(at(row["seen_at"]) + timedelta(days=row["days"]), now + NOTICE)
    return day.astimezone(ZoneInfo(zone)).date().isoformat()


def saw(member: Row | None, now: datetime) -> Unit[None]:
    """Somebody is here, whatever they do next: a sign of life."""
    if member is not None:
        yield "UPDATE member SET seen_at = $2 WHERE id = $1", (member["id"], ms(now))
