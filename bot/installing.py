"""What is kept of installations: the tokens that a platform gave the bot in each community, and installs that are under way."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.logs import Log
from bot.ports import Clock
from bot.store import installations
from bot.store.errors import SealError
from bot.store.installations import Installation, TokenSeal
from bot.store.keys import Keys
from bot.store.store import Store

__all__ = ["Begun", "Installation", "Installing"]

log = Log("installations")

# Whoever presses Install has so long to come back from the platform's page.
STATE_LIVES = timedelta(minutes=10)
STATES = 10_000
# Longer than any request takes.
LEASE = timedelta(minutes=2)


class Begun(NamedTuple):
    """An install that somebody began: what comes back in the address, and what only their browser knows."""

    state: str
    browser: str


class Installing:
    """One platform's installations, as its adapter sees them."""

    def __init__(self, store: Store, keys: Keys, clock: Clock, platform: str) -> None:
        self._store = store
        self._seal = TokenSeal(keys)
        self._clock = clock
        self._platform = platform

    async def keep(self, one: Installation) -> None:
        """Keep a new installation, in place of the one that the community had."""
        await self._store.do(lambda: installations.keep(self._platform, one, self._seal))

    async def find(self, community: str) -> Installation | None:
        """The bot in a community, as long as it is installed there. A token that does not open counts as none."""
        try:
            return await self._store.read(lambda: installations.find(self._platform, community, self._seal))
        except SealError as error:
            log.error("a token does not open; the app has to be installed there again", problem=error)
            return None

    async def communities(self) -> list[str]:
        """Where the bot is installed."""
        return await self._store.read(lambda: installations.communities(self._platform))

    async def due(self, before: datetime) -> list[str]:
        """Where a token runs out before then and can be renewed, the earliest first."""
        return await self._store.read(lambda: installations.due(self._platform, before))

    async def lapsed(self, before: datetime) -> list[str]:
        """Where a token could not be renewed since before then."""
        return await self._store.read(lambda: installations.lapsed(self._platform, before))

    async def lease(self, one: Installation) -> bool:
        """Take the right to renew this very token: a refresh token is good once. False where somebody else has it, or did."""
        now = self._clock.now()
        return await self._store.do(lambda: installations.lease(self._platform, one, now, now + LEASE))

    async def renew(self, one: Installation) -> bool:
        """Keep the new tokens of `one`, whose version is that of the old ones. False where it was installed anew meanwhile."""
        return await self._store.do(lambda: installations.renew(self._platform, one, self._seal))

    async def release(self, one: Installation) -> None:
        """Give the right to renew back: it is tried again later."""
        await self._store.do(lambda: installations.release(self._platform, one))

    async def lapse(self, one: Installation) -> bool:
        """Note that this token cannot be renewed any more. True for the first who says so."""
        now = self._clock.now()
        return await self._store.do(lambda: installations.lapse(self._platform, one, now))

    async def delete(self, community: str) -> None:
        """Delete a community's tokens."""
        await self._store.do(lambda: installations.delete(self._platform, community))

    async def begin(self) -> Begun:
        """Somebody wants to install the bot. It holds for ten minutes, across a restart too."""
        begun, now = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32)), self._clock.now()
        state, browser = map(_hash, begun)
        await self._store.do(lambda: installations.begin(state, browser, now, now + STATE_LIVES, STATES))
        return begun

    async def finish(self, state: str, browser: str) -> bool:
        """They came back: True once, for the browser that began it, in time."""
        now, given = self._clock.now(), (_hash(state), _hash(browser))
        return await self._store.do(lambda: installations.finish(*given, now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
