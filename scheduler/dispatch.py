"""The dispatcher: claims what is due, has it chosen from, sends, and settles.

One nudge per member at a time; the others wait for another day. What happens to each is written down: sent, cancelled,
expired, unreachable, failed, or waiting with a reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from bot.drawn import drawn
from bot.ids import new_id
from bot.logs import Log
from bot.observing import UNOBSERVED, Observer
from bot.ports import Clock, Sender, TryLaterError, UndeliverableError
from bot.screen import Screen
from bot.store import known, nudges
from bot.store.errors import StoreError, concerns_all
from bot.store.nudges import Arrived, Claimed
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Unit
from scheduler.choosing import NOT_RUNNING, Choosing, Chosen, Opens
from scheduler.marking import Marking
from scheduler.pace import Pace

log = Log("nudges")

# So many members are claimed in one transaction: others, who pressed something, are not to wait for more.
BATCH = 128
# So many are written to at once.
IN_FLIGHT = 64
# A send that failed for no known reason is tried again after so many minutes, doubled each time, and given up after six.
FIRST_RETRY = timedelta(minutes=1)
ATTEMPTS = 6
# What was chosen longer ago than this, as where the platform is slow, is chosen again before it is sent.
FRESH = timedelta(seconds=1)

Work = Callable[[], Coroutine[Any, Any, int]]


class Taken(NamedTuple):
    """What was claimed: what is to be sent, what has to be looked for first, and what needed neither."""

    chosen: list[Chosen]
    doubtful: list[list[Claimed]]
    others: list[list[Claimed]]


class _StaleError(Exception):
    """What was chosen waited too long for its turn."""


class Dispatcher:
    """Sends nudges through the senders of the platforms that are running."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        opens: Opens,
        clock: Clock,
        senders: Mapping[str, Sender],
        ours: Callable[[str], bool] = lambda platform: True,
    ) -> None:
        """`ours` says whether this process sends for a platform at this moment, and for some seconds more."""
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._senders = senders
        self._ours = ours
        self._choosing = Choosing(sealed, opens, {name: Pace(one.per_second) for name, one in senders.items()})
        self._marking = Marking(store, sealed)
        self._owner = new_id()
        self._stopped = False
        self._room = asyncio.Semaphore(IN_FLIGHT)
        # While some are written down as sent, others are on their way.
        self._at_work = asyncio.Semaphore(2 * IN_FLIGHT)
        self._running = asyncio.Lock()
        self._asked = asyncio.Event()
        self._sending: set[str] = set()
        self.observer: Observer = UNOBSERVED
        """Is told what becomes of each."""
        self.looked_at: float | None = None
        """When it last saw what is due, by the monotonic clock. While it sends it goes on looking."""

    async def run_due(self) -> int:
        """Deal with everything that is due now. Gives how many nudges were sent."""
        async with self._running:
            going: set[asyncio.Task[int]] = set()
            try:
                return await self._all_due(going)
            finally:
                for task in going:
                    task.cancel()
                await asyncio.gather(*going, return_exceptions=True)

    async def _all_due(self, going: set[asyncio.Task[int]]) -> int:
        sent = 0
        while not self._stopped:
            works = await self._works()
            for work in works:
                await self._at_work.acquire()
                going.add(task := asyncio.create_task(work()))
                task.add_done_callback(lambda _: self._at_work.release())
            if not works and not going:
                break
            if not works:
                await self._until_more(going)
            sent += _finished(going)
        if going:
            await asyncio.wait(going)
        return sent + _finished(going)

    def look(self) -> None:
        """Something was planned: whoever is sending at the moment looks again."""
        self._asked.set()

    async def finish(self, seconds: float) -> None:
        """Claim nothing more, and let what is being sent arrive: for so long at the most."""
        self._stopped = True
        self._asked.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._running:
                pass

    async def next_wake(self) -> datetime | None:
        """When there is something to do next."""
        elsewhere = self._elsewhere()
        return await self._store.read(lambda: nudges.next_wake(elsewhere))

    def _elsewhere(self) -> tuple[str, ...]:
        return tuple(platform for platform in self._senders if not self._ours(platform))

    async def _until_more(self, going: set[asyncio.Task[int]]) -> None:
        """Wait until something was sent, or something else falls due meanwhile: nobody waits for a platform's slowest."""
        wake = await self.next_wake()
        self._asked.clear()
        asked = asyncio.create_task(self._asked.wait())
        seconds = max((wake - self._clock.now()).total_seconds(), 0) if wake is not None else None
        try:
            await asyncio.wait({asked, *going}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()

    async def _works(self) -> list[Work]:
        """What there is to do next, for each member. Nothing, once nothing is due."""
        try:
            taken = await self._store.do(self._taken)
        except Exception as error:
            if concerns_all(error):
                raise
            # One of them is at fault: it is found out which, and told then.
            taken = Taken([], await self._store.do(self._claimed), [])
        self.looked_at = time.monotonic()
        sends: list[Work] = [partial(self._send_all, chosen) for chosen in taken.chosen]
        looks: list[Work] = [partial(self._look_first, group) for group in taken.doubtful]
        if not sends and not looks and taken.others:
            return [_nothing]  # all of it was put back or closed; what comes after it may be due
        return [*sends, *looks]

    def _taken(self) -> Unit[Taken]:
        """Claim, and choose in the same transaction: between the look and the decision nothing can change."""
        groups = yield from self._claimed()
        taken = Taken([], [group for group in groups if any(nudge.doubted for nudge in group)], [])
        now = self._clock.now()
        about = yield from known.about_all([group[0].member for group in groups], now, self._sealed)
        for group in groups:
            if group not in taken.doubtful:
                chosen = yield from self._choosing.choose(group, now, about.get(group[0].member))
                taken.chosen.extend([chosen] if chosen is not None else [])
                taken.others.append(group)
        return taken

    def _claimed(self) -> Unit[list[list[Claimed]]]:
        """What is due, by member."""
        found = yield from nudges.claim(self._owner, self._clock.now(), BATCH, self.observer, self._elsewhere())
        self._sealed.expect({nudge.member for nudge in found})
        # Where the clock was set forward, a lease ends while we are still sending. It comes back, and is looked into then.
        claimed = [nudge for nudge in found if nudge.id not in self._sending]
        return [list(group) for _, group in groupby(sorted(claimed, key=_member), key=_member)]

    async def _chosen(self, group: list[Claimed]) -> Chosen | None:
        """Choose for one member, of what was claimed some time ago."""
        try:
            return await self._store.do(lambda: self._choosing.choose_again(group, self._clock.now()))
        except Exception as error:
            if concerns_all(error):
                raise
            # What is wrong with one member, be it a fault of ours, must not keep the others waiting.
            log.exception("a fault with one member", member=group[0].member)
            for nudge in group:
                await self._failed(nudge, error, doubted=None)
            return None

    async def _look_first(self, group: list[Claimed]) -> int:
        """Look for what may have arrived; then choose among what did not."""
        try:
            left = [nudge for nudge in group if nudge.doubted is None or await self._is_to_send(nudge)]
            chosen = await self._chosen(left) if left else None
            return await self._send_all(chosen) if chosen is not None else 0
        except StoreError as error:
            log.error("check-ins wait", member=group[0].member, problem=error)
        return 0

    async def _is_to_send(self, nudge: Claimed) -> bool:
        """Whether a nudge that is in doubt did not arrive. Where that can't be seen, it waits, and is never sent blindly."""
        now = self._clock.now()
        about = await self._store.read(lambda: known.about(nudge.member, now, self._sealed))
        if about is None:
            return False
        member = about.member
        sender = self._senders.get(member.platform)
        if sender is None:
            await self._look_later(nudge, now + NOT_RUNNING)
            return False
        try:
            async with self._room:
                arrived = await sender.delivered(member.address, nudge.id, nudges.run_of(nudge.id))
            if not arrived:
                return True
            await self._settle(nudge, "sent", None, nudge.doubted)
        except UndeliverableError:
            await self._settle(nudge, "unreachable", "dm-closed")
        except TryLaterError as later:
            await self._look_later(nudge, _soon(now, later.seconds))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a client raises
            log.warning("looking failed", nudge=nudge.id, attempt=nudge.attempt, platform=member.platform, error=error)
            await self._failed(nudge, error, doubted=nudge.doubted)
        return False

    async def _look_later(self, nudge: Claimed, until: datetime) -> None:
        if self._clock.now() > nudge.late_until:
            await self._settle(nudge, "failed", "unknown-outcome")
        else:
            await self._put_back(nudge, until, "in-doubt", doubted=nudge.doubted)

    async def _send_all(self, chosen: Chosen) -> int:
        """Send a member what was chosen for them. Gives how many arrived."""
        left = [*(nudge for nudge, _ in chosen.screens), *chosen.rest]
        sent, until = 0, self._clock.now()
        try:
            for nudge, screen in chosen.screens:
                try:
                    arrived, after = await self._send(nudge, screen, chosen)
                except _StaleError:
                    again = await self._chosen(left)
                    return sent + (await self._send_all(again) if again is not None else 0)
                left.remove(nudge)
                sent, until = sent + arrived, max(until, after)
            for nudge in left:
                # Looked at again when the caps know what became of the one that was sent.
                await self._put_back(nudge, until, "one-a-day")
        except StoreError as error:
            # The leases run out and all of them come back by themselves.
            log.error("check-ins wait", member=chosen.member.id, problem=error)
        return sent

    async def _send(self, nudge: Claimed, screen: Screen, chosen: Chosen) -> tuple[bool, datetime]:
        """Send one. Gives whether it arrived, and when another may be tried."""
        member, now = chosen.member, self._clock.now()
        if not self._ours(member.platform):
            await self._put_back(nudge, now, "handed-over")
            return False, now
        self._sending.add(nudge.id)
        try:
            async with self._room:
                if (now := self._clock.now()) - chosen.at > FRESH:
                    raise _StaleError
                await self._senders[member.platform].send(member.address, await drawn(screen), nudge.id)
        except _StaleError:
            raise
        except UndeliverableError:
            await self._settle(nudge, "unreachable", "dm-closed")
        except TryLaterError as later:
            until = _soon(now, later.seconds)
            await self._put_back(nudge, until, "platform-busy", doubted=now if later.unknown else None)
            return False, until
        except Exception as error:  # noqa: BLE001 - whatever a client raises: written down, tried again, given up in the end
            log.warning("sending failed", nudge=nudge.id, attempt=nudge.attempt, platform=member.platform, error=error)
            return False, await self._failed(nudge, error, doubted=now)
        else:
            await self._marking.sent(Arrived(nudge, self._clock.now(), chosen.tells))
            return True, now
        finally:
            self._sending.discard(nudge.id)
        return False, now

    async def _failed(self, nudge: Claimed, error: Exception, *, doubted: datetime | None) -> datetime:
        """Try it again later, or give it up. Gives when."""
        again = self._clock.now() + FIRST_RETRY * 2.0 ** (nudge.attempt - 1)
        if nudge.attempt >= ATTEMPTS:
            await self._settle(nudge._replace(doubted=doubted), "failed", type(error).__name__)
        else:
            await self._store.do(lambda: nudges.put_back(nudge, again, "send-failed", tried=True, doubted=doubted))
        return again

    async def _settle(self, nudge: Claimed, state: str, reason: str | None, at: datetime | None = None) -> None:
        when = at or self._clock.now()
        await self._store.do(lambda: nudges.settle(nudge, state, reason, when, self._sealed))

    async def _put_back(
        self, nudge: Claimed, until: datetime | None, reason: str, *, doubted: datetime | None = None
    ) -> None:
        await self._store.do(lambda: nudges.put_back(nudge, until, reason, doubted=doubted))


def _soon(now: datetime, seconds: float) -> datetime:
    # At least a second: "now" again and again would be a loop.
    return now + timedelta(seconds=max(seconds, 1))


def _finished(going: set[asyncio.Task[int]]) -> int:
    """Take out what is done. Gives how many arrived by it."""
    done = {task for task in going if task.done()}
    going -= done
    return sum(task.result() for task in done)


async def _nothing() -> int:
    return 0


def _member(nudge: Claimed) -> str:
    return nudge.member
