"""The bot in a process of its own, killed and started anew."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.local_discord.people import Unanswered
from tests.local_discord.server import LocalDiscord

CHECKOUT = Path(__file__).parents[2]


@asynccontextmanager
async def started(server: LocalDiscord) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [sys.executable, "-m", "tests.local_discord.bot_process", server.api_base, server.token]
    process = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT)
    try:
        await server.until(lambda: server.gateway.connected == 1, within=20)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_page_outlives_the_process(server: LocalDiscord) -> None:
    sam = server.person("sam")
    async with started(server) as process:
        page = await sam.command("bounceback home")
        process.kill()
        await server.until(lambda: server.gateway.connected == 0)
    server.patience = 0.05
    with pytest.raises(Unanswered, match="no answer"):
        await sam.click(page, "Next")
    server.patience = 3
    async with started(server):
        assert (await sam.click(page, "Next")).text == "two"
