"""What is said in channels, and in threads: once, changed where it stands, and taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import discord

from adapters.discord import render
from adapters.discord.in_time import InTime
from adapters.discord.pods import is_closed
from adapters.discord.refusals import REFUSED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Refusals
from adapters.discord.render import Page
from adapters.discord.threads import woken
from bot.effects import Posted
from bot.ids import derive
from bot.logs import Log
from bot.ports import Sent, TryLaterError
from bot.screen import Screen
from bot.words import Words

log = Log("discord")

# Where to look for a post whose outcome was unknown. Five requests, and only after somebody asked to be forgotten.
LOOK_BACK = 500
# Nobody is notified, whatever a text says.
NOBODY = discord.AllowedMentions.none()


def nonce(occurrence: str) -> str:
    """Discord takes 25 characters, and the occurrence of a post can be longer."""
    return derive("discord", occurrence)


def mark(occurrence: str) -> int:
    """The id of the first part of a post, by which it is found again: 31 bits, as Discord takes them, and never 0."""
    return int(derive("discord-mark", occurrence), 36) % 0x7FFFFFFF or 1


class Channels:
    """Posts, amends and takes back."""

    def __init__(self, client: discord.Client, words: Words, refusals: Refusals, in_time: InTime) -> None:
        self._client = client
        self._words = words
        self._refusals = refusals
        self._in_time = in_time

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        # The library tries five times where Discord answers 5xx, and that is fine here: all of them carry one nonce.
        page = render.public(screen, self._words, mark(occurrence))
        if page is None:
            log.warning("Discord would not take this post whole", post=occurrence)
            return Sent(Posted.REFUSED)
        try:
            message = await self._in_time.done(self._send(int(place), page, occurrence))
        except (*REFUSED, TryLaterError) as error:
            return Sent(self._outcome(error, place, occurrence))
        return Sent(Posted.REFUSED if message is None else Posted.POSTED, message)

    async def _send(self, place: int, page: Page, occurrence: str) -> str | None:
        """The message's id. None in the thread of a pod that was closed: what is said in it would wake it."""
        if await self._is_closed(place):
            return None
        channel = self._client.get_partial_messageable(place)
        # With a nonce the library asks Discord to enforce it.
        sent = await channel.send(view=page.view, files=page.files, nonce=nonce(occurrence), allowed_mentions=NOBODY)
        return str(sent.id)

    async def _is_closed(self, place: int) -> bool:
        if isinstance(self._client.get_channel(place), discord.abc.GuildChannel):
            return False
        try:
            return is_closed(cast("Mapping[str, Any]", await self._client.http.get_channel(place)))
        except REFUSED:
            return False  # then sending says what is the matter

    def _outcome(self, error: Exception, place: str, occurrence: str) -> Posted:
        refused = isinstance(error, discord.RateLimited | KeyError)
        code = 0
        if isinstance(error, discord.HTTPException):
            self._refusals.of_the_bot(error)
            # "Unknown message" is one that was posted under this nonce, and deleted.
            code, refused = error.code, error.status < 500 and error.code != UNKNOWN_MESSAGE
        if refused:
            log.warning("Discord takes no post in this channel", place=place, post=occurrence, code=code)
            return Posted.REFUSED
        log.warning("a post has an unknown outcome", place=place, post=occurrence, error=error)
        return Posted.UNKNOWN

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        """Draw another screen over a post. False for later, also where Discord would not take it whole: what was there before
        stays then."""

        def drawn() -> Page | None:
            return render.public(screen, self._words, mark(occurrence))

        if drawn() is None:
            log.warning("Discord would not take this post whole", post=occurrence)
            return False
        message = self._client.get_partial_messageable(int(place)).get_partial_message(int(reference))

        async def edits() -> bool:
            page = drawn()  # anew for each try: a file is closed once it was sent
            assert page is not None, "it was drawn before"  # noqa: S101
            await message.edit(view=page.view, attachments=page.files, allowed_mentions=NOBODY)
            return True

        return await self._changed(edits, place, occurrence)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        async def deletes() -> bool:
            if reference is None:
                return await self._find_and_delete(place, occurrence)
            await self._client.get_partial_messageable(int(place)).get_partial_message(int(reference)).delete()
            return True

        return await self._changed(deletes, place, occurrence)

    async def _changed(self, does: Callable[[], Awaitable[bool]], place: str, occurrence: str) -> bool:
        """Whether a post is now as it should be, by what `does` gives, or as nothing of it is left."""
        try:
            return await self._in_time.done(woken(self._client, int(place), does))
        except (*REFUSED, TryLaterError) as error:
            if isinstance(error, discord.HTTPException):
                if error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                    return True  # the message is gone, or the channel, and all messages with it
                self._refusals.of_the_bot(error)
            log.warning("a post could not be changed or taken back yet", place=place, post=occurrence, error=error)
            return False

    async def _find_and_delete(self, place: str, occurrence: str) -> bool:
        """Look for a post among the channel's last messages. False where no message at all is shown: Discord shows none to
        whoever may not read the history."""
        me, shown = self._client.user, False
        async for message in self._client.get_partial_messageable(int(place)).history(limit=LOOK_BACK):
            shown = True
            ids = [getattr(part, "id", None) for part in message.components]
            if message.author == me and mark(occurrence) in ids:
                await message.delete()
                break
        if not shown:
            log.warning(
                "a post could not be looked for: may I see the channel's messages?", place=place, post=occurrence
            )
        return shown
