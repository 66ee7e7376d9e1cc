"""A circle that is closed, rests, or has another day: what ends with it, and what its members keep. And how it speaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.organising import EditCircle
from bot.own import OwnWords
from bot.ports import Ground, Who
from bot.store.members import find_member, member_of
from bot.store.organising import STATES, WITHDRAWS, place_id
from bot.store.own_words import set_words
from bot.store.planning import Maker
from bot.store.unit import Unit
from tests.scheduler.circles import DAY, MONDAY, Weeks
from tests.world import World

pytestmark = pytest.mark.both_stores

WEEK = timedelta(days=7)
HERE = Ground("channel-circle", "#circle", organises=True)
BOSS = Who("test", "boss", community="guild", name="Bo", zone_hint="Europe/Berlin", ground=HERE)


@pytest.fixture
async def weeks(world: World) -> Weeks:
    made = Weeks(world)
    await made.circle(place=place_id("test", "guild", "channel-circle"), buddies=1, pods=1)
    return made


async def under_way(weeks: Weeks) -> list[str]:
    """Three people in a week that began. Gives what they committed to."""
    people = [await weeks.member(name, looks=1, buddies=1) for name in ("Kim", "Sam", "Lee")]
    await weeks.until(MONDAY)
    return [await weeks.commit(one, "Write to Acme", done=number == 0) for number, one in enumerate(people)]


async def organises(weeks: Weeks, *taps: str) -> None:
    weeks.world.who = BOSS
    await weeks.world.command("admin")
    for one in taps:
        await weeks.world.tap(one)


async def states(weeks: Weeks, table: str) -> set[str]:
    return {row["state"] for row in await weeks.world.rows(f"SELECT state FROM {table}")}  # noqa: S608 - tests


async def test_closed_its_week_ends_and_nobody_hears_of_it(weeks: Weeks) -> None:
    theirs = await under_way(weeks)
    await weeks.until(MONDAY + 2 * DAY)
    assert weeks.world.sender.pods, "there is a pod with a place"
    said, waits = len(weeks.said()), "SELECT kind FROM nudge WHERE state = 'waiting' AND kind <> 'welcome'"
    await weeks.world.write(
        "UPDATE nudge SET state = 'waiting', next_at = $1 WHERE kind = 'buddy'",
        int((MONDAY + 3 * DAY).timestamp() * 1000),
    )
    await organises(weeks, "circle", "close", "yes")
    assert (await weeks.state())[0::2] == ("closed", None)
    assert await states(weeks, "round") == {"cut"}
    assert await weeks.world.rows(waits) == []
    await weeks.until(MONDAY + 3 * WEEK)
    assert len(weeks.said()) == said, "no digest, no invitation"
    assert await states(weeks, "pod") == {"gone"}
    assert await weeks.world.rows("SELECT pod FROM circle_member WHERE pod IS NOT NULL") == []
    kept = await weeks.world.rows("SELECT id FROM commitment ORDER BY created_at, id")
    assert {row["id"] for row in kept} == set(theirs), "what they set themselves is still theirs"


async def test_taken_back_a_closing_goes_on_with_the_next_week(weeks: Weeks) -> None:
    await under_way(weeks)
    world, closing = weeks.world, EditCircle("guild", "circle", state="closed")

    def close_and_undo() -> Unit[None]:
        row = yield from find_member(world.who, world.sealed)
        assert row is not None
        maker = Maker(member_of(row, world.sealed), "", "", world.clock.at, world.sealed)
        before = yield from STATES[EditCircle](maker, "", None, closing)
        yield from WITHDRAWS[EditCircle](maker, "", closing, before)

    await world.store.do(close_and_undo)
    assert await weeks.state() == ("open", "begin", MONDAY + WEEK)
    await weeks.until(MONDAY + WEEK)
    assert await world.rows("SELECT number FROM round WHERE state = 'open'") == [{"number": 2}]


async def test_nothing_begins_while_it_rests(weeks: Weeks) -> None:
    await organises(weeks, "circle", "pause")
    await weeks.until(MONDAY + 2 * WEEK + DAY)
    assert weeks.said() == []
    await organises(weeks, "circle", "resume")
    assert await weeks.state() == ("open", "begin", MONDAY + 3 * WEEK)
    await weeks.until(MONDAY + 3 * WEEK)
    assert len(weeks.said()) == 1
    assert weeks.said()[0].startswith("A new week in #circle.")


async def test_on_another_day_a_week_under_way_ends_as_it_was_announced(weeks: Weeks) -> None:
    await under_way(weeks)
    await weeks.until(MONDAY + DAY)
    await organises(weeks, "circle", "day", "d2")
    assert (await weeks.state())[1:] != ("begin", MONDAY + WEEK)
    said = len(weeks.said())
    await weeks.until(MONDAY + 6 * DAY)
    assert any("That was the week in #circle." in one for one in weeks.said()[said:])


async def test_between_weeks_the_new_day_is_the_next_to_come(weeks: Weeks) -> None:
    await organises(weeks, "circle", "day", "d3")
    # The day after the Wednesday on which time begins here.
    assert await weeks.state() == ("open", "begin", MONDAY - 4 * DAY)


async def test_found_again_nobody_is_asked_about_it(weeks: Weeks) -> None:
    boss = await weeks.member("Boss")
    await weeks.world.write("UPDATE circle SET state = 'lost', organiser = $1", boss)
    await weeks.insert(
        "nudge", id="trouble", member=boss, kind="circle-trouble", subject="circle", agreed=1, rule="", zone="Europe/Berlin",
        local_time="2026-11-27T09:00", due_at=2**42, late_until=2**43, next_at=2**42, created_at=0,
    )  # fmt: skip
    await organises(weeks, "circle", "resume")
    assert await weeks.state() == ("open", "begin", MONDAY)
    assert await weeks.world.rows("SELECT state FROM nudge WHERE id = 'trouble'") == [{"state": "cancelled"}]


async def test_a_circle_speaks_in_the_words_of_its_community(weeks: Weeks) -> None:
    def own() -> Unit[None]:
        for message, written in (
            ("round-invitation", "Monday again in { $name }. What is your one thing?"),
            ("round-digest-opening", "So much for { $name } this week."),
            ("post-pinned", "A no? Type /rejected, we have been there."),
            ("circle-joined", "Good to have you in { $place }."),
        ):
            new = OwnWords("guild", "en", message, written)
            yield from set_words("test", new, weeks.world.clock.now(), weeks.world.sealed)

    await weeks.world.store.do(own)
    await organises(weeks, "pin")
    assert weeks.said() == ["A no? Type /rejected, we have been there."]
    await under_way(weeks)
    assert weeks.said()[1] == "Monday again in #circle. What is your one thing?"
    await weeks.until(MONDAY + 6 * DAY)
    (digest,) = [one for one in weeks.said() if one.startswith("So much for #circle this week.")]
    assert "3 people said what they would do" in digest
    # What organisers preview is what is posted.
    await organises(weeks, "circle", "week")
    assert "Monday again in" in str(weeks.world.screen)
    assert "So much for" in str(weeks.world.screen)
    weeks.world.who = Who("test", "new", community="guild", name="New", zone_hint="Europe/Berlin")
    await weeks.world.command("circle")
    await weeks.world.tap("join")
    assert "Good to have you in" in str(weeks.world.screen)
