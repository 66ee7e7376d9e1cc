"""The words of a text as one language knows them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from bot.safety.normalise import END

NUMBER, MANY, YEAR = "<number>", "<many>", "<year>"
NO_SYMBOLS: frozenset[str] = frozenset()
# A phrase that starts in the first half of a window ends within it (a test holds every phrase to HALF words), so windows
# that overlap by half miss nothing, and the work grows with the length of the text alone.
HALF = 48
ENDED = frozenset({END})


@dataclass(slots=True)
class Reading:
    """For each word what it counts as, whether a pause stands before it, and which word of the text it comes from."""

    forms: list[frozenset[str]] = field(default_factory=list)
    paused: list[bool] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    negators: set[int] = field(default_factory=set)
    """Places of negations, over which a gap does not reach."""

    _windows: list[frozenset[str]] | None = None
    _ends: list[int] | None = None

    def blank(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.forms[place] = NO_SYMBOLS
        self._windows = None

    @property
    def windows(self) -> list[frozenset[str]]:
        """The symbols in each window of two HALVES, which overlap by one."""
        if self._windows is None:
            halves = [NO_SYMBOLS.union(*self.forms[begin : begin + HALF]) for begin in range(0, len(self.forms), HALF)]
            self._windows = [one | other for one, other in zip(halves, [*halves[1:], NO_SYMBOLS], strict=False)]
        return self._windows

    def sentence(self, place: int, most: int) -> tuple[int, int]:
        """Where the sentence around a place starts and ends, at most so many words away."""
        if self._ends is None:
            self._ends = [place for place, form in enumerate(self.forms) if END in form]
        after = bisect_left(self._ends, place)
        start = self._ends[after - 1] + 1 if after else 0
        end = self._ends[after] if after < len(self._ends) else len(self.forms)
        return max(start, place - most), min(end, place + most)
