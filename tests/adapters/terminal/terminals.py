"""A real terminal, and the chat in it as a process of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, "-m", "tests.adapters.terminal.program"]
# Only a broken chat takes as long.
PATIENCE = 20


def environment(**extra: str) -> dict[str, str]:
    """What the chat sees of the environment: nothing of ours but what starts Python."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color", "INPUTRC": os.devnull} | extra


class Terminal:
    """The chat at a pseudo-terminal of 80 columns."""

    def __init__(self, folder: Path, *screens: str, **extra: str) -> None:
        self.log = folder / "log"
        self.seen = ""
        self.number, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.mode = termios.tcgetattr(theirs)
        self.theirs = theirs
        self.process = subprocess.Popen(
            [*PROGRAM, str(self.log), *screens],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=CHECKOUT,
            env=environment(**extra),
            start_new_session=True,
        )

    def type(self, text: str) -> None:
        self.type_bytes(text.encode())

    def type_bytes(self, keys: bytes) -> None:
        os.write(self.number, keys)

    def nudge(self) -> None:
        self.process.send_signal(signal.SIGUSR1)

    def nudge_another(self) -> None:
        self.process.send_signal(signal.SIGUSR2)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read on until something matches. What came before it is done with."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.seen, re.DOTALL)):
            left = deadline - time.monotonic()
            assert left > 0, f"{pattern!r} did not come, but {self.seen!r}"
            if select.select([self.number], [], [], left)[0]:
                self.seen += os.read(self.number, 65536).decode("utf-8", "replace")
        self.seen = self.seen[found.end() :]
        return found

    def events(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def code(self) -> int:
        """The exit code, once the chat has ended."""
        return self.process.wait(PATIENCE)

    def restored(self) -> bool:
        """Whether the terminal is as the chat found it."""
        return termios.tcgetattr(self.theirs) == self.mode

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.number)
        os.close(self.theirs)
