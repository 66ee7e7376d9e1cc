"""What stands around a match and changes what it means."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import islice

from bot.safety.finding import About
from bot.safety.grammar import Grammar
from bot.safety.reading import within
from bot.safety.searching import Search

# Words to either side: a sentence that goes on for longer is read as if it ended there.
SENTENCE = 40
NEAR = 30


class Surroundings:
    """A reading whose masks are blanked, with the phrases of its language's [scope] found in it."""

    def __init__(self, search: Search, grammar: Grammar) -> None:
        self._search = search
        self._reading = search.reading
        self._grammar = grammar
        seeming = {place for start, end in self._found("not_negating") for place in range(start, end)}
        openings = [(start, end) for start, end in self._found("negating") if start not in seeming]
        for start, end in openings:
            search.negators |= within(start, end)
        self._ends = {end for _, end in openings}

    def negated(self, start: int, end: int) -> bool:
        """Whether a negation reaches the match: from before, over a few words of the same clause, or from behind."""
        if start in self._spelt_out:
            return True
        stops = self._search.at[self._grammar.stops]
        for place in range(start, max(0, start - self._grammar.reach - 1), -1):
            if self._reading.paused[place]:
                break
            if place in self._ends or (place == start and place in self._next):
                return True
            if stops >> (place - 1) & 1:
                break
        return end in self._negating_after

    def trapped(self, start: int, end: int) -> bool:
        """Whether something near takes a negation back: "I lied", "can't promise"."""
        return self._near("traps", start, end)

    def past(self, start: int, end: int) -> bool:
        """Whether it is told as long over: a time long ago, nothing recent, and no present in the words themselves."""
        if self._search.at[self._grammar.present] & within(max(0, start - 2), end):
            return False
        if self._near("relapse", start, end) or self._in_sentence("recent", start, end):
            return False
        return self._in_sentence("long_ago", start, end) or self._near("over", start, end)

    def at_work(self, start: int, end: int) -> bool:
        return self._in_sentence("work", start, end)

    def told(self, start: int, end: int) -> bool:
        """Whether it is in a story, a film, the news."""
        return self._in_sentence("fiction", start, end)

    def about(self, start: int, end: int) -> About:
        """The nearest subject from the end of the match backwards, in its sentence; the writer where there is none."""
        others, selves = self._search.at[self._grammar.others], self._search.at[self._grammar.selves]
        ends = self._search.at[self._grammar.ended] & within(0, start)
        there = (others | selves | ends) & within(max(0, start - SENTENCE + 1), end)
        nearest = there & 1 << there.bit_length() >> 1
        if nearest & others or (nearest & selves and nearest.bit_length() - 1 in self._quoted):
            return About.OTHER
        return About.SELF

    @cached_property
    def _next(self) -> set[int]:
        return {end for _, end in self._found("negating_next")}

    @cached_property
    def _spelt_out(self) -> set[int]:
        """Behind a negation of several words, which a comma does not cut off: "habe nicht vor, mich ..."."""
        return {end for start, end in self._found("negating_next") if end - start > 1}

    @cached_property
    def _negating_after(self) -> set[int]:
        return {start for start, _ in self._found("negating_after")}

    @cached_property
    def _quoted(self) -> set[int]:
        """Where the writer seems to speak and somebody else does: "he said I ..."."""
        return {end - 1 for _, end in self._found("quoting")}

    @cached_property
    def _spans(self) -> dict[str, list[tuple[int, int]]]:
        return {}

    def _near(self, key: str, start: int, end: int) -> bool:
        return self._within(key, start - NEAR, end + NEAR)

    def _in_sentence(self, key: str, start: int, end: int) -> bool:
        first, _ = self._reading.sentence(start, SENTENCE)
        _, last = self._reading.sentence(max(start, end - 1), SENTENCE)
        return self._within(key, first, last)

    def _within(self, key: str, first: int, last: int) -> bool:
        if key not in self._spans:
            self._spans[key] = sorted(self._found(key))
        spans = self._spans[key]
        for start, end in islice(spans, bisect_left(spans, (first, 0)), None):
            if start >= last:
                break
            if end <= last:
                return True
        return False

    def _found(self, key: str) -> list[tuple[int, int]]:
        return [(match.start, match.end) for match in self._grammar.scope[key].matches(self._search)]
