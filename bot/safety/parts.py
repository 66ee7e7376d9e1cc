"""What phrases are made of, and following them through a reading.

A phrase is followed with sets of places, never by trying one way and going back, so the work is bounded by words times
parts of the phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.safety.normalise import END
from bot.safety.reading import Reading

TOGETHER = 14


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word with one of these symbols."""

    symbols: frozenset[str]

    def follow(self, reading: Reading, places: Iterable[int], across: bool) -> set[int]:
        forms, last, symbols = reading.forms, len(reading.forms), self.symbols
        return {place + 1 for place in places if place < last and not symbols.isdisjoint(forms[place])}


@dataclass(frozen=True, slots=True)
class Gap:
    most: int
    over_ends: bool = False

    def follow(self, reading: Reading, places: Iterable[int], across: bool) -> set[int]:
        reached = set(places)
        for place in tuple(reached):
            for there in range(place, min(place + self.most, len(reading.forms))):
                ends = END in reading.forms[there] and not self.over_ends
                if ends or (there in reading.negators and not across):
                    break
                reached.add(there + 1)
        return reached


@dataclass(frozen=True, slots=True)
class Edge:
    """The start (or the end) of a sentence; takes up no word."""

    at_end: bool

    def follow(self, reading: Reading, places: Iterable[int], across: bool) -> set[int]:
        forms = reading.forms
        if self.at_end:
            return {place for place in places if place >= len(forms) or END in forms[place]}
        return {place for place in places if place == 0 or END in forms[place - 1]}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one among them means that it may be missing."""

    ways: tuple[Sequence[Part], ...]
    by_first: Mapping[str, Sequence[Sequence[Part]]] = field(repr=False, compare=False)
    others: Sequence[Sequence[Part]] = field(repr=False, compare=False)
    need: frozenset[str] | None = field(repr=False, compare=False)
    """Symbols of which one has to be there, where the choice cannot be missing."""

    def follow(self, reading: Reading, places: Iterable[int], across: bool) -> set[int]:
        reached: set[int] = set()
        for way in self.others:
            reached |= follow(way, reading, places, across)
        if self.by_first:
            for place in places:
                if place >= len(reading.forms):
                    continue
                for symbol in reading.forms[place]:
                    for way in self.by_first.get(symbol, ()):
                        reached |= follow(way, reading, {place}, across)
        return reached


@dataclass(frozen=True, slots=True)
class Together:
    """All of several sequences in one sentence, in any order; it starts where the first of them does."""

    each: tuple[Sequence[Part], ...]

    def follow(self, reading: Reading, places: Iterable[int], across: bool) -> set[int]:
        return {end for place in places for end in self._from(reading, place, across)}

    def _from(self, reading: Reading, place: int, across: bool) -> set[int]:
        last = next(
            (there for there in range(place, min(place + TOGETHER, len(reading.forms))) if END in reading.forms[there]),
            min(place + TOGETHER, len(reading.forms)),
        )
        if not any(follow(parts, reading, (place,), across) for parts in self.each):
            return set()
        ends = [follow(parts, reading, range(place, last), across) for parts in self.each]
        return {max(min(reached) for reached in ends)} if all(ends) else set()


Part = OneOf | Gap | Edge | Choice | Together


def follow(parts: Sequence[Part], reading: Reading, places: Iterable[int], across: bool) -> set[int]:
    """Where the parts can end when they start at one of the places; `across`: gaps may hold negations."""
    reached = set(places)
    for part in parts:
        reached = part.follow(reading, reached, across)
        if not reached:
            break
    return reached


def choice(ways: Sequence[Sequence[Part]], common: frozenset[str]) -> Part:
    """One of the ways, laid out so that most are ruled out by a look at the first word."""
    single = [way[0] for way in ways if len(way) == 1]
    if len(single) == len(ways) and (words := [part for part in single if isinstance(part, OneOf)]) == single:
        return OneOf(frozenset().union(*(part.symbols for part in words)))
    by_first: dict[str, list[Sequence[Part]]] = {}
    others: list[Sequence[Part]] = []
    for way in ways:
        if way and isinstance(way[0], OneOf):
            for symbol in way[0].symbols:
                by_first.setdefault(symbol, []).append(way)
        else:
            others.append(way)
    each = [next(iter(rarest_first(way, common)), None) for way in ways]
    need = frozenset().union(*(symbols for symbols in each if symbols)) if all(each) else None
    return Choice(tuple(ways), by_first, others, need)


def needs(parts: Sequence[Part]) -> list[frozenset[str]]:
    """For each part that cannot be missing, the symbols of which a text with this phrase holds at least one."""
    found: list[frozenset[str]] = []
    for part in parts:
        if isinstance(part, OneOf):
            found.append(part.symbols)
        elif isinstance(part, Choice) and part.need:
            found.append(part.need)
        elif isinstance(part, Together):
            found += [symbols for each in part.each for symbols in needs(each)]
    return found


def rarest_first(parts: Sequence[Part], common: frozenset[str]) -> list[frozenset[str]]:
    """The needs, the one that the fewest texts meet first."""
    return sorted(needs(parts), key=lambda symbols: (len(symbols & common), len(symbols)))


def firsts(parts: Sequence[Part]) -> tuple[frozenset[str], bool]:
    """The symbols that the first word can have, and whether the parts can take up no word at all."""
    found: frozenset[str] = frozenset()
    for part in parts:
        match part:
            case OneOf(symbols):
                return found | symbols, False
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
