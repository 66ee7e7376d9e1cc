"""Many short lists of whole numbers in two arrays.

The phrases of five languages are some 600,000 numbers. As tuples and small objects they took 17 MB, and take 1.5 MB so.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain

Numbers = tuple[int, ...]


class Numbered(dict[Numbers, int]):
    """Lists, each once, by the order in which they were first asked for."""

    def __missing__(self, numbers: Numbers) -> int:
        self[numbers] = number = len(self)
        return number


class Packed:
    """Lists end to end, each known by its place."""

    __slots__ = ("_ends", "_numbers")

    def __init__(self, lists: Iterable[Sequence[int]]) -> None:
        lists = [*lists]
        self._ends = packed(accumulate(map(len, lists), initial=0))
        self._numbers = packed(chain.from_iterable(lists))

    def __getitem__(self, place: int) -> array[int]:
        return self._numbers[self._ends[place] : self._ends[place + 1]]


def packed(numbers: Iterable[int]) -> array[int]:
    """In as few bytes each as the greatest of them needs."""
    wide = array("L", numbers)
    most = max(wide, default=0)
    return next(array(code, wide) for code in "BHIL" if most < 1 << 8 * array(code).itemsize)
