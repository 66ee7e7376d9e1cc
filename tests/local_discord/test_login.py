"""The real client logs in, loses its connection, comes back."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from tests.local_discord.bot import Bot, running
from tests.local_discord.people import NotOffered, Unanswered
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Permission


async def test_the_bot_logs_in_and_knows_its_guilds(server: LocalDiscord) -> None:
    guild = server.guild("Job seekers", permissions=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    guild.channel("quiet").deny(Permission.SEND_MESSAGES)
    async with running(Bot(), server) as bot:
        assert [one.name for one in bot.guilds] == ["Job seekers"]
        assert bot.application_id == server.application_id
        assert bot.heard == []
        general, quiet = bot.guilds[0].text_channels
        assert general.permissions_for(bot.guilds[0].me).send_messages
        assert not general.permissions_for(bot.guilds[0].me).pin_messages
        assert not quiet.permissions_for(bot.guilds[0].me).send_messages
        assert [one.name async for one in bot.fetch_guilds()] == ["Job seekers"]
        assert (await bot.application_info()).owner.id == server.owner_id
    await server.until(lambda: server.gateway.connected == 0)


async def test_several_shards(server: LocalDiscord) -> None:
    async with LocalDiscord(shards=2) as sharded:
        guilds = [sharded.guild(name) for name in ("one", "two", "three")]
        async with running(Bot(), sharded) as bot:
            assert sharded.gateway.connected == 2
            assert {one.name: one.shard_id for one in bot.guilds} == {one.name: (one.id >> 22) % 2 for one in guilds}
            assert {one.shard_id for one in bot.guilds} == {0, 1}
            bot.answers["home"] = lambda interaction: interaction.response.send_message("hello")
            for guild in guilds:
                assert (await sharded.person("sam").command("bounceback home", guild=guild)).text == "hello"


async def test_a_wrong_token(server: LocalDiscord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(Bot(), server, token="wrong"):
            pass
    assert [one.status for one in server.requests] == [401]


async def test_privileged_intents_are_refused(server: LocalDiscord) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(Bot(discord.Intents(guilds=True, members=True)), server):
            pass


async def test_a_guild_is_joined_and_left(server: LocalDiscord, bot: Bot) -> None:
    guild = server.guild("Job seekers", bot=False)
    guild.add_bot()
    guild.remove_bot()
    sam = server.person("sam")
    await sam.write_dm("hello")
    await server.until(lambda: len(bot.heard) == 3)
    assert bot.heard == ["joined Job seekers", "removed Job seekers", "sam: hello"]
    with pytest.raises(NotOffered):
        await sam.command("rejected", guild=guild, options={"company": "Acme"})


async def test_what_a_dropped_connection_missed_is_replayed(server: LocalDiscord, bot: Bot) -> None:
    sam = server.person("sam")
    server.gateway.drop()
    await sam.write_dm("said meanwhile")
    await server.until(lambda: server.gateway.resumed == 1)
    await sam.write_dm("said after")
    await server.until(lambda: len(bot.heard) == 3)
    assert sorted(bot.heard) == ["resumed 0", "sam: said after", "sam: said meanwhile"]
    assert server.gateway.identified == 1


async def test_the_gateway_asks_to_reconnect(server: LocalDiscord, bot: Bot) -> None:
    server.gateway.reconnect()
    await server.until(lambda: server.gateway.resumed == 1)
    assert server.gateway.identified == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session(server: LocalDiscord, bot: Bot, resumable: bool) -> None:
    server.gateway.invalidate(resumable=resumable)
    await server.until(lambda: server.gateway.resumed + server.gateway.identified == 2)
    assert server.gateway.resumed == resumable
    bot.answers["home"] = lambda interaction: interaction.response.send_message("back")
    assert (await server.person("sam").command("bounceback home")).text == "back"


async def test_a_bot_that_was_away_too_long_identifies_anew(server: LocalDiscord, bot: Bot) -> None:
    server.gateway.forget()
    server.gateway.drop()
    await server.until(lambda: server.gateway.identified == 2)


async def test_another_client_takes_over(server: LocalDiscord) -> None:
    server.guild("Job seekers")
    sam = server.person("sam")
    for said in ("first", "second"):
        async with running(Bot(), server) as bot:
            bot.answers["home"] = lambda interaction, said=said: interaction.response.send_message(said)  # type: ignore[misc]
            assert (await sam.command("bounceback home")).text == said
    assert [one.text for one in sam.dms] == ["first", "second"]
    with pytest.raises(Unanswered, match="no bot"):
        await sam.command("bounceback home")


async def test_nobody_listens_for_a_while(server: LocalDiscord, bot: Bot) -> None:
    async with server.down():
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot.application_info()
        assert server.gateway.connected == 0
    assert (await bot.application_info()).owner.id == server.owner_id
