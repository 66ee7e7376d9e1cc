"""Is all well between this machine and Discord? Each check looks at one thing, and says what to do where it is not so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

import aiohttp
import discord
from yarl import URL

from adapters.discord import commands
from adapters.discord.ground import channel_in, own_permissions
from adapters.discord.invite import FOR_LINES, Needed, invite_url, lacking
from adapters.discord.rest import PORTAL, DiscordError, host, logged_in, plainly, use_api_base
from bot.findings import Check, Finding, State, ahead_of, clock
from bot.hosting import Hosting
from bot.logs.fields import one_line
from bot.words import Words

# What Discord's portal calls the intents that take its permission. We read no members' lists and no messages in servers.
PRIVILEGED = {
    "Presence Intent": ("gateway_presence", "gateway_presence_limited"),
    "Server Members Intent": ("gateway_guild_members", "gateway_guild_members_limited"),
    "Message Content Intent": ("gateway_message_content", "gateway_message_content_limited"),
}
# Of 1,000 session starts a day; Discord resets the token of a bot that uses them up.
FEW_STARTS = 50
PAGE = 200
HELLO = 10
SYNC = "Run: bounceback discord sync"

Look = Callable[[discord.Client], Awaitable[Iterable[Finding]]]


@asynccontextmanager
async def examining(token: str, api_base: str, words: Words, hosting: Hosting | None) -> AsyncIterator[list[Check]]:
    """The checks, to be carried out in this order. `hosting` is None where there is no store yet."""
    async with AsyncExitStack() as stack:
        yield _Doctor(token, api_base, words, hosting, stack).checks()


class _Doctor:
    def __init__(self, token: str, api_base: str, words: Words, hosting: Hosting | None, stack: AsyncExitStack) -> None:
        use_api_base(api_base)
        self._token = token
        self._api_base = api_base
        self._words = words
        self._hosting = hosting
        self._stack = stack
        self._client: discord.Client | None = None
        # By how much this machine's clock is ahead, by the last answer that told the time.
        self._ahead: timedelta | None = None

    def checks(self) -> list[Check]:
        return [
            Check("api", self._address),
            Check("token", self._login),
            Check("clock", self._clock),
            Check("app", self._with_client(self._application)),
            Check("gateway", self._with_client(self._gateway)),
            Check("servers", self._with_client(self._communities)),
            Check("channels", self._with_client(self._places)),
            Check("commands", self._with_client(self._commands)),
        ]

    def _with_client(self, look: Look) -> Callable[[], Awaitable[Iterable[Finding]]]:
        async def looked() -> Iterable[Finding]:
            if self._client is None:
                return [Finding("skip", "not looked at, as the bot could not log in")]
            with plainly():
                return await look(self._client)

        return looked

    async def _address(self) -> list[Finding]:
        if host() == "discord.com":
            return []
        return [Finding("warn", f"what is sent goes to {host()}, not to Discord itself", "It is [discord] api_base.")]

    async def _login(self) -> list[Finding]:
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._note_time)
        client = await self._stack.enter_async_context(logged_in(self._token, self._api_base, trace))
        self._client = client
        name = client.application.name if client.application else ""
        return [Finding("ok", f'Discord takes it; the application is "{one_line(name)}" ({client.application_id})')]

    async def _note_time(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        if told := ended.response.headers.get("Date"):
            self._ahead = ahead_of(told)

    async def _clock(self) -> list[Finding]:
        return [clock(self._ahead)]

    async def _application(self, client: discord.Client) -> list[Finding]:
        application = client.application
        assert application is not None, "login fetches it"  # noqa: S101
        found = []
        if application.interactions_endpoint_url:
            found.append(
                Finding(
                    "fail",
                    "commands and buttons go to a web address instead of the bot",
                    f"Empty the field Interactions Endpoint URL (General Information): {PORTAL}",
                )
            )
        if application.bot_require_code_grant:
            found.append(
                Finding(
                    "fail",
                    "the invite link cannot work, as a code grant is required",
                    f"Switch off Requires OAuth2 Code Grant (Bot): {PORTAL}",
                )
            )
        flags = application.flags
        extra = [name for name, either in PRIVILEGED.items() if any(getattr(flags, one) for one in either)]
        if extra:
            found.append(
                Finding(
                    "warn",
                    f"it may see more than it needs: {', '.join(extra)}",
                    f"Switch that off (Bot, Privileged Gateway Intents): {PORTAL}",
                )
            )
        return found or [Finding("ok", "has no privileged intents, and needs none")]

    async def _gateway(self, client: discord.Client) -> list[Finding]:
        shards, url, starts = await client.http.get_bot_gateway()
        socket = await client.http.ws_connect(str(URL(url).with_query(v="10", encoding="json")))
        try:
            first = await socket.receive()
        finally:
            await socket.close()
        if first.type is not aiohttp.WSMsgType.TEXT or json.loads(first.data).get("op") != HELLO:
            raise DiscordError("The gateway answers, but does not say hello. What stands between here and Discord?")
        left, total = starts["remaining"], starts["total"]
        hours = timedelta(milliseconds=starts["reset_after"]) / timedelta(hours=1)
        told = f"{left} of {total} session starts are left"
        if left < max(shards, FEW_STARTS):
            return [
                Finding("warn", told, f"Restart it seldom for the next {max(hours, 1):.0f} hours. What made it so?")
            ]
        return [Finding("ok", f"reached; {told}")]

    async def _communities(self, client: discord.Client) -> list[Finding]:
        application = client.application_id or 0
        found, after, count = [], None, 0
        while True:
            page = await client.http.get_guilds(PAGE, after=after, with_counts=False)
            count += len(page)
            for guild in page:
                lacks = lacking(discord.Permissions(int(guild.get("permissions") or 0)))
                if lacks:
                    level, remedy = _how_bad(lacks), f"Invite it again: {invite_url(application, guild['id'])}"
                    found.append(Finding(level, f'in "{one_line(guild["name"])}" it lacks: {_needed(lacks)}', remedy))
            if len(page) < PAGE:
                break
            after = page[-1]["id"]
        if not count:
            return [Finding("warn", "it is in none yet", "Run: bounceback discord invite")]
        many = "1 server" if count == 1 else f"{count} servers"
        return found or [Finding("ok", f"in {many}, with all that it needs")]

    async def _places(self, client: discord.Client) -> list[Finding]:
        if self._hosting is None:
            return [Finding("skip", "none chosen yet, as there is no store")]
        places = await self._hosting.places()
        if not places:
            return [Finding("ok", "no lines are shared anywhere; /bounceback admin in a server changes that")]
        return [await _place(client, int(community), int(address)) for community, address in places]

    async def _commands(self, client: discord.Client) -> list[Finding]:
        ours = commands.to_register(client, self._words)
        there = {command.name for command in await ours.fetch_commands()}
        missing = sorted(f"/{command.name}" for command in ours.get_commands() if command.name not in there)
        if missing and self._hosting is None:
            return [Finding("ok", "not registered yet; the first start does it")]
        if missing:
            return [Finding("fail", f"not registered: {', '.join(missing)}", f"Start the bot, or {SYNC.lower()}")]
        if self._hosting is None:
            return [Finding("ok", "registered")]
        if await self._hosting.told(commands.told_as(client)) != await commands.digest(ours):
            return [Finding("warn", "registered, but not as this version and your words have them", SYNC)]
        return [Finding("ok", "registered as they are now")]


async def _place(client: discord.Client, community: int, address: int) -> Finding:
    """Whether a line can still be shared in a channel."""
    try:
        guild = await client.fetch_guild(community, with_counts=False)
    except (discord.NotFound, discord.Forbidden):
        what = f"the bot is no longer in a server where lines were shared ({community})"
        return Finding("warn", what, f"To have it back: {invite_url(client.application_id or 0, community)}")
    where = f'the channel for shared lines in "{one_line(guild.name)}"'
    try:
        channel = await channel_in(guild, address)
    except discord.NotFound:
        return Finding("fail", f"{where} is gone", "Type /bounceback admin in another channel there.")
    except discord.Forbidden:
        return Finding("fail", f"{where} is hidden from the bot", "Allow it View Channel in the channel's settings.")
    lacks = [one for one in lacking(await own_permissions(client, channel)) if one.flag in FOR_LINES]
    if lacks:
        remedy = "Allow that in the channel's settings, or type /bounceback admin in another channel there."
        return Finding("fail", f"{where} does not let the bot: {_names(lacks)}", remedy)
    return Finding("ok", f"{where} takes lines")


def _how_bad(lacks: Iterable[Needed]) -> State:
    """A server that has no circles can do without what only they need."""
    return "fail" if any(one.flag in FOR_LINES for one in lacks) else "warn"


def _needed(lacks: Iterable[Needed]) -> str:
    """What is lacking, and what for."""
    return "; ".join(f"{needed.name}, {needed.reason}" for needed in lacks)


def _names(lacks: Iterable[Needed]) -> str:
    return ", ".join(needed.name for needed in lacks)
