"""Where a store is: a file, or a PostgreSQL database with another one for its keys."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

POSTGRES = ("postgresql://", "postgres://")


class Postgres(NamedTuple):
    """A database, the one for its keys, and the file of the master key. The addresses may hold passwords."""

    url: str
    keys: str
    master: Path

    def __str__(self) -> str:
        return shown(self.url)


Place: TypeAlias = Path | Postgres


def is_postgres(url: str) -> bool:
    return url.startswith(POSTGRES)


def shown(url: str) -> str:
    """An address as it may be shown: without its user and password."""
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def same_database(one: str, other: str) -> bool:
    """Whether two addresses name the same database, as far as they tell."""
    return shown(one).casefold() == shown(other).casefold()
