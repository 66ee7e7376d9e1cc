"""Whole transactions handed to the database's thread at once, beside one call of aiosqlite for each statement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, TypeVar, cast

from bench.figures import Figure, Result
from bench.journey import journey, someone, turns_on
from bot.ports import Command
from bot.store.sqlite import SqliteStore
from bot.store.store import Store
from bot.store.unit import Rows, Unit
from bot.turn import Turns

T = TypeVar("T")

BAR = 1.5
CROWD_BAR = 8.0
AT_ONCE = 32
# The beginning of a journey does here: each member takes as many turns, whether at once or one after the other.
TURNS = 24
ALONE = 12
# Events one after the other, and by each of those who wait at the same time.
EVENTS = 300
EACH = 40


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


async def measure_event(rounds: int) -> list[Result]:
    """What one event costs the store by itself: a run is read with its answers, moved on and given another, and committed."""
    async with turns_on(SqliteStore, "whole") as (whole, _), turns_on(EachStatement, "each") as (each, _):
        runs = [await _runs(turns) for turns in (whole, each)]
        found = [
            [
                await measured(turns.store, those)
                for measured in (_events_alone, _events_at_once)
                for turns, those in zip((whole, each), runs, strict=True)
            ]
            for _ in range(rounds + 1)
        ]
    columns = [median(column) for column in zip(*found[1:], strict=True)]
    alone = median(ours / theirs for ours, theirs, _, _ in found[1:])
    crowd = median(ours / theirs for _, _, ours, theirs in found[1:])
    return [
        Figure("an event by itself / a call per statement", alone, "x", at_least=BAR,
               note=f"{columns[0]:,.0f} and {columns[1]:,.0f} a second"),
        Figure(f"{AT_ONCE} events waiting / a call per statement", crowd, "x", at_least=CROWD_BAR,
               note=f"{columns[2]:,.0f} and {columns[3]:,.0f} a second"),
    ]  # fmt: skip


async def _runs(turns: Turns) -> list[str]:
    """A run for each of those who will wait at the same time."""
    for _ in range(AT_ONCE):
        await turns.take(Command(someone(), "rejected"))
    return await turns.store.read(_newest)


def _newest() -> Unit[list[str]]:
    rows = yield "SELECT id FROM run ORDER BY touched_at DESC LIMIT $1", (AT_ONCE,)
    return [row["id"] for row in rows]


def _event(run: str, number: int) -> Unit[None]:
    found = yield "SELECT * FROM run WHERE id = $1", (run,)
    yield "SELECT * FROM member WHERE id = $1", (found[0]["member"],)
    yield "SELECT key, value, withdrawn FROM answer WHERE run = $1", (run,)
    yield "UPDATE run SET version = version + 1 WHERE id = $1 AND version = $2", (run, found[0]["version"])
    yield (
        "INSERT INTO answer (run, key, value) VALUES ($1, $2, $3)"
        " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value",
        (run, f"answer.{number % 20}", bytes(64)),
    )


async def _events_alone(store: Store, runs: list[str]) -> float:
    start = time.perf_counter()
    for number in range(EVENTS):
        await store.do(partial(_event, runs[0], number))
    return EVENTS / (time.perf_counter() - start)


async def _events_at_once(store: Store, runs: list[str]) -> float:
    async def one(run: str) -> None:
        for number in range(EACH):
            await store.do(partial(_event, run, number))

    start = time.perf_counter()
    await asyncio.gather(*(one(run) for run in runs))
    return EACH * len(runs) / (time.perf_counter() - start)


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
