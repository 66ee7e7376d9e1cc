"""From what was typed to plain words: one spelling for what looks the same, whatever it is written with.

Every step is linear in the length of the text and needs no language.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

END = "."
"""Stands among the words where a sentence ends."""

_QUOTES = "'\u2018\u2019\u02bc\u2032\u00b4`"
_APOSTROPHE = re.compile(f"(?<=[a-z0-9])[{_QUOTES}](?=[a-z0-9])")
# French: j'ai is two words. No English contraction begins with these.
_ELISION = re.compile(rf"\b(c|d|j|l|m|n|s|t|qu|jusqu|lorsqu|puisqu)[{_QUOTES}] ?(?=[a-z])")
_SPACED = re.compile(r"\b[a-z0-9](?:[ .*_|-][a-z0-9]){3,}\b(?!')")
_BETWEEN = re.compile(r"[ .*_|-]")
_PIECE = re.compile(
    r"(?P<word>[$@]?[a-z0-9](?:['@$!*]{0,2}[a-z0-9])*)"
    r"|(?P<pause>\.\.+|[,:()\u2013\u2014]| - |\n(?![ \t]*\n))"
    r"|(?P<end>\.(?!\w)|[?;!]|\n)"
)
# A 1 is an l as often as an i.
_LEET = str.maketrans("01345789@$!", "oieastbgasi")
_LEET_L = str.maketrans("01345789@$!", "oleastbgasi")
_REPEATED = re.compile(r"([a-z])\1{2,}")


Spellings = tuple[str, ...]


class Word(NamedTuple):
    spellings: Spellings
    """What it may be, as typed first; with an apostrophe, also without."""
    paused: bool
    """A comma, a bracket, a dash or a new line stands before it."""


SENTENCE_END = Word((END,), paused=False)


def words(text: str) -> list[Word]:
    """The words of a text in order, SENTENCE_END between sentences. Takes any text, whatever code points it holds."""
    found: list[Word] = []
    known: dict[str, Word] = {}
    paused = False
    for word, pause, _ in _PIECE.findall(fold(text)):
        if word:
            if word not in known:
                known[word] = Word(tuple(dict.fromkeys(_spellings(word))), paused=False)
            found.append(known[word]._replace(paused=True) if paused else known[word])
            paused = False
        elif pause:
            paused = True
        elif found and found[-1] is not SENTENCE_END:
            found.append(SENTENCE_END)
    return found


def fold(text: str) -> str:
    """Lower case, Latin, no accents, nothing invisible; an apostrophe only within a word, and straight."""
    text = unicodedata.normalize("NFKD", text)
    text = text.translate({ord(character): _folded(character) for character in set(text)}).casefold()
    text = _ELISION.sub(r"\1 ", text)
    text = _APOSTROPHE.sub("'", text)
    return _SPACED.sub(lambda spaced: _BETWEEN.sub("", spaced[0]), text)


def _folded(character: str) -> str:
    if character.isascii() and character >= " ":
        return character
    if character in (table := _table()):
        return table[character]
    if character in "\n\r\u2028\u2029":
        return "\n"
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    # Lone surrogates, control characters, pictures, odd spaces.
    return " " if kind[0] in "CZS" else character


@cache
def _table() -> Mapping[str, str]:
    tables = tomllib.loads((files("bot.safety") / "patterns" / "characters.toml").read_text(encoding="utf-8"))
    faces = {face: f" {word} " for word, all_ in tables["faces"].items() for face in all_}
    letters = {
        each: letter for name in ("look_alikes", "spelt_out") for letter, all_ in tables[name].items() for each in all_
    }
    # Letters in black circles and squares, and those that flags are made of; Unicode takes none of them apart.
    signs = {chr(first + place): chr(97 + place) for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)}
    return faces | letters | signs


def _spellings(word: str) -> Iterator[str]:
    yield word
    if word.isdigit():
        return
    plain = word.replace("'", "")
    yield plain
    if word.endswith("'s"):
        yield word.removesuffix("'s")
    if not plain.isalpha():
        yield plain.translate(_LEET)
        yield plain.translate(_LEET_L)
    if _REPEATED.search(plain):
        yield _REPEATED.sub(r"\1", plain)
        yield _REPEATED.sub(r"\1\1", plain)
