"""Workers that share one PostgreSQL: how much more four of them get done than one, and whether any two took the same."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from bench.figures import Figure, Missing, Result, Skipped
from bench.places import CHECKOUT

BAR = 2.5
WORKERS = 4
NUDGES = 20_000
BEFORE = 8
BATCH = 100
WORK_SECONDS = 0.005
WHERE = os.environ.get("TEST_POSTGRES") or "postgres@127.0.0.1:5432"
SERVER = f"postgresql://{WHERE}/postgres"
WHAT = f"{WORKERS} PostgreSQL workers / one"
# All are due at this time.
DUE = datetime(2026, 11, 25, 10, tzinfo=UTC)


async def measure(rounds: int) -> list[Result]:
    """Rounds of one worker and of four, in turn, each over the same number of check-ins that are due."""
    try:
        import asyncpg  # noqa: PLC0415 - nothing else here needs it
    except ModuleNotFoundError:
        return [Skipped(WHAT, "asyncpg is not there: make postgres-env")]
    try:
        connection = await asyncpg.connect(SERVER, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return [Skipped(WHAT, f"no PostgreSQL at {WHERE}; TEST_POSTGRES=USER@HOST:PORT names another")]
    await connection.close()
    alone: list[float] = []
    together: list[float] = []
    twice = 0
    async with _database(asyncpg) as url:
        await _members(asyncpg, url)
        for _ in range(max(2, min(rounds, 5))):
            for workers, into in ((1, alone), (WORKERS, together)):
                seconds, again = await _round(asyncpg, url, workers)
                into.append(NUDGES / seconds)
                twice += again
    ratio = median(many / one for one, many in zip(alone, together, strict=True))
    note = f"{median(together):,.0f} and {median(alone):,.0f} check-ins a second, 5 ms of work per {BATCH}"
    if twice:
        return [Missing(WHAT, f"{twice} were claimed twice")]
    return [Figure(WHAT, ratio, "x", at_least=BAR, note=note), Figure("  claimed twice", twice, "", at_most=0)]


@contextlib.asynccontextmanager
async def _database(asyncpg: Any) -> AsyncIterator[str]:
    name = f"bounceback_bench_{secrets.token_hex(6)}"
    server = await asyncpg.connect(SERVER)
    try:
        await server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{SERVER.rpartition('/')[0]}/{name}"
        finally:
            await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await server.close()


async def _round(asyncpg: Any, url: str, workers: int) -> tuple[float, int]:
    """How long it took until nothing was due, in seconds, and how many were claimed more than once."""
    await _fall_due(asyncpg, url)
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.postgres", url,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=CHECKOUT,
        )
        for _ in range(workers)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout  # noqa: S101 - it has a pipe
        await process.stdout.readline()  # it is connected
    began = time.time()
    told = [json.loads(out) for out, _ in await asyncio.gather(*(one.communicate(b"go\n") for one in processes))]
    connection = await asyncpg.connect(url)
    try:
        again, left = await connection.fetchrow(
            "SELECT count(*) FILTER (WHERE attempt > 1), count(*) FILTER (WHERE state <> 'sent') FROM nudge WHERE due_at > 0"
        )
    finally:
        await connection.close()
    claimed = sum(count for count, _ in told)
    if left or claimed < NUDGES:
        raise RuntimeError(f"{left} of {NUDGES} were left")
    # Until the last was marked: that a process takes its time to end is no work.
    return max(ended for _, ended in told) - began, max(again, claimed - NUDGES)


async def _members(asyncpg: Any, url: str) -> None:
    """Members who were sent check-ins before: a table in which few rows are due."""
    from bot.store.postgres import PostgresStore  # noqa: PLC0415 - after asyncpg

    store = await PostgresStore.open(url)
    await store.close()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO member (id, platform, address_hash, language, zone, seen_at, created_at)"
            " SELECT 'm' || n, 'bench', 'a' || n, 'en', 'UTC', 0, 0 FROM generate_series(1, $1::bigint) AS n",
            NUDGES,
        )
        await connection.execute(
            "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, state, created_at)"
            " SELECT 's' || n || '.' || m, 'm' || n, 'check-in', 1, '', 'UTC', '', 0, 0, 'sent', 0"
            " FROM generate_series(1, $1::bigint) AS n, generate_series(1, $2::bigint) AS m",
            NUDGES,
            BEFORE,
        )
    finally:
        await connection.close()


async def _fall_due(asyncpg: Any, url: str) -> None:
    """One check-in of each member, each at its own moment."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DELETE FROM nudge WHERE due_at > 0")
        await connection.execute(
            "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"
            " SELECT 'n' || n, 'm' || n, 'check-in', 1, '', 'UTC', '', $2 + n, $2 + 86400000, $2 + n, 0"
            " FROM generate_series(1, $1::bigint) AS n",
            NUDGES,
            int(DUE.timestamp() * 1000),
        )
        await connection.execute("VACUUM ANALYZE nudge")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def work(url: str) -> tuple[int, float]:
    """One worker: claim, work, mark, until nothing is due. Gives how many it claimed, and when it marked its last."""
    from bot.store.nudges import claim  # noqa: PLC0415 - after asyncpg
    from bot.store.postgres import PostgresStore  # noqa: PLC0415
    from bot.store.unit import Unit  # noqa: PLC0415

    owner, now, claimed, ended = secrets.token_hex(8), DUE + timedelta(hours=1), 0, 0.0

    def mark(ids: tuple[str, ...]) -> Unit[None]:
        marks = ", ".join(f"${number}" for number in range(2, len(ids) + 2))
        yield f"UPDATE nudge SET state = 'sent', owner = NULL WHERE owner = $1 AND id IN ({marks})", (owner, *ids)  # noqa: S608 - marks

    store = await PostgresStore.open(url)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    while batch := await store.do(lambda: claim(owner, now, BATCH)):
        await asyncio.sleep(WORK_SECONDS)
        ids = tuple(one.id for one in batch)
        await store.do(lambda ids=ids: mark(ids))  # type: ignore[misc]
        claimed, ended = claimed + len(batch), time.time()
    await store.close()
    return claimed, ended


if __name__ == "__main__":
    print(json.dumps(asyncio.run(work(sys.argv[1]))))
