"""`bounceback slack` and what `bounceback doctor` says of Slack, against a Slack of our own, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES
from bot.cli.clocks import SystemClock
from bot.installing import Installation, Installing
from bot.store.communities import set_place
from bot.store.opening import open_store
from tests.adapters.slack.changed import ChangedSlack
from tests.adapters.slack.stage import free_port, slack_server

from .conftest import CHECKOUT, Ran

STORE = Path("a.db")
Cli = Callable[..., Awaitable[Ran]]
NEEDED = tuple(scope.name for scope in SCOPES)
MANY = {
    "BOUNCEBACK_SLACK_BOT_TOKEN": "",
    "BOUNCEBACK_SLACK__MODE": "http",
    "BOUNCEBACK_SLACK_CLIENT_ID": "local.A00000001",
    "BOUNCEBACK_SLACK_CLIENT_SECRET": "local-client-A00000001",
    "BOUNCEBACK_SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
}


@pytest.fixture
async def slack() -> AsyncIterator[ChangedSlack]:
    async with ChangedSlack() as made:
        yield made


@pytest.fixture
def cli(slack: ChangedSlack, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command with Slack enabled, a workspace that has the app, and a store in `folder`."""
    monkeypatch.setenv("COLUMNS", "80")
    work = slack.workspace("Job seekers", scopes=NEEDED)
    environment = {
        "PYTHONPATH": str(CHECKOUT),
        "BOUNCEBACK_SLACK__ENABLED": "true",
        "BOUNCEBACK_SLACK__API_BASE": slack.api_base,
        "BOUNCEBACK_SLACK_BOT_TOKEN": work.token,
        "BOUNCEBACK_SLACK_APP_TOKEN": slack.app_token,
        "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
        "BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{free_port()}",
    }

    async def ran(*arguments: str, **changed: str) -> Ran:
        told = environment | changed
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            env={**os.environ, **told},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                out, err = await process.communicate()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        said = Ran(process.returncode or 0, out.decode(), err.decode())
        secrets = {told[name] for name in told if name.endswith(("TOKEN", "SECRET"))} - {""}
        assert [one for one in secrets if one in said.out + said.err] == []
        assert "Traceback" not in said.out + said.err
        return said

    return ran


def line(ran: Ran, name: str) -> str:
    """What the doctor says under this name, on one line and without the state's column."""
    found, here = [], False
    for text in ran.out.splitlines():
        if text[:5].strip():
            here = text[5:].startswith(f"{name} ")
        if here and text.strip():
            found.append(f"{text[:5].strip()} {text[15:]}".strip())
    return " ".join(found)


async def kept(*installed: Installation) -> None:
    """A store with these installations."""
    opened = await open_store(STORE)
    installing = Installing(opened.store, opened.keys, SystemClock(), "slack")
    for one in installed:
        await installing.keep(one)
    await opened.close()


def installation(**changed: object) -> Installation:
    one = Installation("T1", "made-up", "B1", "U1", NEEDED, SystemClock().now())
    return replace(one, **changed)  # type: ignore[arg-type]


# The doctor, with one workspace


async def test_all_is_well(slack: ChangedSlack, cli: Cli) -> None:
    await kept()
    ran = await cli("doctor")
    assert (ran.code, ran.err) == (0, "")
    where = slack.api_base.split("/")[2]
    assert line(ran, "api") == f"warn what is sent goes to {where}, not to Slack itself It is [slack] api_base."
    assert line(ran, "token") == 'ok Slack takes it; the workspace is "Job seekers" (T00000001)'
    assert line(ran, "scopes") == "ok all that it needs, and no more"
    assert line(ran, "socket") == "ok a websocket to Slack opens"
    assert line(ran, "clock") == "ok this machine's clock is right, to some seconds"
    assert line(ran, "channels") == "ok no lines are shared anywhere; /bounceback admin in a channel changes that"
    assert line(ran, "tabs").startswith("skip whether the Home and the Messages tab are on cannot be seen")
    assert line(ran, "public") == line(ran, "installs") == line(ran, "signing") == ""
    assert all(len(text) <= 80 for text in ran.out.splitlines())
    # It looked, and stays for nothing of what happens in Slack.
    await slack.until(lambda: slack.socket.connected == 0)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xox" + "p-1", "is a user token Put the bot token there:"),
        ("xap" + "p-1", "is an app-level token Put the bot token there:"),
        ("xox" + "e.xox" + "b-1", "is a token that is rotated, and good for twelve hours Make the app anew"),
        ("hunter2", "is none that Slack gives out Put the bot token there:"),
    ],
)
async def test_a_token_of_another_kind(slack: ChangedSlack, cli: Cli, token: str, said: str) -> None:
    ran = await cli("doctor", BOUNCEBACK_SLACK_BOT_TOKEN=token)
    assert ran.code == 1
    assert line(ran, "token").startswith(f"fail what is in BOUNCEBACK_SLACK_BOT_TOKEN {said}")
    assert line(ran, "scopes") == "skip not looked at, as Slack did not take the token"
    assert slack.asked("auth.test") == []


@pytest.mark.parametrize(
    ("error", "said"),
    [("invalid_auth", "Slack does not take the token in"), ("account_inactive", "Slack says that the app was removed")],
)
async def test_a_token_that_slack_does_not_take(slack: ChangedSlack, cli: Cli, error: str, said: str) -> None:
    slack.faults.refuse("auth.test", error)
    ran = await cli("doctor")
    assert ran.code == 1
    assert line(ran, "token").startswith(f"fail {said}")
    assert "https://api.slack.com/apps" in line(ran, "token")


async def test_rights(slack: ChangedSlack, cli: Cli) -> None:
    other = slack.workspace("Two", scopes=("commands", "chat:write", "channels:history"))
    ran = await cli("doctor", BOUNCEBACK_SLACK_BOT_TOKEN=other.token)
    assert ran.code == 1
    said = line(ran, "scopes")
    assert said.startswith("fail it lacks: files:write, im:history, im:write, users:read Add them")
    assert "warn it may do more than it needs: channels:history Take them away" in said


async def test_rights_without_which_the_rest_works(slack: ChangedSlack, cli: Cli) -> None:
    other = slack.workspace("Two", scopes=tuple(one for one in NEEDED if one not in ("groups:read", "groups:write")))
    ran = await cli("doctor", BOUNCEBACK_SLACK_BOT_TOKEN=other.token)
    assert ran.code == 0
    said = line(ran, "scopes")
    assert said.startswith("warn without groups:read and groups:write circles have no private groups Add them")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("invalid_auth", "fail what is in BOUNCEBACK_SLACK_APP_TOKEN is not taken by Slack"),
        ("missing_scope", "fail what is in BOUNCEBACK_SLACK_APP_TOKEN is without the scope connections:write"),
        ("socket_mode_not_enabled", "fail Socket Mode is off for the app Switch it on:"),
    ],
)
async def test_socket_mode(slack: ChangedSlack, cli: Cli, error: str, said: str) -> None:
    slack.faults.refuse("apps.connections.open", error)
    ran = await cli("doctor")
    assert ran.code == 1
    assert line(ran, "socket").startswith(said)
    assert "bot token" not in line(ran, "socket")


async def test_websockets_that_do_not_get_through(slack: ChangedSlack, cli: Cli) -> None:
    slack.websockets = False
    ran = await cli("doctor")
    assert ran.code == 1
    said = line(ran, "socket")
    assert said.startswith("fail Slack takes the token, but no websocket to it opens (something answers with 403)")
    assert 'With [slack] mode = "http" none is needed.' in said


async def test_the_bot_token_in_place_of_the_app_level_one(slack: ChangedSlack, cli: Cli) -> None:
    said = line(await cli("doctor", BOUNCEBACK_SLACK_APP_TOKEN="xox" + "b-1"), "socket")
    assert said.startswith("fail what is in BOUNCEBACK_SLACK_APP_TOKEN is a bot token Put the app-level token there:")


async def test_the_clock_is_off(slack: ChangedSlack, cli: Cli) -> None:
    slack.hours = 2
    ran = await cli("doctor")
    assert ran.code == 1
    assert "seconds behind: check-ins come at the wrong time" in line(ran, "clock")


async def test_no_network(cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_SLACK__API_BASE="http://127.0.0.1:1/api/")
    assert ran.code == 1
    for name in ("token", "socket"):
        assert line(ran, name) == "fail 127.0.0.1:1 cannot be reached (connection refused). Is this machine online?"
    assert line(ran, "clock") == "skip not looked at, as nobody told the time"


@pytest.mark.parametrize(
    ("member", "archived", "said"),
    [
        (True, False, 'ok the channel for shared lines in T00000001, "#wins", takes lines'),
        (True, True, "fail the channel for shared lines in T00000001 is archived Type /bounceback admin in another"),
        (False, False, "fail the bot is not in the channel for shared lines in T00000001, or that is gone Type in the"),
    ],
)
async def test_lines_are_shared_somewhere(
    slack: ChangedSlack, cli: Cli, said: str, *, member: bool, archived: bool
) -> None:
    (work,) = slack.world.workspaces.values()
    channel = work.channel("wins", bot=member)
    channel.archived = archived
    opened = await open_store(STORE)
    await opened.store.do(lambda: set_place("slack", work.id, f"{work.id}:{channel.id}", "#wins"))
    await opened.close()
    assert line(await cli("doctor"), "channels").startswith(said)
    other = slack.workspace("One", scopes=tuple(one for one in NEEDED if one != "channels:read"))
    there = line(await cli("doctor", BOUNCEBACK_SLACK_BOT_TOKEN=other.token), "channels")
    assert there.startswith("fail the bot is not in")
    work.tokens[-1].scopes = other.scopes
    assert "cannot be seen (missing_scope)" in line(await cli("doctor"), "channels")


async def test_without_secrets(cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_SLACK_BOT_TOKEN="", BOUNCEBACK_SLACK_APP_TOKEN="")
    assert ran.code == 1
    assert "BOUNCEBACK_SLACK_BOT_TOKEN: is not set" in line(ran, "config")
    assert line(ran, "token") == "skip not looked at, as there is no token"
    assert line(ran, "socket") == "skip not looked at, as there is no app-level token"


# The doctor, with many workspaces


async def test_many_workspaces(slack: ChangedSlack, cli: Cli) -> None:
    now = SystemClock().now()
    await kept(
        installation(community="T1", refresh="made-up", expires_at=now + timedelta(hours=9)),
        installation(community="T2", refresh="made-up", expires_at=now + timedelta(hours=9)),
    )
    port = free_port()
    server = slack_server(port)
    await server.start()
    try:
        url = f"http://127.0.0.1:{port}"
        more = {"BOUNCEBACK_SLACK__PUBLIC_URL": url, "BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{port}"}
        ran = await cli("doctor", **MANY, **more)
    finally:
        await server.close()
    assert ran.code == 0, ran.out
    assert line(ran, "signing") == "ok there is one; whether it is the right one shows with the first request"
    assert line(ran, "http") == f"ok a bot listens on 127.0.0.1:{port}"
    assert line(ran, "public") == f"ok {url} leads to the bot, at least from here"
    assert line(ran, "installs") == "ok 2 workspaces have it, with tokens that are good"
    assert "ok Slack takes the client id and its secret" in line(ran, "oauth")
    assert line(ran, "token") == line(ran, "socket") == ""


async def test_many_workspaces_before_anything_runs(slack: ChangedSlack, cli: Cli) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    await kept()
    ran = await cli("doctor", **MANY, BOUNCEBACK_SLACK__PUBLIC_URL=url)
    assert ran.code == 0, ran.out
    assert line(ran, "http").endswith("is free to listen on")
    assert line(ran, "public").startswith(
        f"warn {url} does not lead to the bot (connection refused) Is the bot running?"
    )
    assert line(ran, "installs") == f"warn no workspace has installed it yet Open {url}/slack/install"


async def test_installations_that_are_no_good(slack: ChangedSlack, cli: Cli) -> None:
    now = SystemClock().now()
    opened = await open_store(STORE)
    installing = Installing(opened.store, opened.keys, SystemClock(), "slack")
    await installing.keep(installation(community="T1", scopes=("commands",)))
    await installing.keep(installation(community="T2", refresh="made-up", expires_at=now - timedelta(hours=1)))
    await installing.keep(installation(community="T3", refresh="made-up", expires_at=now - timedelta(hours=1)))
    lapsed = await installing.find("T3")
    assert lapsed is not None
    await installing.lapse(lapsed)
    await opened.close()
    ran = await cli("doctor", **MANY, BOUNCEBACK_SLACK__PUBLIC_URL="http://localhost:1")
    assert ran.code == 1
    again = "Install it there again: http://localhost:1/slack/install"
    assert line(ran, "installs") == (
        "fail in T1 it lacks: chat:write, files:write, im:history, im:write, users:read; "
        "without channels:read organisers are not told what is missing in a channel; "
        f"without groups:read and groups:write circles have no private groups {again} "
        "warn the token of T2 ran out, and was not renewed Start the bot: it renews what has run out. "
        f"fail the token of T3 has lapsed {again}"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"BOUNCEBACK_SLACK_CLIENT_ID": "1.2"}, "fail Slack knows no app with what is in BOUNCEBACK_SLACK_CLIENT_ID"),
        (
            {"BOUNCEBACK_SLACK_CLIENT_SECRET": "guess"},
            "fail Slack does not take what is in BOUNCEBACK_SLACK_CLIENT_SECRET",
        ),
    ],
)
async def test_what_the_app_shows_slack(cli: Cli, changed: dict[str, str], said: str) -> None:
    ran = await cli("doctor", **{**MANY, "BOUNCEBACK_SLACK__PUBLIC_URL": "http://localhost:1", **changed})
    assert ran.code == 1
    assert said in line(ran, "oauth")


async def test_a_signing_secret_that_is_none_and_a_port_that_is_taken(cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        more = {"BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{port}", "BOUNCEBACK_SLACK__PUBLIC_URL": "http://localhost:1"}
        ran = await cli("doctor", **{**MANY, "BOUNCEBACK_SLACK_SIGNING_SECRET": "not-this-one"}, **more)
    assert ran.code == 1
    assert line(ran, "signing").startswith("fail what is in BOUNCEBACK_SLACK_SIGNING_SECRET is none: 32 digits")
    assert line(ran, "http").startswith(f"fail Cannot listen on 127.0.0.1:{port} (address already in use).")


# The manifest


async def test_the_manifest(cli: Cli) -> None:
    ran = await cli("slack", "manifest")
    assert ran.code == 0
    made = json.loads(ran.out)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "redirect_urls" not in made["oauth_config"]
    assert ran.err.splitlines()[1].startswith(
        "bounceback: https://api.slack.com/apps?new_app=1&manifest_json=%7B%22display"
    )


async def test_the_manifest_for_many_workspaces(cli: Cli) -> None:
    made = json.loads((await cli("slack", "manifest", **MANY, BOUNCEBACK_SLACK__PUBLIC_URL="https://b.example/")).out)
    assert made["settings"]["token_rotation_enabled"] is True
    assert made["oauth_config"]["redirect_urls"] == ["https://b.example/slack/oauth_redirect"]
    assert made["settings"]["interactivity"]["request_url"] == "https://b.example/slack/events"


async def test_the_manifest_for_many_workspaces_comes_before_their_secrets(cli: Cli) -> None:
    changed = {"BOUNCEBACK_SLACK__MODE": "http", "BOUNCEBACK_SLACK__PUBLIC_URL": "https://b.example"}
    made = json.loads((await cli("slack", "manifest", "--many", **changed)).out)
    assert made["settings"]["token_rotation_enabled"] is True
    assert json.loads((await cli("slack", "manifest", **changed)).out)["settings"]["token_rotation_enabled"] is False


async def test_the_manifest_needs_an_address(cli: Cli) -> None:
    ran = await cli("slack", "manifest", BOUNCEBACK_SLACK__MODE="http")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(
        "bounceback: [slack] public_url: is not set, and Slack has to know where to reach the bot."
    )
