"""The composition root: everything is put together here, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.content.problems import Problem
from bot.content.watch import Watched
from bot.dms import Dms
from bot.fixed import Fixed
from bot.flows import BY_NAME
from bot.installing import Installing
from bot.leaving import Leaving
from bot.logs import Log, salted
from bot.observing import UNOBSERVED, Observer
from bot.outbox import Outbox
from bot.pictures.facts import WeekFacts
from bot.pictures.week import week
from bot.ports import Clock, Sender
from bot.store.communities import is_silent
from bot.store.copying import copy_both
from bot.store.forgetting import Forgetting
from bot.store.helping import name_of_helper
from bot.store.opening import OpenedFile, open_store
from bot.store.place import Place
from bot.store.retention import Keeping
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.turn import Turns
from bot.voices import Voices
from bot.words import Words
from scheduler.backup import LOOK, Backups, Kept
from scheduler.clock import NudgeClock
from scheduler.dispatch import Dispatcher
from scheduler.leases import Leases, sender
from scheduler.retention import HOURLY, OFTEN, Retention
from scheduler.rounds import EVERY, Rounds
from scheduler.statistics import LOOK as LOOK_AT_WEEKS
from scheduler.statistics import Statistics

from .clocks import VirtualClock

log = Log("content")


class Ground(NamedTuple):
    """What a platform's sender stands on."""

    words: Words
    dms: Dms
    installing: Callable[[str], Installing]
    """The installations of a platform, by its name."""
    clock: Clock
    key: Callable[[str], bytes]
    """A key of the installation's own, by its name."""


class Running(Fixed):
    """The parts of a running bot that adapters and commands use."""

    store: Store
    sealed: Sealed
    turns: Turns
    words: Words
    dispatcher: Dispatcher
    nudge_clock: NudgeClock
    retention: Retention
    leaving: Leaving
    dms: Dms
    clock: Clock
    leases: Leases
    rounds: Rounds


@asynccontextmanager
async def running(
    place: Place,
    clock: Clock,
    platforms: Callable[[Ground], Mapping[str, Sender]],
    content: Path | None = None,
    sweep_seconds: int = 30,
    *,
    master: Path | None = None,
    keeping: Keeping | None = None,
    kept: Kept | None = None,
    observer: Observer = UNOBSERVED,
) -> AsyncIterator[Running]:
    """Open the store and put the parts together; close it all at the end. Raises StoreError, ContentError, WordsError.

    `platforms` makes the sender of each platform, by its name. Without `kept` no backups are made by the clock. `observer` is
    told what happens.
    """
    watched = Watched(content, _report)
    words = Words(content)
    opened = await open_store(place, master)
    salted(opened.keys.named("log"))
    store, sealed = opened.store, opened.sealed
    try:
        dms = Dms(store, sealed)
        ground = Ground(
            words, dms, lambda platform: Installing(store, opened.keys, clock, platform), clock, opened.keys.named
        )
        senders = platforms(ground)
        forgetting = Forgetting(store, sealed, clock, senders)
        outbox = Outbox(store, sealed, words, senders)
        turns = Turns(store, sealed, BY_NAME, watched.current, words, clock, outbox, forgetting, keeping=keeping)
        leases = Leases(store)
        for platform in senders:
            leases.want_in_service(sender(platform))

        def ours(platform: str) -> bool:
            return leases.holds(sender(platform))

        dispatcher = Dispatcher(store, sealed, turns.opening, clock, senders, ours)
        rounds = Rounds(
            store,
            sealed,
            words,
            clock,
            senders,
            ours=ours,
            voices=Voices(sealed, words, watched.current),
            silent=is_silent,
            helper=partial(name_of_helper, sealed=sealed),
            draw_week=lambda counts, tongue: week(WeekFacts(*counts), tongue),
        )
        turns.observer = outbox.observer = dispatcher.observer = observer
        retention = Retention(store, sealed, forgetting, clock, opened.keys.where.master, keeping, outbox)
        chores = {
            leases.only_one("retention", retention.often): OFTEN,
            leases.only_one("retention-hourly", retention.hourly): HOURLY,
            leases.only_one("statistics", Statistics(store, clock).look): LOOK_AT_WEEKS,
            # What it does for a platform it does under that platform's lease, as check-ins are sent.
            rounds.run: EVERY,
        }
        nudge_clock = NudgeClock(dispatcher, clock, sweep_seconds, chores)
        if kept is not None and isinstance(opened, OpenedFile):
            nudge_clock.add({Backups(kept, partial(copy_both, opened.store, opened.keys), clock).look: LOOK})
        leaving = Leaving(store, sealed, clock, forgetting)
        try:
            await leases.start()
            yield Running(
                store, sealed, turns, words, dispatcher, nudge_clock, retention, leaving, dms, clock, leases, rounds
            )
        finally:
            await leases.close()
    finally:
        await opened.close()


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        log.warning("content was left as it was", problem=problem)


async def move_on(clock: VirtualClock, dispatcher: Dispatcher, rounds: Rounds, span: timedelta) -> datetime:
    """Move the demo's clock on, so that what falls due on the way arrives in order, each at its own time."""
    target = clock.now() + span
    while (wake := _earlier(await dispatcher.next_wake(), await rounds.next_wake())) is not None and wake <= target:
        clock.move_to(max(wake, clock.now()))
        await rounds.run_due()
        await dispatcher.run_due()
    clock.move_to(target)
    await rounds.run_due()
    await dispatcher.run_due()
    return clock.now()


def _earlier(*times: datetime | None) -> datetime | None:
    return min((one for one in times if one is not None), default=None)
