"""Discord's REST API: where it is, a client that only speaks to it, and each refusal as one clear line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.http import Route

from bot.unreached import reason

TOKEN = "BOUNCEBACK_DISCORD_TOKEN"
PORTAL = "https://discord.com/developers/applications"
STATUS = "https://discordstatus.com"
# What the library raises when it reads an answer that is not Discord's.
UNREADABLE = (KeyError, TypeError, ValueError)
EXPECTED = (
    discord.HTTPException,
    discord.LoginFailure,
    discord.GatewayNotFound,
    discord.RateLimited,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    TimeoutError,
)
# Seconds. The library would wait for hours if it is told to; it allows no less than this.
LONGEST_WAIT = 30.0

# Nobody is warned that there will be no voice: there is none to be had.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class DiscordError(Exception):
    """Discord cannot be used. The text is one line for the person at the keyboard, without a token or anybody's words."""


class TokenError(DiscordError):
    """Discord does not take the token."""


class UnreachableError(DiscordError):
    """Nothing answers at all: there is no network, or no such host."""


def use_api_base(api_base: str) -> None:
    """Have every request of this process go to `api_base`, such as https://discord.com/api/v10."""
    # A class attribute of the library: there is one for all clients.
    Route.BASE = api_base.rstrip("/")


def host() -> str:
    """The host that requests go to, and its port where one was given."""
    return urlsplit(Route.BASE).netloc.rpartition("@")[2]


@asynccontextmanager
async def logged_in(
    token: str, api_base: str, trace: aiohttp.TraceConfig | None = None
) -> AsyncIterator[discord.Client]:
    """A client without a gateway, with its user and application known. Raises DiscordError, also for what is done with it."""
    use_api_base(api_base)
    intents, trace = discord.Intents(guilds=True), trace or aiohttp.TraceConfig()
    async with discord.Client(intents=intents, max_ratelimit_timeout=LONGEST_WAIT, http_trace=trace) as client:
        with plainly():
            await login(client, token)
            yield client


async def login(client: discord.Client, token: str) -> None:
    """`client.login`, where whoever answers may not be Discord. Raises DiscordError."""
    with plainly():
        try:
            await client.login(token)
        except UNREADABLE:
            raise DiscordError(f"{host()} answers, but not as Discord does. Look at [discord] api_base.") from None


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what Discord and the network refuse into DiscordError. Other errors pass."""
    try:
        yield
    except EXPECTED as error:
        raise said_plainly(error) from error


def said_plainly(error: Exception) -> DiscordError:
    """What one of the expected errors means to the person at the keyboard."""
    match error:
        # 4004 is the gateway's way to say it: docs.discord.com/developers/topics/opcodes-and-status-codes.
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return TokenError(
                f"Discord does not take the token in {TOKEN}. Make a new one at {PORTAL} (your application, Bot, "
                "Reset Token) and put it there."
            )
        case discord.GatewayNotFound():
            cause = error.__cause__
            return said_plainly(cause) if isinstance(cause, discord.HTTPException) else DiscordError(str(error))
        case discord.RateLimited():
            return DiscordError(f"Discord asks to wait {error.retry_after:.0f} seconds. Try again then.")
        case discord.ConnectionClosed():
            return DiscordError(f"Discord closed the connection (code {error.code}). Start again.")
        case discord.HTTPException():
            return _refused(error)
        case _:
            return UnreachableError(f"{host()} cannot be reached ({reason(error)}). Is this machine online?")


def _refused(error: discord.HTTPException) -> DiscordError:
    # Not Discord's own text: it may quote what was sent.
    code = f"{error.status}, code {error.code}" if error.code else str(error.status)
    if error.status >= 500:
        return DiscordError(f"Discord has trouble of its own ({code}). Try again in some minutes; {STATUS} says more.")
    if error.status == 429:
        return DiscordError(f"Discord asks to wait ({code}). Try again in some minutes.")
    if error.status == 403:
        return DiscordError(f"Discord does not let the bot do that ({code}). See what it lacks with: bounceback doctor")
    if error.status == 404 and not error.code:
        # No code: there is no such route, as where the path of the address is wrong.
        return DiscordError(f"{host()} has no such address ({code}). Look at [discord] api_base.")
    return DiscordError(f"Discord refused ({code}).")
