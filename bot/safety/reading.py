"""The words of a text as one language knows them.

A word becomes a set of symbols: itself, what it may be a misspelling of, and the stems (`suicid*`) it begins or ends
with. A word that the language's patterns never mention has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.safety.normalise import END, SENTENCE_END, Word, fold

NUMBER, MANY, YEAR = "<number>", "<many>", "<year>"
FEW = 8
NO_SYMBOLS: frozenset[str] = frozenset()
ENDED = frozenset({END})
# Shorter words have too many neighbours.
SHORTEST_MISSPELT = 5
SHORTEST_JOINED = 6
LONGEST_WORD = 16
UNKNOWN_LETTER = 3

_APART = re.compile(r"[^a-z0-9']+")
# German without its keys: moechte.
_UMLAUTS = "äöü"
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(slots=True)
class Reading:
    """A text in one language. `origin` says for each word which word of the text it comes from."""

    forms: list[frozenset[str]] = field(default_factory=list)
    paused: list[bool] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    negators: set[int] = field(default_factory=set)
    """Places of negations, over which a gap does not reach."""

    def blank(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.forms[place] = NO_SYMBOLS

    def sentence(self, place: int, most: int) -> tuple[int, int]:
        """Where the sentence around a place starts and ends, at most so many words away."""
        start = end = place
        while start > max(0, place - most) and END not in self.forms[start - 1]:
            start -= 1
        while end < min(len(self.forms), place + most) and END not in self.forms[end]:
            end += 1
        return start, end


class Lexicon:
    """The words of one language's file. Have them all `written`, then read."""

    def __init__(
        self,
        contractions: Mapping[str, Sequence[str]],
        misspellings: Mapping[str, str],
        misspelt: Iterable[str],
        right: Iterable[str],
        joined: Iterable[str],
    ) -> None:
        """`misspelt` are the words that are recognised with one slip, `right` those that look like such a slip and are
        none; a word that holds one of `joined` may be several that ran together."""
        self._contractions = contractions
        self._misspellings = misspellings
        self._slips = _slips(misspelt)
        self._right = frozenset(right)
        self._joined = tuple(joined)
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._known: dict[str, frozenset[str]] = {}

    def written(self, word: str) -> list[frozenset[str]]:
        """What a word of the file is among the words of a text, one or several, each with its spellings; from now on
        the lexicon knows it."""
        if word.isascii() and word.islower() and word.isalpha() and word not in self._contractions:
            self._words.add(word)
            return [frozenset({word})]
        before, core, after = _stars(word)
        spelt = [self._parts(core)]
        if any(umlaut in core for umlaut in _UMLAUTS):
            spelt.append(self._parts(core.translate(_WITH_E)))
        found = [frozenset(before + part + after for part in parts) for parts in zip(*spelt, strict=True)]
        for symbols in found:
            for symbol in symbols:
                (self._stems if "*" in symbol else self._words).add(symbol)
        return found

    def _parts(self, word: str) -> list[str]:
        parts: list[str] = []
        for part in _APART.split(fold(word)):
            plain = part.replace("'", "")
            parts += self._contractions.get(part, self._contractions.get(plain, [plain]))
        return parts

    def read(self, words: Sequence[Word]) -> Reading:
        reading = Reading()
        seen: dict[tuple[str, ...], list[frozenset[str]]] = {}
        for place, word in enumerate(words):
            if word is SENTENCE_END:
                forms = [ENDED]
            elif word.spellings in seen:
                forms = seen[word.spellings]
            else:
                forms = seen[word.spellings] = self._read(word.spellings)
            reading.forms += forms
            reading.paused += [word.paused, *[False] * (len(forms) - 1)]
            reading.origin += [place] * len(forms)
        return reading

    def _read(self, spellings: tuple[str, ...]) -> list[frozenset[str]]:
        for spelling in spellings:
            if spelling in self._contractions:
                return [self.symbols(part) for part in self._contractions[spelling]]
        symbols = NO_SYMBOLS.union(*map(self.symbols, spellings))
        if symbols & self._words:
            return [symbols]
        for spelling in spellings:
            parts = self._apart(spelling)
            # A stem that fits the whole gives way only to words that leave nothing over.
            if parts and not (symbols and any(self._unknown(part) for part in parts)):
                return [form for part in parts for form in self._read((part,))]
        return [symbols]

    def symbols(self, word: str) -> frozenset[str]:
        """What a word counts as."""
        if word in self._known:
            return self._known[word]
        if word.isdigit():
            return _number(word)
        found = set(self._stems_of(word))
        if word in self._words:
            found.add(word)
        if word in self._misspellings:
            meant = self._misspellings[word]
            found |= {meant, *self._stems_of(meant)}
        elif not found and len(word) >= SHORTEST_MISSPELT and word not in self._right:
            for meant in self._meant(word):
                found |= {meant, *self._stems_of(meant)}
        symbols = frozenset(found)
        if word in self._words:
            self._known[word] = symbols  # of the file, never a word somebody typed
        return symbols

    def _stems_of(self, word: str) -> Iterator[str]:
        for end in range(3, min(len(word), LONGEST_WORD) + 1):
            if (stem := word[:end] + "*") in self._stems:
                yield stem
        for start in range(max(0, len(word) - LONGEST_WORD), len(word) - 2):
            if (stem := "*" + word[start:]) in self._stems:
                yield stem

    def _meant(self, word: str) -> set[str]:
        meant = set(self._slips.get(word, ()))
        for place in range(1, len(word)):
            meant.update(self._slips.get(word[:place] + word[place + 1 :], ()))
        return {each for each in meant if each[0] == word[0] and _one_slip(word, each)}

    def _unknown(self, word: str) -> bool:
        return word not in self._words and word not in self._contractions

    def _apart(self, word: str) -> list[str] | None:
        """The words that ran together in one, or None: `iwanttodie`."""
        if len(word) < SHORTEST_JOINED or not any(part in word for part in self._joined):
            return None
        cost = [0] + [0] * len(word)
        came = [0] * (len(word) + 1)
        for end in range(1, len(word) + 1):
            cost[end], came[end] = cost[end - 1] + UNKNOWN_LETTER, end - 1
            for start in range(max(0, end - LONGEST_WORD), end):
                part = word[start:end]
                if cost[start] + 1 < cost[end] and not self._unknown(part):
                    cost[end], came[end] = cost[start] + 1, start
        parts, end = [], len(word)
        while end:
            parts.append(word[came[end] : end])
            end = came[end]
        known = sum(len(part) for part in parts if not self._unknown(part))
        return parts[::-1] if len(parts) > 1 and known * 5 >= len(word) * 4 else None


def _number(word: str) -> frozenset[str]:
    if len(word) == 4 and word.startswith(("19", "20")):
        return frozenset({NUMBER, YEAR})
    return frozenset({NUMBER, MANY}) if len(word) < 4 and int(word) >= FEW else frozenset({NUMBER})


def _stars(word: str) -> tuple[str, str, str]:
    core = word.strip("*")
    return "*" * word.startswith("*"), core, "*" * word.endswith("*")


def _slips(words: Iterable[str]) -> dict[str, list[str]]:
    """Every word with a letter left out or starred out, and the words it comes from."""
    found: dict[str, list[str]] = {}
    for word in words:
        spoilt = {word} | {word[:place] + word[place + 1 :] for place in range(1, len(word))}
        starred = {word[:place] + "*" * many + word[place + many :] for many in (1, 2) for place in range(1, len(word) - many)}
        for each in spoilt | starred:
            found.setdefault(each, []).append(word)
    return found


def _one_slip(word: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, starred out or in the other order makes the difference."""
    if "*" in word or abs(len(word) - len(meant)) > 1:
        return "*" in word
    same = next((place for place, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if same is None:
        return True
    rest, meant_rest = word[same:], meant[same:]
    swapped = rest[:2] == meant_rest[1::-1] and rest[2:] == meant_rest[2:]
    return swapped or rest[1:] in (meant_rest, meant_rest[1:]) or rest == meant_rest[1:]
