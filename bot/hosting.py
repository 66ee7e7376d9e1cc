"""What is kept for those who run a community, and for the platform: who was greeted, where lines are shared, what was told."""

from __future__ import annotations

from bot.ports import Clock
from bot.store import communities
from bot.store.store import Store


class Hosting:
    """One platform's communities, as its adapter sees them."""

    def __init__(self, store: Store, clock: Clock, platform: str) -> None:
        self._store = store
        self._clock = clock
        self._platform = platform

    async def greet(self, community: str) -> bool:
        """Take the right to show the first steps to whoever runs a community. False where somebody saw them."""
        now = self._clock.now()
        return await self._store.do(lambda: communities.greet(self._platform, community, now))

    async def ungreeted(self, community: str) -> None:
        """The first steps did not arrive: whoever runs the community sees them next time."""
        await self._store.do(lambda: communities.ungreeted(self._platform, community))

    async def places(self) -> list[tuple[str, str]]:
        """The channels in which lines are shared, as (community, address)."""
        return await self._store.read(lambda: communities.places(self._platform))

    async def told(self, what: str) -> str | None:
        """The hash of what the platform was last told, such as the bot's commands."""
        return await self._store.read(lambda: communities.last_told(self._platform, what))

    async def tell(self, what: str, told: str) -> None:
        """Note the hash of what the platform was told now."""
        await self._store.do(lambda: communities.tell(self._platform, what, told))
