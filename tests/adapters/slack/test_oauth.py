"""Installing from a browser: once, in time, by who began; pages in plain words that load nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from tests.adapters.slack.stage import Stage, slack_server
from tests.local_slack.browser import Page
from tests.local_slack.oauth import SIGNED_IN
from tests.local_slack.people import Person

USED_UP = "This link was used already, is more than ten minutes old, or was begun in another browser."


@pytest.fixture
def sam(stage: Stage) -> Person:
    return stage.person("One")


class Browser:
    """Somebody who is signed in to Slack, one step at a time."""

    def __init__(self, stage: Stage, person: Person) -> None:
        self.stage = stage
        jar = aiohttp.CookieJar(unsafe=True)
        self.session = aiohttp.ClientSession(cookie_jar=jar, headers={SIGNED_IN: person.id})

    async def get(self, url: str, language: str = "en") -> Page:
        async with self.session.get(url, allow_redirects=False, headers={"Accept-Language": language}) as got:
            return Page(got.headers.get("Location", url), got.status, await got.text())

    async def begin(self) -> str:
        """The way to Slack."""
        page = await self.get(self.stage.url + INSTALL_PATH)
        found = re.search(r'href="([^"]+authorize[^"]+)"', page.text)
        assert found, page
        return found[1].replace("&amp;", "&")

    async def allow(self, way: str) -> str:
        """The address that Slack sends back to."""
        page = await self.get(way)
        assert page.status == 302
        return page.url


@pytest.fixture
async def browsers(stage: Stage, sam: Person):  # type: ignore[no-untyped-def]
    """Two browsers, both of Sam's."""
    made = [Browser(stage, sam), Browser(stage, sam)]
    yield made
    for one in made:
        await one.session.close()


async def test_it_is_installed(stage: Stage, sam: Person) -> None:
    page = await stage.install(sam)
    assert page.status == 200
    assert "<h1>It is there</h1>" in page.text
    assert f"Bounceback is in \u2068{sam.workspace.name}\u2069 now. Nobody was written to but you:" in page.text
    assert await stage.rows("installing") == []
    row = (await stage.rows())[0]
    assert (row["community"], row["bot"], row["bot_user"]) == (
        sam.workspace.id,
        sam.workspace.bot_id,
        sam.workspace.bot_user,
    )
    assert sorted(row["scopes"].split()) == sorted(scope.name for scope in SCOPES)


@pytest.mark.parametrize("revokes", [True, False])
async def test_for_a_whole_organisation_it_is_not_installed(stage: Stage, sam: Person, *, revokes: bool) -> None:
    stage.slack.web_api.oauth.organisation_wide = True
    if not revokes:
        stage.slack.faults.refuse("auth.revoke", "fatal_error")
    page = await stage.install(sam)
    assert page.status == 400
    assert "in one workspace at a time, not for a whole organisation" in page.text
    assert await stage.rows() == []
    # What was given for it is good for nothing any more.
    assert [one.ended for one in sam.workspace.tokens] == ["token_revoked" if revokes else None]


async def test_the_way_to_slack_asks_for_what_the_table_says(stage: Stage, browsers: list[Browser]) -> None:
    way = parse_qs(urlsplit(await browsers[0].begin()).query)
    assert way["scope"] == [",".join(scope.name for scope in SCOPES)]
    assert way["redirect_uri"] == [stage.url + REDIRECT_PATH]
    assert way["client_id"] == [stage.slack.client_id]
    assert "user_scope" not in way


async def test_what_is_kept_meanwhile_says_nothing(stage: Stage, browsers: list[Browser]) -> None:
    state = parse_qs(urlsplit(await browsers[0].begin()).query)["state"][0]
    cookie = {one.key: one.value for one in browsers[0].session.cookie_jar}["bounceback-install"]
    kept = await stage.rows("installing")
    assert len(kept) == 1
    assert state not in str(kept)
    assert cookie not in str(kept)
    assert len(state) >= 43
    assert state != cookie


async def test_a_state_is_good_once(stage: Stage, browsers: list[Browser]) -> None:
    back = await browsers[0].allow(await browsers[0].begin())
    assert (await browsers[0].get(back)).status == 200
    again = await browsers[0].get(back)
    assert again.status == 400
    assert USED_UP in again.text
    assert len(stage.slack.asked("oauth.v2.access")) == 1


async def test_a_state_is_good_for_ten_minutes(stage: Stage, browsers: list[Browser]) -> None:
    back = await browsers[0].allow(await browsers[0].begin())
    stage.later(timedelta(minutes=10))
    page = await browsers[0].get(back)
    assert (page.status, USED_UP in page.text) == (400, True)
    assert stage.slack.asked("oauth.v2.access") == []
    assert await stage.rows() == []
    # What was not used is gone with the next one.
    await browsers[0].begin()
    assert len(await stage.rows("installing")) == 1


@pytest.mark.parametrize("begins_too", [False, True])
async def test_a_state_is_good_in_its_own_browser(stage: Stage, browsers: list[Browser], begins_too: bool) -> None:
    """Somebody's link to come back by is no way to have another install something."""
    first, other = browsers
    back = await first.allow(await first.begin())
    if begins_too:
        await other.begin()
    page = await other.get(back)
    assert (page.status, USED_UP in page.text) == (400, True)
    assert await stage.rows() == []
    # Nor does the try take it from who began.
    assert (await first.get(back)).status == 200


@pytest.mark.parametrize(
    "query", ["", "?state=made-up&code=x", "?code=x", "?state=%00&code=%ff", "?error=access_denied"]
)
async def test_nobody_began(stage: Stage, browsers: list[Browser], query: str) -> None:
    page = await browsers[0].get(stage.url + REDIRECT_PATH + query)
    assert (page.status, USED_UP in page.text) == (400, True)
    assert stage.slack.asked("oauth.v2.access") == []


async def test_it_works_across_a_restart(stage: Stage, sam: Person, browsers: list[Browser]) -> None:
    back = await browsers[0].allow(await browsers[0].begin())
    other = slack_server(installer=stage.installer(stage.url))
    await other.start()
    try:
        page = await browsers[0].get(back.replace(f":{stage.port}", f":{other.port}"))
    finally:
        await other.close()
    assert page.status == 200
    assert await stage.installations.teams() == [sam.workspace.id]


async def test_somebody_presses_cancel(stage: Stage, sam: Person) -> None:
    page = await stage.install(sam, deny=True)
    assert page.status == 400
    assert "You pressed Cancel in Slack, so nothing changed." in page.text
    assert f'href="{stage.url}{INSTALL_PATH}"' in page.text
    assert await stage.rows() == []


@pytest.mark.parametrize(("error", "status", "said"), [
    ("invalid_code", 502, "Slack did not go along with it."),
    ("bad_client_secret", 502, "Slack did not go along with it."),
])  # fmt: skip
async def test_slack_says_no(stage: Stage, sam: Person, error: str, status: int, said: str) -> None:
    stage.slack.faults.refuse("oauth.v2.access", error)
    page = await stage.install(sam)
    assert (page.status, said in page.text) == (status, True)
    assert error not in page.text
    assert await stage.rows() == []


async def test_installed_twice_is_one_installation(stage: Stage, sam: Person) -> None:
    for _ in range(2):
        assert (await stage.install(sam)).status == 200
    assert [(row["community"], row["version"]) for row in await stage.rows()] == [(sam.workspace.id, 2)]
    assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"


async def test_the_pages_load_nothing_and_tell_nobody(stage: Stage, sam: Person) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.url + INSTALL_PATH) as got:
        page, headers = await got.text(), got.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<img|<link|<iframe|url\(|@import|\son\w+=", page)
    assert [
        one for one in re.findall(r'(?:href|src)="([^"]+)"', page) if not one.startswith(stage.slack.authorize_url)
    ] == []
    assert len(re.findall("<li>", page)) == len(SCOPES)


@pytest.mark.parametrize("language", ["de-AT,de;q=0.9", "tlh", "../../etc/passwd", "*", ""])
async def test_a_page_is_in_a_language_that_there_is(stage: Stage, browsers: list[Browser], language: str) -> None:
    page = await browsers[0].get(stage.url + INSTALL_PATH, language)
    assert page.status == 200
    assert '<html lang="en">' in page.text
    assert "Go on to Slack" in page.text


async def test_the_browser_is_let_use_the_style(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.url + INSTALL_PATH) as got:
        page, policy = await got.text(), got.headers["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy


async def test_the_cookie_is_for_this_server_and_no_script(stage: Stage) -> None:
    server = slack_server(installer=stage.installer("https://bounceback.example"))
    await server.start()
    try:
        url = f"http://127.0.0.1:{server.port}{INSTALL_PATH}"
        async with aiohttp.ClientSession() as session, session.get(url) as got:
            cookie = SimpleCookie(got.headers["Set-Cookie"])["__Host-bounceback-install"]
    finally:
        await server.close()
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert (cookie["domain"], cookie["max-age"]) == ("", "600")


async def test_a_name_is_text_and_no_markup(stage: Stage) -> None:
    page = await stage.install(stage.person("<b>One</b>"))
    assert "&lt;b&gt;One&lt;/b&gt;" in page.text
    assert "<b>" not in page.text


async def test_so_many_begin_at_once_at_the_most(stage: Stage, browsers: list[Browser]) -> None:
    await stage.world.write(
        "INSERT INTO installing (state, browser, expires_at)"
        " WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 10000)"
        " SELECT 'state-' || n, 'x', 4102444800000 - n FROM many"
    )
    await browsers[0].begin()
    kept = await stage.rows("installing")
    assert len(kept) == 10_000
    assert "state-10000" not in {row["state"] for row in kept}
