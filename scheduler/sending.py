"""Sending a member what was chosen for them, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.drawn import drawn
from bot.logs import Log
from bot.ports import Clock, Sender, TryLaterError, UndeliverableError
from bot.screen import Screen
from bot.store.errors import StoreError, concerns_all
from bot.store.nudges import Arrived, Claimed, PutBack
from bot.store.store import Store
from scheduler.choosing import Choosing, Chosen
from scheduler.doubts import Doubts
from scheduler.marking import Ended, Marking
from scheduler.settling import Settling, soon

log = Log("nudges")

# What was chosen longer ago than this, as where the platform is slow, is chosen again before it is sent.
FRESH = timedelta(seconds=1)

Work = Chosen | list[Claimed]
"""What was chosen for a member; or what is due for them, where it has to be looked for or gone through by itself first."""


class Sending:
    """What a worker does for one member."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        senders: Mapping[str, Sender],
        ours: Callable[[str], bool],
        choosing: Choosing,
        doubts: Doubts,
        settling: Settling,
        marking: Marking,
    ) -> None:
        self._store = store
        self._clock = clock
        self._senders = senders
        self._ours = ours
        self._choosing = choosing
        self._doubts = doubts
        self._settling = settling
        self._marking = marking
        self._on_its_way: set[str] = set()
        self.arrived = 0
        """How many arrived."""

    def has(self, nudge: str) -> bool:
        """Whether it is being sent at this moment."""
        return nudge in self._on_its_way

    async def deal(self, work: Work) -> None:
        """Send a member what is to be sent. Whatever cannot be written down is left to its lease, and comes back by itself."""
        member = work.member.id if isinstance(work, Chosen) else work[0].member
        try:
            chosen = work if isinstance(work, Chosen) else await self._looked_into(work)
            while chosen is not None:
                chosen = await self._send_all(chosen)
        except StoreError as error:
            log.error("check-ins wait", member=member, problem=error)
        except Exception:
            # What is wrong with one member, be it a fault of ours, must not keep the others waiting.
            log.exception("a fault with one member", member=member)

    async def _looked_into(self, group: list[Claimed]) -> Chosen | None:
        left = await self._doubts.still_to_send(group)
        return await self._chosen_again(left) if left else None

    async def _chosen_again(self, group: Sequence[Claimed]) -> Chosen | None:
        """Choose for one member, of what was claimed some time ago."""
        try:
            return await self._store.do(lambda: self._choosing.choose_again(group, self._clock.now()))
        except Exception as error:
            if concerns_all(error):
                raise
            log.exception("a fault with one member", member=group[0].member)
            for nudge in group:
                await self._settling.failed(nudge, error, doubted=None)
            return None

    async def _send_all(self, chosen: Chosen) -> Chosen | None:
        """Send a member what was chosen for them. Gives what was chosen anew, where that was too long ago."""
        left, until = [nudge for nudge, _ in chosen.screens], self._clock.now()
        for nudge, screen in chosen.screens:
            now = self._clock.now()
            if now - chosen.at > FRESH:
                return await self._chosen_again([*left, *chosen.rest])
            left = left[1:]
            again = await self._send(nudge, screen, chosen, now)
            until = max(until, again or now)
            # Looked at again when the caps know what became of the one that was sent.
            rest = [PutBack(one, until, "one-a-day") for one in chosen.rest] if not left else []
            if again is None:
                self.arrived += 1
                await self._marking.take(Ended(Arrived(nudge, self._clock.now(), nudge.id == chosen.tells), rest))
            elif rest:
                await self._settling.put_back_all(rest)
        return None

    async def _send(self, nudge: Claimed, screen: Screen, chosen: Chosen, now: datetime) -> datetime | None:
        """Send one. None where it arrived; otherwise that is written down, and it gives when another may be tried."""
        member = chosen.member
        if not self._ours(member.platform):
            await self._settling.put_back(nudge, now, "handed-over")
            return now
        self._on_its_way.add(nudge.id)
        try:
            await self._senders[member.platform].send(member.address, await drawn(screen), nudge.id)
        except UndeliverableError:
            await self._settling.settle(nudge, "unreachable", "dm-closed")
            return now
        except TryLaterError as later:
            until = soon(now, later.seconds)
            await self._settling.put_back(nudge, until, "platform-busy", doubted=now if later.unknown else None)
            return until
        except Exception as error:  # noqa: BLE001 - whatever a client raises: written down, tried again, given up in the end
            log.warning("sending failed", nudge=nudge.id, attempt=nudge.attempt, platform=member.platform, error=error)
            return await self._settling.failed(nudge, error, doubted=now)
        finally:
            self._on_its_way.discard(nudge.id)
        return None
