"""A small HTTP server: it answers what was added to it, tells no more than it has to, and says plainly where it can't listen."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import TypeAlias

from aiohttp import web

from bot.logs import Log

log = Log("http")

Answer: TypeAlias = "Callable[[web.Request], Awaitable[web.StreamResponse]]"

# The largest that a platform sends is a view of Slack's with all that was typed into it: 250 KB, and more once it is a form.
LARGEST = 1024 * 1024
# Seconds for answers that are on their way at a shutdown.
FINISH = 1.5
# By this the doctor knows whether what answers there is us.
SERVER = "bounceback"
HEADERS = MappingProxyType(
    {
        "Server": SERVER,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }
)


class ListenError(Exception):
    """Nobody can listen there. One line."""


class HttpServer:
    """Listens on host and port. Whoever has something to be reached by adds it to `app` before the start.

    What is not always on is answered with 503 until `open` is called: those who would answer may not be there yet.
    """

    def __init__(self, address: tuple[str, int], setting: str) -> None:
        """`setting` is where the address comes from, to be named where it will not do."""
        self._address = address
        self._setting = setting
        self._always: set[str] = set()
        self._open = False
        self.app = web.Application(client_max_size=LARGEST, middlewares=[self._answered])
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=FINISH, handle_signals=False)

    def always(self, path: str, answer: Answer) -> None:
        """Answer a GET of `path` as soon as the server listens."""
        self._always.add(path)
        self.app.router.add_get(path, answer)

    def open(self) -> None:
        """Let everything in: those who answer are there."""
        self._open = True

    @property
    def port(self) -> int:
        """The port that it listens on, also where it was given none (0)."""
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Begin to listen. Raises ListenError."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *self._address).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ListenError(not_listening(self._address, error, self._setting)) from error

    async def close(self) -> None:
        """Stop; what is being answered is answered first. Also where it was never started."""
        await self._runner.cleanup()

    @web.middleware
    async def _answered(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        response: web.StreamResponse
        try:
            if not self._open and request.path not in self._always:
                response = web.Response(status=503, headers={"Retry-After": "5"})
            else:
                response = await handler(request)
        except web.HTTPException as refused:
            response = web.Response(status=refused.status)
            if isinstance(refused, web.HTTPMethodNotAllowed):
                response.headers["Allow"] = refused.headers["Allow"]
        except Exception:
            log.exception("a fault while a request was answered")
            response = web.Response(status=500)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def shown(address: tuple[str, int]) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def not_listening(address: tuple[str, int], error: OSError, setting: str) -> str:
    """Why nobody can listen there, and what to do."""
    why = os.strerror(error.errno).lower() if error.errno else "no such address here"
    return (
        f'Cannot listen on {shown(address)} ({why}). Give another HOST:PORT as {setting}, or "off", or end what has it.'
    )
