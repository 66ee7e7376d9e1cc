"""What can be said: messages of the words, by id, with the values they need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

NO_VALUES: Mapping[str, Value] = MappingProxyType({})


class Line(NamedTuple):
    """A message of the words. `id` is ``message`` or ``message.attribute``."""

    id: str
    values: Mapping[str, Value] = NO_VALUES


class Verbatim(NamedTuple):
    """Text that nobody translates: a member's own words, the title of a course, a company's name."""

    text: str


class Territory(NamedTuple):
    """A country, called as people call it who read the language; `name` is its English name."""

    iso2: str
    name: str


class Brief(NamedTuple):
    """A label that may be too long for a list: shortened there, visibly ("…"), and shown whole once it is picked."""

    label: Line | Verbatim
    limit: int = 70


# A tuple is shown as a list in the reader's language ("a, b and c").
Label: TypeAlias = Line | Verbatim | Brief | Territory
Value: TypeAlias = "str | int | float | date | datetime | time | Label | tuple[Label, ...]"
