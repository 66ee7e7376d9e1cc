"""OAuth: the page that asks whether the app may come in, codes, tokens and their rotation.

https://docs.slack.dev/authentication/installing-with-oauth, https://docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from tests.local_slack.errors import Refused
from tests.local_slack.world import Token

if TYPE_CHECKING:
    from tests.local_slack.people import Person
    from tests.local_slack.server import LocalSlack
    from tests.local_slack.web_api import Call

Json = dict[str, Any]

# Seconds.
CODE_LIVES = 10 * 60
# Headers that stand for a browser's sign-in and for the button that is pressed.
SIGNED_IN, DENIES = "X-Local-Signed-In", "X-Local-Denies"


@dataclass(eq=False, slots=True)
class Code:
    person: Person
    scopes: tuple[str, ...]
    redirect_uri: str | None
    at: float
    used: bool = False


class OAuth:
    def __init__(self, server: LocalSlack) -> None:
        self._server = server
        self._world = server.world
        self._codes: OrderedDict[str, Code] = OrderedDict()
        self.organisation_wide = False
        """Whether whoever presses Allow installs for a whole organisation."""

    async def authorize(self, request: web.Request) -> web.Response:
        """The page that a person is sent to, who is signed in as a header says and presses Allow, or Cancel."""
        asked = request.query
        person = self._server.find_person(request.headers.get(SIGNED_IN, ""))
        redirect_uri = asked.get("redirect_uri")
        allowed = self._server.redirect_urls
        if asked.get("client_id") != self._server.client_id:
            return web.Response(text="Invalid client_id parameter", status=400)
        if not (redirect_uri or allowed) or (redirect_uri and allowed and redirect_uri not in allowed):
            return web.Response(text="redirect_uri did not match any configured URIs", status=400)
        scopes = tuple(one for one in asked.get("scope", "").split(",") if one)
        if not scopes:
            return web.Response(text="Invalid permissions requested", status=400)
        if person is None:
            return web.Response(text="Sign in first", status=401)
        answer = {"state": asked.get("state", "")}
        if DENIES in request.headers:
            answer["error"] = "access_denied"
        else:
            code = f"{self._world.count('code')}.local-code"
            self._codes[code] = Code(person, scopes, redirect_uri, self._world.now())
            self._world.bound(self._codes)
            answer["code"] = code
        raise web.HTTPFound(f"{redirect_uri or allowed[0]}?{urlencode(answer)}")

    def access(self, call: Call) -> Json:
        """oauth.v2.access. Raises Refused."""
        server, args = self._server, call.args
        client = call.basic or (args.get("client_id"), args.get("client_secret"))
        if client[0] != server.client_id:
            raise Refused("invalid_client_id")
        if client[1] != server.client_secret:
            raise Refused("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            return self._refreshed(args.get("refresh_token"))
        code = self._codes.get(str(args.get("code")))
        if code is None or self._world.now() - code.at > CODE_LIVES:
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if args.get("redirect_uri") != code.redirect_uri:
            raise Refused("bad_redirect_uri")
        code.used = True
        token = code.person.workspace.install(code.scopes, server.token_lives)
        return self._answer(token) | {"authed_user": {"id": code.person.id}}

    def _refreshed(self, refresh: Any) -> Json:
        """A refresh token is good once. The access token that it came with lives on until its time is over."""
        for token in self._world.tokens.values():
            if refresh and token.refresh == refresh and token.ended is None:
                token.refresh = None
                return self._answer(token.workspace.install(token.scopes, self._server.token_lives))
        raise Refused("invalid_refresh_token")

    def _answer(self, token: Token) -> Json:
        workspace, whole = token.workspace, self.organisation_wide
        made: Json = {
            "app_id": self._world.app_id,
            "token_type": "bot",
            "access_token": token.text,
            "scope": ",".join(token.scopes),
            "bot_user_id": workspace.bot_user,
            "team": None if whole else {"id": workspace.id, "name": workspace.name},
            "enterprise": {"id": "E00000001", "name": "The organisation"} if whole else None,
            "is_enterprise_install": whole,
        }
        if token.expires_at is not None:
            made |= {"expires_in": round(token.expires_at - self._world.now()), "refresh_token": token.refresh}
        return made
