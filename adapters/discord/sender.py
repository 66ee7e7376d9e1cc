"""Sending on Discord: nudges by DM, lines into channels. What is sent twice under one occurrence is seen once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

import discord
from discord import ui

from adapters.discord import PLATFORM, controls, render
from adapters.discord.limits import TEXT_IN_ALL, length
from adapters.discord.markup import plain
from adapters.discord.opening import Budget, Opening
from adapters.discord.refusals import (
    AGAIN,
    NO_ACCESS,
    NO_COMMUNITY,
    REFUSED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Refusals,
)
from adapters.discord.render import Page
from bot.dms import Dms
from bot.effects import Posted
from bot.ids import derive
from bot.logs import Log
from bot.ports import DirectOnly, Sent, TryLaterError, Who
from bot.screen import Paragraph, Screen
from bot.words import Words

log = Log("discord")

# A nudge is leased for 60 seconds; whatever is not done by then would be sent by the next look as well.
WITHIN = 40.0
# Where to look for a post whose outcome was unknown. Five requests, and only after somebody asked to be forgotten.
LOOK_BACK = 500
# Where to look for a nudge, in one request: since it was sent the bot wrote little else in this DM.
LOOK_BACK_DM = 100
# docs.discord.com/developers/topics/rate-limits, global rate limit: 50 requests a second for each bot.
PER_SECOND = 50.0
# Nobody is notified, whatever a text says.
NOBODY = discord.AllowedMentions.none()
Draws: TypeAlias = "Callable[[], Page]"
R = TypeVar("R")


class Handed(NamedTuple):
    """A message in a DM: its address, and itself unless it was deleted."""

    url: str
    message: discord.PartialMessage | None


class DiscordSender(DirectOnly):
    """Discord as the scheduler and the outbox see it."""

    def __init__(
        self,
        client: discord.Client,
        words: Words,
        dms: Dms,
        *,
        now: Callable[[], float] = time.monotonic,
        within: float = WITHIN,
    ) -> None:
        """`client` needs to be logged in, and no more; `within` is how many seconds one of these calls may take."""
        budget = Budget(now)
        self._client = client
        self._words = words
        self._opening = Opening(client, dms, budget)
        self._refusals = Refusals(budget, now)
        self._within = within
        self._going: dict[str, asyncio.Task[Handed]] = {}
        self.per_second = PER_SECOND
        self.gone: Callable[[Who], Awaitable[None]] | None = None
        """Is told of somebody who shares no community with the bot any more."""

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        await self._delivered(address, lambda: render.page(screen, self._words), occurrence)

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        if (channel := await self._opening.kept(address)) is None:
            return False  # no DM was ever opened, or it is gone with everything in it
        try:
            return await self._in_time(_kept_going(self._stands(channel, run)))
        except REFUSED as error:
            if isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_CHANNEL, NO_ACCESS):
                return False
            raise self._refusals.meant(error) from error

    async def _stands(self, channel: str, run: str) -> bool:
        """Whether a message of ours in the DM has a control of this run."""
        me, dm = self._client.user, self._client.get_partial_messageable(int(channel))
        async for message in dm.history(limit=LOOK_BACK_DM):
            if message.author == me and any(run == of for of in runs(message.components)):
                return True
        return False

    async def hand(self, who: Who, screen: Screen, occurrence: str) -> Handed:
        """Send a screen by DM because its member presses for it.

        Raises UndeliverableError or TryLaterError.
        """
        return await self._delivered(who.address, lambda: render.page(screen, self._words), occurrence, pressed=True)

    async def tell(self, user: int, page: Page, occurrence: str) -> None:
        """Send a page without files by DM to somebody who may be no member. Raises UndeliverableError or TryLaterError."""
        await self._delivered(str(user), lambda: page, occurrence)

    async def _delivered(self, address: str, draw: Draws, occurrence: str, *, pressed: bool = False) -> Handed:
        self._refusals.check()
        going = self._going.get(occurrence)
        if going is None:
            going = _kept_going(self._deliver(address, draw, occurrence, pressed=pressed))
            self._going[occurrence] = going
            going.add_done_callback(lambda _: self._going.pop(occurrence, None))
        return await self._in_time(going)

    async def _deliver(self, address: str, draw: Draws, occurrence: str, *, pressed: bool) -> Handed:
        try:
            if (channel := await self._opening.kept(address)) is not None:
                try:
                    return await self._write(channel, draw(), occurrence)
                except discord.HTTPException as error:
                    if error.code not in (UNKNOWN_CHANNEL, NO_ACCESS):
                        raise
                    await self._opening.forget(address)
            return await self._write(await self._opening.open(address, pressed=pressed), draw(), occurrence)
        except REFUSED as error:
            if self.gone is not None and isinstance(error, discord.HTTPException) and error.code == NO_COMMUNITY:
                await self.gone(Who(PLATFORM, address))
            raise self._refusals.meant(error) from error

    async def _write(self, channel: str, page: Page, occurrence: str) -> Handed:
        dm = self._client.get_partial_messageable(int(channel))
        try:
            # With a nonce the library asks Discord to enforce it.
            sent = await dm.send(view=page.view, files=page.files, nonce=_nonce(occurrence), allowed_mentions=NOBODY)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return Handed(dm.jump_url, None)  # it was delivered before, under this nonce, and is deleted by now
        return Handed(sent.jump_url, dm.get_partial_message(sent.id))

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        # The library tries five times where Discord answers 5xx, and that is fine here: all of them carry one nonce.
        content = plain("\n\n".join(block.text for block in screen.blocks if isinstance(block, Paragraph)))
        if length(content) > TEXT_IN_ALL:
            log.warning("a line is too long for Discord", post=occurrence)
            return Sent(Posted.REFUSED)
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.TextDisplay(content, id=_mark(occurrence)))
        view.stop()
        channel = self._client.get_partial_messageable(int(place))
        going = channel.send(view=view, nonce=_nonce(occurrence), allowed_mentions=NOBODY)
        try:
            message = await self._in_time(_kept_going(going))
        except (*REFUSED, TryLaterError) as error:
            return Sent(self._outcome(error, place, occurrence))
        return Sent(Posted.POSTED, str(message.id))

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

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        work = self._delete(place, reference) if reference is not None else self._find_and_delete(place, occurrence)
        try:
            done = await self._in_time(_kept_going(work))
        except discord.NotFound as error:
            # The message is gone, or the channel, and all messages with it.
            done = error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL)
        except (*REFUSED, TryLaterError) as error:
            log.warning("a post could not be taken back yet", place=place, post=occurrence, error=error)
            return False
        if not done:
            log.warning(
                "a post could not be taken back yet: may I see the channel's messages?", place=place, post=occurrence
            )
        return done

    async def _delete(self, place: str, message: str) -> bool:
        await self._client.get_partial_messageable(int(place)).get_partial_message(int(message)).delete()
        return True

    async def _find_and_delete(self, place: str, occurrence: str) -> bool:
        """Look for a post among the channel's last messages. False where no message at all is shown: Discord shows none to
        whoever may not read the history."""
        me, shown = self._client.user, False
        async for message in self._client.get_partial_messageable(int(place)).history(limit=LOOK_BACK):
            shown = True
            ids = [getattr(part, "id", None) for part in message.components]
            if message.author == me and _mark(occurrence) in ids:
                await message.delete()
                break
        return shown

    async def _in_time(self, task: asyncio.Task[R]) -> R:
        """What the task gives. Raises TryLaterError where it takes too long; it goes on then, and whoever comes back with the
        same occurrence waits for it, or finds it done."""
        # Cancelling it is no way to stop it: a request that is cancelled while it waits for the global rate limit leaves the
        # library's lock closed for all others, for good (HTTPClient.request in discord.py 2.7.1).
        done, _ = await asyncio.wait({task}, timeout=self._within)
        if not done:
            raise TryLaterError(AGAIN, unknown=True)
        return task.result()


def _kept_going(work: Coroutine[None, None, R]) -> asyncio.Task[R]:
    """A task of which nobody need know how it ends."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


def runs(components: Sequence[object]) -> Iterator[str]:
    """The runs that the controls of a message belong to, however deep they stand."""
    for part in components:
        control = controls.read(getattr(part, "custom_id", None) or "")
        if control is not None:
            yield control.token.partition(":")[0]
        for name in ("children", "accessory"):
            inside = getattr(part, name, None)
            yield from runs(inside if isinstance(inside, list) else [inside] if inside is not None else [])


def _nonce(occurrence: str) -> str:
    """Discord takes 25 characters, and the occurrence of a post can be longer."""
    return derive("discord", occurrence)


def _mark(occurrence: str) -> int:
    """The id of the text in a post, by which it is found again: 31 bits, as Discord takes them, and never 0."""
    return int(derive("discord-mark", occurrence), 36) % 0x7FFFFFFF or 1
