"""A store with circles, organisers' rows, own words, reports and weekly numbers goes elsewhere: into PostgreSQL, into a backup
and back, and under a new master key."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import key_commands
from bot.cli.restoring import bring_back
from bot.store import moving
from bot.store.copying import copy_both
from bot.store.forgetting import forget
from bot.store.keys import places
from bot.store.opening import open_file
from bot.store.own_data import TABLES as OWNED
from bot.store.own_words import load_own
from bot.store.place import Place, Postgres
from tests.filled import MINE, NAMES, TABLES, filled
from tests.scheduler.circles import DAY, Weeks
from tests.world import World


class Left(NamedTuple):
    """A store that was filled and closed, who is in it, and when."""

    path: Path
    people: dict[str, str]
    at: datetime


@pytest.fixture
async def left(tmp_path: Path) -> Left:
    async with World(tmp_path) as world:
        people = await filled(world)
        counts = {table: len(await world.rows(f"SELECT * FROM {table}")) for table in TABLES}  # noqa: S608 - ours
        assert all(counts.values()), counts
        at = world.clock.at
    return Left(world.path, people, at)


async def all_opens(place: Place, master: Path | None = None) -> int:
    """Everything that is sealed opens. Gives how many fields."""
    checked = await key_commands.check(place, master)
    assert checked.problems == ()
    return checked.opened


async def own_words_open(world: World) -> None:
    own = await world.store.read(lambda: load_own("test", "guild", world.sealed))
    assert own.words == {"en": {"home-title": "Our own home"}}
    assert [entry.fields["name"] for entry in own.entries["group"]] == ["Tea on Fridays"]


async def the_week_ends(world: World, at: datetime) -> list[str]:
    """The circle goes on from `at` to its next week. Gives what it said."""
    world.clock.at = at
    weeks = Weeks(world)
    (opened,) = await world.rows("SELECT number FROM round WHERE state = 'open'")
    await world.write("UPDATE commitment SET state = 'done', done_on = '2026-12-09' WHERE state = 'open'")
    await weeks.until(at + 7 * DAY)
    assert (await world.rows("SELECT number FROM round WHERE state = 'open'"))[0]["number"] == opened["number"] + 1
    assert not await world.rows("SELECT id FROM announcement WHERE state IN ('refused', 'unknown')")
    return weeks.said()


async def test_every_table_is_copied_and_the_circle_goes_on_there(
    left: Left, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = postgres._replace(master=places(left.path).master)
    source = await open_file(left.path)
    rows: list[int] = []
    async with moving.target(place) as (store, keys):
        await moving.copy(source, store, keys, rows.append)
        for table in TABLES:
            key = await source.store.read(lambda table=table: moving._key(table))  # type: ignore[misc]
            before, after = await moving._sum(source.store, table, key), await moving._sum(store, table, key)
            assert before == after, table
            assert before.rows > 0, table
    assert sum(rows) == 2 * await moving.size(source)
    await source.close()
    assert await all_opens(place) == await all_opens(left.path)
    monkeypatch.setattr(World, "database", place)
    async with World(tmp_path) as world:
        await own_words_open(world)
        said = await the_week_ends(world, left.at)
        assert any("Dan" in one and "tidy the letter" in one for one in said)
        # Who met is looked back on: six people meet somebody new.
        met = await world.rows("SELECT pairing, member FROM paired")
        groups: dict[str, set[str]] = {}
        for row in met:
            groups.setdefault(row["pairing"], set()).add(row["member"])
        assert len(groups) == len({frozenset(group) for group in groups.values()}) >= 6


async def backed_up(left: Left) -> Path:
    opened = await open_file(left.path)
    copy = left.path.with_name("copy.db")
    await copy_both(opened.store, opened.keys, copy, copy.with_name("copy.db.keys"))
    await opened.close()
    return copy


async def test_whoever_was_forgotten_since_the_backup_stays_so_with_all_they_had_in_circles(
    left: Left, tmp_path: Path
) -> None:
    copy, ada = await backed_up(left), left.people["Ada"]
    async with World(tmp_path) as world:
        world.clock.at = left.at
        await world.store.do(lambda: forget(ada, world.clock.at, world.sealed))
        await world.forgetting.finish()
    bring_back(left.path, copy)
    async with World(tmp_path) as world:
        world.clock.at = left.at
        assert {row["id"] for row in await world.rows("SELECT id FROM member")} == set(left.people.values()) - {ada}
        for owned in OWNED:
            whose = "id" if owned.table == "member" else owned.owner
            if whose != "run":
                assert not await world.rows(f"SELECT 1 FROM {owned.table} WHERE {whose} = $1", ada), owned.table  # noqa: S608 - ours
        assert await world.rows("SELECT 1 FROM apart WHERE other = $1", ada) == []
        # What others cheered of hers is gone with it, and what organisers did stays without a name.
        assert await world.rows("SELECT 1 FROM cheer") == []
        assert await world.rows("SELECT actor FROM audit") == [{"actor": None}]
        await own_words_open(world)
        # The digest that a backup still knows as quoting her is said without her.
        assert await world.rows("SELECT 1 FROM quote WHERE commitment IS NULL")
        await Weeks(world).rounds.run_due()
        assert not await world.rows("SELECT 1 FROM quote WHERE commitment IS NULL")
        ((_, _, digest),) = world.sender.amended
        assert "Ben" in digest
        assert "Ada" not in digest
        assert MINE not in digest
        said = await the_week_ends(world, left.at)
        assert not any("Ada" in one for one in said)
    await all_opens(left.path)


async def test_all_the_others_come_back_as_they_were(left: Left, tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        before = await world.dump()
    copy, opens = await backed_up(left), await all_opens(left.path)
    async with World(tmp_path) as world:
        for table in reversed(TABLES):
            await world.write(f"DELETE FROM {table}")  # noqa: S608 - ours
    bring_back(left.path, copy)
    assert await all_opens(left.path) == opens
    async with World(tmp_path) as world:
        after = await world.dump()
        for table in TABLES:
            assert sorted(map(repr, after[table])) == sorted(map(repr, before[table])), table
        said = await the_week_ends(world, left.at)
        assert any("tidy the letter" in one for one in said)


async def test_a_copy_on_a_new_machine_opens_with_all_its_keys(left: Left, tmp_path: Path) -> None:
    """Also those of the installation: what is communities' own is sealed with one."""
    copy = await backed_up(left)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    new = elsewhere / "bounceback.db"
    places(new).master.write_bytes(places(left.path).master.read_bytes())
    places(new).master.chmod(0o600)
    bring_back(new, copy)
    assert await all_opens(new) == await all_opens(left.path)


async def test_a_copy_comes_back_beside_keys_that_were_made_since(left: Left, tmp_path: Path) -> None:
    """The store was lost with its keys, the bot was started anew, and then the copy was found."""
    copy, opens = await backed_up(left), await all_opens(left.path)
    for path in (left.path, places(left.path).store):
        path.unlink()
    for end in ("-wal", "-shm"):
        left.path.with_name(left.path.name + end).unlink(missing_ok=True)
    async with World(tmp_path) as world:
        await world.command("help")
    bring_back(left.path, copy)
    assert await all_opens(left.path) == opens


async def test_a_new_master_key_opens_own_words_too(left: Left, tmp_path: Path) -> None:
    opens = await all_opens(left.path)
    told = await key_commands.rotate(left.path, None)
    assert f"{len(NAMES)} members' keys are wrapped with a new master key" in told
    assert await all_opens(left.path) == opens
    async with World(tmp_path) as world:
        await own_words_open(world)
        await world.write("UPDATE own_words SET text = $1", b"\x01 damaged and much too short to be open")
    checked = await key_commands.check(left.path, None)
    assert len(checked.problems) == 1
    assert "own_words" in checked.problems[0]


async def test_a_new_master_key_opens_own_words_in_a_database(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "database", postgres)
    async with World(tmp_path) as world:
        await filled(world)
    opens = await all_opens(postgres)
    await key_commands.rotate(postgres, None)
    assert await all_opens(postgres) == opens
    async with World(tmp_path) as world:
        await own_words_open(world)
