"""Who somebody is to Slack: their name, their language and their time zone, which count until they say otherwise."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from adapters.slack.installations import PLATFORM, Installations, NotInstalledError
from adapters.slack.web import EXPECTED
from bot.logs import Log
from bot.ports import Who

log = Log("slack")

# Seconds. Whoever moves to another time zone and is new to the bot on the same hour says so when they are asked.
KEPT_FOR = 60 * 60.0
MOST = 10_000
# Seconds that somebody waits for a page because of this. Without it they are asked for their time zone, and it is in English.
PATIENCE = 1.5
# Each of these says that somebody runs the workspace.
RUNS = ("is_admin", "is_owner", "is_primary_owner")


class Known(NamedTuple):
    """What Slack says of somebody."""

    name: str | None = None
    zone: str | None = None
    locale: str | None = None
    runs: bool = False
    """Whether they run the workspace."""


def address(team: str, user: str) -> str:
    """The address of a member: nothing of one workspace is seen in another."""
    return f"{team}:{user}"


def split(address: str) -> tuple[str, str]:
    """The workspace of an address, and what is in it: a user or a channel."""
    team, _, rest = address.partition(":")
    return team, rest


class Users:
    """Asks Slack, and remembers it for a while. Where Slack does not answer, most things go on without."""

    def __init__(self, installations: Installations, now: Callable[[], float] = time.monotonic) -> None:
        self._installations = installations
        self._now = now
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    async def who(self, team: str, user: str) -> Who:
        """Somebody, with what Slack says of them, if it says so soon: what they did waits for it."""
        try:
            async with asyncio.timeout(PATIENCE):
                return _who(team, user, await self.about(team, user))
        except TimeoutError:
            log.warning("who somebody is was not told in time", member=address(team, user))
            return self.at_once(team, user)

    def at_once(self, team: str, user: str) -> Who:
        """Somebody, with what is known without asking: a form has to be open within three seconds."""
        return _who(team, user, self._remembered(address(team, user)) or Known())

    def runs(self, team: str, user: str) -> bool:
        """Whether somebody runs the workspace, as far as Slack said so a while ago."""
        known = self._remembered(address(team, user))
        return known is not None and known.runs

    async def about(self, team: str, user: str) -> Known:
        """What Slack says of somebody, or said a while ago."""
        whose = address(team, user)
        if (found := self._remembered(whose)) is not None:
            return found
        try:
            return await self.anew(team, user)
        except (*EXPECTED, NotInstalledError) as error:
            log.warning("who somebody is could not be asked", member=whose, error=error)
            return Known()

    async def anew(self, team: str, user: str) -> Known:
        """What Slack says of somebody now. Raises what Slack's library does, or NotInstalledError."""
        whose = address(team, user)
        client = await self._installations.client(team)
        answer = await client.users_info(user=user, include_locale=True)
        told = answer.get("user") or {}
        profile = told.get("profile") or {}
        called = profile.get("display_name") or profile.get("real_name") or told.get("real_name")
        known = Known(called, told.get("tz"), told.get("locale"), any(map(told.get, RUNS)))
        self._known[whose] = (self._now() + KEPT_FOR, known)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def _remembered(self, whose: str) -> Known | None:
        until, known = self._known.get(whose, (0.0, None))
        return known if known is not None and self._now() < until else None


def _who(team: str, user: str, known: Known) -> Who:
    return Who(PLATFORM, address(team, user), team, known.name, known.zone, known.locale)
