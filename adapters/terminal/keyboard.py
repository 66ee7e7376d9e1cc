"""Where lines come from: a script that is piped in, or whoever is at the keyboard."""

from __future__ import annotations

import asyncio
import io
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TextIO

from adapters.terminal.output import Output
from adapters.terminal.text import clean, read


class InterruptedChat(Exception):
    """Ctrl-C. `final` where the line that was being typed cannot be taken back."""

    def __init__(self, *, final: bool = False) -> None:
        super().__init__("interrupted")
        self.final = final


class Keyboard(Protocol):
    """What the chat needs of either."""

    @property
    def live(self) -> bool:
        """Whether somebody is there, who waits, and may stop something by a key."""
        ...

    async def line(self, ask: str, draft: str = "", *, empty: bool = False, whole: bool = False) -> str:
        """The next line. Raises EOFError or InterruptedChat.

        `empty` lines count where they mean something, and each line within a `whole` text does.
        """
        ...

    def above(self, text: str) -> None:
        """Show text above what is being typed."""
        ...

    def busy(self) -> bool:
        """Whether something is half typed."""
        ...

    def remember(self, text: str) -> None:
        """Have text at hand to be changed and sent again."""
        ...

    def forget(self) -> None:
        """Somebody else sits down: what was typed before is not theirs to bring back."""
        ...

    def stopping(self) -> AbstractContextManager[asyncio.Event]:
        """While it lasts, a key press sets the event."""
        ...

    def interrupt(self) -> None:
        """Ctrl-C came as a signal."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...


class Reading:
    """Calls what blocks from a thread of its own, so that messages come through meanwhile.

    The thread is a daemon: it may sit in a read for ever, and must not keep the process.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[], str], asyncio.Future[str]]] = queue.SimpleQueue()
        self._waits: asyncio.Future[str] | None = None
        self._interrupted = False
        self.thread = threading.Thread(target=self._work, name="keyboard", daemon=True)
        self.thread.start()

    @property
    def under_way(self) -> bool:
        return self._waits is not None

    async def call(self, blocking: Callable[[], str]) -> str:
        if self._interrupted:
            self._interrupted = False
            raise InterruptedChat
        self._waits = asyncio.get_running_loop().create_future()
        try:
            self._calls.put((blocking, self._waits))
            return await self._waits
        finally:
            self._waits = None

    def interrupt(self) -> None:
        if self._waits is None:
            self._interrupted = True
        elif not self._waits.done():
            self._waits.set_exception(InterruptedChat(final=True))

    def _work(self) -> None:
        while True:
            blocking, future = self._calls.get()
            text, error = "", None
            try:
                text = blocking()
            except Exception as raised:  # noqa: BLE001 - handed over to whoever waits
                error = raised
            try:
                future.get_loop().call_soon_threadsafe(_settle, future, text, error)
            except RuntimeError:  # the loop is closed, and nobody waits any more
                return


def _settle(future: asyncio.Future[str], text: str, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(text)
    else:
        future.set_exception(error)


class Script:
    """Lines from a pipe or a file, shown as they are taken. Lines that begin with ``#`` are comments."""

    live = False

    def __init__(self, stream: TextIO | None, output: Output) -> None:
        self._output = output
        self._lines = _lines(stream)
        # Where a terminal shows what is typed already, it is not shown again.
        self._echo = stream is None or not stream.isatty()
        self._reading = Reading()

    async def line(self, ask: str, draft: str = "", *, empty: bool = False, whole: bool = False) -> str:
        while True:
            text = read(await self._reading.call(self._next))
            if whole or (not text.startswith("#") and (empty or text.strip())):
                break
        if self._echo:
            self._output.write(f"{ask}{clean(text)}".rstrip() + "\n")
        return text

    def above(self, text: str) -> None:
        self._output.write(text)

    def busy(self) -> bool:
        return False

    def remember(self, text: str) -> None:
        """A script has no arrow keys."""

    def forget(self) -> None:
        """A script has no arrow keys."""

    def stopping(self) -> AbstractContextManager[asyncio.Event]:
        raise NotImplementedError("a script presses no keys")

    def interrupt(self) -> None:
        self._reading.interrupt()

    def close(self) -> None:
        """A pipe is as it was."""

    def _next(self) -> str:
        line = next(self._lines, b"")
        if not line:
            raise EOFError
        return line.decode("utf-8", "surrogateescape")


def _lines(stream: TextIO | None) -> Iterator[bytes]:
    if stream is None:
        return iter(())
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return (line.encode("utf-8", "surrogateescape") for line in stream)
    # Read without Python's buffer: its lock, held by a thread that never returns, would break the exit.
    return iter(io.FileIO(number, closefd=False).readline, b"")
