"""What the C library's allocator does once it is told to be frugal, as it tells itself."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

import pytest

# In a process of its own: what is set cannot be taken back.
WATCHED = """
import ctypes, json, os, re, sys, tempfile, threading
from bot.cli.allocator import frugal

libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p

def told():
    with tempfile.TemporaryFile() as file:
        stream = ctypes.c_void_p(libc.fdopen(os.dup(file.fileno()), b"w"))
        libc.malloc_info(0, stream)
        libc.fclose(stream)
        file.seek(0)
        text = file.read().decode()
    alone = re.findall(r'<total type="mmap" count="(\\d+)"', text)[-1]
    return text.count("<heap nr="), int(alone)

if sys.argv[1] == "frugal":
    frugal()
held, met = [], threading.Barrier(4)

def hold():
    met.wait()
    held.append(bytes(4096))

threads = [threading.Thread(target=hold) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
large = bytes(8 << 20)
del large
_, before = told()
held += [bytes(256 << 10) for _ in range(16)]
arenas, after = told()
print(json.dumps([arenas, after - before]))
"""


def watched(how: str) -> tuple[int, int]:
    """How many arenas there are after four threads allocated, and how many of sixteen large blocks stand alone after a larger
    one was freed."""
    run = subprocess.run([sys.executable, "-c", WATCHED, how], capture_output=True, text=True, check=True)
    arenas, alone = json.loads(run.stdout)
    return arenas, alone


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_threads_share_one_arena_and_large_blocks_stand_alone() -> None:
    arenas, alone = watched("as it is")
    assert arenas > 1
    assert alone == 0
    assert watched("frugal") == (1, 16)
