"""Commands typed as a line of text, such as `/rejected Acme "Data analyst" final`, for platforms that take them so."""

from __future__ import annotations

import re
import shlex

from bot.commands import Word
from bot.lines import Value
from bot.rows import Stage

# An apostrophe within a word opens no quotation: O'Reilly.
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# Characters of what was not understood that are said.
SHORT = 40


class MisreadError(Exception):
    """Some of what was typed behind a command is none of what it takes. `kind` is ``too-much`` or ``stage``; `values` say
    what it is, and `read` is the rest, as `read_args` would give it."""

    def __init__(self, kind: str, read: dict[str, str], **values: Value) -> None:
        super().__init__(kind)
        self.kind = kind
        self.read = read
        self.values: dict[str, Value] = values


def read_args(word: Word, rest: str) -> dict[str, str]:
    """What was given with a command: in its order, or by name (``stage=final``). Raises MisreadError."""
    given: dict[str, str] = {}
    free = list(word.args)
    left: list[str] = []
    for part in _parts(rest):
        name, equals, value = part.partition("=")
        if not (equals and name.casefold() in word.args):
            name, value = free[0] if free else "", part
        if not name:
            left.append(part)
            continue
        name = name.casefold()
        if name in free:
            free.remove(name)
        given[name] = value.strip()
    typed = given.pop("stage", "")
    stage = re.sub(r"[\s_]+", "-", typed.casefold())
    unknown = stage not in {"", *Stage}
    read = {name: value for name, value in (given | {"stage": "" if unknown else stage}).items() if value}
    if left:
        left = [typed, *left] if unknown else left
        raise MisreadError("too-much", read, command=f"/{word.word}", typed=" ".join(left)[:SHORT])
    if unknown:
        raise MisreadError("stage", read, typed=typed[:SHORT], stages=", ".join(Stage))
    return read


def _parts(rest: str) -> list[str]:
    held = _APOSTROPHE.sub("\0", rest.replace("“", '"').replace("”", '"'))
    try:
        parts = shlex.split(held)
    except ValueError:  # a quotation that is not closed
        parts = held.split()
    return [part.replace("\0", "'") for part in parts]
