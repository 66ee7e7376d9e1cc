"""A local Slack, in the time of the test's world, and the app on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.slack.sender import SlackSender
from tests.adapters.platforms import Core
from tests.adapters.slack.driver import Slack, SlackPerson
from tests.adapters.slack.sending import Sending
from tests.adapters.slack.stage import Stage
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import VirtualClock
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


@pytest.fixture
async def sending(world: World) -> AsyncIterator[Sending]:
    async with LocalSlack() as made:
        stage = Sending(made, world)
        world.who = stage.who
        await world.command("help")
        yield stage


@pytest.fixture
async def sender(sending: Sending) -> AsyncIterator[SlackSender]:
    async with sending.sender() as made:
        yield made


@pytest.fixture
def clock() -> VirtualClock:
    """The time in Slack. The core has one of its own."""
    return VirtualClock()


@pytest.fixture
async def here(core: Core, clock: VirtualClock) -> AsyncIterator[Slack]:
    """The whole app in Socket Mode, in one workspace."""
    async with LocalSlack(now=clock) as server:
        made = Slack(core, server)
        await made.start()
        yield made
        await made.close()


@pytest.fixture
async def sam(here: Slack) -> SlackPerson:
    return await here.person("Sam")
