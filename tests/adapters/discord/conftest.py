"""The whole bot on a local Discord that holds every request against Discord's own description."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.acting import Gate
from tests.adapters.discord.driver import Discord, DiscordPerson
from tests.adapters.discord.sending import Stage, staged
from tests.adapters.platforms import Core
from tests.local_discord.openapi import validate
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import VirtualClock
from tests.world import World


@pytest.fixture
def discord_clock() -> VirtualClock:
    """Discord's own clock; the bot has another."""
    return VirtualClock()


@pytest.fixture
async def server(discord_clock: VirtualClock) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(validate=validate, now=discord_clock) as made:
        yield made


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    """The sender by itself, and the world around it."""
    async with staged(world) as made:
        yield made


@pytest.fixture
def place(stage: Stage) -> str:
    """The address of a channel."""
    return str(stage.general.id)


@pytest.fixture
async def platform(core: Core, server: LocalDiscord) -> AsyncIterator[Discord]:
    made = Discord(core, server)
    await made.start()
    yield made
    await made.close()


@pytest.fixture
async def you(platform: Discord) -> DiscordPerson:
    """Somebody in the server, who typed nothing yet."""
    return await platform.person("Sam")


@pytest.fixture
def gate(platform: Discord, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """What the core's turns go through."""
    made = Gate(platform.core.bot.turns)
    monkeypatch.setattr(platform.app._answering, "_turns", made)
    return made
