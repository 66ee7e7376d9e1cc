"""What goes wrong on demand, and rate limits. Operations are Web API methods, or "response_url", "upload", "socket"."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

KEPT = 10_000


class Kind(Enum):
    LOSE = auto()
    FAIL_AFTER = auto()
    FAIL_BEFORE = auto()
    LIMIT = auto()
    REFUSE = auto()
    WAIT = auto()


@dataclass(eq=False)
class Fault:
    """`operation` None: whatever comes. `until` holds a request back before it is carried out."""

    kind: Kind
    operation: str | None
    left: int
    retry_after: int = 0
    error: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    until: asyncio.Event | None = None


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def lose(self, operation: str | None = None, times: int = 1) -> None:
        """Carry the request out, then close the connection without an answer."""
        self._planned.append(Fault(Kind.LOSE, operation, times))

    def fail_after(self, operation: str | None = None, times: int = 1) -> None:
        """Carry the request out, then answer 500."""
        self._planned.append(Fault(Kind.FAIL_AFTER, operation, times))

    def fail_before(self, operation: str | None = None, times: int = 1) -> None:
        """Answer 500 and do nothing."""
        self._planned.append(Fault(Kind.FAIL_BEFORE, operation, times))

    def limit(self, operation: str | None = None, times: int = 1, *, retry_after: int = 0) -> None:
        """Answer 429. Slack tells whole seconds, at least 1; 0 is for tests that do not want to wait."""
        self._planned.append(Fault(Kind.LIMIT, operation, times, retry_after))

    def refuse(self, operation: str | None, error: str, times: int = 1, **more: Any) -> None:
        """Answer `ok` false with this error, and do nothing."""
        self._planned.append(Fault(Kind.REFUSE, operation, times, error=error, more=more))

    def delay(self, operation: str | None, seconds: float, times: int = 1) -> None:
        """Carry the request out only after this many real seconds."""
        self._planned.append(Fault(Kind.WAIT, operation, times, seconds=seconds))

    @asynccontextmanager
    async def held(self, operation: str | None = None) -> AsyncIterator[None]:
        """Requests that come meanwhile are carried out when this ends."""
        fault = Fault(Kind.WAIT, operation, 1_000_000, until=asyncio.Event())
        self._planned.append(fault)
        try:
            yield
        finally:
            self._planned.remove(fault)
            if fault.until:
                fault.until.set()

    def clear(self) -> None:
        self._planned.clear()

    def take(self, kind: Kind, operation: str) -> Fault | None:
        if not self._planned:
            return None
        for fault in self._planned:
            if fault.kind is kind and fault.operation in (None, operation):
                fault.left -= 1
                if not fault.left:
                    self._planned.remove(fault)
                return fault
        return None


@dataclass
class Buckets:
    """Rate limits by method and workspace, or channel where one is named, in real time: (requests, seconds)."""

    limits: dict[str, tuple[int, float]] = field(default_factory=dict)
    _used: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def early(self, operation: str, whose: str) -> float:
        """How many seconds too early this is; 0 where it is in time."""
        if operation not in self.limits:
            return 0.0
        most, per = self.limits[operation]
        now = time.monotonic()
        start, used = self._used.get((operation, whose), (now, 0))
        if now - start >= per:
            start, used = now, 0
        if used >= most:
            return per - (now - start)
        self._used[operation, whose] = (start, used + 1)
        if len(self._used) > KEPT:
            self._used = {key: kept for key, kept in self._used.items() if now - kept[0] < self.limits[key[0]][1]}
        return 0.0
