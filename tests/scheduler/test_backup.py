"""Backups by the clock: made when one is due, deleted when they are too old, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.store.copying import copy_both
from bot.store.errors import StoreFullError
from bot.store.keys import places
from bot.store.opening import open_file
from scheduler.backup import Backups, Kept
from tests.scheduler.planning import DAY, HOUR
from tests.world import World


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    for name in ("copies", "keys"):
        (tmp_path / name).mkdir()
    return Kept(tmp_path / "copies", tmp_path / "keys", timedelta(hours=24), timedelta(days=3))


def backups(world: World, kept: Kept) -> Backups:
    assert world.opened is not None
    return Backups(kept, partial(copy_both, world.store, world.opened.keys), world.clock)


def names(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_the_copy_and_its_keys_lie_apart_and_open_together(world: World, kept: Kept, tmp_path: Path) -> None:
    await world.command("rejected", company="Acme")
    await backups(world, kept).look()
    (copy,) = kept.folder.iterdir()
    (keys,) = kept.keys_folder.iterdir()
    assert (copy.name, keys.name) == ("bounceback-20261125T100000Z.db", "bounceback-20261125T100000Z.db.keys")
    assert {path.stat().st_mode & 0o777 for path in (copy, keys)} == {0o600}
    # As after `restore`: at one place, with the master key.
    there = tmp_path / "there" / "bounceback.db"
    there.parent.mkdir()
    copy.rename(there)
    keys.rename(places(there).store)
    places(world.path).master.rename(places(there).master)
    opened = await open_file(there)
    assert len(opened.keys.members()) == 1
    await opened.close()


async def test_one_a_day_however_often_it_is_looked_at_and_the_bot_started(world: World, kept: Kept) -> None:
    for _ in range(60):
        await backups(world, kept).look()
        world.clock.at += HOUR
    assert names(kept.folder) == [f"bounceback-202611{day}T100000Z.db" for day in (25, 26, 27)]


async def test_what_is_too_old_goes_with_its_keys_and_only_what_was_made_here(world: World, kept: Kept) -> None:
    await backups(world, kept).look()
    mine = [kept.folder / name for name in ("bounceback-mine.db", "bounceback-20200101T000000Z.db.gz", "notes.txt")]
    for path in mine:
        path.write_text("mine")
    for _ in range(5):
        world.clock.at += DAY
        await backups(world, kept).look()
    made = [f"bounceback-2026{day}T100000Z.db" for day in ("1128", "1129", "1130")]
    assert names(kept.folder) == sorted([*made, *(path.name for path in mine)])
    assert names(kept.keys_folder) == [f"{name}.keys" for name in made]


async def test_a_full_disk_leaves_no_half_and_the_next_look_tries_again(world: World, kept: Kept) -> None:
    full = True

    async def copies(to: Path, keys_to: Path) -> None:
        if full:
            raise StoreFullError("no space left")
        assert world.opened is not None
        await copy_both(world.store, world.opened.keys, to, keys_to)

    made = Backups(kept, copies, world.clock)
    await made.look()
    assert names(kept.folder) == []
    full = False
    await made.look()
    assert len(names(kept.folder)) == len(names(kept.keys_folder)) == 1


async def test_a_folder_that_is_not_there_is_not_made(
    world: World, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.keys_folder.rmdir()
    await backups(world, kept).look()
    assert names(kept.folder) == []
    assert "no backup was made" in capsys.readouterr().err


async def test_one_from_a_clock_that_was_ahead_keeps_no_other_from_being_made(world: World, kept: Kept) -> None:
    world.clock.at += 300 * DAY
    await backups(world, kept).look()
    world.clock.at -= 300 * DAY
    await backups(world, kept).look()
    assert len(names(kept.folder)) == 2
