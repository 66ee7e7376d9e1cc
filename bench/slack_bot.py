"""What ours is held against on Slack: a plain listener to one command. It keeps nothing.

``python -m bench.slack_bot API_BASE [PORT]``: in Socket Mode, or with a port over HTTP, on bolt's own server. What it needs of
tokens and secrets comes from the environment, under the names that ours reads.

Its page is built anew each time. It is sent as bolt's own `respond` sends it, but through one session: bolt would open a
connection for each answer, and to be quicker than that is no merit.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bench.page import FIRST, SECOND, TEXT

PATH = "/slack/events"


def page() -> dict[str, Any]:
    """A text and six buttons."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": TEXT}]}
    return {
        "blocks": [{"type": "rich_text", "elements": [section]}, _row(FIRST), _row(SECOND)],
        "text": TEXT,  # for where blocks are not shown
        "replace_original": False,
        "response_type": "ephemeral",
    }


def _row(labels: tuple[str, ...]) -> dict[str, Any]:
    buttons = [
        {"type": "button", "text": {"type": "plain_text", "text": one, "emoji": False}, "action_id": f"bare:{one:-<30}"}
        for one in labels
    ]
    return {"type": "actions", "elements": buttons}


async def main(api_base: str, port: str = "") -> None:
    """Listen until the process is ended."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=os.environ["BOUNCEBACK_SLACK_BOT_TOKEN"], base_url=api_base, session=session)
        app = AsyncApp(client=client, signing_secret=os.environ.get("BOUNCEBACK_SLACK_SIGNING_SECRET"))

        async def rejected(ack: Callable[[], Awaitable[object]], body: dict[str, Any]) -> None:
            await ack()
            await AsyncWebhookClient(body["response_url"], session=session).send_dict(page())

        app.command("/rejected")(rejected)
        if port:
            runner = web.AppRunner(app.server(path=PATH).web_app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", int(port)).start()
        else:
            token = os.environ["BOUNCEBACK_SLACK_APP_TOKEN"]
            await AsyncSocketModeHandler(app, token).connect_async()  # type: ignore[no-untyped-call]
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
