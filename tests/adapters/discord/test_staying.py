"""Who is still there: asked for slowly, one by one, and believed only where Discord says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.discord import PLATFORM
from adapters.discord.removal import Removal
from adapters.discord.staying import MOST, Staying
from bot.ports import Who
from tests.adapters.discord.sending import Stage, staged
from tests.local_discord.bot import Bot, running
from tests.world import World

WEEK = timedelta(days=8)


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    async with staged(world) as made:
        made.world.clock.at += WEEK
        yield made


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Bot]:
    async with running(Bot(), stage.server) as made:
        yield made


@pytest.fixture
def staying(stage: Stage, bot: Bot) -> Staying:
    return Staying(bot, stage.world.leaving, Removal(bot, stage.world.leaving))


def asked(stage: Stage) -> int:
    return len(stage.server.asked("get_guild_member"))


async def gone(stage: Stage) -> int:
    """How many left the last server that they shared with the bot."""
    return sum(row["leave_at"] is not None for row in await stage.world.rows("SELECT leave_at FROM member"))


async def due(stage: Stage) -> int:
    return len(await stage.world.leaving.to_check(PLATFORM, 1000))


async def test_who_is_there_is_asked_for_once_a_week(stage: Stage, staying: Staying) -> None:
    for _ in range(3):
        await staying.look()
    assert (asked(stage), await gone(stage)) == (1, 0)
    stage.world.clock.at += WEEK
    await staying.look()
    assert asked(stage) == 2


async def test_who_left_is_found_out(stage: Stage, staying: Staying) -> None:
    stage.sam.leave(stage.guild)
    await staying.look()
    await staying.look()
    assert (asked(stage), await gone(stage)) == (1, 1)
    # Nothing is gone at once: what they kept stays for thirty days.
    assert len(await stage.world.rows("SELECT 1 FROM run")) > 0


async def test_somebody_whom_discord_does_not_know_left_and_no_more_is_concluded(
    stage: Stage, staying: Staying
) -> None:
    await stage.world.leaving.account_deleted(stage.who(stage.sam))
    stage.world.clock.at -= WEEK
    stage.world.who = Who(PLATFORM, "1", str(stage.guild.id))
    await stage.world.command("help")
    stage.world.clock.at += WEEK
    await staying.look()
    assert stage.server.requests[-1].code == 10013
    assert await gone(stage) == 1


async def test_a_handful_is_asked_for_at_a_time(stage: Stage, staying: Staying) -> None:
    stage.world.clock.at -= WEEK
    for number in range(MOST + 2):
        await stage.joins(stage.person(f"member {number}"))
    stage.world.clock.at += WEEK
    await staying.look()
    assert (asked(stage), await due(stage)) == (MOST, 3)
    await staying.look()
    assert (asked(stage), await due(stage)) == (MOST + 3, 0)


@pytest.mark.parametrize("code", [10004, 50001])
async def test_a_server_that_the_bot_cannot_look_into_says_nothing_of_its_members(
    stage: Stage, staying: Staying, code: int
) -> None:
    stage.server.faults.refuse(code, "get_guild_member")
    await staying.look()
    assert (asked(stage), await gone(stage), await due(stage)) == (1, 0, 0)


async def test_a_server_that_the_bot_was_removed_from_meanwhile_is_let_go_of(stage: Stage, staying: Staying) -> None:
    stage.guild.bot = False
    await staying.look()
    assert await stage.world.rows("SELECT left_at IS NOT NULL AS left FROM membership") == [{"left": 1}]


async def test_of_a_server_that_the_bot_is_not_in_nobody_is_asked_for(stage: Stage, staying: Staying) -> None:
    await stage.world.write("UPDATE membership SET community = '1'")
    await staying.look()
    assert (asked(stage), await gone(stage), await due(stage)) == (0, 0, 0)


async def test_where_discord_does_not_answer_the_next_look_goes_on(stage: Stage, staying: Staying) -> None:
    stage.server.faults.refuse(0, "get_guild_member", status=503)
    await staying.look()
    assert (asked(stage), await gone(stage), await due(stage)) == (1, 0, 1)
    await staying.look()
    assert (asked(stage), await gone(stage), await due(stage)) == (2, 0, 0)


@pytest.mark.parametrize(("code", "status"), [(0, 503), (0, 403), (0, 404)])
async def test_of_whom_discord_does_not_answer_does_not_keep_the_others_waiting(
    stage: Stage, staying: Staying, code: int, status: int
) -> None:
    stage.world.clock.at -= WEEK
    await stage.joins(stage.person("kim"))
    stage.world.clock.at += WEEK
    stage.server.faults.refuse(code, "get_guild_member", status=status)
    await staying.look()
    assert (asked(stage), await gone(stage), await due(stage)) == (2, 0, 1)


async def test_what_discord_cannot_make_sense_of_does_not_come_first_again(stage: Stage, staying: Staying) -> None:
    stage.server.faults.refuse(50035, "get_guild_member")
    await staying.look()
    assert (asked(stage), await due(stage)) == (1, 0)


async def test_before_the_bot_is_ready_nobody_is_asked_for(stage: Stage) -> None:
    async with stage.client() as client:
        await Staying(client, stage.world.leaving, Removal(client, stage.world.leaving)).look()
    assert (asked(stage), await due(stage)) == (0, 1)
