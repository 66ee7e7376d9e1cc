"""`/rejected` on Discord: how many are answered in a second, and how long one waits, beside a bare handler."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import cycle
from statistics import median, quantiles
from typing import NamedTuple

from bench.crowds import IN_FLIGHT, answers_a_second, in_one_second
from bench.discord_sides import ACKNOWLEDGES, GIVEN, Side, bare, ours
from bench.figures import Figure, Missing, Result
from tests.local_discord.people import Person, Unanswered

THROUGHPUT_BAR = 0.5
ALONE_BAR = 5.0
ARRIVING_BAR = 50.0
# How many commands are given while IN_FLIGHT members wait.
CROWD = 1024
ALONE = 64
# Members who come in one second.
ARRIVING = 50
# How many there are who gave the command before; in a run each of them gives it some twenty times.
KNOWN = 512
STARTS = 3

People = Callable[[], Person]


class Round(NamedTuple):
    """One side's round: answers a second, and the milliseconds of processor time that each took; milliseconds one at a time and
    of those who came in one second; other calls."""

    rate: float
    busy: float
    alone: float
    arriving: float
    others: int


async def measure(rounds: int) -> list[Result]:
    """Both bots run all the time, and are asked in turn: known members and new ones."""
    found: dict[str, list[tuple[Round, Round]]] = {"known": [], "new": []}
    try:
        async with ours() as one, bare() as other:
            for side in (one, other):
                await side.rejected(side.member(), GIVEN[-1])
            people = {side: _people(side) for side in (one, other)}
            for number in range(rounds + 1):
                # Whoever is first in one round is second in the next.
                sides = (one, other) if number % 2 else (other, one)
                for who, measured in found.items():
                    took = {side: await _round(side, people[side][who], number) for side in sides}
                    measured.append((took[one], took[other]))
    except (RuntimeError, TimeoutError, Unanswered) as error:
        return [Missing("/rejected on Discord / a bare handler", str(error) or "no answer in time")]
    return [figure for who, measured in found.items() for figure in _figures(who, measured[1:])]


def _people(side: Side) -> dict[str, People]:
    known = cycle([side.member() for _ in range(KNOWN)])
    return {"known": lambda: next(known), "new": side.member}


async def _round(side: Side, people: People, seed: int) -> Round:
    side.server.requests.clear()
    before = side.process.busy()
    rate = await answers_a_second(lambda: side.rejected(people()), CROWD)
    busy = (side.process.busy() - before) / CROWD * 1000
    alone = [await _answered(side, people()) for _ in range(ALONE)]
    chance = random.Random(seed)  # noqa: S311 - when somebody comes is no secret
    arriving = await in_one_second(lambda: _answered(side, people()), ARRIVING, chance)
    others = sum(one.operation != ACKNOWLEDGES for one in side.server.requests)
    return Round(rate, busy, median(alone), quantiles(arriving, n=100, method="inclusive")[-1], others)


async def _answered(side: Side, person: Person) -> float:
    start = time.perf_counter()
    await side.rejected(person)
    return (time.perf_counter() - start) * 1000


def _figures(who: str, rounds: list[tuple[Round, Round]]) -> list[Result]:
    (rate, busy, alone, arriving, _), (bare_rate, bare_busy, bare_alone, bare_arriving, _) = (
        Round(*map(median, zip(*side, strict=True))) for side in zip(*rounds, strict=True)
    )
    # Somebody is new once, and has a key made.
    at_least = THROUGHPUT_BAR if who == "known" else None
    spent = Figure("  processor time that each takes, the bare one's / ours", bare_busy / busy, "x",
                   note=f"{busy:.2f} and {bare_busy:.2f} ms")  # fmt: skip
    return [
        Figure(f"/rejected by {who} members, {IN_FLIGHT} in flight / a bare handler",
               median(one.rate / other.rate for one, other in rounds), "x", at_least=at_least,
               note=f"{rate:,.0f} and {bare_rate:,.0f} a second"),
        *([] if math.isnan(busy) else [spent]),
        Figure("  one at a time, median over the bare one's", median(one.alone - other.alone for one, other in rounds),
               "ms", at_most=ALONE_BAR, note=f"{alone:.1f} and {bare_alone:.1f} ms"),
        Figure(f"  {ARRIVING} in a second, 99th percentile over the bare one's",
               median(one.arriving - other.arriving for one, other in rounds), "ms", at_most=ARRIVING_BAR,
               note=f"{arriving:.1f} and {bare_arriving:.1f} ms"),
        Figure("  calls beside the acknowledgements", sum(one.others for one, _ in rounds), "", at_most=0),
    ]  # fmt: skip


async def measure_start(rounds: int) -> list[Result]:
    """Both started in turn, ours with a new store: until `/rejected` is answered, and the memory by then."""
    try:
        measured = [(await _started(ours()), await _started(bare())) for _ in range(STARTS)]
    except (RuntimeError, TimeoutError, Unanswered) as error:
        return [Missing("bounceback run on Discord: its first answer", str(error) or "no answer in time")]
    (took, memory), (bare_took, bare_memory) = (
        tuple(map(median, zip(*side, strict=True))) for side in zip(*measured, strict=True)
    )
    return [
        Figure("  bounceback run on Discord: its first answer", took, "s", note=f"the bare one {bare_took:.2f} s"),
        Figure("  resident memory by then", memory, "MB", note=f"the bare one {bare_memory:.1f} MB"),
    ]


async def _started(starting: AbstractAsyncContextManager[Side]) -> tuple[float, float]:
    async with starting as side:
        # With all that can be typed, as the patterns that it is listened to with must be there by then.
        await side.rejected(side.member(), GIVEN[-1])
        return time.perf_counter() - side.process.started, side.process.resident()[0]
