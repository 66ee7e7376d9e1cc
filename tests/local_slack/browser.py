"""A browser, as far as installing the app needs one: it follows a link and redirects, and keeps cookies."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp

from tests.local_slack.errors import NotOffered
from tests.local_slack.oauth import DENIES, SIGNED_IN
from tests.local_slack.people import Person

_HREF = re.compile(r'href="([^"]+)"')


class Page(NamedTuple):
    url: str
    status: int
    text: str


async def install(person: Person, url: str, *, deny: bool = False, cookies: bool = True) -> Page:
    """Open the app's install page, press its way to Slack, and allow it there, or `deny`; the page where that ends.

    Without `cookies`, what the app sets is not sent back to it, as where somebody else's link is followed.
    """
    slack, app = person.workspace.world.base, "{0.scheme}://{0.netloc}".format(urlsplit(url))
    # Browsers send secure cookies to this machine without TLS as well.
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[app, slack])
    signed_in = {SIGNED_IN: person.id, **({DENIES: "1"} if deny else {})}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=signed_in) as session:
        page = await _get(session, url)
        if not page.url.startswith(url):
            return page  # the app led there without a page of its own
        if not cookies:
            jar.clear()
        found = [one for one in map(unescape, _HREF.findall(page.text)) if one.startswith(slack)]
        if not found:
            raise NotOffered(f"no way to Slack from {page}")
        return await _get(session, found[0])


async def _get(session: aiohttp.ClientSession, url: str) -> Page:
    async with session.get(url) as response:
        return Page(str(response.url), response.status, await response.text())
