"""Private threads and who may do what in a channel: what Discord allows the bot, and what it refuses."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import discord
import pytest

from tests.local_discord.bot import Bot
from tests.local_discord.people import NotOffered, Person
from tests.local_discord.seen import Gone
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import MEMBER, Channel, Guild, Permission


@pytest.fixture
def general(guild: Guild) -> Channel:
    return guild.channel("general")


@pytest.fixture
async def thread(bot: Bot) -> discord.Thread:
    channel = bot.guilds[0].text_channels[0]
    return await channel.create_thread(name="Pod 1", type=discord.ChannelType.private_thread, invitable=False)


async def refused(awaited: Awaitable[Any]) -> tuple[int, int]:
    with pytest.raises(discord.HTTPException) as raised:
        await awaited
    return raised.value.status, raised.value.code


async def test_a_private_thread_is_seen_by_whom_it_has(
    server: LocalDiscord, guild: Guild, sam: Person, thread: discord.Thread
) -> None:
    kim = server.person("kim")
    guild.join(kim)
    await thread.add_user(discord.Object(sam.id))
    await thread.add_user(discord.Object(sam.id))  # once more changes nothing
    await thread.send("only here")
    (seen,) = sam.threads(guild)
    assert ([one.text for one in seen.messages], kim.threads(guild)) == (["only here"], [])
    with pytest.raises(NotOffered):
        kim.write(seen, "hello")
    assert sam.write(seen, "hello").text == "hello"
    assert [one.content async for one in thread.history()] == ["hello", "only here"]
    await thread.remove_user(discord.Object(sam.id))
    assert sam.threads(guild) == []
    assert await refused(thread.remove_user(discord.Object(sam.id))) == (404, 10007)


async def test_who_cannot_be_added(server: LocalDiscord, guild: Guild, sam: Person, thread: discord.Thread) -> None:
    general = guild.channel("general")
    general.deny(Permission.VIEW_CHANNEL, to=sam)
    assert await refused(thread.add_user(discord.Object(sam.id))) == (403, 50001)
    sam.leave(guild)
    assert await refused(thread.add_user(discord.Object(sam.id))) == (404, 10007)
    assert await refused(thread.add_user(discord.Object(1))) == (404, 10013)
    general.deny(Permission.SEND_MESSAGES_IN_THREADS)
    assert await refused(thread.add_user(discord.Object(server.owner_id))) == (403, 50013)


async def test_a_thread_rests_and_is_woken(guild: Guild, sam: Person, thread: discord.Thread, bot: Bot) -> None:
    sent = await thread.send("a line")
    await thread.edit(archived=True)
    assert (await bot.guilds[0].active_threads()) == []
    for does in (sent.edit(content="another"), sent.delete(), thread.add_user(discord.Object(sam.id))):
        assert await refused(does) == (400, 50083)
    assert await refused(thread.remove_user(discord.Object(sam.id))) == (400, 50083)
    assert await refused(thread.edit(archived=True)) == (400, 50083)
    # What is said in it wakes it.
    await thread.send("once more")
    await sent.edit(content="another")
    assert [one.id for one in await bot.guilds[0].active_threads()] == [thread.id]
    await thread.edit(archived=True)
    await thread.edit(archived=False)
    await sent.delete()


async def test_only_who_manages_threads_locks_one(guild: Guild, thread: discord.Thread, sam: Person) -> None:
    await thread.add_user(discord.Object(sam.id))
    assert await refused(thread.edit(archived=True, locked=True)) == (403, 50013)
    guild.bot_permissions |= Permission.MANAGE_THREADS
    await thread.edit(archived=True, locked=True)
    (seen,) = sam.threads(guild)
    with pytest.raises(NotOffered):
        sam.write(seen, "hello")
    guild.bot_permissions &= ~Permission.MANAGE_THREADS
    assert await refused(thread.edit(archived=False)) == (403, 50013)
    assert await refused(thread.send("hello")) == (403, 50013)


async def test_what_a_thread_needs(server: LocalDiscord, guild: Guild, general: Channel, bot: Bot, sam: Person) -> None:
    http = bot.http

    def made(name: str = "Pod 1", channel: int = general.id) -> Awaitable[Any]:
        return http.start_thread_without_message(channel, name=name, auto_archive_duration=60, type=12)

    assert await refused(made(channel=1)) == (404, 10003)
    general.deny(Permission.CREATE_PRIVATE_THREADS)
    assert await refused(made()) == (403, 50013)
    general.allow(Permission.CREATE_PRIVATE_THREADS)
    assert await refused(made("x" * 101)) == (400, 50035)
    server.mismatches.clear()  # Discord's description refuses that as well
    made_ = await made()
    assert await refused(made(channel=int(made_["id"]))) == (400, 50024)
    assert await refused(http.edit_channel(general.id, archived=True)) == (400, 50024)
    general.deny(Permission.SEND_MESSAGES_IN_THREADS)
    thread = bot.get_partial_messageable(int(made_["id"]))
    assert await refused(thread.send("hello")) == (403, 50013)
    general.deny(Permission.VIEW_CHANNEL)
    assert await refused(http.get_channel(int(made_["id"]))) == (403, 50001)
    guild.delete(general)
    assert await refused(http.get_channel(int(made_["id"]))) == (404, 10003)


async def test_somebody_elses_private_thread_is_hidden_from_the_bot(
    guild: Guild, general: Channel, bot: Bot, sam: Person
) -> None:
    theirs = guild.thread(general, "ours", owner=sam.id, private=True)
    assert await refused(bot.http.get_channel(theirs.id)) == (403, 50001)
    assert (await bot.http.get_active_threads(guild.id))["threads"] == []
    guild.bot_permissions |= Permission.MANAGE_THREADS
    assert [one["id"] for one in (await bot.http.get_active_threads(guild.id))["threads"]] == [str(theirs.id)]


# Who may do what in a channel: as Discord's library computes it from the same roles and overwrites


async def computed(bot: Bot, guild: Guild, channel: Channel, who: int) -> int:
    found = await bot.fetch_guild(guild.id)
    there = await found.fetch_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    return there.permissions_for(await found.fetch_member(who)).value


async def test_permissions_are_those_that_the_library_computes(
    server: LocalDiscord, guild: Guild, general: Channel, bot: Bot, sam: Person
) -> None:
    kim = server.person("kim")
    guild.join(kim, MEMBER | Permission.ADMINISTRATOR)
    general.deny_everyone(Permission.SEND_MESSAGES, Permission.ATTACH_FILES)
    general.allow(Permission.SEND_MESSAGES, to=sam)
    general.deny(Permission.READ_MESSAGE_HISTORY)
    assert Permission.SEND_MESSAGES in general.permissions_of(sam.id)
    assert Permission.ATTACH_FILES not in general.permissions_of(sam.id)
    for who in (sam.id, kim.id, server.owner_id, server.application_id):
        mine, theirs = int(general.permissions_of(who)), await computed(bot, guild, general, who)
        # Who may do all, may do what we have no name for, too.
        assert (theirs ^ mine) & sum(Permission) == 0, who


async def test_an_interaction_says_what_its_author_may_do_there(
    guild: Guild, general: Channel, bot: Bot, sam: Person
) -> None:
    told: list[discord.Interaction] = []

    async def fine(interaction: discord.Interaction) -> None:
        told.append(interaction)
        await interaction.response.send_message("ok", ephemeral=True)

    bot.answers["fine"] = fine
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Fine", custom_id="fine"))
    await bot.guilds[0].text_channels[0].send(view=view)
    general.deny(Permission.SEND_MESSAGES, to=sam)
    general.deny(Permission.READ_MESSAGE_HISTORY)
    await sam.click(general.messages[0], "Fine")
    (one,) = told
    assert (one.permissions.send_messages, one.permissions.read_message_history) == (False, True)
    assert (one.app_permissions.send_messages, one.app_permissions.read_message_history) == (True, False)
    general.deny(Permission.VIEW_CHANNEL, to=sam)
    with pytest.raises(Gone):
        await sam.click(general.messages[0], "Fine")
