"""A start that cannot be: one clear line, and nothing left behind. What Discord refuses later ends it in the same way."""

from __future__ import annotations

import asyncio

import pytest

import adapters.slack.app as slack
from adapters.discord import app, breathing
from adapters.discord.rest import DiscordError, TokenError, UnreachableError
from bot.cli import serve
from bot.hosting import Hosting
from tests.adapters.discord.driver import Discord
from tests.adapters.platforms import Core
from tests.local_discord.server import LocalDiscord

NOWHERE = "http://127.0.0.1:9/api/v10"


@pytest.fixture
def platform(core: Core, server: LocalDiscord) -> Discord:
    """Not started yet."""
    return Discord(core, server)


@pytest.mark.parametrize(
    ("operation", "code", "status", "line"),
    [
        ("get_my_user", 0, 503, "Discord has trouble of its own (503). Try again in some minutes;"),
        ("get_bot_gateway", 0, 503, "Discord has trouble of its own (503). Try again in some minutes;"),
        ("get_bot_gateway", 50001, 403, "Discord does not let the bot do that (403, code 50001)."),
    ],
)
async def test_what_discord_refuses_at_the_start_is_one_line(
    platform: Discord, operation: str, code: int, status: int, line: str
) -> None:
    platform.server.faults.refuse(code, operation, status=status)
    with pytest.raises(DiscordError) as raised:
        await platform.start()
    assert str(raised.value).startswith(line)
    assert "\n" not in str(raised.value)
    await platform.close()
    # The next start is as any other.
    await platform.start()
    assert platform.server.gateway.connected == 1
    await platform.close()


async def test_a_wrong_token(platform: Discord) -> None:
    server, wrong = platform.server, "made.up.token"
    right, server.token = server.token, wrong
    await platform.core.open(platform._senders)
    server.token = right
    bot = platform.core.bot
    with pytest.raises(TokenError, match="Discord does not take the token in BOUNCEBACK_DISCORD_TOKEN") as raised:
        await platform.app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, platform.name))
    assert wrong not in str(raised.value)
    await platform.close()


async def test_a_token_that_the_gateway_alone_refuses(platform: Discord) -> None:
    platform.server.gateway._token = "another.one"
    with pytest.raises(TokenError):
        await platform.start()
    await platform.close()


async def test_where_nothing_answers(platform: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalDiscord, "api_base", NOWHERE)
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9 cannot be reached \(connection refused\)"):
        await platform.start()
    await platform.close()


async def test_an_end_that_comes_later_is_said(platform: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_wait(shard: int | None, *, initial: bool = False) -> None:
        """The library waits five seconds here."""

    await platform.start()
    monkeypatch.setattr(platform.app.client, "before_identify_hook", no_wait)
    ended = asyncio.create_task(platform.app.ended())
    platform.server.gateway._token = "changed.since.then"
    platform.server.gateway.invalidate()
    with pytest.raises(TokenError):
        async with asyncio.timeout(10):
            await ended
    await platform.close()


async def test_a_goodbye_that_is_not_answered_is_not_waited_for(
    platform: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would wait for half a minute; whoever stops a service kills it long before."""
    monkeypatch.setattr("adapters.discord.app.LEAVE", 0.05)
    await platform.start()
    platform.server.gateway.hears.clear()
    async with asyncio.timeout(10):
        await platform.app.close()
    assert platform.app.client.is_closed()
    platform.server.gateway.hears.set()
    await platform.core.close()


def test_a_stop_has_its_time_by_parts() -> None:
    assert app.FINISH + app.LEAVE + serve.FINISH <= 4
    assert slack.FINISH + slack.LEAVE + serve.FINISH <= 4
    assert breathing.PATIENCE <= app.FINISH


async def test_what_never_started_can_be_closed(platform: Discord) -> None:
    await platform.core.open(platform._senders)
    await platform.close()
