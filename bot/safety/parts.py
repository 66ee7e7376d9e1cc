"""What phrases are made of.

Everything is known by its number, and kept once in a language. A symbol is a word, a stem or a mark as <number>. Of a *set*
of symbols one has to be there. A *part* of a phrase is its kind and, behind it, the number of what it is made of. A
*sequence* is parts in their order: a phrase is one, and so is each way of a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from bot.safety.packed import Numbered, Packed

ONE_OF, CHOICE, GAP, GAP_OVER_ENDS, START, END, TOGETHER = range(7)
"""A word of a set; one of several sequences; up to so many words, perhaps with sentence ends among them; the start or the end
of a sentence, which take up no word; and several sequences in one sentence, in any order."""
KIND_BITS = 3
KINDS = (1 << KIND_BITS) - 1

# How many words after the first what stands together may begin.
WITHIN = 14
# The most words that a phrase may take up (a test holds them to it): less than a long text is read in at once.
WIDEST = 48

Part = int
Parts = Sequence[Part]


class Tables(NamedTuple):
    """What the numbers stand for."""

    sets: Packed
    """The symbols of a set."""
    sequences: Packed
    """The parts of a sequence."""
    several: Packed
    """The sequences of a choice, of which an empty one means that it may be missing, and of what stands together."""


class Maker:
    """Makes parts, and knows of each what a text needs to have for it."""

    def __init__(self, common: frozenset[int]) -> None:
        """`common`: symbols that are in most texts."""
        self._common = common
        self._sets = Numbered()
        self._symbols: list[tuple[int, ...]] = []
        self._rarity: list[tuple[int, int]] = []
        self._sequences = Numbered()
        self._several = Numbered()
        self._needs: dict[Part, list[int]] = {}
        self._widths: dict[Part, int] = {}

    def tables(self) -> Tables:
        return Tables(*map(Packed, (self._sets, self._sequences, self._several)))

    def set_of(self, symbols: Iterable[int]) -> int:
        """The number of a set."""
        ordered = tuple(sorted(set(symbols)))
        number = self._sets[ordered]
        if number == len(self._symbols):
            self._symbols.append(ordered)
            self._rarity.append((len(self._common.intersection(ordered)), len(ordered)))
        return number

    def union(self, sets: Iterable[int]) -> int:
        return self.set_of(chain.from_iterable(map(self._symbols.__getitem__, sets)))

    def symbols(self, number: int) -> tuple[int, ...]:
        """Those of a set."""
        return self._symbols[number]

    def sets(self) -> Iterable[tuple[int, ...]]:
        """The symbols of each set there is."""
        return self._symbols

    def sequence(self, parts: Parts) -> int:
        """The number of a sequence."""
        return self._sequences[tuple(parts)]

    def one_of(self, symbols: Iterable[int]) -> Part:
        return self._word(self.set_of(symbols))

    def gap(self, most: int, *, over_ends: bool = False) -> Part:
        part = most << KIND_BITS | (GAP_OVER_ENDS if over_ends else GAP)
        self._needs[part], self._widths[part] = [], most
        return part

    def edge(self, *, at_end: bool) -> Part:
        part = END if at_end else START
        self._needs[part], self._widths[part] = [], 0
        return part

    def choice(self, ways: Sequence[Parts]) -> Part:
        """One of the ways; those of a single word become one part."""
        words: list[int] = []
        longer: list[Parts] = []
        for way in ways:
            if len(way) == 1 and way[0] & KINDS == ONE_OF:
                words.append(way[0] >> KIND_BITS)
            else:
                longer.append(way)
        if words:
            word = self._word(self.union(words))
            if not longer:
                return word
            longer.append((word,))
        part = self._several[tuple(map(self.sequence, longer))] << KIND_BITS | CHOICE
        if part not in self._needs:
            rarity = self._rarity.__getitem__
            each = [min(self.needs(way), key=rarity, default=None) for way in longer]
            needed = [need for need in each if need is not None]
            self._needs[part] = [self.union(needed)] if len(needed) == len(each) else []
            self._widths[part] = max(map(self.width, longer))
        return part

    def together(self, each: Sequence[Parts]) -> Part:
        """All of these in one sentence, in any order."""
        part = self._several[tuple(map(self.sequence, each))] << KIND_BITS | TOGETHER
        self._needs[part] = [need for parts in each for need in self.needs(parts)]
        self._widths[part] = WITHIN + max(map(self.width, each))
        return part

    def needs(self, parts: Parts) -> list[int]:
        """Sets of each of which a text with these parts holds at least one symbol."""
        return [need for part in parts for need in self._needs[part]]

    def rarest_first(self, parts: Parts) -> list[int]:
        """What the parts need, first what the fewest texts hold: few words, none of them common."""
        return sorted(self.needs(parts), key=self._rarity.__getitem__)

    def width(self, parts: Parts) -> int:
        """The most words that the parts can take up."""
        return sum(map(self._widths.__getitem__, parts))

    def _word(self, symbols: int) -> Part:
        part = symbols << KIND_BITS | ONE_OF
        self._needs[part], self._widths[part] = [symbols], 1
        return part
