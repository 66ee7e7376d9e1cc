"""kill -9 at any moment: the same question is shown again, and nothing that was confirmed is lost."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.journey import at_hand
from tests.world import World

KILLS = 15
CHECKOUT = Path(__file__).parents[1]


def killed(folder: Path, after: float) -> list[dict[str, Any]]:
    """What a process said between its first line and its end, `after` seconds later."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journey", str(folder)], stdout=subprocess.PIPE, cwd=CHECKOUT, text=True
    )
    assert process.stdout
    lines = [process.stdout.readline()]
    killer = threading.Timer(after, process.send_signal, (signal.SIGKILL,))
    killer.start()
    lines += process.stdout.readlines()
    assert process.wait() == -signal.SIGKILL, "it ended by itself"
    killer.join()
    process.stdout.close()
    # The last line may have been cut off; what it was to say was confirmed to nobody.
    return [json.loads(line) for line in lines if line.endswith("\n")]


async def test_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - nothing to guess here
    confirmed: dict[tuple[str, str], str | None] = {}
    at: tuple[str, str] | None = None
    for _ in range(KILLS):
        said = killed(tmp_path, chance.uniform(0, 0.15))
        if at is not None:
            assert_goes_on(at, tuple(said[0]["at"]), confirmed)
        for line in said:
            if line["answered"] is not None:
                run, key, typed = line["answered"]
                if (run, key) != tuple(line["at"]):
                    confirmed[run, key] = typed
        async with World(tmp_path) as world:
            kept = {(row["run"], row["key"]): row for row in await world.clear("answer")}
            for place, typed in confirmed.items():
                assert not kept[place]["withdrawn"]
                assert (typed or "") in kept[place]["value"]
            confirmed |= dict.fromkeys(kept.keys() - confirmed.keys())
            at = tuple(said[-1]["at"])
            assert_goes_on(at, await where(world), confirmed)
            at = await where(world)
    assert len(confirmed) > 3 * KILLS


async def where(world: World) -> tuple[str, str]:
    screen = await at_hand(world)
    return screen.run, screen.key


def assert_goes_on(before: tuple[str, str], now: tuple[str, ...], confirmed: dict[tuple[str, str], str | None]) -> None:
    """The same question; or a later one, where the answer was saved and the process ended before it could say so."""
    assert now == before or before in confirmed or before[1] == "~end"
