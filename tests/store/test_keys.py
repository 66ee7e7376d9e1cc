"""Keys and seals: a lost, wrong, damaged or readable key starts nothing and says so; a changed field is detected and named."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.dms import Dms
from bot.screen import Attached
from bot.store.checking import check_fields
from bot.store.errors import KeysError, SealError, StoreError
from bot.store.keys import KeyPlaces, SqliteKeys, places
from bot.store.master import new_master, read_master, write_master
from bot.store.migrate import _statements, numbered
from bot.store.opening import Opened, open_file, open_store
from bot.store.own_data import TABLES, row_name
from bot.store.sealed import MemberSealer
from tests.circles import circle, commitment
from tests.typist import keeps_report
from tests.world import OTHER, World, text

CANARY = "zyxcanary"
MODES = pytest.mark.skipif(sys.platform == "win32", reason="modes of files")


@pytest.fixture
async def store(tmp_path: Path) -> Path:
    """A store in which somebody wrote something in every table, closed."""
    async with World(tmp_path) as world:
        await filled(world)
    return world.path


async def filled(world: World) -> None:
    await world.place()
    await world.command("rejected", company=CANARY, role=CANARY)
    for tap in ("start", "skip", "skip", "no", "thought"):
        await world.tap(tap)
    await world.type(f"{CANARY} thought")
    await world.type(f"{CANARY} kinder")
    (member,) = await world.rows("SELECT id FROM member")
    owner = member["id"]
    put = world.sealed.put
    await world.write(
        "INSERT INTO plan_item (id, member, source, text, due, created_at) VALUES ('item', $1, 'next', $2, '2026-12-01', 0)",
        owner,
        put(owner, "plan_item", "item", "text", CANARY),
    )
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, text, whereabouts, created_at)"
        " VALUES ('post', $1, 'r', 'k', 'wins', 'post-win', '', $2, $3, 0)",
        owner,
        put(owner, "post", "post", "text", CANARY),
        put(owner, "post", "post", "whereabouts", CANARY),
    )
    await circle(world)
    await commitment(world, owner, text=CANARY, where=CANARY)
    run = world.screen.run
    await world.write(
        "INSERT INTO draft (run, given, expires_at) VALUES ($1, $2, 9999999999999)",
        run,
        put(owner, "draft", run, "given", CANARY),
    )
    await world.write(
        "UPDATE effect SET before = $1 WHERE key = 'kinder'",
        put(owner, "effect", f"{run}/kinder", "before", '{"text":null}'),
    )


def beside(store: Path) -> list[str]:
    return sorted(one.name for one in store.parent.iterdir() if not one.name.endswith((".lock", "-wal", "-shm")))


def contents(store: Path) -> dict[str, bytes]:
    return {name: (store.parent / name).read_bytes() for name in beside(store) if (store.parent / name).is_file()}


async def refused(store: Path) -> str:
    """The one line that opening says. Nothing is made, and nothing is changed."""
    before = contents(store)
    with pytest.raises(StoreError) as caught:
        await open_store(store)
    assert contents(store) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


# The files


@MODES
async def test_a_first_start_makes_them_for_the_owner_only(store: Path) -> None:
    where = places(store)
    assert where.master.stat().st_mode & 0o777 == 0o600
    assert where.store.stat().st_mode & 0o777 == 0o600
    assert beside(store) == ["bounceback.db", "bounceback.db.keys", "bounceback.db.master-key"]


@MODES
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
async def test_a_master_key_that_others_can_read_is_refused(store: Path, mode: int) -> None:
    master = places(store).master
    master.chmod(mode)
    assert await refused(store) == (f"{master} can be read by others (mode {mode:04o}). Run: chmod 600 {master}")


async def test_a_lost_master_key_starts_nothing_and_makes_no_new_one(store: Path) -> None:
    places(store).master.unlink()
    assert "the master key is not there. Bring it back" in await refused(store)


async def test_a_lost_key_store_starts_nothing(store: Path) -> None:
    places(store).store.unlink()
    assert "holds the keys to what people wrote; bring it back" in await refused(store)


async def test_both_lost_start_nothing(store: Path) -> None:
    for one in places(store):
        one.unlink()
    assert "bring it back" in await refused(store)


async def test_the_master_key_of_another_store_is_told_from_the_right_one(store: Path) -> None:
    other = new_master()
    write_master(places(store).master, [other])
    said = await refused(store)
    assert other.name in said
    assert "Bring back the right one; nothing was started." in said


async def test_the_key_store_of_another_day_is_told_from_the_right_one(store: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with World(elsewhere) as world:
        await world.command("help")
    shutil.copy(places(world.path).store, places(store).store)
    shutil.copy(places(world.path).master, places(store).master)
    assert "has no key for 1 of the members" in await refused(store)


async def test_a_flipped_bit_anywhere_in_the_master_key_is_found(store: Path) -> None:
    master = places(store).master
    whole = master.read_bytes()
    start = whole.index(b"bounceback-master-key")
    for place in range(start, len(whole) - 1):
        for bit in range(8):
            master.write_bytes(bytes(b ^ (1 << bit) if at == place else b for at, b in enumerate(whole)))
            with pytest.raises(KeysError, match="damaged or no master key"):
                read_master(master)
    master.write_bytes(whole)
    assert len(read_master(master)) == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello", b"\xff\xfe\x00", b"bounceback-master-key a b"])
async def test_what_is_no_master_key_is_one_line(store: Path, content: bytes) -> None:
    places(store).master.write_bytes(content)
    assert "is damaged or no master key of Bounceback" in await refused(store)


async def test_a_flipped_bit_in_a_wrapped_key_is_found_and_named(store: Path) -> None:
    where = places(store)
    with closing(sqlite3.connect(where.store)) as db:
        (member,) = [owner for (owner,) in db.execute("SELECT owner FROM wrapped") if owner[0] != "~"]
        (key,) = db.execute("SELECT key FROM wrapped WHERE owner = ?", (member,)).fetchone()
        for place in range(len(key)):
            with db:
                flipped = bytes(b ^ 4 if at == place else b for at, b in enumerate(key))
                db.execute("UPDATE wrapped SET key = ? WHERE owner = ?", (flipped, member))
            keys = SqliteKeys(where, db, read_master(where.master))
            with pytest.raises(KeysError, match="is damaged: one of its keys does not open"):
                keys.key(member)


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xa5" * 4096])
async def test_a_key_store_that_is_none_is_one_line(store: Path, content: bytes) -> None:
    places(store).store.write_bytes(content)
    assert "is damaged or no key store" in await refused(store)


async def test_a_newer_key_store_is_refused(store: Path) -> None:
    with closing(sqlite3.connect(places(store).store)) as db:
        db.execute("PRAGMA user_version = 99")
    assert "was made by a newer Bounceback" in await refused(store)


async def test_the_key_is_on_the_disk_before_the_row_that_needs_it(tmp_path: Path) -> None:
    """Killed right after the member's key was made, nothing is sealed that does not open."""
    async with World(tmp_path) as world:
        seen: list[bool] = []
        admit = world.sealed.admit

        def noted(member: str) -> None:
            admit(member)
            with closing(sqlite3.connect(places(world.path).store)) as other:
                seen.append(other.execute("SELECT 1 FROM wrapped WHERE owner = ?", (member,)).fetchone() is not None)

        world.sealed.admit = noted
        await world.command("help")
        assert seen == [True]


# Fields


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as made:
        await filled(made)
        await Dms(made.store, made.sealed).keep(made.who, "dm-1")
        await keeps_report(made, "not kind")
        yield made


async def test_every_field_that_is_sealed_opens(world: World) -> None:
    checked = await world.store.read(lambda: check_fields(world.sealed))
    assert checked.problems == ()
    assert checked.opened > 15


FIELDS = [(owned.table, field) for owned in TABLES for field in owned.texts]


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=lambda one: one)
async def test_a_flipped_bit_in_any_field_is_found_and_named(world: World, table: str, field: str) -> None:
    owned = next(one for one in TABLES if one.table == table)
    rows = await world.rows(f"SELECT * FROM {table} WHERE {field} IS NOT NULL")  # noqa: S608 - ours
    assert rows, f"nothing is in {table}.{field}, so nothing was tested"
    row, sealed = rows[0], rows[0][field]
    keys = ("run", "key") if "key" in row and owned.owner == "run" else ("run",) if table == "draft" else ("id",)
    where = " AND ".join(f"{key} = ${number}" for number, key in enumerate(keys, start=2))
    for place in range(len(sealed)):
        flipped = bytes(b ^ 1 if at == place else b for at, b in enumerate(sealed))
        await world.write(f"UPDATE {table} SET {field} = $1 WHERE {where}", flipped, *(row[key] for key in keys))  # noqa: S608 - ours
        checked = await world.store.read(lambda: check_fields(world.sealed))
        assert checked.problems == (
            f"{table} {row_name(owned, row)}: the field {field} does not open. It was changed, moved or damaged.",
        )


async def test_text_that_was_moved_does_not_open(world: World) -> None:
    member = (await world.rows("SELECT id FROM member"))[0]["id"]
    world.who = OTHER
    await world.command("help")
    other = next(row["id"] for row in await world.rows("SELECT id FROM member") if row["id"] != member)
    place = (member, "note", "n1", "text")
    sealed = world.sealed.put(*place, CANARY)
    assert world.sealed.get(*place, sealed) == CANARY
    for number, elsewhere in enumerate((other, "rejection", "n2", "company")):
        whose, table, row, field = (elsewhere if at == number else part for at, part in enumerate(place))
        with pytest.raises(SealError):
            world.sealed.get(whose, table, row, field, sealed)


async def test_the_same_text_is_never_the_same_bytes_and_short_answers_are_of_one_length(world: World) -> None:
    member = (await world.rows("SELECT id FROM member"))[0]["id"]
    sealed = [world.sealed.put(member, "note", "n", "text", said) for said in ("yes", "yes", "no", "relieved", "")]
    assert len(set(sealed)) == 5
    assert {len(one or b"") for one in sealed[:4]} == {1 + 12 + 32 + 16}
    assert [world.sealed.get(member, "note", "n", "text", one) for one in sealed] == [
        "yes",
        "yes",
        "no",
        "relieved",
        "",
    ]


async def test_what_was_damaged_keeps_nobody_from_the_rest(world: World) -> None:
    asked = world.screen
    await world.write("UPDATE plan_item SET text = x'01'")
    await world.write("UPDATE member SET name = x'0102'")
    await world.write("UPDATE answer SET value = x'01' WHERE key = 'thought'")
    shown = await world.press(f"{asked.run}:~resume:")
    assert "cannot be read any more" in text(shown)
    shown = await world.command("home")
    assert "(…)" in str(shown)
    await world.command("privacy")
    await world.tap("export")
    files = [block for block in world.screen.blocks if isinstance(block, Attached)]
    assert all(b"(\xe2\x80\xa6)" in one.read() for one in files)
    await world.command("privacy")
    await world.tap("forget")
    await world.tap("yes")
    assert await world.rows("SELECT * FROM member") == []


async def test_a_member_whose_key_is_gone_is_unreadable_everywhere(world: World) -> None:
    member = (await world.rows("SELECT id FROM member"))[0]["id"]
    sealed = world.sealed.put(member, "note", "n", "text", CANARY)
    await world.sealed.shred(member)
    with pytest.raises(SealError):
        world.sealed.get(member, "note", "n", "text", sealed)
    # Nor is another key made for them, under which what comes back could never be read.
    with pytest.raises(StoreError):
        world.sealed.put(member, "note", "n", "text", "new")


# A new master key


async def problems(opened: Opened) -> tuple[str, ...]:
    return (await opened.store.read(lambda: check_fields(opened.sealed))).problems


async def test_a_rotation_leaves_everything_readable_and_the_old_key_useless(store: Path) -> None:
    where = places(store)
    old = read_master(where.master)
    keys = SqliteKeys.open(where, first=False)
    wrapped = keys._db.execute("SELECT owner, key FROM wrapped").fetchall()
    kept, members = keys.rotate()
    keys.close()
    assert members == 1
    assert read_master(kept) == old
    assert kept.stat().st_mode & 0o077 == 0
    assert len(read_master(where.master)) == 1
    assert read_master(where.master) != old
    opened = await open_file(store)
    assert await problems(opened) == ()
    assert not set(wrapped) & set(opened.keys._db.execute("SELECT owner, key FROM wrapped").fetchall())
    await opened.close()
    shutil.copy(kept, where.master)
    assert "Bring back the right one" in await refused(store)


KILL = """
import os, signal, sys
from pathlib import Path
from bot.store import keys
real, calls = keys.write_master, []
def killed(*args):
    calls.append(args)
    if len(calls) == int(sys.argv[2]):
        if sys.argv[3] == "after":
            real(*args)
        os.kill(os.getpid(), signal.SIGKILL)
    real(*args)
keys.write_master = killed
keys.SqliteKeys.open(keys.places(Path(sys.argv[1])), first=False).rotate()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3])
async def test_killed_in_a_rotation_everything_still_opens(store: Path, call: int, when: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    ran = await asyncio.create_subprocess_exec(sys.executable, "-c", KILL, store, str(call), when, env=env)
    await ran.wait()
    assert ran.returncode == -signal.SIGKILL
    for _ in range(2):
        opened = await open_store(store)
        assert await problems(opened) == ()
        await opened.close()
        # And the next try finishes it.
        keys = SqliteKeys.open(places(store), first=False)
        keys.rotate()
        keys.close()
    assert len(read_master(places(store).master)) == 1


def test_a_key_that_is_asked_for_by_name_is_made_once(tmp_path: Path) -> None:
    where = KeyPlaces(tmp_path / "k", tmp_path / "m")
    keys = SqliteKeys.open(where, first=True)
    index = keys.named("index")
    assert (len(index), keys.named("index"), keys.named("log") != index) == (32, index, True)
    assert MemberSealer(keys).hashed("discord", "1") == MemberSealer(keys).hashed("discord", "1")
    assert MemberSealer(keys).hashed("discord", "1") != MemberSealer(keys).hashed("slack", "1")
    assert keys.members() == frozenset()
    keys.close()


# From before


async def test_a_store_from_before_text_was_sealed_is_sealed_at_its_first_start(tmp_path: Path) -> None:
    path = tmp_path / "bounceback.db"
    first = dict(numbered())[1]
    with closing(sqlite3.connect(path)) as db, db:
        for statement in _statements(first):
            db.execute(statement)
        db.execute("PRAGMA user_version = 1")
        said = CANARY.encode()
        db.execute(
            "INSERT INTO member (id, platform, address, community, name, language, zone, seen_at, created_at)"
            " VALUES ('m', 'test', 'you', 'guild', ?, 'en', 'UTC', 0, 0)",
            (said,),
        )
        db.execute(
            "INSERT INTO run (id, member, flow, journey, args, opened_at, touched_at) VALUES ('r', 'm', 'x', 'j', ?, 0, 0)",
            (said,),
        )
        db.execute("INSERT INTO answer (run, key, value) VALUES ('r', 'k', ?)", (said * 3000,))
        db.execute("INSERT INTO effect (run, key, stated, before) VALUES ('r', 'k', ?, ?)", (said, said))
        db.execute(
            "INSERT INTO note (id, member, kind, text, day, created_at) VALUES ('n', 'm', 'k', ?, '2026-01-01', 0)",
            (said,),
        )
        db.execute(
            "INSERT INTO rejection (id, member, day, company, created_at) VALUES ('j', 'm', '2026-01-01', ?, 0)",
            (said,),
        )
    async with World(tmp_path) as world:
        assert (await world.clear("note"))[0]["text"] == CANARY
        assert (await world.clear("rejection"))[0]["role"] is None
        assert len((await world.clear("answer"))[0]["value"]) == 3000 * len(CANARY)
        checked = await world.store.read(lambda: check_fields(world.sealed))
        assert (checked.opened, checked.problems) == (8, ())
        # It is still the same person, in the same community.
        assert (await world.command("privacy")).run
        assert [row["id"] for row in await world.rows("SELECT id FROM member")] == ["m"]
        assert await world.rows("SELECT member, community FROM membership") == [{"member": "m", "community": "guild"}]
        # While it is open, in whatever file: nothing of it is readable, the copy from before included.
        for one in tmp_path.iterdir():
            assert CANARY.encode() not in one.read_bytes(), one.name
    assert beside(path) == ["bounceback.db", "bounceback.db.keys", "bounceback.db.master-key"]
