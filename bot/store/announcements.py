"""What the bot says in channels: rows that wait, marked as being sent before they are, and never sent again after that.

An announcement is drawn when it is sent, from what holds at that moment. One that quotes members says so (`quote`): where an
author is forgotten, or takes a commitment back, what stands in the channel is said anew without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from bot import ids
from bot.announcing import COUNTED, Counts, Told
from bot.effects import Posted
from bot.lines import Label, Line, Verbatim
from bot.ports import Sent
from bot.screen import Screen
from bot.store.people import THERE
from bot.store.sealed import Sealed
from bot.store.unit import Row, Rows, Unit, at, ms

# More of what was done than this is never opened for one announcement: there would be no room for it.
OPENED = 150
# Weeks that a picture looks back on.
PAST = 7
# What became stale is tried for so long.
AMENDS_FOR = timedelta(days=30)
# What members do to what they committed to is looked for in the digests of so many days. Where it is older, `changed` has to be
# called; who is forgotten is always found.
WATCHED = timedelta(days=60)

Silent: TypeAlias = Callable[[str, str, datetime], Unit[bool]]
"""Whether nothing may be said in a community, by platform and id, at a time."""
Titles: TypeAlias = Callable[[str | None], str]
"""The title of an entry of the catalogue, by its id."""


class Said(NamedTuple):
    """An announcement with all that it is drawn from."""

    id: str
    kind: str
    platform: str
    address: str
    place: str
    language: str
    circle: str
    name: str
    round: str | None
    reference: str | None
    late_until: datetime
    state: str
    stale_at: int | None
    counts: Counts
    told: tuple[Told, ...]
    more: int
    quotes: tuple[str, ...]


def plan(
    circle: str, round_id: str | None, place: str, kind: str, now: datetime, until: datetime, this: str | None = None
) -> Unit[None]:
    """Have something said in a place, until a time: once for a round, or for `this`."""
    row = this or ids.derive(round_id or circle, kind, place)
    yield (
        "INSERT INTO announcement (id, circle, round, place, kind, due_at, late_until, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $6) ON CONFLICT (id) DO NOTHING",
        (row, circle, round_id, place, kind, ms(now), ms(until)),
    )


def drop_pending(circle: str) -> Unit[None]:
    """Nothing that waits is said in a circle any more."""
    yield "UPDATE announcement SET state = 'late' WHERE circle = $1 AND state = 'pending'", (circle,)


def waiting(now: datetime) -> Unit[list[tuple[str, str, str]]]:
    """What is to be said now, and what was being said when somebody was killed: (id, platform, state)."""
    rows = yield (
        "SELECT announcement.id AS id, place.platform AS platform, announcement.state AS state FROM announcement"
        " JOIN place ON place.id = announcement.place WHERE (announcement.state = 'pending' AND due_at <= $1)"
        " OR announcement.state = 'sending' ORDER BY due_at, announcement.id",
        (ms(now),),
    )
    return [(row["id"], row["platform"], row["state"]) for row in rows]


def next_wake(platforms: tuple[str, ...]) -> Unit[datetime | None]:
    """When the next announcement on these platforms is due, or is to be said anew."""
    rows = yield (
        "SELECT place.platform AS platform, MIN(announcement.due_at) AS at FROM announcement"
        " JOIN place ON place.id = announcement.place WHERE announcement.state = 'pending'"
        " OR (announcement.stale_at IS NOT NULL AND announcement.state IN ('said', 'unknown')) GROUP BY place.platform",
        (),
    )
    return min((at(row["at"]) for row in rows if row["platform"] in platforms), default=None)


def said_in(announcement: str) -> Unit[tuple[str, str | None]]:
    """In which community something is said, as (platform, community)."""
    rows = yield (
        "SELECT place.platform AS platform, place.community AS community FROM announcement"
        " JOIN place ON place.id = announcement.place WHERE announcement.id = $1",
        (announcement,),
    )
    return (rows[0]["platform"], rows[0]["community"]) if rows else ("", None)


def facts(announcement: str, titles: Titles, sealed: Sealed) -> Unit[Said | None]:
    """An announcement with what it is drawn from, as it is now. None where it is gone."""
    rows = yield (
        "SELECT announcement.*, place.platform AS platform, place.address AS address, place.community AS community,"
        " circle.language AS language, its.name AS name, round.number AS number FROM announcement"
        " JOIN place ON place.id = announcement.place JOIN circle ON circle.id = announcement.circle"
        " JOIN place its ON its.id = circle.place LEFT JOIN round ON round.id = announcement.round"
        " WHERE announcement.id = $1",
        (announcement,),
    )
    if not rows:
        return None
    row = rows[0]
    counts, done = Counts(row["number"] or 0, 0, 0, 0, 0), list[Row]()
    if row["kind"] in ("digest", "pod-digest"):
        done = yield from _done(row)
    if row["kind"] == "digest":
        counts = yield from _counts(row["circle"], row["round"], row["number"])
    opened = done[:OPENED]
    sealed.expect({one["member"] for one in opened})
    return Said(
        row["id"], row["kind"], row["platform"], row["address"], row["place"], row["language"], row["circle"],
        row["name"], row["round"], row["reference"], at(row["late_until"]), row["state"], row["stale_at"], counts,
        tuple(_told(one, titles, sealed) for one in opened), len(done) - len(opened), tuple(one["id"] for one in opened),
    )  # fmt: skip


def _done(row: Row) -> Unit[Rows]:
    """What was done in a round and may be told where this announcement is said: in the circle what is public, in a pod's
    place what was posted there."""
    if row["kind"] == "digest":
        where = "commitment.sight = 'public'"
        values: tuple[str, ...] = (row["round"], row["community"])
    else:
        where = "commitment.sight = 'pod' AND EXISTS (SELECT 1 FROM post WHERE post.id = commitment.post AND post.place = $3)"
        values = (row["round"], row["community"], row["place"])
    return (
        yield (
            "SELECT commitment.*, member.name AS name, member.address AS address FROM commitment"  # noqa: S608 - ours
            " JOIN member ON member.id = commitment.member JOIN circle_member"
            " ON circle_member.member = commitment.member AND circle_member.circle = commitment.circle"
            f" WHERE commitment.round = $1 AND commitment.state = 'done' AND {where} AND {THERE}"
            " ORDER BY commitment.done_on, commitment.created_at, commitment.id",
            values,
        )
    )


def _told(row: Row, titles: Titles, sealed: Sealed) -> Told:
    member = row["member"]
    name = sealed.shown(member, "member", member, "name", row["name"])
    name = name or sealed.shown(member, "member", member, "address", row["address"]) or ""
    what: Label
    if row["text"] is not None:
        what = Verbatim(sealed.shown(member, "commitment", row["id"], "text", row["text"]) or "")
    else:
        what = Line(row["tag"] or "plan-course", {"title": Verbatim(titles(row["subject"]))})
    return Told(name, what)


def _counts(circle: str, round_id: str, number: int) -> Unit[Counts]:
    rows = yield (
        "SELECT round.number AS number, COUNT(*) AS made, COUNT(DISTINCT commitment.member) AS people,"
        " SUM(CASE WHEN commitment.state = 'done' THEN 1 ELSE 0 END) AS done FROM commitment"
        " JOIN round ON round.id = commitment.round WHERE round.circle = $1 AND round.number BETWEEN $2 AND $3"
        " AND commitment.state <> 'withdrawn' GROUP BY round.number",
        (circle, number - PAST, number),
    )
    by_number = {row["number"]: row for row in rows}
    cheers = yield (
        "SELECT COUNT(*) AS n FROM cheer JOIN commitment ON commitment.id = cheer.commitment"
        " WHERE commitment.round = $1 AND commitment.state <> 'withdrawn'",
        (round_id,),
    )
    past = tuple(
        # A week of one or two is not counted, in no picture either.
        (int(one["made"]), int(one["done"])) if one is not None and one["people"] >= COUNTED else (0, 0)
        for one in (by_number.get(before) for before in range(max(number - PAST, 1), number))
    )
    this = by_number.get(number)
    if this is None:
        return Counts(number, 0, 0, 0, 0, past)
    return Counts(number, this["people"], this["made"], int(this["done"]), cheers[0]["n"], past)


Draws: TypeAlias = Callable[[Said], tuple[Screen, int]]
"""Draws an announcement, and says how many of those told it names: the first so many."""


def claim(
    announcement: str, now: datetime, titles: Titles, sealed: Sealed, silent: Silent, draws: Draws
) -> Unit[tuple[Said, Screen] | None]:
    """Take an announcement to send it: drawn, and marked as being sent. None where it is not to be said any more, or somebody
    else has it."""
    rows = yield (
        "SELECT circle.state AS state, circle.platform AS platform, circle.community AS community,"
        " announcement.late_until AS late_until FROM announcement JOIN circle ON circle.id = announcement.circle"
        " WHERE announcement.id = $1 AND announcement.state = 'pending' /*pg FOR NO KEY UPDATE OF announcement*/",
        (announcement,),
    )
    if not rows:
        return None
    row = rows[0]
    hushed = row["state"] != "open" or (yield from silent(row["platform"], row["community"], now))
    if hushed or now > at(row["late_until"]):
        yield "UPDATE announcement SET state = 'late' WHERE id = $1", (announcement,)
        return None
    said = yield from facts(announcement, titles, sealed)
    if said is None:
        return None
    screen, many = draws(said)
    yield from _quoted(said, many)
    yield "UPDATE announcement SET state = 'sending' WHERE id = $1 AND state = 'pending'", (announcement,)
    return said, screen


def _quoted(said: Said, many: int) -> Unit[None]:
    """Note whose words an announcement shows: the first so many of those told."""
    yield "DELETE FROM quote WHERE announcement = $1", (said.id,)
    for commitment in said.quotes[:many]:
        yield (
            "INSERT INTO quote (id, announcement, commitment) VALUES ($1, $2, $3)",
            (ids.derive(said.id, commitment), said.id, commitment),
        )


def settle(announcement: str, sent: Sent) -> Unit[None]:
    """Write down what became of one. What somebody took for unknown meanwhile is known now."""
    state = {Posted.POSTED: "said", Posted.REFUSED: "refused", Posted.UNKNOWN: "unknown"}[sent.outcome]
    yield (
        "UPDATE announcement SET state = $2, reference = $3 WHERE id = $1 AND state IN ('sending', 'unknown')",
        (announcement, state, sent.reference),
    )


def abandoned(announcement: str) -> Unit[None]:
    """Whoever was sending it is gone: nobody knows whether it was seen, so it is not sent again."""
    yield "UPDATE announcement SET state = 'unknown' WHERE id = $1 AND state = 'sending'", (announcement,)


def put_back(announcement: str, when: datetime) -> Unit[None]:
    """It was not sent, and is tried again later."""
    yield (
        "UPDATE announcement SET state = 'pending', due_at = $2 WHERE id = $1 AND state IN ('pending', 'sending')",
        (announcement, ms(when)),
    )


# What has to be said anew


def changed(commitment: str, now: datetime) -> Unit[None]:
    """A commitment is another now, or is taken back: what quotes it is said anew. To be called with the change."""
    yield (
        "UPDATE announcement SET stale_at = $2, due_at = $2 WHERE state IN ('said', 'sending', 'unknown')"
        " AND id IN (SELECT announcement FROM quote WHERE commitment = $1)",
        (commitment, ms(now)),
    )


def find_stale(now: datetime) -> Unit[None]:
    """Mark what quotes somebody who was forgotten, or something that is not done any more or was taken back:
    what its owner took back from its channel is theirs alone, done or not."""
    yield (
        "UPDATE announcement SET stale_at = $1, due_at = $1 WHERE stale_at IS NULL AND state IN ('said', 'unknown')"
        " AND id IN (SELECT announcement FROM quote WHERE commitment IS NULL)",
        (ms(now),),
    )
    yield (
        "UPDATE announcement SET stale_at = $1, due_at = $1 WHERE stale_at IS NULL AND state IN ('said', 'unknown')"
        " AND created_at > $2 AND EXISTS (SELECT 1 FROM quote JOIN commitment ON commitment.id = quote.commitment"
        " WHERE quote.announcement = announcement.id AND (commitment.state <> 'done' OR commitment.sight = 'private'))",
        (ms(now), ms(now - WATCHED)),
    )


def stale(now: datetime) -> Unit[list[tuple[str, str]]]:
    """What is to be said anew now, as (id, platform)."""
    rows = yield (
        "SELECT announcement.id AS id, place.platform AS platform FROM announcement"
        " JOIN place ON place.id = announcement.place WHERE stale_at IS NOT NULL AND due_at <= $1"
        " AND announcement.state IN ('said', 'unknown') ORDER BY due_at, announcement.id",
        (ms(now),),
    )
    return [(row["id"], row["platform"]) for row in rows]


def to_amend(announcement: str, titles: Titles, sealed: Sealed, draws: Draws) -> Unit[tuple[Said, Screen] | None]:
    """A stale announcement as it should be now, and whom it then quotes. None where it is not stale any more."""
    said = yield from facts(announcement, titles, sealed)
    if said is None or said.stale_at is None:
        return None
    screen, many = draws(said)
    yield from _quoted(said, many)
    return said, screen


def amended(said: Said, *, gone: bool) -> Unit[None]:
    """It was said anew, or (`gone`) nothing of it is left. Where something changed in the meantime it goes on being stale; who
    was forgotten in the meantime is found by the next look."""
    yield (
        "UPDATE announcement SET stale_at = NULL, state = CASE WHEN $3 = 1 THEN 'gone' ELSE state END"
        " WHERE id = $1 AND stale_at = $2",
        (said.id, said.stale_at, int(gone)),
    )


def amend_later(announcement: str, when: datetime) -> Unit[None]:
    """It could not be said anew now. After a month it is left as it is: its channel is gone, or the bot may not write there."""
    yield (
        "UPDATE announcement SET due_at = $2, stale_at = CASE WHEN stale_at < $3 THEN NULL ELSE stale_at END,"
        " state = CASE WHEN stale_at < $3 THEN 'gone' ELSE state END WHERE id = $1 AND stale_at IS NOT NULL",
        (announcement, ms(when), ms(when - AMENDS_FOR)),
    )
