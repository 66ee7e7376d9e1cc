"""Text on its way to a terminal and from it: where our own comes from, and what must not get through."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from bot.lines import Value

# Whatever could move the cursor, change colours or turn text around. Tabs and newlines are seen to first.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufeff]")
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_ISOLATES = re.compile(r"[\u2066-\u2069]")

# For terminals that know only a few characters.
_PLAINER = {
    ord(fine): plain
    for plain, many in {
        "'": "\u2018\u2019",
        '"': "“”",
        "-": "–—·─",
        "...": "…",
        "^": "↑",
        "|": "│",
        "#": "█",
        ".": "░",
        "": "\u2066\u2067\u2068\u2069",
    }.items()
    for fine in many
}


class TerminalWords(Protocol):
    """The terminal's own lines, in the person's language. Ids begin with ``terminal-``."""

    def __call__(self, line: str, /, **values: Value) -> str: ...


def clean(text: str) -> str:
    """Text that is safe to show: no control characters, marks for direction only where needed."""
    text = _BREAKS.sub("\n", text).replace("\t", "    ")
    text = _CONTROLS.sub("", text)
    return text if _right_to_left(text) else _ISOLATES.sub("", text)


def flat(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def read(line: bytes | str) -> str:
    """A line as somebody typed it. Bytes that are no UTF-8 become the mark for an unknown character."""
    if isinstance(line, str):
        line = line.encode("utf-8", "surrogateescape")
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    return _CONTROLS.sub("", text.replace("\t", " "))


def fit(text: str, encoding: str) -> str:
    """Text in the characters that an output has."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAINER).encode(encoding, "replace").decode(encoding)
    return text


def _right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)
