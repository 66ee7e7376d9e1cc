"""The dispatcher: claims what is due, has it chosen from, sends, and settles.

One nudge per member at a time; the others wait for another day. What happens to each is written down: sent, cancelled,
expired, unreachable, failed, or waiting with a reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from bot.ids import new_id
from bot.logs import Log
from bot.observing import UNOBSERVED, Observer
from bot.ports import Clock, Sender, TryLaterError, UndeliverableError
from bot.rows import Member
from bot.screen import Screen
from bot.store import nudges
from bot.store.errors import StoreError
from bot.store.nudges import Claimed
from bot.store.sealed import Sealed
from bot.store.sqlite import SqliteStore
from bot.store.unit import Unit
from scheduler.choosing import BACKLOG, PACED, Choosing, Chosen, Decided, Opens
from scheduler.pace import Pace

log = Log("nudges")

# So many members are claimed at once, and as many are written to at once.
BATCH = 64
IN_FLIGHT = 64
# So many are chosen in one transaction: others, who pressed something, are not to wait for more.
CHOSEN_AT_ONCE = 16
# A send that failed for no known reason is tried again after so many minutes, doubled each time, and given up after six.
FIRST_RETRY = timedelta(minutes=1)
ATTEMPTS = 6
# What was chosen longer ago than this, as where the platform is slow, is chosen again before it is sent.
FRESH = timedelta(seconds=1)

# What makes a nudge late and is no rule that was promised to its member. None: it never waited.
OUR_DELAYS = (None, "platform-busy", "platform-not-running", "send-failed", BACKLOG, PACED)

Work = Callable[[], Coroutine[Any, Any, int]]


class Dispatcher:
    """Sends nudges through the senders of the platforms that are running."""

    def __init__(
        self, store: SqliteStore, sealed: Sealed, opens: Opens, clock: Clock, senders: Mapping[str, Sender]
    ) -> None:
        self._store = store
        self._sealed = sealed
        self._clock = clock
        self._senders = senders
        self._choosing = Choosing(sealed, opens, {name: Pace(one.per_second) for name, one in senders.items()})
        self._owner = new_id()
        self._stopped = False
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._running = asyncio.Lock()
        self._asked = asyncio.Event()
        self._sending: set[str] = set()
        self.observer: Observer = UNOBSERVED
        self.looked_at: float | None = None
        """When it was last seen what is due, by the monotonic clock. It looks again while it sends, too."""

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
            groups = await self._claim()
            for some in _by(CHOSEN_AT_ONCE, groups):
                for work in await self._works(some):
                    await self._room.acquire()
                    going.add(task := asyncio.create_task(work()))
                    task.add_done_callback(lambda _: self._room.release())
            if not groups and not going:
                break
            if not groups:
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
        return await self._store.read(nudges.next_wake)

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

    async def _claim(self) -> list[list[Claimed]]:
        """What is due, by member."""
        found = await self._store.do(lambda: nudges.claim(self._owner, self._clock.now(), BATCH))
        self.looked_at = time.monotonic()
        # Where the clock was set forward, a lease ends while we are still sending. It comes back, and is looked into then.
        claimed = [nudge for nudge in found if nudge.id not in self._sending]
        return [list(group) for _, group in groupby(sorted(claimed, key=_member), key=_member)]

    async def _works(self, groups: Sequence[list[Claimed]]) -> list[Work]:
        """What there is to do for each member, at once."""
        doubtful = [group for group in groups if any(nudge.doubted for nudge in group)]
        plain = [group for group in groups if group not in doubtful]
        works: list[Work] = [partial(self._send_all, chosen) for chosen in await self._chosen(plain)]
        return works + [partial(self._look_first, group) for group in doubtful]

    async def _chosen(self, groups: Sequence[list[Claimed]]) -> list[Chosen]:
        now = self._clock.now()
        decided: list[Decided] = []

        def unit() -> Unit[list[Chosen]]:
            decided.clear()
            chosen: list[Chosen] = []
            for group in groups:
                one = yield from self._choosing.choose(group, now, decided)
                chosen += [one] if one is not None else []
            return chosen

        try:
            chosen = await self._store.do(unit) if groups else []
        except StoreError as error:
            # The leases run out and all of them come back by themselves.
            log.error("check-ins wait", problem=error)
        except Exception as error:  # a fault of ours with one member must not keep the others waiting
            if len(groups) > 1:
                return [one for group in groups for one in await self._chosen([group])]
            log.exception("a fault with one member", member=groups[0][0].member)
            for nudge in groups[0]:
                await self._failed(nudge, error, doubted=None)
        else:
            for one in decided:
                self._note(*one)
            return chosen
        return []

    async def _look_first(self, group: list[Claimed]) -> int:
        """Look for what may have arrived; then choose among what did not."""
        try:
            left = [nudge for nudge in group if nudge.doubted is None or await self._is_to_send(nudge)]
            return sum([await self._send_all(chosen) for chosen in await self._chosen([left])]) if left else 0
        except StoreError as error:
            log.error("check-ins wait", member=group[0].member, problem=error)
        return 0

    async def _is_to_send(self, nudge: Claimed) -> bool:
        """Whether a nudge that is in doubt did not arrive. Where that can't be seen, it waits, and is never sent blindly."""
        now = self._clock.now()
        found = await self._store.read(lambda: nudges.recipient(nudge.member, now, self._sealed))
        if found is None:
            return False
        member = found[0]
        sender = self._senders.get(member.platform)
        if sender is None:
            return True
        try:
            if not await sender.delivered(member.address, nudge.id, nudges.run_of(nudge.id)):
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
        due = [*(nudge for nudge, _ in chosen.screens), *chosen.rest]
        try:
            if self._clock.now() - chosen.at > FRESH:
                again = await self._chosen([due])
                return sum([await self._send_all(one) for one in again])
            sent, until = 0, self._clock.now()
            for nudge, screen in chosen.screens:
                arrived, after = await self._send(nudge, screen, chosen.member)
                sent, until = sent + arrived, max(until, after)
            for nudge in chosen.rest:
                # Looked at again when the caps know what became of the one that was sent.
                await self._put_back(nudge, until, "one-a-day")
        except StoreError as error:
            log.error("check-ins wait", member=chosen.member.id, problem=error)
            return 0
        return sent

    async def _send(self, nudge: Claimed, screen: Screen, member: Member) -> tuple[bool, datetime]:
        """Send one. Gives whether it arrived, and when another may be tried."""
        now = self._clock.now()
        self._sending.add(nudge.id)
        try:
            await self._senders[member.platform].send(member.address, screen, nudge.id)
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
            await self._settle(nudge, "sent", None)
            return True, now
        finally:
            self._sending.discard(nudge.id)
        return False, now

    async def _failed(self, nudge: Claimed, error: Exception, *, doubted: datetime | None) -> datetime:
        """Try it again later, or give it up. Gives when."""
        again = self._clock.now() + FIRST_RETRY * 2.0 ** (nudge.attempt - 1)
        if nudge.attempt >= ATTEMPTS:
            await self._settle(replace(nudge, doubted=doubted), "failed", type(error).__name__)
        else:
            await self._put_back(nudge, again, "send-failed", tried=True, doubted=doubted)
        return again

    async def _settle(self, nudge: Claimed, state: str, reason: str | None, at: datetime | None = None) -> None:
        when = at or self._clock.now()
        if await self._store.do(lambda: nudges.settle(nudge, state, reason, when, self._sealed)):
            self._note(nudge, state, reason)

    async def _put_back(
        self,
        nudge: Claimed,
        until: datetime | None,
        reason: str,
        *,
        tried: bool = False,
        doubted: datetime | None = None,
    ) -> None:
        if await self._store.do(lambda: nudges.put_back(nudge, until, reason, tried=tried, doubted=doubted)):
            self._note(nudge, "deferred", reason)

    def _note(self, nudge: Claimed, outcome: str, reason: str | None) -> None:
        # One that the rules held back is not late. Nor is one late of which only now is known that it arrived.
        prompt = outcome == "sent" and nudge.doubted is None and nudge.reason in OUR_DELAYS
        late = max(self._clock.now() - nudge.due_at, timedelta(0)) if prompt else None
        self.observer.nudge(nudge.platform, outcome, reason, late)


def _soon(now: datetime, seconds: float) -> datetime:
    # At least a second: "now" again and again would be a loop.
    return now + timedelta(seconds=max(seconds, 1))


def _finished(going: set[asyncio.Task[int]]) -> int:
    """Take out what is done. Gives how many arrived by it."""
    done = {task for task in going if task.done()}
    going -= done
    return sum(task.result() for task in done)


def _by(size: int, groups: list[list[Claimed]]) -> Iterator[list[list[Claimed]]]:
    for start in range(0, len(groups), size):
        yield groups[start : start + size]


def _member(nudge: Claimed) -> str:
    return nudge.member
