"""Workspaces come and go: OAuth with the real library, rotation of tokens, and tokens that are no good any more."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.local_slack.app import App, over_http
from tests.local_slack.browser import install
from tests.local_slack.errors import NotOffered
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import VirtualClock, Workspace

# The library uses it with client id and secret.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


async def hello(context, body):  # type: ignore[no-untyped-def]
    await context.client.chat_postMessage(channel=context.user_id, text=f"Hello {context.team_id}")


async def error_of(app: App, token: str | None = None) -> str:
    with pytest.raises(SlackApiError) as error:
        await app.client.auth_test(**({"token": token} if token else {}))
    return str(error.value.response["error"])


async def test_two_workspaces_with_rotated_tokens(slack: LocalSlack) -> None:
    slack.token_lives = 60 * 60
    people = [slack.workspace(name, installed=False).person("Sam") for name in ("One", "Two")]
    async with over_http(slack) as app:
        app.answers["/rejected"] = hello
        for sam in people:
            with pytest.raises(NotOffered):
                await sam.command("/rejected")
            page = await install(sam, f"{app.url}/slack/install")
            assert (page.status, page.url.split("?")[0]) == (200, f"{app.url}/slack/oauth_redirect")
            # The other one is led to Slack without a page of the app's own.
            assert app.bolt.oauth_flow
            app.bolt.oauth_flow.settings.install_page_rendering_enabled = False
        for sam in people:
            assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"
        # The library renews what has less than two hours left, with a refresh token that is good once.
        (first, second), (other, *_) = (sam.workspace.tokens[:2] for sam in people)
        assert first.refresh is None
        assert second.refresh
        assert {first.workspace, other.workspace} == set(slack.world.workspaces.values())
        assert [one.team for one in slack.asked("chat.postMessage")] == [sam.workspace.id for sam in people]


async def test_a_rotated_token_runs_out(slack: LocalSlack, clock: VirtualClock) -> None:
    slack.token_lives = 12 * 60 * 60
    sam = slack.workspace("One", installed=False).person("Sam")
    async with over_http(slack) as app:
        await install(sam, f"{app.url}/slack/install")
        token = sam.workspace.tokens[-1]
        asked = {"client_id": slack.client_id, "client_secret": slack.client_secret, "grant_type": "refresh_token"}
        renewed = await app.client.oauth_v2_access(**asked, refresh_token=token.refresh)
        clock.advance(12 * 60 * 60)
        assert await error_of(app, token.text) == await error_of(app, renewed["access_token"]) == "token_expired"
        with pytest.raises(SlackApiError, match="invalid_refresh_token"):
            await app.client.oauth_v2_access(**asked, refresh_token="made up")
        again = await app.client.oauth_v2_access(**asked, refresh_token=renewed["refresh_token"])
        assert again["expires_in"] == 12 * 60 * 60
        assert (await app.client.auth_test(token=again["access_token"]))["team_id"] == sam.workspace.id


async def test_who_does_not_get_in(slack: LocalSlack) -> None:
    sam = slack.workspace("One", installed=False).person("Sam")
    async with over_http(slack) as app:
        url = f"{app.url}/slack/install"
        assert "access_denied" in (await install(sam, url, deny=True)).url
        assert (await install(sam, url, cookies=False)).status == 400
        slack.redirect_urls = ["https://elsewhere.example/"]
        with pytest.raises(SlackApiError, match="invalid_code"):
            await app.client.oauth_v2_access(
                client_id=slack.client_id, client_secret=slack.client_secret, code="made up"
            )
        with pytest.raises(SlackApiError, match="bad_client_secret"):
            await app.client.oauth_v2_access(client_id=slack.client_id, client_secret="guess", code="made up")
        assert app.store is not None
        assert app.store.installations == {}


async def test_the_app_is_removed(slack: LocalSlack, work: Workspace, sam: Person, app: App) -> None:
    token = work.token
    work.uninstall()
    await slack.until(lambda: not slack.events.untold)
    assert sorted(name for name, _ in app.heard) == ["app_uninstalled", "tokens_revoked"]
    assert await error_of(app) == "account_inactive"
    with pytest.raises(NotOffered):
        await sam.command("/rejected")
    work.install()
    assert work.token != token
    assert (await app.client.auth_test(token=work.token))["bot_id"] == work.bot_id


async def test_tokens_are_revoked(slack: LocalSlack, work: Workspace, app: App) -> None:
    assert (await app.client.auth_revoke(test=True))["revoked"] is False
    await app.client.auth_revoke()
    await slack.until(lambda: not slack.events.untold)
    assert app.came("tokens_revoked")[0]["event"]["tokens"] == {"oauth": [], "bot": [work.bot_user]}
    assert await error_of(app) == "token_revoked"
    assert await error_of(app, "made up") == "invalid_auth"
