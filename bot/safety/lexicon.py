"""The words that one language's file knows, and how a text reads in them.

A word becomes a set of symbols: itself, what it may be a misspelling of, and the stems (`suicid*`) it begins or ends
with. A word that the file never mentions has none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from bot.safety.glance import LONG, ODD, STEM, Glance, stem_clue
from bot.safety.normalise import SENTENCE_END, Spellings, Word, fold
from bot.safety.reading import ENDED, MANY, MARKS, NO_SYMBOLS, NUMBER, YEAR, Reading
from bot.safety.slips import Slips

# The least of <many>; numbers of more digits count nothing that matters here.
MANY_FROM, MANY_DIGITS = 8, 3

# How words that ran together are told apart: as few as possible, leaving over as few letters as possible.
LONGEST_PART = 16
LEFT_OVER = 3
# Shorter misspellings (q, x, m) would take any word apart.
SHORTEST_MISSPELT = 4

UNKNOWN = [NO_SYMBOLS]

_APART = re.compile(r"[^a-z0-9']+")
# German without its keys: moechte.
_UMLAUTS = "äöü"
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Lexicon:
    """Have all words of the file `written`, then ask for `forms`."""

    def __init__(
        self,
        contractions: Mapping[str, Sequence[str]],
        misspellings: Mapping[str, str],
        slips: Slips,
        joined: Iterable[str],
        elided: Iterable[str] = (),
        apart: Mapping[tuple[str, str], Sequence[str]] = MappingProxyType({}),
    ) -> None:
        """`apart`: two words that are one or two others. A word that holds one of `joined` may be several that ran
        together. Words of `elided` lose their vowel before the next, which an apostrophe shows, or not: French j'ai, jai."""
        self._rejoined: dict[str, dict[str, Sequence[str]]] = {}
        for (one, other), meant in apart.items():
            self._rejoined.setdefault(one, {})[other] = meant
        self._contractions = contractions
        self._misspellings = misspellings
        self._slips = slips
        self._joined = re.compile("|".join(map(re.escape, joined)))
        letters = "|".join(elided)
        self._elided = re.compile(f"({letters})([a-z]{{2,}})") if letters else None
        self._words: dict[str, int] = {}
        self._marks = {mark: number for number, mark in enumerate(MARKS)}
        """With the stems. These and the words have numbers, by which phrases know them."""
        self._stems: dict[str, set[str]] = {}
        """By their clue."""
        self._clues = {ODD, *contractions, *misspellings, *slips.clues}
        """Beside the words themselves: a word of a text with none of these is not known."""
        self._known: dict[Spellings, list[frozenset[str]]] = {SENTENCE_END.spellings: [ENDED]}

    def written(self, word: str) -> list[list[int]]:
        """What a word of the file is among the words of a text, one or several, each with the numbers of its spellings; from
        now on the lexicon knows it."""
        if word.isascii() and word.islower() and word.isalpha() and word not in self._contractions:
            return [[self._numbered(word)]]
        core = word.strip("*")
        before, after = "*" * word.startswith("*"), "*" * word.endswith("*")
        spelt = [self._parts(core)]
        if any(umlaut in core for umlaut in _UMLAUTS):
            spelt.append(self._parts(core.translate(_WITH_E)))
        return [[self._numbered(before + part + after) for part in parts] for parts in zip(*spelt, strict=True)]

    def number(self, symbol: str) -> int | None:
        """The number of a symbol that is written in the file."""
        return self._words.get(symbol, self._marks.get(symbol))

    def count(self) -> int:
        """How many symbols have numbers: from 0 on."""
        return len(self._words) + len(self._marks)

    def named(self, numbers: Container[int]) -> frozenset[str]:
        """The words that have these numbers."""
        return frozenset(word for word, number in self._words.items() if number in numbers)

    def _numbered(self, symbol: str) -> int:
        if "*" in symbol:
            clue = stem_clue(symbol)
            self._stems.setdefault(clue, set()).add(symbol)
            self._clues.add(clue)
            return self._marks.setdefault(symbol, self.count())
        return self._words.setdefault(symbol, self.count())

    def forms(self, glance: Glance) -> dict[Spellings, list[frozenset[str]]]:
        """What the words of a text are in this language, those that it knows: the symbols of one word, or of several."""
        found: dict[Spellings, list[frozenset[str]]] = {}
        by_clue = glance.by_clue
        for clue in (by_clue.keys() & self._words.keys()) | (by_clue.keys() & self._clues):
            for spellings in by_clue[clue]:
                if spellings not in found:
                    found[spellings] = self._read(spellings)
        for spellings in glance.long:
            if spellings not in found and any(map(self._joined.search, spellings)):
                found[spellings] = self._read(spellings)
        for spellings in glance.distinct if self._elided else ():
            if spellings not in found and any(map(self._unelided, spellings)):
                found[spellings] = self._read(spellings)
        return found

    def rejoinable(self, glance: Glance) -> frozenset[str]:
        """What the text could read as besides, were all its words that may belong together side by side."""
        pairs = (
            meant
            for one in self._rejoined.keys() & glance.by_clue.keys()
            for other, meant in self._rejoined[one].items()
            if other in glance.by_clue
        )
        return frozenset().union(*(self._symbols(word) for meant in pairs for word in meant))

    def rejoin(self, found: list[list[frozenset[str]]], words: Sequence[Word]) -> bool:
        """Reads "with out" as "without", and "better of" as "better off" too. Whether there was any such."""
        changed = False
        first = self._rejoined.keys()
        for place in range(1, len(found)):
            if first.isdisjoint(words[place - 1].spellings):
                continue
            before, here = found[place - 1], found[place]
            meant = self._meant(words[place - 1], words[place]) if before and here else None
            if meant:
                one, *other = map(self._symbols, meant)
                found[place - 1] = [*before[:-1], one | before[-1] if other else one]
                found[place] = [*(each | here[0] for each in other), *here[1:]]
                changed = True
        return changed

    def _meant(self, one: Word, other: Word) -> Sequence[str] | None:
        if other.paused:
            return None
        pairs = (self._rejoined.get(first, {}).get(second) for first in one.spellings for second in other.spellings)
        return next(filter(None, pairs), None)

    def _parts(self, word: str) -> list[str]:
        parts: list[str] = []
        for part in _APART.split(fold(word)):
            plain = part.replace("'", "")
            parts += self._contractions.get(part, self._contractions.get(plain, [plain]))
        return parts

    def _read(self, spellings: Spellings) -> list[frozenset[str]]:
        if spellings in self._known:
            return self._known[spellings]
        first = spellings[0]
        forms = self._look_up(spellings)
        if self.knows(first):
            self._known[spellings] = forms  # a word of the file, never one that only somebody typed
        return forms

    def _look_up(self, spellings: Spellings) -> list[frozenset[str]]:
        for spelling in spellings:
            if spelling in self._contractions:
                return [self._symbols(part) for part in self._contractions[spelling]]
        symbols = frozenset().union(*map(self._symbols, spellings))
        if not self._words.keys().isdisjoint(symbols):
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
        elif word.endswith("in") and f"{word}g" in self._words:
            found.add(f"{word}g")  # cryin
        if word in self._misspellings:
            meant = {self._misspellings[word]}
        elif found or not (meant := self._slips.meant(word)):
            return frozenset(found) if found else NO_SYMBOLS
        for each in meant:
            found |= {each, *self._stems_of(each)}
        return frozenset(found)

    @cached_property
    def _lengths(self) -> dict[str, set[int]]:
        """How long the words that run together can be, by their first letters; those of one or two letters apart."""
        found: dict[str, set[int]] = {}
        for word in (*self._words, *self._contractions, *self._misspellings):
            if STEM <= len(word) <= LONGEST_PART and not self._unknown(word):
                found.setdefault(word[:STEM], set()).add(len(word))
        return found

    def _stems_of(self, word: str) -> Iterator[str]:
        for stem in self._stems.get(word[:STEM] + "*", ()):
            if word.startswith(stem[:-1]):
                yield stem
        for stem in self._stems.get("*" + word[-STEM:], ()):
            if word.endswith(stem[1:]):
                yield stem

    def _unelided(self, word: str) -> list[str] | None:
        """The two words of one that lacks its apostrophe, if the file knows both, or None."""
        found = self._elided.fullmatch(word) if self._elided else None
        return list(found.groups()) if found and all(map(self._symbols, found.groups())) else None

    def knows(self, word: str) -> bool:
        """Whether the file has the word, in whatever spelling."""
        return word in self._words or word in self._contractions or word in self._misspellings

    def _unknown(self, word: str) -> bool:
        misspelt = len(word) >= SHORTEST_MISSPELT and word in self._misspellings
        return not misspelt and word not in self._words and word not in self._contractions

    def _apart(self, word: str) -> list[str] | None:
        """The words that ran together in one, or None: `iwanttodie`. At most a fifth of the letters is left over."""
        if len(word) < LONG or not self._joined.search(word):
            return None
        lengths = self._lengths
        cost = [0, *[LEFT_OVER * len(word) + 1] * len(word)]
        came = [0] * (len(word) + 1)
        for start in range(len(word)):
            paid = cost[start]
            if paid + LEFT_OVER <= cost[start + 1]:
                cost[start + 1], came[start + 1] = paid + LEFT_OVER, start
            for length in (1, 2, *lengths.get(word[start : start + STEM], ())):
                end = start + length
                if end > len(word) or paid + 1 >= cost[end]:
                    continue
                if not self._unknown(word[start:end]):
                    cost[end], came[end] = paid + 1, start
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


def read(words: Sequence[Word], forms: Mapping[Spellings, list[frozenset[str]]], lexicon: Lexicon) -> Reading:
    """A text whose words have these forms in a language."""
    found = [forms.get(word.spellings, UNKNOWN) for word in words]
    if not lexicon.rejoin(found, words) and all(len(several) == 1 for several in forms.values()):
        return Reading([several[0] for several in found], [word.paused for word in words], range(len(words)))
    origin = [place for place, several in enumerate(found) for _ in several]
    paused = [words[place].paused and place != before for before, place in zip([-1, *origin], origin, strict=False)]
    return Reading([form for several in found for form in several], paused, origin)
