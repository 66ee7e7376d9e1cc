"""A local Discord that holds every request body against Discord's own description, and a bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.local_discord.bot import Bot, running
from tests.local_discord.openapi import validate
from tests.local_discord.people import Person
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import Guild, VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def server(clock: VirtualClock) -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(validate=validate, now=clock) as made:
        yield made


@pytest.fixture
async def bot(server: LocalDiscord) -> AsyncIterator[Bot]:
    """A bot with the commands that the tests need, ready."""
    async with running(Bot(), server) as made:
        yield made


@pytest.fixture
def guild(server: LocalDiscord) -> Guild:
    return server.guild("Job seekers")


@pytest.fixture
def sam(server: LocalDiscord, guild: Guild) -> Person:
    made = server.person("sam")
    guild.join(made)
    return made
