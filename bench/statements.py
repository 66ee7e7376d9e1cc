"""Whole transactions handed to the database's thread at once, beside one call of aiosqlite for each statement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar, cast

from bench.figures import Figure, Result
from bench.journey import journey, someone, turns_on
from bot.store.sqlite import SqliteStore
from bot.store.unit import Rows, Unit
from bot.turn import Turns

T = TypeVar("T")

BAR = 1.5
AT_ONCE = 32
# The beginning of a journey does here: each member takes as many turns, whether at once or one after the other.
TURNS = 24
ALONE = 12


class EachStatement(SqliteStore):
    """The same units of work in the same transactions, but each statement awaited, on one connection.

    Every statement is one call and one hop (`execute_fetchall`, as `execute` would need a second for the rows). There
    are no savepoints: they serve the group commit, which this cannot do.
    """

    def __init__(self, *connected: Any) -> None:
        super().__init__(*connected)
        self._one = asyncio.Lock()

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        return await self._whole("BEGIN IMMEDIATE", work, "COMMIT")

    async def read(self, work: Callable[[], Unit[T]]) -> T:
        return await self._whole("BEGIN", work, "ROLLBACK")

    async def _whole(self, begin: str, work: Callable[[], Unit[T]], end: str) -> T:
        async with self._one:
            await self._writer.execute(begin)
            try:
                result = await self._driven(work())
            except BaseException:
                await self._writer.execute("ROLLBACK")
                raise
            await self._writer.execute(end)
            return result

    async def _driven(self, unit: Unit[T]) -> T:
        try:
            statement, values = next(unit)
            while True:
                named = {str(number): value for number, value in enumerate(values, start=1)}
                rows = await self._writer.execute_fetchall(statement, cast("Any", named))
                statement, values = unit.send(cast("Rows", rows))
        except StopIteration as end:
            return cast("T", end.value)


async def measure(rounds: int) -> list[Result]:
    """Journeys one after the other and at once, on either store, in turn. Rounds are long: half as many do."""
    async with turns_on(SqliteStore, "whole") as (whole, _), turns_on(EachStatement, "each") as (each, _):
        for turns in (whole, each):
            await journey(turns, someone())
        found = [
            (await _alone(whole), await _alone(each), await _at_once(whole), await _at_once(each))
            for _ in range((rounds + 1) // 2)
        ]
    alone = median(ours / theirs for ours, theirs, _, _ in found)
    crowd = median(ours / theirs for _, _, ours, theirs in found)
    gained = median(together / single for single, _, together, _ in found)
    whole_alone, each_alone, whole_crowd, each_crowd = (median(column) for column in zip(*found, strict=True))
    return [
        Figure("turns one at a time / a call per statement", alone, "x", at_least=BAR,
               note=f"{whole_alone:,.0f} and {each_alone:,.0f} turns a second"),
        Figure(f"turns of {AT_ONCE} at once / a call per statement", crowd, "x", at_least=BAR,
               note=f"{whole_crowd:,.0f} and {each_crowd:,.0f} turns a second"),
        Figure(f"  {AT_ONCE} at once / one at a time", gained, "x"),
    ]  # fmt: skip


async def _alone(turns: Turns, journeys: int = ALONE) -> float:
    start = time.perf_counter()
    taken = 0
    for _ in range(journeys):
        taken += await journey(turns, someone(), most=TURNS)
    return taken / (time.perf_counter() - start)


async def _at_once(turns: Turns) -> float:
    start = time.perf_counter()
    taken = await asyncio.gather(*(journey(turns, someone(), most=TURNS) for _ in range(AT_ONCE)))
    return sum(taken) / (time.perf_counter() - start)
