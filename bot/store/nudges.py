"""The nudges that wait: claimed in batches under a lease, settled by whoever holds it.

`next_at` means both due and visible again: claiming moves it to the end of the lease, so what a killed process held comes
back by itself. Owner and attempt fence the settling, so that a process that lost its lease changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import ids
from bot.effects import Nudge, NudgeKind
from bot.nudges import WEEK, Coming, Sent, Waiting
from bot.rows import Member
from bot.store.members import one_member
from bot.store.planning import Maker, plan_check_in, plan_nudge
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

LEASE = timedelta(seconds=60)
# The rules look back a week for caps, and at everything in a row that was ignored.
LOOK_BACK = timedelta(days=70)
# What this version can open. A row of another format is parked, never deleted.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due nudge in somebody's hands."""

    id: str
    member: str
    kind: NudgeKind
    due_at: datetime
    late_until: datetime
    agreed: bool
    owner: str
    attempt: int
    subject: str | None = None
    journey: str | None = None

    @property
    def waiting(self) -> Waiting:
        return Waiting(self.id, self.kind, self.due_at, self.late_until, self.agreed, self.subject)


def _claimed(row: Row) -> Claimed:
    return Claimed(
        id=row["id"],
        member=row["member"],
        kind=NudgeKind(row["kind"]),
        due_at=at(row["due_at"]),
        late_until=at(row["late_until"]),
        agreed=bool(row["agreed"]),
        owner=row["owner"] or "",
        attempt=row["attempt"],
        subject=row["subject"],
        journey=row["journey"],
    )


def claim(owner: str, now: datetime, members: int, elsewhere: Sequence[str] = ()) -> Unit[list[Claimed]]:
    """Take all that is due of the `members` members who have waited longest, so that each gets the one that matters most.

    Nobody waits for others who claim, nor shares a member with them: a member whose row is locked is passed over.
    `elsewhere` are platforms that another process sends for.
    """
    due = yield (
        "SELECT nudge.member AS member FROM nudge JOIN member ON member.id = nudge.member WHERE nudge.state = 'waiting'"  # noqa: S608 - marks only
        f" AND nudge.next_at IS NOT NULL AND nudge.next_at <= $1{_not_of(elsewhere, 3)}"
        " ORDER BY nudge.next_at LIMIT $2 /*pg FOR NO KEY UPDATE SKIP LOCKED*/",
        (ms(now), members, *elsewhere),
    )
    whose = tuple(dict.fromkeys(row["member"] for row in due))
    if not whose:
        return []
    marks = ", ".join(f"${number}" for number in range(4, len(whose) + 4))
    rows = yield (
        "UPDATE nudge SET owner = $1, attempt = attempt + 1, next_at = $3 WHERE state = 'waiting' AND next_at IS NOT NULL"  # noqa: S608 - marks only
        f" AND next_at <= $2 AND member IN ({marks}) RETURNING *",
        (owner, ms(now), ms(now + LEASE), *whose),
    )
    known = set(NudgeKind)
    for row in rows:
        if row["format"] != FORMAT or row["kind"] not in known:
            yield (
                "UPDATE nudge SET state = 'parked', reason = 'unknown-format', next_at = NULL WHERE id = $1",
                (row["id"],),
            )
    return [_claimed(row) for row in rows if row["format"] == FORMAT and row["kind"] in known]


def _not_of(platforms: Sequence[str], first: int) -> str:
    if not platforms:
        return ""
    marks = ", ".join(f"${number}" for number in range(first, len(platforms) + first))
    return f" AND member.platform NOT IN ({marks})"


def recipient(member: str, now: datetime, sealed: Sealed) -> Unit[tuple[Member, list[Sent]] | None]:
    """The member as they are now, and what they were sent lately: what the rules decide on."""
    found = yield from one_member(member, sealed)
    if found is None:
        return None
    rows = yield (
        "SELECT kind, sent_at, agreed FROM nudge WHERE member = $1 AND state = 'sent' AND sent_at > $2 ORDER BY sent_at",
        (member, ms(now - LOOK_BACK)),
    )
    known = set(NudgeKind)
    # What another version sent counts too, as the least of ours.
    kinds = [NudgeKind(row["kind"]) if row["kind"] in known else NudgeKind.CHECK_IN for row in rows]
    sent = [Sent(kind, at(row["sent_at"]), bool(row["agreed"])) for kind, row in zip(kinds, rows, strict=True)]
    return found, sent


def coming(member: str, now: datetime) -> Unit[list[Coming]]:
    """What the member agreed to and is due within a week from now."""
    rows = yield (
        "SELECT kind, due_at FROM nudge WHERE member = $1 AND state = 'waiting' AND agreed = 1 AND due_at > $2 AND due_at < $3",
        (member, ms(now), ms(now + WEEK)),
    )
    known = set(NudgeKind)
    return [Coming(NudgeKind(row["kind"]), at(row["due_at"])) for row in rows if row["kind"] in known]


def run_of(nudge: str) -> str:
    """The run that a nudge opens."""
    return ids.derive(nudge, "run")


def settle(nudge: Claimed, state: str, reason: str | None, now: datetime) -> Unit[bool]:
    """End a nudge: ``sent``, ``cancelled``, ``expired``, ``failed`` or ``unreachable``. False where the lease was lost."""
    rows = yield (
        "UPDATE nudge SET state = $4, reason = $5, sent_at = $6, next_at = NULL, owner = NULL"
        " WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'waiting' RETURNING id",
        (nudge.id, nudge.owner, nudge.attempt, state, reason, ms(now) if state == "sent" else None),
    )
    if rows and state == "sent":
        yield "UPDATE member SET current_run = $2 WHERE id = $1", (nudge.member, run_of(nudge.id))
    return bool(rows)


def put_back(nudge: Claimed, until: datetime | None, reason: str, *, tried: bool = False) -> Unit[bool]:
    """Let it wait until a later time, or (None) for the member. Only where it was `tried` does it count as an attempt."""
    rows = yield (
        "UPDATE nudge SET next_at = $4, reason = $5, owner = NULL, attempt = attempt - $6"
        " WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'waiting' RETURNING id",
        (nudge.id, nudge.owner, nudge.attempt, ms(until) if until else None, reason, 0 if tried else 1),
    )
    return bool(rows)


def plan_next_check_in(member: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Once an unasked check-in was sent, keep the next one waiting."""
    found = yield from one_member(member, sealed)
    if found is not None:
        yield from plan_check_in(Maker(found, "", "", now, sealed))


def hush(member: Member, now: datetime, sealed: Sealed) -> Unit[None]:
    """Pause a member's check-ins because they were ignored, and plan the one message that says so."""
    if not (yield "UPDATE member SET hushed = 1 WHERE id = $1 AND hushed = 0 RETURNING id", (member.id,)):
        return  # another process said so already
    local = now.astimezone(ZoneInfo(member.zone)).replace(tzinfo=None)
    row = ids.derive(member.id, NudgeKind.PAUSED, now.isoformat())
    yield from plan_nudge(Maker(member, "", "", now, sealed), row, Nudge(NudgeKind.PAUSED, after=0), local)


def next_wake(elsewhere: Sequence[str] = ()) -> Unit[datetime | None]:
    """When the next nudge is due or visible again, but for those on platforms that another process sends for."""
    if not elsewhere:
        rows = yield "SELECT MIN(next_at) AS at FROM nudge WHERE state = 'waiting' AND next_at IS NOT NULL", ()
    else:
        rows = yield (
            "SELECT MIN(nudge.next_at) AS at FROM nudge JOIN member ON member.id = nudge.member"  # noqa: S608 - marks only
            f" WHERE nudge.state = 'waiting' AND nudge.next_at IS NOT NULL{_not_of(elsewhere, 1)}",
            tuple(elsewhere),
        )
    return at(rows[0]["at"]) if rows[0]["at"] is not None else None


def unreached(member: str) -> Unit[list[Claimed]]:
    """Check-ins that could not be delivered, the oldest first: shown at the member's next command."""
    rows = yield "SELECT * FROM nudge WHERE member = $1 AND state = 'unreachable' ORDER BY due_at", (member,)
    return [_claimed(row) for row in rows if row["format"] == FORMAT and row["kind"] in set(NudgeKind)]


def mark_shown(nudge: str, now: datetime) -> Unit[None]:
    """An undelivered check-in was shown in another place."""
    yield "UPDATE nudge SET state = 'sent', sent_at = $2 WHERE id = $1 AND state = 'unreachable'", (nudge, ms(now))


def listed() -> Unit[list[dict[str, object]]]:
    """All nudges without their content, for the list of nudges: id, kind, due, state, reason."""
    rows = yield "SELECT id, kind, due_at, next_at, state, reason FROM nudge ORDER BY due_at, id", ()
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "due": at(row["due_at"]).isoformat(timespec="seconds"),
            "next": at(row["next_at"]).isoformat(timespec="seconds") if row["next_at"] is not None else None,
            "state": row["state"],
            "reason": row["reason"],
        }
        for row in rows
    ]
