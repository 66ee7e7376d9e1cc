"""Forgetting: gone in seconds, from the log and the free pages too, for good, and with what was posted."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.restoring import bring_back
from bot.effects import Posted
from bot.screen import Attached
from bot.store.forgetting import forget
from bot.store.keys import places
from bot.store.unit import Unit
from tests.world import OTHER, World, text

CANARY = "zyxcanary"
MANY = 10_000


async def wrote(world: World) -> str:
    """Somebody writes a few things. Gives their id."""
    await world.command("rejected", company=f"{CANARY} company")
    for tap in ("start", "skip", "skip", "no", "thought"):
        await world.tap(tap)
    await world.type(f"{CANARY} thought")
    await world.type(f"{CANARY} kinder")
    address = world.sealed.hashed(world.who.platform, world.who.address)
    return str((await world.rows("SELECT id FROM member WHERE address_hash = $1", address))[0]["id"])


async def forgets(world: World) -> str:
    await world.command("privacy")
    await world.tap("forget")
    return text(await world.tap("yes"))


def raw(world: World, *ends: str) -> bytes:
    return b"".join(world.path.with_name(world.path.name + end).read_bytes() for end in ends or ("", "-wal", ".keys"))


async def test_nothing_is_left_in_the_file_the_log_or_the_key_store(world: World) -> None:
    member = await wrote(world)
    sealed = [row["text"] for row in await world.rows("SELECT text FROM note")]
    assert sealed
    assert any(one in raw(world) for one in sealed)
    assert member.encode() in raw(world)
    assert "Gone, all that I kept" in await forgets(world)
    for one in sealed:
        assert one not in raw(world)
    # Their id stands in the key store alone, as one that was forgotten.
    assert member.encode() not in raw(world, "", "-wal")
    assert world.opened is not None
    assert world.opened.keys.members() == set()
    assert world.opened.keys.forgotten() == {member}
    assert await world.rows("SELECT * FROM forgotten") == []


async def test_ten_thousand_rows_are_gone_within_five_seconds(world: World) -> None:
    """The bar is of the promise: a person waits for it. On a slow machine there is room of ten times."""
    member = await wrote(world)

    def fill() -> Unit[None]:
        for number in range(MANY):
            text = world.sealed.put(member, "note", f"n{number}", "text", f"{CANARY} {number}")
            yield (
                "INSERT INTO note (id, member, kind, text, day, created_at) VALUES ($1, $2, 'kept', $3, '2026-11-25', 0)",
                (f"n{number}", member, text),
            )

    await world.store.do(fill)
    began = time.monotonic()
    await forgets(world)
    assert time.monotonic() - began < 5
    assert await world.rows("SELECT * FROM note") == []
    assert world.path.with_name(world.path.name + "-wal").stat().st_size == 0


async def test_killed_in_between_it_is_finished_at_the_next_start(world: World) -> None:
    member = await wrote(world)
    sealed = [row["text"] for row in await world.rows("SELECT text FROM note")]
    await world.store.do(lambda: forget(member, world.clock.at, world.sealed))
    assert [row["member"] for row in await world.rows("SELECT member FROM forgotten")] == [member]
    await world.reopen()
    await world.retention().often()
    assert world.opened is not None
    assert world.opened.keys.members() == frozenset()
    assert await world.rows("SELECT * FROM forgotten") == []
    assert not any(one in raw(world) for one in sealed)


async def test_a_reader_that_is_in_the_way_only_puts_it_off(world: World) -> None:
    await wrote(world)
    sealed = [row["text"] for row in await world.rows("SELECT text FROM note")]
    with closing(sqlite3.connect(world.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM note").fetchone()
        await forgets(world)
        # The key is gone already, so nobody can read what the log still holds.
        assert world.opened is not None
        assert world.opened.keys.members() == frozenset()
        assert len(await world.rows("SELECT * FROM forgotten")) == 1
        other.execute("COMMIT")
    await world.retention().often()
    assert await world.rows("SELECT * FROM forgotten") == []
    assert not any(one in raw(world) for one in sealed)


async def test_the_others_stay(world: World) -> None:
    await wrote(world)
    world.who = OTHER
    other = await wrote(world)
    world.who = type(OTHER)("test", "you")
    await forgets(world)
    assert [row["id"] for row in await world.rows("SELECT id FROM member")] == [other]
    assert [row["text"] for row in await world.clear("note")] == [f"{CANARY} kinder"]


async def test_whoever_comes_back_starts_from_nothing(world: World) -> None:
    before = await wrote(world)
    await forgets(world)
    after = await wrote(world)
    assert after != before
    assert len(await world.clear("rejection")) == 1


# Copies


@pytest.mark.parametrize("keys_too", [True, False])
async def test_an_older_backup_brings_nobody_back(world: World, tmp_path: Path, keys_too: bool) -> None:
    """Export, delete, restore an older backup: the deleted member stays deleted, and the others are there."""
    member = await wrote(world)
    world.who = OTHER
    other = await wrote(world)
    world.who = type(OTHER)("test", "you")
    await world.command("privacy")
    await world.tap("export")
    exported = next(one.read() for one in world.screen.blocks if isinstance(one, Attached))
    assert json.loads(exported)["member"][0]["id"] == member
    copy = tmp_path / "copies" / "old.db"
    copy.parent.mkdir()
    await world.store.backup(copy)
    assert world.opened is not None
    if keys_too:
        world.opened.keys.backup(copy.with_name("old.db.keys"))
    await forgets(world)
    await world._close()

    bring_back(world.path, copy)

    await world._open()
    assert [row["id"] for row in await world.rows("SELECT id FROM member")] == [other]
    assert len(await world.clear("note")) == 1
    assert world.opened is not None
    assert world.opened.keys.members() == {other}
    # Their row, should somebody look into the old copy by hand, does not open any more.
    with closing(sqlite3.connect(copy)) as db:
        (name,) = db.execute("SELECT name FROM member WHERE id = ?", (member,)).fetchone()
    with pytest.raises(Exception, match="does not open"):
        world.sealed.get(member, "member", member, "name", name)


async def test_it_stays_so_on_a_new_machine_that_has_the_key_store(world: World, tmp_path: Path) -> None:
    member = await wrote(world)
    old, new = tmp_path / "old.db", tmp_path / "new" / "bounceback.db"
    await world.store.backup(old)
    await forgets(world)
    assert world.opened is not None
    new.parent.mkdir()
    world.opened.keys.backup(old.with_name("old.db.keys"))
    places(new).master.write_bytes(places(world.path).master.read_bytes())
    places(new).master.chmod(0o600)
    bring_back(new, old)
    with closing(sqlite3.connect(new)) as db:
        assert db.execute("SELECT id FROM member WHERE id = ?", (member,)).fetchall() == []


async def test_a_restore_finishes_what_a_kill_left_to_do(world: World, tmp_path: Path) -> None:
    """Killed between the deletion and the end of the key, and with a post still to be taken back."""
    member = await wrote(world)
    await world.place()
    copy = tmp_path / "copies" / "old.db"
    copy.parent.mkdir()
    await world.store.backup(copy)
    await shared_row(world, member, Posted.POSTED)
    await world.store.do(lambda: forget(member, world.clock.at, world.sealed))
    await world._close()
    bring_back(world.path, copy)
    await world._open()
    assert await world.rows("SELECT id FROM member") == []
    assert world.opened is not None
    assert world.opened.keys.members() == frozenset()
    await world.retention().often()
    assert [reference for _, reference, _ in world.sender.taken_back] == ["message-0"]


async def test_a_restore_with_a_key_store_that_was_made_anew_finds_people(world: World, tmp_path: Path) -> None:
    member = await wrote(world)
    copy = tmp_path / "copies" / "old.db"
    copy.parent.mkdir()
    await world.store.backup(copy)
    assert world.opened is not None
    world.opened.keys.backup(copy.with_name("old.db.keys"))
    await world._close()
    for end in ("", "-wal", "-shm", ".keys"):
        world.path.with_name(world.path.name + end).unlink(missing_ok=True)
    await world._open()  # the same master key, another key for hashes
    await world._close()
    bring_back(world.path, copy)
    await world._open()
    await world.command("home")
    assert [row["id"] for row in await world.rows("SELECT id FROM member")] == [member]


async def test_a_copy_that_is_kept_holds_no_held_text(world: World, tmp_path: Path) -> None:
    await wrote(world)
    copy = tmp_path / "copies" / "old.db"
    copy.parent.mkdir()
    await world.store.backup(copy)
    await world.command("rejected", company="I want to kill myself")
    (row,) = await world.rows("SELECT given FROM draft")
    await world._close()
    kept = bring_back(world.path, copy)
    await world._open()
    assert kept is not None
    for one in kept.parent.glob(f"{kept.name}*"):
        assert row["given"] not in one.read_bytes()


# What was posted


async def shared_row(world: World, member: str, state: Posted) -> None:
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, text, state, reference, created_at)"
        " VALUES ($1, $2, 'r', $1, 'wins', 'post-win', '', $3, $4, $5, 0)",
        state,
        member,
        world.sealed.put(member, "post", state, "text", CANARY),
        state,
        "message-0" if state is Posted.POSTED else None,
    )


async def shared(world: World) -> None:
    await wrote(world)
    await world.place()
    (member,) = await world.rows("SELECT id FROM member")
    for state in Posted:
        await shared_row(world, member["id"], state)


async def test_what_was_posted_is_taken_back(world: World) -> None:
    await shared(world)
    await forgets(world)
    # What was refused nobody saw. What is unknown is looked for by its occurrence.
    assert set(world.sender.taken_back) == {("channel-1", "message-0", "posted"), ("channel-1", None, "unknown")}
    assert await world.rows("SELECT * FROM take_back") == []


@pytest.mark.parametrize("failure", [False, OSError("the platform is out")])
async def test_a_platform_that_is_out_is_asked_again_later(world: World, failure: bool | Exception) -> None:
    await shared(world)
    world.sender.takes_back = failure
    assert "Gone, all that I kept" in await forgets(world)
    rows = await world.rows("SELECT * FROM take_back")
    assert {row["id"] for row in rows} == {"posted", "unknown"}
    # Nothing of it says who it was.
    assert CANARY not in str(rows)
    assert set(rows[0]) == {"id", "platform", "address", "reference", "until"}
    world.sender.takes_back = True
    await world.reopen()
    await world.retention().often()
    assert await world.rows("SELECT * FROM take_back") == []


async def test_what_cannot_be_taken_back_is_given_up_after_a_month(world: World) -> None:
    await shared(world)
    world.sender.takes_back = False
    await forgets(world)
    world.clock.at += timedelta(days=31)
    await world.retention().often()
    assert await world.rows("SELECT * FROM take_back") == []
