"""What goes wrong on demand, and rate limits. Operations are named by their operationId in Discord's OpenAPI description."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    LOSE = auto()
    FAIL_AFTER = auto()
    FAIL_BEFORE = auto()
    LIMIT = auto()
    WAIT = auto()
    REFUSE = auto()


@dataclass(eq=False)
class Fault:
    """`operation` None: whatever comes. `until` holds a request back before it is carried out."""

    kind: Kind
    operation: str | None
    left: int
    retry_after: float | None = 0.0
    everywhere: bool = False
    via: bool = True
    seconds: float = 0.0
    until: asyncio.Event | None = None
    code: int = 0
    status: int | None = None


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

    def refuse(self, code: int, operation: str | None = None, times: int = 1, *, status: int | None = None) -> None:
        """Refuse with this code, and with its usual status unless another is given; nothing is done."""
        self._planned.append(Fault(Kind.REFUSE, operation, times, code=code, status=status))

    def limit(
        self,
        operation: str | None = None,
        times: int = 1,
        *,
        retry_after: float | None = 0.05,
        everywhere: bool = False,
        via: bool = True,
    ) -> None:
        """Answer 429, with no word of how long to wait where `retry_after` is None. `everywhere`: the global limit; without
        `via` it looks like a ban by what stands before Discord."""
        self._planned.append(Fault(Kind.LIMIT, operation, times, retry_after, everywhere, via))

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
    """Rate limits by operation and major parameter, in real time: (requests, seconds). Without one nothing is refused."""

    limits: dict[str, tuple[int, float]] = field(default_factory=dict)
    _used: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def use(self, operation: str, major: str) -> tuple[dict[str, str], float]:
        """The headers, and how many seconds too early this is."""
        if operation not in self.limits:
            return _headers(operation, 1000, 999, 1.0), 0.0
        most, per = self.limits[operation]
        now = time.monotonic()
        start, used = self._used.get((operation, major), (now, 0))
        if now - start >= per:
            start, used = now, 0
        left = per - (now - start)
        if used >= most:
            return _headers(operation, most, 0, left), left
        self._used[operation, major] = (start, used + 1)
        return _headers(operation, most, most - used - 1, left), 0.0


def _headers(operation: str, limit: int, remaining: int, after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
        "X-RateLimit-Bucket": operation,
    }
