"""Backups by the clock: a copy of the store and one of its keys, in two folders, deleted again after some days."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.fixed import Fixed
from bot.logs import Log
from bot.ports import Clock
from bot.store.errors import StoreError

log = Log("backup")

# How often to see whether one is due. A bot that starts often makes none too many, and one that was down makes it soon.
LOOK = timedelta(minutes=10)
KEYS = ".keys"
# Only what is called like this, in these folders, was made here and is deleted here.
OURS = re.compile(r"bounceback-(\d{8}T\d{6}Z)\.db(\.keys)?")
STAMP = "%Y%m%dT%H%M%SZ"

Copies = Callable[[Path, Path], Coroutine[Any, Any, None]]
"""Writes the store to the first path and its keys to the second, both or neither. Raises StoreError."""


class Kept(Fixed):
    """Where backups go, how often, and for how long they stay."""

    folder: Path
    keys_folder: Path
    every: timedelta
    keep: timedelta


class Backups:
    """Makes a backup when the last one is old enough, and deletes those that are too old."""

    def __init__(self, kept: Kept, copies: Copies, clock: Clock) -> None:
        self._kept = kept
        self._copies = copies
        self._clock = clock

    async def look(self) -> None:
        """Make one, where one is due; delete what is too old."""
        now, kept = self._clock.now(), self._kept
        try:
            # One from the future is of a clock that was set since: it does not count.
            made = [at for at, _ in _made(kept.folder) if at <= now]
            if not made or now - max(made) >= kept.every:
                name = f"bounceback-{now.astimezone(UTC):{STAMP}}.db"
                await self._copies(kept.folder / name, kept.keys_folder / (name + KEYS))
                log.info("a backup was made")
            for folder in {kept.folder, kept.keys_folder}:
                for at, path in _made(folder):
                    if now - at >= kept.keep:
                        path.unlink(missing_ok=True)
                        log.info("an old backup was deleted")
        except (StoreError, OSError) as error:
            log.error("no backup was made", error=error)


def _made(folder: Path) -> Iterator[tuple[datetime, Path]]:
    """What was made here, with its time. Its name says it: a copy of a copy would have another date."""
    for path in sorted(folder.iterdir()):
        if (found := OURS.fullmatch(path.name)) and path.is_file():
            yield datetime.strptime(found[1], STAMP).replace(tzinfo=UTC), path
