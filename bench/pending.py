"""Stores with many nudges that wait, and the same as APScheduler's jobs: filled once, by a statement or two."""

from __future__ import annotations

import contextlib
import pickle
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, event

from bench.places import fresh
from bot.ports import Who
from bot.store.keys import SqliteKeys, places
from bot.store.members import make_member
from bot.store.sealed import MemberSealer, Sealed
from bot.store.sqlite import SqliteStore, _on
from bot.store.unit import Unit, ms

# Those that wait lie a year ahead.
AHEAD = timedelta(days=365)
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)"


class Wall:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Pending:
    """A store of ours with nudges in it, and how to have some fall due."""

    store: SqliteStore
    sealed: Sealed
    members: int

    async def due(self, count: int, at: datetime) -> None:
        """So many fall due at this moment, as if none was ever sent: each of another member while there are members."""

        def unit() -> Unit[None]:
            yield "DELETE FROM run", ()
            yield "DELETE FROM nudge WHERE local_time = 'due'", ()
            yield (
                "UPDATE member SET seen_at = $1, consent = 'yes', cadence = 'agreed', quiet_from = quiet_until",
                (ms(at),),
            )
            yield (
                f"INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"  # noqa: S608 - numbers
                f" {NUMBERS} SELECT 'due' || i, 'm' || (i % $2), 'reach-out', 1, 'due', 'UTC', '', $3, $4, $3, $3 FROM n",
                (count, self.members, ms(at), ms(at + timedelta(days=7))),
            )

        await self.store.do(unit)


@contextlib.asynccontextmanager
async def pending(
    name: str, waiting: int, members: int, platform: str = "bench", addresses: Sequence[str] = ()
) -> AsyncIterator[Pending]:
    """A store with so many members, sealed as in earnest, and so many nudges that wait."""
    path = fresh(name)
    keys = SqliteKeys.open(places(path), first=True)
    store = await SqliteStore.open(path)
    sealed, now = Sealed(MemberSealer(keys)), datetime.now(UTC)

    def filled() -> Unit[None]:
        for number in range(members):
            address = addresses[number] if addresses else f"address {number}"
            who = Who(platform, address, zone_hint="Europe/Berlin")
            yield from make_member(f"m{number}", who, "en", now, sealed)
        yield from _waiting(name, waiting, members)

    try:
        # A key is a commit of its own. Filling waits for none of them.
        keys._db.execute("PRAGMA synchronous = OFF")  # noqa: SLF001
        await store.do(filled)
        await _on(store._writer, lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())  # noqa: SLF001
        yield Pending(store, sealed, members)
    finally:
        await store.close()
        keys.close()
        fresh(name)


@contextlib.asynccontextmanager
async def more(than: Pending, name: str, waiting: int) -> AsyncIterator[Pending]:
    """A copy of a store, with so many more that wait and the same members. Filling one with these takes longest by far."""
    path = fresh(name)
    await than.store.backup(path)
    store = await SqliteStore.open(path)
    try:
        await store.do(lambda: _waiting(name, waiting, than.members))
        await _on(store._writer, lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())  # noqa: SLF001
        yield Pending(store, than.sealed, than.members)
    finally:
        await store.close()
        fresh(name)


def _waiting(name: str, count: int, members: int) -> Unit[None]:
    yield (
        f"INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"  # noqa: S608 - ours
        f" {NUMBERS} SELECT $4 || i, 'm' || (i % $2), 'reach-out', 1, '', 'UTC', '', $3 + i, $3 + i, $3 + i, 0 FROM n",
        (count, members, ms(datetime.now(UTC) + AHEAD), f"{name} "),
    )


async def nothing(number: int) -> None:
    """What a job does where only the scheduler is measured."""


class Jobs:
    """APScheduler with a job for each nudge, in SQLite through SQLAlchemy: as its documentation has it, or `tuned`: WAL, and
    no wait for the disk."""

    def __init__(self, name: str, waiting: int, *, tuned: bool) -> None:
        self.path = fresh(name)
        self._engine = create_engine(f"sqlite:///{self.path}")
        if tuned:
            event.listen(self._engine, "connect", _tuned)
        self.scheduler = AsyncIOScheduler(
            timezone="UTC",
            jobstores={"default": SQLAlchemyJobStore(engine=self._engine)},
            job_defaults={"misfire_grace_time": None},
        )
        self.scheduler.start(paused=True)
        # None of these falls due, so none is ever unpickled: one state does for all.
        state, now = (
            pickle.dumps(self._job("w", nothing, 0, datetime.now(UTC) + AHEAD).__getstate__()),
            datetime.now(UTC),
        )
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute(
                f"INSERT INTO apscheduler_jobs {NUMBERS} SELECT 'w' || i, $2 + i, $3 FROM n",  # noqa: S608 - ours
                {"1": waiting, "2": (now + AHEAD).timestamp(), "3": state},
            )

    def due(self, count: int, work: Any, at: datetime) -> None:
        """So many jobs fall due at this moment."""
        jobs = [self._job(f"due{number}", work, number, at) for number in range(count)]
        rows = [(job.id, at.timestamp(), pickle.dumps(job.__getstate__())) for job in jobs]
        with closing(sqlite3.connect(self.path)) as db, db:
            db.executemany("INSERT INTO apscheduler_jobs VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        self.scheduler.shutdown(wait=False)
        self._engine.dispose()
        for path in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
            path.unlink(missing_ok=True)

    def _job(self, this: str, work: Any, number: int, at: datetime) -> Job:
        return Job(
            self.scheduler, id=this, func=work, trigger=DateTrigger(at), args=(number,), kwargs={}, name="nudge",
            misfire_grace_time=None, coalesce=True, max_instances=1, executor="default", next_run_time=at,
        )  # fmt: skip


def _tuned(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
