"""The small language that patterns are written in, and finding its phrases among words.

kill (myself|me)     words, and a choice of them
want [so badly] to   what stands in square brackets may be missing
suicid* *mord        any word that begins, or ends, like this
<want>               one of a list that the file names; <number>, <many> and <year> are always
                     there: a number, one of 8 to 999, one that may be a year
..   ...   ....      up to 1, 3 or 6 words of any kind, in the same sentence; no negation may be among them
~                    up to 8 words, and sentence ends among them
.                    a sentence end
a & b & c            all of these in one sentence, in any order, each beginning at most 14 words after the first
^ $                  the start or the end of a sentence
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.safety.normalise import END
from bot.safety.parts import Maker, Part, Parts
from bot.safety.reading import MARKS

GAPS = {"..": 1, "...": 3, "....": 6}
OVER_ENDS = 8
CLOSING = {"(": ")", "[": "]"}
# First what most phrases are made of, a choice with nothing but words in it, as a whole.
_PART = re.compile(r"\([\w '*|-]+\)|\[[\w '*|-]+\]|<[a-z0-9-]+>|\.{2,4}|[()\[\]|~^$.&]|[^\s()\[\]|~^$.&<>]+")


class PhraseError(ValueError):
    """A phrase that cannot be read, with the reason."""


class Parser:
    """Reads phrases."""

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]],
        spell: Callable[[str], list[list[int]]],
        maker: Maker,
    ) -> None:
        """`lists`: the phrases behind each name. `spell` gives for a written word what it is among the words: one or
        several, each with its spellings."""
        self._lists = lists
        self._spell = spell
        self._maker = maker
        marks = {mark: maker.one_of((number,)) for number, mark in enumerate(MARKS)}
        self._end = marks.pop(END)
        self._named = {mark[1:-1]: part for mark, part in marks.items()}
        self._open: list[str] = []
        self._simple: dict[str, Parts] = {}
        """Words and choices of words, which are read once."""

    def parse(self, phrase: str) -> tuple[Part, ...]:
        """The parts of a phrase; raises PhraseError."""
        try:
            ways = self._ways(_PART.findall(phrase)[::-1], closing="")
        except PhraseError as error:
            raise PhraseError(f"{error}, in {phrase!r}") from None
        return tuple(ways[0]) if len(ways) == 1 else (self._maker.choice(ways),)

    def named(self, name: str) -> Part:
        """What <name> stands for."""
        if name not in self._named:
            if name not in self._lists:
                raise PhraseError(f"there is no list <{name}>")
            if name in self._open:
                raise PhraseError(f"<{name}> is part of itself")
            self._open.append(name)
            self._named[name] = self._maker.choice([self.parse(phrase) for phrase in self._lists[name]])
            self._open.pop()
        return self._named[name]

    def _ways(self, marks: list[str], closing: str) -> list[list[Part]]:
        ways: list[list[Part]] = [[]]
        together: list[Parts] = []
        while marks:
            mark = marks.pop()
            if mark in self._simple:
                ways[-1] += self._simple[mark]
            elif mark == "|":
                ways.append([])
            elif mark == "&" and not closing:
                together.append(ways.pop())
                ways.append([])
            elif mark in ")]&":
                if mark != closing:
                    raise PhraseError(f"a {mark!r} too many")
                return ways
            else:
                ways[-1] += self._part(mark, marks)
        if closing:
            raise PhraseError(f"a {closing!r} is missing")
        return [[self._maker.together([*together, *ways])]] if together else ways

    def _part(self, mark: str, marks: list[str]) -> Parts:
        match mark:
            case "(":
                return [self._maker.choice(self._ways(marks, ")"))]
            case "[":
                return [self._maker.choice([*self._ways(marks, "]"), []])]
            case "~":
                return [self._maker.gap(OVER_ENDS, over_ends=True)]
            case "^" | "$":
                return [self._maker.edge(at_end=mark == "$")]
            case ".":
                return [self._end]
            case _ if mark in GAPS:
                return [self._maker.gap(GAPS[mark])]
            case _ if mark.startswith("<"):
                return [self.named(mark[1:-1])]
        if mark[0] in CLOSING and mark[-1] == CLOSING[mark[0]]:
            ways = [self._simple.get(way) or self._words(way) for way in mark[1:-1].split("|")]
            self._simple[mark] = [self._maker.choice([*ways, []] if mark[0] == "[" else ways)]
            return self._simple[mark]
        return self._words(mark)

    def _words(self, way: str) -> Parts:
        if way not in self._simple:
            words = way.split()
            if words == [way]:
                self._simple[way] = [*map(self._maker.one_of, self._spell(way))]
            else:
                self._simple[way] = [part for word in words for part in self._words(word)]
        return self._simple[way]
