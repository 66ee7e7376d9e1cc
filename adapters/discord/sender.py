"""Sending on Discord: nudges by DM, and what is said in channels. What is sent twice under one occurrence is seen once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import discord

from adapters.discord import PLATFORM, controls, render
from adapters.discord.channels import NOBODY, Channels, nonce
from adapters.discord.ground import EVERYTHING, surveyed
from adapters.discord.in_time import InTime, kept_going
from adapters.discord.opening import Budget, Opening
from adapters.discord.pods import Pods
from adapters.discord.refusals import (
    NO_ACCESS,
    NO_COMMUNITY,
    REFUSED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Refusals,
)
from adapters.discord.render import Page
from bot.dms import Dms
from bot.ports import Ground, Sent, UndeliverableError, Who
from bot.screen import Screen
from bot.words import Words

# A nudge is leased for 60 seconds; whatever is not done by then would be sent by the next look as well.
WITHIN = 40.0
# Where to look for a nudge, in one request: since it was sent the bot wrote little else in this DM.
LOOK_BACK_DM = 100
# docs.discord.com/developers/topics/rate-limits, global rate limit: 50 requests a second for each bot.
PER_SECOND = 50.0
Draws: TypeAlias = "Callable[[], Page]"


class Handed(NamedTuple):
    """A message in a DM: its address, and itself unless it was deleted."""

    url: str
    message: discord.PartialMessage | None


class DiscordSender:
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
        self._in_time = InTime(within)
        self._channels = Channels(client, words, self._refusals, self._in_time)
        self._pods = Pods(client, self._refusals, self._in_time)
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
            return await self._in_time.done(self._stands(channel, run))
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
            going = kept_going(self._deliver(address, draw, occurrence, pressed=pressed))
            self._going[occurrence] = going
            going.add_done_callback(lambda _: self._going.pop(occurrence, None))
        return await self._in_time.wait(going)

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
            sent = await dm.send(view=page.view, files=page.files, nonce=nonce(occurrence), allowed_mentions=NOBODY)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return Handed(dm.jump_url, None)  # it was delivered before, under this nonce, and is deleted by now
        return Handed(sent.jump_url, dm.get_partial_message(sent.id))

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
        self._refusals.check()
        try:
            return await self._in_time.done(surveyed(self._client, community, place, address))
        except REFUSED as error:
            meant = self._refusals.meant(error)
            if isinstance(meant, UndeliverableError):
                # Nothing is known, so nobody is taken for somebody who runs the server.
                return Ground(place, "", organises=False, lacks=EVERYTHING)
            raise meant from error


def runs(components: Sequence[object]) -> Iterator[str]:
    """The runs that the controls of a message belong to, however deep they stand."""
    for part in components:
        control = controls.read(getattr(part, "custom_id", None) or "")
        if control is not None:
            yield control.token.partition(":")[0]
        for name in ("children", "accessory"):
            inside = getattr(part, name, None)
            yield from runs(inside if isinstance(inside, list) else [inside] if inside is not None else [])
