"""What organisers see of their community, and what they change in it. No entry of a member's is read here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from bot import admission, ids, nudges
from bot.circles import Circle
from bot.effects import Change
from bot.organising import (
    UNTIL_RESUMED,
    Channel,
    EditCircle,
    Here,
    Pinned,
    SetChannel,
    SetCircle,
    SetCommunity,
    begins,
)
from bot.ports import Ground
from bot.questions import Json
from bot.store import audit, pods, rounds
from bot.store.planning import Maker
from bot.store.unit import Row, Unit, at, ms

if TYPE_CHECKING:
    from bot.store.lookups import Asker


def place_id(platform: str, community: str, address: str) -> str:
    """The id of a channel's row."""
    return ids.derive(platform, community, address)


def known_place(platform: str, community: str, address: str, name: str) -> Unit[str]:
    """The id of a channel's row, which is made where there is none: nothing is on in it yet."""
    this = place_id(platform, community, address)
    yield (
        "INSERT INTO place (id, platform, community, address, name, open) VALUES ($1, $2, $3, $4, $5, 0)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        (this, platform, community, address, name),
    )
    return this


# What they see


def kept_here(ground: Ground, args: Mapping[str, str], now: datetime) -> Json:
    """What is kept of where a run is bound to."""
    return {
        "lookup": Here.kind,
        "kept": {
            "community": args[admission.COMMUNITY],
            "place": args[admission.PLACE],
            "name": ground.name or args[admission.NAME],
            "lacks": list(ground.lacks),
            "at": now.isoformat(),
        },
    }


def as_found(kept: Json, found: Channel) -> Json:
    """What is kept, with the circles as they were found."""
    circle = _shape(found.circle) if found.circle is not None else None
    of = cast("dict[str, Any]", kept)
    return {**of, "kept": {**of["kept"], "circle": circle, "lost": [_shape(one) for one in found.lost]}}


def _shape(circle: Circle) -> Json:
    # Without what a member has in it: round, standing, pod.
    return cast("Json", list(circle[:10]))


def fetch_here(asker: Asker, kept: dict[str, Any]) -> Unit[Channel]:
    platform, community = asker.member.platform, kept["community"]
    here = place_id(platform, community, kept["place"])
    places = yield (
        "SELECT id, name, open, mentors FROM place WHERE platform = $1 AND community = $2 ORDER BY name",
        (platform, community),
    )
    circles = yield (
        "SELECT circle.*, place.name AS name FROM circle JOIN place ON place.id = circle.place"
        " WHERE circle.platform = $1 AND circle.community = $2 AND circle.state <> 'closed' ORDER BY circle.created_at",
        (platform, community),
    )
    switches = yield (
        "SELECT paused_until, off, dm_cap FROM community WHERE platform = $1 AND id = $2",
        (platform, community),
    )
    this = next((row for row in places if row["id"] == here), None)
    chosen = any(row["mentors"] is not None for row in places)
    circle = next((_circle(row) for row in circles if row["place"] == here), None)
    lost = tuple(_circle(row) for row in circles if row["state"] == "lost" and row["place"] != here)
    if "circle" in kept:
        # What a flow goes by stays as it was when it asked, so that a step back finds its way back.
        circle = Circle(*kept["circle"]) if kept["circle"] is not None else None
        lost = tuple(Circle(*one) for one in kept["lost"])
    until = switches[0]["paused_until"] if switches else None
    return Channel(
        community,
        kept["place"],
        kept["name"],
        datetime.fromisoformat(kept["at"]),
        tuple(kept["lacks"]),
        lines=this is not None and bool(this["open"]),
        mentors=bool(this is not None and this["mentors"]) if chosen else None,
        others=tuple(row["name"] for row in places if row["open"] and row["id"] != here),
        circle=circle,
        lost=lost,
        paused_until=at(until).astimezone(ZoneInfo(asker.member.zone)) if until is not None else None,
        off=bool(switches and switches[0]["off"]),
        cap=switches[0]["dm_cap"] if switches else None,
        podless=circle is not None and (yield from pods.refused_a_place(circle.id, asker.now)),
    )


def _circle(row: Row) -> Circle:
    return Circle(
        row["id"], row["name"], row["place"], row["weekday"], row["hour"], row["zone"],
        bool(row["pods"]), bool(row["buddies"]), row["needs"], row["state"],
    )  # fmt: skip


# What they change


def _note(maker: Maker, community: str, what: str, subject: str | None = None) -> Unit[None]:
    yield from audit.note(maker.member.platform, community, maker.member.id, what, subject, maker.now)


def _set_circle(maker: Maker, row: str, last: Change | None, new: SetCircle) -> Unit[Json]:
    platform = maker.member.platform
    place = yield from known_place(platform, new.community, new.place, new.name)
    before = yield "SELECT * FROM circle WHERE place = $1", (place,)
    yield (
        "INSERT INTO circle (id, platform, community, place, weekday, hour, zone, pods, buddies, language, organiser, next_at,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (place) DO UPDATE SET"
        " weekday = excluded.weekday, hour = excluded.hour, zone = excluded.zone, pods = excluded.pods,"
        " buddies = excluded.buddies, language = excluded.language, organiser = excluded.organiser,"
        " next_at = excluded.next_at, state = 'open', step = 'begin'",
        (
            ids.derive("circle", place), platform, new.community, place, new.weekday, new.hour, new.zone, int(new.pods),
            int(new.buddies), maker.member.language, maker.member.id,
            ms(begins(new.weekday, new.hour, new.zone, maker.now)), ms(maker.now),
        ),
    )  # fmt: skip
    yield from _note(maker, new.community, "circle-set", place)
    return cast("Json", {"place": place, "was": _plain(before[0])}) if before else {"place": place, "was": None}


def _unset_circle(maker: Maker, row: str, old: SetCircle, before: Json) -> Unit[None]:
    kept = cast("dict[str, Any]", before)
    if kept["was"] is None:
        # Somebody joined it in the meantime: theirs is not undone by a step back.
        rows = yield (
            "UPDATE circle SET state = 'closed' WHERE place = $1 AND platform = $2 AND community = $3 RETURNING id",
            (kept["place"], maker.member.platform, old.community),
        )
        for closed in rows:
            yield from rounds.end(closed["id"], maker.now)
    else:
        yield from _put_back("circle", kept["was"]["id"], {name: kept["was"][name] for name in (*_CIRCLE, "next_at")})
    yield from _note(maker, old.community, "taken-back", kept["place"])


# What of a circle its organisers change.
_CIRCLE = ("weekday", "hour", "zone", "pods", "buddies", "state")
_STATES = {"paused": "circle-paused", "open": "circle-opened", "closed": "circle-closed"}


def _edit_circle(maker: Maker, row: str, last: Change | None, new: EditCircle) -> Unit[Json]:
    platform = maker.member.platform
    found = yield (
        "SELECT * FROM circle WHERE id = $1 AND platform = $2 AND community = $3",
        (new.circle, platform, new.community),
    )
    if not found:
        return None
    was = found[0]
    columns = _chosen({name: getattr(new, name) for name in _CIRCLE})
    if new.place is not None:
        place = yield from known_place(platform, new.community, new.place, new.name or "")
        if (yield "SELECT id FROM circle WHERE place = $1 AND id <> $2", (place, new.circle)):
            return None  # there is another one meanwhile
        columns["place"] = place
    found_again = was["state"] == "lost" and columns.get("state") == "open"
    if found_again:
        del columns["state"]
    for name, value in (columns | {"organiser": maker.member.id}).items():
        yield f"UPDATE circle SET {name} = $2 WHERE id = $1", (new.circle, value)  # noqa: S608 - our own names
    if found_again:
        yield from rounds.found_again(new.circle, maker.now)
    elif new.state == "closed":
        yield from rounds.end(new.circle, maker.now)
    elif new.state == "open" and was["state"] != "open":
        yield from rounds.begin_anew(new.circle, maker.now)
    elif was["state"] == "open" and columns.keys() & {"weekday", "hour", "zone"}:
        yield from rounds.retimed(new.circle, maker.now)
    what = "circle-moved" if new.place is not None else _STATES.get(new.state or "", "circle-changed")
    yield from _note(maker, new.community, what, new.circle)
    return cast("Json", _plain(was))


def _unedit_circle(maker: Maker, row: str, old: EditCircle, before: Json) -> Unit[None]:
    if before is None:
        return
    was = cast("dict[str, Any]", before)
    found = yield "SELECT * FROM circle WHERE id = $1", (old.circle,)
    place = place_id(maker.member.platform, old.community, old.place) if old.place is not None else None
    columns = _undone(found, was, _chosen({name: getattr(old, name) for name in _CIRCLE} | {"place": place}))
    if "place" in columns and (yield "SELECT id FROM circle WHERE place = $1", (columns["place"],)):
        return  # there is another one where it was
    if not columns:
        return
    now = dict(found[0]) | columns
    timed = columns.keys() & {"weekday", "hour", "zone", "state"}
    if now["state"] == "open" and now["step"] == "begin" and timed:
        # What its weeks came to since is not undone: the next one begins at the time that it is again.
        columns["next_at"] = ms(begins(now["weekday"], now["hour"], now["zone"], maker.now))
    yield from _put_back("circle", old.circle, columns)
    if now["state"] == "open" and "state" in columns and old.state == "closed":
        # The week that was under way ended when it was closed.
        yield from rounds.begin_anew(old.circle, maker.now)
    yield from _note(maker, old.community, "taken-back", old.circle)


def _set_channel(maker: Maker, row: str, last: Change | None, new: SetChannel) -> Unit[Json]:
    place = yield from known_place(maker.member.platform, new.community, new.place, new.name)
    was = yield "SELECT * FROM place WHERE id = $1", (place,)
    if new.lines is not None:
        yield "UPDATE place SET open = $2 WHERE id = $1", (place, int(new.lines))
        yield from _note(maker, new.community, "lines-on" if new.lines else "lines-off", place)
    if new.mentors is not None:
        yield "UPDATE place SET mentors = $2 WHERE id = $1", (place, int(new.mentors))
        yield from _note(maker, new.community, "mentors-on" if new.mentors else "mentors-off", place)
    return cast("Json", _plain(was[0]))


def _unset_channel(maker: Maker, row: str, old: SetChannel, before: Json) -> Unit[None]:
    was = cast("dict[str, Any]", before)
    found = yield "SELECT * FROM place WHERE id = $1", (was["id"],)
    columns = _undone(found, was, _chosen({"open": old.lines, "mentors": old.mentors}))
    if columns:
        yield from _put_back("place", was["id"], columns)
        yield from _note(maker, old.community, "taken-back", was["id"])


def _pinned(maker: Maker, row: str, last: Change | None, new: Pinned) -> Unit[Json]:
    place = yield from known_place(maker.member.platform, new.community, new.place, new.name)
    yield from _note(maker, new.community, "pinned", place)
    return None


def _unpinned(maker: Maker, row: str, old: Pinned, before: Json) -> Unit[None]:
    yield from ()  # what was posted was posted


def _set_community(maker: Maker, row: str, last: Change | None, new: SetCommunity) -> Unit[Json]:
    platform = maker.member.platform
    yield "INSERT INTO community (platform, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", (platform, new.community)
    was = yield "SELECT * FROM community WHERE platform = $1 AND id = $2", (platform, new.community)
    columns = _switches(maker, new)
    if "paused_until" in columns:
        yield from _note(maker, new.community, "resumed" if columns["paused_until"] is None else "paused")
    if new.off is not None:
        yield from _note(maker, new.community, "off" if new.off else "on")
    if new.cap is not None:
        yield from _note(maker, new.community, "cap", str(new.cap) if new.cap >= 0 else None)
    yield from _switched(maker, new.community, columns)
    return cast("Json", {name: was[0][name] for name in columns})


def _switches(maker: Maker, new: SetCommunity) -> dict[str, int | None]:
    """What a change sets, by column."""
    columns: dict[str, int | None] = {}
    if new.paused_until is not None:
        until = _until(new.paused_until, maker.member.zone)
        columns["paused_until"] = ms(until) if until > maker.now else None
    if new.off is not None:
        columns["off"] = int(new.off)
    if new.cap is not None:
        columns["dm_cap"] = new.cap if new.cap >= 0 else None
    return columns


def _unset_community(maker: Maker, row: str, old: SetCommunity, before: Json) -> Unit[None]:
    found = yield (
        "SELECT * FROM community WHERE platform = $1 AND id = $2",
        (maker.member.platform, old.community),
    )
    columns = _undone(found, cast("dict[str, Any]", before), _switches(maker, old))
    if columns:
        yield from _switched(maker, old.community, columns)
        yield from _note(maker, old.community, "taken-back")


def _switched(maker: Maker, community: str, columns: Mapping[str, int | None]) -> Unit[None]:
    platform = maker.member.platform
    for name, value in columns.items():
        yield f"UPDATE community SET {name} = $3 WHERE platform = $1 AND id = $2", (platform, community, value)  # noqa: S608 - ours
    # What waited because of it is looked at again now; the rules say whether it still has to wait.
    yield (
        "UPDATE nudge SET next_at = $3 WHERE community = $2 AND state = 'waiting' AND owner IS NULL"
        " AND reason IN ('community-paused', 'community-limit') AND member IN (SELECT id FROM member WHERE platform = $1)",
        (platform, community, ms(maker.now)),
    )


def _until(day: date, zone: str) -> datetime:
    return UNTIL_RESUMED if day == date.max else nudges.to_utc(datetime.combine(day, time()), zone)


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _chosen(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What a change does not leave alone, as the store has it."""
    return {name: _number(value) for name, value in columns.items() if value is not None}


def _plain(row: Row) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(json.dumps(dict(row))))


def _undone(found: list[Row], was: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """What a step back puts back, by column: of what was `changed`, and as far as nobody changed it again since."""
    return {name: was[name] for row in found for name, value in changed.items() if row[name] == value != was[name]}


def _put_back(table: str, this: str, columns: Mapping[str, Any]) -> Unit[None]:
    for name, value in columns.items():
        yield f"UPDATE {table} SET {name} = $2 WHERE id = $1", (this, value)  # noqa: S608 - our own names


STATES: dict[type[Change], Callable[[Maker, str, Any, Any], Unit[Json]]] = {
    SetCircle: _set_circle,
    EditCircle: _edit_circle,
    SetChannel: _set_channel,
    Pinned: _pinned,
    SetCommunity: _set_community,
}
WITHDRAWS: dict[type[Change], Callable[[Maker, str, Any, Json], Unit[None]]] = {
    SetCircle: _unset_circle,
    EditCircle: _unedit_circle,
    SetChannel: _unset_channel,
    Pinned: _unpinned,
    SetCommunity: _unset_community,
}
