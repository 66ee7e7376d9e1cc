"""Recognising words with one slip of the finger, a letter too many, too few, wrong, swapped, or starred out, and words
whose vowels are missing or spelt by ear."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Shorter words have too many neighbours, longer ones are none.
SHORTEST, LONGEST = 5, 16

# What is left of a word that is spelt by ear, from which it is still known: its consonants, by their sound.
LEAST_CONSONANTS = 4
_SOUNDS = (("ck", "k"), ("ph", "f"), ("wr", "r"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("c", "k"), ("z", "s"))
_SILENT = re.compile(r"(?<=.)[aeiouyhw]|(.)\1*(?=\1)")


class Slips:
    def __init__(self, words: Iterable[str], right: Iterable[str]) -> None:
        """The words to recognise, and those that look like one of them with a slip and are none."""
        self._right = frozenset(right)
        self._spoilt: dict[str, list[str]] = {}
        self._shapes: set[tuple[str, int]] = set()
        self._sounds: dict[str, list[str]] = {}
        for word in words:
            self._sounds.setdefault(_sound(word), []).append(word)
            self._shapes |= {(word[0], len(word) + by) for by in (-1, 0, 1)}
            for each in {word} | _shortened(word) | _starred(word):
                self._spoilt.setdefault(each, []).append(word)

    def meant(self, word: str) -> set[str]:
        """What a word may be meant to be. The first letter is always right: it is the one that people do not miss."""
        if (word[0], len(word)) not in self._shapes or not SHORTEST <= len(word) <= LONGEST or word in self._right:
            return set(self._spoilt.get(word, ())) if "*" in word else self._heard(word)
        found = {each for spoilt in {word} | _shortened(word) for each in self._spoilt.get(spoilt, ())}
        return {each for each in found if each[0] == word[0] and _one_slip(word, each)} or self._heard(word)

    def _heard(self, word: str) -> set[str]:
        """The words that sound like it but for their vowels."""
        if word in self._right or len(word) > LONGEST or len(sound := _sound(word)) < LEAST_CONSONANTS:
            return set()
        return {each for each in self._sounds.get(sound, ()) if each[0] == word[0] and abs(len(each) - len(word)) <= 3}


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(1, len(word))}


def _starred(word: str) -> set[str]:
    return {word[:place] + "*" * many + word[place + many :] for many in (1, 2) for place in range(1, len(word) - many)}


def _one_slip(word: str, meant: str) -> bool:
    if "*" in word:
        return True
    same = next((place for place, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if same is None:
        return abs(len(word) - len(meant)) <= 1
    rest, right = word[same:], meant[same:]
    swapped = rest[:2] == right[1::-1] and rest[2:] == right[2:]
    return swapped or rest[1:] in (right, right[1:]) or rest == right[1:]


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _SILENT.sub("", _SILENT.sub("", word))
