"""What adapters say when people or communities come and leave: what goes at once, and what stays for thirty days."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.logs import Log
from bot.ports import Clock, Who
from bot.store.circles import leave_community
from bot.store.communities import installed, known
from bot.store.errors import SealError
from bot.store.forgetting import Forgetting, forget
from bot.store.members import LEAVING, find_member
from bot.store.own_words import delete_own
from bot.store.reports import delete_reports
from bot.store.sealed import Sealed
from bot.store.statistics import forget_community
from bot.store.store import Store
from bot.store.unit import Row, Unit, ms

log = Log("leaving")

# Whether somebody is still in a community is asked so often at the most, where the platform has to be asked.
CHECK_EVERY = timedelta(days=7)


class Membership(NamedTuple):
    """Somebody in a community, as far as is known."""

    member: str
    who: Who
    community: str


class Leaving:
    """The hooks that an adapter calls. Each may be called twice for the same event."""

    def __init__(self, store: Store, sealed: Sealed, clock: Clock, forgetting: Forgetting) -> None:
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._forgetting = forgetting

    async def left_community(self, who: Who, community: str) -> None:
        """Somebody left a community, or was removed from it. Their noes and plans stay theirs, and what they have in its
        circles goes; thirty days after the last community that they shared with the bot, all of it goes."""
        await self._do(lambda now: self._left(who, community, now))
        await self._forgetting.finish()

    async def left_every_community(self, who: Who) -> None:
        """The platform says that somebody shares no community with the bot any more."""
        await self._do(lambda now: self._left_all(who, now))
        await self._forgetting.finish()

    async def uninstalled(self, platform: str, community: str) -> None:
        """The bot was removed from a community: what belonged to the community goes, and for its members it is as if they
        had left it."""
        await self._do(lambda now: _uninstalled(platform, community, now, self._sealed))

    async def arrived_in(self, platform: str, community: str) -> None:
        """The bot was added to a community."""
        await self._do(lambda _: installed(platform, community))

    async def known_in(self, platform: str) -> frozenset[str]:
        """The communities that the bot is in, as far as it was told."""
        return await self._store.read(lambda: known(platform))

    async def installed_in(self, platform: str, communities: Collection[str]) -> None:
        """The communities that the bot is in, all of them: it was removed from the others that are known, in the meantime."""
        for gone in sorted(await self.known_in(platform) - set(communities)):
            await self.uninstalled(platform, gone)
        for community in communities:
            await self.arrived_in(platform, community)

    async def to_check(self, platform: str, most: int) -> list[Membership]:
        """Memberships that nobody looked after for a week, the longest ago first: at most so many."""
        now = self._clock.now()
        return await self._store.do(lambda: _to_check(platform, now, most, self._sealed))

    async def still_there(self, membership: Membership) -> None:
        """Somebody was looked after, and is still in the community."""
        await self._do(lambda now: _checked(membership.member, membership.community, now))

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
            yield from _leave(row["id"], community, now, self._sealed)

    def _left_all(self, who: Who, now: datetime) -> Unit[None]:
        row = yield from find_member(who, self._sealed)
        if row is None:
            return
        shared = yield "SELECT community FROM membership WHERE member = $1 AND left_at IS NULL", (row["id"],)
        for one in shared:
            yield from _leave(row["id"], one["community"], now, self._sealed)

    def _deleted(self, who: Who, now: datetime) -> Unit[None]:
        row = yield from find_member(who, self._sealed)
        if row is not None:
            yield from forget(row["id"], now, self._sealed)


def _leave(member: str, community: str, now: datetime, sealed: Sealed) -> Unit[None]:
    left = yield (
        "UPDATE membership SET left_at = $3 WHERE member = $1 AND community = $2 AND left_at IS NULL RETURNING member",
        (member, community, ms(now)),
    )
    if not left:
        return
    yield "DELETE FROM mentoring WHERE member = $1 AND community = $2", (member, community)
    yield "DELETE FROM helper WHERE member = $1 AND community = $2", (member, community)
    yield from leave_community(member, community, now, sealed)
    shared = yield (
        "SELECT community FROM membership WHERE member = $1 AND left_at IS NULL ORDER BY community LIMIT 1",
        (member,),
    )
    # Lines are shared in a community that they are still in: the one from before, where it is not this one.
    yield (
        "UPDATE member SET community = CASE WHEN community = $2 THEN $3 ELSE community END, leave_at = $4 WHERE id = $1",
        (member, community, shared[0]["community"] if shared else None, None if shared else ms(now + LEAVING)),
    )


def _uninstalled(platform: str, community: str, now: datetime, sealed: Sealed) -> Unit[None]:
    # First: nothing can be taken back any more in channels that the bot is not in.
    yield "DELETE FROM circle WHERE platform = $1 AND community = $2", (platform, community)
    rows = yield (
        "SELECT membership.member AS member FROM membership JOIN member ON member.id = membership.member"
        " WHERE membership.community = $1 AND member.platform = $2",
        (community, platform),
    )
    for row in rows:
        yield from _leave(row["member"], community, now, sealed)
    yield from forget_community(platform, community)
    yield from delete_own(platform, community, now)
    yield from delete_reports(platform, community)
    for table in ("pinned", "audit", "helper", "place"):
        yield f"DELETE FROM {table} WHERE platform = $1 AND community = $2", (platform, community)  # noqa: S608 - our own names
    yield "DELETE FROM community WHERE platform = $1 AND id = $2", (platform, community)


def _to_check(platform: str, now: datetime, most: int, sealed: Sealed) -> Unit[list[Membership]]:
    rows = yield (
        "SELECT member.id AS id, member.address AS address, membership.community AS community FROM membership"
        " JOIN member ON member.id = membership.member WHERE member.platform = $1 AND membership.left_at IS NULL"
        " AND membership.checked_at <= $2 AND member.seen_at <= $2 ORDER BY membership.checked_at, member.id LIMIT $3",
        (platform, ms(now - CHECK_EVERY), most),
    )
    found = []
    sealed.expect([row["id"] for row in rows])
    for row in rows:
        address = _address(row, sealed)
        if address is None:
            # Nobody can be asked for. At the head of the line it would keep its place for good.
            yield from _checked(row["id"], row["community"], now)
        else:
            found.append(Membership(row["id"], Who(platform, address), row["community"]))
    return found


def _address(row: Row, sealed: Sealed) -> str | None:
    """The address of a member; None where it does not open."""
    try:
        return sealed.get(row["id"], "member", row["id"], "address", row["address"])
    except SealError as error:
        log.error("an address cannot be opened", member=row["id"], error=error)
        return None


def _checked(member: str, community: str, now: datetime) -> Unit[None]:
    yield (
        "UPDATE membership SET checked_at = $3 WHERE member = $1 AND community = $2",
        (member, community, ms(now)),
    )
