"""A unit of work: a generator that yields statements and gets their rows, so that any backend can drive it.

SQLite drives one whole in a single hop to its thread; a backend with an async driver awaits each statement. A
statement names its values $1, $2 ...; rows are mappings by column.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, cast

T = TypeVar("T")

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = list[Row]
Statement: TypeAlias = tuple[str, tuple[Any, ...]]
Unit: TypeAlias = Generator[Statement, Rows, T]


def ms(at: datetime) -> int:
    """An aware time as milliseconds since 1970 in UTC, as stored."""
    return int(at.timestamp() * 1000)


def at(stored: int) -> datetime:
    """A stored time as an aware datetime in UTC."""
    return datetime.fromtimestamp(stored / 1000, UTC)


def in_order(rows: Rows) -> Iterable[tuple[Any, ...]]:
    """The values of rows in the order of their columns: what a row of either store yields, and quicker than by name."""
    return cast("Iterable[tuple[Any, ...]]", rows)


@lru_cache(maxsize=512)
def marks(rows: int, first: int, shape: str) -> str:
    """The marks of so many rows of values, from `$first` on; each stands in the `shape` of a row."""
    width = shape.count("{}")
    starts = range(first, first + rows * width, width)
    return ", ".join(shape.format(*(f"${start + place}" for place in range(width))) for start in starts)
