"""Installing the app from a browser: a page with the way to Slack, and the page that Slack sends the browser back to.

What comes back has to be what was given out: the state in the address, once and within ten minutes, and from the browser that
began, which has a cookie. Both are kept as hashes, in the store, so that a restart in between does no harm.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from aiohttp import web

from adapters.slack.installations import Installations, OrganisationError
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from adapters.slack.pages import Pages
from adapters.slack.web import SlackError
from bot.installing import STATE_LIVES, Installing
from bot.lines import Line
from bot.logs import Log
from bot.store.errors import StoreError
from bot.words import Words

log = Log("slack")


class Installer:
    """The two pages. `public_url` is how the outside calls this server."""

    def __init__(
        self,
        installations: Installations,
        kept: Installing,
        client_id: str,
        authorize_url: str,
        public_url: str,
        words: Words,
    ) -> None:
        self._installations = installations
        self._kept = kept
        self._client_id = client_id
        self._authorize_url = authorize_url
        self._redirect_url = public_url + REDIRECT_PATH
        self._install_url = public_url + INSTALL_PATH
        self._pages = Pages(words)
        self._secure = urlsplit(public_url).scheme == "https"
        # With this prefix a browser takes it over TLS only, and from this very host.
        self.cookie = "__Host-bounceback-install" if self._secure else "bounceback-install"

    def add_to(self, app: web.Application) -> None:
        # A look ahead of a click (HEAD) begins nothing.
        app.router.add_get(INSTALL_PATH, self.install, allow_head=False)
        app.router.add_get(REDIRECT_PATH, self.come_back, allow_head=False)

    async def install(self, request: web.Request) -> web.Response:
        """Show what the app may do, and remember that this browser began."""
        try:
            begun = await self._kept.begin()
        except StoreError as error:
            log.error("an install could not begin", error=error)
            return self._failed(request, "slack-install-trouble", 503)
        asked = {
            "client_id": self._client_id,
            "scope": ",".join(scope.name for scope in SCOPES),
            "redirect_uri": self._redirect_url,
            "state": begun.state,
        }
        page = self._pages.invite(request, f"{self._authorize_url}?{urlencode(asked)}")
        page.set_cookie(
            self.cookie,
            begun.browser,
            max_age=int(STATE_LIVES.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            # Slack's page leads back by a link, and with a link it is sent.
            samesite="Lax",
        )
        return page

    async def come_back(self, request: web.Request) -> web.Response:
        """Slack sends the browser here, with a code to exchange for a token, or with an error."""
        asked, browser = request.query, request.cookies.get(self.cookie, "")
        try:
            if not await self._kept.finish(asked.get("state", ""), browser):
                return self._failed(request, "slack-install-old", 400)
            if "error" in asked:
                why = "slack-install-denied" if asked["error"] == "access_denied" else "slack-install-refused"
                return self._failed(request, why, 400)
            done = await self._installations.install(asked.get("code", ""), self._redirect_url)
        except OrganisationError:
            return self._failed(request, "slack-install-whole", 400)
        except SlackError as error:
            log.warning("an install was refused", error=error)
            return self._failed(request, "slack-install-refused", 502)
        except StoreError as error:
            log.error("an installation could not be kept", problem=error)
            return self._failed(request, "slack-install-trouble", 503)
        page = self._pages.installed(request, done.name)
        page.del_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")
        return page

    def _failed(self, request: web.Request, why: str, status: int) -> web.Response:
        return self._pages.failed(request, Line(why), status, self._install_url)
