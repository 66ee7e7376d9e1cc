"""A week of a circle with the process killed at each await in turn, with two processes at once, and with the store away."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.effects import Posted
from bot.store import rounds
from bot.store.errors import SealError
from tests.scheduler.circles import DAY, MONDAY, Weeks
from tests.steps import Steps
from tests.world import World

WEEK = timedelta(days=7)
CLOSE = MONDAY + 6 * DAY
SOON = MONDAY - timedelta(hours=15)
NAMES = ("Kim", "Sam", "Lee", "Ada")


async def prepared(world: World) -> Weeks:
    weeks = Weeks(world)
    await weeks.circle(pods=1, buddies=1)
    for name in NAMES:
        await weeks.member(name, buddies=1, looks=1)
    await weeks.rounds.run_due()
    return weeks


async def check(weeks: Weeks, invitations: int, digests: int) -> None:
    """What holds whatever happened: nothing twice, and nothing of the store's own lost."""
    rows = weeks.world.rows
    assert max(Counter(occurrence for _, _, occurrence in weeks.world.sender.posts).values()) == 1
    kinds = Counter(row["kind"] for row in await rows("SELECT kind FROM announcement"))
    assert (kinds["invitation"], kinds["digest"]) == (invitations, digests)
    (pairs,) = await rows("SELECT COUNT(*) AS n FROM pairing")
    assert pairs["n"] == 2
    for kind in ("buddy-soon", "buddy", "circle-look"):
        told = await rows("SELECT member FROM nudge WHERE kind = $1", kind)
        assert len(told) == len({row["member"] for row in told}) == 4, kind
    assert await rows("SELECT state FROM announcement WHERE state IN ('pending', 'sending')") == []
    assert sorted(len(pod) for pod in weeks.world.sender.pods.values()) == [4]


async def lived(weeks: Weeks, during: Any) -> None:
    """A week, in which `during` does what is due at each of its moments."""
    for moment in (SOON, MONDAY, MONDAY + 3 * DAY, CLOSE):
        weeks.world.clock.at = moment
        await during(moment)
        # What was being written as the process ended is seen by the second look at the latest.
        for minute in (1, 2):
            weeks.world.clock.at = moment + timedelta(minutes=minute)
            await weeks.another().run_due()
        if moment == MONDAY:
            for row in await weeks.world.rows("SELECT member FROM circle_member ORDER BY member"):
                await weeks.commit(row["member"], "Walk")


@pytest.mark.parametrize("moment", [SOON, MONDAY, MONDAY + 3 * DAY, CLOSE], ids=["soon", "begin", "look", "close"])
async def test_killed_at_every_await(tmp_path: Path, moment: datetime) -> None:
    at = 0
    while True:
        at += 1
        (folder := tmp_path / f"{at}").mkdir()
        async with World(folder) as world:
            weeks = await prepared(world)
            died: list[bool] = []

            async def dies(now: datetime, weeks: Weeks = weeks, at: int = at, died: list[bool] = died) -> None:
                if now == moment:
                    died.append(await killed(weeks, at))
                else:
                    await weeks.another().run_due()

            await lived(weeks, dies)
            await check(weeks, 1, 1)
            # One that was on its way when the process died is not known of, and never sent again; the others were said.
            states = Counter(state for _, state in await weeks.announced())
            assert states["unknown"] <= 1
            assert states["said"] >= 1
        if died != [True]:
            break
    assert at > 5


async def killed(weeks: Weeks, at: int) -> bool:
    """Do what is due, and be ended before one step of it. False where it was done before that."""
    with Steps(at, lambda: going.cancel()) as steps:  # noqa: PLW0108 - it is set before any step
        going = asyncio.create_task(weeks.another().run_due())
        await asyncio.gather(going, return_exceptions=True)
        await asyncio.sleep(0)
    return steps.acted


@pytest.mark.both_stores
async def test_two_processes_at_once(world: World) -> None:
    weeks = await prepared(world)

    async def both(now: datetime) -> None:
        await asyncio.gather(*(weeks.another().run_due() for _ in range(3)))

    await lived(weeks, both)
    await check(weeks, 1, 1)


@pytest.mark.both_stores
async def test_a_step_that_another_took_is_not_taken_again(world: World) -> None:
    weeks = await prepared(world)
    world.clock.at = SOON - DAY
    await weeks.rounds.run_due()
    world.clock.at = SOON
    (waiting,) = await world.store.read(lambda: rounds.due(("test",), SOON))
    takes = [world.store.do(lambda: rounds.take(waiting, SOON, world.sealed, rounds.never_silent)) for _ in range(3)]
    assert sorted(map(str, await asyncio.gather(*takes))) == ["None", "None", "soon"]


async def test_what_another_platform_or_process_does_is_left_to_it(world: World) -> None:
    weeks = await prepared(world)
    await weeks.until(SOON)
    elsewhere = weeks.another(ours=lambda platform: False)
    assert await elsewhere.next_wake() is None
    world.clock.at = MONDAY
    await elsewhere.run_due()
    assert world.sender.posts == []
    assert (await weeks.state())[1] == "begin"


async def test_a_fault_in_one_circle_keeps_no_other_from_its_week(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weeks = Weeks(world)
    await weeks.circle()
    await weeks.circle(id="broken", place="another-place")
    await weeks.until(SOON)
    await world.write("UPDATE circle SET zone = 'Nowhere/AtAll' WHERE id = 'broken'")
    runs = weeks.rounds
    await weeks.until(MONDAY + timedelta(minutes=11), runs)
    assert [place for place, _, _ in world.sender.posts] == ["channel-circle"]
    assert capsys.readouterr().err.count("a step of a circle failed") in (3, 4), "tried again, and not without end"


@pytest.mark.parametrize("fault", [ValueError("a fault of ours"), SealError("member", "m", "name")])
async def test_one_announcement_at_fault_keeps_no_other(
    world: World, capsys: pytest.CaptureFixture[str], fault: Exception
) -> None:
    weeks = Weeks(world)
    await weeks.circle()
    await weeks.circle(id="broken", place="another-place")

    def helps(circle: str, now: datetime) -> Any:
        yield from ()
        if circle == "broken":
            raise fault

    runs = weeks.another(helper=helps)
    await weeks.until(MONDAY, runs)
    assert [place for place, _, _ in world.sender.posts] == ["channel-circle"]
    weeks.world.sender.outcome = Posted.POSTED
    await weeks.until(MONDAY + timedelta(minutes=5))
    assert len(world.sender.posts) == 2
    assert "an announcement waits" in capsys.readouterr().err
