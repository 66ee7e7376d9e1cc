"""The connection: dropped, resumed, refused. Whatever happens while it is down is answered afterwards, and once."""

from __future__ import annotations

import asyncio

import pytest
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket

from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.local_discord.server import LocalDiscord

WITHIN = 10.0


@pytest.fixture(autouse=True)
def at_once(platform: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits some seconds before it connects again, and before it identifies itself anew."""

    async def no_wait(shard: int | None, *, initial: bool = False) -> None:
        pass

    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.01)
    monkeypatch.setattr(platform.app.client, "before_identify_hook", no_wait)


async def connected(server: LocalDiscord, *, identified: int = 1, resumed: int = 0) -> None:
    """Wait until the bot is back."""
    gateway = server.gateway
    await server.until(
        lambda: (gateway.connected, gateway.identified, gateway.resumed) == (1, identified, resumed), within=WITHIN
    )


async def test_what_happens_while_the_connection_is_down_is_answered_after_the_resume(
    platform: Discord, you: DiscordPerson
) -> None:
    server = platform.server
    await you.command("rejected")
    server.gateway.drop()
    assert server.gateway.connected == 0
    server.patience = WITHIN
    pressing = asyncio.create_task(you.tap("Start"))
    kim = await platform.person("Kim")
    wrote = await kim.local.write_dm("hello")
    assert "Final round" in (await pressing).offers
    assert (await kim.local.next_dm(after=wrote, within=WITHIN)).buttons
    await connected(server, resumed=1)


async def test_it_comes_back_when_discord_asks_it_to(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    platform.server.gateway.reconnect()
    await connected(platform.server, resumed=1)
    assert "Final round" in (await you.tap("Start")).offers


async def test_a_session_that_can_be_resumed(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    platform.server.gateway.invalidate(resumable=True)
    await connected(platform.server, resumed=1)
    assert "Final round" in (await you.tap("Start")).offers


@pytest.mark.parametrize("how", ["invalidate", "forget"])
async def test_a_session_that_is_gone_is_begun_anew_at_the_same_discord(
    platform: Discord, you: DiscordPerson, how: str
) -> None:
    server = platform.server
    await you.command("rejected")
    if how == "invalidate":
        server.gateway.invalidate()
    else:
        server.gateway.forget()
        server.gateway.drop()
    await connected(server, identified=2)
    # The library would go to its own default, which is Discord's.
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == server.gateway.url
    assert "Final round" in (await you.tap("Start")).offers
    # Servers that it hears of again are no new ones.
    await platform.app._going.finish(3)
    assert not server.owner.has_dm


async def test_what_changed_while_there_was_no_session_is_found_out_with_the_next(
    platform: Discord, you: DiscordPerson
) -> None:
    server = platform.server
    await you.command("rejected")
    server.gateway.forget()
    server.gateway.drop()
    platform.guild.remove_bot()
    other = server.guild("Other server")
    await connected(server, identified=2)
    await server.until(lambda: len(server.asked("get_guild")) == 1)
    await platform.app._going.finish(3)
    assert await platform.core.rows("SELECT id FROM community") == [{"id": str(other.id)}]
    assert await platform.core.rows("SELECT 1 FROM membership WHERE left_at IS NULL") == []


async def test_a_message_that_comes_twice_is_answered_once(platform: Discord, you: DiscordPerson) -> None:
    server = platform.server
    wrote = await you.local.write_dm("hello")
    first = await you.local.next_dm(after=wrote)
    server.world.emit("MESSAGE_CREATE", wrote.message.payload(), None)
    again = await you.local.write_dm("hello again")
    await you.local.next_dm(after=again)
    await platform.app._going.finish(3)
    assert [one.by_bot for one in you.local.dms] == [False, True, False, True]
    assert read_page(first).offers


async def test_a_message_whose_answer_was_lost_is_answered_once(platform: Discord, you: DiscordPerson) -> None:
    platform.server.faults.lose("create_message")
    wrote = await you.local.write_dm("hello")
    await you.local.next_dm(after=wrote)
    await platform.app._going.finish(3)
    assert [one.by_bot for one in you.local.dms] == [False, True]
    assert len(platform.server.asked("create_message")) == 2


async def test_what_bots_write_and_what_is_written_in_a_server_is_not_read(
    platform: Discord, you: DiscordPerson
) -> None:
    world, channel = platform.server.world, platform.guild.channel("general")
    message = world.message(channel, you.local.user, content="hello")
    # Discord does not send it without an intent that the bot does not ask for; sent all the same, it is let be.
    world.emit("MESSAGE_CREATE", message.payload() | {"guild_id": platform.community}, None)
    wrote = await you.local.write_dm("hello")
    await you.local.next_dm(after=wrote)
    await platform.app._going.finish(3)
    assert [one.by_bot for one in you.local.dms] == [False, True]
    assert channel.messages == []
