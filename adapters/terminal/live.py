"""Whoever is at the keyboard. The history is in memory only: what people write here is theirs."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.cells import cell_len

from adapters.terminal.keyboard import InterruptedChat, Reading
from adapters.terminal.output import Output
from adapters.terminal.text import read

try:
    import readline
    import termios
except ImportError:  # not everywhere; lines are read plainly then
    AVAILABLE = False
else:
    AVAILABLE = True

CTRL_C = "\x03"
STOPS = b"\r\n\x03\x04"

Completes = Callable[[str, str], list[str]]


class Live:
    """Lines typed at a terminal, with history, completion, and messages that come in between."""

    live = True

    def __init__(self, output: Output, completes: Completes) -> None:
        self._output = output
        self._completes = completes
        self._ask = ""
        self._number = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._number)
        self._errors = sys.stdin.errors
        # What is no UTF-8 is to reach `read`, not to end in a traceback.
        sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        self._gnu = "libedit" not in (readline.__doc__ or "")
        self._bind()
        self._reading = Reading()

    def _bind(self) -> None:
        readline.set_auto_history(False)
        readline.set_completer(self._complete)
        readline.set_completer_delims(" ")
        readline.parse_and_bind("tab: complete" if self._gnu else "bind ^I rl_complete")
        if self._gnu:
            # A thread that sits in readline cannot be called back from there. So Ctrl-C is no signal while a
            # line is typed, but a key: it puts itself into the line and enters it.
            readline.parse_and_bind(r'"\C-c": "\C-v\C-c\C-m"')

    async def line(self, ask: str, draft: str = "", *, empty: bool = False, whole: bool = False) -> str:
        self._ask = ask
        readline.set_startup_hook((lambda: readline.insert_text(draft)) if draft else None)
        if self._gnu:
            self._keys(interrupt=False)
        try:
            text = await self._reading.call(lambda: input(ask))
        finally:
            termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)
            readline.set_startup_hook(None)
        if CTRL_C in text:
            raise InterruptedChat
        text = read(text)
        self.remember(text)
        return text

    def remember(self, text: str) -> None:
        last = readline.get_current_history_length()
        if text.strip() and "\n" not in text and readline.get_history_item(last) != text:
            readline.add_history(text)

    def forget(self) -> None:
        readline.clear_history()

    def busy(self) -> bool:
        return self._reading.under_way and bool(readline.get_line_buffer().strip())

    def above(self, text: str) -> None:
        if not self._reading.under_way:
            self._output.write(text)
            return
        typed = readline.get_line_buffer()
        before = typed.encode()[: _point(typed)].decode("utf-8", "ignore")
        row, column = _where(self._ask + before, self._output.width)
        last, end = _where(self._ask + typed, self._output.width)
        # readline is not told. It finds its line drawn again, and the cursor where it left it.
        line = self._ask + typed + ("" if end else " \r")
        self._output.write(f"\r{_moved(row, 'A')}\x1b[J{text}{line}\r{_moved(last - row, 'A')}{_moved(column, 'C')}")

    @contextmanager
    def stopping(self) -> Iterator[asyncio.Event]:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()

        def key() -> None:
            # One at a time: what is typed after it is for the next line.
            pressed = os.read(self._number, 1)
            if not pressed or pressed in STOPS:
                stopped.set()
                loop.remove_reader(self._number)

        self._keys(interrupt=False, lines=False)
        loop.add_reader(self._number, key)
        try:
            yield stopped
        finally:
            loop.remove_reader(self._number)
            termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)

    def interrupt(self) -> None:
        self._reading.interrupt()

    def close(self) -> None:
        termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)
        readline.set_completer(None)
        readline.clear_history()
        sys.stdin.reconfigure(errors=self._errors)  # type: ignore[union-attr]

    def _keys(self, *, interrupt: bool, lines: bool = True) -> None:
        mode = termios.tcgetattr(self._number)
        if not interrupt:
            mode[6] = [*mode[6]]
            mode[6][termios.VINTR] = bytes([os.fpathconf(self._number, "PC_VDISABLE") & 0xFF])
        if not lines:
            mode[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self._number, termios.TCSADRAIN, mode)

    def _complete(self, text: str, state: int) -> str | None:
        found = self._completes(readline.get_line_buffer()[: readline.get_begidx()], text)
        return found[state] if state < len(found) else None


def _point(typed: str) -> int:
    """How many bytes of the line stand before the cursor: readline keeps it where Python's module does not look."""
    try:
        return ctypes.c_int.in_dll(ctypes.CDLL(getattr(readline, "__file__", None)), "rl_point").value
    except (OSError, ValueError):
        return len(typed.encode())


def _where(text: str, width: int) -> tuple[int, int]:
    """Row and column behind a text that begins at the left edge."""
    row = column = 0
    for number, line in enumerate(text.split("\n")):
        cells = cell_len(line)
        row += cells // width + (1 if number else 0)
        column = cells % width
    return row, column


def _moved(by: int, direction: str) -> str:
    return f"\x1b[{by}{direction}" if by else ""
