"""Where the app is installed: a client for each workspace, tokens that are renewed in time, and the end of an installation.

There is either one workspace, whose token the operator gave, or any number that installed the app by themselves (OAuth).
Then the tokens are in the store, sealed; what is held here of them is only kept ready.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.manifest import SCOPES
from adapters.slack.web import EXPECTED, REMOVED, SlackError, code, new_session, said_plainly, web_client
from bot.installing import Installation, Installing
from bot.leaving import Leaving
from bot.logs import Log
from bot.ports import Clock

log = Log("slack")

PLATFORM = "slack"
Chore: TypeAlias = "Callable[[], Coroutine[Any, Any, None]]"

# Rotated tokens last twelve hours. https://docs.slack.dev/authentication/using-token-rotation
RENEW_BEFORE = timedelta(hours=3)
RENEW_EVERY = timedelta(minutes=20)
# One that runs out this soon is renewed before it is used: the bot was down, or Slack was.
TOO_SHORT = timedelta(minutes=5)
LOOK_EVERY = timedelta(days=1)
# A workspace whose token cannot be renewed, and where nobody installed the app again, counts as having removed it.
LAPSED_FOR = timedelta(days=30)
# What does not get better by asking again.
FOR_GOOD = REMOVED | {"invalid_refresh_token", "token_expired"}
# An event tells its time in whole seconds, and this machine's clock may be off by some.
CLOCKS_DIFFER = timedelta(seconds=10)
# Installations kept ready.
READY = 1024


@dataclass(frozen=True, slots=True)
class OAuth:
    """What the app shows Slack to be given tokens."""

    client_id: str
    client_secret: str = field(repr=False)


class NotInstalledError(Exception):
    """The app is not installed in this workspace, or its token there is no good any more."""


class StrangeError(NotInstalledError):
    """The app is not in this workspace at all: what it had there is not reached any more."""


class OrganisationError(SlackError):
    """The app was installed for a whole organisation, where we know workspaces only."""


class Installed(NamedTuple):
    """The workspace that somebody just brought the app to, and its name."""

    team: str
    name: str


class Installations:
    """The app's installations. Give it the `token` of the one workspace, or `oauth` and `kept` for many."""

    def __init__(
        self,
        api_base: str,
        clock: Clock,
        *,
        token: str | None = None,
        oauth: OAuth | None = None,
        kept: Installing | None = None,
    ) -> None:
        if (token is None) is (oauth is None) or (oauth is None) is not (kept is None):
            raise ValueError("either a token, or oauth and where installations are kept")
        self.api_base = api_base
        self._clock = clock
        self._token = token
        self._oauth = oauth
        self._kept = kept
        self._own: Installation | None = None
        self._leaving: Leaving | None = None
        self._ready: dict[str, Installation] = {}
        # Counts what makes an installation that is being read out of date.
        self._changes = 0
        self._renewing: dict[str, asyncio.Lock] = {}
        self._base: AsyncWebClient | None = None
        self.greets: Callable[[str, str], None] | None = None
        """Is told of a workspace and the user who just brought the app there."""

    @property
    def base(self) -> AsyncWebClient:
        """A client without a token, to make bolt's app with: what it makes for each request shares its connections."""
        if self._base is None:
            raise RuntimeError("start comes first")
        return self._base

    @property
    def many(self) -> bool:
        """Whether workspaces install the app by themselves."""
        return self._oauth is not None

    @property
    def chores(self) -> Mapping[Chore, timedelta]:
        """What the clock is to do, and how often."""
        if not self.many:
            return MappingProxyType({})
        return {self.renew_due: RENEW_EVERY, self.look: LOOK_EVERY}

    async def start(self, leaving: Leaving) -> None:
        """Open the connections, and find out which workspace the one token is of. Raises SlackError."""
        self._leaving = leaving
        if self._base is None:
            self._base = web_client(self.api_base, new_session())
        if self._token is None:
            for community in await self.teams():
                await leaving.arrived_in(PLATFORM, community)
            return
        try:
            about = await web_client(self.api_base, self._session, self._token).auth_test()
        except EXPECTED as error:
            raise said_plainly(error, self.api_base) from error
        self._own = _installation(self._token, about, self._clock.now())
        # The token of another workspace than before: the app was removed from that one.
        await leaving.installed_in(PLATFORM, [self._own.community])

    async def close(self) -> None:
        if self._base is not None:
            await self._session.close()

    async def teams(self) -> list[str]:
        """The workspaces that have the app."""
        if self._kept is not None:
            return await self._kept.communities()
        return [self._own.community] if self._own else []

    async def client(self, team: str) -> AsyncWebClient:
        """A client for a workspace, good for some minutes at least. Raises NotInstalledError."""
        one = await self.live(team)
        return web_client(self.api_base, self._session, one.token)

    async def live(self, team: str) -> Installation:
        """A workspace's installation, with a token that is good. Raises NotInstalledError."""
        one = self._own if self._kept is None else await self._find(team)
        if one is None or one.community != team:
            raise StrangeError
        if self._good_for(one, TOO_SHORT):
            return one
        if not one.lapsed:
            one = await self._renewed(team) or one
        if not self._good_for(one, timedelta()):
            raise NotInstalledError
        return one

    def lacks(self, team: str) -> tuple[str, ...]:
        """The rights that the app was not given in a workspace, as far as that is known without a look."""
        one = self._own if self._kept is None else self._ready.get(team)
        if one is None or one.community != team or not one.scopes:
            return ()
        return tuple(scope.name for scope in SCOPES if scope.name not in one.scopes)

    async def install(self, given: str, redirect_uri: str) -> Installed:
        """Exchange what Slack gave the installer's browser for a token, and keep it. Raises SlackError; nothing is kept then."""
        assert self._kept is not None, "the app is installed by its operator"  # noqa: S101
        try:
            answer = await self._access(code=given, redirect_uri=redirect_uri)
            if answer.get("is_enterprise_install"):
                await self._give_back(str(answer.get("access_token")))
                raise OrganisationError("It was installed for a whole organisation. Install it in one workspace.")
            token = str(answer.get("access_token"))
            about = await web_client(self.api_base, self._session, token).auth_test()
        except EXPECTED as error:
            raise said_plainly(error, self.api_base) from error
        now = self._clock.now()
        one = _renewed(_installation(token, about, now), answer, now)
        await self._kept.keep(replace(one, scopes=tuple(str(answer.get("scope") or "").split(","))))
        self._changed(one.community)
        if self._leaving is not None:
            await self._leaving.arrived_in(PLATFORM, one.community)
        user = (answer.get("authed_user") or {}).get("id")
        if self.greets is not None and user:
            self.greets(one.community, str(user))
        return Installed(one.community, str(about.get("team") or one.community))

    async def _give_back(self, token: str) -> None:
        """Have a token end that is not to be used: nobody else would."""
        try:
            await web_client(self.api_base, self._session, token).auth_revoke()
        except EXPECTED as error:
            log.warning("a token that is not used could not be revoked", error=error, kind=code(error))

    async def renew_due(self) -> None:
        """Renew the tokens that run out in the next hours: without this only whoever is written to would keep theirs."""
        if self._kept is None:
            return
        for team in await self._kept.due(self._clock.now() + RENEW_BEFORE):
            await self._renewed(team)

    async def look(self) -> None:
        """See whether the app is still installed where it was: the event that says so may have come while the bot was down."""
        if self._kept is None:
            return
        for team in await self._kept.lapsed(self._clock.now() - LAPSED_FOR):
            await self._forget(team)
        for team in await self._kept.communities():
            try:
                await (await self.client(team)).auth_test()
            except NotInstalledError:
                continue  # it lapsed: somebody may install it again
            except EXPECTED as error:
                if code(error) in REMOVED:
                    await self._forget(team)
                else:
                    log.warning("an installation could not be looked at", community=team, error=error)

    async def removed(self, team: str, at: datetime | None = None) -> None:
        """The app was removed from a workspace, or its token revoked, at that time. May be called twice, and for any team.

        An event that comes late, when somebody has installed the app again, changes nothing.
        """
        one = self._own if self._kept is None else await self._kept.find(team)
        if at is not None and one is not None and one.community == team and at + CLOCKS_DIFFER < one.installed_at:
            return
        if one is not None and one.community == team:
            log.warning("the app was removed from a workspace", community=team)
        await self._forget(team)

    def listen(self, app: AsyncApp) -> None:
        """Have the app tell of its removal."""

        async def removed(body: Mapping[str, Any]) -> None:
            team, at = body.get("team_id"), body.get("event_time")
            if isinstance(team, str):
                await self.removed(team, datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None)

        async def revoked(body: Mapping[str, Any]) -> None:
            # People's own tokens are none of ours: we never ask for any.
            if body["event"].get("tokens", {}).get("bot"):
                await removed(body)

        app.event("app_uninstalled")(removed)
        app.event("tokens_revoked")(revoked)

    @property
    def _session(self) -> Any:
        return self.base.session

    async def _find(self, team: str) -> Installation | None:
        assert self._kept is not None, "asked for many only"  # noqa: S101
        one, changes = self._ready.get(team), self._changes
        if one is None and (one := await self._kept.find(team)) is not None and changes == self._changes:
            if len(self._ready) >= READY:
                self._ready.clear()
            self._ready[team] = one
        return one

    def _changed(self, team: str) -> None:
        self._changes += 1
        self._ready.pop(team, None)

    async def _forget(self, team: str) -> None:
        # The token goes last: should this be cut short, the next look finds it dead and does it again.
        if self._leaving is not None:
            await self._leaving.uninstalled(PLATFORM, team)
        if self._own is not None and self._own.community == team:
            self._own = None
        if self._kept is not None:
            await self._kept.delete(team)
        self._changed(team)

    def _good_for(self, one: Installation, span: timedelta) -> bool:
        return one.expires_at is None or one.expires_at > self._clock.now() + span

    async def _renewed(self, team: str) -> Installation | None:
        """Renew a workspace's token, unless somebody else did. The installation as it is then; None where there is none."""
        assert self._kept is not None, "asked for many only"  # noqa: S101
        async with self._renewing.setdefault(team, asyncio.Lock()):
            one = await self._kept.find(team)
            if one is None or one.refresh is None or one.lapsed or self._good_for(one, RENEW_BEFORE):
                self._changed(team)
                return one
            if await self._kept.lease(one):
                await self._renew(self._kept, one)
            self._changed(team)
            return await self._find(team)

    async def _renew(self, kept: Installing, one: Installation) -> None:
        """Exchange a refresh token, which is good once."""
        try:
            answer = await self._access(grant_type="refresh_token", refresh_token=str(one.refresh))
            await kept.renew(_renewed(one, answer, self._clock.now()))
        except EXPECTED as error:
            if code(error) in FOR_GOOD:
                if await kept.lapse(one):
                    log.error(
                        "a token cannot be renewed; the app has to be installed there again", community=one.community
                    )
            else:
                log.warning("a token could not be renewed yet", community=one.community, error=error)
                await kept.release(one)

    async def _access(self, **given: str) -> AsyncSlackResponse:
        """oauth.v2.access. In the body, as the library's own way is one that aiohttp is about to drop. Raises SlackApiError."""
        assert self._oauth is not None, "asked for many only"  # noqa: S101
        client = {"client_id": self._oauth.client_id, "client_secret": self._oauth.client_secret}
        return await self.base.api_call("oauth.v2.access", data=client | given)


def _installation(token: str, about: AsyncSlackResponse, now: datetime) -> Installation:
    """By what auth.test says. Raises SlackError where that is not the token of a bot."""
    if not about.get("bot_id") or not about.get("team_id"):
        raise SlackError("The token is not one of a bot. Take the Bot User OAuth Token, which begins with xoxb-.")
    scopes = tuple(one.strip() for one in str(about.headers.get("x-oauth-scopes", "")).split(",") if one.strip())
    return Installation(about["team_id"], token, about["bot_id"], about["user_id"], scopes, now)


def _renewed(one: Installation, answer: AsyncSlackResponse, now: datetime) -> Installation:
    """With the tokens of an answer to oauth.v2.access. Raises SlackApiError where it has none."""
    token, lives, refresh = answer.get("access_token"), answer.get("expires_in"), answer.get("refresh_token")
    if not isinstance(token, str):
        raise SlackApiError("no token was given", answer)  # type: ignore[no-untyped-call]
    return replace(
        one,
        token=token,
        refresh=refresh if isinstance(refresh, str) else None,
        expires_at=now + timedelta(seconds=lives) if isinstance(lives, int | float) else None,
    )
