"""Text as people type it, made safe to keep and to show again. The words stay theirs."""

from __future__ import annotations

import re
import unicodedata

# What a terminal would obey: gone whole, so that no rest of it stays in the text.
_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_LINE_ENDS = re.compile(r"\r\n?|\x85|\u2028|\u2029")
# Marks that change the direction of what stands around them, and could make a screen say something else.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Without control characters, stray halves of characters and direction marks; composed (NFC); tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text  # as nearly all of it is: nothing in it could be anything but itself
    text = _DIRECTION.sub("", _LINE_ENDS.sub("\n", _SEQUENCES.sub("", text).replace("\t", " ")))
    kept = (char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))
