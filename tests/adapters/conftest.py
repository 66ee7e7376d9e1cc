"""What the tests of every adapter share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# They hold assertions, and are imported by test modules.
for module in ("circles", "contract", "organising", "places"):
    pytest.register_assert_rewrite(f"tests.adapters.{module}")

from tests.adapters.platforms import Core  # noqa: E402 - after what has to come before


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    """The core, not opened yet: the adapter's driver does that, with its sender."""
    made = Core(tmp_path)
    yield made
    await made.close()
