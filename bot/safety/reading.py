"""The words of a text as one language knows them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from bot.safety.normalise import END

NUMBER, MANY, YEAR = "<number>", "<many>", "<year>"
NO_SYMBOLS: frozenset[str] = frozenset()
ENDED = frozenset({END})

Symbols = tuple[str, ...]
"""Of which one has to be there. A tuple takes a fifth of the memory of a set, and there are thousands."""

Places = int
"""Places among the words, as a whole number whose bit n stands for place n: all are moved or compared in one step. One past
the last word is a place too, where a phrase can end."""


def places(bits: Places) -> Iterator[int]:
    """The places, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def within(start: int, end: int) -> Places:
    """The places from `start` to before `end`; none where there is nothing between."""
    return (1 << end) - (1 << start) if 0 <= start < end else 0


def spread(bits: Places, width: int) -> Places:
    """The places and up to `width` - 1 before each: from where one of them is less than `width` words ahead."""
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        bits |= bits >> step
        covered += step
    return bits


class Reading:
    """For each word what it counts as, whether a pause stands before it, and which word of the text it comes from."""

    __slots__ = ("_at", "_ends", "_sets", "found", "length", "negators", "origin", "paused", "symbols")

    def __init__(self, forms: Sequence[frozenset[str]], paused: Sequence[bool], origin: Sequence[int]) -> None:
        self.length = len(forms)
        self.paused = paused
        self.origin = origin
        self.negators: Places = 0
        """Negations, over which a gap does not reach."""
        by_form: dict[frozenset[str], Places] = {}
        for place, form in enumerate(forms):
            if form:
                by_form[form] = by_form.get(form, 0) | 1 << place
        self._at: dict[str, Places] = {}
        for form, at in by_form.items():
            for symbol in form:
                self._at[symbol] = self._at.get(symbol, 0) | at
        self._ends = [*places(self._at.get(END, 0))]
        self._sets: dict[Symbols | frozenset[str], Places] = {}
        self.symbols = frozenset(self._at)
        self.found: dict[int, Any] = {}
        """What parts of phrases keep of it."""

    def at(self, symbols: Symbols | frozenset[str]) -> Places:
        """Where one of the symbols stands."""
        if symbols not in self._sets:
            found = 0
            for symbol in self.symbols.intersection(symbols):
                found |= self._at[symbol]
            self._sets[symbols] = found
        return self._sets[symbols]

    def blank(self, spans: Places) -> None:
        """The words there count as nothing from now on; not even a sentence ends there."""
        self._at = {symbol: left for symbol, at in self._at.items() if (left := at & ~spans)}
        self.symbols = frozenset(self._at)
        self._sets.clear()
        self.found.clear()

    def sentence(self, place: int, most: int) -> tuple[int, int]:
        """Where the sentence around a place starts and ends as typed, at most so many words away."""
        after = bisect_left(self._ends, place)
        start = self._ends[after - 1] + 1 if after else 0
        end = self._ends[after] if after < len(self._ends) else self.length
        return max(start, place - most), min(end, place + most)
