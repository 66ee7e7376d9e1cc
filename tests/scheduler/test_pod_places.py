"""Pods as weeks go by, and their private places, which are made to fit whatever a platform does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.effects import Posted
from bot.ports import TryLaterError, UndeliverableError
from bot.store import pods as stored
from tests.scheduler.circles import DAY, HOUR, MONDAY, Weeks
from tests.world import World

WEEK = timedelta(days=7)
CLOSE = MONDAY + 6 * DAY
NAMES = ("Kim", "Sam", "Lee", "Ada", "Bo", "Cy", "Di", "Ed")


@pytest.fixture
async def weeks(world: World) -> Weeks:
    made = Weeks(world)
    await made.circle(pods=1)
    return made


async def pods(weeks: Weeks) -> list[dict[str, Any]]:
    return await weeks.world.rows("SELECT * FROM pod ORDER BY number")


async def wanted(weeks: Weeks) -> list[list[str]]:
    """Who belongs together, by name."""
    names = {row["id"]: row["address"] for row in await weeks.world.clear("member")}
    rows = await weeks.world.rows("SELECT pod, member FROM circle_member WHERE pod IS NOT NULL")
    return sorted(
        sorted(names[row["member"]] for row in rows if row["pod"] == pod) for pod in {row["pod"] for row in rows}
    )


def seated(weeks: Weeks) -> list[list[str]]:
    """Who is in the places of pods, as the platform has it."""
    return sorted(sorted(who) for who in weeks.world.sender.pods.values())


@pytest.mark.both_stores
async def test_pods_get_their_places_and_follow_their_members(weeks: Weeks) -> None:
    members = [await weeks.member(name) for name in NAMES]
    await weeks.until(MONDAY)
    assert [len(pod) for pod in await wanted(weeks)] == [4, 4]
    assert seated(weeks) == await wanted(weeks)
    places = await weeks.world.rows(
        "SELECT place.open AS open, place.name AS name FROM pod JOIN place ON place.id = pod.place"
    )
    assert sorted((row["name"], row["open"]) for row in places) == [("pod 1", 0), ("pod 2", 0)]
    await weeks.world.write("UPDATE circle_member SET left_at = 1 WHERE member = $1", members[0])
    await weeks.until(MONDAY + HOUR)
    assert sorted(len(pod) for pod in seated(weeks)) == [3, 4]
    assert not any("kim" in pod for pod in seated(weeks))
    await weeks.member("Flo")
    await weeks.until(CLOSE)
    assert sorted(len(pod) for pod in seated(weeks)) == [4, 4]
    assert seated(weeks) == await wanted(weeks)
    assert len(await pods(weeks)) == 2, "nobody had to move"


async def test_a_pod_that_is_given_up_is_closed_and_what_was_said_there_stays(weeks: Weeks) -> None:
    members = [await weeks.member(name) for name in NAMES]
    await weeks.until(MONDAY)
    for member in members[2:5]:
        await weeks.world.write("UPDATE circle_member SET left_at = 1 WHERE member = $1", member)
    await weeks.until(CLOSE)
    assert [len(pod) for pod in seated(weeks)] == [5]
    assert seated(weeks) == await wanted(weeks)
    assert sorted(row["state"] for row in await pods(weeks)) == ["gone", "open"]
    assert len(weeks.world.sender.dissolved) == 1
    assert all(row["place"] is not None for row in await pods(weeks)), "posts can be taken back from it"


async def test_too_few_for_pods_is_said_once(weeks: Weeks) -> None:
    await weeks.member("Kim")
    await weeks.until(MONDAY + 3 * WEEK)
    assert sum(text.startswith("Pods of three to five begin as soon as") for text in weeks.said()) == 1
    assert await pods(weeks) == []


async def test_nobody_at_all_hears_nothing_of_pods(weeks: Weeks) -> None:
    await weeks.until(MONDAY + HOUR)
    assert len(weeks.said()) == 1


@pytest.mark.parametrize(
    ("failure", "wait"),
    [(ConnectionError("lost"), timedelta(minutes=5)), (TryLaterError(600), timedelta(minutes=10)),
     (Posted.UNKNOWN, timedelta(minutes=5)), (Posted.REFUSED, 12 * HOUR)],
)  # fmt: skip
async def test_a_place_that_could_not_be_made_is_made_later(weeks: Weeks, failure: Any, wait: timedelta) -> None:
    for name in NAMES[:4]:
        await weeks.member(name)
    weeks.world.sender.gathers = failure
    await weeks.until(MONDAY)
    weeks.world.sender.gathers = Posted.POSTED
    await weeks.until(MONDAY + wait - timedelta(seconds=1))
    assert seated(weeks) == []
    await weeks.until(MONDAY + wait)
    assert seated(weeks) == await wanted(weeks)


async def test_who_cannot_be_let_in_yet_is_let_in_later(weeks: Weeks) -> None:
    for name in NAMES[:4]:
        await weeks.member(name)
    await weeks.until(MONDAY)
    kim = await weeks.member("Flo", pod=(await pods(weeks))[0]["id"])
    weeks.world.sender.seats = TryLaterError(60)
    await weeks.until(MONDAY + HOUR)
    assert len(seated(weeks)[0]) == 4
    weeks.world.sender.seats = None
    await weeks.until(MONDAY + 2 * HOUR)
    assert len(seated(weeks)[0]) == 5
    assert await weeks.world.rows("SELECT member FROM seated WHERE member = $1", kim)


async def test_a_place_that_is_gone_is_made_anew(weeks: Weeks) -> None:
    for name in NAMES[:4]:
        await weeks.member(name)
    await weeks.until(MONDAY)
    await weeks.member("Flo", pod=(await pods(weeks))[0]["id"])
    weeks.world.sender.pods.clear()
    weeks.world.sender.seats = UndeliverableError("gone")
    await weeks.until(MONDAY + timedelta(minutes=1))
    weeks.world.sender.seats = None
    await weeks.until(MONDAY + timedelta(minutes=2))
    assert [len(pod) for pod in seated(weeks)] == [5]


async def test_nothing_is_opened_in_a_silent_community(weeks: Weeks) -> None:
    for name in NAMES[:4]:
        await weeks.member(name)
    weeks.world.sender.gathers = TryLaterError(60)
    await weeks.until(MONDAY)
    weeks.world.sender.gathers = Posted.POSTED
    weeks.stub.silent = True
    await weeks.until(MONDAY + HOUR)
    assert seated(weeks) == []


async def test_what_is_for_a_pod_is_told_in_its_place_alone(weeks: Weeks) -> None:
    members = {name: await weeks.member(name) for name in NAMES[:4]}
    await weeks.until(MONDAY)
    place = (await pods(weeks))[0]["place"]
    await weeks.commit(members["Kim"], "Ask for help", sight="pod", done=True, place=place)
    await weeks.commit(members["Sam"], "Not posted there", sight="pod", done=True)
    await weeks.commit(members["Lee"], "Open still", sight="pod", place=place)
    await weeks.until(CLOSE)
    (ours,) = [text for where, text, _ in weeks.world.sender.posts if where.startswith("pod-")]
    assert ours == "That was the week. Done, and told in here only:\n\n• Kim: Ask for help"
    assert all("Ask for help" not in text for where, text, _ in weeks.world.sender.posts if where == "channel-circle")


async def test_a_pods_place_that_refuses_loses_no_circle(weeks: Weeks) -> None:
    members = {name: await weeks.member(name) for name in NAMES[:4]}
    await weeks.until(MONDAY)
    place = (await pods(weeks))[0]["place"]
    await weeks.commit(members["Kim"], "Ask for help", sight="pod", done=True, place=place)
    await weeks.until(CLOSE - HOUR)
    weeks.world.sender.outcome = Posted.REFUSED
    weeks.world.clock.at = CLOSE
    await weeks.rounds._take_steps()
    # Only the pod's own is said.
    await weeks.world.write("DELETE FROM announcement WHERE kind = 'digest'")
    await weeks.rounds.run_due()
    assert (await weeks.state())[0] == "open"
    assert ("pod-digest", "refused") in await weeks.announced()


@pytest.mark.both_stores
async def test_many_places_are_seen_to_a_few_at_a_time(weeks: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weeks of other circles do not wait until a platform has opened hundreds of them. What fails keeps nobody else."""
    monkeypatch.setattr(stored, "MOST", 1)
    for name in NAMES:
        await weeks.member(name)
    weeks.world.clock.at, runs = MONDAY, weeks.rounds
    await runs.run_due()
    assert len(weeks.world.sender.pods) == 0  # set up: its week begins next Monday
    await weeks.world.write("UPDATE circle SET step = 'begin', next_at = $1", int(MONDAY.timestamp() * 1000))
    await runs.run_due()
    assert len(weeks.world.sender.pods) == 1
    weeks.world.sender.gathers = OSError("the platform is out")
    await runs.run_due()
    weeks.world.sender.gathers = Posted.POSTED
    weeks.world.clock.at += HOUR
    await runs.run_due()
    assert seated(weeks) == await wanted(weeks)


async def test_pods_that_are_as_they_should_be_cost_one_statement(weeks: Weeks) -> None:
    for name in NAMES:
        await weeks.member(name)
    await weeks.until(MONDAY)
    many = 0

    def counted() -> Any:
        nonlocal many
        unit, rows = stored.to_seat(("test",), MONDAY, weeks.world.sealed, weeks.stub.is_silent), None
        while True:
            try:
                statement = unit.send(rows)  # type: ignore[arg-type]
            except StopIteration as ended:
                return ended.value
            many += 1
            rows = yield statement

    assert await weeks.world.store.read(counted) == []
    assert many == 1
