"""Forgetting a member: their rows in one transaction, then all that lies outside of it.

The transaction leaves a row that says whose key is to be destroyed, and one for each post that is to be taken back and each
place that they are to be let out of, so that a kill in between loses none of it. `finish` does what these rows ask for; it runs
after each forgetting, at the start, and with retention.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.logs import Log
from bot.ports import Clock, Sender, UndeliverableError
from bot.store import partings
from bot.store.errors import StoreError
from bot.store.own_data import delete
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Row, Unit, ms

log = Log("forgetting")

# A post that could not be taken back by then is left: its channel is gone, or the bot may not delete there.
TAKE_BACK_FOR = timedelta(days=30)
# Posts that others may have seen.
SEEN = ("posted", "unknown", "sending")


def forget(member: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Delete every row of a member's, and note what is still to be done for them."""
    yield "INSERT INTO forgotten (member, at) VALUES ($1, $2) ON CONFLICT (member) DO NOTHING", (member, ms(now))
    yield (
        "INSERT INTO take_back (id, platform, address, reference, until)"
        " SELECT post.id, place.platform, place.address, post.reference, CAST($2 AS BIGINT)"
        " FROM post JOIN place ON place.id = post.place WHERE post.member = $1 AND post.state IN ($3, $4, $5)"
        " ON CONFLICT (id) DO NOTHING",
        (member, ms(now + TAKE_BACK_FOR), *SEEN),
    )
    yield from partings.let_out(member, None, now, sealed)
    yield from delete(member)


def take_back(post: str, member: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Note that something a member posted is to go from where it stands. What it said is no longer kept."""
    yield (
        "INSERT INTO take_back (id, platform, address, reference, until)"
        " SELECT post.id, place.platform, place.address, post.reference, CAST($3 AS BIGINT)"
        " FROM post JOIN place ON place.id = post.place WHERE post.id = $1 AND post.member = $2"
        " AND post.state IN ($4, $5, $6) ON CONFLICT (id) DO NOTHING",
        (post, member, ms(now + TAKE_BACK_FOR), *SEEN),
    )
    yield (
        "UPDATE post SET state = 'gone', text = $3, tags = '', day = NULL, whereabouts = NULL, stale = 0"
        " WHERE id = $1 AND member = $2",
        (post, member, sealed.put(member, "post", post, "text", "")),
    )


def take_back_late(post: str, platform: str, address: str, reference: str | None, created_at: int) -> Unit[None]:
    """Note that a post arrived whose author was forgotten, or took it back, while it was on its way."""
    yield (
        "INSERT INTO take_back (id, platform, address, reference, until) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (id) DO UPDATE SET reference = COALESCE(excluded.reference, take_back.reference)",
        (post, platform, address, reference, created_at + int(TAKE_BACK_FOR.total_seconds() * 1000)),
    )


def taken_back(post: str) -> Unit[None]:
    """Nothing of a post is left in its place."""
    yield from _done("take_back", "id", [post])


class Forgetting:
    """Finishes what forgetting, and leaving, leave to do: keys, the log of the database, posts, the places of pods."""

    def __init__(self, store: Store, sealed: Sealed, clock: Clock, senders: Mapping[str, Sender]) -> None:
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._senders = senders
        # Two at once would take back the same post twice.
        self._one = asyncio.Lock()

    async def finish(self) -> None:
        """Do what is left to do. What cannot be done now stays for the next time."""
        async with self._one:
            try:
                await self._shred()
                await self._take_back()
                await self._let_out()
            except StoreError as error:
                log.error("forgetting goes on later", error=error)

    async def scrub(self) -> None:
        """Leave nothing in the database's log of what was deleted. Where somebody reads from it, the next look does it."""
        try:
            await self._store.scrub()
        except StoreError as error:
            log.error("the log is cut off later", error=error)

    async def _shred(self) -> None:
        members = [row["member"] for row in await self._store.read(_forgotten)]
        if not members:
            return
        for member in members:
            await self._sealed.shred(member)
        if await self._store.scrub():
            await self._store.do(lambda: _done("forgotten", "member", members))
            await self._store.scrub()  # of this note as well

    async def _take_back(self) -> None:
        now = ms(self._clock.now())
        settled = []
        for row in await self._store.read(_posts):
            sender = self._senders.get(row["platform"])
            if row["until"] <= now or (sender is not None and await self._taken_back(sender, row)):
                settled.append(row["id"])
        if settled:
            await self._store.do(lambda: _done("take_back", "id", settled))

    async def _taken_back(self, sender: Sender, row: Row) -> bool:
        try:
            return await sender.take_back(row["address"], row["reference"], row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, it is tried again
            log.warning("a post could not be taken back yet", error=error)
            return False

    async def _let_out(self) -> None:
        now = ms(self._clock.now())
        for row, address in await self._store.read(lambda: partings.waiting(self._sealed)):
            sender = self._senders.get(row["platform"])
            if address is None or row["until"] <= now or (await self._belongs(row, address)):
                await self._store.do(lambda row=row: partings.drop(row["id"]))  # type: ignore[misc]
            elif sender is not None and await self._parted(sender, row["place"], address):
                await self._store.do(lambda row=row, who=address: partings.parted(row, who, self._sealed))  # type: ignore[misc]

    async def _belongs(self, row: Row, address: str) -> bool:
        return await self._store.read(lambda: partings.belongs(row, address, self._sealed))

    async def _parted(self, sender: Sender, place: str, address: str) -> bool:
        """Whether somebody is out of a place now, or there is no such place any more."""
        try:
            await sender.part(place, (address,))
        except UndeliverableError:
            return True
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, it is tried again
            log.warning("somebody could not be let out of a place yet", error=error)
            return False
        return True


def _forgotten() -> Unit[list[Row]]:
    return (yield "SELECT member FROM forgotten", ())


def _posts() -> Unit[list[Row]]:
    return (yield "SELECT * FROM take_back", ())


def _done(table: str, column: str, ids: list[str]) -> Unit[None]:
    for one in ids:
        yield f"DELETE FROM {table} WHERE {column} = $1", (one,)  # noqa: S608 - our own names
