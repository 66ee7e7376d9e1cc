"""The terminal, held to what every platform is held to."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.circles import CirclesContract
from tests.adapters.contract import AdapterContract
from tests.adapters.organising import OrganisingContract
from tests.adapters.places import PlacesContract
from tests.adapters.platforms import Core
from tests.adapters.terminal.driver import Terminals


class TestTerminal(AdapterContract, PlacesContract, CirclesContract, OrganisingContract):
    @pytest.fixture
    async def platform(self, core: Core) -> AsyncIterator[Terminals]:
        terminals = Terminals(core)
        await terminals.start()
        yield terminals
        await terminals.close()
