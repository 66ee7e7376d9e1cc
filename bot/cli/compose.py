"""The composition root: everything is put together here, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.content.problems import Problem
from bot.content.watch import Watched
from bot.flows import BY_NAME
from bot.logs import Log
from bot.outbox import Outbox
from bot.ports import Clock, Sender
from bot.store.sealed import Plain, Sealed
from bot.store.sqlite import SqliteStore
from bot.turn import Turns
from bot.words import Words
from scheduler.clock import NudgeClock
from scheduler.dispatch import Dispatcher

from .clocks import VirtualClock

log = Log("content")


@dataclass(frozen=True, slots=True)
class Running:
    """The parts of a running bot that adapters and commands use."""

    store: SqliteStore
    turns: Turns
    words: Words
    dispatcher: Dispatcher
    nudge_clock: NudgeClock


@asynccontextmanager
async def running(
    path: Path, clock: Clock, senders: Mapping[str, Sender], content: Path | None = None, sweep_seconds: int = 30
) -> AsyncIterator[Running]:
    """Open the store and put the parts together; close it all at the end. Raises StoreError, ContentError, WordsError."""
    watched = Watched(content, _report)
    words = Words(content)
    sealed = Sealed(Plain())
    store = await SqliteStore.open(path)
    try:
        outbox = Outbox(store, sealed, words, senders)
        turns = Turns(store, sealed, BY_NAME, watched.current, words, clock, outbox)
        dispatcher = Dispatcher(store, sealed, turns, clock, senders)
        nudge_clock = NudgeClock(dispatcher, clock, sweep_seconds)
        yield Running(store, turns, words, dispatcher, nudge_clock)
    finally:
        await store.close()


def _report(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        log.warning("content was left as it was", problem=problem)


async def move_on(clock: VirtualClock, dispatcher: Dispatcher, span: timedelta) -> datetime:
    """Move the demo's clock on, so that what falls due on the way arrives in order, each at its own time."""
    target = clock.now() + span
    while (wake := await dispatcher.next_wake()) is not None and wake <= target:
        clock.move_to(wake)
        await dispatcher.run_due()
    clock.move_to(target)
    await dispatcher.run_due()
    return clock.now()
