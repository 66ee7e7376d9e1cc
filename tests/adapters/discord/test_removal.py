"""In which servers the bot is: what no session heard is found out, and no outage is taken for a removal."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord.removal import Removal
from tests.adapters.discord.sending import Stage, staged
from tests.world import World


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    async with staged(world) as made:
        await world.leaving.arrived_in("discord", str(made.guild.id))
        yield made


@pytest.fixture
async def removal(stage: Stage) -> AsyncIterator[Removal]:
    async with stage.client() as client:
        yield Removal(client, stage.world.leaving)


async def known(stage: Stage) -> set[str]:
    return set(await stage.world.leaving.known_in("discord"))


def asked(stage: Stage) -> tuple[int, int]:
    """How often for the list, and how often for a single server."""
    return len(stage.server.asked("list_my_guilds")), len(stage.server.asked("get_guild"))


async def test_a_look_finds_where_the_bot_is(stage: Stage, removal: Removal) -> None:
    other = stage.server.guild("Other server")
    await removal.look()
    assert await known(stage) == {str(stage.guild.id), str(other.id)}
    stage.guild.bot = False
    await removal.look()
    assert await known(stage) == {str(other.id)}
    assert len(await stage.world.rows("SELECT 1 FROM membership WHERE left_at IS NOT NULL")) == 1
    # One by one is asked only for what is missing in the list.
    assert asked(stage) == (2, 1)


async def test_a_server_that_is_gone_is_one_that_the_bot_was_removed_from(stage: Stage, removal: Removal) -> None:
    del stage.server.world.guilds[stage.guild.id]
    await removal.look()
    assert await known(stage) == set()


async def test_one_that_is_missing_in_the_list_may_have_an_outage(stage: Stage, removal: Removal) -> None:
    await removal.compare([])
    assert await known(stage) == {str(stage.guild.id)}
    assert asked(stage) == (0, 1)


@pytest.mark.parametrize(("operation", "status"), [("list_my_guilds", 503), ("get_guild", 503), ("get_guild", 403)])
async def test_without_discords_own_word_nothing_is_concluded(
    stage: Stage, removal: Removal, operation: str, status: int
) -> None:
    stage.guild.bot = False
    stage.server.faults.refuse(0, operation, status=status)
    await removal.look()
    assert await known(stage) == {str(stage.guild.id)}
    await removal.look()
    assert await known(stage) == set()
