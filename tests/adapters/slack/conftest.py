"""A local Slack, in the time of the test's world, and the app on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.stage import Stage
from tests.local_slack.server import LocalSlack
from tests.world import World


@pytest.fixture
async def slack(world: World) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=lambda: world.clock.now().timestamp()) as made:
        yield made


@pytest.fixture
async def stage(slack: LocalSlack, world: World) -> AsyncIterator[Stage]:
    """The app, running for whoever wants to install it."""
    made = Stage(slack, world)
    async with made.running():
        yield made
