"""`bounceback run` on Slack, a process of its own, from the first look to SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import pytest

from adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, SCOPES, manifest
from tests.adapters.slack.stage import free_port
from tests.local_slack.browser import install
from tests.local_slack.server import LocalSlack
from tests.world import words

from .conftest import CHECKOUT

STORE = Path("a.db")
START = Callable[..., AbstractAsyncContextManager[list[str]]]


@pytest.fixture
def run(folder: Path) -> START:
    """A running bot; what it said is filled in when it has ended."""

    @asynccontextmanager
    async def running(**environment: str) -> AsyncIterator[list[str]]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
                 "BOUNCEBACK_SLACK__ENABLED": "true", "BOUNCEBACK_LOG__LEVEL": "DEBUG", **environment},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        said: list[str] = []
        try:
            async with asyncio.timeout(30):
                while not said or "running on Slack" not in said[-1]:
                    read = (await process.stderr.readline()).decode()
                    assert read, said
                    said.append(read)
            yield said
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(15):
                _, err = await process.communicate()
            said.append(err.decode())
            assert process.returncode == 0, said
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    return running


async def test_many_workspaces_over_http(run: START) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with LocalSlack(manifest=manifest(words(), socket=False, many=True, public_url=url)) as slack:
        slack.token_lives = 12 * 60 * 60
        slack.redirect_urls, slack.http.url = [url + REDIRECT_PATH], url + EVENTS_PATH
        environment = {
            "BOUNCEBACK_SLACK__API_BASE": slack.api_base,
            "BOUNCEBACK_SLACK__AUTHORIZE_URL": slack.authorize_url,
            "BOUNCEBACK_SLACK__MODE": "http",
            "BOUNCEBACK_SLACK__PUBLIC_URL": url,
            "BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{port}",
            "BOUNCEBACK_SLACK_CLIENT_ID": slack.client_id,
            "BOUNCEBACK_SLACK_CLIENT_SECRET": slack.client_secret,
            "BOUNCEBACK_SLACK_SIGNING_SECRET": slack.signing_secret,
        }
        people = [slack.workspace(name, installed=False).person("Sam") for name in ("One", "Two")]
        async with run(**environment) as said:
            assert await slack.http.verify()
            for sam in people:
                assert (await install(sam, url + INSTALL_PATH)).status == 200
                page = await sam.command(
                    "/rejected", 'Acme "Data analyst" final', channel=sam.workspace.channel("general").join(sam)
                )
                assert "Only you see this." in page.text
                page = await sam.click(page, "Only log it")
                assert "Logged." in page.text
        # Another start knows them, and people go on.
        async with run(**environment) as again:
            for sam in people:
                page = await sam.command("/bounceback", "home")
                assert "The noes so far" in [one.label for one in page.controls]
        secrets = [one.text for sam in people for one in sam.workspace.tokens]
        secrets += [one.refresh for sam in people for one in sam.workspace.tokens if one.refresh]
        assert [one for one in secrets for text in (*said, *again) if one in text] == []
        assert [one for one in secrets if one.encode() in STORE.read_bytes()] == []
        assert "ERROR" not in "".join((*said, *again))


async def test_one_workspace_in_socket_mode(run: START) -> None:
    async with LocalSlack(manifest=manifest(words(), socket=True, many=False)) as slack:
        work = slack.workspace("One", scopes=tuple(scope.name for scope in SCOPES))
        environment = {
            "BOUNCEBACK_SLACK__API_BASE": slack.api_base,
            "BOUNCEBACK_SLACK_BOT_TOKEN": work.token,
            "BOUNCEBACK_SLACK_APP_TOKEN": slack.app_token,
        }
        sam = work.person("Sam")
        async with run(**environment) as said:
            await slack.until(lambda: slack.socket.connected == 1, within=10)
            page = await sam.command(
                "/rejected", 'Acme "Data analyst" final', channel=work.channel("general").join(sam)
            )
            assert "Only you see this." in page.text
        assert "ERROR" not in "".join(said)


async def test_what_keeps_it_from_starting_is_one_line(folder: Path) -> None:
    async with LocalSlack() as slack:
        work = slack.workspace("One")
        environment = {
            "BOUNCEBACK_SLACK__ENABLED": "true",
            "BOUNCEBACK_SLACK__API_BASE": slack.api_base,
            "BOUNCEBACK_SLACK_BOT_TOKEN": work.token,
            "BOUNCEBACK_SLACK_APP_TOKEN": slack.app_token,
        }
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            http = {
                "BOUNCEBACK_SLACK__MODE": "http",
                "BOUNCEBACK_SLACK_SIGNING_SECRET": slack.signing_secret,
                "BOUNCEBACK_HTTP__LISTEN": f"127.0.0.1:{port}",
            }
            for changed, said in (
                (http, f"bounceback: Cannot listen on 127.0.0.1:{port} (address already in use)."),
                (
                    {"BOUNCEBACK_SLACK_APP_TOKEN": "made-up"},
                    "bounceback: Slack does not take the token in BOUNCEBACK_SLACK_APP_TOKEN",
                ),
                (
                    {"BOUNCEBACK_SLACK_BOT_TOKEN": "made-up"},
                    "bounceback: Slack does not take the token in BOUNCEBACK_SLACK_BOT_TOKEN",
                ),
                ({"BOUNCEBACK_SLACK__API_BASE": "http://127.0.0.1:1/"}, "bounceback: 127.0.0.1:1 cannot be reached"),
            ):
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run",
                    env={**os.environ, "PYTHONPATH": str(CHECKOUT), "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
                         **environment, **changed},
                    stderr=asyncio.subprocess.PIPE,
                )  # fmt: skip
                async with asyncio.timeout(30):
                    _, err = await process.communicate()
                assert process.returncode == 1
                assert err.decode().startswith(said)
                assert len(err.decode().splitlines()) == 1
