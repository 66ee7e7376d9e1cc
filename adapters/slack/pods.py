"""Pods: private channels that the bot makes. Their names follow from what they are for, so a lost answer makes no second one."""

from __future__ import annotations

import asyncio
import re
import unicodedata

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installations import PLATFORM, Installations, StrangeError
from adapters.slack.refusals import FAILURES, NO_CHANNEL, meant
from adapters.slack.users import address, split
from adapters.slack.web import code
from bot.effects import Posted
from bot.ids import derive
from bot.lines import Line
from bot.logs import Log
from bot.ports import Sent, TryLaterError, UndeliverableError
from bot.words import DEFAULT, Words

log = Log("slack")

# Of a channel's name, in characters: what is for people, and what makes it the only one.
NAME, MARK = 60, 10
PAGE = 200
# The channel is gone, closed, or closed to the bot. Words: docs.slack.dev/reference/methods, below each conversations method.
GONE = NO_CHANNEL | {"method_not_supported_for_channel_type"}
# Somebody who cannot be let in: they left the workspace, or are a guest who may be in no other channel.
NOT_LET_IN = frozenset(
    {
        "cant_invite",
        "cant_invite_self",
        "invitee_cant_see_channel",
        "no_user",
        "org_user_not_in_team",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_team_not_in_channel",
        "users_not_found",
    }
)
# Somebody who is not there to be let out.
OUT = frozenset({"not_in_channel", "user_not_found", "users_not_found", "user_disabled"})


class Pods:
    """Makes private channels, and lets members in and out. `within` is how many seconds one of these calls may take."""

    def __init__(self, installations: Installations, words: Words, within: float) -> None:
        self._installations = installations
        self._words = words
        self._within = within

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        """Make a private channel, or find the one that was made before. Raises TryLaterError."""
        team, circle = split(place)
        try:
            async with asyncio.timeout(self._within):
                client = await self._installations.client(team)
                channel = await self._made(client, called(name, occurrence))
                if channel is None:
                    log.warning("a pod's name is taken by a channel that the bot is not in", place=place)
                    return Sent(Posted.REFUSED)
                await self._describe(client, channel, circle)
                await self._let_in(client, team, channel, addresses)
        except FAILURES as error:
            what = meant(error, place)
            if isinstance(what, TryLaterError) and code(error) != "missing_scope":
                raise what from error
            log.warning("Slack does not let the bot make a private channel", place=place, kind=code(error))
            return Sent(Posted.REFUSED)
        return Sent(Posted.POSTED, address(team, channel))

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        """Let members in. Raises UndeliverableError where the channel is gone, or TryLaterError."""
        team, channel = split(pod)
        try:
            async with asyncio.timeout(self._within):
                await self._let_in(await self._installations.client(team), team, channel, addresses)
        except FAILURES as error:
            raise self._meant(error, pod) from error

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        """Let members out; the same errors."""
        team, channel = split(pod)
        try:
            async with asyncio.timeout(self._within):
                client = await self._installations.client(team)
                for _, user in map(split, addresses):
                    await self._let_out(client, pod, channel, user)
        except FAILURES as error:
            raise self._meant(error, pod) from error

    async def dissolve(self, pod: str) -> bool:
        """Archive the channel: what was said there stays, and nobody goes on. True where it is archived, or gone."""
        team, channel = split(pod)
        try:
            async with asyncio.timeout(self._within):
                client = await self._installations.client(team)
                await client.conversations_archive(channel=channel)
        except StrangeError:
            return True
        except FAILURES as error:
            if code(error) in GONE | {"already_archived"}:
                return True
            log.warning("a pod could not be closed yet", place=pod, error=error, kind=code(error))
            return False
        return True

    async def _made(self, client: AsyncWebClient, name: str) -> str | None:
        """The channel of this name; None where it is not ours."""
        try:
            made = await client.conversations_create(name=name, is_private=True)
        except SlackApiError as error:
            if code(error) != "name_taken":
                raise
        else:
            return str(made["channel"]["id"])
        cursor = ""
        while True:
            # Of private channels a bot is told of those only that it is in.
            listed = await client.conversations_list(
                types="private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
            )
            for one in listed["channels"]:
                if one["name"] == name:
                    return str(one["id"])
            if not (cursor := (listed.get("response_metadata") or {}).get("next_cursor") or ""):
                return None

    async def _describe(self, client: AsyncWebClient, channel: str, circle: str) -> None:
        """Say at the head of the channel what it is, and who may be able to read it."""
        said = self._words.of(DEFAULT).text(Line("slack-pod", {"circle": f"<#{circle}>"}), bare=True)
        try:
            await client.conversations_setTopic(channel=channel, topic=said)
        except SlackApiError as error:
            # Some workspaces let their owners only set it.
            if code(error) not in ("restricted_action", "no_permission"):
                raise
            log.warning("what a pod is could not be said at its head", kind=code(error))

    async def _let_in(self, client: AsyncWebClient, team: str, channel: str, addresses: tuple[str, ...]) -> None:
        # One by one: several at once are refused as a whole because of one of them.
        for whose, user in map(split, addresses):
            if whose != team:
                continue
            try:
                await client.conversations_invite(channel=channel, users=user)
            except SlackApiError as error:
                if code(error) not in NOT_LET_IN | {"already_in_channel"}:
                    raise
                if code(error) in NOT_LET_IN:
                    log.info("somebody cannot be let into a pod", member=address(team, user), kind=code(error))

    async def _let_out(self, client: AsyncWebClient, pod: str, channel: str, user: str) -> None:
        try:
            await client.conversations_kick(channel=channel, user=user)
        except SlackApiError as error:
            if code(error) == "restricted_action":
                # A preference of the workspace. They can leave by themselves.
                log.warning("this workspace lets the bot take nobody out of a pod", place=pod)
            elif code(error) not in OUT:
                raise

    def _meant(self, error: Exception, pod: str) -> Exception:
        if isinstance(error, StrangeError) or code(error) in GONE:
            return UndeliverableError(pod)
        return meant(error, pod)


def called(name: str, occurrence: str) -> str:
    """What a pod's channel is called: its name as far as Slack takes it, and what keeps it apart from every other.

    >>> called("Pod 2 of #Über-uns", "a")[:18]
    'pod-2-of-uber-uns-'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:NAME].strip("-") or "pod"
    return f"{slug}-{derive(PLATFORM, 'pod', occurrence)[:MARK]}"
