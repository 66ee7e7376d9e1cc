"""Plays a script in the demo, on a day that does not change, and prints the transcript."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from bot.cli.chat import demo
from bot.cli.clocks import VirtualClock

# A Wednesday morning in Berlin.
START = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)

if __name__ == "__main__":
    sys.exit(asyncio.run(demo(None, "Sam", VirtualClock(lambda: START), "Europe/Berlin")))
