"""Who runs a server, and what the bot may do in a channel: as Discord computes it, where no interaction says so."""

from __future__ import annotations

import pytest

from adapters.discord.invite import NEEDED
from bot.ports import Ground, TryLaterError
from tests.adapters.discord.sending import Stage
from tests.local_discord.people import Person
from tests.local_discord.world import MEMBER, NOTHING, Permission

ALL = tuple(needed.name for needed in NEEDED)
NAME = "#general (Job seekers)"


async def surveyed(stage: Stage, person: Person | None = None, place: int | None = None) -> Ground:
    at, who = place or stage.general.id, person or stage.sam
    async with stage.sender() as sender:
        return await sender.survey(str(stage.guild.id), str(at), str(who.id))


@pytest.mark.parametrize(
    ("has", "organises"),
    [
        (MEMBER, False),
        (NOTHING, False),
        (Permission.MANAGE_GUILD, True),
        (Permission.ADMINISTRATOR, True),
        (MEMBER | Permission.MANAGE_CHANNELS | Permission.MANAGE_THREADS, False),
    ],
)
async def test_who_may_manage_the_server_runs_it(stage: Stage, has: Permission, organises: bool) -> None:
    stage.guild.join(stage.sam, has)
    assert await surveyed(stage) == Ground(str(stage.general.id), NAME, organises)


async def test_whose_it_is_and_who_is_not_there(stage: Stage) -> None:
    assert (await surveyed(stage, stage.server.owner)).organises
    stage.guild.join(stage.sam, Permission.ADMINISTRATOR)
    stage.sam.leave(stage.guild)
    assert not (await surveyed(stage)).organises
    async with stage.sender() as sender:
        place = str(stage.general.id)
        assert not (await sender.survey(str(stage.guild.id), place, "1")).organises


async def test_what_the_bot_lacks_is_named(stage: Stage) -> None:
    stage.general.deny(Permission.CREATE_PRIVATE_THREADS)
    stage.general.deny_everyone(Permission.READ_MESSAGE_HISTORY)
    assert (await surveyed(stage)).lacks == ("Read Message History", "Create Private Threads")
    stage.general.allow(Permission.READ_MESSAGE_HISTORY)
    assert (await surveyed(stage)).lacks == ("Create Private Threads",)
    stage.guild.bot_permissions = Permission.ADMINISTRATOR
    assert (await surveyed(stage)).lacks == ()
    stage.guild.bot_permissions = MEMBER
    stage.general.deny(Permission.SEND_MESSAGES)
    assert (await surveyed(stage)).lacks == ("Send Messages", "Attach Files", "Create Private Threads")


async def test_a_thread_is_the_channel_that_it_is_in(stage: Stage) -> None:
    thread = stage.guild.thread(stage.general, "this week")
    assert await surveyed(stage, place=thread.id) == Ground(str(stage.general.id), NAME, organises=False)


async def test_of_a_channel_that_is_gone_or_hidden_it_lacks_everything(stage: Stage) -> None:
    place = str(stage.general.id)
    nothing = Ground(place, "", organises=True, lacks=ALL)
    stage.general.deny(Permission.VIEW_CHANNEL)
    assert await surveyed(stage, stage.server.owner) == nothing
    stage.guild.delete(stage.general)
    assert await surveyed(stage, stage.server.owner, int(place)) == nothing
    assert await surveyed(stage, place=int(place)) == nothing._replace(organises=False)


async def test_in_a_server_that_the_bot_left_nobody_runs_anything(stage: Stage) -> None:
    stage.guild.remove_bot()
    ground = await surveyed(stage, stage.server.owner)
    assert ground == Ground(str(stage.general.id), "", organises=False, lacks=ALL)
    async with stage.sender() as sender:
        unknown = await sender.survey("1", str(stage.general.id), str(stage.server.owner_id))
    assert (unknown.organises, unknown.lacks) == (False, ALL)


@pytest.mark.parametrize("operation", ["get_guild", "get_guild_member", "get_channel"])
async def test_what_nobody_knows_now_is_for_later(stage: Stage, operation: str) -> None:
    faults = stage.server.faults

    async def is_later() -> None:
        with pytest.raises(TryLaterError):
            await surveyed(stage, stage.server.owner)
        faults.clear()

    faults.limit(operation, retry_after=90)
    await is_later()
    faults.lose(operation, 2)  # what only looks is asked twice
    await is_later()
    faults.refuse(0, operation, status=403)
    await is_later()
    async with stage.sender() as sender, stage.server.down():
        with pytest.raises(TryLaterError):
            await sender.survey(str(stage.guild.id), str(stage.general.id), str(stage.sam.id))
    assert (await surveyed(stage, stage.server.owner)).organises
