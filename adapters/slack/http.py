"""What Slack posts in HTTP mode, and the pages for whoever installs the app: added to the server of the process.

Each request of Slack is signed (https://docs.slack.dev/authentication/verifying-requests-from-slack). The signature is looked
at here, before anything of the body is; what is signed and was dealt with already is acknowledged and not dealt with again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from adapters.slack.lately import Lately
from adapters.slack.manifest import EVENTS_PATH
from adapters.slack.oauth import Installer
from bot.logs import Log

log = Log("slack")

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]

# For the doctor: whether an address leads here.
HERE_PATH, HERE_SAYS = "/slack/here", "bounceback"
# Seconds for the body of a request to arrive.
PATIENCE = 5.0
# Requests that are known again: more than come while one stays valid, which is ten minutes at the most. Only what is
# signed is counted.
REMEMBERED = 50_000


class SlackRoutes:
    """`dispatch` is bolt's, for HTTP mode; `installer` is there where workspaces install the app."""

    def __init__(
        self, *, dispatch: Dispatch | None = None, signing_secret: str = "", installer: Installer | None = None
    ) -> None:
        self._dispatch = dispatch
        self._verifier = SignatureVerifier(signing_secret) if dispatch else None
        self._installer = installer
        self._going: dict[str, asyncio.Future[int]] = {}
        self._dealt_with = Lately(REMEMBERED)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(HERE_PATH, _here)
        if self._dispatch is not None:
            app.router.add_post(EVENTS_PATH, self._events)
        if self._installer is not None:
            self._installer.add_to(app)

    async def _events(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        text = self._signed(request, body)
        if text is None:
            raise web.HTTPUnauthorized
        # The time is part of what is signed: the same signature is the same request.
        signature = request.headers["X-Slack-Signature"]
        if signature in self._dealt_with:
            return web.Response(status=200)
        if (going := self._going.get(signature)) is not None:
            return web.Response(status=await asyncio.shield(going))
        self._going[signature] = status = asyncio.get_running_loop().create_future()
        try:
            response = await self._dispatched(request, text)
            status.set_result(response.status)
        except BaseException:
            status.set_result(500)
            raise
        finally:
            del self._going[signature]
            # What failed is sent again by Slack, perhaps within the same second.
            if status.result() == 200:
                self._dealt_with.add(signature)
        return response

    def _signed(self, request: web.Request, body: bytes) -> str | None:
        """The body as text, if Slack signed it within the last minutes."""
        assert self._verifier is not None, "there is a way here with it only"  # noqa: S101
        try:
            text = body.decode()
            if self._verifier.is_valid_request(text, dict(request.headers)):
                return text
        except (ValueError, TypeError):  # no UTF-8, a time that is no number, a signature that is no ASCII
            pass
        log.warning("a request was not signed by Slack; is it the right signing secret?")
        return None

    async def _dispatched(self, request: web.Request, text: str) -> web.Response:
        assert self._dispatch is not None, "there is a way here with it only"  # noqa: S101
        asked = AsyncBoltRequest(body=text, query=request.query_string, headers={**request.headers})
        return await to_aiohttp_response(await self._dispatch(asked))


async def _here(_: web.Request) -> web.Response:
    return web.Response(text=HERE_SAYS)
