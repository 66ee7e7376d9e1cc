"""What is said in channels: posted once, changed where it stands, and taken back. A picture is part of its message.

What is in a channel is not ours to read, so a post whose outcome is unknown is neither looked for nor sent again.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render
from adapters.slack.installations import PLATFORM, Installations
from adapters.slack.limits import ALT_TEXT, SECTION_TEXT, broken, length
from adapters.slack.messages import write
from adapters.slack.pace import Pace
from adapters.slack.refusals import FAILURES, in_doubt, meant
from adapters.slack.render import Page
from adapters.slack.users import split
from adapters.slack.web import code
from bot.effects import Posted
from bot.ids import derive
from bot.logs import Log
from bot.ports import Sent, TryLaterError
from bot.screen import Attached, Copy, Paragraph, Quote, Screen
from bot.words import Words

log = Log("slack")

# Seconds that the upload of a post's pictures may take: without them it is still a post.
UPLOADS_WITHIN = 15.0
# Slack looks at a picture before it lets it be shown, and says until then that there is no such file. Seconds between tries.
PAUSES = (0.5, 1.0, 2.0, 4.0)
# Posts whose outcome is remembered, so that the same one, asked for again, is not there twice.
REMEMBERED = 1000

T = TypeVar("T")


class Channels:
    """What the bot says where others see it. `within` is how many seconds one of these calls may take."""

    def __init__(self, installations: Installations, words: Words, pace: Pace, within: float) -> None:
        self._installations = installations
        self._words = words
        self._pace = pace
        self._within = within
        self._sent: OrderedDict[str, Sent] = OrderedDict()
        # Posts of an unknown outcome whose authors were forgotten: each is logged once, however often it is asked for.
        self._unseen: set[str] = set()

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        """Say something in a channel, once."""
        mark = derive(PLATFORM, place, occurrence)
        if (before := self._sent.get(mark)) is not None:
            return before
        sent = await self._posted(place, screen, occurrence)
        if sent.outcome is not Posted.REFUSED:
            self._sent[mark] = sent
            if len(self._sent) > REMEMBERED:
                self._sent.popitem(last=False)
        return sent

    async def _posted(self, place: str, screen: Screen, occurrence: str) -> Sent:
        if self._too_long(screen):
            log.warning("a line is too long for Slack", post=occurrence)
            return Sent(Posted.REFUSED)
        _, channel = split(place)
        mark = derive(PLATFORM, occurrence)
        try:
            async with asyncio.timeout(self._within):
                client = await self._client(place)
                pictures = await self._uploaded(client, screen, occurrence)
                await self._pace.turn(channel)
                message = await self._shown(lambda page: write(client, channel, page, mark), screen, pictures)
        except TryLaterError:
            return Sent(Posted.REFUSED)  # too many wait for this channel: nothing was sent
        except FAILURES as error:
            if in_doubt(error):
                log.warning("a post has an unknown outcome", place=place, post=occurrence, error=error)
                return Sent(Posted.UNKNOWN)
            meant(error, place)
            log.warning("Slack takes no post in this channel: is the app in it?", place=place, post=occurrence)
            return Sent(Posted.REFUSED)
        return Sent(Posted.POSTED, message.ts)

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        """Have a post say something else, in words, buttons and pictures. True where it does, or where it is gone."""
        if self._too_long(screen):
            log.warning("a line is too long for Slack", post=occurrence)
            return False
        _, channel = split(place)
        try:
            async with asyncio.timeout(self._within):
                client = await self._client(place)
                pictures = await self._uploaded(client, screen, occurrence)

                async def change(page: Page) -> None:
                    await client.chat_update(channel=channel, ts=reference, blocks=page.blocks, text=page.text)

                await self._shown(change, screen, pictures)
        except FAILURES as error:
            if code(error) == "message_not_found":
                return True
            log.warning("a post could not be changed yet", place=place, post=occurrence, error=error, kind=code(error))
            return False
        return True

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        """Delete a post. True where nothing of it is left."""
        _, channel = split(place)
        if reference is None:
            # It would have to be looked for.
            if occurrence not in self._unseen:
                self._unseen.add(occurrence)
                log.warning("a post that may stand there cannot be taken back", place=place, post=occurrence)
            return False
        try:
            async with asyncio.timeout(self._within):
                client = await self._client(place)
                await client.chat_delete(channel=channel, ts=reference)
        except FAILURES as error:
            # Where the bot is shut out of a channel, or that is archived, the line may well stand there.
            if code(error) == "message_not_found":
                return True
            log.warning("a post could not be taken back yet", place=place, post=occurrence, error=error)
            return False
        return True

    def _too_long(self, screen: Screen) -> bool:
        """Whether Slack would not take it whole."""
        texts = [block.text for block in screen.blocks if isinstance(block, Paragraph | Quote | Copy)]
        page = render.page(screen, self._words)
        return any(length(text) > SECTION_TEXT for text in texts) or bool(broken(page.blocks))

    async def _uploaded(self, client: AsyncWebClient, screen: Screen, occurrence: str) -> dict[str, str]:
        """Upload a post's pictures, so that it can show them: their files' ids by name. None of them where that fails."""
        shown = [one for one in screen.blocks if isinstance(one, Attached) and length(one.label) <= ALT_TEXT]
        if not shown:
            return {}
        uploads: list[dict[str, Any]] = [
            {"content": one.content, "filename": one.name, "title": one.name, "alt_txt": one.label} for one in shown
        ]
        try:
            async with asyncio.timeout(UPLOADS_WITHIN):
                # Into no channel: there it would be a message of its own.
                answer = await client.files_upload_v2(file_uploads=uploads)
        except FAILURES as error:
            log.warning("a picture could not be uploaded, so its words are posted", post=occurrence, error=error)
            return {}
        return {one.name: str(file["id"]) for one, file in zip(shown, answer["files"], strict=True)}

    async def _shown(self, put: Callable[[Page], Awaitable[T]], screen: Screen, pictures: Mapping[str, str]) -> T:
        """Put a page where it belongs; where Slack does not show its pictures, their words stand in their place."""
        if pictures:
            page = render.page(screen, self._words, pictures=pictures)
            for pause in PAUSES:
                try:
                    return await put(page)
                except SlackApiError as error:
                    if code(error) != "invalid_blocks":
                        raise
                await asyncio.sleep(pause)
            log.warning("Slack does not show a picture, so its words are posted")
        return await put(render.page(screen, self._words))

    async def _client(self, place: str) -> AsyncWebClient:
        return await self._installations.client(split(place)[0])
