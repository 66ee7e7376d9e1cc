"""A store, whatever is behind it: units of work go in, results come out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from bot.store.unit import Unit

T = TypeVar("T")


class Store(Protocol):
    """Runs units of work. One that was handed over is finished even when its caller is cancelled."""

    @property
    def where(self) -> str:
        """What it is called in a message: a file, or an address without its password."""
        ...

    @property
    def path(self) -> Path | None:
        """Its file, where it is one."""
        ...

    @property
    def shared(self) -> bool:
        """Whether several processes may take turns on it at the same time."""
        ...

    async def do(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit in a transaction, anew where others were in its way. Raises what the unit raises (it is then undone),
        or StoreError."""
        ...

    async def read(self, work: Callable[[], Unit[T]]) -> T:
        """Run a unit that only reads, all of it at one moment of the store."""
        ...

    async def schema(self) -> int:
        """The number of its schema."""
        ...

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted where the store itself can still see it. False: try again later."""
        ...

    async def close(self) -> None: ...
