"""Direct messages, channels, what Discord refuses, and what gets lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import discord
import pytest

from tests.local_discord.bot import Bot
from tests.local_discord.openapi import validate
from tests.local_discord.pages import Page
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord, Mismatch, Validate
from tests.local_discord.world import MEMBER, Guild, Permission, VirtualClock

PAGE = Page("How are you?", buttons={"Fine": "fine"})


@pytest.fixture
async def dm(bot: Bot, sam: Person) -> discord.DMChannel:
    return await bot.create_dm(discord.Object(sam.id))


async def refused(awaited: Awaitable[Any]) -> tuple[int, int]:
    with pytest.raises(discord.HTTPException) as raised:
        await awaited
    return raised.value.status, raised.value.code


async def test_a_dm_and_an_answer(server: LocalDiscord, bot: Bot, sam: Person, dm: discord.DMChannel) -> None:
    sent = await dm.send(view=PAGE)
    page = await sam.next_dm()
    assert (page.id, page.text, page.v2, page.ephemeral) == (sent.id, "How are you?", True, False)

    async def fine(interaction: discord.Interaction) -> None:
        assert interaction.guild is None
        await interaction.response.edit_message(view=Page("Good"))

    bot.answers["fine"] = fine
    assert (await sam.click(page, "Fine")).text == "Good"
    mine = await sam.write_dm("thank you")
    await dm.send("You are welcome.")
    assert (await sam.next_dm(after=mine)).text == "You are welcome."
    assert [one.text for one in sam.dms] == ["Good", "thank you", "You are welcome."]
    await sent.edit(view=Page("Better"))
    assert sam.dms[0].text == "Better"
    await sent.delete()
    assert len(sam.dms) == 2
    assert await refused(sent.edit(view=PAGE)) == (404, 10008)
    theirs = await dm.fetch_message(mine.id)
    assert theirs.content == "thank you"
    assert await refused(theirs.edit(content="no")) == (403, 50005)


async def test_whom_a_dm_does_not_reach(
    server: LocalDiscord, bot: Bot, guild: Guild, sam: Person, dm: discord.DMChannel
) -> None:
    sam.dms_closed = True
    assert await refused(dm.send("hello")) == (403, 50007)
    sam.dms_closed = False
    sam.leave(guild)
    assert await refused(dm.send("hello")) == (403, 50278)
    assert await refused(bot.create_dm(discord.Object(1))) == (400, 50033)
    server.dm_openings = 1
    await bot.create_dm(discord.Object(server.person("kim").id))
    assert await refused(bot.create_dm(discord.Object(server.person("lee").id))) == (403, 40003)
    assert sam.dms == []


async def test_members(guild: Guild, sam: Person, bot: Bot) -> None:
    found = bot.guilds[0]
    assert (await found.fetch_member(sam.id)).name == "sam"
    sam.leave(guild)
    assert await refused(found.fetch_member(sam.id)) == (404, 10007)
    assert await refused(found.fetch_member(1)) == (404, 10013)
    guild.remove_bot()
    assert await refused(found.fetch_member(sam.id)) == (403, 50001)
    assert await refused(bot.fetch_guild(1)) == (404, 10004)
    assert await refused(bot.fetch_channel(1)) == (404, 10003)


async def test_what_a_channel_allows(guild: Guild, bot: Bot) -> None:
    general = guild.channels[0]
    channel = bot.guilds[0].text_channels[0]
    sent = await channel.send(view=PAGE)
    assert await refused(sent.pin()) == (403, 50013)
    guild.bot_permissions |= Permission.PIN_MESSAGES
    await sent.pin()
    assert [one.pinned for one in general.messages] == [True]
    await sent.unpin()
    assert [one.pinned for one in general.messages] == [False]
    general.deny(Permission.ATTACH_FILES)
    assert await refused(channel.send(file=discord.File(__file__))) == (403, 50013)
    general.deny(Permission.SEND_MESSAGES)
    assert await refused(channel.send("hello")) == (403, 50013)
    general.deny(Permission.VIEW_CHANNEL)
    assert await refused(channel.fetch_message(sent.id)) == (403, 50001)


async def test_history(dm: discord.DMChannel, sam: Person) -> None:
    ids = [(await dm.send(str(number))).id for number in range(5)]
    middle = discord.Object(ids[2])
    assert [one.content async for one in dm.history(limit=2)] == ["4", "3"]
    assert [one.content async for one in dm.history(before=middle)] == ["1", "0"]
    assert [one.content async for one in dm.history(after=middle)] == ["3", "4"]
    assert [one.content async for one in dm.history(around=middle, limit=3)] == ["3", "2", "1"]


async def test_a_nonce_is_sent_once_for_some_minutes(
    clock: VirtualClock, bot: Bot, sam: Person, dm: discord.DMChannel
) -> None:
    first = await dm.send("hello", nonce="nudge-1")
    assert (await dm.send("hello again", nonce="nudge-1")).id == first.id
    assert [one.text for one in sam.dms] == ["hello"]
    assert (await dm.send("hello", nonce="nudge-2")).id != first.id
    clock.advance(301)
    assert (await dm.send("hello", nonce="nudge-1")).id != first.id


async def test_a_long_nonce_is_recorded_and_refused(server: LocalDiscord, dm: discord.DMChannel, sam: Person) -> None:
    assert await refused(dm.send("hello", nonce="n" * 26)) == (400, 50035)
    assert len(server.mismatches) == 1
    server.mismatches.clear()
    server.validate = None
    assert await refused(dm.send("hello", nonce="n" * 26)) == (400, 50035)
    assert sam.dms == []


async def sent_wrongly(validator: Validate | None) -> None:
    async with LocalDiscord(validate=validator) as strict, aiohttp.ClientSession() as web:
        authorization = {"Authorization": f"Bot {strict.token}"}
        wrong = {"recipient_id": {"nothing": "like it"}}
        async with web.post(f"{strict.api_base}/users/@me/channels", json=wrong, headers=authorization) as response:
            assert (response.status, (await response.json())["code"]) == (400, 50035)


@pytest.mark.parametrize("validator", [validate, None])
async def test_a_body_that_does_not_fit_fails_the_test(validator: Validate | None) -> None:
    with pytest.raises(Mismatch, match="create_dm"):
        await sent_wrongly(validator)


async def test_a_message_never_leaves_version_2(dm: discord.DMChannel, sam: Person, bot: Bot) -> None:
    sent = await dm.send(view=PAGE)
    assert await refused(sent.edit(content="plain")) == (400, 50035)
    await bot.http.request(_message("PATCH", sent), json={"components": parts("still"), "flags": 0})
    assert sam.dms[0].v2
    plain = await dm.send("plain")
    assert await refused(plain.edit(view=PAGE)) == (400, 50035)
    await plain.edit(content=None, view=PAGE)
    assert sam.dms[1].v2
    again = await dm.send("plain")
    request = bot.http.request(_message("PATCH", again), json={"components": parts("no flag")})
    assert await refused(request) == (400, 50035)
    assert await refused(dm.send("")) == (400, 50006)


def parts(text: str) -> Any:
    return Page(text).to_components()  # type: ignore[no-untyped-call]


def _message(method: str, message: discord.Message) -> discord.http.Route:
    path = "/channels/{channel_id}/messages/{message_id}"
    return discord.http.Route(method, path, channel_id=message.channel.id, message_id=message.id)


async def test_rate_limits(server: LocalDiscord, sam: Person, dm: discord.DMChannel) -> None:
    server.faults.limit("create_message", times=2, retry_after=0.01)
    await dm.send("one")
    server.faults.limit("create_message", everywhere=True, retry_after=0.01)
    await dm.send("two")
    assert [one.status for one in server.asked("create_message")] == [429, 429, 200, 429, 200]
    server.faults.limit("create_message", via=False)
    assert (await refused(dm.send("three")))[0] == 429
    assert [one.text for one in sam.dms] == ["one", "two"]


async def test_a_bucket_runs_empty(server: LocalDiscord, sam: Person, dm: discord.DMChannel) -> None:
    server.buckets.limits["create_message"] = (2, 0.05)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as web:
        said = []
        for _ in range(3):
            async with web.post(f"{server.api_base}/channels/{dm.id}/messages", json={"content": "x"}) as response:
                said.append((response.status, response.headers["X-RateLimit-Remaining"], response.headers.get("Via")))
    assert said == [(200, "1", None), (200, "0", None), (429, "0", "1.1 google")]
    for _ in range(5):
        await dm.send("the client waits by itself")
    assert len(sam.dms) == 7
    assert [one.status for one in server.asked("create_message")][3:].count(200) == 5


async def test_answers_get_lost(server: LocalDiscord, sam: Person, dm: discord.DMChannel) -> None:
    server.faults.lose("create_message")
    with pytest.raises(aiohttp.ClientConnectionError):
        await dm.send("once", nonce="nudge")
    assert [one.text for one in sam.dms] == ["once"]
    await dm.send("once", nonce="nudge")
    assert [one.text for one in sam.dms] == ["once"]


async def test_discord_stumbles(server: LocalDiscord, bot: Bot, sam: Person, dm: discord.DMChannel) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as web:

        async def post(text: str) -> int:
            async with web.post(f"{server.api_base}/channels/{dm.id}/messages", json={"content": text}) as response:
                return response.status

        server.faults.fail_before("create_message")
        assert await post("nothing") == 500
        server.faults.fail_after("create_message")
        assert await post("kept") == 500
        server.faults.delay("create_message", 0.01)
        assert await post("late") == 200
    assert [one.text for one in sam.dms] == ["kept", "late"]
    assert [one.status for one in server.asked("create_message")] == [500, 500, 200]


async def test_a_request_can_be_held(server: LocalDiscord, sam: Person, dm: discord.DMChannel) -> None:
    async with server.faults.held("create_message"):
        sending = asyncio.create_task(dm.send("held"))
        await server.until(lambda: bool(server.asked("create_message")))
        assert sam.dms == []
    await sending
    assert [one.text for one in sam.dms] == ["held"]


async def test_permissions_of_the_bot_in_its_guilds(server: LocalDiscord, bot: Bot, guild: Guild) -> None:
    (found,) = await bot.http.get_guilds(200)
    assert int(found["permissions"]) == int(MEMBER)
    async with aiohttp.ClientSession() as web, web.get(f"{server.api_base}/users/@me/guilds") as response:
        assert (response.status, await response.json()) == (401, {"message": "401: Unauthorized", "code": 0})
    async with aiohttp.ClientSession() as web, web.get(f"{server.api_base}/nothing") as response:
        assert response.status == 404
