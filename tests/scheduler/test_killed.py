"""kill -9 and cancellation, at every await and at random: nothing that was confirmed is lost, nothing is seen twice."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Who
from tests.scheduler.planning import DAY, agreed, plan, state
from tests.steps import Steps
from tests.world import World

CHECKOUT = Path(__file__).parents[2]
# A member with two nudges, and five with one: fewer steps than this.
STEPS = 400


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed is forked")
@pytest.mark.parametrize(
    "how", [("--kills", "50"), ("--every-await", "--kills", "400")], ids=["at random", "every await"]
)
def test_killed(how: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--seed", "11", *how],
        capture_output=True,
        check=False,
        cwd=CHECKOUT,
        text=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    assert ran.returncode == 0, ran.stdout
    assert (found["lost"], found["seen_twice"]) == (0, 0)
    # Enough happened for that to mean something.
    assert found["kills"] >= 20
    assert found["planned"] > found["kills"]


async def test_cancelled_at_every_await(world: World) -> None:
    """As when the bot is told to stop, or a connection is closed at the wrong moment."""
    world.sender.dedupes = False
    planned: set[str] = set()
    for step in range(1, STEPS):
        for number, count in enumerate((2, 1, 1, 1, 1, 1)):
            member = await agreed(world, Who("test", f"{step}-{number}", zone_hint="Europe/Berlin"))
            planned |= {await plan(world, member, after=1) for _ in range(count)}
        world.clock.at = (world.clock.at + 2 * DAY).replace(hour=12)
        with Steps(step, lambda: sending.cancel()) as steps:  # noqa: B023, PLW0108 - it is set before any step
            sending = asyncio.create_task(world.dispatcher.run_due())
            await asyncio.wait({sending})
        if not steps.acted:
            break
        # Whatever was left is due again once its lease ends.
        await world.later(timedelta(minutes=30))
    assert 20 < step < STEPS - 1
    await world.later(3 * DAY)
    assert {await state(world, nudge) for nudge in planned} == {("sent", None)}
    assert sorted(dm.occurrence for dm in world.sender.dms) == sorted(planned)
