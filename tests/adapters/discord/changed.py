"""A local Discord some of whose answers are other than usual."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.local_discord.openapi import validate
from tests.local_discord.rest import Route
from tests.local_discord.server import LocalDiscord, Received


class ChangedDiscord(LocalDiscord):
    """`instead` lays fields over what an operation answers; `refused` is what one answers instead: status and code."""

    def __init__(self) -> None:
        super().__init__(validate=validate)
        self.instead: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, tuple[int, int]] = {}
        # Seconds by which its clock is ahead of this machine's.
        self.ahead = 0.0

    async def _answer(self, route: Route, request: web.Request, received: Received) -> web.Response:
        if route.operation in self.refused:
            status, code = self.refused[route.operation]
            body = json.dumps({"message": "made up", "code": code}).encode()
            return web.Response(body=body, status=status, content_type="application/json")
        answer = await super()._answer(route, request, received)
        if (changed := self.instead.get(route.operation)) and isinstance(answer.body, bytes):
            body = json.dumps(json.loads(answer.body) | changed).encode()
            answer = web.Response(body=body, content_type="application/json")
        answer.headers["Date"] = formatdate(self.world.now() + self.ahead, usegmt=True)
        return answer
