"""Discord, held to what every platform is held to: the real client over real sockets."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.circles import CirclesContract
from tests.adapters.contract import AdapterContract
from tests.adapters.discord.driver import Discord
from tests.adapters.organising import OrganisingContract
from tests.adapters.places import PlacesContract
from tests.adapters.platforms import Core
from tests.local_discord.server import LocalDiscord


class TestDiscord(AdapterContract, PlacesContract, CirclesContract, OrganisingContract):
    @pytest.fixture
    async def platform(self, core: Core) -> AsyncIterator[Discord]:
        async with LocalDiscord() as server:
            made = Discord(core, server)
            await made.start()
            yield made
            await made.close()
