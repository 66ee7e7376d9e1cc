"""Whether the bot does its work: a look at each part, bounded in time, shared by all who ask at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from aiohttp import web

from bot.logs import Log
from bot.store import nudges
from bot.store.errors import StoreError
from bot.store.store import Store

log = Log("health")

PATH = "/healthz"
# Seconds for a look at one part.
PATIENCE = 2.0
WELL = "ok"

Look: TypeAlias = "Callable[[], Awaitable[str]]"
"""Looks at a part and gives what is wrong with it in a few words, or ``ok``."""


class Health:
    """What `/healthz` answers. Whoever asks learns which part is not well, and nothing else."""

    def __init__(self, looks: Mapping[str, Look] | None = None) -> None:
        self._looks = dict(looks or {})
        self._going: asyncio.Task[dict[str, str]] | None = None

    def add(self, part: str, look: Look) -> None:
        self._looks[part] = look

    async def parts(self) -> dict[str, str]:
        """Each part with what is wrong with it, or ``ok``. Those who ask while it is being looked share one look."""
        if self._going is None:
            self._going = asyncio.create_task(self._look())
            self._going.add_done_callback(self._looked)
        return await asyncio.shield(self._going)

    async def answer(self, _: web.Request) -> web.Response:
        parts = await self.parts()
        well = all(said == WELL for said in parts.values())
        told = json.dumps({"status": WELL if well else "failing", **parts})
        return web.Response(text=f"{told}\n", status=200 if well else 503, content_type="application/json")

    def _looked(self, _: asyncio.Task[dict[str, str]]) -> None:
        self._going = None

    async def _look(self) -> dict[str, str]:
        said = await asyncio.gather(*(self._one(part, look) for part, look in self._looks.items()))
        return dict(zip(self._looks, said, strict=True))

    async def _one(self, part: str, look: Look) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                return await look()
        except TimeoutError:
            return f"no answer within {PATIENCE:g} seconds"
        except Exception as error:  # noqa: BLE001 - a part that cannot be looked at is not well, whatever the reason
            log.warning("a part could not be looked at", state=part, error=error)
            return "cannot be looked at"


def store(kept: Store) -> Look:
    """The store is well where a turn could begin: with the right to write, which another program may hold."""

    async def look() -> str:
        try:
            await kept.do(nudges.next_wake)
        except StoreError:
            return "cannot be used"
        return WELL

    return look
