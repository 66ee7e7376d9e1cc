"""The private place of a pod: a private thread in the channel of its circle. Who may manage threads there sees it, too.

Discord lets only those lock a thread who may manage threads. The bot does not ask for that right, as it would show it the private
threads of all. Where it has it all the same, a closed pod is locked. Elsewhere it is archived, and made to rest after an hour,
which tells it from one that rests by itself: members who write in it wake it, and the bot says nothing more there.

Discord knows no nonce for threads. So that a lost answer makes no second one, a pod's thread is looked for before it is made:
one of this name in this channel that the bot made within the last day, that nobody closed, and in which there is nobody else. The
name of a pod has its number, which no other pod of the circle has.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Literal, TypeVar, cast

import discord

from adapters.discord.in_time import InTime
from adapters.discord.limits import THREAD_NAME
from adapters.discord.refusals import NO_ACCESS, NO_PERMISSION, NOT_THERE, REFUSED, UNKNOWN_CHANNEL, Refusals
from adapters.discord.threads import woken
from bot.effects import Posted
from bot.logs import Log
from bot.ports import Sent, TryLaterError, UndeliverableError
from bot.words import shorten

log = Log("discord")

PRIVATE_THREAD: Literal[12] = 12
# Minutes until a thread rests in which nothing is said: the longest that there is. Rounds are a week.
RESTS_AFTER: Literal[10080] = 10080
# And that of a closed pod.
CLOSED: Literal[60] = 60
# As long as a thread may be the one that a lost answer was about.
LATELY = timedelta(days=1)

R = TypeVar("R")


class Pods:
    """Makes private threads, and lets members in and out."""

    def __init__(self, client: discord.Client, refusals: Refusals, in_time: InTime) -> None:
        self._client = client
        self._refusals = refusals
        self._in_time = in_time

    async def gather(self, place: str, name: str, addresses: Iterable[str], occurrence: str) -> Sent:
        """Raises TryLaterError: what was made by then is found the next time, and gone on with."""
        try:
            thread = await self._meant(self._gather(int(place), shorten(name, THREAD_NAME), tuple(addresses)))
        except UndeliverableError as error:
            refused = error.__cause__
            code = refused.code if isinstance(refused, discord.HTTPException) else 0
            log.warning("Discord makes no private thread in this channel", place=place, code=code)
            return Sent(Posted.REFUSED)
        return Sent(Posted.POSTED, str(thread))

    async def _gather(self, channel: int, name: str, addresses: tuple[str, ...]) -> int:
        http = self._client.http
        thread = await self._made(channel, name, addresses)
        if thread is None:
            made = await http.start_thread_without_message(
                channel, name=name, auto_archive_duration=RESTS_AFTER, type=PRIVATE_THREAD, invitable=False
            )
            thread = int(made["id"])
        await self._let_in(thread, addresses)
        return thread

    async def _made(self, channel: int, name: str, addresses: tuple[str, ...]) -> int | None:
        """The thread that was made before, when the answer got lost."""
        http, me = self._client.http, self._client.user
        guild = int(cast("Any", await http.get_channel(channel))["guild_id"])
        # Of private ones Discord lists those that the bot is in.
        listed = await http.get_active_threads(guild)
        since = discord.utils.utcnow() - LATELY
        for one in listed["threads"]:
            ours = me is not None and int(one["owner_id"]) == me.id and one["type"] == PRIVATE_THREAD
            if ours and int(one["parent_id"]) == channel and one["name"] == name:
                thread = int(one["id"])
                is_late = discord.utils.snowflake_time(thread) > since
                if is_late and not is_closed(one) and await self._only_in(thread, one["member_count"], addresses):
                    return thread
        return None

    async def _only_in(self, thread: int, count: int, addresses: tuple[str, ...]) -> bool:
        """Whether nobody is in a thread but the bot and some of these. To list who is would take a privileged intent."""
        for address in addresses:
            try:
                await self._client.http.get_thread_member(thread, int(address))
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    raise
            else:
                count -= 1
        return count <= 1

    async def admit(self, pod: str, addresses: Iterable[str]) -> None:
        await self._meant(self._let_in(int(pod), addresses))

    async def _let_in(self, thread: int, addresses: Iterable[str]) -> None:
        """Let members in, one after the other. Who left the server, or does not see the channel, is left out."""
        http = self._client.http
        for address in addresses:
            try:
                await woken(self._client, thread, partial(http.add_user_to_thread, thread, int(address)), stays=True)
            except discord.HTTPException as error:
                if not _of_the_member(error):
                    raise
                # With these codes it may be the bot as well that is not let in: it sees the thread, or this raises.
                if error.code in (NO_ACCESS, NO_PERMISSION):
                    await http.get_channel(thread)
                log.warning("somebody could not be let into a pod", place=str(thread), code=error.code)

    async def part(self, pod: str, addresses: Iterable[str]) -> None:
        await self._meant(self._let_out(int(pod), addresses))

    async def _let_out(self, thread: int, addresses: Iterable[str]) -> None:
        http = self._client.http
        for address in addresses:
            try:
                await woken(self._client, thread, partial(http.remove_user_from_thread, thread, int(address)))
            except discord.HTTPException as error:
                if error.code not in NOT_THERE:
                    raise

    async def dissolve(self, pod: str) -> bool:
        try:
            await self._in_time.done(self._close(int(pod)))
        except (*REFUSED, TryLaterError) as error:
            if isinstance(error, discord.HTTPException):
                if error.code == UNKNOWN_CHANNEL:
                    return True
                self._refusals.of_the_bot(error)
            log.warning("a pod's thread could not be closed yet", place=pod, error=error)
            return False
        return True

    async def _close(self, thread: int) -> None:
        http = self._client.http
        try:
            await woken(
                self._client, thread, partial(http.edit_channel, thread, archived=True, locked=True), stays=True
            )
        except discord.Forbidden as error:
            if error.code != NO_PERMISSION:
                raise
            closes = partial(http.edit_channel, thread, archived=True, auto_archive_duration=CLOSED)
            await woken(self._client, thread, closes, stays=True)

    async def _meant(self, work: Coroutine[None, None, R]) -> R:
        """What `work` gives. Raises UndeliverableError where the place is gone, or closed to the bot, or TryLaterError."""
        try:
            self._refusals.check()
        except TryLaterError:
            work.close()
            raise
        try:
            return await self._in_time.done(work)
        except REFUSED as error:
            raise self._refusals.meant(error) from error


def is_closed(channel: Mapping[str, Any]) -> bool:
    """Whether a channel, as Discord describes it, is the thread of a pod that was closed."""
    about = channel.get("thread_metadata")
    return about is not None and (about["locked"] or about["auto_archive_duration"] == CLOSED)


def _of_the_member(error: discord.HTTPException) -> bool:
    """Whether it may be about who is let in: a refusal of Discord's own that is not about the thread, the bot or the moment."""
    if not error.code or error.code == UNKNOWN_CHANNEL:
        return False
    return error.status in (400, 403, 404)
