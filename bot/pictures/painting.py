"""Having a card painted by a process of its own.

Painting takes tens of milliseconds of a processor. On a thread of this process it would hold up every turn that is taken
meanwhile, as only one thread runs Python at a time; beside it, on another core or stepped back, nobody waits for it.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock, Timer
from typing import BinaryIO, cast

from bot.pictures.canvas import Shape
from bot.pictures.worker import dumped, read

# One that takes longer hangs.
PATIENCE = 10.0


class PaintingError(Exception):
    """There is no picture. What went wrong is in the log of whoever asked for it."""


class Painter:
    """One process, begun when the first picture is asked for. It ends by itself: alone for long, or when this one is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one = Lock()

    def paint(self, shapes: Sequence[Shape]) -> bytes:
        """The card as PNG. Waits for it: never to be called on the loop. Raises PaintingError."""
        with self._one:
            body = dumped(list(shapes))
            # One that was there before may have ended meanwhile; one that was just begun has no excuse.
            png = self._asked(body) if self._process is not None else None
            if png is None:
                self._end()
                self._begin()
                png = self._asked(body)
            if png is None:
                self._end()
                raise PaintingError
            return png

    def close(self) -> None:
        """End the process."""
        with self._one:
            self._end()

    def _begin(self) -> None:
        try:
            # A session of its own: a Ctrl-C in the terminal is not for it.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "bot.pictures.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise PaintingError from error

    def _asked(self, body: bytes) -> bytes | None:
        process = self._process
        assert process is not None, "it was begun"  # noqa: S101
        late = Timer(PATIENCE, process.kill)
        late.daemon = True
        late.start()
        try:
            stdin = cast("BinaryIO", process.stdin)
            stdin.write(body)
            stdin.flush()
            return read(cast("BinaryIO", process.stdout))
        except OSError:
            return None
        finally:
            late.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                cast("BinaryIO", stream).close()
        process.wait()


PAINTER = Painter()
atexit.register(PAINTER.close)
