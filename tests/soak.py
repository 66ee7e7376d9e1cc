"""kill -9, a thousand times: what was confirmed to members is sent, and nobody sees anything twice.

    python -m tests.soak [--kills N] [--seed N] [--every-await]

A process plans check-ins, says so once they are saved, sends what is due, and is killed: after some random milliseconds, or
(--every-await) before each of its steps in turn. The next one goes on with its store. The platform outlives them all: it is a
file. It takes some messages and loses the answer, refuses others, and forgets within minutes what it was sent before.
The last line is JSON: how many were planned, lost, seen twice, and sent although they had arrived.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any

from bot.ports import DirectOnly, TryLaterError, Who
from bot.screen import Screen
from tests.scheduler.planning import agreed, plan
from tests.steps import Steps
from tests.world import START, World, content, words

MEMBERS = 3
# How long a platform knows what it was sent, as Discord does a nonce; and how long nobody looks after a kill.
KNOWN = timedelta(minutes=5)
DOWN = timedelta(minutes=2)
# A process is let send for so long at the most before it is killed, in seconds: about what it takes.
ALIVE = 0.06


class FilePlatform(DirectOnly):
    """A platform whose memory is a file: one line for each thing that happened, written before anybody is told."""

    per_second = inf

    def __init__(self, file: Path, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._arrived = {one["run"]: one for one in happened(file) if one["what"] == "arrived"}

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        await asyncio.sleep(self._chance.random() / 500)
        if self._chance.random() < 0.1:
            raise ConnectionError("before it arrived")
        now, before = self._world.clock.now(), self._arrived.get(screen.run)
        known = before is not None and now - datetime.fromisoformat(before["at"]) < KNOWN
        self._note("known" if known else "arrived", occurrence, screen.run, now)
        await asyncio.sleep(self._chance.random() / 500)
        if self._chance.random() < 0.1:
            raise TryLaterError(400, unknown=True)

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        await asyncio.sleep(self._chance.random() / 1000)
        if self._chance.random() < 0.05:
            raise TryLaterError(60)
        return run in self._arrived

    def planned(self, nudge: str) -> None:
        self._note("planned", nudge, "", self._world.clock.now())

    def _note(self, what: str, nudge: str, run: str, at: datetime) -> None:
        line = {"what": what, "nudge": nudge, "run": run, "at": at.isoformat()}
        os.write(self._out, (json.dumps(line) + "\n").encode())
        if what == "arrived":
            self._arrived[run] = line


def happened(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


async def life(
    folder: Path, number: int, begins: Callable[[], object], *, kill_at: int = 0, rests: timedelta | None = None
) -> bool:
    """What one process does; it says when it `begins` to send. True where it came to its end.

    `kill_at` is the step of its sending before which it kills itself. One that `rests` for so long plans nothing.
    """
    chance = random.Random(f"{folder.name} {number}")  # noqa: S311 - nothing to guess here
    file = folder / "platform"
    async with World(folder) as world:
        platform = FilePlatform(file, world, chance)
        world.sender = platform  # type: ignore[assignment]
        times = [datetime.fromisoformat(one["at"]) for one in happened(file)]
        world.clock.at = max([*times, START]) + DOWN
        world.dispatcher = world.another_dispatcher()
        if rests is not None:
            begins()
            await world.later(rests)
            return True
        for one in range(MEMBERS):
            member = await agreed(world, Who("test", f"{number}-{one}", zone_hint="Europe/Berlin"))
            platform.planned(await plan(world, member, after=1))
        # To noon of a day on which they are due, so that whatever is killed can be sent again on the same day.
        world.clock.at = (world.clock.at + timedelta(days=2)).replace(hour=11, minute=0)
        begins()
        with Steps(kill_at, lambda: os.kill(os.getpid(), signal.SIGKILL)) as steps:
            await asyncio.create_task(world.later(timedelta(hours=1)))
        return not steps.acted or not kill_at


def forked(work: Callable[[Callable[[], object]], Coroutine[Any, Any, bool]], after: float | None = None) -> bool:
    """Do it in a process of its own, which is killed `after` it sent for so many seconds. True where it came to its end by
    itself."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if asyncio.run(work(lambda: os.write(tells, b"."))) else 1
        finally:
            os._exit(code)
    os.close(tells)
    if after is not None:
        os.read(told, 1)  # nothing, where it ended before it began
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.close(told)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a process failed by itself: what it said stands above")
    return not os.WIFSIGNALED(status)


def soak(folder: Path, kills: int, seed: int, *, every_await: bool) -> dict[str, object]:
    """Kill so many processes, let one come to its end, and count."""
    chance = random.Random(seed)  # noqa: S311 - nothing to guess here
    killed = number = 0
    rests = timedelta(hours=2)

    def dies() -> float:
        return chance.uniform(0, ALIVE)

    while killed < kills:
        number += 1
        if every_await:
            if forked(lambda begins, at=number: life(folder, at, begins, kill_at=at)):  # type: ignore[misc]
                break  # it took fewer steps than that
            killed += 1
        else:
            killed += not forked(lambda begins, at=number: life(folder, at, begins), dies())  # type: ignore[misc]
            if chance.random() < 0.5:  # killed again while it makes good what was left
                killed += not forked(lambda begins, at=number: life(folder, -at, begins, rests=rests), dies())  # type: ignore[misc]
        # The same day sees another start, or what was left would be past its time in the end.
        forked(lambda begins, at=number: life(folder, -at, begins, rests=rests))  # type: ignore[misc]
    forked(lambda begins: life(folder, number + 1, begins, rests=timedelta(days=6)))
    return {"kills": killed, **counted(folder / "platform")}


def counted(file: Path) -> dict[str, int]:
    """What members were promised, and what they saw."""
    seen = Counter(one["nudge"] for one in happened(file) if one["what"] == "arrived")
    planned = {one["nudge"] for one in happened(file) if one["what"] == "planned"}
    return {
        "planned": len(planned),
        "lost": len(planned - seen.keys()),
        "seen_twice": sum(count > 1 for count in seen.values()),
        "re_sends": sum(one["what"] == "known" for one in happened(file)) + sum(seen.values()) - len(seen),
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.soak")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    parser.add_argument("--every-await", action="store_true")
    asked = parser.parse_args()
    # Made once, for every process that is forked from here.
    words().of("en")
    content()
    with tempfile.TemporaryDirectory(prefix=f"soak-{asked.seed}-") as folder:
        found = soak(Path(folder), asked.kills, asked.seed, every_await=asked.every_await)
    print(json.dumps({"seed": asked.seed, **found}))  # noqa: T201 - it is what this is for
    return 1 if found["lost"] or found["seen_twice"] else 0


if __name__ == "__main__":
    sys.exit(main())
