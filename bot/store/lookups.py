"""What a flow may find out: `find` gives what is kept with the answers (ids, closed facts), `fetch` the rows it leads to.

Rows that are gone by the time they are fetched are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias, cast
from zoneinfo import ZoneInfo

from bot import effects, organising, statistics
from bot.effects import Lookup
from bot.questions import Json
from bot.rows import Area, CountKept, Member, Note, NudgeDue, OpenRun, Place, PlanItem, Rejection, Source, Stage
from bot.store import audit, circle_lookups, helping, own_data, own_lookups, reports, round_lookups
from bot.store import organising as organisers
from bot.store import statistics as snapshots
from bot.store.sealed import Sealed
from bot.store.unit import Row, Rows, Unit, at, ms

# More than this many rows are never shown at once.
MOST = 200


class Asker(NamedTuple):
    """Who looks something up, from which run and journey, and when."""

    member: Member
    run: str
    journey: str
    now: datetime
    sealed: Sealed


Found: TypeAlias = "Unit[list[str]]"


def find(asker: Asker, lookup: Lookup[Any]) -> Unit[Json]:
    """Carry out a lookup, and give what is kept of it."""
    ids = yield from FINDS[lookup.kind](asker, lookup)
    return {"lookup": lookup.kind, "kept": cast("Json", ids)}


def find_and_fetch(asker: Asker, lookup: Lookup[Any]) -> Unit[tuple[Json, Any]]:
    """Both: what is kept, and what it leads to now."""
    kept = yield from find(asker, lookup)
    return kept, (yield from fetch(asker, kept))


def fetch(asker: Asker, kept: Json) -> Unit[Any]:
    """The rows that a kept find leads to now."""
    found = cast("dict[str, Any]", kept)
    return (yield from FETCHES[found["lookup"]](asker, found["kept"]))


def is_find(answer: Json) -> bool:
    return isinstance(answer, dict) and "lookup" in answer


def _ids(rows: Rows) -> list[str]:
    return [row["id"] for row in rows]


def _open_runs(asker: Asker, lookup: effects.OpenRuns) -> Found:
    # The last run of each journey that was left in the middle of a step.
    rows = yield (
        "SELECT id FROM run WHERE member = $1 AND journey <> $2 AND state IN ('open', 'stopped')"
        " AND flow IN ('personal', 'reflect', 'practice', 'feedback', 'skills', 'network', 'moving')"
        " AND EXISTS (SELECT 1 FROM rejection WHERE rejection.id = run.journey AND closed = 0)"
        " ORDER BY touched_at DESC LIMIT 5",
        (asker.member.id, asker.journey),
    )
    return _ids(rows)


def _rejections(asker: Asker, lookup: effects.Rejections) -> Found:
    rows = yield (
        "SELECT id FROM rejection WHERE member = $1 ORDER BY created_at DESC LIMIT $2",
        (asker.member.id, MOST),
    )
    return _ids(rows)


def _one_rejection(asker: Asker, lookup: effects.OneRejection) -> Found:
    rows = yield "SELECT id FROM rejection WHERE member = $1 AND id = $2", (asker.member.id, lookup.rejection)
    return _ids(rows)


def _items(asker: Asker, lookup: effects.Items) -> Found:
    rows = yield (
        "SELECT id FROM plan_item WHERE member = $1 AND dropped = 0 AND CASE WHEN done_on IS NULL THEN 0 ELSE 1 END = $2"
        " AND (journey = $3 OR $3 IS NULL) ORDER BY due, created_at LIMIT $4",
        (asker.member.id, int(lookup.done), lookup.journey, MOST),
    )
    return _ids(rows)


def _one_item(asker: Asker, lookup: effects.OneItem) -> Found:
    rows = yield "SELECT id FROM plan_item WHERE member = $1 AND id = $2", (asker.member.id, lookup.item)
    return _ids(rows)


def _notes(asker: Asker, lookup: effects.Notes) -> Found:
    rows = yield (
        "SELECT id FROM note WHERE member = $1 AND kind = $2 AND (journey = $3 OR $3 IS NULL)"
        " ORDER BY created_at DESC LIMIT $4",
        (asker.member.id, lookup.note, lookup.journey, MOST),
    )
    return _ids(rows)


def _next_nudge(asker: Asker, lookup: effects.NextNudge) -> Found:
    rows = yield (
        "SELECT id FROM nudge WHERE member = $1 AND late_until >= $2 AND state = 'waiting' AND next_at IS NOT NULL"
        " ORDER BY next_at",
        (asker.member.id, ms(asker.now)),
    )
    # Without a limit: it would have PostgreSQL go through what waits for others until it comes to the first of theirs.
    return _ids(rows[:1])


def _places(asker: Asker, lookup: effects.Places) -> Found:
    if asker.member.community and (yield from reports.is_muted(asker.member.id, asker.member.community, asker.now)):
        return []
    # Requests for a mentor go where lines may be shared, until somebody chose channels for them.
    chosen = "SELECT 1 FROM place WHERE platform = $1 AND community = $2 AND mentors IS NOT NULL"
    which = f"CASE WHEN EXISTS ({chosen}) THEN mentors = 1 ELSE open = 1 END" if lookup.mentors else "open = 1"
    rows = yield (
        f"SELECT id FROM place WHERE platform = $1 AND community = $2 AND {which} AND NOT EXISTS (SELECT 1 FROM community"  # noqa: S608 - ours
        " WHERE community.platform = $1 AND community.id = $2 AND (off = 1 OR paused_until > $3)) ORDER BY name LIMIT 25",
        (asker.member.platform, asker.member.community, ms(asker.now)),
    )
    return _ids(rows)


def _me(asker: Asker, lookup: effects.Me) -> Unit[Json]:
    yield from ()  # it reads no rows, and is a unit all the same
    return settings_of(asker.member)


def settings_of(me: Member) -> Json:
    """What `Me` keeps: the settings that a flow may branch on."""
    return {
        "language": me.language,
        "zone": me.zone,
        "country": me.country,
        "consent": me.consent,
        "cadence": me.cadence,
        "weekday": me.weekday,
        "hour": me.hour,
        "quiet_from": me.quiet_from.isoformat("minutes"),
        "quiet_until": me.quiet_until.isoformat("minutes"),
        "paused_until": me.paused_until.isoformat() if me.paused_until else None,
        "hushed": me.hushed,
        "keep_days": me.keep_days,
        "community": me.community,
    }


def _nothing(asker: Asker, lookup: Lookup[Any]) -> Found:
    yield from ()  # it reads no rows, and is a unit all the same
    return []


FINDS: dict[str, Callable[[Asker, Any], Unit[Any]]] = {
    effects.OpenRuns.kind: _open_runs,
    effects.Rejections.kind: _rejections,
    effects.OneRejection.kind: _one_rejection,
    effects.Items.kind: _items,
    effects.OneItem.kind: _one_item,
    effects.Notes.kind: _notes,
    effects.NextNudge.kind: _next_nudge,
    effects.Places.kind: _places,
    effects.Me.kind: _me,
    effects.Kept.kind: _nothing,
    effects.Export.kind: _nothing,
    statistics.Snapshots.kind: snapshots.find,
    organising.Offers.kind: helping.find_offers,
    organising.MyOffer.kind: helping.find_mine,
    organising.OneTurn.kind: helping.find_turn,
    organising.AuditLog.kind: audit.find,
    **circle_lookups.FINDS,
    **round_lookups.FINDS,
    **own_lookups.FINDS,
    **reports.FINDS,
}


def _in_order(rows: Rows, ids: Sequence[str]) -> list[Row]:
    by_id = {row["id"]: row for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def _rows(table: str, asker: Asker, ids: Sequence[str]) -> Unit[list[Row]]:
    if not ids:
        return []
    marks = ", ".join(f"${number}" for number in range(2, len(ids) + 2))
    rows = yield f"SELECT * FROM {table} WHERE member = $1 AND id IN ({marks})", (asker.member.id, *ids)  # noqa: S608 - our own table names
    return _in_order(rows, ids)


def rejection_of(row: Row, sealed: Sealed) -> Rejection:
    """A row of the table `rejection` in the clear."""
    return rejection_in(row, row["id"], sealed)


def rejection_in(row: Row, this: str, sealed: Sealed) -> Rejection:
    """The same of a row in which the rejection's id is called otherwise, as where it was joined."""
    member, stage = row["member"], row["stage"]
    return Rejection(
        id=this,
        day=date.fromisoformat(row["day"]),
        company=sealed.shown(member, "rejection", this, "company", row["company"]),
        role=sealed.shown(member, "rejection", this, "role", row["role"]),
        stage=Stage(stage) if stage else None,
    )


def item_of(row: Row, sealed: Sealed) -> PlanItem:
    """A row of the table `plan_item` in the clear."""
    return PlanItem(
        id=row["id"],
        source=Source(row["source"]),
        due=date.fromisoformat(row["due"]),
        tag=row["tag"],
        text=sealed.shown(row["member"], "plan_item", row["id"], "text", row["text"]),
        cue=row["cue"],
        area=Area(row["area"]) if row["area"] else None,
        subject=row["subject"],
        journey=row["journey"],
        percent=row["percent"],
        done_on=date.fromisoformat(row["done_on"]) if row["done_on"] else None,
    )


def note_of(row: Row, sealed: Sealed) -> Note:
    """A row of the table `note` in the clear."""
    return Note(
        id=row["id"],
        kind=row["kind"],
        day=date.fromisoformat(row["day"]),
        text=sealed.shown(row["member"], "note", row["id"], "text", row["text"]),
        tag=row["tag"],
        journey=row["journey"],
    )


def _fetch_rejections(asker: Asker, ids: list[str]) -> Unit[tuple[Rejection, ...]]:
    rows = yield from _rows("rejection", asker, ids)
    return tuple(rejection_of(row, asker.sealed) for row in rows)


def journeys_rejection(asker: Asker) -> Unit[Rejection | None]:
    """The rejection that the asker's journey is about, where it is about one."""
    found = yield from _fetch_rejections(asker, [asker.journey])
    return found[0] if found else None


def _fetch_items(asker: Asker, ids: list[str]) -> Unit[tuple[PlanItem, ...]]:
    rows = yield from _rows("plan_item", asker, ids)
    return tuple(item_of(row, asker.sealed) for row in rows)


def _fetch_notes(asker: Asker, ids: list[str]) -> Unit[tuple[Note, ...]]:
    rows = yield from _rows("note", asker, ids)
    return tuple(note_of(row, asker.sealed) for row in rows)


def _fetch_runs(asker: Asker, ids: list[str]) -> Unit[tuple[OpenRun, ...]]:
    rows = yield from _rows("run", asker, ids)
    nos = yield from _rows("rejection", asker, [row["journey"] for row in rows])
    by_id = {row["id"]: rejection_of(row, asker.sealed) for row in nos}
    return tuple(
        OpenRun(row["id"], row["flow"], row["journey"], at(row["touched_at"]), by_id.get(row["journey"]))
        for row in rows
    )


def _fetch_nudges(asker: Asker, ids: list[str]) -> Unit[tuple[NudgeDue, ...]]:
    rows = yield from _rows("nudge", asker, ids)
    zone = ZoneInfo(asker.member.zone)
    return tuple(
        NudgeDue(row["id"], row["kind"], at(row["next_at"]).astimezone(zone), row["subject"])
        for row in rows
        if row["state"] == "waiting" and row["next_at"] is not None
    )


def _fetch_places(asker: Asker, ids: list[str]) -> Unit[tuple[Place, ...]]:
    if not ids:
        return ()
    rows = yield (
        "SELECT id, name FROM place WHERE platform = $1 AND community = $2",
        (
            asker.member.platform,
            asker.member.community,
        ),
    )
    return tuple(Place(row["id"], row["name"]) for row in _in_order(rows, ids))


def _fetch_me(asker: Asker, kept: dict[str, Any]) -> Unit[Member]:
    yield from ()  # it reads no rows, and is a unit all the same
    return own_data.member_then(asker.member, kept)


def _fetch_kept(asker: Asker, kept: Json) -> Unit[tuple[CountKept, ...]]:
    return (yield from own_data.count(asker.member.id))


def _fetch_export(asker: Asker, kept: Json) -> Unit[Any]:
    return (yield from own_data.export(asker.member.id, asker.sealed, asker.now))


FETCHES: dict[str, Callable[[Asker, Any], Unit[Any]]] = {
    effects.OpenRuns.kind: _fetch_runs,
    effects.Rejections.kind: _fetch_rejections,
    effects.OneRejection.kind: _fetch_rejections,
    effects.Items.kind: _fetch_items,
    effects.OneItem.kind: _fetch_items,
    effects.Notes.kind: _fetch_notes,
    effects.NextNudge.kind: _fetch_nudges,
    effects.Places.kind: _fetch_places,
    effects.Me.kind: _fetch_me,
    effects.Kept.kind: _fetch_kept,
    effects.Export.kind: _fetch_export,
    statistics.Snapshots.kind: snapshots.fetch,
    organising.Here.kind: organisers.fetch_here,
    organising.Offers.kind: helping.fetch_offers,
    organising.MyOffer.kind: helping.fetch_offers,
    organising.OneTurn.kind: helping.fetch_turn,
    organising.AuditLog.kind: audit.fetch,
    **circle_lookups.FETCHES,
    **round_lookups.FETCHES,
    **own_lookups.FETCHES,
    **reports.FETCHES,
}
