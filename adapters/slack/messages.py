"""Messages as Slack knows them: where one stands, and how one is written so that it can be found again."""

from __future__ import annotations

from typing import NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.render import Page


class Message(NamedTuple):
    """A message of a conversation."""

    channel: str
    ts: str


async def write(client: AsyncWebClient, channel: str, page: Page, mark: str) -> Message:
    """Write a message, once: it is there twice where that is done twice. Raises what Slack's library does."""
    first, *rest = page.blocks
    # By its block_id it is found again.
    blocks = [first | {"block_id": mark}, *rest]
    answer = await client.chat_postMessage(
        channel=channel, blocks=blocks, text=page.text, unfurl_links=False, unfurl_media=False
    )
    return Message(channel, str(answer["ts"]))
