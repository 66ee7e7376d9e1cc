"""Fixtures that every test can use."""

import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from bot.logs.chosen import chosen
from tests.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world with all the real flows."""
    async with World(tmp_path) as made:
        yield made


@pytest.fixture
def logs_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What configuring logs changes in the whole process is as before at the end."""
    root = logging.getLogger()
    level = root.level
    for owner, names in (
        (sys, ("excepthook", "unraisablehook")),
        (threading, ("excepthook",)),
        (warnings, ("showwarning",)),
        (logging, ("lastResort", "raiseExceptions")),
        (root, ("handlers",)),
        (chosen, [field.name for field in fields(chosen)]),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name))
    yield
    root.setLevel(level)
