"""Looking for what may have arrived, before it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.logs import Log
from bot.ports import Clock, Sender, TryLaterError, UndeliverableError
from bot.store import known, nudges
from bot.store.errors import StoreError
from bot.store.nudges import Claimed
from bot.store.sealed import Sealed
from bot.store.store import Store
from scheduler.choosing import NOT_RUNNING
from scheduler.settling import Settling, soon

log = Log("nudges")


class Doubts:
    """Finds out what became of nudges that were in the hands of somebody who could not say."""

    def __init__(
        self, store: Store, sealed: Sealed, clock: Clock, senders: Mapping[str, Sender], settling: Settling
    ) -> None:
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._senders = senders
        self._settling = settling

    async def still_to_send(self, group: list[Claimed]) -> list[Claimed]:
        """Those that did not arrive, or were never in doubt. Raises StoreError."""
        return [nudge for nudge in group if nudge.doubted is None or await self._is_to_send(nudge, nudge.doubted)]

    async def _is_to_send(self, nudge: Claimed, doubted: datetime) -> bool:
        """Whether a nudge that is in doubt did not arrive. Where that can't be seen, it waits, and is never sent blindly."""
        now = self._clock.now()
        about = await self._store.read(lambda: known.about(nudge.member, now, self._sealed))
        if about is None:
            return False
        member = about.member
        sender = self._senders.get(member.platform)
        if sender is None:
            await self._look_later(nudge, now + NOT_RUNNING, doubted)
            return False
        try:
            if not await sender.delivered(member.address, nudge.id, nudges.run_of(nudge.id)):
                return True
            await self._settling.settle(nudge, "sent", None, doubted)
        except UndeliverableError:
            await self._settling.settle(nudge, "unreachable", "dm-closed")
        except TryLaterError as later:
            await self._look_later(nudge, soon(now, later.seconds), doubted)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a client raises
            log.warning("looking failed", nudge=nudge.id, attempt=nudge.attempt, platform=member.platform, error=error)
            await self._settling.failed(nudge, error, doubted=doubted)
        return False

    async def _look_later(self, nudge: Claimed, until: datetime, doubted: datetime) -> None:
        if self._clock.now() > nudge.late_until:
            await self._settling.settle(nudge, "failed", "unknown-outcome")
        else:
            await self._settling.put_back(nudge, until, "in-doubt", doubted=doubted)
