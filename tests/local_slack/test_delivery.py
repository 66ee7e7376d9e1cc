"""How what happens reaches the app: connections that come and go, and what comes twice, late or forged."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest

from tests.local_slack.app import App, over_http, over_socket
from tests.local_slack.errors import Unanswered
from tests.local_slack.pages import modal, page, text_field
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.local_slack.signed_http import FORM
from tests.local_slack.world import Workspace


async def hello(context, body):  # type: ignore[no-untyped-def]
    await context.respond("Hello")


@pytest.fixture
async def web_app(slack: LocalSlack, work: Workspace) -> AsyncIterator[App]:
    async with over_http(slack, work.token) as made:
        made.answers["/rejected"] = hello
        yield made


# Socket Mode


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_slack_asks_for_a_new_connection(slack: LocalSlack, sam: Person, app: App, reason: str) -> None:
    app.answers["/rejected"] = hello
    await slack.socket.disconnect(reason)
    await slack.until(lambda: slack.socket.opened == 2)
    assert (await sam.command("/rejected")).text == "Hello"
    assert slack.socket.connected == 1


@pytest.mark.parametrize("cut", [True, False])
async def test_a_connection_is_lost(slack: LocalSlack, sam: Person, app: App, cut: bool) -> None:
    slack.events.retries = (0.01,) * 200
    if cut:
        slack.socket.drop()
    else:
        await slack.socket.close()
    await slack.until(lambda: slack.socket.connected == 0)
    await sam.write_dm("said meanwhile")
    await slack.until(lambda: bool(app.came("message")))
    assert app.came("message")[0]["event"]["text"] == "said meanwhile"
    assert slack.socket.opened == 2


async def test_an_envelope_is_lost_with_its_connection(slack: LocalSlack, sam: Person, app: App) -> None:
    slack.patience = 0.1
    slack.faults.lose("socket")
    with pytest.raises(Unanswered):
        await sam.command("/rejected")
    assert app.came("/rejected") == []


async def test_nobody_listens_for_a_while(slack: LocalSlack, sam: Person, app: App) -> None:
    app.answers["/rejected"] = hello
    async with slack.down():
        with pytest.raises(Unanswered, match="no app is connected"):
            await sam.command("/rejected")
    await slack.until(lambda: slack.socket.connected == 1)
    assert (await sam.command("/rejected")).text == "Hello"


async def test_any_of_several_connections_gets_an_envelope(slack: LocalSlack, work: Workspace, sam: Person) -> None:
    async with over_socket(slack, work.token) as one, over_socket(slack, work.token) as other:
        for app in (one, other):
            app.answers["/rejected"] = hello
        for _ in range(4):
            await sam.command("/rejected")
        assert [len(app.came("/rejected")) for app in (one, other)] == [2, 2]
        slack.socket.duplicate_next()
        await sam.command("/rejected")
        await slack.until(lambda: len(sam.ephemeral) == 6)
        assert [len(app.came("/rejected")) for app in (one, other)] == [3, 3]


async def test_an_event_comes_twice(slack: LocalSlack, sam: Person, app: App) -> None:
    slack.events.repeat_next()
    await sam.write_dm("once")
    await slack.until(lambda: not slack.events.untold)
    first, second = app.came("message")
    assert first == second
    await sam.write_dm("again")
    await slack.until(lambda: not slack.events.untold)
    assert app.came("message")[-1]["event_id"] != first["event_id"]


async def test_out_of_order(slack: LocalSlack, sam: Person, app: App) -> None:
    async with slack.socket.reversed():
        for text in ("first", "second", "third"):
            await sam.write_dm(text)
        await slack.until(lambda: slack.socket.held == 3)
    await slack.until(lambda: not slack.events.untold)
    assert [body["event"]["text"] for body in app.came("message")] == ["third", "second", "first"]


async def test_a_wrong_app_token(slack: LocalSlack, app: App) -> None:
    with pytest.raises(Exception, match="invalid_auth"):
        await app.client.apps_connections_open(app_token="made up")
    with pytest.raises(Exception, match="not_allowed_token_type"):
        await app.client.apps_connections_open(app_token=app.client.token or "")


# HTTP


async def test_the_same_over_http(slack: LocalSlack, sam: Person, web_app: App) -> None:
    async def start(context, body):  # type: ignore[no-untyped-def]
        await context.client.views_open(trigger_id=body["trigger_id"], view=modal("form", text_field("Company")))

    async def reply(context, body):  # type: ignore[no-untyped-def]
        await context.say(text="Read", blocks=page("Read", "Form"))

    web_app.answers |= {"message": reply, "form": start}
    assert (await sam.command("/rejected", "a=b&c")).text == "Hello"
    assert web_app.came("/rejected")[0]["text"] == "a=b&amp;c"
    form = await sam.click(await sam.next_dm(await sam.write_dm("hi")), "Form")
    web_app.answers.clear()
    web_app.acknowledges["form"] = {"response_action": "errors", "errors": {"company": "Who?"}}
    assert (await sam.submit(form, {"Company": "Acme"})).errors == {"Company": "Who?"}
    assert {one.status for one in slack.http.posted} == {200}
    assert await slack.http.verify()


async def test_forged_and_replayed_requests(slack: LocalSlack, sam: Person, web_app: App) -> None:
    slack.http.forge_next()
    with pytest.raises(Unanswered, match="the app answered 401"):
        await sam.command("/rejected")
    body = urlencode({"command": "/rejected", "team_id": sam.workspace.id}).encode()
    status, _ = await slack.http.post("slash_commands", body, FORM, at=time.time() - 301)
    assert status == 401
    assert web_app.came("/rejected") == []
    await sam.command("/rejected")
    # Within five minutes the same request is good: what it asks for must not happen twice.
    assert await slack.http.replay(slack.http.posted[-1]) == 200
    assert len(web_app.came("/rejected")) == 2


async def test_an_event_is_told_again_until_it_is_acknowledged(slack: LocalSlack, sam: Person, web_app: App) -> None:
    # So long that each of the three is there before it is given up, also on a busy machine.
    slack.patience, slack.events.retries = 0.5, (0.0, 0.0)
    web_app.open.clear()
    await sam.write_dm("hi")
    await slack.until(lambda: not slack.events.untold)
    retries = [one.headers.get("X-Slack-Retry-Num") for one in slack.http.posted]
    assert retries == [None, "1", "2"]
    assert slack.http.posted[-1].headers["X-Slack-Retry-Reason"] == "http_timeout"
    web_app.open.set()
    await slack.until(lambda: len(web_app.came("message")) == 3)
    assert len({body["event_id"] for body in web_app.came("message")}) == 1
