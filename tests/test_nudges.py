"""When a nudge may be sent: the promises, one by one, as pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.effects import Nudge, NudgeKind
from bot.nudges import (
    AT_ONCE,
    GIVES_WAY,
    GRACE,
    HALVED_GAP,
    LATE,
    NOTICES,
    OFF_FOR,
    PRECEDENCE,
    WEEK,
    Close,
    Coming,
    Hold,
    House,
    SendNow,
    Sent,
    Verdict,
    decide,
    ignored,
    intended,
    is_quiet,
    next_check_in,
    quiet_ends,
    rank,
    should_pause,
    to_utc,
)
from bot.rows import Cadence, Consent, Member

pytestmark = pytest.mark.both_stores

# A Wednesday, noon in Berlin.
NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YOU = Member("m", "test", "you", zone="Europe/Berlin", consent=Consent.YES, seen_at=NOW - 60 * DAY)


class Due(NamedTuple):
    """A nudge that is due, as far as the rules look at it."""

    id: str
    kind: NudgeKind
    due_at: datetime
    late_until: datetime
    agreed: bool
    community: str | None = None


def waiting(kind: NudgeKind = NudgeKind.ITEM, *, agreed: bool = True, due: datetime = NOW) -> Due:
    return Due("n", kind, due, due + LATE[kind], agreed)


def sent(*days_ago: float, kind: NudgeKind = NudgeKind.ITEM, agreed: bool = True) -> list[Sent]:
    return [Sent(kind, NOW - days * DAY, agreed) for days in days_ago]


def seen(days_ago: float, **changes: object) -> Member:
    return replace(YOU, seen_at=NOW - days_ago * DAY, **changes)  # type: ignore[arg-type]


def held(verdict: Verdict) -> tuple[str, datetime | None]:
    assert isinstance(verdict, Hold)
    return verdict.reason, verdict.until


def berlin(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


# Consent, pauses, lateness


@pytest.mark.parametrize("kind", NudgeKind)
def test_nothing_is_sent_without_consent(kind: NudgeKind) -> None:
    assert decide(waiting(kind), replace(YOU, consent=Consent.NO), [], NOW) == Close("cancelled", "no-consent")
    assert decide(waiting(kind), replace(YOU, consent=Consent.UNASKED), [], NOW) == Hold(None, "consent")
    assert decide(waiting(kind), YOU, [], NOW) == SendNow()


@pytest.mark.parametrize("kind", NudgeKind)
def test_what_is_too_late_is_not_sent(kind: NudgeKind) -> None:
    just = waiting(kind, due=NOW - LATE[kind])
    assert decide(just, YOU, [], NOW) == SendNow()
    assert decide(just, YOU, [], NOW + timedelta(seconds=1)) == Close("expired", "too-late")


def test_a_pause_does_not_hide_that_everything_is_about_to_go() -> None:
    away = replace(YOU, paused_until=date(2026, 12, 1))
    assert decide(waiting(NudgeKind.KEEPING), away, [], NOW) == SendNow()


@pytest.mark.parametrize("kind", [kind for kind in NudgeKind if kind not in (*AT_ONCE, NudgeKind.KEEPING)])
def test_a_pause_holds_everything_until_the_hour_of_its_day(kind: NudgeKind) -> None:
    away = replace(YOU, paused_until=date(2026, 12, 1))
    assert held(decide(waiting(kind), away, [], NOW)) == ("paused", berlin(1, 10, 12).astimezone(UTC))
    assert decide(waiting(kind), replace(YOU, paused_until=date(2026, 11, 25)), [], NOW) == SendNow()


def test_hushed_holds_everything_but_notices() -> None:
    hushed = replace(YOU, hushed=True)
    assert {kind for kind in NudgeKind if decide(waiting(kind), hushed, [], NOW) == SendNow()} == {
        NudgeKind.PAUSED, NudgeKind.WELCOME, NudgeKind.KEEPING, NudgeKind.CIRCLE_TROUBLE, NudgeKind.BUDDY,
        NudgeKind.BUDDY_SOON, NudgeKind.REPORT_SETTLED,
    }  # fmt: skip
    assert decide(waiting(), hushed, [], NOW) == Hold(None, "hushed")


# Quiet hours


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (time(19, 59), False),
        (time(20), True),
        (time(23, 59), True),
        (time(0), True),
        (time(8, 59), True),
        (time(9), False),
    ],
)
def test_quiet_hours_across_midnight(at: time, quiet: bool) -> None:
    assert is_quiet(at, YOU) is quiet


@pytest.mark.parametrize(
    ("at", "quiet"), [(time(0, 59), False), (time(1), True), (time(5, 59), True), (time(6), False)]
)
def test_quiet_hours_within_a_day(at: time, quiet: bool) -> None:
    assert is_quiet(at, replace(YOU, quiet_from=time(1), quiet_until=time(6))) is quiet


def test_the_same_hour_twice_means_no_quiet_hours() -> None:
    awake = replace(YOU, quiet_from=time(0), quiet_until=time(0))
    assert not any(is_quiet(time(hour), awake) for hour in range(24))


@pytest.mark.parametrize(
    ("now", "until"), [(berlin(25, 21), berlin(26, 9)), (berlin(25, 3), berlin(25, 9)), (berlin(25, 20), berlin(26, 9))]
)
def test_what_falls_into_the_night_waits_for_its_end(now: datetime, until: datetime) -> None:
    nudge = waiting(due=now.astimezone(UTC))
    assert held(decide(nudge, YOU, [], now.astimezone(UTC))) == ("quiet-hours", until.astimezone(UTC))


def test_a_notice_keeps_the_night_and_the_welcome_answers_a_press_of_this_moment() -> None:
    night = berlin(25, 23).astimezone(UTC)
    assert held(decide(waiting(NudgeKind.PAUSED, due=night), YOU, [], night))[0] == "quiet-hours"
    assert decide(waiting(NudgeKind.WELCOME, due=night), YOU, [], night) == SendNow()


# Caps


def test_one_a_day_by_the_members_own_day() -> None:
    assert held(decide(waiting(), YOU, sent(0.1), NOW)) == ("one-a-day", berlin(26, 10).astimezone(UTC))
    # 13 hours ago was yesterday where they live, though today in UTC would begin later.
    assert decide(waiting(), YOU, sent(0.55), NOW) == SendNow()
    tokyo = replace(YOU, zone="Asia/Tokyo", quiet_from=time(0), quiet_until=time(0))
    assert held(decide(waiting(), tokyo, sent(0.55), NOW))[0] == "one-a-day"


def test_three_in_seven_days() -> None:
    assert decide(waiting(), seen(0.5), sent(6, 4), NOW) == SendNow()
    reason, until = held(decide(waiting(), seen(0.5), sent(6, 4, 2), NOW))
    assert (reason, until) == ("three-a-week", berlin(27, 10).astimezone(UTC))
    assert decide(waiting(), seen(0.5), sent(7, 4, 2), NOW) == SendNow()


def test_the_caps_hold_for_what_was_agreed_and_not_for_notices() -> None:
    often = sent(6, 4, 0.1)
    assert held(decide(waiting(agreed=True), YOU, often, NOW))[0] == "one-a-day"
    for kind in NOTICES:
        assert decide(waiting(kind), YOU, often, NOW) == SendNow()
        assert decide(waiting(), YOU, sent(0.1, kind=kind), NOW) == SendNow()


def test_one_unasked_a_week_and_what_was_agreed_besides() -> None:
    unasked = waiting(NudgeKind.CHECK_IN, agreed=False)
    assert decide(unasked, seen(1), sent(3, agreed=True), NOW) == SendNow()
    assert held(decide(unasked, seen(1), sent(3, agreed=False), NOW))[0] == "one-unasked-a-week"
    assert decide(unasked, seen(1), sent(7, agreed=False), NOW) == SendNow()
    assert decide(waiting(), seen(1), sent(3, agreed=False), NOW) == SendNow()


def test_an_unasked_one_gives_way_to_what_was_agreed_and_comes_soon() -> None:
    unasked = waiting(NudgeKind.CHECK_IN, agreed=False)
    soon = Coming(NudgeKind.FEEDBACK_ANSWER, NOW + GIVES_WAY - HOUR)
    assert held(decide(unasked, seen(1), [], NOW, [soon])) == ("gives-way", soon.due_at)
    assert decide(unasked, seen(1), [], NOW, [soon._replace(due_at=NOW + GIVES_WAY)]) == SendNow()
    assert decide(waiting(), seen(1), [], NOW, [soon]) == SendNow()


def test_once_one_was_ignored_room_is_kept_for_what_matters_more() -> None:
    feedback = Coming(NudgeKind.FEEDBACK_ANSWER, NOW + DAY)
    reach_out = Coming(NudgeKind.REACH_OUT, NOW + DAY)
    one_ignored = seen(6), sent(5)
    assert held(decide(waiting(NudgeKind.ITEM), *one_ignored, NOW, [reach_out, feedback])) == (
        "gives-way",
        feedback.due_at,
    )
    assert decide(waiting(NudgeKind.ITEM), *one_ignored, NOW, [reach_out]) == SendNow()
    assert decide(waiting(NudgeKind.FEEDBACK_SEND), *one_ignored, NOW, [feedback]) == SendNow()


def test_one_that_was_sent_a_little_late_does_not_push_out_the_next_by_a_day() -> None:
    late = [Sent(NudgeKind.ITEM, NOW - WEEK + timedelta(minutes=30), True), *sent(4, 2)]
    assert decide(waiting(), seen(0.5), late, NOW) == SendNow()
    assert held(decide(waiting(due=NOW - DAY), seen(0.5), late, NOW - HOUR))[0] == "three-a-week"


def test_the_members_rhythm() -> None:
    unasked = waiting(NudgeKind.CHECK_IN, agreed=False)
    fortnightly = seen(1, cadence=Cadence.FORTNIGHTLY)
    assert held(decide(unasked, fortnightly, sent(8, agreed=False), NOW))[0] == "one-unasked-a-week"
    assert decide(unasked, fortnightly, sent(14, agreed=False), NOW) == SendNow()
    assert decide(unasked, seen(1, cadence=Cadence.AGREED), [], NOW) == Close("cancelled", "agreed-only")
    assert decide(waiting(), seen(1, cadence=Cadence.AGREED), [], NOW) == SendNow()


# Ignored


def test_ignored_are_those_since_the_last_press_or_command_and_no_notices() -> None:
    assert ignored(seen(5), sent(8, 6, 4, 2)) == 2
    assert ignored(seen(5), [*sent(4), *sent(3, kind=NudgeKind.PAUSED), *sent(2, kind=NudgeKind.WELCOME)]) == 1
    assert ignored(seen(2), sent(2)) == 0  # answered within the same moment
    assert ignored(replace(YOU, seen_at=None), sent(8, 6)) == 2


def test_after_two_ignored_half_as_often() -> None:
    unasked = waiting(NudgeKind.CHECK_IN, agreed=False)
    once, twice = sent(8, agreed=False), sent(15, 8, agreed=False)
    assert decide(unasked, seen(20), once, NOW) == SendNow()
    reason, until = held(decide(unasked, seen(20), twice, NOW))
    assert (reason, until) == ("one-unasked-a-week", berlin(2, 10, 12).astimezone(UTC))
    assert held(decide(waiting(), seen(20), sent(9, 3), NOW))[0] == "asked-less-often"
    assert decide(waiting(), seen(20), [*sent(9), Sent(NudgeKind.ITEM, NOW - HALVED_GAP, True)], NOW) == SendNow()
    assert decide(waiting(), seen(1), sent(9, 3), NOW) == SendNow()


def test_after_three_ignored_it_pauses_once() -> None:
    assert not should_pause(seen(30), sent(20, 12))
    assert should_pause(seen(30), sent(20, 12, 6))
    assert not should_pause(seen(30, hushed=True), sent(20, 12, 6))
    assert not should_pause(seen(7), sent(20, 12, 6))


# Which, and when


def test_precedence_is_as_promised_then_the_oldest() -> None:
    several = [waiting(kind) for kind in reversed(PRECEDENCE)]
    order = []
    while several:
        order.append(min(several, key=rank).kind)
        several.remove(min(several, key=rank))
    assert order == list(PRECEDENCE)
    assert set(PRECEDENCE) == set(NudgeKind) == set(LATE)
    old, new = waiting(due=NOW - DAY), waiting()
    assert min([new, old], key=rank) == old


@pytest.mark.parametrize("hour", range(24))
def test_a_day_after_later_is_24_to_48_hours(hour: int) -> None:
    said = datetime(2026, 11, 25, hour, 30, tzinfo=UTC)
    due = to_utc(intended(Nudge(NudgeKind.FEEDBACK_SEND, after=1), YOU, said), YOU.zone)
    assert DAY <= due - said < 2 * DAY


@pytest.mark.parametrize("days", [7, 21])
def test_day_7_and_day_21_come_at_the_members_hour(days: int) -> None:
    local = intended(Nudge(NudgeKind.SKILL, after=days), YOU, berlin(2, 9).astimezone(UTC))
    assert local == datetime(2026, 11, 2, 10) + days * DAY  # noqa: DTZ001 - a local time


def test_an_hour_within_the_quiet_ones_becomes_their_end() -> None:
    late = replace(YOU, hour=22)
    assert intended(Nudge(NudgeKind.ITEM, day=date(2026, 12, 1)), late, NOW).time() == time(9)


def test_the_welcome_is_meant_for_now() -> None:
    night = berlin(25, 23).astimezone(UTC)
    assert to_utc(intended(Nudge(NudgeKind.WELCOME, after=0), YOU, night), YOU.zone) == night


def test_the_first_check_in_leaves_some_days_and_the_next_comes_a_week_later() -> None:
    first = next_check_in(YOU, NOW, None)
    assert first is not None
    assert (first.weekday(), first.hour) == (YOU.weekday, 10)
    assert 3 * DAY <= to_utc(first, YOU.zone) - NOW <= 11 * DAY
    sent_at = to_utc(first, YOU.zone)
    assert next_check_in(YOU, sent_at, sent_at) == first + WEEK
    assert next_check_in(replace(YOU, cadence=Cadence.FORTNIGHTLY), sent_at, sent_at) == first + 2 * WEEK
    assert next_check_in(replace(YOU, cadence=Cadence.AGREED), NOW, None) is None


# Clock changes: the day on which an hour is left out, and the one on which it comes twice.
CHANGES = [
    ("Europe/Berlin", date(2027, 3, 28), date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14), date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2027, 4, 4)),
    ("Africa/Casablanca", date(2027, 3, 14), date(2027, 2, 7)),
]


@pytest.mark.parametrize(("zone", "gap", "overlap"), CHANGES)
def test_every_local_time_comes_exactly_once_and_near(zone: str, gap: date, overlap: date) -> None:
    assert offset(zone, gap) != offset(zone, gap + DAY), "there is no change of clocks on this day"
    for day in (gap, overlap):
        for minute in range(0, 24 * 60, 15):
            local = datetime.combine(day, time()) + timedelta(minutes=minute)
            back = to_utc(local, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            # In the hour that is left out: as far after it.
            assert timedelta(0) <= back - local <= HOUR
            if day == overlap:
                assert back == local
                assert to_utc(local, zone).astimezone(ZoneInfo(zone)).fold == 0


def offset(zone: str, day: date) -> timedelta | None:
    return datetime.combine(day, time(), ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(("zone", "gap", "overlap"), CHANGES)
def test_daily_nudges_stay_at_their_hour_over_a_clock_change(zone: str, gap: date, overlap: date) -> None:
    member = replace(YOU, zone=zone)
    for day in (gap, overlap):
        for ahead in range(-3, 4):
            local = intended(Nudge(NudgeKind.ITEM, day=day + ahead * DAY), member, NOW)
            assert to_utc(local, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local


# Whatever the settings and whatever was sent

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "America/Havana",
]
QUIETS = [(20, 9), (21, 8), (22, 7), (18, 10), (0, 0), (1, 6)]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given
members = st.builds(
    lambda zone, hour, quiet, cadence, weekday, seen_at: replace(
        YOU, zone=zone, hour=hour, quiet_from=time(quiet[0]), quiet_until=time(quiet[1]), cadence=cadence,
        weekday=weekday, seen_at=seen_at,
    ),
    st.sampled_from(ZONES), st.integers(6, 22), st.sampled_from(QUIETS), st.sampled_from(Cadence), st.integers(0, 6), moments,
)  # fmt: skip


@given(
    members,
    moments,
    st.sampled_from(NudgeKind),
    st.booleans(),
    st.lists(st.tuples(st.floats(0.01, 60), st.booleans()), max_size=8),
)
def test_a_verdict_keeps_every_promise(
    member: Member, now: datetime, kind: NudgeKind, agreed: bool, before: list[tuple[float, bool]]
) -> None:
    past = [Sent(NudgeKind.ITEM if yes else NudgeKind.CHECK_IN, now - days * DAY, yes) for days, yes in before]
    verdict = decide(waiting(kind, agreed=agreed, due=now), member, past, now)
    local = now.astimezone(ZoneInfo(member.zone))
    if isinstance(verdict, Hold):
        # To be looked at again later, never now: that would be a loop.
        assert verdict.until is None or verdict.until > now
    if verdict == SendNow() and kind not in NOTICES:
        assert not is_quiet(local.time(), member)
        assert all(one.at.astimezone(ZoneInfo(member.zone)).date() != local.date() for one in past)
        assert sum(one.at > now - WEEK + GRACE for one in past) < 3
        assert agreed or all(one.agreed or one.at <= now - WEEK + HOUR for one in past)


@given(members, moments)
def test_the_end_of_the_night_is_soon_and_not_quiet(member: Member, now: datetime) -> None:
    if is_quiet(now.astimezone(ZoneInfo(member.zone)).time(), member):
        ends = quiet_ends(now, member)
        assert now < ends <= now + DAY
        assert not is_quiet(ends.astimezone(ZoneInfo(member.zone)).time(), member)


@given(members, moments, st.sampled_from([kind for kind in NudgeKind if kind not in AT_ONCE]), st.integers(0, 40))
def test_what_is_planned_is_never_early_and_never_at_night(
    member: Member, now: datetime, kind: NudgeKind, days: int
) -> None:
    local = intended(Nudge(kind, after=days), member, now)
    due = to_utc(local, member.zone)
    if days <= 1:
        assert timedelta(0) <= due - (now + days * DAY) < DAY + HOUR
    else:  # as people count days
        assert local.date() == now.astimezone(ZoneInfo(member.zone)).date() + days * DAY
    assert not is_quiet(local.time(), member)


# What the organisers of a community chose for what comes from it


def of(kind: NudgeKind = NudgeKind.ITEM, community: str = "guild") -> Due:
    return waiting(kind)._replace(community=community)


@pytest.mark.parametrize("kind", [kind for kind in NudgeKind if kind not in AT_ONCE])
def test_what_comes_from_a_silent_community_waits(kind: NudgeKind) -> None:
    until = NOW + HOUR
    assert decide(of(kind), YOU, [], NOW, house=House(paused_until=until)) == Hold(until, "community-paused")
    over = NOW + LATE[kind] + timedelta(seconds=1)
    assert decide(of(kind), YOU, [], NOW, house=House(off=True)) == Hold(min(NOW + OFF_FOR, over), "community-paused")
    # However long the pause is, what is too late by then is closed in time.
    assert decide(of(kind), YOU, [], NOW, house=House(paused_until=NOW + 5000 * DAY)) == Hold(over, "community-paused")
    assert decide(of(kind), YOU, [], NOW, house=House(paused_until=NOW)) == SendNow()
    # A switch of a community is no consent, and keeps nothing alive.
    no = replace(YOU, consent=Consent.NO)
    assert decide(of(kind), no, [], NOW, house=House(off=True)) == Close("cancelled", "no-consent")
    late = waiting(kind, due=NOW - LATE[kind] - HOUR)
    assert decide(late, YOU, [], NOW, house=House(off=True)) == Close("expired", "too-late")


def test_the_limit_of_a_community_is_on_top_of_the_members_own() -> None:
    theirs, another = ([one._replace(community=name) for one in sent(2, 4)] for name in ("guild", "another"))
    for cap, past, goes in (
        (3, theirs, True),
        (2, theirs, False),
        (2, another, True),
        (1, theirs[1:], False),
        (0, [], False),
    ):
        verdict = decide(of(), seen(0.5), past, NOW, house=House(cap=cap))
        assert (verdict == SendNow()) is goes, (cap, verdict)
        if not goes:
            assert held(verdict)[0] == "community-limit"
            assert (held(verdict)[1] or NOW) > NOW
    # The member's own come first, whatever the community allows.
    assert held(decide(of(), seen(0.5), sent(1, 2, 3), NOW, house=House(cap=3)))[0] == "three-a-week"
    # Room again a week after the first that counted, at the member's hour.
    _, until = held(decide(of(), seen(0.5), theirs, NOW, house=House(cap=2)))
    assert until is not None
    assert timedelta(0) <= until - (NOW + 3 * DAY) < DAY


@pytest.mark.parametrize("kind", sorted(NOTICES - AT_ONCE))
def test_a_notice_counts_for_no_limit_of_a_community(kind: NudgeKind) -> None:
    assert decide(of(kind), YOU, [], NOW, house=House(cap=0)) == SendNow()
    told = [one._replace(community="guild") for one in sent(2, kind=kind)]
    assert decide(of(), seen(0.5), told, NOW, house=House(cap=1)) == SendNow()
