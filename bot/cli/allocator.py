"""The C library's allocator, set so that a process that runs for weeks gives back what it only needed for a moment."""

from __future__ import annotations

import ctypes
import sys

# https://man7.org/linux/man-pages/man3/mallopt.3.html
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
# Blocks of this size, in bytes, stand alone and go back when they are freed. It is where glibc begins.
ALONE = 128 * 1024


def frugal() -> None:
    """Before the first thread: have all threads share one arena, and keep glibc from raising the size of blocks that stand alone.

    Left to itself it makes an arena for each thread that allocates, and each large block that is freed (start-up frees many)
    lets it keep larger ones, up to 32 MB. Turns are taken on the store's threads and drawn on another: what one thread lets go
    of lies in its arena while the others grow. Elsewhere than on glibc nothing is changed.
    """
    if sys.platform != "linux":
        return
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_MMAP_THRESHOLD, ALONE)
        mallopt(M_ARENA_MAX, 1)
