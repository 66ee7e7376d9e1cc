"""What pictures are drawn from: counts and days, nobody's words. Pure, so that flows can state them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from bot.rows import PlanItem, Rejection, Stage

# So many weeks are drawn, the one that is under way among them.
WEEKS = 12
# Fewer than so many noes say little, and the picture says so.
SMALL = 5


class WeekFacts(NamedTuple):
    """A week of a circle as a whole. `past` are the rounds before it, the oldest first: made, done."""

    number: int
    people: int
    commitments: int
    done: int
    cheers: int
    past: tuple[tuple[int, int], ...] = ()


class JourneyFacts(NamedTuple):
    """A member's own weeks. `since` is the Monday of the first of `noes` and `done`, which count by week, the oldest first.

    `stages` are those that were reached, in the order of a hiring process; None: not said. `every` counts all noes, also
    those from before; `left` what is on the plan and not done.
    """

    since: date
    noes: tuple[int, ...]
    done: tuple[int, ...]
    stages: tuple[tuple[Stage | None, int], ...]
    every: int
    left: int

    @property
    def small(self) -> bool:
        """Whether there is too little to see anything in it."""
        return self.every < SMALL


class Cell(NamedTuple):
    """A figure of a community's week: `name` is its tag; None where it is left out."""

    name: str
    shown: int | None


class NumbersFacts(NamedTuple):
    """A community's week as it may be shown: `monday` is its first day.

    `cells` stand by themselves, `stages` are parts of the noes.
    """

    monday: date
    cells: tuple[Cell, ...]
    stages: tuple[Cell, ...]


Facts: TypeAlias = WeekFacts | JourneyFacts | NumbersFacts


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def journey_of(
    noes: Sequence[Rejection], left: Sequence[PlanItem], done: Sequence[PlanItem], today: date
) -> JourneyFacts:
    """A member's weeks, from what is kept of theirs: from the first that has something, twelve at most."""
    days = [one.day for one in noes]
    done_on = [one.done_on for one in done if one.done_on is not None]
    this = monday_of(today)
    first = min((monday_of(day) for day in (*days, *done_on)), default=this)
    # Two weeks at least: one alone is no time.
    since = max(min(first, this - timedelta(weeks=1)), this - timedelta(weeks=WEEKS - 1))
    many = (this - since).days // 7 + 1
    reached = Counter(one.stage for one in noes)
    stages = tuple((stage, reached[stage]) for stage in (*Stage, None) if reached[stage])
    return JourneyFacts(
        since, _by_week(days, since, many), _by_week(done_on, since, many), stages, len(noes), len(left)
    )


def _by_week(days: Iterable[date], since: date, many: int) -> tuple[int, ...]:
    counted = Counter((day - since).days // 7 for day in days)
    return tuple(counted[week] for week in range(many))
