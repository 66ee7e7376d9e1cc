"""Lines that begin with a slash."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from adapters.terminal.choices import Problem
from bot.commands import REJECTED, WORDS, Word
from bot.fixed import Fixed
from bot.rows import Stage
from bot.typed_commands import MisreadError, read_args

OWN = ("as", "channel", "read", "later", "copy", "quit", "exit")
# Not those that only a button of a post gives.
TYPED = {word.word: word for word in (REJECTED, *WORDS)}
LEAST, MOST = timedelta(minutes=1), timedelta(days=365)

# What is said of what a command does not take.
MISREAD = {"too-much": "terminal-too-much", "stage": "terminal-stage"}

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_UNIT_NAMES = {name: unit for letter, unit in _UNITS.items() for name in (letter, unit, unit[:-1])} | {
    "min": "minutes",
    "mins": "minutes",
    "hr": "hours",
    "hrs": "hours",
}
_SPAN = re.compile(r"(\d{1,6})\s*([a-z]+)")


class Asked(NamedTuple):
    """A command for the core."""

    word: str
    args: Mapping[str, str] = MappingProxyType({})


class Later(NamedTuple):
    """The demo's clock is to move on."""

    span: timedelta


class As(NamedTuple):
    """Somebody else is at the keyboard from now on. Without a name: who there is."""

    name: str


class Read(NamedTuple):
    """What was said in the place of this name; without one, in each that one sees, or only where all do (`public`)."""

    name: str = ""
    public: bool = False


class CopyOut(Fixed):
    """What there is to copy, with nothing around it."""


class Leave(Fixed):
    """The end of the chat."""


Order: TypeAlias = Asked | As | Read | Later | CopyOut | Leave | Problem


def understand(line: str) -> Order:
    """What a line that begins with a slash asks for."""
    name, _, rest = line.strip().removeprefix("/").partition(" ")
    name = name.casefold()
    match name:
        case "quit" | "exit":
            return Leave()
        case "copy":
            return CopyOut()
        case "as":
            return As(rest.strip())
        case "channel":
            return Read(public=True)
        case "read":
            return Read(rest.strip())
        case "later":
            return _later(rest)
        case "bounceback":
            sub, _, rest = rest.strip().partition(" ")
            name = sub.casefold() or "home"
            return _asked(TYPED[name], rest) if name in TYPED else _unknown(f"bounceback {name}")
        case _:
            return _asked(TYPED[name], rest) if name in TYPED else _unknown(name)


def completions(before: str, typed: str) -> list[str]:
    """What a word may become: commands first in a line, then whatever goes with them."""
    first = before.split()
    if not first:
        known = [
            "/rejected",
            "/bounceback",
            *(f"/{word.word}" for word in WORDS),
            *(f"/{name}" for name in OWN),
        ]
    elif first == ["/bounceback"]:
        known = [word.word for word in WORDS]
    elif first[0] == "/rejected":
        known = [f"{name}=" for name in TYPED["rejected"].args if name != "stage"]
        known += [f"stage={stage}" for stage in Stage]
    else:
        known = []
    return [word if word.endswith("=") else f"{word} " for word in known if typed and word.startswith(typed)]


def _unknown(name: str) -> Problem:
    known = ["rejected", "bounceback", *(word.word for word in WORDS), *OWN]
    said = name.removeprefix("bounceback ")
    near = difflib.get_close_matches(said, known, n=1)
    before = "" if said == name else "bounceback "
    # What only the terminal knows is no part of /bounceback.
    typed = f"/{before}{near[0]}" if near and near[0] in TYPED else f"/{near[0]}" if near else "none"
    return Problem("terminal-unknown", {"typed": f"/{name[:40]}", "near": typed})


def _asked(word: Word, rest: str) -> Asked | Problem:
    try:
        return Asked(word.word, read_args(word, rest))
    except MisreadError as error:
        return Problem(MISREAD[error.kind], error.values)


def _later(rest: str) -> Later | Problem:
    text = rest.strip().casefold()
    found = _SPAN.findall(text)
    if not found or _SPAN.sub("", text).strip(" ,") or any(unit not in _UNIT_NAMES for _, unit in found):
        return Problem("terminal-later-unread", {})
    span = sum((timedelta(**{_UNIT_NAMES[unit]: int(number)}) for number, unit in found), timedelta())
    return Later(span) if LEAST <= span <= MOST else Problem("terminal-later-range", {})
