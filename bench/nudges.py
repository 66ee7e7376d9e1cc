"""Claiming, marking and sending nudges, beside APScheduler with a job for each."""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import discord
from discord.http import Route

from adapters.discord.sender import DiscordSender
from bench.figures import Figure, Result
from bench.pending import Jobs, Pending, Wall, more, nothing, pending
from bench.places import CHECKOUT
from bot.content.load import load
from bot.dms import Dms
from bot.flows import BY_NAME
from bot.ports import DirectOnly, Sender, Who
from bot.rows import Member
from bot.screen import Screen
from bot.store import nudges
from bot.store.nudges import Arrived, Claimed
from bot.store.unit import Unit, ms
from bot.turn import Turns
from bot.words import Words
from scheduler.choosing import Opens
from scheduler.clock import NudgeClock
from scheduler.dispatch import BATCH, IN_FLIGHT, Dispatcher

# Ten for each member, as many as a busy one has.
MANY, FEW, EACH = 1_000_000, 10_000, 10
DUE, SENDING = 1_000, 4_000
CROWD = 100_000
SEND = 0.005
IDEAL = IN_FLIGHT / SEND
PACED, PACED_FOR = 50, 8
IDLE_FOR = 20
SCREEN = Screen("", "")
BARE_CLAIM = (
    "UPDATE nudge SET owner = 'bench', attempt = attempt + 1, next_at = ?1 + 60000 WHERE id IN (SELECT id FROM nudge"
    " WHERE state = 'waiting' AND next_at <= ?1 ORDER BY next_at LIMIT ?2) RETURNING next_at, id"
)
BARE_MARK = "UPDATE nudge SET state = 'sent', sent_at = ?1, next_at = NULL, owner = NULL WHERE id = ?2"


class Cheap(DirectOnly):
    """A platform that takes 5 ms for each message."""

    def __init__(self, per_second: float = float("inf")) -> None:
        self.per_second = per_second
        self.sent: dict[str, float] = {}

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        await asyncio.sleep(SEND)
        self.sent[occurrence] = time.time()

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        return False


class Spent(NamedTuple):
    """What some work took: seconds, seconds of the processor (all threads), and the loop's longest stall in seconds."""

    wall: float
    cpu: float
    stall: float


def no_turn(member: Member, nudge: Claimed, passed: int) -> Unit[Screen | None]:
    """In place of a turn. What is left is the dispatcher, with every rule."""
    yield from ()
    return SCREEN


async def measure(rounds: int) -> list[Result]:
    """At most five rounds of each: some of APScheduler's take seconds."""
    rounds = min(rounds, 5)
    async with (
        pending("members", 0, MANY // EACH) as members,
        # The same members in both: they differ in how many nudges wait, and in nothing else.
        more(members, "many", MANY) as many,
        more(members, "few", FEW) as few,
    ):
        return [
            *await _claim_and_mark(many, few, rounds),
            *await _crowd(many),
            *await _dispatch(rounds),
            *await _late(few),
            *await _paced(few),
            *await _idle(many),
            *await _paced_over_http(),
        ]


async def _claim_and_mark(many: Pending, few: Pending, rounds: int) -> list[Result]:
    found = []
    with closing(Jobs("jobs", MANY, tuned=False)) as documented, closing(Jobs("jobs-wal", MANY, tuned=True)) as tuned:
        for _ in range(rounds + 1):
            ours = [(await _spent(one, lambda one=one: _mark_all(one))).cpu for one in (many, few)]  # type: ignore[misc]
            floor = (await _spent(many, lambda: _mark_barely(many.store.path))).cpu
            theirs = [(await _run(one, DUE, 0)).cpu for one in (documented, tuned)]
            found.append((*ours, floor, *theirs))
    big, small, bare, doc, wal = (median(column) for column in zip(*found[1:], strict=True))
    note = f"{big * 1e3:.1f} and {small * 1e3:.1f} ms; APScheduler {doc * 1e3:.0f} ms, on WAL {wal * 1e3:.0f} ms"
    what = f"claim and mark {DUE:,} of {MANY:,}"
    return [
        Figure(f"{what} / of {FEW:,}, CPU", big / small, "x", at_most=1.2, note=note),
        Figure(f"{what} / APScheduler as documented, CPU", big / doc, "x", at_most=0.01),
        Figure(f"{what} / APScheduler on WAL, CPU", big / wal, "x", at_most=0.05),
        Figure(
            "  the barest statements that could do it / APScheduler on WAL, CPU",
            bare / wal,
            "x",
            note=f"{bare * 1e3:.1f} ms",
        ),
    ]


async def _mark_all(pending: Pending) -> None:
    while claimed := await pending.store.do(lambda: nudges.claim("bench", datetime.now(UTC), BATCH)):
        arrived = [Arrived(nudge, datetime.now(UTC)) for nudge in claimed]
        await pending.store.do(lambda arrived=arrived: nudges.settle_sent(arrived, pending.sealed))  # type: ignore[misc]


async def _mark_barely(path: Path) -> None:
    """What SQLite itself takes for it, on the same file in the same batches: two statements, no rule, no object."""
    now = ms(datetime.now(UTC))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        while claimed := db.execute(BARE_CLAIM, (now, BATCH)).fetchall():
            db.execute("BEGIN")
            db.executemany(BARE_MARK, claimed)
            db.execute("COMMIT")


async def _crowd(many: Pending) -> list[Result]:
    await many.due(CROWD, datetime.now(UTC) - timedelta(seconds=1))
    gc.collect()
    before, start = _resident(), time.perf_counter()
    claimed = await many.store.do(lambda: nudges.claim("bench", datetime.now(UTC), BATCH))
    ours, grown = time.perf_counter() - start, _resident() - before
    assert claimed  # noqa: S101
    with closing(Jobs("jobs", 0, tuned=True)) as jobs:
        jobs.due(CROWD, nothing, datetime.now(UTC) - timedelta(seconds=1))
        store = jobs.scheduler._jobstores["default"]  # noqa: SLF001 - what its own loop calls first
        gc.collect()
        before, start = _resident(), time.perf_counter()
        due = store.get_due_jobs(datetime.now(UTC))
        theirs, their_growth = time.perf_counter() - start, _resident() - before
        del due
    await many.due(0, datetime.now(UTC))
    note = f"{len(claimed)} nudges in {ours * 1e3:.1f} ms; APScheduler on WAL {theirs:.2f} s, {their_growth:.0f} MB"
    what = f"{CROWD:,} due at once: first batch"
    return [
        Figure(f"{what} / APScheduler's, time", ours / theirs, "x", at_most=0.01, note=note),
        Figure(f"{what}, memory", grown, "MB", at_most=5.0),
    ]


async def _dispatch(rounds: int) -> list[Result]:
    found = []
    with closing(Jobs("jobs", FEW, tuned=False)) as documented, closing(Jobs("jobs-wal", FEW, tuned=True)) as tuned:
        async with pending("dispatch", FEW, SENDING) as store:
            ways: list[Opens] = [no_turn, _turns(store).opening]
            for _ in range(rounds + 1):
                ours = [
                    await _spent(store, lambda opens=opens: _dispatched(store, opens), SENDING)  # type: ignore[misc]
                    for opens in ways
                ]
                theirs = [await _run(one, SENDING, SEND) for one in (documented, tuned)]
                found.append((*ours, *theirs))
    columns = [Spent(*(median(part) for part in zip(*column, strict=True))) for column in zip(*found[1:], strict=True)]
    bare, turns, doc, wal = columns
    told = [
        f"{SENDING / one.wall:,.0f}/s, {one.cpu / SENDING * 1e6:.0f} us CPU each, stalls {one.stall * 1e3:.0f} ms"
        for one in columns
    ]
    return [
        Figure("dispatch / ideal, every rule, no turn", SENDING / bare.wall / IDEAL, "x", at_least=0.75, note=told[0]),
        Figure(
            "dispatch / ideal, as members' bots run it", SENDING / turns.wall / IDEAL, "x", at_least=0.75, note=told[1]
        ),
        Figure("  CPU, no turn / APScheduler as documented", bare.cpu / doc.cpu, "x", at_most=0.2, note=told[2]),
        Figure("  CPU, no turn / APScheduler on WAL", bare.cpu / wal.cpu, "x", at_most=0.2, note=told[3]),
        Figure("  CPU, with turns / APScheduler as documented", turns.cpu / doc.cpu, "x", at_most=0.2),
        Figure("  longest stall of the loop, no turn", bare.stall * 1e3, "ms", at_most=20),
        Figure("  longest stall of the loop, with turns", turns.stall * 1e3, "ms", at_most=20),
    ]


def _turns(pending: Pending) -> Turns:
    content = load()
    return Turns(pending.store, pending.sealed, BY_NAME, lambda: content, Words(), Wall())


async def _dispatched(pending: Pending, opens: Opens) -> None:
    platform = Cheap()
    await Dispatcher(pending.store, pending.sealed, opens, Wall(), {"bench": platform}).run_due()
    if len(platform.sent) != SENDING:
        raise RuntimeError(f"{len(platform.sent)} of {SENDING} were sent")


async def _late(few: Pending) -> list[Result]:
    """Each due at a moment of its own, with nothing else to do."""
    await few.due(100, datetime.now(UTC))
    start = time.time() + 1
    due = {f"due{number}": start + number * 0.1 for number in range(100)}

    def spread() -> Unit[None]:
        for this, at in due.items():
            yield "UPDATE nudge SET due_at = $2, next_at = $2 WHERE id = $1", (this, int(at * 1000))

    await few.store.do(spread)
    platform = Cheap()
    await _ticking(few, platform, 12)
    late = [platform.sent[this] - at - SEND for this, at in due.items()]
    return [Figure("late, unloaded: 99th percentile", quantiles(late, n=100)[-1] * 1e3, "ms", at_most=250)]


async def _paced(few: Pending) -> list[Result]:
    await few.due(DUE, datetime.now(UTC))
    # What is on time gets four fifths of a platform's rate.
    platform = Cheap(PACED / 0.8)
    spent = await _ticking(few, platform, PACED_FOR)
    note = f"{len(platform.sent) / PACED_FOR:.0f} a second, with turns"
    await few.due(0, datetime.now(UTC))
    return [Figure(f"paced at {PACED}/s, of a core", spent.cpu / spent.wall * 100, "%", at_most=3, note=note)]


async def _paced_over_http() -> list[Result]:
    """The same with discord.py, to a Discord of ours in another process. DMs are open already, as with those who came before."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.local_discord.serving", str(DUE), cwd=CHECKOUT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
    )  # fmt: skip
    assert server.stdout is not None  # noqa: S101
    assert server.stdin is not None  # noqa: S101
    base = Route.BASE
    try:
        at = json.loads(await server.stdout.readline())
        addresses = [address for address, _ in at["people"]]
        Route.BASE = at["api_base"]
        async with (
            pending("over-http", 0, DUE, "discord", addresses) as store,
            discord.Client(intents=discord.Intents.none()) as client,
        ):
            await client.login(at["token"])
            dms = Dms(store.store, store.sealed)
            await asyncio.gather(*(dms.keep(Who("discord", address), dm) for address, dm in at["people"]))
            sender = DiscordSender(client, Words(), dms)
            sender.per_second = PACED / 0.8
            await store.due(DUE, datetime.now(UTC))
            spent = await _ticking(store, sender, PACED_FOR, platform="discord")
            rows = await store.store.read(nudges.listed)
        sent = sum(row["state"] == "sent" for row in rows)
    finally:
        Route.BASE = base
        server.stdin.close()
        await server.wait()
    note = f"{sent / PACED_FOR:.0f} a second, with turns, through discord.py"
    return [
        Figure(f"paced at {PACED}/s over HTTP, of a core", spent.cpu / spent.wall * 100, "%", at_most=15, note=note)
    ]


async def _idle(many: Pending) -> list[Result]:
    spent = await _ticking(many, Cheap(), IDLE_FOR, settles=2)
    return [Figure(f"idle with {MANY:,} waiting, of a core", spent.cpu / spent.wall * 100, "%", at_most=0.05)]


async def _ticking(
    pending: Pending, sender: Sender, seconds: float, settles: float = 0, platform: str = "bench"
) -> Spent:
    """The clock and the dispatcher as a bot runs them, for a while; `settles` seconds after the start."""
    dispatcher = Dispatcher(pending.store, pending.sealed, _turns(pending).opening, Wall(), {platform: sender})
    clock = NudgeClock(dispatcher, Wall())
    clock.start()
    await asyncio.sleep(settles)
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu, 0)
    await dispatcher.finish(5)
    clock.stop()
    await asyncio.sleep(0.05)
    return spent


async def _spent(pending: Pending, work: Callable[[], Awaitable[None]], due: int = DUE) -> Spent:
    await pending.due(due, datetime.now(UTC) - timedelta(seconds=1))
    return await _watched(work)


async def _run(jobs: Jobs, count: int, seconds: float) -> Spent:
    """APScheduler runs so many jobs that are due, each of which takes some seconds."""
    _done.clear()
    _wait["seconds"] = seconds
    jobs.due(count, job, datetime.now(UTC) - timedelta(seconds=1))

    async def all_done() -> None:
        jobs.scheduler.resume()
        while len(_done) < count:  # noqa: ASYNC110 - jobs tell nobody
            await asyncio.sleep(0.001)
        jobs.scheduler.pause()

    return await _watched(all_done)


_done: set[int] = set()
_wait = {"seconds": 0.0}


async def job(number: int) -> None:
    """What a job of APScheduler does: it is found by its name, so it stands here."""
    await asyncio.sleep(_wait["seconds"])
    _done.add(number)


async def _watched(work: Callable[[], Awaitable[None]]) -> Spent:
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    # What others left behind, APScheduler's jobs and SQLAlchemy, is not to be gone through in the middle of a measurement.
    gc.collect()
    gc.freeze()
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.005)
    cpu, wall = time.process_time(), time.perf_counter()
    await work()
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu, longest)
    ticking.cancel()
    gc.unfreeze()
    return spent


def _resident() -> float:
    """Resident memory of this process, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
