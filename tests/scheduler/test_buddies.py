"""Pairs as they are formed week by week: who takes part, what everybody hears, and what their taps do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.nudges import LATE
from tests.scheduler.circles import HOUR, MONDAY, Weeks, local
from tests.world import World

WEEK = timedelta(days=7)
SOON = MONDAY - 15 * HOUR


@pytest.fixture
async def weeks(world: World) -> Weeks:
    made = Weeks(world)
    await made.circle(buddies=1)
    return made


async def pairs(weeks: Weeks) -> list[list[str]]:
    rows = await weeks.world.rows(
        "SELECT pairing.id AS id, paired.member AS member FROM pairing JOIN paired ON pairing.id = paired.pairing"
        " JOIN round ON round.id = pairing.round ORDER BY round.number, pairing.id, paired.member"
    )
    return [[row["member"] for row in rows if row["id"] == one] for one in dict.fromkeys(row["id"] for row in rows)]


@pytest.mark.both_stores
async def test_everybody_is_told_before_and_after(weeks: Weeks) -> None:
    kim, sam = await weeks.member("Kim", buddies=1), await weeks.member("Sam", buddies=1)
    lee = await weeks.member("Lee", buddies=0)
    await weeks.until(SOON)
    assert [len(weeks.told(name)) for name in ("Kim", "Sam", "Lee")] == [1, 1, 0]
    assert weeks.told("Kim")[0].startswith(
        "On Monday 30 November, 09:00 the pairs for the next week in #circle are made"
    )
    await weeks.until(MONDAY)
    assert await pairs(weeks) == [sorted([kim, sam])]
    assert lee not in str(await pairs(weeks))
    kims = weeks.told("Kim")[1]
    assert "Hi Sam, we're buddies this week." in kims
    assert "You are buddies with Sam this week, in #circle." in kims
    await weeks.until(MONDAY + WEEK)
    assert len(weeks.told("Kim")) == 4
    assert weeks.told("Lee") == []


async def test_who_asks_in_the_night_is_asked_in_the_morning_and_never_too_late(weeks: Weeks) -> None:
    await weeks.member("Kim", buddies=1, zone="Asia/Tokyo")
    await weeks.until(SOON)
    assert weeks.told("Kim") == [], "two in the morning in Tokyo"
    (nudge,) = await weeks.world.rows("SELECT due_at, late_until FROM nudge WHERE kind = 'buddy-soon'")
    assert nudge["late_until"] == int(MONDAY.timestamp() * 1000)
    assert nudge["late_until"] - nudge["due_at"] > LATE["buddy-soon"].total_seconds() * 1000  # type: ignore[index]
    await weeks.until(local((MONDAY - timedelta(hours=9)).date() + timedelta(days=1), 1))
    assert len(weeks.told("Kim")) == 1


async def test_nobody_meets_again_until_everybody_has_met(weeks: Weeks) -> None:
    people = [await weeks.member(name, buddies=1) for name in ("Kim", "Sam", "Lee", "Ada")]
    await weeks.until(MONDAY + 2 * WEEK)
    every = await pairs(weeks)
    assert len(every) == 6
    assert len({tuple(two) for two in every}) == 6
    assert {one for two in every for one in two} == set(people)


@pytest.mark.both_stores
@pytest.mark.parametrize(
    ("others", "why"),
    [
        ([], "nobody else there takes part in pairs so far"),
        ([{"buddies": 0}], "nobody else there takes part in pairs so far"),
        ([{"buddies": 1, "away_until": "2026-12-24"}], "everybody else who takes part is away"),
    ],
)
async def test_who_stays_without_one_hears_why(weeks: Weeks, others: list[dict[str, object]], why: str) -> None:
    await weeks.member("Kim", buddies=1)
    for number, how in enumerate(others):
        await weeks.member(f"Other{number}", **how)  # type: ignore[arg-type]
    await weeks.until(MONDAY)
    assert why in weeks.told("Kim")[1]
    assert all(weeks.told(f"Other{number}") == [] for number in range(len(others)))
    assert await pairs(weeks) == []


async def test_two_to_be_kept_apart_are_not_told_why(weeks: Weeks) -> None:
    kim, sam = await weeks.member("Kim", buddies=1), await weeks.member("Sam", buddies=1)
    await weeks.insert("apart", member=sam, other=kim)
    await weeks.until(MONDAY)
    assert await pairs(weeks) == []
    assert "it did not come out even this time" in weeks.told("Kim")[1]
    assert "Sam" not in weeks.told("Kim")[1]


async def test_a_trio_names_both(weeks: Weeks) -> None:
    for name in ("Kim", "Sam", "Lee"):
        await weeks.member(name, buddies=1)
    await weeks.until(MONDAY)
    assert len(await pairs(weeks)) == 1
    told = weeks.told("Kim")[1]
    assert "buddies with Sam and Lee this week" in told or "buddies with Lee and Sam this week" in told


async def test_who_is_gone_before_is_in_no_pair(weeks: Weeks) -> None:
    for name in ("Kim", "Sam", "Lee", "Ada"):
        await weeks.member(name, buddies=1)
    await weeks.until(SOON)
    (kim,) = await weeks.world.rows("SELECT id FROM member ORDER BY created_at, id LIMIT 1")
    await weeks.world.write("UPDATE member SET paused_until = '2027-01-01' WHERE id = $1", kim["id"])
    await weeks.until(MONDAY)
    ((*trio,),) = await pairs(weeks)
    assert len(trio) == 3
    assert kim["id"] not in trio


async def test_nobody_who_said_no_to_messages_gets_one(weeks: Weeks) -> None:
    await weeks.member("Kim", buddies=1)
    await weeks.member("Sam", buddies=1)
    await weeks.world.write("UPDATE member SET consent = 'no' WHERE zone = $1", "Europe/Berlin")
    await weeks.until(MONDAY)
    assert await weeks.world.rows("SELECT * FROM nudge") == []
    assert len(await pairs(weeks)) == 1, "they see it under /bounceback circle"


async def test_without_buddies_in_the_circle_there_are_none(weeks: Weeks) -> None:
    await weeks.world.write("UPDATE circle SET buddies = 0")
    await weeks.member("Kim", buddies=1)
    await weeks.member("Sam", buddies=1)
    await weeks.until(MONDAY)
    assert weeks.world.sender.dms == []


async def test_pairs_are_not_formed_days_later(weeks: Weeks) -> None:
    await weeks.member("Kim", buddies=1)
    await weeks.member("Sam", buddies=1)
    await weeks.until(SOON - HOUR)
    weeks.world.clock.at = MONDAY + timedelta(days=3)
    await weeks.rounds.run_due()
    assert await weeks.world.rows("SELECT * FROM nudge") == []
    assert await pairs(weeks) == []


async def test_a_buddy_who_is_forgotten_is_not_named(weeks: Weeks) -> None:
    await weeks.member("Kim", buddies=1)
    sam = await weeks.member("Sam", buddies=1)
    weeks.world.sender.failure = None
    await weeks.until(MONDAY - timedelta(seconds=1))
    weeks.world.clock.at = MONDAY
    await weeks.rounds.run_due()
    await weeks.world.write("DELETE FROM member WHERE id = $1", sam)
    await weeks.until(MONDAY)
    assert "it did not come out even" in weeks.told("Kim")[1]


async def test_two_circles_that_begin_at_the_same_moment_are_told_of_both(weeks: Weeks) -> None:
    await weeks.circle(id="second", place="second-place", buddies=1)
    kim = await weeks.member("Kim", buddies=1)
    await weeks.insert("circle_member", circle="second", member=kim, joined_at=0, buddies=1)
    await weeks.until(SOON)
    rows = await weeks.world.rows("SELECT subject FROM nudge WHERE kind = 'buddy-soon' AND member = $1", kim)
    assert sorted(row["subject"] for row in rows) == ["circle", "second"]


@pytest.mark.both_stores
async def test_what_a_circle_says_in_private_counts_for_its_community(weeks: Weeks) -> None:
    await weeks.member("Sam", buddies=1)
    kim = await weeks.member("Kim", buddies=1, looks=1)
    await weeks.until(MONDAY)
    await weeks.commit(kim, "write to Lee")
    await weeks.until(MONDAY + timedelta(days=3))
    rows = await weeks.world.rows("SELECT kind, community FROM nudge WHERE member = $1 ORDER BY kind", kim)
    assert [(row["kind"], row["community"]) for row in rows] == [
        ("buddy", "guild"),
        ("buddy-soon", "guild"),
        ("circle-look", "guild"),
    ]


@pytest.mark.both_stores
async def test_who_left_before_it_was_said_is_nobodys_buddy_any_more(weeks: Weeks) -> None:
    """What waits for the end of somebody's quiet hours is said as it is then."""
    await weeks.member("Kim", buddies=1, zone="America/New_York")
    sam = await weeks.member("Sam", buddies=1)
    await weeks.until(MONDAY)
    assert len(weeks.told("Sam")) == 2
    await weeks.world.write("UPDATE circle_member SET left_at = 1 WHERE member = $1", sam)
    await weeks.until(MONDAY + 12 * HOUR)
    assert "Sam" not in weeks.told("Kim")[-1]
    assert "No buddy this week" in weeks.told("Kim")[-1]
