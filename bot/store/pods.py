"""Pods: who belongs in which, and who was let into its place. The platform is made to follow afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from bot import ids
from bot.circles import WEEKS
from bot.pods import Pod, form
from bot.store import announcements, partings
from bot.store.announcements import Silent
from bot.store.pairs import apart
from bot.store.people import THERE, here
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

# So long it is said that there are too few for pods.
FEW_FOR = timedelta(days=3)
# So many places are seen to in one go: platforms take their time over each, and the weeks of other circles wait meanwhile.
MOST = 25

_HERE = THERE.replace("$2", "circle.community")
UNSEATED = (
    f"EXISTS (SELECT 1 FROM circle_member WHERE circle_member.pod = pod.id AND {_HERE} AND NOT EXISTS"  # noqa: S608 - ours
    " (SELECT 1 FROM seated WHERE seated.pod = pod.id AND seated.member = circle_member.member))"
    " OR EXISTS (SELECT 1 FROM seated WHERE seated.pod = pod.id AND NOT EXISTS (SELECT 1 FROM circle_member"
    f" WHERE circle_member.pod = pod.id AND circle_member.member = seated.member AND {_HERE}))"
)
"""Whether somebody belongs in a pod and was not let in, or the other way round. It is one statement for all of them: they are
looked at every minute."""


def form_first(circle: Row, seed: str, now: datetime) -> Unit[None]:
    """Form pods at the beginning of a week where there are none, as in a circle that is new."""
    rows = yield "SELECT COUNT(*) AS n FROM pod WHERE circle = $1 AND state = 'open'", (circle["id"],)
    if circle["pods"] and not rows[0]["n"]:
        yield from form_anew(circle, seed, now)


def form_anew(circle: Row, seed: str, now: datetime) -> Unit[None]:
    """Form the pods of a circle as they should be now. Where it has none, those that there were close."""
    people = {one.member.id: one for one in (yield from here(circle))}
    rows = yield "SELECT id FROM pod WHERE circle = $1 AND state = 'open' ORDER BY number", (circle["id"],)
    members: dict[str, list[str]] = {row["id"]: [] for row in rows}
    for one in people.values():
        if one.pod in members:
            members[one.pod].append(one.member.id)
    before = [Pod(pod, tuple(who)) for pod, who in members.items()]
    if circle["pods"]:
        active = yield from _active(circle["id"])
        formed = form(people, active, before, (yield from apart(circle["id"])), seed)
        if not formed.pods and people:
            this = ids.derive(circle["id"], "few")
            yield from announcements.plan(circle["id"], None, circle["place"], "few", now, now + FEW_FOR, this)
        wanted = formed.pods
    else:
        wanted = ()
    yield from _write(circle, before, wanted, now)


def _write(circle: Row, before: list[Pod], wanted: tuple[Pod, ...], now: datetime) -> Unit[None]:
    numbers = yield "SELECT COALESCE(MAX(number), 0) AS last FROM pod WHERE circle = $1", (circle["id"],)
    number = numbers[0]["last"]
    yield "UPDATE circle_member SET pod = NULL WHERE circle = $1 AND left_at IS NOT NULL", (circle["id"],)
    was = {member: pod.id for pod in before for member in pod.members}
    for pod in wanted:
        this = pod.id
        if this is None:
            number += 1
            this = ids.derive(circle["id"], "pod", str(number))
            yield (
                "INSERT INTO pod (id, circle, number, created_at) VALUES ($1, $2, $3, $4)",
                (this, circle["id"], number, ms(now)),
            )
        for member in pod.members:
            if was.pop(member, None) != this:
                yield (
                    "UPDATE circle_member SET pod = $3 WHERE circle = $1 AND member = $2",
                    (circle["id"], member, this),
                )
    for member in was:
        yield "UPDATE circle_member SET pod = NULL WHERE circle = $1 AND member = $2", (circle["id"], member)
    kept = {pod.id for pod in wanted}
    for pod in before:
        if pod.id not in kept:
            yield "UPDATE pod SET state = 'closed', next_at = NULL WHERE id = $1", (pod.id,)


def give_up(circle: str) -> Unit[None]:
    """The pods of a circle that was closed end. Their places are closed afterwards, as those of any pod that is given up."""
    yield "UPDATE circle_member SET pod = NULL WHERE circle = $1", (circle,)
    yield "UPDATE pod SET state = 'closed', next_at = NULL WHERE circle = $1 AND state = 'open'", (circle,)


def refused_a_place(circle: str, now: datetime) -> Unit[bool]:
    """Whether a platform did not give a pod of this circle its private place yet."""
    rows = yield (
        "SELECT 1 FROM pod WHERE circle = $1 AND state = 'open' AND place IS NULL AND next_at > $2",
        (circle, ms(now)),
    )
    return bool(rows)


def _active(circle: str) -> Unit[set[str]]:
    """Who committed to something in the last rounds of a circle."""
    rows = yield (
        "SELECT DISTINCT commitment.member AS member FROM commitment JOIN round ON round.id = commitment.round"
        " WHERE commitment.circle = $1 AND commitment.state <> 'withdrawn'"
        " AND round.number > (SELECT MAX(number) FROM round WHERE circle = $1) - $2",
        (circle, WEEKS),
    )
    return {row["member"] for row in rows}


def with_something_done(round_id: str) -> Unit[list[str]]:
    """The places of pods in which something that was done, and is for the pod alone, stands."""
    rows = yield (
        "SELECT DISTINCT pod.place AS place FROM pod JOIN post ON post.place = pod.place"
        " JOIN commitment ON commitment.post = post.id WHERE commitment.round = $1 AND commitment.sight = 'pod'"
        " AND commitment.state = 'done' AND pod.state = 'open' ORDER BY pod.place",
        (round_id,),
    )
    return [row["place"] for row in rows]


# The places of pods


class Seats(NamedTuple):
    """A pod, and what has to be done for its place: `comes` and `goes` are members and their addresses."""

    pod: str
    number: int
    platform: str
    community: str
    circle_place: str
    address: str | None
    closed: bool
    comes: dict[str, str]
    goes: dict[str, str]
    language: str


def to_seat(platforms: tuple[str, ...], now: datetime, sealed: Sealed, silent: Silent) -> Unit[list[Seats]]:
    """The pods whose places are not as they should be, where nothing keeps the bot from seeing to it: some of them, where
    there are many."""
    if not platforms:
        return []
    marks = ", ".join(f"${number}" for number in range(2, len(platforms) + 2))
    rows = yield (
        "SELECT pod.id AS id, pod.number AS number, pod.state AS state, circle.id AS circle, circle.platform AS platform,"  # noqa: S608 - ours
        " circle.community AS community, circle.language AS language, place.address AS address,"
        " its.address AS circle_place FROM pod JOIN circle ON circle.id = pod.circle"
        " JOIN place its ON its.id = circle.place LEFT JOIN place ON place.id = pod.place"
        f" WHERE (pod.state = 'closed' OR (pod.state = 'open' AND circle.state = 'open' AND ({UNSEATED})))"
        f" AND (pod.next_at IS NULL OR pod.next_at <= $1) AND circle.platform IN ({marks}) ORDER BY pod.id",
        (ms(now), *platforms),
    )
    found, hushed = list[Seats](), dict[tuple[str, str], bool]()
    for row in rows:
        if len(found) == MOST:
            break
        where = row["platform"], row["community"]
        if where not in hushed:
            hushed[where] = yield from silent(*where, now)
        if not hushed[where]:
            seats = yield from _seats(row, sealed)
            found += [seats] if seats is not None else []
    return found


def _seats(row: Row, sealed: Sealed) -> Unit[Seats | None]:
    """What there is to do for the place of a pod, if there is anything."""
    closed = row["state"] == "closed"
    wanted = set[str]() if closed else (yield from _wanted(row))
    was = yield from _seated(row["id"])
    if not closed and (wanted == was if row["address"] is not None else not wanted):
        return None
    return Seats(
        pod=row["id"],
        number=row["number"],
        platform=row["platform"],
        community=row["community"],
        circle_place=row["circle_place"],
        address=row["address"],
        closed=closed,
        comes=(yield from _addresses(wanted - was, sealed)),
        goes={} if closed else (yield from _addresses(was - wanted, sealed)),
        language=row["language"],
    )


def _wanted(pod: Row) -> Unit[set[str]]:
    rows = yield (
        f"SELECT member FROM circle_member WHERE pod = $1 AND {THERE}",  # noqa: S608 - ours
        (pod["id"], pod["community"]),
    )
    return {row["member"] for row in rows}


def _seated(pod: str) -> Unit[set[str]]:
    rows = yield "SELECT member FROM seated WHERE pod = $1", (pod,)
    return {row["member"] for row in rows}


def _addresses(members: set[str], sealed: Sealed) -> Unit[dict[str, str]]:
    found: dict[str, str] = {}
    sealed.expect(members)
    for member in sorted(members):
        rows = yield "SELECT address FROM member WHERE id = $1", (member,)
        for row in rows:
            found[member] = sealed.shown(member, "member", member, "address", row["address"]) or ""
    return found


def gathered(pod: Seats, address: str, name: str, now: datetime, sealed: Sealed) -> Unit[bool]:
    """A pod has a place now. False where it was given up in the meantime: the place is noted all the same, to be closed."""
    place = ids.derive(pod.platform, pod.community, address)
    yield (
        "INSERT INTO place (id, platform, community, address, name, open) VALUES ($1, $2, $3, $4, $5, 0)"
        " ON CONFLICT (id) DO NOTHING",
        (place, pod.platform, pod.community, address, name),
    )
    rows = yield "UPDATE pod SET place = $2, next_at = NULL WHERE id = $1 RETURNING state", (pod.pod, place)
    yield from seated(pod, address, now, sealed)
    return bool(rows) and rows[0]["state"] == "open"


def seated(pod: Seats, place: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Those who were to come to the place with this address, and to go from it, did. Whoever was forgotten while they were let
    in is let out again."""
    for member, address in pod.comes.items():
        yield (
            "INSERT INTO seated (pod, member) SELECT $1, id FROM member WHERE id = $2 ON CONFLICT DO NOTHING",
            (pod.pod, member),
        )
        there = yield "SELECT id FROM member WHERE id = $1", (member,)
        if not there:
            yield from partings.note(pod.platform, place, address, now, sealed)
    for member in pod.goes:
        yield "DELETE FROM seated WHERE pod = $1 AND member = $2", (pod.pod, member)


def unseated(pod: str) -> Unit[None]:
    """The place of a pod is gone: it gets another."""
    yield "DELETE FROM seated WHERE pod = $1", (pod,)
    yield "UPDATE pod SET place = NULL, next_at = NULL WHERE id = $1", (pod,)


def place_gone(place: str) -> Unit[None]:
    """A place turned out to be gone. The pod that it was of, if it was a pod's, gets another."""
    rows = yield "SELECT id FROM pod WHERE place = $1", (place,)
    for row in rows:
        yield from unseated(row["id"])


def dissolved(pod: str) -> Unit[None]:
    """The place of a pod that was given up is closed. What was said there stays, and can be taken back."""
    yield "DELETE FROM seated WHERE pod = $1", (pod,)
    yield "UPDATE pod SET state = 'gone' WHERE id = $1 AND state = 'closed'", (pod,)


def look_again(pod: str, when: datetime) -> Unit[None]:
    """Something went wrong with a pod's place: look at it later."""
    yield "UPDATE pod SET next_at = $2 WHERE id = $1", (pod, ms(when))


def next_look(now: datetime) -> Unit[datetime | None]:
    """When a pod's place is to be looked at again."""
    rows = yield "SELECT MIN(next_at) AS at FROM pod WHERE state IN ('open', 'closed') AND next_at > $1", (ms(now),)
    return at(rows[0]["at"]) if rows[0]["at"] is not None else None
