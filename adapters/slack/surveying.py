"""What somebody may do in a channel, and what the bot may: asked of Slack each time, as both can change at any moment."""

from __future__ import annotations

import asyncio

from adapters.slack.installations import Installations, StrangeError
from adapters.slack.refusals import FAILURES, GONE, NO_CHANNEL, meant
from adapters.slack.users import PATIENCE, Users, split
from adapters.slack.web import code
from bot.lines import Line
from bot.ports import Ground, TryLaterError, UndeliverableError
from bot.words import DEFAULT, Words


class Surveying:
    """Looks at channels. `within` is how many seconds a look may take."""

    def __init__(self, installations: Installations, users: Users, words: Words, within: float) -> None:
        self._installations = installations
        self._users = users
        self._words = words
        self._within = within

    async def survey(self, community: str, place: str, address: str) -> Ground:
        """Whether a member runs the workspace, and what the bot lacks there. Raises TryLaterError."""
        team, channel = split(place)
        whose, user = split(address)
        try:
            async with asyncio.timeout(self._within):
                organises = team == whose == community and await self._organises(team, user)
                name, inside = await self._channel(team, channel)
        except StrangeError:
            return Ground(place, "", organises=False)
        except FAILURES as error:
            what = meant(error, place)
            if isinstance(what, TryLaterError | UndeliverableError):
                raise TryLaterError(getattr(what, "seconds", 0.0)) from error
            raise what from error
        lacks = self._installations.lacks(team)
        if not inside:
            lacks = (*lacks, self._words.of(DEFAULT).text(Line("slack-not-in"), bare=True))
        return Ground(place, name, organises=organises, lacks=lacks)

    async def name(self, place: str) -> str:
        """What a channel is called; empty where Slack does not say, or not soon."""
        try:
            async with asyncio.timeout(PATIENCE):
                return (await self._channel(*split(place)))[0]
        except FAILURES:
            return ""

    async def _organises(self, team: str, user: str) -> bool:
        try:
            return (await self._users.anew(team, user)).runs
        except FAILURES as error:
            if code(error) in GONE:
                return False
            raise

    async def _channel(self, team: str, channel: str) -> tuple[str, bool]:
        """What a channel is called, and whether the bot is in it. What it may not know counts as well."""
        client = await self._installations.client(team)
        try:
            found = (await client.conversations_info(channel=channel))["channel"]
        except FAILURES as error:
            if code(error) in NO_CHANNEL:
                return "", False
            if code(error) == "missing_scope":
                return "", True  # the scope is among what it lacks
            raise
        return f"#{found['name']}", bool(found.get("is_member")) and not found.get("is_archived")
