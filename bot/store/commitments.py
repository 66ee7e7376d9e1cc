"""Commitments as their owners state them: said, changed, ticked, let go. Posts in channels follow, and so does the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bot import circles
from bot.effects import Change
from bot.questions import Json
from bot.store import announcements
from bot.store.planning import Maker, settle_item_nudges
from bot.store.sight import from_its_place, in_its_community
from bot.store.unit import Unit, ms


def commit(maker: Maker, row: str, last: Change | None, new: circles.Commit) -> Unit[Json]:
    rounds = yield "SELECT circle FROM round WHERE id = $1", (new.round,)
    if not rounds or not (yield from in_its_community(maker.member.id, rounds[0]["circle"])):
        return None
    yield (
        "INSERT INTO commitment (id, member, circle, round, tag, subject, text, whereabouts, due, item, sight, post, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO UPDATE SET tag = excluded.tag,"
        " subject = excluded.subject, text = excluded.text, whereabouts = excluded.whereabouts, due = excluded.due,"
        " item = excluded.item, sight = excluded.sight, post = excluded.post",
        (
            row, maker.member.id, rounds[0]["circle"], new.round, new.tag, new.subject,
            maker.put("commitment", row, "text", new.text), maker.put("commitment", row, "whereabouts", new.whereabouts),
            new.due.isoformat(), new.item, new.sight, new.post, ms(maker.now),
        ),
    )  # fmt: skip
    return None


def uncommit(maker: Maker, row: str, old: circles.Commit, before: Json) -> Unit[None]:
    yield "DELETE FROM commitment WHERE id = $1 AND post IS NULL", (row,)


def edit(maker: Maker, row: str, last: Change | None, new: circles.EditCommitment) -> Unit[Json]:
    this, member = new.commitment, maker.member.id
    rows = yield "SELECT * FROM commitment WHERE id = $1 AND member = $2", (this, member)
    if not rows:
        return None
    was = rows[0]
    before: dict[str, Any] = {name: was[name] for name in ("state", "done_on", "due", "tag", "subject")}
    before["text"] = maker.sealed.get(member, "commitment", this, "text", was["text"])
    if new.text is not None:
        yield (
            "UPDATE commitment SET text = $2, tag = NULL, subject = NULL WHERE id = $1",
            (this, maker.put("commitment", this, "text", new.text)),
        )
    if new.due is not None:
        yield "UPDATE commitment SET due = $2 WHERE id = $1", (this, new.due.isoformat())
    # Whoever took it back elsewhere did so for good: an older conversation says no more of it.
    there = was["state"] != "withdrawn"
    if new.done is not None and there:
        state, day = ("done", maker.today.isoformat()) if new.done else ("open", None)
        yield "UPDATE commitment SET state = $2, done_on = $3 WHERE id = $1", (this, state, day)
    if new.done and there and was["item"]:
        before["item"] = yield from _tick(maker, was["item"])
    if new.withdrawn is not None:
        yield "UPDATE commitment SET state = $2 WHERE id = $1", (this, "withdrawn" if new.withdrawn else "open")
    if new.withdrawn:
        yield from from_its_place(member, was["post"], maker.now, maker.sealed)
    elif was["post"] and (new.text is not None or new.due is not None):
        yield from _post_follows(maker, this, was["post"])
    # A digest that quotes it may be older than those that are looked through by themselves.
    yield from announcements.changed(this, maker.now)
    return cast("Json", before)


def unedit(maker: Maker, row: str, old: circles.EditCommitment, before: Json) -> Unit[None]:
    kept, this = cast("dict[str, Any]", before or {}), old.commitment
    if not kept:
        return
    # What its owner took back elsewhere stays so where others would see it.
    rows = yield (
        "UPDATE commitment SET state = CASE WHEN state = 'withdrawn' AND sight <> 'private' AND $9 = 0 THEN state ELSE $3 END,"
        " done_on = $4, due = $5, tag = $6, subject = $7, text = $8 WHERE id = $1 AND member = $2 RETURNING post",
        (
            this, maker.member.id, kept["state"], kept["done_on"], kept["due"], kept["tag"], kept["subject"],
            maker.put("commitment", this, "text", kept["text"]), int(old.withdrawn is True),
        ),
    )  # fmt: skip
    yield from announcements.changed(this, maker.now)
    if kept.get("item"):
        yield from _untick(maker, kept["item"])
    if rows and rows[0]["post"] and (old.text is not None or old.due is not None):
        yield from _post_follows(maker, this, rows[0]["post"])


def _post_follows(maker: Maker, this: str, post: str) -> Unit[None]:
    """What stands in a channel is to say what the commitment says now. Only its words and its day can have changed."""
    member = maker.member.id
    rows = yield "SELECT tag, text, due FROM commitment WHERE id = $1", (this,)
    told = maker.sealed.get(member, "commitment", this, "text", rows[0]["text"])
    yield "UPDATE post SET day = $2, stale = stale + 1 WHERE id = $1 AND state <> 'gone'", (post, rows[0]["due"])
    if told is not None:
        yield (
            "UPDATE post SET text = $2, tags = '' WHERE id = $1 AND state <> 'gone'",
            (post, maker.put("post", post, "text", told)),
        )
    elif rows[0]["tag"]:
        yield "UPDATE post SET tags = $2 WHERE id = $1 AND state <> 'gone'", (post, rows[0]["tag"])


def _tick(maker: Maker, item: str) -> Unit[Json]:
    """Tick the plan item that a commitment was. Gives how it was, where it was not ticked."""
    rows = yield (
        "SELECT id, edited FROM plan_item WHERE id = $1 AND member = $2 AND done_on IS NULL",
        (item, maker.member.id),
    )
    if not rows:
        return None
    yield "UPDATE plan_item SET done_on = $2, edited = 1 WHERE id = $1", (item, maker.today.isoformat())
    yield from settle_item_nudges(maker, item)
    return {"id": item, "edited": rows[0]["edited"]}


def _untick(maker: Maker, was: Mapping[str, Any]) -> Unit[None]:
    yield (
        "UPDATE plan_item SET done_on = NULL, edited = $3 WHERE id = $1 AND member = $2",
        (was["id"], maker.member.id, was["edited"]),
    )
    yield from settle_item_nudges(maker, was["id"])
