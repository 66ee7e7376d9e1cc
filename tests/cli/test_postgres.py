"""The commands on a store in PostgreSQL, and the way there from a file."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.cli.moving import copy
from bot.config import read_config
from bot.settings import Config
from bot.store import moving
from bot.store.checking import check_fields
from bot.store.errors import StoreError
from bot.store.keys import places
from bot.store.opening import open_file, open_store
from bot.store.own_data import NOT_OWNED, TABLES
from bot.store.place import Postgres
from tests import circles as made
from tests.world import OTHER, YOU, World

CANARY = "zyxcanary"
CHECKOUT = Path(__file__).parents[2]


def bounceback(place: Postgres, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOUNCEBACK_")}
    environ |= {
        "BOUNCEBACK_STORE_URL": place.url,
        "BOUNCEBACK_KEYS_URL": place.keys,
        "BOUNCEBACK_KEYS__FILE": str(place.master),
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


async def wrote(world: World) -> None:
    await world.place()
    await world.command("rejected", company=CANARY)
    for tap in ("start", "skip", "skip", "no", "thought"):
        await world.tap(tap)
    await world.type(f"{CANARY} thought")


async def in_a_circle(world: World) -> None:
    """Rows that refer to one another in every way that circles have: an organiser, pods, pairs, cheers."""
    await made.circle(world)
    await made.pod(world)
    mine, other = await made.joined(world, YOU, pod="pod"), await made.joined(world, OTHER, pod="pod")
    await made.commitment(world, mine, text=CANARY, where=CANARY)
    await world.write("UPDATE circle SET organiser = $1", other)
    for sql in (
        "INSERT INTO cheer (commitment, member, kind, created_at) VALUES ('commitment', $1, 'cheer-clear', 0)",
        "INSERT INTO pairing (id, circle, round, created_at) SELECT 'p', circle, id, 0 FROM round WHERE $1 <> ''",
        "INSERT INTO paired (pairing, member) VALUES ('p', $1)",
    ):
        await world.write(sql, other)
    await world.write("INSERT INTO apart (member, other) VALUES ($1, $2)", mine, other)


@pytest.fixture
async def filled(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Postgres:
    """A store in which somebody wrote something, closed."""
    monkeypatch.setattr(World, "database", postgres)
    async with World(tmp_path) as world:
        await wrote(world)
    return postgres


def test_what_works_with_a_file_works_with_a_database(filled: Postgres) -> None:
    checked = bounceback(filled, "keys", "check")
    assert checked.returncode == 0, checked.stderr
    assert " fields open, 0 do not" in checked.stdout
    said = " ".join(bounceback(filled, "doctor").stdout.split())
    assert "opens and is sound (schema" in said
    assert "its keys open" in said
    assert "disk" not in said
    assert bounceback(filled, "nudges", "list").returncode == 0
    assert f"the store is postgresql://{urlsplit(filled.url).netloc.rpartition('@')[2]}" in bounceback(
        filled, "config", "check"
    ).stdout.replace("\n", "")


def test_what_a_database_has_its_own_way_for_says_so_in_a_line(filled: Postgres, tmp_path: Path) -> None:
    for arguments, said in (
        (("backup", str(tmp_path / "copy")), "is in PostgreSQL: copy it with pg_dump"),
        (("restore", str(tmp_path / "copy")), "is in PostgreSQL: bring its copy back with pg_restore"),
        (("chat",), "is in PostgreSQL: talk to a file, with --db FILE"),
    ):
        told = bounceback(filled, *arguments)
        assert told.returncode == 1
        assert said in told.stderr
        assert told.stderr.count("\n") == 1


def test_an_empty_database_is_no_mistake(postgres: Postgres) -> None:
    assert "can be reached and is empty" in " ".join(bounceback(postgres, "doctor").stdout.split())
    assert "has no keys in it" in bounceback(postgres, "keys", "check").stderr


async def test_a_rotation_leaves_everything_readable(filled: Postgres) -> None:
    before = filled.master.read_text()
    told = bounceback(filled, "keys", "rotate")
    assert told.returncode == 0, told.stderr
    assert "1 member's key is wrapped with a new master key" in told.stdout
    assert "Every other machine" in told.stdout
    assert filled.master.read_text() != before
    assert " 0 do not" in bounceback(filled, "keys", "check").stdout
    filled.master.write_text(before)
    assert "Bring back the right one" in bounceback(filled, "keys", "check").stderr


async def test_keys_are_not_changed_under_a_running_bot(filled: Postgres) -> None:
    opened = await open_store(filled)
    told = bounceback(filled, "keys", "rotate")
    await opened.close()
    assert told.returncode == 1
    assert "is in use by a Bounceback that is running" in told.stderr


# From a file


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    async with World(tmp_path) as world:
        await wrote(world)
        await in_a_circle(world)
        await world.command("privacy")
    return world.path


def target(postgres: Postgres, file: Path) -> Postgres:
    return postgres._replace(master=places(file).master)


async def test_a_store_is_copied_and_goes_on_there(file: Path, postgres: Postgres) -> None:
    told = bounceback(
        postgres._replace(master=places(file).master),
        "store", "copy", "--from", f"sqlite:///{file}", "--to", postgres.url,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "what is there now is the same" in told.stdout
    opened, there = await open_file(file), await open_store(target(postgres, file))
    for table in moving.ORDER:
        assert await opened.store.read(partial(moving._count, table)) == await there.store.read(
            partial(moving._count, table)
        )
    checked = await there.store.read(lambda: check_fields(there.sealed))
    assert checked.problems == ()
    assert checked.opened > 5
    await opened.close()
    await there.close()


async def test_the_member_goes_on_where_they_were(
    file: Path, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await open_file(file)
    async with moving.target(target(postgres, file)) as (store, keys):
        await moving.copy(opened, store, keys, lambda _: None)
    await opened.close()
    monkeypatch.setattr(World, "database", target(postgres, file))
    async with World(tmp_path) as world:
        shown = await world.command("home")
        assert CANARY in str(shown)


def test_every_table_is_copied_but_leases() -> None:
    assert set(moving.ORDER) == {owned.table for owned in TABLES} | NOT_OWNED - {"lease"}


async def test_a_copy_that_was_cut_off_is_begun_anew_and_nothing_starts_on_it(file: Path, postgres: Postgres) -> None:
    opened = await open_file(file)
    place = target(postgres, file)
    for many in range(1, 40, 9):
        left = [many]

        def cut(rows: int, left: list[int] = left) -> None:
            left[0] -= rows
            if left[0] < 0:
                raise KeyboardInterrupt

        async with moving.target(place) as (store, keys):
            with pytest.raises(KeyboardInterrupt):
                await moving.copy(opened, store, keys, cut)
        with pytest.raises(StoreError, match="a copy into it was cut off"):
            await open_store(place)
    async with moving.target(place) as (store, keys):
        await moving.copy(opened, store, keys, lambda _: None)
    await opened.close()
    there = await open_store(place)
    assert (await there.store.read(lambda: check_fields(there.sealed))).problems == ()
    await there.close()


async def test_what_is_not_the_same_in_the_end_is_found(file: Path, postgres: Postgres) -> None:
    opened = await open_file(file)
    place = target(postgres, file)
    connection = await asyncpg.connect(postgres.url)
    done = 0

    def change(rows: int) -> None:
        nonlocal done
        done += 1

    async with moving.target(place) as (store, keys):
        # Somebody else's trigger changes what is written.
        await connection.execute(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = 'other'; RETURN NEW; END $$;"
            "CREATE TRIGGER spoil BEFORE INSERT ON place FOR EACH ROW EXECUTE FUNCTION spoil()"
        )
        with pytest.raises(StoreError, match="the table place is not what it is in"):
            await moving.copy(opened, store, keys, change)
    await connection.close()
    await opened.close()
    with pytest.raises(StoreError, match="a copy into it was cut off"):
        await open_store(place)


async def test_a_database_with_something_in_it_is_let_be(file: Path, filled: Postgres) -> None:
    told = bounceback(target(filled, file), "store", "copy", "--from", f"sqlite:///{file}", "--to", filled.url)
    assert told.returncode == 1
    there = await open_store(filled)
    assert await there.store.read(partial(moving._count, "member")) == 1
    await there.close()


@pytest.mark.parametrize(
    ("source", "to", "keys", "said"),
    [
        ("postgresql://h/a", "postgresql://h/b", "postgresql://h/c", "--from takes a store in a file"),
        ("sqlite:///{}", "sqlite:///b", "postgresql://h/c", "--to takes a database"),
        ("sqlite:///{}", "postgresql://h/b", "sqlite:///c", "--keys-to: give another database"),
        ("sqlite:///{}", "postgresql://h/b", "postgresql://me@h/b", "--keys-to: is the database of the store"),
        ("sqlite:///nothing-here.db", "postgresql://h/b", "postgresql://h/c", "there is no store of this version"),
    ],
)
async def test_what_cannot_be_copied_is_one_line(file: Path, source: str, to: str, keys: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        await copy(Config(), source.format(file), to, keys)


def test_the_settings_of_a_store_in_postgresql(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUNCEBACK_STORE_URL", "postgresql://me:secret@db.example/bot")
    monkeypatch.setenv("BOUNCEBACK_KEYS_URL", "postgresql://me:secret@db.example/keys")
    assert read_config().keys.url == "postgresql://me:secret@db.example/keys"
