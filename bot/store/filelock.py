"""A lock on the database file, so that two processes do not take turns on one store."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.store.errors import StoreError


class FileLock:
    """Held as long as the process lives: the system frees it, even after a kill."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, database: Path) -> FileLock:
        """Take the lock of `database`. Raises StoreError where another process has it."""
        path = database.with_name(database.name + ".lock")
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _lock(descriptor)
        except OSError:
            holder = os.read(descriptor, 20).decode(errors="replace").strip("\0 \n")
            os.close(descriptor)
            raise StoreError(
                f"{database} is in use by another Bounceback (process {holder or 'unknown'}). "
                "Stop that one first, or give another file with --db FILE."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        return cls(path, descriptor)

    def release(self) -> None:
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        # Past the end, so that others can still read who holds it.
        os.lseek(descriptor, 1024, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
