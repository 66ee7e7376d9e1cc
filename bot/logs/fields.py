"""What an event may carry: a closed list of keys, each with the rule by which its value is shown.

Rules fail closed: a value that is not of the kind its key promises is shown as "…", and so is whatever comes under
another key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, TypedDict, get_type_hints

from bot.content.problems import Problem
from bot.logs.chosen import chosen
from bot.store.errors import SealError, StoreError

Shown = str | int | float

HIDDEN = "…"
LONGEST = 80
# Words that our code chose: a state, a kind, a line's id. Spaces are what text has; an id or a token has more digits.
_WORD = re.compile(r"[a-z]+(?:[-_.][a-z]*\d{0,2})*", re.ASCII)
_NAME = re.compile(r"[\w.:-]+", re.ASCII)
_WHERE = re.compile(r"[\w.-]+:\d+", re.ASCII)
# Platforms number people and messages with more digits than anything that we count.
_COUNTABLE = 10**9


def hashed(value: object) -> str:
    """An id, so that lines about the same one can be told to belong together, and nothing more."""
    if not isinstance(value, str | int):
        return HIDDEN
    return hashlib.blake2b(str(value).encode("utf-8", "replace"), key=chosen.salt, digest_size=4).hexdigest()


def number(value: object) -> Shown:
    return value if isinstance(value, int | float) and abs(value) < _COUNTABLE else HIDDEN


def word(value: object) -> str:
    return _like(_WORD, value)


def name(value: object) -> str:
    """The name of something in code: a class, a function, a module, a logger."""
    return _like(_NAME, value)


def kind(value: object) -> str:
    """The type of an error, which can be given itself."""
    error = value if isinstance(value, type) else type(value)
    return name(error.__name__) if issubclass(error, BaseException) else HIDDEN


def where(value: object) -> str:
    """A module and a line of code."""
    return _like(_WHERE, value)


def said(value: object) -> str:
    """Errors whose text is written for organisers and is about their own files: a path, what is wrong, what to do."""
    if isinstance(value, SealError):
        return f"{value.table}.{value.field} does not open"  # which row it is in is an id
    return one_line(str(value)) if isinstance(value, Problem | StoreError) else HIDDEN


def one_line(text: str) -> str:
    """Text without line ends, or anything else that would do something to a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _like(pattern: re.Pattern[str], value: object) -> str:
    found = pattern.fullmatch(value) if isinstance(value, str) and len(value) <= LONGEST else None
    return found[0] if found else HIDDEN


Id = Annotated[str | int, hashed]
Number = Annotated[float, number]
Word = Annotated[str, word]
Kind = Annotated[BaseException | type[BaseException], kind]
Where = Annotated[str, where]
Said = Annotated[Problem | StoreError, said]


class Fields(TypedDict, total=False):
    """The keys. A new one gets the strictest rule that will do."""

    member: Id
    run: Id
    nudge: Id
    post: Id
    place: Id
    circle: Id
    pod: Id
    announcement: Id
    community: Id
    count: Number
    attempt: Number
    code: Number
    seconds: Number
    platform: Word
    flow: Word
    kind: Word
    state: Word
    line: Word
    error: Kind
    problem: Said
    where: Where
    table: Word
    field: Word
    row: Id


RULES = {key: rule.__metadata__[0] for key, rule in get_type_hints(Fields, include_extras=True).items()}


def shown(fields: Mapping[str, object]) -> dict[str, Shown]:
    """The fields as they are written. A key that is not on the list keeps its name at most."""
    return {(key if key in RULES else word(key)): RULES.get(key, _hidden)(value) for key, value in fields.items()}


def _hidden(_: object) -> str:
    return HIDDEN
