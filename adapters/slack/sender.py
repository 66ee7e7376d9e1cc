"""Sending on Slack: nudges and files by DM. What may have arrived is looked for before it is sent again.

What goes into channels is in channels.py and pods.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render
from adapters.slack.channels import Channels
from adapters.slack.installations import PLATFORM, Installations
from adapters.slack.messages import Message, write
from adapters.slack.pace import Pace
from adapters.slack.pods import Pods
from adapters.slack.refusals import AGAIN, FAILURES, GONE, NO_CHANNEL, in_doubt, meant
from adapters.slack.render import Page
from adapters.slack.surveying import Surveying
from adapters.slack.users import Users, split
from adapters.slack.web import code
from bot.dms import Dms
from bot.ids import derive
from bot.logs import Log
from bot.ports import Ground, Sent, TryLaterError, UndeliverableError, Who
from bot.screen import Attached, Screen
from bot.store.errors import StoreError
from bot.words import Words

log = Log("slack")

# A nudge is leased for 60 seconds; whatever is not done by then would be sent by the next look as well.
WITHIN = 40.0
# One message a second in a channel, and "several hundred" a minute in a workspace: docs.slack.dev/apis/web-api/rate-limits.
PER_SECOND = 4.0
# How far back a message of the DM is looked for: what the member did meanwhile stands above it.
LOOK_BACK = 15
# Messages that may have arrived, by their marks.
DOUBTED = 1000


class SlackSender:
    """Slack as the scheduler and the outbox see it."""

    def __init__(
        self,
        installations: Installations,
        words: Words,
        dms: Dms,
        pace: Pace,
        *,
        within: float = WITHIN,
    ) -> None:
        """`within` is how many seconds one of these calls may take."""
        self._installations = installations
        self._words = words
        self._dms = dms
        self._pace = pace
        self._within = within
        self.per_second = PER_SECOND
        self._doubted: dict[str, None] = {}
        self._going: dict[str, asyncio.Task[Message]] = {}
        self.users = Users(installations)
        self._channels = Channels(installations, words, pace, within)
        self._pods = Pods(installations, words, within)
        self._surveying = Surveying(installations, self.users, words, within)
        self.gone: Callable[[Who], Awaitable[None]] | None = None
        """Is told of somebody whose account is closed."""

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        mark = derive(PLATFORM, occurrence)
        await self._in_time(address, screen, mark, look=mark in self._doubted)

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        if (channel := await self._dms.of(Who(PLATFORM, address))) is None:
            return False  # no DM was ever opened, or it is gone with everything in it
        try:
            async with asyncio.timeout(self._within):
                client = await self._client(address)
                return await self._found(client, channel, derive(PLATFORM, occurrence)) is not None
        except FAILURES as error:
            if code(error) in NO_CHANNEL:
                return False
            raise await self._meant(error, address) from error

    async def hand(self, who: Who, screen: Screen, occurrence: str, *, look: bool = False) -> Message:
        """Send a screen by DM because its member did something; `look` where it may stand there already.

        Raises UndeliverableError or TryLaterError.
        """
        mark = derive(PLATFORM, occurrence)
        return await self._in_time(who.address, screen, mark, look=look or mark in self._doubted)

    async def hand_files(self, who: Who, files: Sequence[Attached]) -> None:
        """Send files by DM because their member asks for them. Raises UndeliverableError or TryLaterError."""
        uploads: list[dict[str, Any]] = [
            {"content": one.read(), "filename": one.name, "title": one.label, "alt_txt": one.label} for one in files
        ]
        try:
            channel = await self._opened(who.address)
            await self._pace.turn(channel)
            client = await self._client(who.address)
            await client.files_upload_v2(file_uploads=uploads, channel=channel)
        except FAILURES as error:
            raise await self._meant(error, who.address) from error

    async def keep(self, who: Who, channel: str) -> None:
        """Note the DM with a member. Where it cannot be saved, it is opened again next time, which changes nothing."""
        try:
            if await self._dms.of(who) != channel:
                await self._dms.keep(who, channel)
        except StoreError as error:
            log.warning("where a member is reached could not be kept", member=who.address, error=error)

    async def link(self, who: Who, message: Message) -> str | None:
        """Where a message can be opened. None where Slack does not say."""
        try:
            client = await self._client(who.address)
            answer = await client.chat_getPermalink(channel=message.channel, message_ts=message.ts)
        except FAILURES:
            return None
        return str(answer["permalink"])

    # Channels and pods

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        return await self._channels.post(place, screen, occurrence)

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        return await self._channels.amend(place, reference, screen, occurrence)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        return await self._channels.take_back(place, reference, occurrence)

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        return await self._pods.gather(place, name, addresses, occurrence)

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        await self._pods.admit(pod, addresses)

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        await self._pods.part(pod, addresses)

    async def dissolve(self, pod: str) -> bool:
        return await self._pods.dissolve(pod)

    async def survey(self, community: str, place: str, address: str) -> Ground:
        return await self._surveying.survey(community, place, address)

    async def name(self, place: str) -> str:
        """What a channel is called; empty where Slack does not say."""
        return await self._surveying.name(place)

    # How a DM is written

    async def _in_time(self, address: str, screen: Screen, mark: str, *, look: bool) -> Message:
        """Deliver it once, however often it is asked for. Raises TryLaterError where it takes too long: it goes on then, and
        whoever comes back with the same one waits for it."""
        going = self._going.get(mark)
        if going is None:
            going = self._going[mark] = asyncio.create_task(self._deliver(address, screen, mark, look=look))
            going.add_done_callback(lambda done: done.cancelled() or done.exception())
            going.add_done_callback(lambda _: self._going.pop(mark, None))
        done, _ = await asyncio.wait({going}, timeout=self._within)
        if not done:
            raise TryLaterError(AGAIN, unknown=True)
        return going.result()

    async def _deliver(self, address: str, screen: Screen, mark: str, *, look: bool) -> Message:
        shown = render.page(screen, self._words)
        try:
            kept = await self._dms.of(Who(PLATFORM, address))
            try:
                return await self._say(address, kept or await self._opened(address), shown, mark, look=look)
            except FAILURES as error:
                if kept is None or code(error) not in NO_CHANNEL:
                    raise
            await self._dms.keep(Who(PLATFORM, address), None)
            return await self._say(address, await self._opened(address), shown, mark, look=look)
        except FAILURES as error:
            raise await self._meant(error, address) from error

    async def _say(self, address: str, channel: str, shown: Page, mark: str, *, look: bool) -> Message:
        client = await self._client(address)
        if look and (ts := await self._found(client, channel, mark)) is not None:
            self._doubted.pop(mark, None)
            return Message(channel, ts)
        await self._pace.turn(channel)
        try:
            return await write(client, channel, shown, mark)
        except FAILURES as error:
            if not in_doubt(error):
                raise
            self._doubt(mark)
            if (ts := await self._found(client, channel, mark)) is None:
                raise
            self._doubted.pop(mark, None)
            return Message(channel, ts)

    async def _found(self, client: AsyncWebClient, channel: str, mark: str) -> str | None:
        """A message by its mark, among the last ones of the conversation."""
        answer = await client.conversations_history(channel=channel, limit=LOOK_BACK)
        for message in answer.get("messages") or ():
            if any(block.get("block_id") == mark for block in message.get("blocks") or ()):
                return str(message["ts"])
        return None

    def _doubt(self, mark: str) -> None:
        self._doubted[mark] = None
        if len(self._doubted) > DOUBTED:
            self._doubted.pop(next(iter(self._doubted)))

    async def _opened(self, address: str) -> str:
        """The DM with a member: kept, or opened now."""
        who = Who(PLATFORM, address)
        if (kept := await self._dms.of(who)) is not None:
            return kept
        client = await self._client(address)
        opened = await client.conversations_open(users=split(address)[1])
        channel = str(opened["channel"]["id"])
        await self.keep(who, channel)
        return channel

    async def _client(self, address: str) -> AsyncWebClient:
        return await self._installations.client(split(address)[0])

    async def _meant(self, error: Exception, address: str) -> Exception:
        what = meant(error, address)
        if self.gone is not None and isinstance(what, UndeliverableError) and code(error) in GONE:
            await self.gone(Who(PLATFORM, address))
        return what
