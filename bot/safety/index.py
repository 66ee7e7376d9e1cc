"""Finding many phrases at once: a phrase is tried only where every word it cannot do without is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from bot.safety.phrases import Part, firsts, follow, needs
from bot.safety.reading import Reading

T = TypeVar("T")

# A phrase that starts in the first half of a window ends within it (a test holds every phrase to HALF words), so that
# windows that overlap by half miss nothing and the work grows with the length of the text alone.
HALF = 48


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    of: T
    crossed: bool
    """Only found by letting a gap reach over a negation."""


class _Entry(Generic[T]):
    def __init__(self, parts: Sequence[Part], needs: Sequence[frozenset[str]], of: T) -> None:
        self.parts = parts
        self.needs = needs
        self.of = of

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Only asked for where the needs are near, which most phrases never see."""
        return firsts(self.parts)[0]


class Index(Generic[T]):
    def __init__(self, phrases: Iterable[tuple[Sequence[Part], T]], common: frozenset[str]) -> None:
        """Phrases and whom each belongs to. `common` words are in most texts: no phrase is looked up by them."""
        self._by_symbol: dict[str, list[list[_Entry[T]]]] = {}
        groups: dict[frozenset[str], list[_Entry[T]]] = {}
        for parts, of in phrases:
            rarest_first = sorted(needs(parts), key=lambda symbols: (len(symbols & common), len(symbols)))
            entry = _Entry(parts, rarest_first[1:], of)
            groups.setdefault(rarest_first[0], []).append(entry)
        for symbols, entries in groups.items():
            for symbol in symbols:
                self._by_symbol.setdefault(symbol, []).append(entries)

    def matches(self, reading: Reading, *, across: bool = False) -> Iterator[Match[T]]:
        """Every phrase wherever it starts, at its longest; `across`: also those with a negation in a gap."""
        forms = reading.forms
        for begin in range(0, len(forms), HALF):
            window = frozenset().union(*forms[begin : begin + 2 * HALF])
            starts = range(begin, min(begin + HALF, len(forms)))
            negated = across and not reading.negators.isdisjoint(range(begin, begin + 2 * HALF))
            for entry in self._near(window):
                for start in starts:
                    if entry.firsts.isdisjoint(forms[start]):
                        continue
                    if reached := follow(entry.parts, reading, (start,), across=False):
                        yield Match(start, max(reached), entry.of, crossed=False)
                    elif negated and (reached := follow(entry.parts, reading, (start,), across=True)):
                        yield Match(start, max(reached), entry.of, crossed=True)

    def _near(self, window: frozenset[str]) -> Iterator[_Entry[T]]:
        groups = {id(group): group for symbol in window for group in self._by_symbol.get(symbol, ())}
        for group in groups.values():
            for entry in group:
                if not any(symbols.isdisjoint(window) for symbols in entry.needs):
                    yield entry
