"""Finding many phrases at once: a phrase is tried only where every word it cannot do without is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.safety.parts import Part, Rarity, firsts, follow, width
from bot.safety.reading import Places, Reading, Symbols, places, spread

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    of: T
    crossed: bool
    """Only found by letting a gap reach over a negation."""


class _Entry(Generic[T]):
    __slots__ = ("_extent", "needs", "of", "parts")

    def __init__(self, parts: Sequence[Part], needs: Sequence[Symbols], of: T) -> None:
        """`needs`, the rarest first."""
        self.parts = parts
        self.needs = needs
        self.of = of
        self._extent: tuple[frozenset[str], int] | None = None

    def starts(self, reading: Reading) -> Places:
        """Where the phrase may start: its first word is there, and what it needs is not too far behind."""
        if self._extent is None:  # only asked for where the needs are near, which most phrases never see
            self._extent = firsts(self.parts)[0], width(self.parts)
        first, most = self._extent
        starts = reading.at(first)
        for need in self.needs:
            if not starts:
                break
            starts &= spread(reading.at(need), most)
        return starts


class Index(Generic[T]):
    def __init__(self, phrases: Iterable[tuple[Sequence[Part], T]], rarity: Rarity) -> None:
        """Phrases and whom each belongs to."""
        self._by_symbol: dict[str, tuple[Sequence[_Entry[T]], ...]] = {}
        groups: dict[Symbols, list[_Entry[T]]] = {}
        for parts, of in phrases:
            needs = rarity.rarest_first(parts)
            groups.setdefault(needs[0], []).append(_Entry(parts, needs, of))
        for symbols, entries in groups.items():
            group = (tuple(entries),)
            for symbol in symbols:
                self._by_symbol[symbol] = self._by_symbol.get(symbol, ()) + group
        self._symbols = self._by_symbol.keys()

    def may_match(self, symbols: frozenset[str]) -> bool:
        """Whether a text with these symbols holds all that some phrase needs."""
        return any(True for _ in self._near(symbols))

    def matches(self, reading: Reading, *, across: bool = False) -> Iterator[Match[T]]:
        """Every phrase wherever it starts, at its longest; `across`: also those with a negation in a gap."""
        across = across and bool(reading.negators)
        for entry in self._near(reading.symbols):
            starts = entry.starts(reading)
            # All starts at once, which is mostly enough to see that there is nothing; then each by itself for its end.
            if not (starts and follow(entry.parts, reading, starts, across)):
                continue
            for start in places(starts):
                if reached := follow(entry.parts, reading, 1 << start, across=False):
                    yield Match(start, reached.bit_length() - 1, entry.of, crossed=False)
                elif across and (reached := follow(entry.parts, reading, 1 << start, across=True)):
                    yield Match(start, reached.bit_length() - 1, entry.of, crossed=True)

    def _near(self, symbols: frozenset[str]) -> Iterator[_Entry[T]]:
        groups = {id(group): group for symbol in symbols & self._symbols for group in self._by_symbol[symbol]}
        for group in groups.values():
            for entry in group:
                for need in entry.needs:
                    if symbols.isdisjoint(need):
                        break
                else:
                    yield entry
