"""`bounceback chat`: the members of a community, one at a time, in a terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapters.terminal import Arrivals, Chat, Neighbour, People, Places
from bot.lines import Line, Value
from bot.logs import Log
from bot.ports import Ground, Sender, Who
from bot.store.communities import installed, set_place
from bot.store.errors import StoreError
from bot.store.members import find_member, members_on
from bot.store.retention import Keeping, drop_held, saw
from bot.store.sealed_file import SealedFile
from bot.store.unit import Unit

from . import collecting
from .allocator import frugal
from .clocks import SystemClock, VirtualClock, machine_zone
from .compose import Ground as Platforms
from .compose import Running, move_on, running

if TYPE_CHECKING:
    from bot.config import Config

ADDRESS = "you"
DEMO = "demo"
# The community of a store that stays: whoever the store belongs to runs it.
HERE = "here"
CIRCLE = "#accountability"
log = Log("nudges")

Settle = Callable[[], Awaitable[object]]
Later = Callable[[timedelta], Awaitable[datetime]]


async def chat(config: Config, path: Path, name: str, seat: str | None = None) -> int:
    """Talk, with a store that stays, as its owner or as the member called `seat`. Gives the exit code."""
    arrivals = Arrivals(ADDRESS, people=People([Neighbour(name, ADDRESS)]), organiser=ADDRESS)
    keeping = Keeping(**config.retention.model_dump())
    master, sweep = config.keys.file, config.nudges.sweep_seconds

    def platforms(ground: Platforms) -> dict[str, Sender]:
        arrivals.places = Places(SealedFile(path.with_name(f"{path.name}.channel"), ground.key("terminal")))
        return {"terminal": arrivals}

    async with running(
        path, SystemClock(), platforms, config.content.dir, sweep, master=master, keeping=keeping
    ) as bot:
        for member in await bot.store.read(lambda: members_on("terminal", bot.sealed)):
            arrivals.people.meet(Neighbour(member.name or member.address, member.address))
        who = _seated(arrivals, seat or name, HERE, machine_zone())
        await bot.store.do(lambda: _here(bot, who))
        await bot.retention.often()
        bot.nudge_clock.start(nudges=config.nudges.enabled)
        try:
            settle = bot.dispatcher.run_due if config.nudges.enabled else None
            return await _talk(bot, arrivals, who, settle)
        finally:
            bot.nudge_clock.stop()
            # No clock runs here until the next time: what is gone within the hour is gone now.
            await bot.store.do(drop_held)
            await bot.store.scrub()


def _here(bot: Running, who: Who) -> Unit[None]:
    """Whoever starts the chat is here, before anything that goes after a long absence is looked at."""
    yield from installed("terminal", HERE)
    member = yield from find_member(who, bot.sealed)
    yield from saw(member, SystemClock().now())


async def demo(
    content: Path | None, name: str, clock: VirtualClock | None = None, zone: str | None = None, seat: str | None = None
) -> int:
    """Talk, with a throw-away store and a clock that can be moved on. Gives the exit code."""
    # Whoever comes first runs the community.
    arrivals = Arrivals(ADDRESS, people=People([Neighbour(seat or name, ADDRESS)]), organiser=ADDRESS)
    clock, zone = clock or VirtualClock(), zone or machine_zone()
    with _throw_away() as folder:
        async with running(folder / "demo.db", clock, lambda _: {"terminal": arrivals}, content) as bot:
            await bot.store.do(_circle)

            async def later(span: timedelta) -> datetime:
                now = await move_on(clock, bot.dispatcher, bot.rounds, span)
                seen = await bot.store.read(lambda: find_member(who, bot.sealed))
                return now.astimezone(ZoneInfo(seen["zone"] if seen else zone or "UTC"))

            who = _seated(arrivals, seat or name, DEMO, zone)
            return await _talk(bot, arrivals, who, bot.dispatcher.run_due, later)


def can_sit_down(name: str) -> bool:
    """Whether it is a name that somebody can go by."""
    return People(()).find(name) is not None


def _seated(arrivals: Arrivals, name: str, community: str, zone: str | None) -> Who:
    """Whoever comes to the keyboard first. A name that nobody could go by is the owner's, as it was given."""
    one = arrivals.people.find(name) or Neighbour(name, ADDRESS)
    arrivals.seat(one)
    arrivals.places.know(CIRCLE)
    ground = Ground(CIRCLE, CIRCLE, organises=one.address == arrivals.organiser)
    return Who("terminal", one.address, community, one.name, zone, ground=ground)


async def _talk(bot: Running, arrivals: Arrivals, who: Who, settle: Settle | None, later: Later | None = None) -> int:
    tongue = bot.words.of("en")

    def words(line: str, /, **values: Value) -> str:
        return tongue.text(Line(line, values), bare=True)

    async def settled() -> None:
        # What a turn planned for now, as the first check-in after a yes, arrives right after its screen.
        try:
            await (settle or _nothing)()
        except StoreError as error:
            log.error("check-ins wait", problem=error)

    left = bot.turns.left_open
    opening = await left(who)
    talk = Chat(bot.turns, who, words, arrivals=arrivals, later=later, settle=settled, returns=left, opening=opening)
    collecting.as_ever()
    return await talk.run()


async def _nothing() -> None:
    pass


def _circle() -> Unit[None]:
    """A community with a channel, so that sharing can be tried."""
    yield from installed("terminal", DEMO)
    yield from set_place("terminal", DEMO, CIRCLE, CIRCLE)


@contextmanager
def _throw_away() -> Iterator[Path]:
    """A folder that is gone at the end, also when the process is asked to stop."""
    folder = Path(tempfile.mkdtemp(prefix="bounceback-demo-", dir=_in_memory()))
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    # Windows has no SIGHUP, and no signal handlers in its event loop.
    for name in ("SIGTERM", "SIGHUP"):
        with suppress(NotImplementedError, RuntimeError, AttributeError):
            if task is not None:
                loop.add_signal_handler(getattr(signal, name), task.cancel)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Where files never reach a disk, so that nobody waits for one; None where there is no such place, or another is wanted."""
    found = Path("/dev/shm")  # noqa: S108 - the folder in it has a name that nobody can know
    return None if "TMPDIR" in os.environ or not os.access(found, os.W_OK) else found


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run a chat to its end. Gives the exit code; 143 where the process was asked to stop, as shells count it."""
    frugal()
    try:
        code = asyncio.run(work)
    except asyncio.CancelledError:
        code = 143
    sys.stdout.flush()
    return code
