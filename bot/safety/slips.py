"""Recognising words with one slip of the finger: a letter too many, too few, wrong, swapped, or starred out; and with letters
doubled that are not, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.safety.glance import SHORTEST_SLIP, slip_clues

# Longer ones are no words.
LONGEST = 16
# From how many letters on a word may have a slip besides its doubled letters: "curing" is no "cuting".
LONG = 8
_DOUBLED = re.compile(r"(.)\1+")


class Slips:
    def __init__(self, words: Iterable[str], right: Iterable[str]) -> None:
        """The words to recognise, and those that look like one of them with a slip and are none."""
        self._right = frozenset(right)
        self._words = frozenset(words)
        self._by_clue: dict[str, list[str]] = {}
        self._starred: dict[str, list[str]] = {}
        self._shapes: set[tuple[str, int]] = set()
        self._undoubled: dict[str, set[str]] = {}
        """What is written with single letters, and what it may be meant to be."""
        for word in sorted(self._words):
            self._add(word)
            for each in _starred(word):
                self._starred.setdefault(each, []).append(word)
            undoubled = _undouble(word)
            self._undoubled.setdefault(undoubled, set()).add(word)
            if undoubled != word and len(undoubled) >= LONG:
                self._add(undoubled)

    @property
    def clues(self) -> Iterable[str]:
        """One of them is a clue of every word that may be meant to be one of these."""
        return self._by_clue

    def meant(self, word: str) -> set[str]:
        """What a word may be meant to be. The first letter is always right: it is the one that people do not miss."""
        if word in self._right:
            return set()
        found = self._slipped(word)
        if "*" in word:
            return found
        undoubled = _undouble(word)
        if len(undoubled) >= SHORTEST_SLIP:
            found |= self._undoubled.get(undoubled, set())
        return found | self._slipped(undoubled) if len(undoubled) >= LONG and undoubled != word else found

    def _add(self, word: str) -> None:
        self._shapes |= {(word[0], len(word) + by) for by in (-1, 0, 1)}
        for clue in slip_clues(word):
            self._by_clue.setdefault(clue, []).append(word)

    def _slipped(self, word: str) -> set[str]:
        if (word[0], len(word)) not in self._shapes or not SHORTEST_SLIP <= len(word) <= LONGEST:
            return set(self._starred.get(word, ())) if "*" in word else set()
        if "*" not in word:
            found = {each for each in self._alike(word) if abs(len(word) - len(each)) <= 1 and _one_slip(word, each)}
        else:
            bare = word.replace("*", "")
            found = {each for spoilt in (word, *_shortened(word)) for each in self._starred.get(spoilt, ())}
            if len(word) - len(bare) == 1:
                found |= {each for each in self._alike(bare) if _lacks_one(bare, each)}
        return {meant for each in found for meant in ({each} if each in self._words else self._undoubled[each])}

    def _alike(self, word: str) -> Iterator[str]:
        for clue in slip_clues(word):
            yield from self._by_clue.get(clue, ())


def _undouble(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(1, len(word))}


def _starred(word: str) -> set[str]:
    return {word[:place] + "*" * many + word[place + many :] for many in (1, 2) for place in range(1, len(word) - many)}


def _lacks_one(word: str, meant: str) -> bool:
    return word == meant or word in _shortened(meant)


def _one_slip(word: str, meant: str) -> bool:
    same = next((place for place, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if same is None:
        return abs(len(word) - len(meant)) <= 1
    rest, right = word[same:], meant[same:]
    swapped = rest[:2] == right[1::-1] and rest[2:] == right[2:]
    return swapped or rest[1:] in (right, right[1:]) or rest == right[1:]
