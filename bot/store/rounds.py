"""The weeks of circles: each step is one unit of work, done once, whoever else is at it.

A circle's `step` and `next_at` say what is due next. A step takes the circle as it was found, with both of them, or does
nothing: another process did it. What a step wants said, in a channel or in private, are rows that it leaves; they are sent
afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import ids, rounds
from bot.effects import Nudge, NudgeKind
from bot.nudges import intended
from bot.rounds import Due, Opened, Step, Timetable
from bot.store import announcements, pods
from bot.store.announcements import Silent
from bot.store.pairs import AWAY, NONE, ONLY, form_pairs
from bot.store.people import here, tell, tell_now
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

# So many circles are looked at in one go.
MOST = 100
# Nothing comes later than a week from now. What does was reckoned while the clock was wrong, and is reckoned anew.
FARTHEST = timedelta(days=8)


def never_silent(platform: str, community: str, now: datetime) -> Unit[bool]:
    """No community is paused or off."""
    yield from ()
    return False


class Waiting(NamedTuple):
    """A circle with something to do: as it was found."""

    id: str
    platform: str
    step: str
    next_at: int | None


def due(platforms: tuple[str, ...], now: datetime) -> Unit[list[Waiting]]:
    """The circles of these platforms with a step that is due, or that have to be set up or put to rest."""
    if not platforms:
        return []
    rows = yield (
        "SELECT id, platform, step, next_at FROM circle WHERE ((state = 'open' AND (next_at IS NULL OR next_at <= $1"  # noqa: S608 - marks only
        f" OR next_at > $2)) OR (state <> 'open' AND next_at IS NOT NULL)) AND platform IN ({_marks(platforms, 4)})"
        " ORDER BY next_at, id LIMIT $3",
        (ms(now), ms(now + FARTHEST), MOST, *platforms),
    )
    return [Waiting(row["id"], row["platform"], row["step"], row["next_at"]) for row in rows]


def next_wake(platforms: tuple[str, ...], now: datetime, but: tuple[str, ...] = ()) -> Unit[datetime | None]:
    """When the next circle of these platforms has something to do, `but` some left out."""
    if not platforms:
        return None
    rows = yield (
        "SELECT MIN(CASE WHEN state = 'open' THEN COALESCE(next_at, CAST($1 AS BIGINT)) ELSE CAST($1 AS BIGINT) END) AS at"  # noqa: S608 - marks only
        f" FROM circle WHERE (state = 'open' OR next_at IS NOT NULL) AND platform IN ({_marks(platforms, 2)})"
        + (f" AND id NOT IN ({_marks(but, 2 + len(platforms))})" if but else ""),
        (ms(now), *platforms, *but),
    )
    return at(rows[0]["at"]) if rows[0]["at"] is not None else None


def take(waiting: Waiting, now: datetime, sealed: Sealed, silent: Silent) -> Unit[Step | None]:
    """Do what is due in a circle, and set what comes next. Gives the step, or None where another was quicker."""
    rows = yield (
        "SELECT circle.*, place.name AS name FROM circle JOIN place ON place.id = circle.place WHERE circle.id = $1"
        " AND step = $2 AND COALESCE(next_at, 0) = $3 /*pg FOR NO KEY UPDATE OF circle*/",
        (waiting.id, waiting.step, waiting.next_at or 0),
    )
    if not rows:
        return None
    circle = rows[0]
    if circle["state"] != "open":
        yield from _close(circle, now, say=False)
        yield from _next(circle, None)
        return None
    table, opened = timetable(circle), (yield from _opened(circle))
    if circle["next_at"] is None or at(circle["next_at"]) > now + FARTHEST:
        yield from _next(circle, rounds.from_now(table, opened, now))
        return None
    if (yield from silent(circle["platform"], circle["community"], now)):
        yield from _close(circle, now, say=False)
        yield from _next(circle, Due(Step.BEGIN, rounds.first_after(table, now).begin))
        return None
    done = Due(Step(circle["step"]), at(circle["next_at"]))
    yield from DOES[done.step](circle, done.at, now, sealed)
    yield from _next(circle, rounds.following(table, done, (yield from _opened(circle)), now))
    return done.step


def timetable(circle: Row) -> Timetable:
    """When a circle begins its weeks."""
    return Timetable(circle["weekday"], circle["hour"], circle["zone"])


def lose(circle: str, now: datetime, sealed: Sealed) -> Unit[bool]:
    """A circle's channel is gone, or closed to the bot. Whoever organises it is told, if they are still there; otherwise it
    waits for whoever looks next. False where that is known."""
    rows = yield (
        "UPDATE circle SET state = 'lost' WHERE id = $1 AND state = 'open' RETURNING organiser, community",
        (circle,),
    )
    if not rows:
        return False
    organiser = rows[0]["organiser"]
    yield from announcements.drop_pending(circle)
    there = yield (
        "SELECT member FROM membership WHERE member = $1 AND community = $2 AND left_at IS NULL",
        (organiser, rows[0]["community"]),
    )
    if there:
        nudge = Nudge(NudgeKind.CIRCLE_TROUBLE, after=0, subject=circle)
        community = rows[0]["community"]
        yield from tell_now(there[0]["member"], nudge, f"{circle}-{ms(now)}", now, sealed, community=community)
    return True


def found_again(circle: str, now: datetime) -> Unit[bool]:
    """A lost circle can be written in again, or has another channel: it goes on with its next week. Where there is nothing to
    ask any more, nobody is asked. False where it was not lost."""
    rows = yield "UPDATE circle SET state = 'open' WHERE id = $1 AND state = 'lost' RETURNING id", (circle,)
    if not rows:
        return False
    yield from begin_anew(circle, now)
    yield (
        "UPDATE nudge SET state = 'cancelled', reason = 'settled' WHERE subject = $1 AND kind = $2 AND state = 'waiting'",
        (circle, NudgeKind.CIRCLE_TROUBLE),
    )
    return True


def begin_anew(circle: str, now: datetime) -> Unit[None]:
    """A circle goes on with its next week: after a pause, or where its day, hour or zone is another. What was open closes, and
    nothing is said of it."""
    rows = yield "SELECT circle.*, '' AS name FROM circle WHERE id = $1", (circle,)
    if rows:
        yield from _close(rows[0], now, say=False)
        begin = rounds.first_after(timetable(rows[0]), now).begin
        yield "UPDATE circle SET step = 'begin', next_at = $2 WHERE id = $1", (circle, ms(begin))


def retimed(circle: str, now: datetime) -> Unit[None]:
    """A circle's day, hour or zone is another. A week that is under way ends as it was announced; the next one is at the new
    time."""
    rows = yield "SELECT circle.*, '' AS name FROM circle WHERE id = $1", (circle,)
    if not rows:
        return
    if (opened := (yield from _opened(rows[0]))) is None:
        yield from begin_anew(circle, now)
    else:
        yield from _next(rows[0], rounds.from_now(timetable(rows[0]), opened, now))


def end(circle: str, now: datetime) -> Unit[None]:
    """A circle is closed: its open round ends and nothing is said of it, what waits to be said is not, nor in private, and its
    pods end. What its members committed to stays theirs."""
    rows = yield "SELECT circle.*, '' AS name FROM circle WHERE id = $1", (circle,)
    if not rows:
        return
    yield from _close(rows[0], now, say=False)
    yield from _next(rows[0], None)
    yield from announcements.drop_pending(circle)
    yield from pods.give_up(circle)
    yield (
        "UPDATE nudge SET state = 'cancelled', reason = 'settled' WHERE state = 'waiting' AND (subject IN ($1, $2, $3, $4)"
        " OR subject IN (SELECT id FROM round WHERE circle = $1) OR subject IN (SELECT id FROM pairing WHERE circle = $1)"
        " OR subject IN (SELECT id FROM helper_turn WHERE circle = $1))",
        (circle, *(f"{why}:{circle}" for why in (ONLY, AWAY, NONE))),
    )


def lost(platform: str, community: str) -> Unit[list[tuple[str, str]]]:
    """The circles of a community that are lost, as (id, what the channel was called)."""
    rows = yield (
        "SELECT circle.id AS id, place.name AS name FROM circle JOIN place ON place.id = circle.place"
        " WHERE circle.platform = $1 AND circle.community = $2 AND circle.state = 'lost' ORDER BY place.name, circle.id",
        (platform, community),
    )
    return [(row["id"], row["name"]) for row in rows]


# The steps


def _begin(circle: Row, due_at: datetime, now: datetime, sealed: Sealed) -> Unit[None]:
    """Open a round and invite to it, unless it is too late for that."""
    yield from _close(circle, now, say=True)
    if now > due_at + rounds.INVITES_FOR:
        return
    week = rounds.times(timetable(circle), due_at.astimezone(ZoneInfo(circle["zone"])).date())
    numbers = yield "SELECT COALESCE(MAX(number), 0) + 1 AS next FROM round WHERE circle = $1", (circle["id"],)
    this = ids.derive(circle["id"], "round", due_at.isoformat())
    made = yield (
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (id) DO NOTHING RETURNING id",
        (this, circle["id"], numbers[0]["next"], ms(due_at), ms(week.look), ms(week.close)),
    )
    if made:
        until = due_at + rounds.INVITES_FOR
        yield from announcements.plan(circle["id"], this, circle["place"], "invitation", now, until)
        yield from pods.form_first(circle, this, now)


def _pair(circle: Row, due_at: datetime, now: datetime, sealed: Sealed) -> Unit[None]:
    """Form the pairs of the round, and tell everybody who takes part what came of it."""
    opened = yield from _open_round(circle["id"])
    if circle["buddies"] and opened is not None and now <= due_at + rounds.PAIRS_FOR:
        yield from form_pairs(circle, opened, now, sealed)


def _look(circle: Row, due_at: datetime, now: datetime, sealed: Sealed) -> Unit[None]:
    """Ask those who want it how it goes, where something of theirs is still open."""
    opened = yield from _open_round(circle["id"])
    if opened is None or now > due_at + rounds.LOOKS_FOR:
        return
    rows = yield (
        "SELECT DISTINCT member FROM commitment WHERE round = $1 AND state = 'open'",
        (opened["id"],),
    )
    open_ones = {row["member"] for row in rows}
    for person in (yield from here(circle)):
        if person.looks and person.member.id in open_ones and not person.is_away(_today(circle, now)):
            nudge = Nudge(NudgeKind.CIRCLE_LOOK, after=0, subject=opened["id"])
            local = intended(nudge, person.member, now)
            yield from tell(person.member, nudge, opened["id"], local, now, sealed, community=circle["community"])


def _soon(circle: Row, due_at: datetime, now: datetime, sealed: Sealed) -> Unit[None]:
    """Tell those who take part in pairs that they come. It makes sense until they are formed."""
    begin = rounds.first_after(timetable(circle), due_at).begin
    if not circle["buddies"] or now >= begin:
        return
    day = begin.astimezone(ZoneInfo(circle["zone"])).date()
    # Two circles may begin at the same moment.
    key, community = f"{circle['id']} {begin.isoformat()}", circle["community"]
    for person in (yield from here(circle)):
        if person.buddies and not person.is_away(day):
            nudge = Nudge(NudgeKind.BUDDY_SOON, after=0, subject=circle["id"])
            yield from tell_now(person.member, nudge, key, now, sealed, community=community, until=begin)


def _end(circle: Row, due_at: datetime, now: datetime, sealed: Sealed) -> Unit[None]:
    """Close the round, and form the pods anew."""
    closed = yield from _close(circle, now, say=True)
    yield from pods.form_anew(circle, closed or circle["id"], now)


DOES: Mapping[Step, Callable[[Row, datetime, datetime, Sealed], Unit[None]]] = {
    Step.BEGIN: _begin,
    Step.PAIR: _pair,
    Step.LOOK: _look,
    Step.CLOSE: _end,
    Step.SOON: _soon,
}


def _close(circle: Row, now: datetime, *, say: bool) -> Unit[str | None]:
    """Close the round that is open, and have its digest said: in the circle, and in its pods what is theirs alone. One of which
    nothing is said, as in a pause, was cut short: it is not held against anybody."""
    opened = yield from _open_round(circle["id"])
    if opened is None:
        return None
    yield "UPDATE round SET state = $2 WHERE id = $1", (opened["id"], "closed" if say else "cut")
    until = max(at(opened["closes_at"]), at(opened["opens_at"])) + rounds.DIGESTS_FOR
    if say and now <= until:
        yield from announcements.plan(circle["id"], opened["id"], circle["place"], "digest", now, until)
        for place in (yield from pods.with_something_done(opened["id"])):
            yield from announcements.plan(circle["id"], opened["id"], place, "pod-digest", now, until)
    return str(opened["id"])


def _open_round(circle: str) -> Unit[Row | None]:
    rows = yield "SELECT * FROM round WHERE circle = $1 AND state = 'open' ORDER BY number DESC LIMIT 1", (circle,)
    return rows[0] if rows else None


def _opened(circle: Row) -> Unit[Opened | None]:
    row = yield from _open_round(circle["id"])
    return Opened(at(row["looks_at"]), at(row["closes_at"])) if row is not None else None


def _next(circle: Row, what: Due | None) -> Unit[None]:
    """What comes next in a circle; None where it rests until somebody opens it again."""
    yield (
        "UPDATE circle SET step = $2, next_at = $3 WHERE id = $1",
        (circle["id"], what.step if what else Step.BEGIN, ms(what.at) if what else None),
    )


def _today(circle: Row, now: datetime) -> date:
    return now.astimezone(ZoneInfo(circle["zone"])).date()


def _marks(values: tuple[str, ...], first: int) -> str:
    return ", ".join(f"${number}" for number in range(first, len(values) + first))
