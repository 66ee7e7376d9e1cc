"""A process: started, fed through a pipe or told to stop, its output watched, its memory read. The chat is one."""

from __future__ import annotations

import contextlib
import math
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from bench.places import CHECKOUT

CHAT = ("bot", "chat", "--demo")
FIRST = b"/rejected\n"
# The chat shows a piped line after its prompt, and then the screen.
_FIRST_SCREEN = re.compile(rb"^> /rejected\r?\n\s*\S", re.MULTILINE)
_TAKEN = re.compile(rb"^> ", re.MULTILINE)
PATIENCE = 120


def first_screen(output: bytes | bytearray) -> bool:
    """Whether the first screen's text has begun."""
    return _FIRST_SCREEN.search(output) is not None


def lines_taken(output: bytes | bytearray) -> int:
    return len(_TAKEN.findall(output))


class Process:
    """A Python process with its standard input and output in hand."""

    def __init__(self, *arguments: str, environ: Mapping[str, str] = os.environ) -> None:
        environ = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.output = bytearray()
        self._errors = bytearray()
        self._came = threading.Event()
        self.started = time.perf_counter()
        self._popen = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=CHECKOUT,
            env=environ,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(stream, into), daemon=True)
            for stream, into in ((self._popen.stdout, self.output), (self._popen.stderr, self._errors))
            if stream is not None
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[bytes], into: bytearray) -> None:
        while some := os.read(stream.fileno(), 65536):
            into += some
            self._came.set()
        self._came.set()

    def feed(self, text: bytes) -> None:
        pipe = self._popen.stdin
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.write(text)
                pipe.flush()

    def until(self, there: Callable[[bytearray], bool]) -> float:
        """Wait until `there(output)`; gives the seconds since the start. Raises RuntimeError where it ends before."""
        while not there(self.output):
            self.still_there()
            self._came.wait(1)
            self._came.clear()
        return time.perf_counter() - self.started

    def still_there(self) -> None:
        """Raises RuntimeError where it has ended, or takes too long."""
        if not any(reader.is_alive() for reader in self._readers) or time.perf_counter() - self.started > PATIENCE:
            raise RuntimeError(self._errors.decode(errors="replace").strip()[-500:] or "it ended without an answer")

    def resident(self) -> tuple[float, float]:
        """The resident memory in MB: now, and the most so far (the same, where the system does not say)."""
        try:
            status = Path(f"/proc/{self._popen.pid}/status").read_text(encoding="ascii")
        except OSError:
            asked = ["ps", "-o", "rss=", "-p", str(self._popen.pid)]
            kilobytes = int(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
            return kilobytes / 1024, kilobytes / 1024
        now, most = (int(re.findall(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[0]) for name in ("VmRSS", "VmHWM"))
        return now / 1024, most / 1024

    def busy(self) -> float:
        """The seconds of processor time that it took so far; nan where the system does not say."""
        try:
            stat = Path(f"/proc/{self._popen.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return math.nan
        # Behind the name, which may hold anything: the 12th and 13th are its own and the system's, in ticks. man 5 proc.
        ticks = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def tell_to_stop(self) -> None:
        """As whoever runs it would: SIGTERM, where the system has it."""
        self._popen.terminate()

    def end(self) -> int:
        """Close its input and wait until it ended. Gives its exit code."""
        if self._popen.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()
        try:
            return self._popen.wait(PATIENCE)
        finally:
            self._popen.kill()
            self._popen.wait()
            for reader in self._readers:
                reader.join()
            for stream in (self._popen.stdout, self._popen.stderr):
                if stream is not None:
                    stream.close()


@contextlib.contextmanager
def process(*arguments: str) -> Iterator[Process]:
    """A process that has ended when this is left."""
    one = Process(*arguments)
    try:
        yield one
    finally:
        one.end()
