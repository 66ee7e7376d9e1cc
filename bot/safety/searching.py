"""Following phrases through a reading.

A phrase is followed from all places at once, with whole numbers whose bits are places, never by trying one way and going
back, so the work is bounded by the parts of the phrase.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.safety.normalise import END as SENTENCE_END
from bot.safety.parts import CHOICE, END, GAP, GAP_OVER_ENDS, KIND_BITS, KINDS, ONE_OF, START, TOGETHER, WITHIN
from bot.safety.reading import Places, Reading, places, spread
from bot.safety.table import Near, Table


class Whereabouts(dict[int, Places]):
    """Where one of a set of symbols stands, found when it is first asked for."""

    def __init__(self, reading: Reading, table: Table, near: Near) -> None:
        named = ((table.lexicon.number(symbol), at) for symbol, at in reading.at.items())
        self._by_symbol = {number: at for number, at in named if number is not None}
        self._here = frozenset(self._by_symbol)
        self._sets = table.parts.sets
        self._near = near.sets

    def __missing__(self, symbols: int) -> Places:
        found: Places = 0
        if symbols in self._near:
            for symbol in self._here.intersection(self._sets[symbols]):
                found |= self._by_symbol[symbol]
        self[symbols] = found
        return found


class Search:
    """One reading, searched for the phrases of its language. Once words are blanked, begin another."""

    def __init__(self, reading: Reading, table: Table, near: Near) -> None:
        """`near`: what there may be in it, or in what it was before words were blanked."""
        self.reading = reading
        self.near = near
        self.negators: Places = 0
        """Negations, over which a gap does not reach."""
        self.table = table
        self.at = Whereabouts(reading, table, near)
        self._ended = reading.at.get(SENTENCE_END, 0)
        self._everywhere = (1 << reading.length) - 1
        self._words = self._everywhere & ~self._ended
        self._ways: dict[int, Sequence[int]] = {}
        """Of each choice those that lead somewhere."""

    def starts(self, phrase: int) -> Places:
        """Where a phrase may start: what it needs is not too far behind."""
        starts, width = self._everywhere, self.table.widths[phrase]
        for need in self.table.needs[phrase]:
            starts &= spread(self.at[need], width)
            if not starts:
                break
        return starts

    def first_words(self, sequence: int) -> tuple[Places, bool]:
        """Where the first word of it may be, and whether it can take up no word at all."""
        found: Places = 0
        for part in self.table.parts.sequences[sequence]:
            kind, which = part & KINDS, part >> KIND_BITS
            if kind == ONE_OF:
                return found | self.at[which], False
            if kind in (GAP, GAP_OVER_ENDS):
                raise ValueError("a phrase cannot begin with a gap")
            if kind in (CHOICE, TOGETHER):
                each = [self.first_words(way) for way in self.table.parts.several[which]]
                for first, _ in each:
                    found |= first
                if kind == TOGETHER or not any(empty for _, empty in each):
                    return found, False
        return found, True

    def follow(self, sequence: int, starts: Places, *, across: bool) -> Places:
        """Where the parts can end when they start at one of the places; `across`: gaps may hold negations."""
        for part in self.table.parts.sequences[sequence]:
            kind, which = part & KINDS, part >> KIND_BITS
            if kind == ONE_OF:
                starts = (starts & self.at[which]) << 1
            elif kind == CHOICE:
                starts = self._choice(which, starts, across)
            elif kind == GAP:
                starts = self._gap(which, starts, self._words if across else self._words & ~self.negators)
            elif kind == GAP_OVER_ENDS:
                starts = self._gap(which, starts, self._everywhere if across else self._everywhere & ~self.negators)
            elif kind == START:
                starts &= self._ended << 1 | 1
            elif kind == END:
                starts &= self._ended | 1 << self.reading.length
            else:
                starts = self._together(which, starts, across)
            if not starts:
                break
        return starts

    def _gap(self, most: int, starts: Places, words: Places) -> Places:
        """Over up to so many of the words."""
        for _ in range(most):
            starts |= (starts & words) << 1
        return starts

    def _choice(self, which: int, starts: Places, across: bool) -> Places:
        """One of several sequences."""
        ways = self._ways.get(which)
        if ways is None:  # most ways lead nowhere in a text, wherever they start: seen once
            everywhere = (2 << self.reading.length) - 1
            ways = [way for way in self.table.parts.several[which] if self.follow(way, everywhere, across=True)]
            self._ways[which] = ways
        reached = 0
        for way in ways:
            reached |= self.follow(way, starts, across=across)
        return reached

    def _together(self, which: int, starts: Places, across: bool) -> Places:
        """All of several sequences in one sentence; they start where the first of them does."""
        each = self.table.parts.several[which]
        first = 0
        for way in each:
            first |= self.first_words(way)[0]
        found = 0
        for place in places(starts & first):
            found |= self._together_from(each, place, across)
        return found

    def _together_from(self, each: Sequence[int], place: int, across: bool) -> Places:
        if not any(self.follow(way, 1 << place, across=across) for way in each):
            return 0
        near = ((1 << WITHIN) - 1) << place
        end = self._ended & near
        if end:
            near &= (end & -end) - 1
        last = 0
        for way in each:
            reached = self.follow(way, near, across=across)
            if not reached:
                return 0
            last = max(last, reached & -reached)
        return last
