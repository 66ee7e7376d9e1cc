"""The words of a text as one language knows them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from bot.safety.normalise import END

NUMBER, MANY, YEAR = "<number>", "<many>", "<year>"
NO_SYMBOLS: frozenset[str] = frozenset()
MARKS = (END, NUMBER, MANY, YEAR)
"""What is a symbol besides words and stems."""
ENDED = frozenset({END})

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
    for step in _steps(width):
        bits |= bits >> step
    return bits


@cache
def _steps(width: int) -> Sequence[int]:
    """By how much to move what is covered each time: it doubles, until the width is reached."""
    covered, steps = 1, []
    while covered < width:
        steps.append(min(covered, width - covered))
        covered += steps[-1]
    return tuple(steps)


class Reading:
    """For each word what it counts as, whether a pause stands before it, and which word of the text it comes from."""

    __slots__ = ("_ends", "at", "length", "origin", "paused")

    def __init__(self, forms: Sequence[frozenset[str]], paused: Sequence[bool], origin: Sequence[int]) -> None:
        self.length = len(forms)
        self.paused = paused
        self.origin = origin
        by_form: dict[frozenset[str], Places] = {}
        for place, form in enumerate(forms):
            if form:
                by_form[form] = by_form.get(form, 0) | 1 << place
        self.at: dict[str, Places] = {}
        """Where each symbol stands."""
        for form, at in by_form.items():
            for symbol in form:
                self.at[symbol] = self.at.get(symbol, 0) | at
        self._ends = [*places(self.at.get(END, 0))]

    def blank(self, spans: Places) -> None:
        """The words there count as nothing from now on; not even a sentence ends there."""
        self.at = {symbol: left for symbol, at in self.at.items() if (left := at & ~spans)}

    def sentence(self, place: int, most: int) -> tuple[int, int]:
        """Where the sentence around a place starts and ends as typed, at most so many words away."""
        after = bisect_left(self._ends, place)
        start = self._ends[after - 1] + 1 if after else 0
        end = self._ends[after] if after < len(self._ends) else self.length
        return max(start, place - most), min(end, place + most)
