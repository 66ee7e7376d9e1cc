"""The nudges that wait: claimed in batches under a lease, settled by whoever holds it.

`next_at` means both due and visible again: claiming moves it to the end of the lease, so what a killed process held comes
back by itself. Owner and attempt fence the settling, so that a process that lost its lease changes nothing.

The claim is written down before anything is sent. So a nudge that still has an owner when it is claimed was in the hands of a
process that could not say what became of it: it may have arrived. It is then *in doubt*, which shows in `sent_at` while it
waits: it is looked for before it is sent again, and counts as sent for the others until that is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import ids
from bot.effects import Nudge, NudgeKind
from bot.nudges import NOTICES, OF_A_DAY
from bot.observing import UNOBSERVED, Observer
from bot.rows import Member
from bot.store.members import one_member
from bot.store.planning import Maker, plan_check_in, plan_nudge
from bot.store.sealed import Sealed
from bot.store.unit import Rows, Statement, Unit, at, in_order, marks, ms

LEASE = timedelta(seconds=60)
# So long after a place in the line of what is paced, it is no place any more: or all that were missed would come at once.
MISSED = timedelta(seconds=10)
# So many are put back in one statement.
AT_ONCE = 128
# What this version can open. A row of another format is parked, never deleted.
FORMAT = 1
# Why one may be late that no rule held back: what it waited for last. None: it never waited.
OUR_DELAYS = (None, "backlog", "paced", "platform-busy", "platform-not-running", "send-failed")
# What is past its time for longer was looked for long ago. So a press needs no look into a member's whole past.
IN_DOUBT_FOR = timedelta(days=30)
KINDS = {kind.value: kind for kind in NudgeKind}


class Claimed(NamedTuple):
    """A due nudge in somebody's hands. A named tuple: a thousand are made at once, and that is three times as quick."""

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
    doubted: datetime | None = None
    """When it may have been sent, by somebody who could not say so."""
    reason: str | None = None
    """Why it waited, if it did."""
    platform: str = ""
    """The member's, where it was claimed to be sent."""
    observer: Observer = UNOBSERVED
    """Is told what becomes of it."""
    community: str | None = None
    """The community that it comes from."""

    def note(self, outcome: str, reason: str | None, now: datetime | None = None) -> None:
        """Tell the observer: in the transaction, so that one that is undone and done again is told of twice."""
        # Of one that was in doubt only the fact is known that it arrived, not when.
        prompt = outcome == "sent" and self.doubted is None and self.reason in OUR_DELAYS
        late = max(now - self.due_at, timedelta(0)) if prompt and now is not None else None
        self.observer.nudge(self.platform, outcome, reason, late)


# What a claimed nudge is made of, in its order.
COLUMNS = (
    "id, member, kind, due_at, late_until, agreed, owner, attempt, subject, journey, sent_at, reason, community, format"
)


def _claimed(rows: Rows, whose: Mapping[str, str], observer: Observer) -> list[Claimed]:
    """Those rows of COLUMNS that this version can open. `whose` are the members' platforms."""
    return [
        Claimed(
            this, member, KINDS[kind], at(due), at(late), bool(agreed), owner or "", attempt, subject, journey,
            at(sent) if sent is not None else None, reason, whose.get(member, ""), observer, community,
        )
        for this, member, kind, due, late, agreed, owner, attempt, subject, journey, sent, reason, community, made
        in in_order(rows)
        if made == FORMAT and kind in KINDS
    ]  # fmt: skip


DUE = "state = 'waiting' AND next_at IS NOT NULL AND next_at <= "
# So many that are due are gone through for more of the same members, before each of these is asked for what is theirs: that
# took six times as long among a million, and longer for whoever was sent much.
LOOKED_AT = 1024


def claim(
    owner: str, now: datetime, members: int, observer: Observer = UNOBSERVED, elsewhere: Sequence[str] = ()
) -> Unit[list[Claimed]]:
    """Take all that is due of the `members` members who have waited longest, so that each gets the one that matters most.

    Nobody waits for others who claim, nor shares a member with them: a member whose row is locked is passed over.
    `elsewhere` are platforms that another process sends for.
    """
    due = yield (
        "SELECT nudge.id AS id, nudge.member AS member, member.platform AS platform FROM nudge"  # noqa: S608 - marks only
        " JOIN member ON member.id = nudge.member WHERE nudge.state = 'waiting'"
        f" AND nudge.next_at IS NOT NULL AND nudge.next_at <= $1{_not_of(elsewhere, 3)}"
        " ORDER BY nudge.next_at LIMIT $2 /*pg FOR NO KEY UPDATE SKIP LOCKED*/",
        (ms(now), members, *elsewhere),
    )
    if not due:
        return []
    ids, owners, platforms = zip(*in_order(due), strict=True)
    whose = dict(zip(owners, platforms, strict=True))
    rows = yield _leased(owner, now, "id", ids)
    # Fewer than were asked for: there were no others.
    if len(due) == members and (yield from _more_of(whose, now)):
        rows += yield _leased(owner, now, "member", whose)
    for row in rows:
        if row["format"] != FORMAT or row["kind"] not in KINDS:
            yield (
                "UPDATE nudge SET state = 'parked', reason = 'unknown-format', next_at = NULL, owner = NULL WHERE id = $1",
                (row["id"],),
            )
    return _claimed(rows, whose, observer)


def _leased(owner: str, now: datetime, column: str, those: Collection[str]) -> Statement:
    """Take what is due of `those`, for as long as a lease lasts."""
    return (
        "UPDATE nudge SET owner = $1, attempt = attempt + 1, next_at = $2,"  # noqa: S608 - marks only
        " sent_at = CASE WHEN owner IS NULL THEN sent_at ELSE next_at - $3 END,"
        " reason = CASE WHEN reason IN ('backlog', 'paced') AND next_at < $4 THEN NULL ELSE reason END"
        f" WHERE {DUE} $5 AND {column} IN ({marks(len(those), 6, '{}')}) RETURNING {COLUMNS}",
        (owner, ms(now + LEASE), int(LEASE.total_seconds() * 1000), ms(now - MISSED), ms(now), *those),
    )


def _more_of(members: Collection[str], now: datetime) -> Unit[bool]:
    """Whether more may be due of these. Where very much is due, that is not gone through to its end, and it may be so."""
    (row,) = yield (
        "SELECT COUNT(*) AS due,"  # noqa: S608 - marks only
        f" COUNT(CASE WHEN member IN ({marks(len(members), 3, '{}')}) THEN 1 END) AS theirs"
        f" FROM (SELECT member FROM nudge WHERE {DUE} $1 LIMIT $2) AS due",
        (ms(now), LOOKED_AT, *members),
    )
    return bool(row["theirs"]) or row["due"] == LOOKED_AT


def _not_of(platforms: Sequence[str], first: int) -> str:
    if not platforms:
        return ""
    return f" AND member.platform NOT IN ({marks(len(platforms), first, '{}')})"


def hold(nudge: Claimed, now: datetime) -> Unit[Claimed | None]:
    """Take a new lease for one that was claimed some time ago: as it is now, since it may have moved to another day. None
    where it is not ours to send any more: cancelled, or another's meanwhile."""
    rows = yield (
        "UPDATE nudge SET next_at = $4 WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'waiting'"
        " AND next_at > $5 RETURNING due_at, late_until",
        (nudge.id, nudge.owner, nudge.attempt, ms(now + LEASE), ms(now)),
    )
    return nudge._replace(due_at=at(rows[0]["due_at"]), late_until=at(rows[0]["late_until"])) if rows else None


def run_of(nudge: str) -> str:
    """The run that a nudge opens."""
    return ids.derive(nudge, "run")


class Arrived(NamedTuple):
    """A nudge that was delivered, and when. `told`: it said how many others went past their time."""

    nudge: Claimed
    at: datetime
    told: bool = False


def settle_sent(arrived: Sequence[Arrived], sealed: Sealed) -> Unit[None]:
    """End many nudges that one sender delivered, at once. Those of which it lost the lease are left alone.

    What was cancelled while it was on its way was sent all the same, and counts.
    """
    owner, by_id = arrived[0].nudge.owner, {one.nudge.id: one for one in arrived}
    values = [(one.nudge.id, one.nudge.attempt, ms(one.at)) for one in arrived]
    rows = yield (
        "WITH arrived (id, attempt, at) AS (VALUES"  # noqa: S608 - marks only
        f" {marks(len(values), 2, '({}, CAST({} AS BIGINT), CAST({} AS BIGINT))')}) UPDATE nudge SET state = 'sent',"
        " reason = NULL, sent_at = arrived.at, next_at = NULL, owner = NULL FROM arrived WHERE nudge.id = arrived.id"
        " AND nudge.owner = $1 AND nudge.attempt = arrived.attempt AND nudge.state IN ('waiting', 'cancelled')"
        " RETURNING nudge.id AS id",
        (owner, *chain.from_iterable(values)),
    )
    settled = {row["id"] for row in rows}  # in whatever order the store came across them
    ended = [one for one in by_id.values() if one.nudge.id in settled]
    if not ended:
        return
    # Of several that one member got at the same time, they saw the last one last.
    saw = {one.nudge.member: run_of(one.nudge.id) for one in ended}
    yield (
        f"WITH saw (member, run) AS (VALUES {marks(len(saw), 1, '({}, {})')})"  # noqa: S608 - marks only
        " UPDATE member SET current_run = saw.run FROM saw WHERE member.id = saw.member",
        tuple(chain.from_iterable(saw.items())),
    )
    for one in ended:
        yield from _goes_on(one.nudge, one.at, sealed, told=one.told)
        one.nudge.note("sent", None, one.at)


def settle(nudge: Claimed, state: str, reason: str | None, now: datetime, sealed: Sealed) -> Unit[bool]:
    """End a nudge: ``sent``, ``cancelled``, ``expired``, ``failed`` or ``unreachable``. False where the lease was lost.

    What was cancelled while it was on its way was sent all the same, and counts. The rhythm goes on in the same transaction.
    """
    was = "state IN ('waiting', 'cancelled')" if state == "sent" else "state = 'waiting'"
    sent_at = now if state == "sent" else nudge.doubted
    rows = yield (
        "UPDATE nudge SET state = $4, reason = $5, sent_at = $6, next_at = NULL, owner = NULL"  # noqa: S608 - ours
        f" WHERE id = $1 AND owner = $2 AND attempt = $3 AND {was} RETURNING id",
        (nudge.id, nudge.owner, nudge.attempt, state, reason, ms(sent_at) if sent_at else None),
    )
    if rows:
        if state == "sent":
            yield "UPDATE member SET current_run = $2 WHERE id = $1", (nudge.member, run_of(nudge.id))
        yield from _goes_on(nudge, now, sealed)
        nudge.note(state, reason, now)
    return bool(rows)


def _goes_on(nudge: Claimed, now: datetime, sealed: Sealed, *, told: bool = False) -> Unit[None]:
    if told:
        yield (
            "UPDATE nudge SET reason = 'counted' WHERE member = $1 AND state = 'expired' AND reason = 'too-late'",
            (nudge.member,),
        )
    if nudge.kind is NudgeKind.CHECK_IN:
        yield from plan_next_check_in(nudge.member, now, sealed)


def pressed(member: str, run: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """A member pressed something of `run`. Where that is a nudge's, it arrived, whatever its sender came to know."""
    rows = yield (
        "SELECT * FROM nudge WHERE member = $1 AND late_until > $2 AND state = 'waiting'"
        " AND (owner IS NOT NULL OR sent_at IS NOT NULL)",
        (member, ms(now - IN_DOUBT_FOR)),
    )
    for row in rows:
        if run_of(row["id"]) == run and row["kind"] in KINDS:
            yield (
                "UPDATE nudge SET state = 'sent', reason = NULL, sent_at = COALESCE(sent_at, $2), next_at = NULL,"
                " owner = NULL WHERE id = $1",
                (row["id"], ms(now)),
            )
            if row["kind"] == NudgeKind.CHECK_IN:
                yield from plan_next_check_in(member, now, sealed)


def put_back(
    nudge: Claimed, until: datetime | None, reason: str, *, tried: bool = False, doubted: datetime | None = None
) -> Unit[bool]:
    """Let it wait until a later time, or (None) for the member. Only where it was `tried` does it count as an attempt.

    `doubted` is when it may have been sent, where nobody knows.
    """
    rows = yield (
        "UPDATE nudge SET next_at = $4, reason = $5, owner = NULL, attempt = attempt - $6, sent_at = $7"
        " WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'waiting' RETURNING id",
        (nudge.id, nudge.owner, nudge.attempt, ms(until) if until else None, reason, 0 if tried else 1,
         ms(doubted) if doubted else None),
    )  # fmt: skip
    if rows:
        nudge.note("deferred", reason)
    return bool(rows)


class PutBack(NamedTuple):
    """A nudge that is to wait until a later time, or (None) for the member, and why. Nobody tried to send it."""

    nudge: Claimed
    until: datetime | None
    reason: str


def put_back_all(those: Sequence[PutBack]) -> Unit[None]:
    """Put back many that one owner holds, none of them in doubt. Those of which it lost the lease are left alone."""
    for first in range(0, len(those), AT_ONCE):
        some = those[first : first + AT_ONCE]
        by_id = {one.nudge.id: one for one in some}
        rows = yield (
            "WITH back (id, attempt, until, reason) AS (VALUES"  # noqa: S608 - marks only
            f" {marks(len(some), 2, '({}, CAST({} AS BIGINT), CAST({} AS BIGINT), {})')}) UPDATE nudge SET"
            " next_at = back.until, reason = back.reason, owner = NULL, attempt = nudge.attempt - 1, sent_at = NULL"
            " FROM back WHERE nudge.id = back.id AND nudge.owner = $1 AND nudge.attempt = back.attempt"
            " AND nudge.state = 'waiting' RETURNING nudge.id AS id",
            (
                some[0].nudge.owner,
                *chain.from_iterable(
                    (one.nudge.id, one.nudge.attempt, ms(one.until) if one.until else None, one.reason) for one in some
                ),
            ),
        )
        for row in rows:
            one = by_id[row["id"]]
            one.nudge.note("deferred", one.reason)


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


def overdue(now: datetime, most: int) -> Unit[tuple[int, datetime | None]]:
    """How many are due now and in nobody's hands, counted up to `most`, and since when the first of them is."""
    rows = yield (
        "SELECT COUNT(*) AS n, MIN(next_at) AS first FROM (SELECT next_at FROM nudge WHERE state = 'waiting'"
        " AND next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2) AS due",
        (ms(now), most),
    )
    first = rows[0]["first"]
    return int(rows[0]["n"]), at(first) if first is not None else None


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


def unreached(member: str, now: datetime) -> Unit[list[Claimed]]:
    """Check-ins that could not be delivered and still make sense, the oldest first: shown at the member's next command.

    A notice makes sense whenever it is read, unless it is about a day.
    """
    lasting = sorted(NOTICES - OF_A_DAY)
    yield (
        "UPDATE nudge SET state = 'expired', reason = 'too-late'"  # noqa: S608 - marks only
        f" WHERE member = $1 AND state = 'unreachable' AND late_until < $2 AND kind NOT IN ({marks(len(lasting), 3, '{}')})",
        (member, ms(now), *lasting),
    )
    rows = yield (
        f"SELECT {COLUMNS} FROM nudge WHERE member = $1 AND state = 'unreachable' ORDER BY due_at",  # noqa: S608 - ours
        (member,),
    )
    return _claimed(rows, {}, UNOBSERVED)


def mark_shown(nudge: str, now: datetime) -> Unit[None]:
    """An undelivered check-in was shown in another place."""
    yield "UPDATE nudge SET state = 'sent', sent_at = $2 WHERE id = $1 AND state = 'unreachable'", (nudge, ms(now))


def retry(nudge: str, now: datetime) -> Unit[str | None]:
    """Let one that failed, or could not be delivered, wait to be sent at once. Gives why not, as a word, or None."""
    rows = yield (
        "UPDATE nudge SET state = 'waiting', reason = 'retried', next_at = $2, attempt = 0, owner = NULL"
        " WHERE id = $1 AND state IN ('failed', 'unreachable') AND late_until >= $2 RETURNING id",
        (nudge, ms(now)),
    )
    if rows:
        return None
    rows = yield "SELECT state FROM nudge WHERE id = $1", (nudge,)
    if not rows:
        return "unknown"
    return "too-late" if rows[0]["state"] in ("failed", "unreachable") else str(rows[0]["state"])


def failed() -> Unit[list[str]]:
    """Those that were given up."""
    rows = yield "SELECT id FROM nudge WHERE state = 'failed' ORDER BY due_at, id", ()
    return [row["id"] for row in rows]


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
