"""The weeks of circles as they go: what is due is done, what is to be said is said, and the places of pods are made to fit.

A step is done in the store first; what it leaves to be said or done on a platform is done afterwards, by whoever has the
sender's lease of that platform, and tried again where it can be. What was said with an unknown outcome is never repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from bot import announcing
from bot.announcing import Counts, Drawn
from bot.effects import Posted
from bot.flows.parts import title_of
from bot.logs import Log
from bot.ports import Clock, Sender, Sent, TryLaterError, UndeliverableError
from bot.screen import Screen
from bot.store import announcements, pods, rounds
from bot.store.announcements import Said, Silent, Titles
from bot.store.errors import StoreError, concerns_all
from bot.store.pods import Seats
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Unit
from bot.voices import Voice, Voices
from bot.words import Tongue, Words

log = Log("circles")

# How often it looks.
EVERY = timedelta(minutes=1)
# What failed is tried again after so long.
AGAIN = timedelta(minutes=5)
# A platform that may not open private places will hardly do so within the hour.
REFUSED_AGAIN = timedelta(hours=12)

DrawWeek: TypeAlias = Callable[[Counts, Tongue], Drawn]
"""Draws a circle's week. It takes a while, so it is called off the loop."""
Helper: TypeAlias = Callable[[str, str], Unit[str | None]]
"""The name of whoever helps in a circle in one of its rounds, by their ids. It may write down that it is they."""


def nobody(circle: str, round_id: str) -> Unit[str | None]:
    """No circle has a helper."""
    yield from ()
    return None


class Rounds:
    """Runs the weeks of the circles on the platforms that this process sends for."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        words: Words,
        clock: Clock,
        senders: Mapping[str, Sender],
        *,
        ours: Callable[[str], bool] = lambda platform: True,
        voices: Voices | None = None,
        silent: Silent = rounds.never_silent,
        helper: Helper = nobody,
        draw_week: DrawWeek | None = None,
    ) -> None:
        """`ours` says whether this process sends for a platform at this moment. `voices` are how it speaks in each community; our
        own words, unless given. Without `draw_week` a digest has no picture."""
        self._store = store
        self._sealed = sealed
        self._words = words
        self._clock = clock
        self._senders = senders
        self._ours = ours
        self._voices = voices or Voices(sealed, words)
        self._silent = silent
        self._helper = helper
        self._draw_week = draw_week
        self._one = asyncio.Lock()
        # What was cut off while it was being said, as by the end of the process, is looked at as if another had done it.
        self._saying: set[str] = set()
        # Circles in which a step failed by a fault of ours, and when it is tried again.
        self._stuck: dict[str, datetime] = {}

    async def run(self) -> None:
        """The same as `run_due`, as a chore: where the store is out of reach, the next time does it."""
        try:
            await self.run_due()
        except StoreError as error:
            log.error("circles wait", error=error)

    async def run_due(self) -> None:
        """Do everything that is due now."""
        async with self._one:
            while await self._take_steps():
                pass
            await self._say_what_waits()
            await self._say_anew()
            await self._seat_pods()

    async def next_wake(self) -> datetime | None:
        """When there is something to do next."""
        platforms, now = self._platforms(), self._clock.now()

        def unit() -> Unit[list[datetime | None]]:
            return [
                (yield from rounds.next_wake(platforms, now, tuple(self._stuck))),
                *self._stuck.values(),
                (yield from announcements.next_wake(platforms)),
                (yield from pods.next_look(now)),
            ]

        return min((one for one in await self._store.read(unit) if one is not None), default=None)

    def _platforms(self) -> tuple[str, ...]:
        return tuple(platform for platform in self._senders if self._ours(platform))

    # Steps

    async def _take_steps(self) -> bool:
        """One step of each circle that has one due. Gives whether there may be more."""
        now = self._clock.now()
        platforms = self._platforms()
        self._stuck = {circle: when for circle, when in self._stuck.items() if when > now}
        waiting = await self._store.read(lambda: rounds.due(platforms, now))
        moved = False
        for one in waiting:
            if one.id in self._stuck:
                continue
            try:
                await self._store.do(lambda one=one: rounds.take(one, now, self._sealed, self._silent))  # type: ignore[misc]
            except Exception as error:
                if concerns_all(error):
                    raise
                # What is wrong with one circle, be it one member's key or a fault of ours, must not keep the others waiting.
                log.exception("a step of a circle failed", circle=one.id)
                self._stuck[one.id] = now + AGAIN
            else:
                moved = True
        return moved

    # What is said

    async def _say_what_waits(self) -> None:
        for this, platform, state in await self._store.read(lambda: announcements.waiting(self._clock.now())):
            if platform not in self._senders or not self._ours(platform) or this in self._saying:
                continue
            if state == "sending":
                log.warning("an announcement has an unknown outcome", announcement=this, platform=platform)
                await self._store.do(lambda this=this: announcements.abandoned(this))  # type: ignore[misc]
            else:
                await self._guarded(this, lambda this=this: self._say(this))  # type: ignore[misc]

    async def _guarded(self, this: str, work: Callable[[], Awaitable[None]]) -> None:
        """One that is at fault waits, and keeps nobody else from it."""
        try:
            await work()
        except Exception as error:
            if concerns_all(error):
                raise
            log.exception("an announcement waits", announcement=this)
            later = self._clock.now() + AGAIN
            await self._store.do(lambda: _wait(this, later))

    async def _say(self, this: str) -> None:
        now = self._clock.now()
        voice = await self._voice(this)
        titles = _titles(voice)
        picture = await self._picture(this, voice)
        helper = await self._store.do(lambda: self._helped(this, titles))
        claimed = await self._store.do(
            lambda: announcements.claim(
                this, now, titles, self._sealed, self._silent, lambda said: _drawn(said, voice, helper, picture)
            )
        )
        if claimed is None:
            return
        said, screen = claimed
        self._saying.add(this)
        try:
            try:
                sent = await self._senders[said.platform].post(said.address, screen, said.id)
            except TryLaterError as later:
                if not later.unknown:
                    until = now + timedelta(seconds=max(later.seconds, 1))
                    await self._store.do(lambda: announcements.put_back(this, until))
                    return
                sent = Sent(Posted.UNKNOWN)
            except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, the outcome is not known
                log.warning(
                    "an announcement has an unknown outcome", announcement=this, platform=said.platform, error=error
                )
                sent = Sent(Posted.UNKNOWN)
            await self._store.do(lambda: self._settled(said, sent, now))
        finally:
            self._saying.discard(this)

    def _settled(self, said: Said, sent: Sent, now: datetime) -> Unit[None]:
        yield from announcements.settle(said.id, sent)
        if sent.outcome is not Posted.REFUSED:
            return
        if said.kind == "pod-digest":
            yield from pods.place_gone(said.place)
        elif (yield from rounds.lose(said.circle, now, self._sealed)):
            log.warning("a circle cannot be written in", circle=said.circle)

    async def _say_anew(self) -> None:
        """What quotes somebody who is gone, or something that was taken back, is said without it."""
        now = self._clock.now()
        await self._store.do(lambda: announcements.find_stale(now))
        for this, platform in await self._store.read(lambda: announcements.stale(now)):
            if platform in self._senders and self._ours(platform):
                await self._guarded(this, lambda this=this: self._amend(this))  # type: ignore[misc]

    async def _amend(self, this: str) -> None:
        voice = await self._voice(this)
        titles = _titles(voice)
        picture = await self._picture(this, voice)
        drawn = await self._store.do(
            lambda: announcements.to_amend(this, titles, self._sealed, lambda said: _drawn(said, voice, None, picture))
        )
        if drawn is None:
            return
        said, screen = drawn
        sender, gone = self._senders[said.platform], said.reference is None
        try:
            if said.reference is None:
                # Nobody knows whether it stands there: it is looked for, and goes as a whole.
                done = await sender.take_back(said.address, None, said.id)
            else:
                done = await sender.amend(said.address, said.reference, screen, said.id)
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, it is tried again
            log.warning("an announcement could not be said anew yet", announcement=this, error=error)
            done = False
        if done:
            await self._store.do(lambda: announcements.amended(said, gone=gone))
        else:
            later = self._clock.now() + AGAIN
            await self._store.do(lambda: announcements.amend_later(this, later))

    async def _voice(self, this: str) -> Voice:
        """How it is said where it is said."""

        def unit() -> Unit[Voice]:
            return (yield from self._voices.of(*(yield from announcements.said_in(this))))

        return await self._store.read(unit)

    async def _picture(self, this: str, voice: Voice) -> Drawn | None:
        """The picture of a digest, drawn off the loop. Without one a digest says the same."""
        if self._draw_week is None:
            return None
        titles = _titles(voice)
        said = await self._store.read(lambda: announcements.facts(this, titles, self._sealed))
        if said is None or said.kind != "digest" or not announcing.is_counted(said.counts):
            return None
        try:
            return await asyncio.to_thread(self._draw_week, said.counts, voice.words.of(said.language))
        except Exception:  # whatever a picture fails at, the words are there
            log.exception("a picture could not be drawn", announcement=this)
            return None

    def _helped(self, this: str, titles: Titles) -> Unit[str | None]:
        said = yield from announcements.facts(this, titles, self._sealed)
        if said is None or said.kind != "invitation" or said.round is None:
            return None
        return (yield from self._helper(said.circle, said.round))

    # Pods

    async def _seat_pods(self) -> None:
        now, platforms = self._clock.now(), self._platforms()
        for pod in await self._store.read(lambda: pods.to_seat(platforms, now, self._sealed, self._silent)):
            try:
                await self._seat(pod)
            except UndeliverableError:
                await self._store.do(lambda pod=pod: pods.unseated(pod.pod))  # type: ignore[misc]
            except TryLaterError as later:
                when = now + timedelta(seconds=max(later.seconds, 1))
                await self._store.do(lambda pod=pod, when=when: pods.look_again(pod.pod, when))  # type: ignore[misc]
            except Exception as error:
                if concerns_all(error):
                    raise
                # Whatever a client raises: all of it may be done twice.
                log.warning("a pod's place waits", pod=pod.pod, error=error)
                await self._store.do(lambda pod=pod: pods.look_again(pod.pod, now + AGAIN))  # type: ignore[misc]

    async def _seat(self, pod: Seats) -> None:
        sender = self._senders[pod.platform]
        if pod.closed:
            if pod.address is None or await sender.dissolve(pod.address):
                await self._store.do(lambda: pods.dissolved(pod.pod))
            else:
                await self._store.do(lambda: pods.look_again(pod.pod, self._clock.now() + AGAIN))
            return
        if pod.address is None:
            await self._gather(pod)
            return
        # Who goes, goes first: nobody sees words of a pod that they are not in any more.
        if pod.goes:
            await sender.part(pod.address, tuple(pod.goes.values()))
        if pod.comes:
            await sender.admit(pod.address, tuple(pod.comes.values()))
        address = pod.address
        await self._store.do(lambda: pods.seated(pod, address, self._clock.now(), self._sealed))

    async def _gather(self, pod: Seats) -> None:
        name = announcing.pod_name(self._words.of(pod.language), pod.number)
        sent = await self._senders[pod.platform].gather(pod.circle_place, name, tuple(pod.comes.values()), pod.pod)
        if sent.outcome is Posted.POSTED and sent.reference is not None:
            reference = sent.reference
            await self._store.do(lambda: pods.gathered(pod, reference, name, self._clock.now(), self._sealed))
        else:
            refused = sent.outcome is Posted.REFUSED
            log.warning("a pod has no place yet", pod=pod.pod, state=sent.outcome)
            when = self._clock.now() + (REFUSED_AGAIN if refused else AGAIN)
            await self._store.do(lambda: pods.look_again(pod.pod, when))


def _wait(this: str, when: datetime) -> Unit[None]:
    yield from announcements.put_back(this, when)
    yield from announcements.amend_later(this, when)


def _titles(voice: Voice) -> Titles:
    return lambda subject: title_of(subject, voice.content())


def _drawn(said: Said, voice: Voice, helper: str | None, picture: Drawn | None) -> tuple[Screen, int]:
    tongue = voice.words.of(said.language)
    match said.kind:
        case "invitation":
            return announcing.invitation(tongue, said.round or "", said.name, helper), 0
        case "digest":
            return announcing.digest(tongue, said.name, said.counts, said.told, said.more, picture)
        case "pod-digest":
            return announcing.pod_digest(tongue, said.told, said.more)
        case _:
            return announcing.few(tongue), 0
