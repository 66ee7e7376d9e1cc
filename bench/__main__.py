"""Measure, and say what was found: ``python -m bench [--only NAME] [--json FILE] [--rounds N] [--check]``."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    chat,
    discord_answers,
    discord_memory,
    nudges,
    pairing,
    pictures,
    postgres,
    replays,
    run_start,
    safety,
    sealing,
    slack_answers,
    slack_memory,
    statements,
    turns,
)
from bench.figures import Result, table
from bench.places import folder, on_memory

BENCHMARKS: dict[str, Callable[[int], Awaitable[list[Result]]]] = {
    "turn": turns.measure,
    "statements": statements.measure,
    "event": statements.measure_event,
    "replay": replays.measure,
    "sealing": sealing.measure_turn,
    "forgetting": sealing.measure_forgetting,
    "start": chat.measure_start,
    "memory": chat.measure_memory,
    "run-start": run_start.measure,
    "safety": safety.measure,
    "postgres": postgres.measure,
    "pictures": pictures.measure,
    "discord": discord_answers.measure,
    "discord-start": discord_answers.measure_start,
    "discord-memory": discord_memory.measure,
    "slack": slack_answers.measure,
    "slack-memory": slack_memory.measure,
    "nudges": nudges.measure,
    "pairing": pairing.measure,
    "digest": pairing.measure_digest,
}
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run the benchmarks. Gives 1 only where a bar was missed and `--check` was given."""
    asked = _arguments()
    started = datetime.now(UTC)
    if on_memory(folder()):
        print(f"{folder()} is kept in memory, where a commit costs nothing. Give a folder on a disk: BENCH_DIR=/path")
        return 2
    results: list[Result] = []
    for name in asked.only or BENCHMARKS:
        begun = time.perf_counter()
        results += asyncio.run(_measured(name, asked.rounds))
        print(f"{name}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    print(table(results))
    into = asked.json or RESULTS / f"{started:%Y-%m-%dT%H%M%SZ}.json"
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps(_report(started, asked.rounds, results), indent=2) + "\n", encoding="utf-8")
    missed = any(result.verdict == "miss" for result in results)
    return 1 if asked.check and missed else 0


async def _measured(name: str, rounds: int) -> list[Result]:
    return await BENCHMARKS[name](rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measure what README.md states.")
    parser.add_argument("--only", metavar="NAME", action="append", choices=BENCHMARKS, help=", ".join(BENCHMARKS))
    parser.add_argument("--json", metavar="FILE", type=Path, help="where the figures go (default: bench/results/)")
    parser.add_argument("--rounds", metavar="N", type=_at_least_one, default=7, help="interleaved rounds (default: 7)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a figure misses what it must reach")
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least one round")
    return number


def _report(started: datetime, rounds: int, results: list[Result]) -> dict[str, object]:
    return {
        "at": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "rounds": rounds,
        "figures": [result.as_json() for result in results],
    }


if __name__ == "__main__":
    sys.exit(main())
