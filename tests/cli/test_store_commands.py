"""Listing, copying and bringing back the store."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import restoring
from bot.effects import NudgeKind
from bot.ports import Who
from bot.store.members import make_member, member_of
from bot.store.opening import open_store
from bot.store.unit import Rows, Unit

from .conftest import Run

Start = Callable[..., subprocess.Popen[str]]
STORE = Path("a.db")
AT = 1_795_600_000_000


def made(path: Path, name: str) -> Path:
    """A store with one member more in it."""

    async def make() -> None:
        opened = await open_store(path)
        who, now = Who("terminal", name, name=f"name of {name}"), datetime(2026, 11, 25, tzinfo=UTC)
        await opened.store.do(lambda: make_member(name, who, "en", now, opened.sealed))
        await opened.close()

    asyncio.run(make())
    return path


def copied(run: Run, *names: str, to: str = "copy.db") -> Path:
    """A copy of a store that held these members. The store itself is gone; its keys are there."""
    for name in names:
        made(STORE, name)
    assert run("backup", to, "--db", STORE).code == 0
    for end in ("", "-wal", "-shm"):
        Path(f"{STORE}{end}").unlink(missing_ok=True)
    return Path(to)


def opens(path: Path) -> dict[str, str | None]:
    """Every member's id and name, as they come out of the seal."""

    async def look() -> dict[str, str | None]:
        opened = await open_store(path)
        try:
            rows = await opened.store.read(_all_members)
            return {row["id"]: member_of(row, opened.sealed).name for row in rows}
        finally:
            await opened.close()

    return asyncio.run(look())


def _all_members() -> Unit[Rows]:
    return (yield "SELECT * FROM member", ())


def members(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT id FROM member ORDER BY rowid")]


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir() if not path.name.endswith((".lock", "-wal", "-shm")))


def test_what_is_copied_can_be_brought_back(run: Run) -> None:
    made(STORE, "before")
    ran = run("backup", "copy.db", "--db", STORE)
    assert (ran.code, ran.out.splitlines()) == (
        0,
        [
            "copied to copy.db, and the members' keys to copy.db.keys. Keep the two apart.",
            "Neither opens without the master key (a.db.master-key), which is in no backup: keep a copy of that too.",
        ],
    )
    assert Path("copy.db").stat().st_mode & Path("copy.db.keys").stat().st_mode & 0o777 == 0o600
    made(STORE, "after")
    ran = run("restore", "copy.db", "--db", STORE)
    assert (ran.code, ran.out) == (
        0,
        "restored from copy.db. What was there before is in a.db.before-restore.\n",
    )
    assert (members(STORE), members(Path("a.db.before-restore"))) == (["before"], ["before", "after"])
    assert opens(STORE) == {"before": "name of before"}
    assert STORE.stat().st_mode & 0o777 == Path("a.db.before-restore").stat().st_mode & 0o777 == 0o600
    assert "a.db.before-restore-2" in run("restore", "copy.db", "--db", STORE).out
    assert files() == [
        "a.db",
        "a.db.before-restore",
        "a.db.before-restore-2",
        "a.db.keys",
        "a.db.master-key",
        "copy.db",
        "copy.db.keys",
    ]


def test_a_copy_comes_back_on_a_new_machine_with_its_keys_and_the_master_key(run: Run) -> None:
    copied(run, "one")
    new = Path("new/folder/a.db")
    ran = run("restore", "copy.db", "--db", new)
    assert (ran.code, ran.err) == (
        1,
        f"bounceback: {new}.master-key: the master key is not there. Bring it back; without it nothing can be read.\n",
    )
    assert [path.name for path in new.parent.iterdir() if path.suffix != ".lock"] == []
    shutil.copy("a.db.master-key", f"{new}.master-key")
    assert run("restore", "copy.db", "--db", new).out == "restored from copy.db.\n"
    assert opens(new) == {"one": "name of one"}


def test_a_copy_without_its_keys_is_no_use_elsewhere(run: Run) -> None:
    copied(run, "one")
    Path("copy.db.keys").unlink()
    made(Path("other.db"), "two")
    ran = run("restore", "copy.db", "--db", "other.db")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "the keys of 1 of its members are not there. Put copy.db.keys" in ran.err
    assert opens(Path("other.db")) == {"two": "name of two"}


def test_a_copy_from_before_a_change_of_the_master_key_comes_back(run: Run) -> None:
    made(STORE, "one")
    run("backup", "copy.db", "--db", STORE)
    ran = run("keys", "rotate", "--db", STORE)
    assert ran.code == 0
    assert ran.out.startswith("1 member's key is wrapped with a new master key, in a.db.master-key.")
    assert opens(STORE) == {"one": "name of one"}
    assert run("restore", "copy.db", "--db", STORE).code == 0
    assert opens(STORE) == {"one": "name of one"}


def test_a_copy_with_its_log_comes_back_whole(run: Run) -> None:
    copied(run, "one")
    with closing(sqlite3.connect("copy.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("UPDATE member SET language = 'de'")
        assert Path("copy.db-wal").stat().st_size > 0
        assert run("restore", "copy.db", "--db", STORE).code == 0
    with closing(sqlite3.connect(STORE)) as db:
        assert db.execute("SELECT id, language FROM member").fetchall() == [("one", "de")]


def damaged(path: Path) -> Path:
    made(path, "one")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 3)
    return path


def newer(path: Path) -> Path:
    with closing(sqlite3.connect(made(path, "one"))) as db:
        db.execute("PRAGMA user_version = 9999")
    return path


def strange(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 1")
        db.execute("CREATE TABLE other (id)")
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def text(path: Path) -> Path:
    path.write_text("this is no database " * 500)
    return path


def folder_instead(path: Path) -> Path:
    path.mkdir()
    return path


def nothing(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (damaged, "copy.db is damaged"),
        (newer, "copy.db was made by a newer Bounceback (schema 9999"),
        (strange, "copy.db is not a copy of a Bounceback store"),
        (empty, "copy.db is not a copy of a Bounceback store"),
        (text, "copy.db is damaged or not a Bounceback database"),
        (folder_instead, "copy.db: there is no such file"),
        (nothing, "copy.db: there is no such file"),
    ],
)
def test_what_is_no_sound_copy_changes_nothing(make: Callable[[Path], Path], says: str, run: Run) -> None:
    made(STORE, "mine")
    ran = run("restore", make(Path("copy.db")), "--db", STORE)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert ran.err.startswith(f"bounceback: {says}")
    assert members(STORE) == ["mine"]
    assert [name for name in files() if not name.startswith("copy.db")] == ["a.db", "a.db.keys", "a.db.master-key"]


def test_the_store_is_no_copy_of_itself(run: Run) -> None:
    made(STORE, "mine")
    assert run("restore", STORE, "--db", STORE).err == (
        "bounceback: a.db is the store itself. Name a copy of it; nothing was changed.\n"
    )


def test_a_damaged_store_is_kept_as_it_is(run: Run) -> None:
    copied(run, "good")
    before = damaged(STORE).read_bytes()
    assert run("restore", "copy.db", "--db", STORE).code == 0
    assert members(STORE) == ["good"]
    assert Path("a.db.before-restore").read_bytes() == before


# Killed when it is about to call the function for the nth time.
KILLED = [("_write_part", 1), ("_bring_up_to_date", 1), ("_flush", 1), ("_keep", 1), ("_fold_in_log", 1), ("_copy", 1)]
KILLED += [("_flush", 2), ("_flush_folder", 1), ("_swap", 1), ("Path.replace", 1), ("_flush_folder", 2)]
KILL = """
import os, pathlib, signal, sys
from bot.cli import restoring
owner, name, count = (pathlib.Path, "replace", int(sys.argv[2])) if sys.argv[1] == "Path.replace" else (
    restoring, sys.argv[1], int(sys.argv[2]))
real, calls = getattr(owner, name), []
def killed(*args):
    calls.append(args)
    if len(calls) == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args)
setattr(owner, name, killed)
restoring.bring_back(pathlib.Path("a.db"), pathlib.Path("copy.db"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("step", "count"), KILLED)
def test_killed_anywhere_nothing_is_lost(step: str, count: int, start: Start, run: Run) -> None:
    copied(run, "new")
    made(STORE, "old")
    with closing(sqlite3.connect(made(STORE, "older"), isolation_level=None)) as db:
        db.execute("UPDATE member SET language = 'de'")
        # As a kill leaves it: what was written last is in the log only.
        rest = {end: Path(f"a.db{end}").read_bytes() for end in ("", "-wal")}
    for end, content in rest.items():
        Path(f"a.db{end}").write_bytes(content)
    process = start(step, str(count), python=KILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, err
    swapped = members(STORE)
    assert swapped == (["new"] if (step, count) == ("_flush_folder", 2) else ["old", "older"])
    # And the next try finds nothing in its way.
    assert run("restore", "copy.db", "--db", STORE).code == 0
    assert members(STORE) == ["new"]
    assert not Path("a.db.restoring").exists()
    kept = [members(path) for path in Path().glob("a.db.before-restore*") if path.suffix != ".part"]
    assert ["old", "older"] in kept


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("backup", "copy.db", "--db", "no.db"), "no.db: there is no such file."),
        (("nudges", "list", "--db", "no.db"), "no.db: there is no such file."),
        (("backup", "copy.db", "--db", "."), ". is a folder. Give a file with --db FILE."),
        (("backup", "no/copy.db", "--db", "a.db"), "no/copy.db cannot be written: there is no such folder."),
        (("backup", "a.db", "--db", "a.db"), "a.db is already there."),
        (("chat", "--db", "a.db/b.db"), "a.db/b.db cannot be used: "),
        (("chat", "--db", "."), ". is a folder. Give a file with --db FILE."),
        (("restore", "a.db", "--db", "a.db/b.db"), "a.db/b.db cannot be"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_a_path_that_will_not_do_is_one_line(command: tuple[str, ...], says: str, run: Run) -> None:
    made(STORE, "mine")
    ran = run(*command)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert ran.err.startswith(f"bounceback: {says}")
    assert not Path("no.db").exists()


def test_nudges_are_listed_without_their_content(run: Run) -> None:
    made(STORE, "mine")
    assert run("nudges", "list", "--db", STORE).out == "no check-ins yet\n"
    nudge("n1")
    assert json.loads(run("nudges", "list", "--json", "--db", STORE).out) == [
        {
            "id": "n1",
            "kind": "check-in",
            "due": "2026-11-25T09:46:40+00:00",
            "next": "2026-11-25T09:46:40+00:00",
            "state": "waiting",
            "reason": None,
        }
    ]
    table = run("nudges", "list", "--db", STORE).out
    assert table.split() == ["n1", "2026-11-25T09:46:40+00:00", "check-in", "waiting"]


def nudge(this: str, state: str = "waiting", late_until: int = AT) -> None:
    """A nudge of the member `mine`, in the store."""
    with closing(sqlite3.connect(STORE)) as db, db:
        names = [row[1] for row in db.execute("PRAGMA table_info(nudge)") if row[3] and row[4] is None]
        values: dict[str, object] = dict.fromkeys(names, 0)
        values |= {"id": this, "member": "mine", "kind": NudgeKind.CHECK_IN, "state": state}
        values |= {"due_at": AT, "next_at": AT if state == "waiting" else None, "late_until": late_until}
        asked = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO nudge ({', '.join(values)}) VALUES ({asked})", values)  # noqa: S608 - from the schema


def test_what_failed_is_tried_again_while_it_makes_sense_and_the_rest_says_why_not(run: Run) -> None:
    made(STORE, "mine")
    later = int(time.time() * 1000) + 10**8
    for this, state in (("gone", "failed"), ("closed", "unreachable"), ("sent", "sent"), ("new", "parked")):
        nudge(this, state, later)
    nudge("late", "failed", 0)
    ran = run("nudges", "retry", "gone", "closed", "sent", "late", "new", "nobody", "--db", STORE)
    assert (ran.code, ran.out.splitlines()) == (
        1,
        ["gone: waits again, to be sent at once", "closed: waits again, to be sent at once"],
    )
    assert ran.err.splitlines() == [
        "bounceback: sent: it was sent",
        "bounceback: late: its time has passed, so it is not sent any more",
        "bounceback: new: another version of Bounceback made it: that one can send it",
        "bounceback: nobody: there is no such check-in: bounceback nudges list",
    ]
    with closing(sqlite3.connect(STORE)) as db:
        waiting = db.execute("SELECT id, next_at <= ? FROM nudge WHERE state = 'waiting' ORDER BY id", (later,))
        assert waiting.fetchall() == [("closed", 1), ("gone", 1)]


def test_all_that_failed_at_once(run: Run) -> None:
    made(STORE, "mine")
    assert run("nudges", "retry", "--failed", "--db", STORE).out == "none failed\n"
    for this in ("a", "b"):
        nudge(this, "failed", int(time.time() * 1000) + 10**8)
    assert run("nudges", "retry", "--failed", "--db", STORE).out.splitlines() == [
        f"{this}: waits again, to be sent at once" for this in "ab"
    ]
    for command in (("nudges", "retry"), ("nudges", "retry", "a", "--failed")):
        assert run(*command, "--db", STORE).code == 2


def test_names_for_what_is_kept_do_not_run_out() -> None:
    names = restoring._names(STORE)
    assert [next(names).name for _ in range(3)] == [
        "a.db.before-restore",
        "a.db.before-restore-2",
        "a.db.before-restore-3",
    ]
