"""Pictures: how long one takes, and whether turns are as quick while one after the other is drawn as when none is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from statistics import median, quantiles
from typing import Any

from bench.figures import Figure, Result
from bench.journey import journey, someone, turns_on
from bot.pictures import journey as of_journey
from bot.pictures import numbers, week
from bot.pictures.canvas import Canvas
from bot.pictures.drawing import drawing
from bot.pictures.facts import Cell, Facts, JourneyFacts, NumbersFacts, WeekFacts
from bot.pictures.paint import paint
from bot.pictures.painting import PAINTER
from bot.rows import Stage
from bot.statistics import CELLS, STAGES
from bot.store.sqlite import SqliteStore
from bot.turn import Turns
from bot.words import Tongue, Words

MONDAY = date(2026, 11, 16)
# As much as there can be on each.
FULL: tuple[Facts, ...] = (
    JourneyFacts(MONDAY, (3, 1) * 6, (2, 5) * 6, tuple((stage, 4) for stage in (*Stage, None)), 32, 9),
    WeekFacts(38, 23, 41, 29, 57, tuple((30 + week, 20 + week) for week in range(8))),
    NumbersFacts(MONDAY, tuple(Cell(cell, 25) for cell in CELLS), tuple(Cell(stage, 15) for stage in STAGES)),
)
CARDS: dict[type[Any], Callable[[Any, Tongue], Canvas]] = {
    JourneyFacts: of_journey.card,
    WeekFacts: week.card,
    NumbersFacts: numbers.card,
}
DRAWN = 20
# On one core too, somebody waits no longer than this for a turn because a picture is drawn.
LATER = 15.0

Draws = Callable[[], bytes]
Measured = list[tuple[list[float], int]]


async def measure(rounds: int) -> list[Result]:
    """Journeys with and without pictures beside them, in turn. The same with pictures painted on a thread says what for."""
    tongue = Words().of("en")
    draws: list[Draws] = [drawing(facts, tongue) for facts in FULL]
    took = await _times(draws)
    threads: list[Draws] = [partial(_on_this_process, facts, tongue) for facts in FULL]
    async with turns_on(SqliteStore, "pictures") as (turns, _):
        alone: Measured = []
        beside: Measured = []
        threaded: Measured = []
        for number in range(rounds + 1):
            for found, drawn in ((alone, None), (beside, draws), (threaded, threads)):
                async with _drawing(drawn) as count:
                    times = await _journey(turns)
                if number:
                    found.append((times, count()))
    PAINTER.close()
    without, with_, on_thread = (_p99([times for times, _ in found]) for found in (alone, beside, threaded))
    drawn_beside, drawn_threaded = (sum(many for _, many in found) for found in (beside, threaded))
    ratio = median(median(b) / median(a) for (a, _), (b, _) in zip(alone, beside, strict=True))
    return [
        Figure("a picture, 95th percentile", quantiles(took, n=20)[-1] * 1000, "ms", at_most=300,
               note=f"median {median(took) * 1000:.0f} ms, of the three fullest"),
        Figure("a turn while pictures are drawn, 99th percentile: later by", (with_ - without) * 1000, "ms", at_most=LATER,
               note=f"{with_ * 1000:.1f} ms beside {drawn_beside} pictures, {without * 1000:.1f} ms without"),
        Figure("  the same, medians", ratio, "x"),
        Figure("  where a thread paints: later by", (on_thread - without) * 1000, "ms",
               note=f"{on_thread * 1000:.1f} ms beside {drawn_threaded} pictures"),
    ]  # fmt: skip


async def _times(draws: list[Draws]) -> list[float]:
    """How long each picture takes, the first of the process left out."""
    took = []
    for number in range(DRAWN + 1):
        for draw in draws:
            start = time.perf_counter()
            await asyncio.to_thread(draw)
            if number:
                took.append(time.perf_counter() - start)
    return took


def _on_this_process(facts: Facts, tongue: Tongue) -> bytes:
    """Paint where the turns are taken, for comparison."""
    return paint(CARDS[type(facts)](facts, tongue).shapes)


async def _journey(turns: Turns) -> list[float]:
    took: list[float] = []
    await journey(turns, someone(), took.append)
    return took


@asynccontextmanager
async def _drawing(draws: list[Draws] | None) -> AsyncIterator[Callable[[], int]]:
    """Draw one picture after the other, as long as this is open."""
    drawn = 0

    async def on() -> None:
        nonlocal drawn
        while draws:
            await asyncio.to_thread(draws[drawn % len(draws)])
            drawn += 1

    task = asyncio.create_task(on())
    try:
        yield lambda: drawn
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _p99(rounds: list[list[float]]) -> float:
    return quantiles([took for times in rounds for took in times], n=100)[-1]
