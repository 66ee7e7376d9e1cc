"""`bounceback run` as a process of its own, on a local Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.adapters.discord.driver import DiscordPerson
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Guild

CHECKOUT = Path(__file__).resolve().parents[3]
STORE = "bounceback.db"
# Real seconds: for a start, with others at work on the machine; and for an end.
TO_START = 30.0
TO_END = 5.0


class Run:
    """A process that runs."""

    def __init__(self, process: asyncio.subprocess.Process, server: LocalDiscord) -> None:
        self.process = process
        self._server = server

    async def ends(self, within: float = TO_END) -> tuple[int, str]:
        """Its exit code, and what it said. TimeoutError where it goes on for longer."""
        async with asyncio.timeout(within):
            _, said = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()

    async def says(self, text: str) -> str:
        """The line with `text` in it, once it was said."""
        assert self.process.stderr is not None
        async with asyncio.timeout(TO_START):
            while line := (await self.process.stderr.readline()).decode():
                if text in line:
                    return line
        raise AssertionError(f"it ended and never said {text!r}")

    async def connects(self) -> None:
        await self._server.until(lambda: self._server.gateway.connected == 1, within=TO_START)

    async def killed(self) -> None:
        """kill -9."""
        self.process.kill()
        await self.process.wait()
        await self._server.until(lambda: self._server.gateway.connected == 0)

    def told(self, name: signal.Signals) -> None:
        self.process.send_signal(name)


@asynccontextmanager
async def started(server: LocalDiscord, folder: Path, **settings: str) -> AsyncIterator[Run]:
    """Start it with its store in `folder`; `settings` are further variables. Whatever happens, it is gone at the end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOUNCEBACK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **inherited,
            "HOME": str(folder),
            "PYTHONPATH": str(CHECKOUT),
            "BOUNCEBACK_DISCORD__ENABLED": "true",
            "BOUNCEBACK_HTTP__LISTEN": "off",
            "BOUNCEBACK_METRICS__LISTEN": "off",
            "BOUNCEBACK_DISCORD__API_BASE": server.api_base,
            "BOUNCEBACK_DISCORD_TOKEN": server.token,
            "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
            **settings,
        },
    )
    try:
        yield Run(process, server)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def person(server: LocalDiscord, guild: Guild, name: str = "Sam") -> DiscordPerson:
    """Somebody in the server, whichever process answers."""
    local = server.person(name)
    guild.join(local)
    return DiscordPerson(cast("Any", SimpleNamespace(guild=guild)), local)


def change(folder: Path, sql: str) -> None:
    """Change the store while nobody else does."""
    with closing(sqlite3.connect(folder / STORE)) as store, store:
        store.execute(sql)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / STORE)) as store:
        return store.execute(sql).fetchall()
