"""Fixtures that every test can use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world with all the real flows."""
    async with World(tmp_path) as made:
        yield made
