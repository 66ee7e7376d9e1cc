"""The HTTP servers of a running bot: one for health and what platforms call, another for metrics, each where the config says."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot import health
from bot.config import Config
from bot.health import WELL, Health, Look
from bot.http import HttpServer
from bot.observing import UNOBSERVED, Observer

from .compose import Running

if TYPE_CHECKING:
    from bot.metrics import Metrics

# The clock is well if it looked within so many sweeps, and no less than these seconds: a slow platform takes up to 40 for one.
SWEEPS, AT_LEAST = 3, 120.0


class Reached(Protocol):
    """A platform's adapter, as far as this is about."""

    def add_to(self, app: web.Application) -> None: ...

    async def connected(self) -> bool: ...


class Servers:
    """Both, from before the platforms are connected until they are to stop."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._http = HttpServer(where, "[http] listen") if (where := config.http.address) else None
        self._metrics_server = HttpServer(where, "[metrics] listen") if (where := config.metrics.address) else None
        self._metrics: Metrics | None = None
        self._health = Health()
        self._started = False
        if self._metrics_server is not None:
            # Prometheus' library takes longer to import than to answer: where it is off, nobody waits for it.
            from bot.metrics import Metrics

            self._metrics = Metrics(name for name in ("discord", "slack") if getattr(config, name).enabled)

    @property
    def observer(self) -> Observer:
        return self._metrics or UNOBSERVED

    async def start(self, bot: Running, apps: Mapping[str, Reached]) -> None:
        """Listen, and answer what is asked about health. Raises ListenError."""
        self._health.add("store", health.store(bot.store))
        for name, app in apps.items():
            self._health.add(name, self._connected(app))
        if self._config.nudges.enabled:
            self._health.add("clock", self._looks(bot))
        if self._http is not None:
            self._http.always(health.PATH, self._health.answer)
            for app in apps.values():
                app.add_to(self._http.app)
            await self._http.start()
        if self._metrics_server is not None and self._metrics is not None:
            from bot.metrics import PATH, Scraped

            scraped = Scraped(self._metrics, bot.store, bot.clock, self._health)
            self._metrics_server.always(PATH, scraped.answer)
            await self._metrics_server.start()

    def open(self) -> None:
        """The platforms are connected: let them in."""
        self._started = True
        if self._http is not None:
            self._http.open()

    async def close(self) -> None:
        for server in (self._http, self._metrics_server):
            if server is not None:
                await server.close()

    def _connected(self, app: Reached) -> Look:
        async def look() -> str:
            if await app.connected():
                return WELL
            return "not connected" if self._started else "connecting"

        return look

    def _looks(self, bot: Running) -> Look:
        longest = max(SWEEPS * self._config.nudges.sweep_seconds, AT_LEAST)

        async def look() -> str:
            if (at := bot.dispatcher.looked_at) is None:
                return "has not looked yet"
            ago = time.monotonic() - at
            return WELL if ago <= longest else f"has not looked for {round(ago)} seconds"

        return look
