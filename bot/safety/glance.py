"""What can be seen of a word at a glance, whatever the language: enough to rule out that a language knows it.

A text has many words and a language knows few of them, so each language only looks closely at those that share a clue with
it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from bot.safety.normalise import Spellings

ODD = "-"
"""The clue of what is not letters alone: numbers, stars, apostrophes, a sentence end. Every language looks at these."""
# A stem has at least so many letters.
STEM = 3
LONG = 6
# A word with fewer letters is not looked at for slips: it has too many neighbours.
SHORTEST_SLIP = 5


class Glance:
    """The distinct words of a text by their clues."""

    __slots__ = ("by_clue", "distinct", "long")

    def __init__(self, distinct: Collection[Spellings]) -> None:
        self.distinct = distinct
        self.by_clue: defaultdict[str, list[Spellings]] = defaultdict(list)
        self.long: list[Spellings] = []
        """Those that may be several words that ran together."""
        by_clue = self.by_clue
        for spellings in distinct:
            for word in spellings:
                if word.isalpha():
                    for clue in (word, word[:STEM] + "*", "*" + word[-STEM:]):
                        by_clue[clue].append(spellings)
                    if word.endswith("in"):
                        by_clue[word + "g"].append(spellings)  # cryin
                    if len(word) >= SHORTEST_SLIP:
                        for clue in slip_clues(word):
                            by_clue[clue].append(spellings)
                else:
                    by_clue[ODD].append(spellings)
            if len(max(spellings, key=len)) >= LONG:
                self.long.append(spellings)


def stem_clue(stem: str) -> str:
    """What all words with a stem, `suicid*` or `*mord`, have in common."""
    return stem[:STEM] + "*" if stem.endswith("*") else "*" + stem[-STEM:]


def slip_clues(word: str) -> tuple[str, str]:
    """A word and what it is meant to be share one of these: a slip spoils at most two letters, which are near the start or
    near the end, and never the first."""
    return word[:2] + "-", word[0] + "-" + word[-2:]
