"""Commands typed as a line of text, such as `/rejected Acme "Data analyst" final`, for platforms that take them so."""

from __future__ import annotations

import re
import shlex

from bot.commands import Word
from bot.lines import Value
from bot.rows import Stage

# An apostrophe within a word opens no quotation: O'Reilly.
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


class MisreadError(Exception):
    """What was typed behind a command is none of what it takes. `kind` is ``too-much`` or ``stage``."""

    def __init__(self, kind: str, **values: Value) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values: dict[str, Value] = values


def read_args(word: Word, rest: str) -> dict[str, str]:
    """What was given with a command: in its order, or by name (``stage=final``). Raises MisreadError."""
    given: dict[str, str] = {}
    free = list(word.args)
    for part in _parts(rest):
        name, equals, value = part.partition("=")
        if not (equals and name.casefold() in word.args):
            name, value = free[0] if free else "", part
        if not name:
            raise MisreadError("too-much", command=f"/{word.word}")
        name = name.casefold()
        if name in free:
            free.remove(name)
        given[name] = value.strip()
    if "stage" in given:
        stage = re.sub(r"[\s_]+", "-", given["stage"].casefold())
        if stage and stage not in set(Stage):
            raise MisreadError("stage", typed=given["stage"][:40], stages=", ".join(Stage))
        given["stage"] = stage
    return {name: value for name, value in given.items() if value}


def _parts(rest: str) -> list[str]:
    held = _APOSTROPHE.sub("\0", rest.replace("“", '"').replace("”", '"'))
    try:
        parts = shlex.split(held)
    except ValueError:  # a quotation that is not closed
        parts = held.split()
    return [part.replace("\0", "'") for part in parts]
