"""HTTP mode: what Slack signed is dealt with once, anything else not at all, and no answer tells more than it has to."""

from __future__ import annotations

import asyncio
import io
import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.manifest import EVENTS_PATH
from bot.http import LARGEST, ListenError
from tests.adapters.slack.stage import Stage, slack_server
from tests.local_slack.errors import Unanswered
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def sam(stage: Stage) -> Person:
    made = stage.person("One")
    await stage.install(made)
    return made


def command(person: Person) -> bytes:
    told = {
        "command": "/rejected",
        "text": "",
        "team_id": person.workspace.id,
        "user_id": person.id,
        "trigger_id": "1.2",
    }
    return urlencode(
        told | {"channel_id": person.dm.id, "response_url": f"{person.workspace.world.base}/none"}
    ).encode()


async def answered(stage: Stage, times: int) -> None:
    """Wait until /rejected was answered so often: bolt acknowledges before it does."""
    posts = stage.slack.asked
    await stage.slack.until(lambda: len([one for one in posts("chat.postMessage") if one.status]) == times)


async def test_slack_asks_whether_it_is_us(stage: Stage) -> None:
    assert await stage.slack.http.verify()


async def test_a_command_is_answered(stage: Stage, sam: Person) -> None:
    assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"


async def test_a_signature_that_is_not_slacks(stage: Stage, sam: Person, capsys: pytest.CaptureFixture[str]) -> None:
    stage.slack.http.forge_next()
    with pytest.raises(Unanswered):
        await sam.command("/rejected")
    assert stage.slack.http.posted[-1].status == 401
    assert stage.heard == []
    assert (
        capsys.readouterr().err == "WARNING slack: a request was not signed by Slack; is it the right signing secret?\n"
    )


@pytest.mark.parametrize("off", [-301, 301, -86400])
async def test_another_time(stage: Stage, sam: Person, off: int) -> None:
    status, _ = await stage.slack.http.post("slash_commands", command(sam), FORM, at=time.time() + off)
    assert (status, stage.heard) == (401, [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "0", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": str(10**30), "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=é"},
    ],
)
async def test_headers_that_slack_does_not_send(stage: Stage, sam: Person, headers: dict[str, str]) -> None:
    # A question that bolt answers to anybody would be one way in.
    bodies = (
        command(sam),
        b"ssl_check=1",
        json.dumps({"type": "url_verification", "challenge": "x"}).encode(),
        b"\xff",
    )
    async with aiohttp.ClientSession() as session:
        for body in bodies:
            async with session.post(
                stage.url + EVENTS_PATH, data=body, headers={"Content-Type": FORM, **headers}
            ) as got:
                assert (got.status, await got.read()) == (401, b"")
    assert stage.heard == []


async def test_the_same_request_twice_is_dealt_with_once(stage: Stage, sam: Person) -> None:
    await stage.slack.http.post("slash_commands", command(sam), FORM)
    await answered(stage, 1)
    for _ in range(3):
        assert await stage.slack.http.replay(stage.slack.http.posted[-1]) == 200
    await stage.slack.http.post("slash_commands", command(sam), FORM, at=time.time() - 5)
    await answered(stage, 2)
    assert len(stage.heard) == 2


async def test_the_same_request_at_the_same_time(stage: Stage, sam: Person) -> None:
    body, at = command(sam), time.time()
    async with stage.slack.faults.held("chat.postMessage"):
        posts = [stage.slack.http.post("slash_commands", body, FORM, at=at) for _ in range(5)]
        assert [status for status, _ in await asyncio.gather(*posts)] == [200] * 5
    await answered(stage, 1)
    assert len(stage.heard) == 1


async def test_what_failed_may_come_again(slack: LocalSlack) -> None:
    """Slack sends an event again at once where it was not taken, perhaps within the same second."""
    came = []

    async def dispatch(request: AsyncBoltRequest) -> BoltResponse:
        came.append(request.raw_body)
        return BoltResponse(status=500 if len(came) == 1 else 200)

    server = slack_server(dispatch=dispatch, signing_secret=slack.signing_secret)
    await server.start()
    try:
        slack.http.url, at = f"http://127.0.0.1:{server.port}{EVENTS_PATH}", time.time()
        answers = [await slack.http.post("events_api", b"{}", "application/json", at=at) for _ in range(3)]
    finally:
        await server.close()
    assert [status for status, _ in answers] == [500, 200, 200]
    assert came == ["{}"] * 2


async def test_a_body_that_is_too_long(stage: Stage) -> None:
    body = io.BytesIO(b"x" * (LARGEST + 1))
    async with aiohttp.ClientSession() as session, session.post(stage.url + EVENTS_PATH, data=body) as got:
        assert got.status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/slack/events", 405), ("POST", "/slack/install", 405), ("GET", "/", 404), ("GET", "/../etc/passwd", 404)],
)
async def test_anything_else(stage: Stage, method: str, path: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.request(method, stage.url + path) as got:
        assert (got.status, await got.read()) == (status, b"")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Server"] == "bounceback"


async def test_a_workspace_without_the_app_is_not_answered(stage: Stage, sam: Person) -> None:
    kim = stage.slack.workspace("Two").person("Kim")
    status, _ = await stage.slack.http.post("slash_commands", command(kim), FORM)
    assert (status, stage.heard) == (200, [])
    # Bolt says it by the response_url where there is one, in these words.
    (said,) = stage.slack.asked("unknown")
    assert said.body["text"].startswith(
        "I can't answer here: the connection between this workspace and the bot has ended."
    )


async def test_a_port_that_is_taken(stage: Stage) -> None:
    other = slack_server(stage.port)
    with pytest.raises(ListenError, match=rf"Cannot listen on 127\.0\.0\.1:{stage.port} \(address already in use\)"):
        await other.start()


async def test_without_http_mode_nobody_listens_there(stage: Stage) -> None:
    server = slack_server(installer=stage.installer(stage.url))
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"http://127.0.0.1:{server.port}{EVENTS_PATH}", data=b"") as got:
                assert got.status == 404
            async with session.get(f"http://127.0.0.1:{server.port}/slack/install") as got:
                assert got.status == 200
    finally:
        await server.close()
