"""The words that one language's file knows, and how a text reads in them.

A word becomes a set of symbols: itself, what it may be a misspelling of, and the stems (`suicid*`) it begins or ends
with. A word that the file never mentions has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.safety.normalise import SENTENCE_END, Word, fold
from bot.safety.reading import ENDED, MANY, NO_SYMBOLS, NUMBER, YEAR, Reading
from bot.safety.slips import Slips

# The least of <many>; numbers of more digits count nothing that matters here.
MANY_FROM, MANY_DIGITS = 8, 3

SHORTEST_STEM = 3

# How words that ran together are told apart: as few as possible, leaving over as few letters as possible.
SHORTEST_JOINED, LONGEST_PART = 6, 16
LEFT_OVER = 3

_APART = re.compile(r"[^a-z0-9']+")
# German without its keys: moechte.
_UMLAUTS = "äöü"
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Lexicon:
    """Have all words of the file `written`, then `read`."""

    def __init__(
        self,
        contractions: Mapping[str, Sequence[str]],
        misspellings: Mapping[str, str],
        slips: Slips,
        joined: Iterable[str],
        elided: Iterable[str] = (),
    ) -> None:
        """A word that holds one of `joined` may be several that ran together. Words of `elided` lose their vowel before
        the next, which an apostrophe shows, or not: French j'ai, jai."""
        self._contractions = contractions
        self._misspellings = misspellings
        self._slips = slips
        self._joined = re.compile("|".join(map(re.escape, joined)))
        self._elided = re.compile(f"({'|'.join(elided) or '(?!)'})([a-z]{{2,}})")
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._stem_lengths: set[int] = set()
        self._stem_edges: set[str] = set()
        self._known: dict[str, list[frozenset[str]]] = {}

    def written(self, word: str) -> list[frozenset[str]]:
        """What a word of the file is among the words of a text, one or several, each with its spellings; from now on
        the lexicon knows it."""
        if word.isascii() and word.islower() and word.isalpha() and word not in self._contractions:
            self._words.add(word)
            return [frozenset({word})]
        core = word.strip("*")
        before, after = "*" * word.startswith("*"), "*" * word.endswith("*")
        spelt = [self._parts(core)]
        if any(umlaut in core for umlaut in _UMLAUTS):
            spelt.append(self._parts(core.translate(_WITH_E)))
        found = [frozenset(before + part + after for part in parts) for parts in zip(*spelt, strict=True)]
        for symbol in frozenset().union(*found):
            if "*" in symbol:
                self._stems.add(symbol)
                self._stem_lengths.add(len(symbol) - 1)
                self._stem_edges.add(symbol[:SHORTEST_STEM] if symbol.endswith("*") else symbol[-SHORTEST_STEM:])
            else:
                self._words.add(symbol)
        return found

    def read(self, words: Sequence[Word]) -> Reading:
        reading = Reading()
        seen: dict[tuple[str, ...], list[frozenset[str]]] = {}
        forms, paused, origin = reading.forms, reading.paused, reading.origin
        for place, word in enumerate(words):
            if word is SENTENCE_END:
                read = [ENDED]
            elif (read_before := seen.get(word.spellings)) is not None:
                read = read_before
            else:
                read = seen[word.spellings] = self._read(word.spellings)
            forms += read
            paused.append(word.paused)
            origin.append(place)
            for _ in read[1:]:
                paused.append(False)
                origin.append(place)
        return reading

    def _parts(self, word: str) -> list[str]:
        parts: list[str] = []
        for part in _APART.split(fold(word)):
            plain = part.replace("'", "")
            parts += self._contractions.get(part, self._contractions.get(plain, [plain]))
        return parts

    def _read(self, spellings: Sequence[str]) -> list[frozenset[str]]:
        first = spellings[0]
        if len(spellings) == 1 and first in self._known:
            return self._known[first]
        for spelling in spellings:
            if spelling in self._contractions:
                return [self._symbols(part) for part in self._contractions[spelling]]
        symbols = self._symbols(first).union(*map(self._symbols, spellings[1:]))
        if not symbols.isdisjoint(self._words):
            if len(spellings) == 1 and first in self._words:
                self._known[first] = [symbols]  # a word of the file, never one that only somebody typed
            return [symbols]
        for spelling in spellings:
            parts = self._unelided(spelling) or self._apart(spelling)
            # A stem that fits the whole gives way only to words that leave nothing over.
            if parts and not (symbols and any(map(self._unknown, parts))):
                return [form for part in parts for form in self._read((part,))]
        return [symbols]

    def _symbols(self, word: str) -> frozenset[str]:
        if word.isdigit():
            return _number(word) | {self._misspellings[word]} if word in self._misspellings else _number(word)
        found = set(self._stems_of(word))
        if word in self._words:
            found.add(word)
        if word in self._misspellings:
            meant = {self._misspellings[word]}
        elif found or not (meant := self._slips.meant(word)):
            return frozenset(found) if found else NO_SYMBOLS
        for each in meant:
            found |= {each, *self._stems_of(each)}
        return frozenset(found)

    def _stems_of(self, word: str) -> Iterator[str]:
        if word[:SHORTEST_STEM] in self._stem_edges or word[-SHORTEST_STEM:] in self._stem_edges:
            for length in self._stem_lengths:
                for stem in (word[:length] + "*", "*" + word[-length:]):
                    if stem in self._stems:
                        yield stem

    def _unelided(self, word: str) -> list[str] | None:
        """The two words of one that lacks its apostrophe, if the file knows both, or None."""
        found = self._elided.fullmatch(word)
        return list(found.groups()) if found and all(map(self._symbols, found.groups())) else None

    def _unknown(self, word: str) -> bool:
        return word not in self._words and word not in self._contractions

    def _apart(self, word: str) -> list[str] | None:
        """The words that ran together in one, or None: `iwanttodie`. At most a fifth of the letters is left over."""
        if len(word) < SHORTEST_JOINED or not self._joined.search(word):
            return None
        words, contractions = self._words, self._contractions
        cost = [0] * (len(word) + 1)
        came = [0] * (len(word) + 1)
        for end in range(1, len(word) + 1):
            cost[end], came[end] = cost[end - 1] + LEFT_OVER, end - 1
            for start in range(max(0, end - LONGEST_PART), end):
                part = word[start:end]
                if cost[start] + 1 < cost[end] and (part in words or part in contractions):
                    cost[end], came[end] = cost[start] + 1, start
        parts, end = [], len(word)
        while end:
            parts.append(word[came[end] : end])
            end = came[end]
        left_over = sum(len(part) for part in parts if self._unknown(part))
        return parts[::-1] if len(parts) > 1 and left_over * 5 <= len(word) else None


def _number(word: str) -> frozenset[str]:
    if len(word) == 4 and word.startswith(("19", "20")):
        return frozenset({NUMBER, YEAR})
    return frozenset({NUMBER, MANY}) if len(word) <= MANY_DIGITS and int(word) >= MANY_FROM else frozenset({NUMBER})
