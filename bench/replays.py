"""Running a flow again from the top with all of its answers, beside a whole turn."""

from __future__ import annotations

import time
from statistics import median

from bench.figures import Figure, Result, ratio_of_medians
from bench.journey import journey, someone, turns_on
from bot.content.load import load
from bot.flow import replay
from bot.flows import ALL
from bot.store.sqlite import SqliteStore
from bot.walk import Visit, walk

BAR = 0.1
REPLAYS = 300


def longest() -> Visit:
    """Where the walk of every flow had used the most answers."""
    content = load()
    return max((visit for flow in ALL for visit in walk(flow, content)), key=lambda visit: len(visit.frame.trail))


async def measure(rounds: int) -> list[Result]:
    """A journey and a few hundred replays a round."""
    visit = longest()
    measured: list[tuple[list[float], list[float]]] = []
    async with turns_on(SqliteStore, "replays") as (turns, _):
        for _ in range(rounds + 1):
            turn: list[float] = []
            await journey(turns, someone(), turn.append)
            measured.append((_replays(visit), turn))
    measured = measured[1:]
    typical = median(took for replays, _ in measured for took in replays)
    what = f"{visit.flow.name}, {len(visit.frame.trail)} answers, {typical * 1e6:.0f} us"
    return [Figure("replay of the longest flow / turn", ratio_of_medians(measured), "x", at_most=BAR, note=what)]


def _replays(visit: Visit) -> list[float]:
    took: list[float] = []
    for _ in range(REPLAYS):
        start = time.perf_counter()
        replay(visit.flow, visit.facts)
        took.append(time.perf_counter() - start)
    return took
