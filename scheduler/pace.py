"""How fast a platform is written to: what is on time at most of its rate, what an outage left behind at a fifth of it."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

# Of a platform's rate. The two together leave nothing over; presses and commands are answered outside of it.
ON_TIME, BEHIND = 0.8, 0.2
# What is due longer ago than this was left behind.
BEHIND_AFTER = timedelta(minutes=5)
# Times are given out for so many seconds at once: to wake for each message would cost more than to send it.
STEP = 0.5


class Pace:
    """Gives out the times at which one platform is written to."""

    def __init__(self, per_second: float) -> None:
        self._rates = {False: per_second * ON_TIME, True: per_second * BEHIND}
        self._next = {False: -math.inf, True: -math.inf}
        self._last = -math.inf

    def slot(self, now: datetime, *, behind: bool) -> datetime:
        """When the next message may go: now, or a time to wait for. Each call takes a place in the line."""
        rate, at = self._rates[behind], now.timestamp()
        if math.isinf(rate):
            return now
        if at < self._last:  # the clock was set back, and the line with it
            self._next = {which: place - (self._last - at) for which, place in self._next.items()}
        self._last = at
        # A second of silence may be made up for by what is on time.
        place = max(self._next[behind], at - (0 if behind else 1))
        self._next[behind] = place + 1 / rate
        if place <= at:
            return now
        return datetime.fromtimestamp(math.ceil(place / STEP) * STEP, UTC)
