"""All phrases of a language, each known by its number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from bot.safety.lexicon import Lexicon
from bot.safety.packed import Packed, packed
from bot.safety.parts import Maker, Parts


class Near(NamedTuple):
    """What of a language may be in a text."""

    sets: set[int]
    """Those of which it holds a symbol."""
    phrases: Sequence[int]
    """Those for which it holds all that they need, in order."""

    def among(self, phrases: range) -> Sequence[int]:
        return self.phrases[bisect_left(self.phrases, phrases.start) : bisect_left(self.phrases, phrases.stop)]


class Table:
    """What a text needs to have for each phrase, and how the phrase goes."""

    __slots__ = ("_phrases_of", "_sets_of", "lexicon", "needs", "parts", "sequences", "widths")

    def __init__(self, phrases: Sequence[Parts], maker: Maker, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.sequences = packed(map(maker.sequence, phrases))
        self.widths = packed(map(maker.width, phrases))
        """The most words that each can take up."""
        needs = [*map(maker.rarest_first, phrases)]
        self.needs = Packed(needs)
        """The sets of each of which a phrase needs one symbol, the rarest first."""
        self.parts = maker.tables()
        rarest = (maker.symbols(first) for first, *_ in needs)
        self._phrases_of, self._sets_of = (Packed(turned(of, lexicon.count())) for of in (rarest, maker.sets()))
        """By symbol: the phrases of which it is the rarest that they need, and all sets that it is in."""

    def near(self, symbols: Iterable[str]) -> Near:
        """What there may be in a text with these symbols."""
        numbers = [number for symbol in symbols if (number := self.lexicon.number(symbol)) is not None]
        sets = {*chain.from_iterable(map(self._sets_of.__getitem__, numbers))}
        phrases = {*chain.from_iterable(map(self._phrases_of.__getitem__, numbers))}
        return Near(sets, sorted(phrase for phrase in phrases if sets.issuperset(self.needs[phrase])))


def turned(lists: Iterable[Iterable[int]], count: int) -> Sequence[Sequence[int]]:
    """For each number up to `count` the places of the lists that it is in."""
    found: list[list[int]] = [[] for _ in range(count)]
    for place, numbers in enumerate(lists):
        for number in numbers:
            found[number].append(place)
    return found
