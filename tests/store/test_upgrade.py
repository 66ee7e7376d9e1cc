"""A store of schema 5, from before there were circles, comes up to date: nothing of it is lost, and everything in it goes on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.effects import NudgeKind, Places
from bot.store import lookups, migrate, postgres_schema
from bot.store.checking import check_fields
from bot.store.forgetting import forget
from bot.store.lookups import Asker
from bot.store.members import one_member
from bot.store.migrate import newest, numbered
from bot.store.opening import Opened, open_store
from bot.store.retention import Keeping
from bot.store.sealed import Sealed
from bot.store.unit import Rows, Unit, ms
from scheduler.retention import copies
from tests.circles import circle, joined
from tests.postgres import empty
from tests.world import OTHER, START, YOU, World

pytestmark = pytest.mark.both_stores

BEFORE = 5
CANARY = "zyxcanary"
DAY = timedelta(days=1)
TABLES = ("member", "membership", "community", "place", "run", "answer", "rejection", "plan_item", "note", "nudge", "post",
          "mentoring")  # fmt: skip

Dump = dict[str, list[dict[str, Any]]]


def _insert(table: str, **row: Any) -> Unit[None]:
    marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    yield f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())  # noqa: S608 - tests


def _people(sealed: Sealed) -> Unit[None]:
    for who, this in ((YOU, "you"), (OTHER, "other")):
        sealed.admit(this)
        yield from _insert(
            "member", id=this, platform="test", community="guild", language="en", zone="Europe/Berlin", consent="yes",
            cadence="agreed", address_hash=sealed.hashed("test", who.address),
            address=sealed.put(this, "member", this, "address", who.address),
            name=sealed.put(this, "member", this, "name", who.name), seen_at=ms(START), created_at=0,
        )  # fmt: skip
        yield from _insert("membership", member=this, community="guild", left_at=None)
    yield from _insert("community", platform="test", id="guild", greeted_at=1)


def _written(sealed: Sealed) -> Unit[None]:
    def put(table: str, row: str, field: str) -> bytes | None:
        return sealed.put("you", table, row, field, CANARY)

    args = sealed.put("you", "run", "run", "args", "{}")
    yield from _insert(
        "run", id="run", member="you", flow="moving", journey="j", state="ended", args=args, opened_at=0, touched_at=0
    )
    yield from _insert("answer", run="run", key="text", value=put("answer", "run/text", "value"))
    company = put("rejection", "no", "company")
    yield from _insert("rejection", id="no", member="you", day="2026-11-20", company=company, created_at=0)
    step = put("plan_item", "step", "text")
    yield from _insert("plan_item", id="step", member="you", source="next", text=step, due="2026-11-28", created_at=0)
    yield from _insert(
        "note", id="note", member="you", kind="lesson", text=put("note", "note", "text"), day="2026-11-20", created_at=0
    )


def _shared(sealed: Sealed) -> Unit[None]:
    for this, address, opened in (("wins", "channel-1", 1), ("old", "channel-2", 0)):
        yield from _insert(
            "place", id=this, platform="test", community="guild", address=address, name=f"#{this}", open=opened
        )
        line = sealed.put("you", "post", f"line-{this}", "text", CANARY)
        yield from _insert(
            "post", id=f"line-{this}", member="you", run="run", key="post", place=this, message="post-win", tags="",
            text=line, state="posted", reference=f"ref-{this}", created_at=0,
        )  # fmt: skip
    for this, side in (("other", "offer"), ("you", "seek")):
        yield from _insert(
            "mentoring",
            id=side,
            member=this,
            community="guild",
            side=side,
            topics="cv",
            capacity=1,
            created_at=ms(START),
        )
    due = ms(START + DAY)
    yield from _insert(
        "nudge", id="nudge", member="you", journey="j", kind=NudgeKind.REACH_OUT, agreed=1, zone="Europe/Berlin",
        local_time="2026-11-26T11:00", rule="after 1 days", due_at=due, late_until=ms(START + 5 * DAY), next_at=due,
        created_at=ms(START),
    )  # fmt: skip


async def _dump(opened: Opened) -> Dump:
    def unit(table: str) -> Unit[Rows]:
        return (yield f"SELECT * FROM {table}", ())  # noqa: S608 - tests

    return {table: [dict(row) for row in await opened.store.read(lambda t=table: unit(t))] for table in TABLES}  # type: ignore[misc]


@pytest.fixture
async def before(store_kind: str, tmp_path: Path) -> Dump:
    """A store as the version before made it, closed. What is in it, by table."""
    if World.database is not None:
        await empty(World.database)  # not even the schema of now may be there
    old = numbered()[:BEFORE]
    with pytest.MonkeyPatch.context() as as_then:
        as_then.setattr(migrate, "numbered", lambda: old)
        as_then.setattr(postgres_schema, "numbered", lambda: old)
        opened = await open_store(World.database or tmp_path / "bounceback.db")
        assert await opened.store.schema() == BEFORE
        for fill in (_people, _written, _shared):
            await opened.store.do(lambda fill=fill: fill(opened.sealed))  # type: ignore[misc]
        made = await _dump(opened)
        await opened.close()
    assert all(made.values())
    return made


async def _places(world: World, lookup: Places) -> list[str]:
    def unit() -> Unit[list[str]]:
        me = yield from one_member("you", world.sealed)
        assert me is not None
        asker = Asker(me, "run", "journey", world.clock.at, world.sealed)
        _, found = yield from lookups.find_and_fetch(asker, lookup)
        return [place.id for place in found]

    return await world.store.read(unit)


async def test_everything_is_still_there(before: Dump, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        assert world.opened is not None
        assert await world.store.schema() == newest() > BEFORE
        now = await _dump(world.opened)
        for table, rows in before.items():
            kept = [{column: row[column] for column in rows[0]} for row in now[table]]
            assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table
        checked = await world.store.read(lambda: check_fields(world.sealed))
        assert (checked.problems, checked.opened) == ((), 11)
        assert [row["text"] for row in await world.clear("note")] == [CANARY]
        assert CANARY in str(await world.command("home"))


async def test_lines_are_shared_where_they_were_and_requests_for_a_mentor_too(before: Dump, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        for lookup in (Places(), Places(mentors=True)):
            assert await _places(world, lookup) == ["wins"]
        assert {row["id"] for row in await world.rows("SELECT id FROM mentoring")} == {"seek", "offer"}


async def test_a_check_in_that_was_agreed_to_comes(before: Dump, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await world.later(2 * DAY)
        assert await world.nudges() == [("reach-out", "sent", None)]
        assert [dm.address for dm in world.sender.dms] == ["you"]


async def test_lines_from_before_are_taken_back_with_their_author(before: Dump, tmp_path: Path) -> None:
    """Also where the channel was closed to lines since."""
    async with World(tmp_path) as world:
        await world.store.do(lambda: forget("you", world.clock.at, world.sealed))
        await world.forgetting.finish()
        assert sorted(world.sender.taken_back) == [
            ("channel-1", "ref-wins", "line-wins"),
            ("channel-2", "ref-old", "line-old"),
        ]
        assert await world.rows("SELECT * FROM post") == []


async def test_a_circle_can_begin_there(before: Dump, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        await circle(world)
        await joined(world, YOU)
        assert "#circle" in str(await world.command("circle"))


async def test_the_copy_from_before_is_kept_for_a_month(before: Dump, store_kind: str, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        # PostgreSQL has copies of its own: docs/scaling.md says to make one first.
        made = [] if store_kind == "postgres" else [world.path.with_name(f"bounceback.db.before-{BEFORE + 1}")]
        assert copies(world.path) == made
        for copy in made:
            assert copy.stat().st_mode & 0o777 == 0o600
            assert CANARY.encode() not in copy.read_bytes()
            with closing(sqlite3.connect(copy)) as db:
                assert db.execute("PRAGMA user_version").fetchone() == (BEFORE,)
                assert db.execute("SELECT id FROM post ORDER BY id").fetchall() == [("line-old",), ("line-wins",)]
        # A second start leaves it as it is.
        was = [copy.read_bytes() for copy in made]
        await world.reopen()
        assert [copy.read_bytes() for copy in copies(world.path)] == was
        for days, left in ((29, made), (31, [])):
            for copy in copies(world.path):
                made_at = (world.clock.at - timedelta(days=days)).timestamp()
                os.utime(copy, (made_at, made_at))
            await world.retention(Keeping()).hourly()
            assert copies(world.path) == left
