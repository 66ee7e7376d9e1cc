"""Where members are reached by DM: kept, because opening a DM anew for each message is what platforms count as spam."""

from __future__ import annotations

from bot.ports import Who
from bot.store.members import dm_of, keep_dm
from bot.store.sealed import Sealed
from bot.store.store import Store


class Dms:
    """What a platform calls the DM with each member, sealed like all that says who somebody is."""

    def __init__(self, store: Store, sealed: Sealed) -> None:
        self._store = store
        self._sealed = sealed

    async def of(self, who: Who) -> str | None:
        """The DM with a member, or None where it was never opened, or nothing of theirs is kept."""
        return await self._store.read(lambda: dm_of(who, self._sealed))

    async def keep(self, who: Who, dm: str | None) -> None:
        """Note the DM with a member, or (None) that it is gone."""
        await self._store.do(lambda: keep_dm(who, dm, self._sealed))
