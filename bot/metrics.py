"""What Prometheus is told: counts and times of the bot, and nothing of anybody's.

Labels come from closed lists. No flow, step, text, member, community or country is one of them, nor is anything that the
detector hears: with few members a count by flow would tell who needed what, and when.
"""

from __future__ import annotations

import asyncio
import math
import platform as machine
import time
from collections.abc import Iterable
from datetime import timedelta

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

from bot import VERSION
from bot.health import WELL, Health
from bot.ports import Clock
from bot.store import nudges
from bot.store.errors import StoreError
from bot.store.store import Store

PATH = "/metrics"
# The queue is looked at no more often than this, however many scrape, and for so long at the most. Seconds.
FRESH, PATIENCE = 5.0, 2.0
# More that are due are counted as so many: the count is to stay cheap when everything is late.
MOST_COUNTED = 10_000
OTHER = "other"
KINDS = ("command", "press", "typed")
FAILURES = ("not-saved", "unreadable", "fault")
OUTCOMES = ("sent", "deferred", "cancelled", "expired", "failed", "unreachable")
POSTED = ("posted", "refused", "unknown")
# The reasons in the list of nudges, by what an operator can do about them. What members chose is one word: with few of them,
# "paused" or "stopped" would be somebody's.
REASONS = {
    "": "",
    **dict.fromkeys(("consent", "no-consent", "agreed-only", "hushed", "paused", "nothing-to-ask"), "member"),
    **dict.fromkeys(
        (
            "one-a-day",
            "three-a-week",
            "asked-less-often",
            "one-unasked-a-week",
            "gives-way",
            "one-at-a-time",
            "community-limit",
            "community-paused",
        ),
        "cap",
    ),
    **dict.fromkeys(("backlog", "paced"), "pace"),
    **{
        same: same
        for same in (
            "quiet-hours",
            "too-late",
            "handed-over",
            "dm-closed",
            "in-doubt",
            "not-yet",
            "unknown-outcome",
            "unreadable",
            "platform-busy",
            "platform-not-running",
            "send-failed",
        )
    },
}
TURN_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LATE_SECONDS = (1.0, 5.0, 15.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 24 * 3600.0)


class Metrics:
    """Counts what the core tells, in a registry of its own, and answers a scrape."""

    def __init__(self, platforms: Iterable[str]) -> None:
        """`platforms` are the names of those that are enabled."""
        disable_created_metrics()  # type: ignore[no-untyped-call] # when something first happened is nobody's business
        self._platforms = frozenset(platforms)
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("bounceback_build", "The version that runs.", registry=registry).info(
            {"version": VERSION, "python": machine.python_version()}
        )
        self._turns = Histogram(
            "bounceback_turn_seconds",
            "Time from an event to its answer, by kind of event.",
            ["kind"],
            buckets=TURN_SECONDS,
            registry=registry,
        )
        self._failed = Counter(
            "bounceback_turns_failed", "Turns that did not come to their end.", ["reason"], registry=registry
        )
        self._posts = Counter("bounceback_posts", "Posts into channels, by outcome.", ["outcome"], registry=registry)
        self._nudges = Counter(
            "bounceback_nudges",
            "Check-ins that were decided about, by what became of them and why.",
            ["platform", "outcome", "reason"],
            registry=registry,
        )
        self._late = Histogram(
            "bounceback_nudge_lateness_seconds",
            "How long after they were due check-ins arrived, without those that a member's own rules held back.",
            buckets=LATE_SECONDS,
            registry=registry,
        )
        self._due = Gauge(
            "bounceback_nudges_due",
            f"Check-ins that are due and in nobody's hands, counted up to {MOST_COUNTED}.",
            registry=registry,
        )
        self._oldest = Gauge(
            "bounceback_nudges_oldest_seconds", "How long the first of these has waited.", registry=registry
        )
        self._well = Gauge(
            "bounceback_healthy", "1 for each part that is well, as in /healthz.", ["part"], registry=registry
        )
        # What is there from the start can be told from what never happened.
        for kind in KINDS:
            self._turns.labels(kind)
        for reason in FAILURES:
            self._failed.labels(reason)
        for outcome in POSTED:
            self._posts.labels(outcome)
        for name in self._platforms:
            self._nudges.labels(name, "sent", "")

    # What the core tells: see `bot.observing`

    def turn(self, kind: str, seconds: float) -> None:
        self._turns.labels(_one_of(kind, KINDS)).observe(seconds)

    def turn_failed(self, reason: str) -> None:
        self._failed.labels(_one_of(reason, FAILURES)).inc()

    def posted(self, outcome: str) -> None:
        self._posts.labels(_one_of(outcome, POSTED)).inc()

    def nudge(self, platform: str, outcome: str, reason: str | None, late: timedelta | None = None) -> None:
        where = _one_of(platform, self._platforms)
        self._nudges.labels(where, _one_of(outcome, OUTCOMES), REASONS.get(reason or "", OTHER)).inc()
        if late is not None:
            self._late.observe(late.total_seconds())

    # What is looked at when somebody asks

    def queue(self, due: float, oldest_seconds: float) -> None:
        self._due.set(due)
        self._oldest.set(oldest_seconds)

    def health(self, parts: dict[str, str]) -> None:
        for part, said in parts.items():
            self._well.labels(part).set(said == WELL)

    def written(self, accept: str = "") -> tuple[bytes, str]:
        """All of it as Prometheus reads it, and its content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type


class Scraped:
    """Answers `/metrics`."""

    def __init__(self, metrics: Metrics, store: Store, clock: Clock, health: Health) -> None:
        self._metrics = metrics
        self._store = store
        self._clock = clock
        self._health = health
        self._looking = asyncio.Lock()
        self._looked_at = -math.inf

    async def answer(self, request: web.Request) -> web.Response:
        async with self._looking:
            if time.monotonic() - self._looked_at >= FRESH:
                await self._look()
                self._looked_at = time.monotonic()
        text, content_type = self._metrics.written(request.headers.get("Accept", ""))
        return web.Response(body=text, headers={"Content-Type": content_type})

    async def _look(self) -> None:
        self._metrics.health(await self._health.parts())
        now = self._clock.now()
        try:
            async with asyncio.timeout(PATIENCE):
                due, since = await self._store.read(lambda: nudges.overdue(now, MOST_COUNTED))
        except (StoreError, TimeoutError):
            self._metrics.queue(math.nan, math.nan)
            return
        self._metrics.queue(due, (now - since).total_seconds() if since is not None else 0.0)


def _one_of(word: str, known: Iterable[str]) -> str:
    return word if word in known else OTHER
