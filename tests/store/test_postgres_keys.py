"""Keys in a database of their own: there before the rows that need them, gone from every process once somebody is forgotten."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.store import postgres_keys
from bot.store.errors import KeyNeeded, KeysError, SealError, StoreError
from bot.store.master import new_master, read_master, write_master
from bot.store.opening import Opened, open_store
from bot.store.place import Postgres
from bot.store.unit import Unit
from tests.postgres import cut_connections
from tests.world import World

CANARY = "zyxcanary"


@pytest.fixture(autouse=True)
def in_a_database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "database", postgres)


@pytest.fixture
async def filled(postgres: Postgres, tmp_path: Path) -> Postgres:
    async with World(tmp_path) as world:
        await world.command("rejected", company=CANARY)
    return postgres


def keys_of(opened: Opened) -> Any:
    return opened.keys


async def member_of(opened: Opened) -> str:
    def unit() -> Unit[str]:
        (row,) = yield "SELECT id FROM member", ()
        return str(row["id"])

    return await opened.store.read(unit)


async def refused(place: Postgres) -> str:
    with pytest.raises(StoreError) as caught:
        await open_store(place)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def sealed_by(opened: Opened, member: str) -> bytes | None:
    def unit() -> Unit[bytes | None]:
        yield from ()
        return opened.sealed.put(member, "note", "n", "text", CANARY)

    return await opened.store.read(unit)


async def read_by(opened: Opened, member: str, sealed: bytes | None) -> str | None:
    def unit() -> Unit[str | None]:
        yield from ()
        return opened.sealed.get(member, "note", "n", "text", sealed)

    return await opened.store.read(unit)


async def test_a_new_member_has_a_key_before_a_row_and_one_of_each(postgres: Postgres, tmp_path: Path) -> None:
    keys = await asyncpg.connect(postgres.keys)
    async with World(tmp_path) as world:
        there: list[bool] = []
        real = world.sealed.put

        def noted(member: str, *place: Any) -> bytes | None:
            made = real(member, *place)
            there.append(member in keys_of(world.opened)._ready)  # type: ignore[arg-type]
            return made

        world.sealed.put = noted  # type: ignore[method-assign, assignment]
        await world.command("help")
        assert there
        assert all(there)
        owners = [row["owner"] for row in await keys.fetch("SELECT owner FROM wrapped WHERE owner NOT LIKE '~%'")]
        assert owners == [row["id"] for row in await world.rows("SELECT id FROM member")]
    await keys.close()


async def test_no_key_stands_in_the_store_and_no_master_key_anywhere(filled: Postgres) -> None:
    store, keys = await asyncpg.connect(filled.url), await asyncpg.connect(filled.keys)
    assert await store.fetchval("SELECT to_regclass('wrapped')") is None
    master = read_master(filled.master)[0].key
    rows = await keys.fetch("SELECT key FROM wrapped")
    assert len(rows) == 3
    assert not [row for row in rows if master in row["key"]]
    await store.close()
    await keys.close()


async def test_whoever_is_forgotten_in_one_process_is_unreadable_in_all_soon(
    filled: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_keys, "READY_SECONDS", 0.2)
    async with AsyncExitStack() as stack:
        one, other = await open_store(filled), await open_store(filled)
        stack.push_async_callback(one.close)
        stack.push_async_callback(other.close)
        member = await member_of(one)
        sealed = await sealed_by(other, member)
        assert await read_by(other, member, sealed) == CANARY
        await one.sealed.shred(member)
        with pytest.raises(SealError):
            await read_by(one, member, sealed)
        for _ in range(100):
            if keys_of(other)._ready.get(member) is None:
                break
            await asyncio.sleep(0.02)
        with pytest.raises(SealError):
            await read_by(other, member, sealed)
        assert await keys_of(one).forgotten() == {member}


async def test_many_keys_are_brought_at_once(filled: Postgres) -> None:
    opened = await open_store(filled)
    member = await member_of(opened)
    with pytest.raises(KeyNeeded) as needed:
        opened.sealed.expect([member, "nobody"])
    await needed.value.bring()
    opened.sealed.expect([member, "nobody"])
    with pytest.raises(KeysError):
        opened.keys.key("nobody")
    await opened.close()


async def test_keys_come_back_once_their_database_does(filled: Postgres) -> None:
    opened = await open_store(filled)
    member = await member_of(opened)
    sealed = await sealed_by(opened, member)
    assert await cut_connections(filled.keys)
    for _ in range(10):
        keys_of(opened)._ready.pop(member, None)
        try:
            assert await read_by(opened, member, sealed) == CANARY
            break
        except StoreError:
            continue  # said to whoever asked; the next finds a new connection
    else:
        pytest.fail("it never came back")
    await opened.close()


async def test_another_master_key_starts_nothing(filled: Postgres) -> None:
    write_master(filled.master, [new_master()])
    assert "Bring back the right one; nothing was started." in await refused(filled)


async def test_a_lost_master_key_starts_nothing_and_makes_no_new_one(filled: Postgres) -> None:
    filled.master.unlink()
    assert "the master key is not there. Bring it back" in await refused(filled)
    assert not filled.master.exists()


async def test_the_keys_of_another_store_are_told_from_the_right_ones(filled: Postgres) -> None:
    keys = await asyncpg.connect(filled.keys)
    await keys.execute("DELETE FROM wrapped WHERE owner NOT LIKE '~%'")
    await keys.close()
    assert "has no key for 1 of the members" in await refused(filled)


async def test_lost_keys_are_not_made_anew(filled: Postgres) -> None:
    keys = await asyncpg.connect(filled.keys)
    await keys.execute("DROP TABLE wrapped, forgotten")
    assert "has no keys in it" in await refused(filled)
    assert await keys.fetchval("SELECT to_regclass('wrapped')") is None
    await keys.close()


@pytest.mark.parametrize("given", [True, False])
async def test_two_first_starts_at_once_agree_on_the_keys(postgres: Postgres, given: bool) -> None:
    if given:
        write_master(postgres.master, [new_master()])
    both = await asyncio.gather(open_store(postgres), open_store(postgres))
    assert both[0].sealed.hashed("a", "b") == both[1].sealed.hashed("a", "b")
    for one in both:
        await one.close()
