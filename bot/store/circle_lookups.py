"""What members find out about circles. A flow goes by how they stood in one when it asked, so that is kept whole: it is
closed facts. Commitments, people and posts are kept as ids; what they say is opened with the key of whom it belongs to,
whenever it is drawn, and only where the rules of sight still let them see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from bot import circles
from bot.circles import Buddy, Circle, Commitment, Now, Round, Shared, Sight, Standing
from bot.effects import Post
from bot.questions import Json
from bot.store.forgetting import SEEN
from bot.store.sealed import Sealed
from bot.store.sight import SHOWN, sees
from bot.store.unit import Row, Unit, at

if TYPE_CHECKING:
    from bot.store.lookups import Asker

# So many are shown at once at the most.
MOST = 25
# So many rounds are looked at for those that count.
LOOKED_AT = 30


# Circles


def _circles(asker: Asker, lookup: circles.Circles) -> Unit[Json]:
    rows = yield (
        "SELECT circle.*, place.name AS name FROM circle JOIN place ON place.id = circle.place"
        " JOIN membership ON membership.community = circle.community"
        " WHERE membership.member = $1 AND membership.left_at IS NULL AND circle.platform = $2 AND circle.state <> 'closed'"
        " ORDER BY CASE WHEN circle.community = $3 THEN 0 ELSE 1 END, circle.created_at, circle.id LIMIT $4",
        (asker.member.id, asker.member.platform, asker.member.community, MOST),
    )
    return (yield from _standing_in(asker, rows))


def _one_circle(asker: Asker, lookup: circles.OneCircle) -> Unit[Json]:
    rows = yield (
        "SELECT circle.*, place.name AS name FROM circle JOIN place ON place.id = circle.place"
        " JOIN membership ON membership.community = circle.community"
        " WHERE membership.member = $1 AND membership.left_at IS NULL AND circle.platform = $2"
        " AND (circle.id = $3 OR circle.id = (SELECT round.circle FROM round WHERE round.id = $3))",
        (asker.member.id, asker.member.platform, lookup.circle),
    )
    return (yield from _standing_in(asker, rows))


def _standing_in(asker: Asker, rows: Iterable[Row]) -> Unit[Json]:
    found = []
    for row in rows:
        rounds = yield (
            "SELECT * FROM round WHERE circle = $1 AND state = 'open' ORDER BY number DESC LIMIT 1",
            (row["id"],),
        )
        standing, pod_place = yield from _standing(asker, row)
        kept = {name: row[name] for name in ("id", "name", "place", "weekday", "hour", "zone", "needs", "state")}
        kept |= {name: bool(row[name]) for name in ("pods", "buddies")}
        found.append({**kept, "round": _kept_round(rounds), "standing": standing, "pod_place": pod_place})
    return cast("Json", found)


def _still_now(asker: Asker, lookup: circles.StillNow) -> Unit[Json]:
    found = cast("list[dict[str, Any]]", (yield from _one_circle(asker, circles.OneCircle(lookup.circle))))
    this: dict[str, Any] = found[0] if found else {"state": "gone", "round": None}
    if this["state"] != "open" or this["round"] is None or this["round"]["id"] != lookup.round:
        return Now.OVER
    return Now.MOVED if lookup.pod_place not in (None, this["pod_place"]) else Now.MAY


def _fetch_still_now(asker: Asker, kept: str) -> Unit[Now]:
    yield from ()  # it reads no rows, and is a unit all the same
    return Now(kept)


def _kept_round(rounds: list[Row]) -> dict[str, Any] | None:
    return {name: rounds[0][name] for name in ("id", "number", "opens_at", "looks_at", "closes_at")} if rounds else None


def _standing(asker: Asker, circle: Row) -> Unit[tuple[dict[str, Any] | None, str | None]]:
    """How the asking member is in a circle, and the place of their pod."""
    rows = yield (
        "SELECT circle_member.*, open_pod.id AS open_pod, open_pod.place AS pod_place FROM circle_member"
        " LEFT JOIN pod AS open_pod ON open_pod.id = circle_member.pod AND open_pod.state = 'open'"
        " WHERE circle_member.circle = $1 AND circle_member.member = $2 AND circle_member.left_at IS NULL",
        (circle["id"], asker.member.id),
    )
    if not rows:
        return None, None
    row = rows[0]
    weeks = yield from _weeks(asker, circle, row)
    return {
        "looks": bool(row["looks"]),
        "buddies": bool(row["buddies"]),
        "away_until": row["away_until"],
        "pod": row["open_pod"],
        "weeks": list(weeks),
    }, row["pod_place"]


def _weeks(asker: Asker, circle: Row, standing: Row) -> Unit[tuple[bool, ...]]:
    """Whether they showed up in the last rounds, newest first.

    Showing up is having said what to do and not having withdrawn it, done or not: effort counts, and several missed days are
    one week. A week in which they were away counts only where they showed up all the same; one in which the circle was paused
    has no round, and one that was cut short, like the running one, counts once something is there.
    """
    rows = yield (
        "SELECT round.opens_at AS opens_at, round.closes_at AS closes_at, round.state AS state, CASE WHEN EXISTS"
        " (SELECT 1 FROM commitment WHERE commitment.round = round.id AND commitment.member = $2"
        " AND commitment.state <> 'withdrawn') THEN 1 ELSE 0 END AS shown FROM round"
        " WHERE round.circle = $1 AND round.closes_at > $3 ORDER BY round.number DESC LIMIT $4",
        (circle["id"], asker.member.id, standing["joined_at"], LOOKED_AT),
    )
    zone = ZoneInfo(circle["zone"])
    counts = [
        bool(row["shown"])
        for row in rows
        if row["shown"]
        or not (row["state"] != "closed" or _away(row, zone, standing["away_from"], standing["away_until"]))
    ]
    return tuple(counts[: circles.WEEKS])


def _away(row: Row, zone: ZoneInfo, away_from: str | None, away_until: str | None) -> bool:
    if away_from is None or away_until is None:
        return False
    opened, closed = (at(row[name]).astimezone(zone).date().isoformat() for name in ("opens_at", "closes_at"))
    return opened < away_until and closed >= away_from


def _fetch_circles(asker: Asker, kept: list[dict[str, Any]]) -> Unit[tuple[Circle, ...]]:
    yield from ()  # it reads no rows, and is a unit all the same
    return tuple(_circle_of(one) for one in kept)


def _circle_of(kept: Mapping[str, Any]) -> Circle:
    flat = {name: value for name, value in kept.items() if name not in ("round", "standing")}
    round_, standing = kept["round"], kept["standing"]
    return Circle(
        **flat,
        round=_round_of(round_, ZoneInfo(kept["zone"])) if round_ else None,
        standing=_standing_of(standing) if standing else None,
    )


def _round_of(kept: Mapping[str, Any], zone: ZoneInfo) -> Round:
    opens, looks, closes = (at(kept[name]).astimezone(zone) for name in ("opens_at", "looks_at", "closes_at"))
    return Round(kept["id"], kept["number"], opens, looks, closes, open=True)


def _standing_of(kept: Mapping[str, Any]) -> Standing:
    away = date.fromisoformat(kept["away_until"]) if kept["away_until"] else None
    return Standing(kept["looks"], kept["buddies"], away, kept["pod"], tuple(kept["weeks"]))


# Commitments


def _my_commitments(asker: Asker, lookup: circles.MyCommitments) -> Unit[Json]:
    rows = yield (
        "SELECT id, state FROM commitment WHERE member = $1 AND round = $2 AND state <> 'withdrawn'"
        " ORDER BY created_at, id LIMIT $3",
        (asker.member.id, lookup.round, MOST),
    )
    return [{"id": row["id"], "done": row["state"] == "done", "cheered": None} for row in rows]


def _one_commitment(asker: Asker, lookup: circles.OneCommitment) -> Unit[Json]:
    row = yield from sees(asker.member.id, lookup.commitment)
    if row is None:
        return []
    mine = yield "SELECT kind FROM cheer WHERE commitment = $1 AND member = $2", (row["id"], asker.member.id)
    return [{"id": row["id"], "done": row["state"] == "done", "cheered": mine[0]["kind"] if mine else None}]


def _fetch_commitments(asker: Asker, kept: list[dict[str, Any]]) -> Unit[tuple[Commitment, ...]]:
    if not kept:
        return ()
    marks = ", ".join(f"${number}" for number in range(2, len(kept) + 2))
    rows = yield (
        "SELECT commitment.*, owner.name AS owner_name, owner.address AS owner_address FROM commitment"  # noqa: S608 - marks only
        " JOIN circle ON circle.id = commitment.circle JOIN member AS owner ON owner.id = commitment.member"
        # One's own stay to be seen where they are looked back at, as with a step back, whatever became of them since.
        f" WHERE (commitment.member = $1 OR {SHOWN}) AND commitment.id IN ({marks})",
        (asker.member.id, *(one["id"] for one in kept)),
    )
    asker.sealed.expect({row["member"] for row in rows})
    cheers = yield (
        "SELECT commitment, kind FROM cheer"  # noqa: S608 - marks only
        f" WHERE commitment IN ({', '.join(f'${number}' for number in range(1, len(kept) + 1))}) ORDER BY created_at, member",
        tuple(one["id"] for one in kept),
    )
    by_id = {row["id"]: row for row in rows}
    return tuple(
        _commitment_of(
            by_id[one["id"]],
            asker,
            tuple(row["kind"] for row in cheers if row["commitment"] == one["id"]),
            one,
        )
        for one in kept
        if one["id"] in by_id
    )


def _commitment_of(row: Row, asker: Asker, cheers: tuple[str, ...], kept: Mapping[str, Any]) -> Commitment:
    member, this, sealed = row["member"], row["id"], asker.sealed
    return Commitment(
        id=this,
        round=row["round"],
        due=date.fromisoformat(row["due"]),
        sight=Sight(row["sight"]),
        text=sealed.shown(member, "commitment", this, "text", row["text"]),
        tag=row["tag"],
        subject=row["subject"],
        whereabouts=sealed.shown(member, "commitment", this, "whereabouts", row["whereabouts"]),
        item=row["item"] if member == asker.member.id else None,
        done_on=date.fromisoformat(row["done_on"]) if row["done_on"] and kept["done"] else None,
        post=row["post"],
        name=None if member == asker.member.id else name_of(member, row["owner_name"], row["owner_address"], sealed),
        cheers=cheers,
        cheered=kept["cheered"],
    )


def name_of(member: str, name: bytes | None, address: bytes, sealed: Sealed) -> str:
    """What a member is called where others see them."""
    return (
        sealed.shown(member, "member", member, "name", name)
        or sealed.shown(member, "member", member, "address", address)
        or ""
    )


# People and posts


def _buddies(asker: Asker, lookup: circles.Buddies) -> Unit[Json]:
    rows = yield (
        "SELECT other.member AS id FROM paired AS mine JOIN pairing ON pairing.id = mine.pairing"
        " JOIN paired AS other ON other.pairing = mine.pairing AND other.member <> mine.member"
        " JOIN circle_member ON circle_member.circle = pairing.circle AND circle_member.member = other.member"
        " AND circle_member.left_at IS NULL WHERE mine.member = $1 AND pairing.round = $2 ORDER BY other.member",
        (asker.member.id, lookup.round),
    )
    return [row["id"] for row in rows]


def _fetch_buddies(asker: Asker, kept: list[str]) -> Unit[tuple[Buddy, ...]]:
    found = []
    asker.sealed.expect(kept)
    for one in kept:
        rows = yield "SELECT name, address FROM member WHERE id = $1", (one,)
        found += [Buddy(one, name_of(one, row["name"], row["address"], asker.sealed)) for row in rows]
    return tuple(found)


def _my_posts(asker: Asker, lookup: circles.MyPosts) -> Unit[Json]:
    rows = yield (
        "SELECT post.id AS id FROM post JOIN place ON place.id = post.place WHERE post.member = $1"
        " AND post.state IN ($2, $3, $4) ORDER BY post.created_at DESC, post.id LIMIT $5",
        (asker.member.id, *SEEN, MOST),
    )
    return [row["id"] for row in rows]


def _fetch_posts(asker: Asker, kept: list[str]) -> Unit[tuple[Shared, ...]]:
    found = []
    for one in kept:
        rows = yield (
            "SELECT post.*, place.name AS place_name FROM post JOIN place ON place.id = post.place"
            " WHERE post.id = $1 AND post.member = $2",
            (one, asker.member.id),
        )
        found += [_shared_of(row, asker) for row in rows]
    return tuple(found)


def _shared_of(row: Row, asker: Asker) -> Shared:
    zone = ZoneInfo(asker.member.zone)
    return Shared(
        row["id"], post_of(row, asker.sealed.shown), row["place_name"], at(row["created_at"]).astimezone(zone).date()
    )


def post_of(row: Row, opened: Callable[..., str | None]) -> Post:
    """A row of the table `post` in the clear. `opened` is how a sealed field opens: whether its damage is shown, or stops it."""
    member, this = row["member"], row["id"]
    return Post(
        place=row["place"],
        message=row["message"],
        text=opened(member, "post", this, "text", row["text"]) or "",
        tags=tuple(row["tags"].split()),
        opens=row["opens"],
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        where=opened(member, "post", this, "whereabouts", row["whereabouts"]) or "",
    )


FINDS: dict[str, Callable[[Asker, Any], Unit[Json]]] = {
    circles.Circles.kind: _circles,
    circles.OneCircle.kind: _one_circle,
    circles.StillNow.kind: _still_now,
    circles.MyCommitments.kind: _my_commitments,
    circles.OneCommitment.kind: _one_commitment,
    circles.Buddies.kind: _buddies,
    circles.MyPosts.kind: _my_posts,
}
FETCHES: dict[str, Callable[[Asker, Any], Unit[Any]]] = {
    circles.Circles.kind: _fetch_circles,
    circles.OneCircle.kind: _fetch_circles,
    circles.StillNow.kind: _fetch_still_now,
    circles.MyCommitments.kind: _fetch_commitments,
    circles.OneCommitment.kind: _fetch_commitments,
    circles.Buddies.kind: _fetch_buddies,
    circles.MyPosts.kind: _fetch_posts,
}
