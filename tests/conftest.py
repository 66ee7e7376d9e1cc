"""Fixtures that every test can use."""

import logging
import os
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from bot.logs.chosen import chosen
from bot.store.place import Postgres
from tests.postgres import apart, clear, databases, empty, needed
from tests.world import World


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are cores: most tests wait, for sockets, processes and disks."""
    return 2 * (os.cpu_count() or 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `both_stores` runs on SQLite and on PostgreSQL."""
    if metafunc.definition.get_closest_marker("both_stores"):
        metafunc.parametrize("store_kind", ["sqlite", "postgres"], indirect=True)


@pytest.fixture(scope="session")
def made_databases() -> Iterator[list[str]]:
    needed()
    with databases() as urls:
        yield urls


@pytest.fixture
def postgres(made_databases: list[str], tmp_path: Path) -> Postgres:
    """Two empty databases, and where the master key is to be."""
    url, keys = made_databases
    place = Postgres(url, keys, tmp_path / "master-key")
    apart(empty(place))
    return place


@pytest.fixture(autouse=True)
def store_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where every world of the test keeps its store."""
    kind = getattr(request, "param", "sqlite")
    if kind == "postgres":
        url, keys = request.getfixturevalue("made_databases")
        place = Postgres(url, keys, request.getfixturevalue("tmp_path") / "master-key")
        apart(clear(place))
        monkeypatch.setattr(World, "database", place)
    return str(kind)


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
