"""The dispatcher: claims what is due, asks the rules once more, sends, and settles.

One nudge per member at a time; the others wait for another day. What happens to each is written down: sent, cancelled,
expired, unreachable, failed, or waiting with a reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby

from bot import nudges as rules
from bot.effects import NudgeKind
from bot.ids import new_id
from bot.logs import Log
from bot.one_turn import SeenError
from bot.ports import Clock, Sender, TryLaterError, UndeliverableError
from bot.rows import Member
from bot.store import nudges
from bot.store.errors import StoreError
from bot.store.nudges import Claimed
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.turn import Turns

log = Log("nudges")

BATCH = 100
IN_FLIGHT = 64
# A send that failed for no known reason is tried again after so many minutes, doubled each time, and given up after six.
FIRST_RETRY = timedelta(minutes=1)
ATTEMPTS = 6


class Dispatcher:
    """Sends nudges through the senders of the platforms that are running."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        turns: Turns,
        clock: Clock,
        senders: Mapping[str, Sender],
        ours: Callable[[str], bool] = lambda platform: True,
    ) -> None:
        """`ours` says whether this process sends for a platform at this moment, and for some seconds more."""
        self._store = store
        self._sealed = sealed
        self._turns = turns
        self._clock = clock
        self._senders = senders
        self._ours = ours
        self._owner = new_id()
        self._stopped = False
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._running = asyncio.Lock()

    async def run_due(self) -> int:
        """Deal with everything that is due now. Gives how many nudges were sent."""
        sent = 0
        async with self._running:
            while not self._stopped and (claimed := await self._claim()):
                by_member = [list(group) for _, group in groupby(sorted(claimed, key=_member), key=_member)]
                sent += sum(await asyncio.gather(*(self._one_member(group) for group in by_member)))
        return sent

    async def finish(self, seconds: float) -> None:
        """Claim nothing more, and let what is being sent arrive: for so long at the most."""
        self._stopped = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._running:
                pass

    async def next_wake(self) -> datetime | None:
        """When there is something to do next."""
        elsewhere = self._elsewhere()
        return await self._store.read(lambda: nudges.next_wake(elsewhere))

    def _elsewhere(self) -> tuple[str, ...]:
        return tuple(platform for platform in self._senders if not self._ours(platform))

    async def _claim(self) -> list[Claimed]:
        elsewhere = self._elsewhere()
        return await self._store.do(lambda: nudges.claim(self._owner, self._clock.now(), BATCH, elsewhere))

    async def _one_member(self, due: list[Claimed]) -> int:
        """Send a member the one that matters most, and put the others back. Gives how many were sent: 0 or 1."""
        async with self._room:
            try:
                return int(await self._decide(due))
            except StoreError as error:
                # The lease runs out and all of them come back by themselves.
                log.error("check-ins wait", member=due[0].member, problem=error)
            except Exception as error:  # a fault of ours with one member must not keep the others waiting
                log.exception("a fault with one member", member=due[0].member)
                for nudge in due:
                    await self._failed(nudge, error)
            return 0

    async def _decide(self, due: list[Claimed]) -> bool:
        now = self._clock.now()
        found = await self._store.read(lambda: nudges.recipient(due[0].member, now, self._sealed))
        if found is None:
            return False  # forgotten in the meantime, and their nudges with them
        member, sent = found
        if rules.should_pause(member, sent):
            await self._store.do(lambda: nudges.hush(member, now, self._sealed))
            found = await self._store.read(lambda: nudges.recipient(member.id, now, self._sealed))
            member, sent = found or (member, sent)
        coming = await self._store.read(lambda: nudges.coming(member.id, now))
        ready: list[Claimed] = []
        for nudge in due:
            verdict = rules.decide(nudge.waiting, member, sent, now, coming)
            match verdict:
                case rules.SendNow():
                    ready.append(nudge)
                case rules.Hold(until=until, reason=reason):
                    await self._put_back(nudge, until, reason)
                case rules.Close(state=state, reason=reason):
                    await self._settle(nudge, state, reason)
        return await self._first_that_asks(ready, member)

    async def _first_that_asks(self, ready: list[Claimed], member: Member) -> bool:
        """Send the first by precedence that still has something to ask; the others wait their turn."""
        delivered = False
        while ready:
            first = next(one for one in ready if one.waiting == rules.first_of([nudge.waiting for nudge in ready]))
            ready.remove(first)
            if delivered and first.kind not in rules.NOTICES:
                # Looked at again at once, when the caps know about the one that was sent.
                await self._put_back(first, self._clock.now(), "one-a-day")
                continue
            delivered |= await self._send(first, member)
        return delivered

    async def _send(self, nudge: Claimed, member: Member) -> bool:
        if not self._ours(member.platform):
            await self._put_back(nudge, self._clock.now(), "handed-over")
            return False
        sender = self._senders.get(member.platform)
        if sender is None:
            await self._put_back(nudge, self._clock.now() + timedelta(hours=1), "platform-not-running")
            return False
        try:
            screen = await self._turns.open_nudge(member, nudge)
        except SeenError:
            await self._settle(nudge, "sent", None)  # by a process that was killed before it could say so
            return True
        if screen is None:
            await self._settle(nudge, "cancelled", "nothing-to-ask")
            return False
        try:
            await sender.send(member.address, screen, nudge.id)
        except UndeliverableError:
            await self._settle(nudge, "unreachable", "dm-closed")
            return False
        except TryLaterError as later:
            # At least a second: "now" again and again would be a loop.
            await self._put_back(nudge, self._clock.now() + timedelta(seconds=max(later.seconds, 1)), "platform-busy")
            return False
        except Exception as error:  # noqa: BLE001 - whatever a client raises: written down, tried again, given up in the end
            log.warning("sending failed", nudge=nudge.id, attempt=nudge.attempt, platform=member.platform, error=error)
            await self._failed(nudge, error)
            return False
        await self._settle(nudge, "sent", None)
        return True

    async def _failed(self, nudge: Claimed, error: Exception) -> None:
        if nudge.attempt >= ATTEMPTS:
            await self._settle(nudge, "failed", type(error).__name__)
            return
        again = self._clock.now() + FIRST_RETRY * 2 ** (nudge.attempt - 1)
        await self._store.do(lambda: nudges.put_back(nudge, again, "send-failed", tried=True))

    async def _settle(self, nudge: Claimed, state: str, reason: str | None) -> None:
        now = self._clock.now()
        await self._store.do(lambda: nudges.settle(nudge, state, reason, now))
        if nudge.kind is NudgeKind.CHECK_IN:
            await self._store.do(lambda: nudges.plan_next_check_in(nudge.member, now, self._sealed))

    async def _put_back(self, nudge: Claimed, until: datetime | None, reason: str) -> None:
        await self._store.do(lambda: nudges.put_back(nudge, until, reason))


def _member(nudge: Claimed) -> str:
    return nudge.member
