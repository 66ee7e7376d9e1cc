"""When a circle's steps are: at local hours, whatever clocks do, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rounds import (
    INVITES_FOR,
    ORDER,
    WEEK,
    Due,
    Opened,
    Step,
    Times,
    Timetable,
    first_after,
    following,
    from_now,
    times,
)

# A day on which clocks go forward, and one on which they go back, with the hour that is left out or comes twice.
EDGES = [
    ("Europe/Berlin", date(2027, 3, 28), 2),
    ("Europe/Berlin", date(2026, 10, 25), 2),
    ("America/New_York", date(2027, 3, 14), 2),
    ("America/New_York", date(2026, 11, 1), 1),
    ("Australia/Lord_Howe", date(2026, 10, 4), 2),
    ("Australia/Lord_Howe", date(2027, 4, 4), 1),
    ("Africa/Cairo", date(2027, 4, 30), 0),
    ("Africa/Cairo", date(2026, 10, 29), 23),
]
hours = pytest.mark.parametrize("hour", [0, 9, 18, None])
edges = pytest.mark.parametrize(("zone", "day", "odd"), EDGES)


def play(table: Timetable, start: datetime, until: datetime) -> list[Due]:
    """Every step from `start` on, each done at its time."""
    done: list[Due] = []
    opened: Opened | None = None
    due = from_now(table, None, start)
    while due.at <= until:
        done.append(due)
        if due.step is Step.BEGIN:
            week = times(table, due.at.astimezone(ZoneInfo(table.zone)).date())
            opened = Opened(week.look, week.close)
        elif due.step is Step.CLOSE:
            opened = None
        due = following(table, due, opened, due.at)
    return done


@edges
@hours
@pytest.mark.parametrize("step", ["begin", "look", "close"])
def test_a_clock_change_neither_shifts_nor_doubles_a_step(
    zone: str, day: date, odd: int, hour: int | None, step: str
) -> None:
    before = {"begin": 0, "look": 3, "close": 6}[step]
    table = Timetable((day - timedelta(days=before)).weekday(), odd if hour is None else hour, zone)
    start = datetime.combine(day - timedelta(days=21), time(12), UTC)
    done = play(table, start, start + timedelta(days=45))
    for of, ahead in ((Step.BEGIN, 0), (Step.LOOK, 3), (Step.CLOSE, 6)):
        days = [one.at.astimezone(ZoneInfo(zone)) for one in done if one.step is of]
        assert len(days) in (5, 6, 7)
        assert all(later.date() - sooner.date() == timedelta(days=7) for sooner, later in pairwise(days))
        assert {one.weekday() for one in days} == {(table.weekday + ahead) % 7}
        for one in days:
            left_out = one.date() == day and one.hour != table.hour
            assert left_out is (table.hour == odd and one.date() == day and _is_gap(day, odd, zone)), one
            assert one.fold == 0, "the first of the hour that comes twice"
    assert [one.at for one in done] == sorted(one.at for one in done)


def _is_gap(day: date, hour: int, zone: str) -> bool:
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).hour != hour


def test_the_edges_are_edges() -> None:
    gaps = [_is_gap(day, hour, zone) for zone, day, hour in EDGES]
    assert gaps == [True, False, True, False, False, False, True, False], "Lord Howe leaves out half an hour only"


@given(
    some.integers(0, 6), some.integers(0, 23), some.sampled_from([zone for zone, _, _ in EDGES]), some.integers(0, 500)
)
def test_a_week_has_each_step_once_and_in_order(weekday: int, hour: int, zone: str, days: int) -> None:
    table = Timetable(weekday, hour, zone)
    start = datetime(2026, 6, 1, 12, tzinfo=UTC) + timedelta(days=days)
    done = play(table, start, start + timedelta(days=29))
    names = [one.step for one in done]
    begun = names.index(Step.BEGIN)
    assert names[begun : begun + 2] == [Step.BEGIN, Step.PAIR]
    assert done[begun].at == done[begun + 1].at
    week = names[begun : begun + 5]
    assert sorted(week, key=ORDER.index) == [Step.CLOSE, Step.SOON, Step.BEGIN, Step.PAIR, Step.LOOK]
    assert names[begun : begun + 15] == week * 3


@given(
    some.integers(0, 6), some.integers(0, 23), some.sampled_from([zone for zone, _, _ in EDGES]), some.integers(0, 500)
)
def test_half_a_day_of_notice_and_never_at_night(weekday: int, hour: int, zone: str, days: int) -> None:
    week = first_after(Timetable(weekday, hour, zone), datetime(2026, 6, 1, 12, tzinfo=UTC) + timedelta(days=days))
    local = week.soon.astimezone(ZoneInfo(zone))
    assert 9 <= local.hour < 20
    # A clock change in between may take an hour of it.
    assert timedelta(hours=11) <= week.begin - week.soon <= timedelta(hours=28)


@given(some.integers(0, 60), some.sampled_from(list(Step)))
def test_after_an_outage_the_next_steps_lie_ahead(days: int, step: Step) -> None:
    table = Timetable(0, 9, "Europe/Berlin")
    week: Times = times(table, date(2026, 11, 30))
    now = week.begin + timedelta(days=days)
    due, opened = Due(step, week.begin), Opened(week.look, week.close)
    for _ in range(6):
        due = following(table, due, opened, now)
        if due.step is Step.CLOSE:
            opened = None  # type: ignore[assignment]
        if due.at > now:
            break
        assert due.step is not Step.BEGIN or due.at >= now - INVITES_FOR, "only what can still be invited to"
    assert due.at > now or due.step is Step.BEGIN
    assert due.at <= now + WEEK


def test_a_new_circle_begins_with_its_next_week() -> None:
    table = Timetable(0, 9, "Europe/Berlin")
    monday = datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert from_now(table, None, monday - timedelta(hours=1)) == Due(Step.BEGIN, monday)
    assert from_now(table, None, monday) == Due(Step.SOON, monday + WEEK - timedelta(hours=15))
    opened = Opened(monday + timedelta(days=3), monday + timedelta(days=6))
    assert from_now(table, opened, monday + timedelta(days=4)) == Due(Step.CLOSE, opened.closes_at)
