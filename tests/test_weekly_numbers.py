"""The weekly numbers end to end: what people did, the snapshot that is taken of it once, and who sees what of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.ports import Ground, Who
from bot.screen import Attached, Screen
from bot.store.errors import StoreError
from bot.store.runs import UNKEPT
from bot.store.statistics import PERSON
from bot.store.store import Store
from bot.store.unit import ms
from scheduler.statistics import Statistics
from tests.scheduler.planning import DAY
from tests.world import START, World, labels, text

pytestmark = pytest.mark.both_stores

MONDAY = date(2026, 11, 23)
HERE = Ground("channel-1", "#general", organises=True)
# The Monday after, once the week is over everywhere.
OVER = START + timedelta(days=5, hours=2, minutes=1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as made:
        await made.leaving.arrived_in("test", "guild")
        yield made


def person(number: int, community: str = "guild") -> Who:
    return Who("test", f"p{number}", community=community)


async def says_no(world: World, who: Who, stage: str = "silence") -> None:
    """They log a no, and go no further."""
    world.who = who
    await world.command("rejected", company="Acme", stage=stage)
    await world.tap("log")


async def many(world: World, number: int, stage: str = "silence") -> None:
    for one in range(number):
        await says_no(world, person(one), stage)


async def snapshot(world: World, community: str = "guild", week: date = MONDAY) -> dict[str, int | None]:
    world.clock.at = max(world.clock.at, OVER)
    await Statistics(world.store, world.clock).look()
    rows = await world.rows(
        "SELECT cell, shown FROM snapshot WHERE platform = 'test' AND community = $1 AND week = $2",
        community, week.isoformat(),
    )  # fmt: skip
    return {row["cell"]: row["shown"] for row in rows}


async def member_of(world: World, who: Who) -> str:
    (row,) = [row for row in await world.clear("member") if row["address"] == who.address]
    return str(row["id"])


async def test_a_week_is_counted_when_it_is_over(world: World) -> None:
    await many(world, 6)
    world.clock.at = OVER - timedelta(minutes=2)
    await Statistics(world.store, world.clock).look()
    assert await world.rows("SELECT * FROM snapshot WHERE week = $1", MONDAY.isoformat()) == []
    numbers = await snapshot(world)
    assert (numbers["used"], numbers["noes"]) == (5, 5)
    assert numbers["silence"] is None, "all of them are: that would be said of each"
    assert numbers["items"] is None


async def test_it_is_counted_once_and_stays_as_it_was(world: World) -> None:
    await many(world, 6)
    before = await snapshot(world)
    for one in range(6, 30):
        await says_no(world, person(one))
    await world.write("UPDATE rejection SET created_at = $1", ms(START))
    world.who = person(0)
    await world.leaving.account_deleted(person(0))
    world.clock.at += 2 * DAY
    assert await snapshot(world) == before


async def test_what_is_done_and_answered_counts_by_week(world: World) -> None:
    await many(world, 6)
    for number in range(6):
        member = await member_of(world, person(number))
        await world.write(
            "INSERT INTO plan_item (id, member, source, due, done_on, created_at) VALUES ($1, $2, 'next', 'x', $3, 0)",
            f"i{number}", member, (MONDAY + timedelta(days=6 if number else 7)).isoformat(),
        )  # fmt: skip
        await world.write(
            "INSERT INTO run (id, member, flow, journey, state, args, opened_at, touched_at)"
            " VALUES ($1, $2, 'check-in', 'j', 'ended', $3, 0, $4)",
            f"r{number}", member, world.sealed.put(member, "run", f"r{number}", "args", "{}"), ms(START),
        )  # fmt: skip
    numbers = await snapshot(world)
    assert (numbers["items"], numbers["check-ins"]) == (5, 5)
    later = await snapshot(world, week=MONDAY + timedelta(days=7))
    assert later == {}


async def circle(world: World) -> None:
    await world.place()
    await world.write(
        "INSERT INTO circle (id, platform, community, place, weekday, hour, zone, pods, buddies, created_at)"
        " VALUES ('c', 'test', 'guild', 'wins', 0, 9, 'UTC', 0, 0, 0)"
    )
    await world.write(
        "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('o', 'c', 1, 0, 0, 0)"
    )


async def test_commitments_of_circles(world: World) -> None:
    await circle(world)
    await many(world, 14)
    for number in range(14):
        await world.write(
            "INSERT INTO commitment (id, member, circle, round, due, sight, state, created_at)"
            " VALUES ($1, $2, 'c', 'o', '2026-11-27', 'public', $3, $4)",
            f"k{number}", await member_of(world, person(number)),
            "withdrawn" if number == 13 else "done" if number < 7 else "open", ms(START),
        )  # fmt: skip
    numbers = await snapshot(world)
    assert (numbers["made"], numbers["done"]) == (15, 5)


async def test_whether_somebody_needed_a_person_changes_no_figure(world: World) -> None:
    """Neither a quiet run nor *Need a person?* is looked at: the figures are the same as without."""
    await many(world, 7)
    await world.write("UPDATE run SET quiet = 1")
    world.who = person(99)
    await world.command("home")
    await world.press(f"{world.screen.run}:~person:what")
    assert PERSON == UNKEPT
    await world.write("UPDATE run SET opened_at = $1 WHERE flow = 'home'", ms(START - 30 * DAY))
    numbers = await snapshot(world)
    assert (numbers["used"], numbers["noes"]) == (5, 5)


async def test_somebody_in_two_communities_counts_in_one(world: World) -> None:
    """Whoever runs both could tell them by comparing."""
    await world.leaving.arrived_in("test", "other")
    await many(world, 5)
    for number in range(5):
        await says_no(world, person(number, "other"))
    here, there = await snapshot(world), await snapshot(world, "other")
    assert {here["used"], there["used"]} == {None, 5}
    assert there["noes"] == 10


async def test_whoever_left_is_in_no_figure(world: World) -> None:
    await many(world, 5)
    await world.leaving.left_community(person(0), "guild")
    assert set((await snapshot(world)).values()) == {None}


async def test_nothing_of_a_member_is_kept(world: World) -> None:
    await many(world, 8)
    members = [await member_of(world, person(number)) for number in range(8)]
    await snapshot(world)
    rows = await world.rows("SELECT * FROM snapshot")
    assert {"platform", "community", "week", "cell", "shown"} == set(rows[0])
    assert not any(member in str(rows) for member in members)


async def test_they_go_after_a_year_and_with_the_bot(world: World) -> None:
    await many(world, 6)
    assert await snapshot(world)
    world.clock.at = OVER + 300 * DAY
    assert await snapshot(world)
    world.clock.at = OVER + 374 * DAY
    assert await snapshot(world) == {}
    await world.leaving.uninstalled("test", "guild")
    assert await world.rows("SELECT * FROM snapshot") == []


async def numbers_of(world: World, who: Who) -> Screen:
    """The newest week, as somebody sees it who runs the community."""
    world.who = replace(who, ground=HERE)
    await world.command("admin")
    return await world.tap("numbers")


async def test_an_organiser_sees_a_picture_and_a_table(world: World) -> None:
    await many(world, 8, "final")
    await snapshot(world)
    world.clock.at += 7 * DAY
    await snapshot(world, week=MONDAY + timedelta(days=7))
    screen = await numbers_of(world, person(0))
    assert "Monday 30 November" in text(screen)
    screen = await world.tap("Week of")
    said = text(screen).replace("\u2068", "").replace("\u2069", "")
    assert "Monday 23 November" in said
    assert "Noes logged: about 10" in said
    assert "Final round: not shown" in said
    (picture,) = [block for block in screen.blocks if isinstance(block, Attached)]
    assert isinstance(picture.content, bytes)
    assert "Noes logged: about 10" in picture.label
    assert [label for label in labels(screen) if label.startswith("Week of")] != []
    await world.tap("close")
    assert "Who changed what" in labels(world.screen), "back in the menu"


async def test_asking_for_numbers_counts_nothing(world: World) -> None:
    """Whoever asks again and again, as people come and go, learns what stood there before."""
    await many(world, 4)
    await snapshot(world)
    before = await numbers_of(world, person(0))
    await world.reopen()
    await says_no(world, person(4))
    await world.write("UPDATE rejection SET created_at = $1", ms(START))
    assert text(await numbers_of(world, person(0))) == text(before)


async def test_before_the_first_week_it_says_when_there_will_be_some(world: World) -> None:
    screen = await numbers_of(world, person(0))
    assert "There are no numbers yet" in text(screen)


async def test_another_communitys_numbers_are_not_shown(world: World) -> None:
    await world.leaving.arrived_in("test", "other")
    await many(world, 8)
    await snapshot(world)
    await world.write("DELETE FROM snapshot WHERE community = 'other'")
    screen = await numbers_of(world, person(0, "other"))
    assert "There are no numbers yet" in text(screen)
    assert "Noes logged" in text(await numbers_of(world, person(0)))


class Down:
    """A store that cannot be reached."""

    async def read(self, work: object) -> object:
        raise StoreError("the disk is full")


async def test_a_store_that_fails_is_no_end_of_the_chore(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await Statistics(cast("Store", Down()), world.clock).look()
    assert "statistics wait" in capsys.readouterr().err
