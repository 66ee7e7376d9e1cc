"""Carrying out changes: each says how it is stated (first, or anew after it changed) and how it is withdrawn.

`state` may give back what was there before, which `withdraw` gets to put it back. What the member edited since stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, cast

from bot import effects, ids, nudges
from bot.effects import Change
from bot.questions import Json
from bot.rows import Consent
from bot.store import circles, helping, organising, own_changes, reports
from bot.store.members import one_member
from bot.store.planning import Maker, plan_nudge, settle_item_nudges, settle_member_nudges
from bot.store.unit import Unit, ms


def state(maker: Maker, key: str, last: Change | None, new: Change) -> Unit[Json]:
    """Make it so. `last` is what the run stated under this key before. Gives what is needed to undo it."""
    if last is not None and type(last) is not type(new):
        yield from withdraw(maker, key, last, None)
        last = None
    return (yield from STATES[type(new)](maker, ids.derive(maker.run, key), last, new))


def withdraw(maker: Maker, key: str, old: Change, before: Json) -> Unit[None]:
    """Undo what was stated."""
    yield from WITHDRAWS[type(old)](maker, ids.derive(maker.run, key), old, before)


def refreshed(maker: Maker, change: Change) -> Unit[Maker]:
    """The maker after a change: with the member's new settings, where it changed them."""
    if not isinstance(change, effects.EditMember):
        return maker
    member = yield from one_member(maker.member.id, maker.sealed)
    return dataclasses.replace(maker, member=member or maker.member)


# Rows that a run makes


def _log_rejection(maker: Maker, row: str, last: effects.LogRejection | None, new: effects.LogRejection) -> Unit[Json]:
    row = maker.journey
    company, role = maker.put("rejection", row, "company", new.company), maker.put("rejection", row, "role", new.role)
    if last is None:
        yield (
            "INSERT INTO rejection (id, member, day, company, role, stage, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
            " ON CONFLICT (id) DO UPDATE SET company = excluded.company, role = excluded.role, stage = excluded.stage",
            (row, maker.member.id, maker.today.isoformat(), company, role, new.stage, ms(maker.now)),
        )
        return None
    if new.company != last.company:
        yield "UPDATE rejection SET company = $2 WHERE id = $1", (row, company)
    if new.role != last.role:
        yield "UPDATE rejection SET role = $2 WHERE id = $1", (row, role)
    if new.stage != last.stage:
        yield "UPDATE rejection SET stage = $2 WHERE id = $1", (row, new.stage)
    return None


def _unlog_rejection(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    yield "DELETE FROM rejection WHERE id = $1", (maker.journey,)


def _keep_item(maker: Maker, row: str, last: effects.KeepItem | None, new: effects.KeepItem) -> Unit[Json]:
    yield (
        "INSERT INTO plan_item (id, member, journey, source, tag, text, cue, area, subject, due, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET source = excluded.source,"
        " tag = excluded.tag, text = excluded.text, cue = excluded.cue, area = excluded.area,"
        " subject = excluded.subject, due = excluded.due WHERE plan_item.edited = 0",
        (
            row, maker.member.id, maker.journey, new.source, new.tag, maker.put("plan_item", row, "text", new.text),
            new.cue, new.area, new.subject, new.due.isoformat(), ms(maker.now),
        ),
    )  # fmt: skip
    return None


def _unkeep_item(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    yield "DELETE FROM plan_item WHERE id = $1 AND edited = 0", (row,)


def _keep_note(maker: Maker, row: str, last: effects.KeepNote | None, new: effects.KeepNote) -> Unit[Json]:
    yield (
        "INSERT INTO note (id, member, journey, kind, tag, text, day, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, tag = excluded.tag, text = excluded.text",
        (
            row, maker.member.id, maker.journey, new.kind, new.tag, maker.put("note", row, "text", new.text),
            maker.today.isoformat(), ms(maker.now),
        ),
    )  # fmt: skip
    return None


def _unkeep_note(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    yield "DELETE FROM note WHERE id = $1", (row,)


def _mentoring(
    maker: Maker, row: str, last: Change | None, new: effects.OfferMentoring | effects.SeekMentor
) -> Unit[Json]:
    side, capacity = ("offer", new.capacity) if isinstance(new, effects.OfferMentoring) else ("seek", 0)
    yield (
        "INSERT INTO mentoring (id, member, community, side, topics, capacity, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (id) DO UPDATE SET topics = excluded.topics, capacity = excluded.capacity",
        (row, maker.member.id, maker.member.community, side, " ".join(new.topics), capacity, ms(maker.now)),
    )
    return None


def _unmentoring(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    yield "DELETE FROM mentoring WHERE id = $1", (row,)


# Nudges


def _nudge(maker: Maker, row: str, last: effects.Nudge | None, new: effects.Nudge) -> Unit[Json]:
    if maker.member.consent is Consent.NO:
        return None  # a no to check-ins schedules nothing
    yield from plan_nudge(maker, row, new, nudges.intended(new, maker.member, maker.now))
    return None


def _unnudge(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    yield "UPDATE nudge SET state = 'cancelled', reason = 'taken-back' WHERE id = $1 AND state = 'waiting'", (row,)


def _cancel(maker: Maker, row: str, last: Change | None, new: effects.CancelNudges) -> Unit[Json]:
    rows = yield (
        "UPDATE nudge SET state = 'cancelled', reason = 'asked' WHERE member = $1 AND state = 'waiting'"
        " AND (subject = $2 OR $2 IS NULL) AND (kind = $3 OR $3 IS NULL) RETURNING id",
        (maker.member.id, new.subject, new.kind),
    )
    return [row["id"] for row in rows]


def _uncancel(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    for nudge in cast("list[str]", before or []):
        yield (
            "UPDATE nudge SET state = 'waiting', reason = NULL WHERE id = $1 AND state = 'cancelled' AND reason = 'asked'",
            (nudge,),
        )


# Edits of rows that are there already


def _stored(value: Any) -> Any:
    """A field of a change as its column holds it."""
    match value:
        case bool():
            return int(value)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case _:
            return value


def _edit(table: str, text_columns: frozenset[str]) -> Callable[..., Unit[Json]]:
    def carry_out(maker: Maker, this: str, columns: Mapping[str, Any]) -> Unit[Json]:
        rows = yield f"SELECT * FROM {table} WHERE id = $1 AND {_owner(table)} = $2", (this, maker.member.id)  # noqa: S608 - our own names
        if not rows or not columns:
            return None
        before: dict[str, Any] = {}
        for column, value in columns.items():
            was = rows[0][column]
            before[column] = (
                maker.sealed.get(maker.member.id, table, this, column, was) if column in text_columns else was
            )
            stored = maker.put(table, this, column, value) if column in text_columns else _stored(value)
            yield f"UPDATE {table} SET {column} = $2 WHERE id = $1", (this, stored)  # noqa: S608 - our own names
        return cast("Json", before)

    return carry_out


def _owner(table: str) -> str:
    return "id" if table == "member" else "member"


_edit_item_row = _edit("plan_item", frozenset({"text"}))
_edit_rejection_row = _edit("rejection", frozenset({"company", "role"}))
_edit_member_row = _edit("member", frozenset())


def _item_columns(maker: Maker, new: effects.EditItem) -> dict[str, Any]:
    columns: dict[str, Any] = {"edited": True}
    if new.done is not None:
        columns["done_on"] = maker.today if new.done else None
    for name in ("dropped", "due", "text", "percent"):
        if (value := getattr(new, name)) is not None:
            columns[name] = value
    return columns


def _edit_item(maker: Maker, row: str, last: Change | None, new: effects.EditItem) -> Unit[Json]:
    before = yield from _edit_item_row(maker, new.item, _item_columns(maker, new))
    yield from settle_item_nudges(maker, new.item)
    return before


def _unedit_item(maker: Maker, row: str, old: effects.EditItem, before: Json) -> Unit[None]:
    yield from _put_back("plan_item", old.item, before, maker, frozenset({"text"}))
    yield from settle_item_nudges(maker, old.item)


def _edit_rejection(maker: Maker, row: str, last: Change | None, new: effects.EditRejection) -> Unit[Json]:
    columns = {
        name: getattr(new, name) for name in ("company", "role", "stage", "closed") if getattr(new, name) is not None
    }
    return (yield from _edit_rejection_row(maker, new.rejection, columns))


def _unedit_rejection(maker: Maker, row: str, old: effects.EditRejection, before: Json) -> Unit[None]:
    yield from _put_back("rejection", old.rejection, before, maker, frozenset({"company", "role"}))


def _put_back(table: str, this: str, before: Json, maker: Maker, text_columns: frozenset[str]) -> Unit[None]:
    for column, was in cast("dict[str, Any]", before or {}).items():
        stored = maker.put(table, this, column, was) if column in text_columns else was
        yield f"UPDATE {table} SET {column} = $2 WHERE id = $1", (this, stored)  # noqa: S608 - our own names


def _edit_member(maker: Maker, row: str, last: Change | None, new: effects.EditMember) -> Unit[Json]:
    named = {f.name: getattr(new, f.name) for f in dataclasses.fields(new)}
    columns = {name: value for name, value in named.items() if value is not None}
    before = yield from _edit_member_row(maker, maker.member.id, columns)
    yield from settle_member_nudges(maker)
    return before


def _unedit_member(maker: Maker, row: str, old: effects.EditMember, before: Json) -> Unit[None]:
    yield from _put_back("member", maker.member.id, before, maker, frozenset())
    if old.consent is Consent.NO:
        yield (
            "UPDATE nudge SET state = 'waiting', reason = NULL"
            " WHERE member = $1 AND state = 'cancelled' AND reason = 'no-consent'",
            (maker.member.id,),
        )
    yield from settle_member_nudges(maker)


STATES: dict[type[Change], Callable[[Maker, str, Any, Any], Unit[Json]]] = {
    effects.LogRejection: _log_rejection,
    effects.KeepItem: _keep_item,
    effects.KeepNote: _keep_note,
    effects.OfferMentoring: _mentoring,
    effects.SeekMentor: _mentoring,
    effects.Nudge: _nudge,
    effects.CancelNudges: _cancel,
    effects.EditItem: _edit_item,
    effects.EditRejection: _edit_rejection,
    effects.EditMember: _edit_member,
    **organising.STATES,
    **helping.STATES,
    **circles.STATES,
    **own_changes.STATES,
    **reports.STATES,
}
WITHDRAWS: dict[type[Change], Callable[[Maker, str, Any, Json], Unit[None]]] = {
    effects.LogRejection: _unlog_rejection,
    effects.KeepItem: _unkeep_item,
    effects.KeepNote: _unkeep_note,
    effects.OfferMentoring: _unmentoring,
    effects.SeekMentor: _unmentoring,
    effects.Nudge: _unnudge,
    effects.CancelNudges: _uncancel,
    effects.EditItem: _unedit_item,
    effects.EditRejection: _unedit_rejection,
    effects.EditMember: _unedit_member,
    **organising.WITHDRAWS,
    **helping.WITHDRAWS,
    **circles.WITHDRAWS,
    **own_changes.WITHDRAWS,
    **reports.WITHDRAWS,
}
