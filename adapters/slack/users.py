"""Who somebody is to Slack: their name, their language and their time zone, which count until they say otherwise."""

from __future__ import annotations

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
    """Asks Slack, and remembers it for a while. Where Slack does not answer, nothing is known, and it goes on without."""

    def __init__(self, installations: Installations, now: Callable[[], float] = time.monotonic) -> None:
        self._installations = installations
        self._now = now
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    async def who(self, team: str, user: str) -> Who:
        """Somebody, with what Slack says of them."""
        return _who(team, user, await self.about(team, user))

    def at_once(self, team: str, user: str) -> Who:
        """Somebody, with what is known without asking: a form has to be open within three seconds."""
        return _who(team, user, self._remembered(address(team, user)) or Known())

    async def about(self, team: str, user: str, *, anew: bool = False) -> Known:
        """What Slack says of somebody; `anew` where what it said a while ago will not do."""
        whose = address(team, user)
        if not anew and (found := self._remembered(whose)) is not None:
            return found
        try:
            client = await self._installations.client(team)
            answer = await client.users_info(user=user, include_locale=True)
        except (*EXPECTED, NotInstalledError) as error:
            log.warning("who somebody is could not be asked", member=whose, error=error)
            return Known()
        told = answer.get("user") or {}
        profile = told.get("profile") or {}
        called = profile.get("display_name") or profile.get("real_name") or told.get("real_name")
        known = Known(called, told.get("tz"), told.get("locale"), bool(told.get("is_admin")))
        self._known[whose] = (self._now() + KEPT_FOR, known)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def _remembered(self, whose: str) -> Known | None:
        until, known = self._known.get(whose, (0.0, None))
        return known if known is not None and self._now() < until else None


def _who(team: str, user: str, known: Known) -> Who:
    return Who(PLATFORM, address(team, user), team, known.name, known.zone, known.locale)
