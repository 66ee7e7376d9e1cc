"""When a circle's week has its steps: pure rules, reckoned from the local hour and the zone of the circle.

A circle has a weekday, an hour and a zone. Its week, with all times at the circle's own hour unless said otherwise:

- *begin*, on the weekday: the round opens, and the invitation is said.
- *pair*, at the same moment: buddies are formed, and hear of it.
- *look*, three days later: whoever wants it is asked, in private, how it goes.
- *close*, six days later, the day before the next beginning: the round closes, the digest is said, pods are formed anew.
- *soon*, half a day before the next beginning: who takes part in pairs hears that they come. Where that would be between 20:00
  and 9:00 it is at 18:00 of the evening before, so that nobody's night takes the half day away. In a circle that begins at
  19:00 or 20:00 this comes shortly before the close.

Only local times are added up; each becomes a moment by itself. So a clock change on any of these days neither shifts nor
doubles a step: an hour that is left out is the one after it, and one that comes twice is its first.

A step that could not be done in time is left out once it makes no sense: a round that nobody could be invited to within two
days is not opened, a digest is said within three days, pairs are formed within two, a look is taken within one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from bot.effects import Lookup

LOOKS, CLOSES = timedelta(days=3), timedelta(days=6)
WEEK = timedelta(days=7)
HALF_A_DAY = timedelta(hours=12)
# What would come from the first of these to the second comes in the evening before.
NIGHT, MORNING, EVENING = time(20), time(9), time(18)

# So long after its time a step still makes sense, and what is said of it.
INVITES_FOR = timedelta(days=2)
DIGESTS_FOR = timedelta(days=3)
PAIRS_FOR = timedelta(days=2)
LOOKS_FOR = timedelta(days=1)


class Step(enum.StrEnum):
    """What is done next in a circle. In this order where several are due at the same moment."""

    CLOSE = "close"
    SOON = "soon"
    BEGIN = "begin"
    PAIR = "pair"
    LOOK = "look"


ORDER = tuple(Step)


class Timetable(NamedTuple):
    """When a circle begins its weeks: `weekday` 0 is Monday, `hour` is local in `zone`."""

    weekday: int
    hour: int
    zone: str


class Times(NamedTuple):
    """The moments of the week that begins on a day, in UTC. `soon` comes before the beginning."""

    soon: datetime
    begin: datetime
    look: datetime
    close: datetime


class Due(NamedTuple):
    """A step, and when it is to be done."""

    step: Step
    at: datetime


class Opened(NamedTuple):
    """The round that is open: its own times hold, also where the circle's were changed since."""

    looks_at: datetime
    closes_at: datetime


def times(table: Timetable, day: date) -> Times:
    """The moments of the week that begins on `day`."""
    local = datetime.combine(day, time(table.hour))
    return Times(
        *(_moment(one, table.zone) for one in (_half_a_day_before(local), local, local + LOOKS, local + CLOSES))
    )


def first_after(table: Timetable, at: datetime) -> Times:
    """The next week that begins later than `at`."""
    day = at.astimezone(ZoneInfo(table.zone)).date()
    day += timedelta(days=(table.weekday - day.weekday()) % 7)
    this = times(table, day)
    return this if this.begin > at else times(table, day + WEEK)


def following(table: Timetable, done: Due, opened: Opened | None, now: datetime) -> Due:
    """What comes after a step that was done, or left out. A beginning that is long past is passed over."""
    if done.step is Step.BEGIN and opened is not None:
        return Due(Step.PAIR, done.at)
    after = _place(done)
    return min((one for one in _coming(table, done.at, opened, now) if _place(one) > after), key=_place)


def from_now(table: Timetable, opened: Opened | None, now: datetime) -> Due:
    """What comes next where nothing is known of what was done: what lies ahead of `now`, and the close of what is open."""
    ahead = [one for one in _coming(table, now, opened, now) if one.at > now or one.step is Step.CLOSE]
    return min(ahead, key=_place)


def _coming(table: Timetable, since: datetime, opened: Opened | None, now: datetime) -> Iterator[Due]:
    """What may come later than `since`."""
    week = first_after(table, max(since, now - INVITES_FOR))
    yield Due(Step.SOON, week.soon)
    yield Due(Step.BEGIN, week.begin)
    if opened is not None:
        yield Due(Step.LOOK, opened.looks_at)
        yield Due(Step.CLOSE, opened.closes_at)


def _place(due: Due) -> tuple[datetime, int]:
    return due.at, ORDER.index(due.step)


def _half_a_day_before(local: datetime) -> datetime:
    before = local - HALF_A_DAY
    if before.time() >= NIGHT:
        return datetime.combine(before.date(), EVENING)
    if before.time() < MORNING:
        return datetime.combine(before.date() - timedelta(days=1), EVENING)
    return before


def _moment(local: datetime, zone: str) -> datetime:
    """A local time in UTC: in an hour that is left out, the same distance after it; in one that comes twice, the first."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


# What flows ask for


class Draw(NamedTuple):
    """The pairs that are coming in a circle. `at` is aware, in the asking member's zone; `after` is the first day, in the
    circle's own zone, on which they are over."""

    circle: str
    name: str
    at: datetime
    after: date


class Pairs(NamedTuple):
    """What came of the pairs for the asking member: the others, as (id, name), or why there is nobody."""

    circle: str
    name: str
    others: tuple[tuple[str, str], ...]
    why: str = ""


class NextPairs(Lookup[tuple[Draw, ...]]):
    """The pairs that a circle is about to form, where the member takes part in it. Nothing where none are coming."""

    circle: str
    kind: ClassVar[str] = "next-pairs"


class MyPairs(Lookup[tuple[Pairs, ...]]):
    """What came of the pairs: `subject` is the id of the pairing, or ``why:circle`` for somebody without a buddy."""

    subject: str
    kind: ClassVar[str] = "my-pairs"


class Lost(NamedTuple):
    """A circle whose channel is gone, or closed to the bot. `name` is what the channel was called."""

    circle: str
    name: str


class LostCircle(Lookup[tuple[Lost, ...]]):
    """One circle, where it is lost and the asking member organises it. Nothing where it was found again."""

    circle: str
    kind: ClassVar[str] = "lost-circle"


class LostCircles(Lookup[tuple[Lost, ...]]):
    """The lost circles of the community that the member is in. Only for those who organise it: the flow must say so."""

    kind: ClassVar[str] = "lost-circles"
