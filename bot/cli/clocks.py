"""Clocks: the machine's, and one for the demo that can be moved on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE_FILES = Path("/usr/share/zoneinfo")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """Runs like `runs`, the machine's clock where nothing is said, ahead of it by as much as it was moved."""

    def __init__(self, runs: Callable[[], datetime] | None = None) -> None:
        self._runs = runs or SystemClock().now
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        return self._runs() + self._ahead

    def move_to(self, at: datetime) -> None:
        """Move on to `at`. Never back."""
        self._ahead = max(self._ahead, at - self._runs())


def machine_zone() -> str | None:
    """The IANA name of the machine's time zone, where it can be known."""
    names = [os.environ.get("TZ", "")]
    with suppress(OSError, ValueError):
        names.append(str(Path("/etc/localtime").resolve().relative_to(ZONE_FILES)))
    for name in names:
        if "/" in name:
            try:
                return ZoneInfo(name.removeprefix(":")).key
            except (OSError, ValueError, KeyError):
                continue
    return None
