"""`/rejected` on Slack: how many are answered in a second, and how soon each is acknowledged, beside a bare listener."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from itertools import cycle
from statistics import median, quantiles
from typing import NamedTuple

from bench.crowds import IN_FLIGHT, answers_a_second, in_one_second
from bench.figures import Figure, Missing, Result
from bench.slack_sides import ANSWERS, Mode, Side, bare, ours
from tests.local_slack.errors import Unanswered
from tests.local_slack.people import Person

THROUGHPUT_BAR = 0.5
ALONE_BAR = 5.0
ARRIVING_BAR = 50.0
# How many commands are given while IN_FLIGHT members wait, and how many one at a time.
CROWD = 512
ALONE = 64
# Members who come in one second.
ARRIVING = 32
# How many there are: all of them gave the command before the first round that counts.
KNOWN = 512

NAMES = {Mode.SOCKET: "Socket Mode", Mode.HTTP: "HTTP"}


class Round(NamedTuple):
    """One side's round: answers a second, and the milliseconds of processor time that each took; milliseconds until one at a
    time was acknowledged, and answered; until those who came in one second were acknowledged; other calls."""

    rate: float
    busy: float
    alone: float
    answered: float
    arriving: float
    others: int


async def measure(rounds: int) -> list[Result]:
    """In one mode, then in the other. Both bots run all the time, and are asked in turn."""
    return [figure for mode in Mode for figure in await _measured(mode, rounds)]


async def _measured(mode: Mode, rounds: int) -> list[Result]:
    found: list[tuple[Round, Round]] = []
    try:
        async with ours(mode) as one, bare(mode) as other:
            people = {side: cycle([side.member() for _ in range(KNOWN)]).__next__ for side in (one, other)}
            for number in range(rounds + 1):
                # Whoever is first in one round is second in the next.
                sides = (one, other) if number % 2 else (other, one)
                took = {side: await _round(side, people[side], number) for side in sides}
                found.append((took[one], took[other]))
    except (RuntimeError, TimeoutError, Unanswered) as error:
        return [Missing(f"/rejected on Slack, {NAMES[mode]} / a bare listener", str(error) or "no answer in time")]
    return _figures(mode, found[1:])


async def _round(side: Side, people: Callable[[], Person], seed: int) -> Round:
    server = side.server
    server.requests.clear()
    before = side.process.busy()
    rate = await answers_a_second(lambda: side.rejected(people()), CROWD)
    busy = (side.process.busy() - before) / CROWD * 1000
    server.took.clear()
    answered = [await _answered(side, people()) for _ in range(ALONE)]
    alone = median(server.took)
    server.took.clear()
    chance = random.Random(seed)  # noqa: S311 - when somebody comes is no secret
    await in_one_second(lambda: side.rejected(people()), ARRIVING, chance)
    arriving = quantiles(server.took, n=100, method="inclusive")[-1]
    others = sum(one.operation != ANSWERS for one in server.requests)
    return Round(rate, busy, alone, median(answered), arriving, others)


async def _answered(side: Side, person: Person) -> float:
    start = time.perf_counter()
    await side.rejected(person)
    return (time.perf_counter() - start) * 1000


def _figures(mode: Mode, rounds: list[tuple[Round, Round]]) -> list[Result]:
    one, other = (Round(*map(median, zip(*side, strict=True))) for side in zip(*rounds, strict=True))
    spent = Figure("  processor time that each takes, the bare one's / ours", other.busy / one.busy, "x",
                   note=f"{one.busy:.2f} and {other.busy:.2f} ms")  # fmt: skip
    return [
        Figure(f"/rejected on Slack, {NAMES[mode]}, {IN_FLIGHT} in flight / a bare listener",
               median(mine.rate / its.rate for mine, its in rounds), "x", at_least=THROUGHPUT_BAR,
               note=f"{one.rate:,.0f} and {other.rate:,.0f} a second"),
        *([] if math.isnan(one.busy) else [spent]),
        Figure("  acknowledged, one at a time, median over the bare one's",
               median(mine.alone - its.alone for mine, its in rounds), "ms", at_most=ALONE_BAR,
               note=f"{one.alone:.1f} and {other.alone:.1f} ms"),
        Figure(f"  acknowledged, {ARRIVING} in a second, 99th percentile over the bare one's",
               median(mine.arriving - its.arriving for mine, its in rounds), "ms", at_most=ARRIVING_BAR,
               note=f"{one.arriving:.1f} and {other.arriving:.1f} ms"),
        Figure("  answered, one at a time, median over the bare one's",
               median(mine.answered - its.answered for mine, its in rounds), "ms",
               note=f"{one.answered:.1f} and {other.answered:.1f} ms"),
        Figure("  calls beside the answers", sum(mine.others for mine, _ in rounds), ""),
    ]  # fmt: skip
