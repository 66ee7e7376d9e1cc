"""Slack's Web API: the one way to it, what is asked again by itself, and each refusal as one clear line."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.unreached import reason

BOT_TOKEN = "BOUNCEBACK_SLACK_BOT_TOKEN"
APP_TOKEN = "BOUNCEBACK_SLACK_APP_TOKEN"
SIGNING_SECRET = "BOUNCEBACK_SLACK_SIGNING_SECRET"
CLIENT_ID = "BOUNCEBACK_SLACK_CLIENT_ID"
CLIENT_SECRET = "BOUNCEBACK_SLACK_CLIENT_SECRET"
APPS = "https://api.slack.com/apps"
STATUS = "https://slack-status.com"
EXPECTED = (SlackClientError, aiohttp.ClientError, TimeoutError)

# Seconds that a request may take, and that it may wait for a rate limit before it is a no: somebody waits for an answer.
TIMEOUT = 30
LONGEST_WAIT = 3
# A trigger is good for three seconds: whoever waits comes too late.
NO_WAIT = frozenset({"views.open", "views.push"})
# What does the same when it is done twice. A message that was posted, or a token that was renewed, would be there twice.
REPEATABLE = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "chat.update",
        "conversations.archive",
        # The name is taken then, and by that the channel is found.
        "conversations.create",
        "conversations.history",
        "conversations.info",
        "conversations.invite",
        "conversations.kick",
        "conversations.list",
        "conversations.members",
        "conversations.open",
        "conversations.setTopic",
        "users.info",
        "views.publish",
    }
)
# The token is no good. https://docs.slack.dev/reference/methods/auth.test
REMOVED = frozenset({"account_inactive", "token_revoked"})
BAD_TOKEN = REMOVED | {"invalid_auth", "not_authed", "token_expired", "not_allowed_token_type"}


class SlackError(Exception):
    """Slack cannot be used. The text is one line for the person at the keyboard, without a token or anybody's words."""


class TokenError(SlackError):
    """Slack does not take the token."""


class UnreachableError(SlackError):
    """Nothing answers at all: there is no network, or no such host."""


class ShortWait(AsyncRateLimitErrorRetryHandler):
    """Asks again after a rate limit, once, where the wait is short. What was limited was not done, whatever it was."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429 or _method(request) in NO_WAIT:
            return False
        return (retry_after(response.headers) or 0) <= LONGEST_WAIT


class Repeat(AsyncRetryHandler):
    """Asks again, once, where an answer was lost or Slack had trouble, if the request does the same when done twice."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        lost = isinstance(error, aiohttp.ClientConnectionError)
        trouble = response is not None and response.status_code >= 500
        return (lost or trouble) and _method(request) in REPEATABLE


def new_session(*traces: aiohttp.TraceConfig) -> aiohttp.ClientSession:
    """The one that all requests of the process share: the library would open a connection for each."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), trace_configs=list(traces))


def web_client(api_base: str, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """A client for one token, or for none."""
    return AsyncWebClient(
        token=token, base_url=api_base, session=session, timeout=TIMEOUT, retry_handlers=[ShortWait(), Repeat()]
    )


def retry_after(headers: object) -> float | None:
    """How many seconds Slack asks to wait, by an answer's headers."""
    pairs = headers.items() if hasattr(headers, "items") else ()
    for name, value in pairs:
        if str(name).lower() == "retry-after":
            text = value[0] if isinstance(value, list) else value
            return float(text) if str(text).isdecimal() else None
    return None


def code(error: BaseException) -> str:
    """Slack's word for why it refused, such as "channel_not_found"; empty where it gave none."""
    if isinstance(error, SlackApiError) and isinstance(data := getattr(error.response, "data", None), dict):
        return str(data.get("error") or "")
    return ""


def status(error: BaseException) -> int | None:
    """The HTTP status of what Slack refused with."""
    if not isinstance(error, SlackApiError):
        return None
    found = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    return found if isinstance(found, int) else None


def host(api_base: str) -> str:
    """The host that requests go to, and its port where one was given."""
    return urlsplit(api_base).netloc.rpartition("@")[2]


def said_plainly(error: Exception, api_base: str, name: str = BOT_TOKEN) -> SlackError:
    """What one of the expected errors means to the person at the keyboard; `name` is that of the token it was asked with."""
    if isinstance(error, SlackApiError):
        return _refused(error, api_base, name)
    if isinstance(error, SlackClientError):
        return SlackError("Slack's library refused what it was given. Please report it.")
    return UnreachableError(f"{host(api_base)} cannot be reached ({reason(error)}). Is this machine online?")


def _refused(error: SlackApiError, api_base: str, name: str) -> SlackError:
    word, http = code(error), status(error)
    if name == APP_TOKEN and word in BAD_TOKEN:
        return TokenError(
            f"Slack does not take the token in {APP_TOKEN} ({word}). Make one at {APPS} (your app, Basic Information, "
            "App-Level Tokens) with the scope connections:write, and put it there."
        )
    if word in REMOVED:
        return TokenError(
            f"Slack says that the app was removed or its token revoked ({word}). Install it again at {APPS} "
            f"(your app, Install App) and put the new token in {BOT_TOKEN}."
        )
    if word in BAD_TOKEN:
        return TokenError(
            f"Slack does not take the token in {BOT_TOKEN} ({word}). Copy the Bot User OAuth Token from {APPS} "
            "(your app, OAuth & Permissions) and put it there."
        )
    if word == "ratelimited" or http == 429:
        return SlackError("Slack asks to wait. Try again in some minutes.")
    if http is not None and http >= 500:
        return SlackError(f"Slack has trouble of its own ({http}). Try again in some minutes; {STATUS} says more.")
    if not word:
        return SlackError(f"{host(api_base)} answers, but not as Slack does. Look at [slack] api_base.")
    return SlackError(f"Slack refused ({word if word.replace('_', '').isalnum() else 'no reason given'}).")


def _method(request: HttpRequest) -> str:
    return str(request.url).partition("?")[0].rpartition("/")[2]
