"""Finding many phrases at once: a phrase is tried only where every word it cannot do without is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from bot.safety.parts import Part, firsts, follow, rarest_first, width
from bot.safety.reading import HALF, Reading

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    of: T
    crossed: bool
    """Only found by letting a gap reach over a negation."""


class _Entry(Generic[T]):
    def __init__(self, parts: Sequence[Part], needs: Sequence[frozenset[str]], of: T) -> None:
        """`needs`, the rarest first."""
        self.parts = parts
        self.anchor, *self.needs = needs
        self.of = of

    def starts(self, window: frozenset[str], places: Mapping[str, Sequence[int]], before: int) -> list[int]:
        """Where the phrase may start in a window: its first word is there, and what it needs is not too far behind."""
        firsts, width = self._extent
        starts = {place for symbol in firsts & window for place in places[symbol] if place < before}
        for need in (self.anchor, *self.needs):
            if not starts:
                break
            there = [place for symbol in need & window for place in places[symbol]]
            starts = {start for start in starts if any(start <= place < start + width for place in there)}
        return sorted(starts)

    @cached_property
    def _extent(self) -> tuple[frozenset[str], int]:
        """Only asked for where the needs are near, which most phrases never see."""
        return firsts(self.parts)[0], width(self.parts)


class Index(Generic[T]):
    def __init__(self, phrases: Iterable[tuple[Sequence[Part], T]], common: frozenset[str]) -> None:
        """Phrases and whom each belongs to. `common` words are in most texts: no phrase is looked up by them."""
        self._by_symbol: dict[str, list[list[_Entry[T]]]] = {}
        groups: dict[frozenset[str], list[_Entry[T]]] = {}
        for parts, of in phrases:
            needs = rarest_first(parts, common)
            groups.setdefault(needs[0], []).append(_Entry(parts, needs, of))
        for symbols, entries in groups.items():
            for symbol in symbols:
                self._by_symbol.setdefault(symbol, []).append(entries)
        self._symbols = frozenset(self._by_symbol)

    def matches(self, reading: Reading, *, across: bool = False) -> Iterator[Match[T]]:
        """Every phrase wherever it starts, at its longest; `across`: also those with a negation in a gap."""
        forms = reading.forms
        for begin, window in zip(range(0, len(forms), HALF), reading.windows, strict=True):
            near = list(self._near(window))
            if not near:
                continue
            places: dict[str, list[int]] = {}
            for place in range(begin, min(begin + 2 * HALF, len(forms))):
                for symbol in forms[place]:
                    places.setdefault(symbol, []).append(place)
            negated = across and not reading.negators.isdisjoint(range(begin, begin + 2 * HALF))
            for entry in near:
                for start in entry.starts(window, places, begin + HALF):
                    if reached := follow(entry.parts, reading, (start,), across=False):
                        yield Match(start, max(reached), entry.of, crossed=False)
                    elif negated and (reached := follow(entry.parts, reading, (start,), across=True)):
                        yield Match(start, max(reached), entry.of, crossed=True)

    def _near(self, window: frozenset[str]) -> Iterator[_Entry[T]]:
        groups = {id(group): group for symbol in window & self._symbols for group in self._by_symbol[symbol]}
        for group in groups.values():
            for entry in group:
                for symbols in entry.needs:
                    if symbols.isdisjoint(window):
                        break
                else:
                    yield entry
