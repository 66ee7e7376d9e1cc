"""A local Slack with one workspace, and an app that is connected to it in Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.local_slack.app import App, over_socket
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import VirtualClock, Workspace


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def slack(clock: VirtualClock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=clock) as made:
        yield made


@pytest.fixture
def work(slack: LocalSlack) -> Workspace:
    return slack.workspace("Job seekers")


@pytest.fixture
def sam(work: Workspace) -> Person:
    return work.person("Sam", locale="de-DE", tz="Europe/Berlin")


@pytest.fixture
async def app(slack: LocalSlack, work: Workspace) -> AsyncIterator[App]:
    async with over_socket(slack, work.token) as made:
        yield made
