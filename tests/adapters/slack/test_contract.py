"""Slack, held to what every platform is held to: the real AsyncApp in Socket Mode, over real sockets."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.manifest import manifest
from tests.adapters.circles import CirclesContract
from tests.adapters.contract import AdapterContract
from tests.adapters.organising import OrganisingContract
from tests.adapters.places import PlacesContract
from tests.adapters.platforms import Core
from tests.adapters.slack.driver import Slack
from tests.local_slack.server import LocalSlack
from tests.world import words


class TestSlack(AdapterContract, PlacesContract, CirclesContract, OrganisingContract):
    @pytest.fixture
    async def platform(self, core: Core) -> AsyncIterator[Slack]:
        # As the app is made in Slack: what is not in the manifest is not there.
        async with LocalSlack(manifest=manifest(words(), socket=True, many=False)) as server:
            made = Slack(core, server)
            await made.start()
            yield made
            await made.close()
