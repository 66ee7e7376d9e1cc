"""Where the chat writes, and what that place can do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TextIO

from adapters.terminal.text import fit

PIPED_WIDTH = 80


class Output:
    """A terminal or a pipe."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self.terminal = stream.isatty()
        self.moving = self.terminal and environ.get("TERM", "") not in ("", "dumb")
        """Whether a line can be drawn over."""
        self.colour = self.moving and not environ.get("NO_COLOR")

    @property
    def width(self) -> int:
        """Columns, as they are now: a window may be resized."""
        return shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if self.terminal else PIPED_WIDTH

    def write(self, text: str) -> None:
        self._stream.write(fit(text, self._encoding))
        self._stream.flush()

    def forsake(self) -> None:
        """Nobody reads any more: keep the interpreter from complaining about it when it closes the stream."""
        try:
            number = self._stream.fileno()
        except OSError:
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
