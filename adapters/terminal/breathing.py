"""Paced breathing on a terminal: one line that is drawn over, until it is done or somebody has had enough."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from adapters.terminal.output import Output
from adapters.terminal.text import TerminalWords, flat
from bot.screen import Pace

Sleep = Callable[[float], Awaitable[None]]

TICK = 0.1
BAR = 24
HIDE, SHOW, CLEAR = "\x1b[?25l", "\x1b[?25h", "\r\x1b[2K"


def frames(pace: Pace) -> Iterator[tuple[int, str, int]]:
    """One frame a tick: how full the bar is, the words for it, and which breath it is."""
    for breath in range(1, pace.breaths + 1):
        ins, outs = (max(1, round(seconds / TICK)) for seconds in (pace.inhale, pace.exhale))
        for tick in range(ins):
            yield round(BAR * (tick + 1) / ins), pace.breathe_in, breath
        for tick in range(outs):
            yield round(BAR * (outs - tick - 1) / outs), pace.breathe_out, breath


async def breathe(pace: Pace, words: TerminalWords, output: Output, stopped: asyncio.Event, sleep: Sleep) -> None:
    """Draw the pace in place until its end, or until `stopped`."""
    drawing = asyncio.ensure_future(_draw(pace, words, output, sleep))
    stopping = asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait({drawing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if drawing.done():
            drawing.result()
    finally:
        drawing.cancel()
        stopping.cancel()
        output.write(CLEAR + SHOW)


async def _draw(pace: Pace, words: TerminalWords, output: Output, sleep: Sleep) -> None:
    output.write(HIDE)
    for full, said, breath in frames(pace):
        count = words("terminal-breath", number=breath, breaths=pace.breaths)
        # A narrow window cuts the count off. A line that wraps could not be drawn over.
        text = f"  {'█' * full}{'░' * (BAR - full)}  {flat(said)}   {flat(count)}"[: max(1, output.width - 1)]
        output.write(CLEAR + (f"\x1b[36m{text}\x1b[0m" if output.colour else text))
        await sleep(TICK)
