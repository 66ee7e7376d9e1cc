"""The chat as a process of its own, with a core that answers from a list: `program LOG SCREEN...`.

SIGUSR1 has a check-in arrive, SIGUSR2 one for somebody who is not at the keyboard.
DEMO=1 has a clock that can be moved on, by which one arrives too.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import cast

from adapters.terminal import Arrivals, Chat, Neighbour, People
from bot.screen import public
from tests.adapters.terminal.fake import NUDGE, SCREENS, WHO, FakeTurns, Words

START = datetime(2027, 3, 1, 10, tzinfo=UTC)


async def main(log: str, *names: str) -> int:
    ben = cast("Neighbour", People(()).find("Ben"))
    arrivals = Arrivals(WHO.address, people=People([Neighbour("Anna", WHO.address), ben]))
    numbers = count(1)
    tasks: list[asyncio.Task[None]] = []

    def nudge(address: str) -> None:
        tasks.append(asyncio.create_task(arrivals.send(address, NUDGE, f"nudge-{next(numbers)}")))

    async def later(span: timedelta) -> datetime:
        await arrivals.post("accountability", public("Sam: two applications by Friday"), "post")
        await arrivals.send(WHO.address, NUDGE, "later")
        await arrivals.send(WHO.address, NUDGE, "later")
        return START + span

    for number, address in ((signal.SIGUSR1, WHO.address), (signal.SIGUSR2, ben.address)):
        asyncio.get_running_loop().add_signal_handler(number, nudge, address)
    turns = FakeTurns([SCREENS[name] for name in names[1:]] or [SCREENS["end"]], Path(log))
    demo = later if os.environ.get("DEMO") else None
    opening = SCREENS[names[0]] if names else None
    chat = Chat(turns, WHO, Words(), arrivals=arrivals, later=demo, opening=opening, folder=Path(log).parent)
    return await chat.run()


if __name__ == "__main__":
    if sys.stdin is not None and sys.stdin.isatty():
        # Opened once more it becomes the terminal of this process, with Ctrl-C and all, as under a shell.
        os.close(os.open(os.ttyname(0), os.O_RDWR))
    sys.exit(asyncio.run(main(*sys.argv[1:])))
