"""Pairing a large circle that has met for a year, and drawing the digest of a busy one."""

from __future__ import annotations

import time
from itertools import combinations
from statistics import median

from bench.figures import Figure, Result
from bot.announcing import Counts, Told, digest
from bot.lines import Verbatim
from bot.pairing import Pair, both, pair
from bot.words import Words

MEMBERS, WEEKS, SECONDS = 5000, 52, 2.0
DONE, DIGEST_SECONDS = 500, 1.0


async def measure(rounds: int) -> list[Result]:
    """A week more, after a year in which a tenth of the members was away in any week."""
    members = [f"m{number:015}" for number in range(MEMBERS)]
    met: dict[Pair, int] = {}
    for week in range(WEEKS):
        here = [one for number, one in enumerate(members) if (number * 7 + week * 13) % 10]
        for group in pair(here, met, (), str(week)).groups:
            met |= {both(*two): week + 1 for two in combinations(group, 2)}
    took, again = [], 0
    for number in range(rounds):
        start = time.perf_counter()
        paired = pair(members, met, (), f"bench{number}")
        took.append(time.perf_counter() - start)
        again = sum(both(*two) in met for group in paired.groups for two in combinations(group, 2))
    note = f"{len(met):,} pairs met before, {again} meet again"
    return [Figure(f"pair {MEMBERS:,} members after a year", median(took), "s", at_most=SECONDS, note=note)]


async def measure_digest(rounds: int) -> list[Result]:
    """The digest of a circle in which so much was done that most of it is counted only."""
    tongue = Words().of("en")
    told = tuple(Told(f"Member {number}", Verbatim("Write to somebody I used to work with")) for number in range(DONE))
    counts = Counts(12, DONE, DONE + 40, DONE, 300)
    took, named = [], 0
    for _ in range(rounds):
        start = time.perf_counter()
        _, named = digest(tongue, "#circle", counts, told, 0, None)
        took.append(time.perf_counter() - start)
    note = f"{named} named, the others counted"
    return [Figure(f"draw a digest of {DONE}", median(took), "s", at_most=DIGEST_SECONDS, note=note)]
