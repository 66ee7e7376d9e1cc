"""Planning: the rows of nudges, as changes and settings ask for them. When they may be sent is for the rules to say."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import effects, ids, nudges
from bot.effects import NudgeKind
from bot.fixed import Fixed
from bot.rows import Consent, Member
from bot.store.members import one_member
from bot.store.sealed import Sealed
from bot.store.unit import Unit, at, ms


class Maker(Fixed):
    """Who states a change: the member, the run and journey, and when."""

    member: Member
    run: str
    journey: str
    now: datetime
    sealed: Sealed

    @property
    def today(self) -> date:
        """Today in the member's own zone."""
        return self.now.astimezone(ZoneInfo(self.member.zone)).date()

    def put(self, table: str, row: str, field: str, text: str | None) -> bytes | None:
        return self.sealed.put(self.member.id, table, row, field, text)


def plan_nudge(
    maker: Maker, row: str, nudge: effects.Nudge, local: datetime, community: str | None = None
) -> Unit[None]:
    """Write a nudge that waits for `local`, a naive time in the member's zone. It comes from `community`, or from the one that
    the member is in, where it is about that or was agreed to there. One that was sent stays sent, and one that is
    on its way keeps its lease: whoever has it looks at its new time."""
    due = nudges.to_utc(local, maker.member.zone)
    held = maker.member.consent is not Consent.YES
    yield (
        "INSERT INTO nudge (id, member, journey, kind, subject, agreed, local_time, zone, rule, due_at, late_until, next_at,"
        " created_at, community) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        " ON CONFLICT (id) DO UPDATE SET"
        " kind = excluded.kind, subject = excluded.subject, agreed = excluded.agreed, local_time = excluded.local_time,"
        " zone = excluded.zone, rule = excluded.rule, due_at = excluded.due_at, late_until = excluded.late_until,"
        " next_at = CASE WHEN nudge.owner IS NULL THEN excluded.next_at ELSE nudge.next_at END, state = 'waiting',"
        " reason = NULL WHERE nudge.state IN ('waiting', 'cancelled')",
        (
            row, maker.member.id, maker.journey, nudge.kind, nudge.subject, int(nudge.agreed),
            local.isoformat(timespec="minutes"), maker.member.zone, _rule(nudge),
            ms(due), ms(due + nudges.LATE[nudge.kind]), None if held else ms(due), ms(maker.now),
            community or nudges.comes_from(nudge, maker.member),
        ),
    )  # fmt: skip


def _rule(nudge: effects.Nudge) -> str:
    return f"on {nudge.day.isoformat()}" if nudge.day else f"after {nudge.after or 0} days"


def settle_item_nudges(maker: Maker, item: str) -> Unit[None]:
    """A plan item's reminder follows it: to its new day, away when it is done or dropped, back when it is not."""
    rows = yield "SELECT due, done_on, dropped FROM plan_item WHERE id = $1", (item,)
    if not rows:
        return
    if rows[0]["done_on"] or rows[0]["dropped"]:
        yield (
            "UPDATE nudge SET state = 'cancelled', reason = 'settled' WHERE member = $1 AND subject = $2 AND state = 'waiting'",
            (maker.member.id, item),
        )
        return
    yield (
        "UPDATE nudge SET state = 'waiting', reason = NULL WHERE member = $1 AND subject = $2 AND kind <> $3"
        " AND state = 'cancelled' AND reason = 'settled'",
        (maker.member.id, item, NudgeKind.ITEM),
    )
    day = date.fromisoformat(rows[0]["due"])
    waiting = yield (
        "SELECT id FROM nudge WHERE member = $1 AND subject = $2 AND kind = $3"
        " AND (state = 'waiting' OR (state = 'cancelled' AND reason = 'settled'))",
        (maker.member.id, item, NudgeKind.ITEM),
    )
    for nudge in waiting:
        again = effects.Nudge(NudgeKind.ITEM, day=day, subject=item)
        yield from plan_nudge(maker, nudge["id"], again, nudges.intended(again, maker.member, maker.now))


def settle_member_nudges(maker: Maker) -> Unit[None]:
    """What waits follows the member's settings: consent, zone, hour, and the rhythm of unasked check-ins."""
    member = yield from one_member(maker.member.id, maker.sealed)
    if member is None:
        return
    maker = dataclasses.replace(maker, member=member)
    if member.consent is Consent.NO:
        yield (
            "UPDATE nudge SET state = 'cancelled', reason = 'no-consent' WHERE member = $1 AND state = 'waiting'",
            (member.id,),
        )
        return
    rows = yield (
        "SELECT * FROM nudge WHERE member = $1 AND state = 'waiting' AND (kind <> $2 OR agreed = 1)",
        (member.id, NudgeKind.CHECK_IN),
    )
    for row in rows:
        local = datetime.fromisoformat(row["local_time"])
        if local.hour != member.hour and row["kind"] not in nudges.AT_ONCE:
            kind = NudgeKind(row["kind"])
            local = nudges.intended(effects.Nudge(kind, day=local.date()), member, maker.now)
        due = nudges.to_utc(local, member.zone)
        late = due + (at(row["late_until"]) - at(row["due_at"]))
        yield (
            "UPDATE nudge SET local_time = $2, zone = $3, due_at = $4, late_until = $5,"
            " next_at = CASE WHEN owner IS NULL THEN $6 ELSE next_at END WHERE id = $1",
            (row["id"], local.isoformat(timespec="minutes"), member.zone, ms(due), ms(late),
             ms(due) if member.consent is Consent.YES else None),
        )  # fmt: skip
    yield from plan_check_in(maker)


def plan_check_in(maker: Maker) -> Unit[None]:
    """Keep exactly one unasked check-in waiting, at the member's rhythm; none where they want only what was agreed, or
    have not said yes.

    One that a sender holds, or that may have been sent, is let be: it has to be counted.
    """
    yield (
        "DELETE FROM nudge WHERE member = $1 AND kind = $2 AND agreed = 0 AND state = 'waiting' AND owner IS NULL"
        " AND sent_at IS NULL",
        (maker.member.id, NudgeKind.CHECK_IN),
    )
    if maker.member.consent is not Consent.YES:
        return
    sent = yield (
        "SELECT MAX(sent_at) AS last FROM nudge WHERE member = $1 AND kind = $2 AND state = 'sent'",
        (maker.member.id, NudgeKind.CHECK_IN),
    )
    last = at(sent[0]["last"]) if sent and sent[0]["last"] else None
    local = nudges.next_check_in(maker.member, maker.now, last)
    if local is not None:
        nudge = effects.Nudge(NudgeKind.CHECK_IN, day=local.date(), agreed=False)
        row = ids.derive(maker.member.id, NudgeKind.CHECK_IN, local.isoformat())
        yield from plan_nudge(maker, row, nudge, local)
