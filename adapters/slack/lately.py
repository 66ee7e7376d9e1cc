"""What was dealt with lately, so that the same, told again, is not dealt with again."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections import deque

# So many are packed together: eight bytes for each, where a set takes some hundred.
PACK = 4096


class Lately:
    """Names that were added last: `most` of them at least, and soon no more. Of each it keeps eight bytes of its digest."""

    def __init__(self, most: int) -> None:
        self._new: set[int] = set()
        self._packed: deque[array[int]] = deque(maxlen=-(-most // PACK))

    def add(self, name: str) -> None:
        self._new.add(_mark(name))
        if len(self._new) == PACK:
            # The oldest pack makes room.
            self._packed.append(array("Q", sorted(self._new)))
            self._new.clear()

    def __contains__(self, name: str) -> bool:
        mark = _mark(name)
        return mark in self._new or any(_holds(pack, mark) for pack in self._packed)


def _mark(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())


def _holds(pack: array[int], mark: int) -> bool:
    at = bisect_left(pack, mark)
    return at < len(pack) and pack[at] == mark
