"""A whole turn beside one bare insert and its commit, of the same size, on the same disk."""

from __future__ import annotations

import time
from statistics import mean, median, quantiles

from bench.figures import Figure, Result, ratio_of_medians
from bench.journey import journey, someone, turns_on
from bench.tape import Bare, settings, sizes
from bot.store.sqlite import SqliteStore
from bot.turn import Turns

BAR = 3.0


async def measure(rounds: int) -> list[Result]:
    """One journey a round. After each turn a bare insert of the bytes which that turn wrote."""
    written = await sizes()
    async with turns_on(SqliteStore, "turns") as (turns, store):
        bare = Bare("bare", await settings(store))
        try:
            measured = [await _round(turns, bare, written) for _ in range(rounds + 1)][1:]
        finally:
            bare.close()
    turn = [took for took_turns, _ in measured for took in took_turns]
    insert = [took for _, inserts in measured for took in inserts]
    totals = median(sum(first) / sum(second) for first, second in measured)
    bytes_written, statements, transactions = (mean(column) for column in zip(*written, strict=True))
    worst = median(quantiles(took, n=20)[-1] for took, _ in measured)
    what = f"{len(written)} turns, mean {bytes_written:.0f} B, {statements:.1f} statements, {transactions:.1f} hops"
    return [
        Figure("turn / bare insert and commit", ratio_of_medians(measured), "x", at_most=BAR, note=what),
        Figure("  the same, journey's total", totals, "x"),
        Figure("  a turn", median(turn) * 1000, "ms", note=f"95th percentile {worst * 1000:.2f} ms"),
        Figure("  a bare insert and commit", median(insert) * 1000, "ms"),
    ]


async def _round(turns: Turns, bare: Bare, written: list[tuple[int, int, int]]) -> tuple[list[float], list[float]]:
    turn: list[float] = []
    insert: list[float] = []

    def after(took: float) -> None:
        content = b"x" * written[len(turn)][0]
        turn.append(took)
        start = time.perf_counter()
        bare.insert(content)
        insert.append(time.perf_counter() - start)

    await journey(turns, someone(), after)
    return turn, insert
