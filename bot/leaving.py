"""What adapters say when people or communities leave: what goes at once, and what stays for thirty days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.ports import Clock, Who
from bot.store.forgetting import Forgetting, forget
from bot.store.members import LEAVING, find_member
from bot.store.sealed import Sealed
from bot.store.sqlite import SqliteStore
from bot.store.unit import Unit, ms


class Leaving:
    """The hooks that an adapter calls. Each may be called twice for the same event."""

    def __init__(self, store: SqliteStore, sealed: Sealed, clock: Clock, forgetting: Forgetting) -> None:
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._forgetting = forgetting

    async def left_community(self, who: Who, community: str) -> None:
        """Somebody left a community, or was removed from it. Their noes and plans stay theirs; thirty days after the last
        community that they shared with the bot, all of it goes."""
        await self._do(lambda now: self._left(who, community, now))

    async def uninstalled(self, platform: str, community: str) -> None:
        """The bot was removed from a community: what belonged to the community goes, and for its members it is as if they
        had left it."""
        await self._do(lambda now: _uninstalled(platform, community, now))

    async def account_deleted(self, who: Who) -> None:
        """Somebody deleted their account on the platform: all of theirs goes now."""
        await self._do(lambda now: self._deleted(who, now))
        await self._forgetting.finish()

    async def _do(self, work: Callable[[datetime], Unit[None]]) -> None:
        now = self._clock.now()
        await self._store.do(lambda: work(now))

    def _left(self, who: Who, community: str, now: datetime) -> Unit[None]:
        row = yield from find_member(who, self._sealed)
        if row is not None:
            yield from _leave(row["id"], community, now)

    def _deleted(self, who: Who, now: datetime) -> Unit[None]:
        row = yield from find_member(who, self._sealed)
        if row is not None:
            yield from forget(row["id"], now)


def _leave(member: str, community: str, now: datetime) -> Unit[None]:
    left = yield (
        "UPDATE membership SET left_at = $3 WHERE member = $1 AND community = $2 AND left_at IS NULL RETURNING member",
        (member, community, ms(now)),
    )
    if not left:
        return
    yield "DELETE FROM mentoring WHERE member = $1 AND community = $2", (member, community)
    shared = yield (
        "SELECT community FROM membership WHERE member = $1 AND left_at IS NULL ORDER BY community LIMIT 1",
        (member,),
    )
    # Lines are shared in a community that they are still in: the one from before, where it is not this one.
    yield (
        "UPDATE member SET community = CASE WHEN community = $2 THEN $3 ELSE community END, leave_at = $4 WHERE id = $1",
        (member, community, shared[0]["community"] if shared else None, None if shared else ms(now + LEAVING)),
    )


def _uninstalled(platform: str, community: str, now: datetime) -> Unit[None]:
    rows = yield (
        "SELECT membership.member AS member FROM membership JOIN member ON member.id = membership.member"
        " WHERE membership.community = $1 AND member.platform = $2",
        (community, platform),
    )
    for row in rows:
        yield from _leave(row["member"], community, now)
    yield "DELETE FROM place WHERE platform = $1 AND community = $2", (platform, community)
