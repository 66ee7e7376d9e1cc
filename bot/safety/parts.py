"""What phrases are made of, and following them through a reading.

A phrase is followed from all places at once, with whole numbers whose bits are places, never by trying one way and going
back, so the work is bounded by the parts of the phrase.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.safety.reading import ENDED, Places, Reading, Symbols, places

TOGETHER = 14
# The most words that a phrase may take up (a test holds them to it): less than a long text is read in at once.
WIDEST = 48


@dataclass(slots=True)
class OneOf:
    """A word with one of these symbols."""

    symbols: Symbols

    def follow(self, reading: Reading, starts: Places, across: bool) -> Places:
        return (starts & reading.at(self.symbols)) << 1


@dataclass(slots=True)
class Gap:
    most: int
    over_ends: bool = False

    def follow(self, reading: Reading, starts: Places, across: bool) -> Places:
        words = (1 << reading.length) - 1
        if not self.over_ends:
            words &= ~reading.at(ENDED)
        if not across:
            words &= ~reading.negators
        reached = starts
        for _ in range(self.most):
            reached |= (reached & words) << 1
        return reached


@dataclass(slots=True)
class Edge:
    """The start (or the end) of a sentence; takes up no word."""

    at_end: bool

    def follow(self, reading: Reading, starts: Places, across: bool) -> Places:
        ends = reading.at(ENDED)
        return starts & (ends | 1 << reading.length if self.at_end else ends << 1 | 1)


@dataclass(slots=True)
class Choice:
    """One of several sequences; an empty one among them means that it may be missing."""

    ways: tuple[Sequence[Part], ...]
    need: Symbols | None = field(repr=False, compare=False)
    """Symbols of which one has to be there, where the choice cannot be missing."""

    def follow(self, reading: Reading, starts: Places, across: bool) -> Places:
        found = reading.found.get(id(self))
        if found is None:  # most ways lead nowhere in a text, wherever they start: seen once
            everywhere = (2 << reading.length) - 1
            found = [way for way in self.ways if follow(way, reading, everywhere, across=True)]
            reading.found[id(self)] = found
        reached = 0
        for way in found:
            reached |= follow(way, reading, starts, across)
        return reached


@dataclass(slots=True)
class Together:
    """All of several sequences in one sentence, in any order; it starts where the first of them does."""

    each: tuple[Sequence[Part], ...]

    def follow(self, reading: Reading, starts: Places, across: bool) -> Places:
        found = 0
        for place in places(starts):
            found |= self._from(reading, place, across)
        return found

    def _from(self, reading: Reading, place: int, across: bool) -> Places:
        if not any(follow(parts, reading, 1 << place, across) for parts in self.each):
            return 0
        near = ((1 << TOGETHER) - 1) << place
        end = reading.at(ENDED) & near
        if end:
            near &= (end & -end) - 1
        last = 0
        for parts in self.each:
            reached = follow(parts, reading, near, across)
            if not reached:
                return 0
            last = max(last, reached & -reached)
        return last


Part = OneOf | Gap | Edge | Choice | Together


def follow(parts: Sequence[Part], reading: Reading, starts: Places, across: bool) -> Places:
    """Where the parts can end when they start at one of the places; `across`: gaps may hold negations."""
    for part in parts:
        starts = part.follow(reading, starts, across)
        if not starts:
            break
    return starts


def choice(ways: Sequence[Sequence[Part]], rarity: Rarity) -> Part:
    """One of the ways; those of a single word become one part."""
    words: list[Symbols] = []
    longer: list[Sequence[Part]] = []
    needed: list[Symbols | None] = []
    for way in ways:
        if len(way) == 1 and isinstance(way[0], OneOf):
            words.append(way[0].symbols)
        else:
            longer.append(tuple(way))
            needed.append(rarity.rarest(way))
    if words:
        word = OneOf(rarity.same({symbol for symbols in words for symbol in symbols}))
        if not longer:
            return word
        longer.append((word,))
        needed.append(word.symbols)
    all_needed = rarity.same({symbol for need in needed for symbol in need or ()}) if all(needed) else None
    return Choice(tuple(longer), all_needed)


def needs(parts: Sequence[Part]) -> list[Symbols]:
    """For each part that cannot be missing, the symbols of which a text with this phrase holds at least one."""
    found: list[Symbols] = []
    for part in parts:
        if isinstance(part, OneOf):
            found.append(part.symbols)
        elif isinstance(part, Choice) and part.need:
            found.append(part.need)
        elif isinstance(part, Together):
            found += [symbols for each in part.each for symbols in needs(each)]
    return found


class Rarity:
    """Which of the needs the fewest texts meet: one of few words, none of them common. Equal ones are kept once."""

    def __init__(self, common: frozenset[str]) -> None:
        self._common = common
        self._known: dict[Symbols, Symbols] = {}
        self._weights: dict[Symbols, tuple[int, int]] = {}

    def same(self, symbols: Collection[str]) -> Symbols:
        ordered = tuple(symbols) if len(symbols) == 1 else tuple(sorted(symbols))
        return self._known.setdefault(ordered, ordered)

    def rarest(self, parts: Sequence[Part]) -> Symbols | None:
        return min(needs(parts), key=self._weight, default=None)

    def rarest_first(self, parts: Sequence[Part]) -> Sequence[Symbols]:
        return tuple(sorted(needs(parts), key=self._weight))

    def _weight(self, symbols: Symbols) -> tuple[int, int]:
        if symbols not in self._weights:
            self._weights[symbols] = len(self._common.intersection(symbols)), len(symbols)
        return self._weights[symbols]


def firsts(parts: Sequence[Part]) -> tuple[frozenset[str], bool]:
    """The symbols that the first word can have, and whether the parts can take up no word at all."""
    found: frozenset[str] = frozenset()
    for part in parts:
        match part:
            case OneOf(symbols):
                return found.union(symbols), False
            case Gap():
                raise ValueError("a phrase cannot begin with a gap")
            case Together(each_):
                return found.union(*(firsts(way)[0] for way in each_)), False
            case Choice(ways):
                each = [firsts(way) for way in ways]
                found = found.union(*(symbols for symbols, _ in each))
                if not any(empty for _, empty in each):
                    return found, False
    return found, True


def width(parts: Sequence[Part]) -> int:
    """The most words that the parts can take up."""
    total = 0
    for part in parts:
        match part:
            case OneOf():
                total += 1
            case Gap(most):
                total += most
            case Choice(ways):
                total += max(map(width, ways))
            case Together(each):
                total += TOGETHER + max(map(width, each))
    return total
