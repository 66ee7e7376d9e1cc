"""Finding many phrases at once: a phrase is followed only where every word it cannot do without is near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.safety.reading import places
from bot.safety.searching import Search

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    start: int
    end: int
    of: T
    crossed: bool
    """Only found by letting a gap reach over a negation."""


class Index(Generic[T]):
    """Some of a language's phrases, which follow each other in its table."""

    def __init__(self, first: int, of: Sequence[T]) -> None:
        """`of`: whom each phrase belongs to, from the first on."""
        self.phrases = range(first, first + len(of))
        self._of = of

    def matches(self, search: Search, *, across: bool = False) -> Iterator[Match[T]]:
        """Every phrase wherever it starts, at its longest; `across`: also those with a negation in a gap."""
        across = across and bool(search.negators)
        for phrase in search.near.among(self.phrases):
            starts, sequence = search.starts(phrase), search.table.sequences[phrase]
            # All starts at once, which is mostly enough to see that there is nothing; then each by itself for its end.
            if not (starts and search.follow(sequence, starts, across=across)):
                continue
            first, _ = search.first_words(sequence)
            of = self._of[phrase - self.phrases.start]
            for start in places(starts & first):
                if reached := search.follow(sequence, 1 << start, across=False):
                    yield Match(start, reached.bit_length() - 1, of, crossed=False)
                elif across and (reached := search.follow(sequence, 1 << start, across=True)):
                    yield Match(start, reached.bit_length() - 1, of, crossed=True)
