"""Where members are reached by DM: kept sealed, for members alone, and gone with them."""

from __future__ import annotations

import pytest

from bot.dms import Dms
from tests.world import OTHER, YOU, World


@pytest.fixture
def dms(world: World) -> Dms:
    return Dms(world.store, world.sealed)


async def test_a_dm_is_kept_for_its_member(world: World, dms: Dms) -> None:
    await world.command("help")
    assert await dms.of(YOU) is None
    await dms.keep(YOU, "dm-123")
    assert await dms.of(YOU) == "dm-123"
    assert await dms.of(OTHER) is None
    await world.reopen()
    assert await Dms(world.store, world.sealed).of(YOU) == "dm-123"


async def test_it_changes_and_goes(world: World, dms: Dms) -> None:
    await world.command("help")
    await dms.keep(YOU, "dm-123")
    await dms.keep(YOU, "dm-456")
    assert await dms.of(YOU) == "dm-456"
    await dms.keep(YOU, None)
    assert await dms.of(YOU) is None


async def test_it_is_sealed(world: World, dms: Dms) -> None:
    await world.command("help")
    await dms.keep(YOU, "dm-123")
    (row,) = await world.rows("SELECT dm FROM member")
    assert isinstance(row["dm"], bytes)
    assert b"dm-123" not in row["dm"]


async def test_of_whom_nothing_is_kept_no_dm_is(world: World, dms: Dms) -> None:
    await dms.keep(YOU, "dm-123")
    assert await dms.of(YOU) is None
    assert await world.rows("SELECT * FROM member") == []
    await world.command("help")
    await dms.keep(YOU, "dm-123")
    await world.leaving.account_deleted(YOU)
    assert await dms.of(YOU) is None
    await world.command("help")
    assert await dms.of(YOU) is None
