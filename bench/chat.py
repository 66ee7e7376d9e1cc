"""The chat's start beside that of the libraries which it needs, and its memory."""

from __future__ import annotations

import asyncio
import json
from itertools import cycle, islice
from statistics import median
from typing import Any

from bench.figures import Figure, Missing, Result, ratio_of_medians
from bench.places import folder
from bench.process import CHAT, FIRST, first_screen, lines_taken, process

START_BAR = 1.3
MEMORY_BAR = 80.0
# Starts a round: a start is long enough for the noise of a machine to come and go within it.
STARTS = 2
TURNS = 1000
# Platforms' libraries: the chat must not pay for them.
PLATFORMS = ("discord", "slack_bolt", "slack_sdk")
# Many lines open a run, as a long journey does; the numbers choose, and "2" leaves a form out. Not each is a turn.
LINES = (
    "/rejected", "1", "1", "2", "1", "1", "1", "1", "1", "It went well", "1", "1",
    "/bounceback home", "1", "/bounceback interview", "1", "/bounceback openings", "/bounceback settings", "1", "1",
    "/bounceback privacy", "1", "/bounceback help",
)  # fmt: skip


async def measure_start(rounds: int) -> list[Result]:
    """Processes in turn: the chat until its first screen, and a bare one until it has the same libraries."""
    try:
        seen = _watched(FIRST)
        needs = importable(seen["third_party"])
        measured = [_starts(needs) for _ in range(rounds + 1)][1:]
    except RuntimeError as error:
        return [Missing("the chat's first screen / its libraries", _last_line(error))]
    chat = median(took for first, _ in measured for took in first)
    bare = median(took for _, second in measured for took in second)
    named = sorted({name.partition(".")[0] for name in needs})
    strays = sorted({name.partition(".")[0] for name in seen["modules"]} & set(PLATFORMS))
    return [
        Figure("the chat's first screen / its libraries", ratio_of_medians(measured), "x", at_most=START_BAR,
               note=f"{chat * 1000:.0f} ms and {bare * 1000:.0f} ms"),
        Figure("  platforms' libraries imported by then", len(strays), "", at_most=0, note=" ".join(strays) or "none"),
        Figure("  modules imported by then", len(seen["modules"]), "",
               note=f"{len(needs)} third party", detail=" ".join(named)),
    ]  # fmt: skip


def _starts(needs: list[str]) -> tuple[list[float], list[float]]:
    chat, bare = [], []
    for _ in range(STARTS):
        with process("-m", *CHAT) as one:
            one.feed(FIRST)
            chat.append(one.until(first_screen))
        with process("-c", "\n".join((*(f"import {name}" for name in needs), "print('there', flush=True)"))) as one:
            bare.append(one.until(lambda output: output.endswith(b"there\n")))
    return chat, bare


def _watched(text: bytes) -> Any:
    """What the chat had imported and how many turns it took, told from inside (slower, so never timed)."""
    into = folder() / "watched.json"
    into.unlink(missing_ok=True)
    with process("-m", "bench.watched", str(into)) as one:
        one.feed(text)
        one.until(first_screen)
        one.until(lambda output: lines_taken(output) >= text.count(b"\n"))
    try:
        return json.loads(into.read_text(encoding="utf-8"))
    finally:
        into.unlink(missing_ok=True)


def importable(names: list[str]) -> list[str]:
    """Those that a bare process can import by their names: some are made by others while they are imported."""
    tries = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: importlib.import_module(name)\n"
        "    except ImportError: continue\n"
        "    print(name)\n"
        "print('that is all', flush=True)"
    )
    with process("-c", tries, *names) as one:
        one.until(lambda output: output.endswith(b"that is all\n"))
        return one.output.decode().splitlines()[:-1]


async def measure_memory(rounds: int) -> list[Result]:
    """One process: its memory at the first screen, and after a thousand turns. Memory is not noisy: one round does."""
    text = "".join(f"{line}\n" for line in islice(cycle(LINES), TURNS * 11 // 10)).encode()
    what = "resident memory at the first screen", f"resident memory after {TURNS:,} turns"
    try:
        # At once: what memory costs does not depend on who else is busy.
        seen, (first, later, most) = await asyncio.gather(
            asyncio.to_thread(_watched, FIRST + text), asyncio.to_thread(_memory, text)
        )
    except RuntimeError as error:
        return [Missing(what[0], _last_line(error)), Missing(what[1], "as above")]
    turns = seen["turns"]
    if turns < TURNS:
        return [Missing(what[1], f"its lines made only {turns} turns: send more of LINES")]
    return [
        Figure(what[0], first, "MB", at_most=MEMORY_BAR),
        Figure(what[1], later, "MB", at_most=MEMORY_BAR, note=f"{turns:,} turns, at most {most:.1f} MB"),
    ]


def _memory(text: bytes) -> tuple[float, float, float]:
    """Resident MB at the first screen, after all the lines of `text`, and at most."""
    with process("-m", *CHAT) as one:
        one.feed(FIRST)
        one.until(first_screen)
        first, _ = one.resident()
        one.feed(text)
        # Each line is shown after the prompt as it is taken; nothing else begins with it.
        one.until(lambda output: lines_taken(output) > text.count(b"\n"))
        return first, *one.resident()


def _last_line(error: RuntimeError) -> str:
    return str(error).splitlines()[-1]
