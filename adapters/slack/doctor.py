"""Is all well between this machine and Slack? Each check looks at one thing, and says what to do where it is not so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.http import HERE_PATH, HERE_SAYS
from adapters.slack.manifest import INSTALL_PATH, NEEDED, lacking
from adapters.slack.refusals import NO_CHANNEL
from adapters.slack.setup import Setup
from adapters.slack.web import (
    APP_TOKEN,
    APPS,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    EXPECTED,
    SIGNING_SECRET,
    code,
    host,
    new_session,
    said_plainly,
    web_client,
)
from bot.findings import Check, Finding, ahead_of, clock
from bot.hosting import Hosting
from bot.installing import Installing
from bot.logs.fields import one_line
from bot.ports import Clock
from bot.unreached import reason

# Seconds for a websocket to open.
OPENS_WITHIN = 10.0
SLACK = re.compile(r"slack(-gov)?\.com")
# What tokens begin with. https://docs.slack.dev/authentication/tokens
KINDS = {
    "xoxb-": "a bot token",
    "xoxp-": "a user token",
    "xoxe.": "a token that is rotated, and good for twelve hours",
    "xoxe-": "a refresh token",
    "xapp-": "an app-level token",
}
SECRET = re.compile(r"[0-9a-f]{32}")
CLIENT = re.compile(r"\d+\.\d+")
INVITE = "Type in the channel: /invite @Bounceback"
# Whether a client id and secret belong together is seen by a code that is none.
NO_CODE = "0"


@asynccontextmanager
async def examining(
    setup: Setup, clock: Clock, hosting: Hosting | None, installing: Installing | None
) -> AsyncIterator[list[Check]]:
    """The checks, to be carried out in this order. Without `hosting` and `installing` there is no store yet."""
    doctor = _Doctor(setup, clock, hosting, installing)
    async with new_session(doctor.trace) as session:
        doctor.session = session
        yield doctor.checks()


class _Doctor:
    session: aiohttp.ClientSession

    def __init__(self, setup: Setup, clock: Clock, hosting: Hosting | None, installing: Installing | None) -> None:
        self._setup = setup
        self._clock = clock
        self._hosting = hosting
        self._installing = installing
        self._about: AsyncSlackResponse | None = None
        # By how much this machine's clock is ahead, by the last answer that told the time.
        self._ahead: timedelta | None = None
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_end.append(self._note_time)

    def checks(self) -> list[Check]:
        setup = self._setup
        who = (
            [Check("oauth", self._oauth)]
            if setup.oauth
            else [Check("token", self._token), Check("scopes", self._scopes)]
        )
        way = [Check("socket", self._socket)] if setup.socket else [Check("signing", self._signing)]
        return [
            Check("api", self._address),
            *who,
            *way,
            *([Check("public", self._public)] if setup.serves else ()),
            Check("clock", self._clock_is_right),
            *([Check("installs", self._installs)] if setup.oauth else ()),
            Check("tabs", self._tabs),
            Check("channels", self._channels),
        ]

    async def _ask(self, method: str, token: str | None = None, **given: str) -> AsyncSlackResponse:
        """Raises SlackApiError for a no of Slack's, SlackError where it was none."""
        try:
            return await web_client(self._setup.api_base, self.session, token).api_call(method, data=given)
        except EXPECTED as error:
            if code(error):
                raise
            raise said_plainly(error, self._setup.api_base) from error

    async def _address(self) -> list[Finding]:
        where = host(self._setup.api_base)
        if SLACK.fullmatch(where):
            return []
        return [Finding("warn", f"what is sent goes to {where}, not to Slack itself", "It is [slack] api_base.")]

    async def _token(self) -> list[Finding]:
        token = self._setup.token
        if token is None:
            return [Finding("skip", "not looked at, as there is no token")]
        if wrong := _wrong_kind(token, "xoxb-", BOT_TOKEN, "Install App, Bot User OAuth Token"):
            return [wrong]
        try:
            self._about = await self._ask("auth.test", token)
        except SlackApiError as error:
            raise said_plainly(error, self._setup.api_base) from error
        about = self._about
        if not about.get("bot_id"):
            return [_say_kind(BOT_TOKEN, "not one of a bot", "Install App, Bot User OAuth Token")]
        team = one_line(str(about.get("team") or ""))
        return [Finding("ok", f'Slack takes it; the workspace is "{team}" ({about.get("team_id")})')]

    async def _scopes(self) -> list[Finding]:
        if self._about is None:
            return [Finding("skip", "not looked at, as Slack did not take the token")]
        granted = {one.strip() for one in str(self._about.headers.get("x-oauth-scopes", "")).split(",")} - {""}
        lacks, goes = lacking(granted)
        found = []
        remedy = f"Add them (OAuth & Permissions, Bot Token Scopes) and install the app again: {APPS}"
        if lacks:
            found.append(Finding("fail", f"it lacks: {', '.join(lacks)}", remedy))
        if goes:
            found.append(Finding("warn", "; ".join(goes), remedy))
        if extra := sorted(granted - NEEDED):
            remedy = f"Take them away (OAuth & Permissions, Bot Token Scopes) and install the app again: {APPS}"
            found.append(Finding("warn", f"it may do more than it needs: {', '.join(extra)}", remedy))
        return found or [Finding("ok", "all that it needs, and no more")]

    async def _oauth(self) -> list[Finding]:
        oauth = self._setup.oauth
        assert oauth is not None, "it is a check of who has it"  # noqa: S101
        where = f"Copy both from {APPS} (your app, Basic Information, App Credentials)."
        found = []
        if not CLIENT.fullmatch(oauth.client_id):
            found.append(Finding("warn", f"{CLIENT_ID} does not look like one: two numbers with a dot between", where))
        given = {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "code": NO_CODE}
        try:
            await self._ask("oauth.v2.access", **given)
        except SlackApiError as error:
            if code(error) == "invalid_client_id":
                return [Finding("fail", f"Slack knows no app with what is in {CLIENT_ID}", where)]
            if code(error) == "bad_client_secret":
                return [Finding("fail", f"Slack does not take what is in {CLIENT_SECRET}", where)]
            if code(error) != "invalid_code":
                raise said_plainly(error, self._setup.api_base) from error
        return [*found, Finding("ok", "Slack takes the client id and its secret")]

    async def _socket(self) -> list[Finding]:
        token = self._setup.app_token
        where = "Basic Information, App-Level Tokens, with the scope connections:write"
        if token is None:
            return [Finding("skip", "not looked at, as there is no app-level token")]
        if wrong := _wrong_kind(token, "xapp-", APP_TOKEN, where):
            return [wrong]
        try:
            address = str((await self._ask("apps.connections.open", token)).get("url"))
        except SlackApiError as error:
            match code(error):
                case "missing_scope":
                    return [_say_kind(APP_TOKEN, "without the scope connections:write", where)]
                case "forbidden_team" | "access_denied" | "not_allowed" | "socket_mode_not_enabled":
                    remedy = f"Switch it on: {APPS} (your app, Socket Mode)."
                    return [Finding("fail", "Socket Mode is off for the app", remedy)]
                case "invalid_auth" | "not_authed" | "token_revoked" | "account_inactive" | "not_allowed_token_type":
                    return [_say_kind(APP_TOKEN, "not taken by Slack", where)]
            raise said_plainly(error, self._setup.api_base) from error
        why = await self._refuses_websockets(address)
        if why is None:
            return [Finding("ok", "a websocket to Slack opens")]
        remedy = 'Does a firewall or a proxy close them? With [slack] mode = "http" none is needed.'
        return [Finding("fail", f"Slack takes the token, but no websocket to it opens ({why})", remedy)]

    async def _refuses_websockets(self, address: str) -> str | None:
        """None where a connection opens; otherwise why not."""
        proxy = web_client(self._setup.api_base, self.session).proxy  # the bot's own way out
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                # Closed at once: to one that stays, Slack would send a part of what happens.
                opened = await self.session.ws_connect(
                    address, proxy=proxy, timeout=aiohttp.ClientWSTimeout(ws_close=1)
                )
                await opened.close()
        except aiohttp.WSServerHandshakeError as error:
            return f"something answers with {error.status}"
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return reason(error)
        return None

    async def _signing(self) -> list[Finding]:
        secret = self._setup.signing_secret
        where = f"Copy the Signing Secret from {APPS} (your app, Basic Information, App Credentials)."
        if secret is None:
            return [Finding("skip", "not looked at, as there is no signing secret")]
        if not SECRET.fullmatch(secret):
            return [Finding("fail", f"what is in {SIGNING_SECRET} is none: 32 digits and letters from a to f", where)]
        return [Finding("ok", "there is one; whether it is the right one shows with the first request")]

    async def _public(self) -> list[Finding]:
        url = self._setup.public_url
        if not url:
            what = "[slack] public_url is not set: the manifest cannot say where Slack reaches the bot"
            return [
                Finding("warn", what, "Set it to the https:// address under which the outside reaches [http] listen.")
            ]
        why = await self._is_us(url)
        if why is None:
            return [Finding("ok", f"{url} leads to the bot, at least from here")]
        remedy = "Is the bot running? If so, look at your proxy, and at [slack] public_url. From here it may also look otherwise."
        return [Finding("warn", f"{url} does not lead to the bot ({why})", remedy)]

    async def _is_us(self, url: str) -> str | None:
        """None where the bot answers there; otherwise why not."""
        try:
            async with self.session.get(url + HERE_PATH, timeout=aiohttp.ClientTimeout(total=5)) as got:
                if got.status == 200 and await got.text() == HERE_SAYS:
                    return None
                return f"something else answers, with {got.status}"
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return reason(error)

    async def _note_time(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        told = ended.response.headers.get("Date")
        if told and str(ended.url).startswith(self._setup.api_base):
            self._ahead = ahead_of(told)

    async def _clock_is_right(self) -> list[Finding]:
        return [clock(self._ahead)]

    async def _installs(self) -> list[Finding]:
        url = self._setup.public_url + INSTALL_PATH
        if self._installing is None:
            return [Finding("skip", "none yet, as there is no store")]
        teams = await self._installing.communities()
        if not teams:
            return [Finding("warn", "no workspace has installed it yet", f"Open {url}")]
        found, now = [], self._clock.now()
        for team in teams:
            one = await self._installing.find(team)
            lacks, goes = lacking(one.scopes if one else NEEDED)
            if one is None:
                found.append(Finding("fail", f"the token of {team} does not open", f"Install it there again: {url}"))
            elif one.lapsed or (one.expires_at is not None and one.refresh is None and one.expires_at <= now):
                found.append(Finding("fail", f"the token of {team} has lapsed", f"Install it there again: {url}"))
            elif one.expires_at is not None and one.expires_at <= now:
                what = f"the token of {team} ran out, and was not renewed"
                found.append(Finding("warn", what, "Start the bot: it renews what has run out."))
            elif lacks or goes:
                what = "; ".join([f"it lacks: {', '.join(lacks)}"] * bool(lacks) + goes)
                found.append(
                    Finding("fail" if lacks else "warn", f"in {team} {what}", f"Install it there again: {url}")
                )
        many = "1 workspace has" if len(teams) == 1 else f"{len(teams)} workspaces have"
        return found or [Finding("ok", f"{many} it, with tokens that are good")]

    async def _tabs(self) -> list[Finding]:
        what = "whether the Home and the Messages tab are on cannot be seen from here"
        return [Finding("skip", what, f"They are where the app was made from its manifest. See App Home: {APPS}")]

    async def _channels(self) -> list[Finding]:
        places = await self._hosting.places() if self._hosting else []
        if not places:
            return [Finding("ok", "no lines are shared anywhere; /bounceback admin in a channel changes that")]
        return [await self._place(team, place.partition(":")[2]) for team, place in places]

    async def _place(self, team: str, channel: str) -> Finding:
        """Whether a line can still be shared in a channel."""
        where = f"the channel for shared lines in {team}"
        kept = await self._installing.find(team) if self._installing and self._setup.oauth else None
        token = kept.token if kept else self._setup.token
        if token is None:
            return Finding("skip", f"{where} is not looked at, as there is no token")
        try:
            found = (await self._ask("conversations.info", token, channel=channel))["channel"]
        except SlackApiError as error:
            if code(error) not in NO_CHANNEL:
                return Finding("skip", f"{where} cannot be seen ({code(error)})", INVITE)
            found = {}
        if not found.get("is_member"):
            return Finding("fail", f"the bot is not in {where}, or that is gone", INVITE)
        if found.get("is_archived"):
            return Finding("fail", f"{where} is archived", "Type /bounceback admin in another channel there.")
        return Finding("ok", f'{where}, "#{one_line(str(found.get("name")))}", takes lines')


def _wrong_kind(token: str, wanted: str, name: str, where: str) -> Finding | None:
    """What to say of a token that is not of the wanted kind."""
    if token.startswith(wanted):
        return None
    kind = next((kind for begins, kind in KINDS.items() if token.startswith(begins)), "none that Slack gives out")
    return _say_kind(name, kind, where)


def _say_kind(name: str, kind: str, where: str) -> Finding:
    remedy = f"Put {'the bot' if name == BOT_TOKEN else 'the app-level'} token there: {APPS} (your app, {where})."
    if kind == KINDS["xoxe."]:
        remedy = f"Make the app anew without token rotation, or give {CLIENT_ID} and {CLIENT_SECRET} instead."
    return Finding("fail", f"what is in {name} is {kind}", remedy)
