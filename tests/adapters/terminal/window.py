"""A terminal with a chat in it: the real one, its lines in and its text out."""

from __future__ import annotations

import asyncio
import io
import queue
from collections.abc import Callable, Sequence
from contextlib import suppress

from adapters.terminal import Arrivals, Chat
from bot.lines import Line, Value
from bot.ports import Who
from bot.screen import Screen
from bot.store.errors import StoreError
from tests.adapters.platforms import Core

# Only a broken chat takes as long, in seconds.
PATIENCE = 20


class Lines(io.TextIOBase):
    """What somebody types, one line when it is asked for. Says when it is."""

    def __init__(self, asked: Callable[[], object]) -> None:
        self._asked = asked
        self._typed: queue.SimpleQueue[str] = queue.SimpleQueue()

    def put(self, line: str) -> None:
        self._typed.put(line)

    def __next__(self) -> str:  # type: ignore[override] # bytes, says the base of both kinds
        self._asked()
        line = self._typed.get()
        if not line:
            raise StopIteration
        return line


class Window:
    """A terminal with a chat in it."""

    def __init__(self, core: Core, who: Who, opening: Screen | None, arrivals: Arrivals) -> None:
        loop = asyncio.get_running_loop()
        self._idle = asyncio.Event()
        self._lines = Lines(lambda: loop.call_soon_threadsafe(self._idle.set))
        self._out = io.StringIO()
        self._read = 0
        self.arrivals = arrivals
        tongue = core.bot.words.of("en")

        def words(line: str, /, **values: Value) -> str:
            return tongue.text(Line(line, values), bare=True)

        async def settle() -> None:
            with suppress(StoreError):
                await core.bot.dispatcher.run_due()

        self.chat = Chat(
            core.bot.turns,
            who,
            words,
            arrivals=self.arrivals,
            settle=settle,
            returns=core.bot.turns.left_open,
            opening=opening,
            stdin=self._lines,  # type: ignore[arg-type] # it has what a script is read by
            stdout=self._out,
            environ={},
            folder=core.folder,
        )
        self._talk = loop.create_task(self.chat.run())

    @property
    def screen(self) -> Screen:
        return self.chat._board.screen

    @property
    def waiting(self) -> Sequence[Screen]:
        return self.chat._board._waiting

    def fresh(self) -> str:
        """What was written since it was last asked for."""
        told = self._out.getvalue()[self._read :]
        self._read += len(told)
        return told

    async def enter(self, *lines: str) -> str:
        """Type lines, each once the chat waits for one. Gives what the last led to."""
        for line in lines:
            self.fresh()
            self._idle.clear()
            self._lines.put(line + "\n")
            await self.settled()
        return self.fresh()

    async def settled(self) -> None:
        """Wait until the chat waits."""
        idle = asyncio.ensure_future(self._idle.wait())
        done, _ = await asyncio.wait({idle, self._talk}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        if self._talk in done:
            raise AssertionError(f"the chat ended with {self._talk.result()}")
        assert done, "the chat does not come back"

    async def close(self) -> None:
        self._lines.put("")
        await asyncio.wait_for(self._talk, PATIENCE)
