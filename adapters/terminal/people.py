"""Who can sit at a terminal: several members of one community, one at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from adapters.terminal.text import flat
from bot import ids

NAME = 50


class Neighbour(NamedTuple):
    """Somebody of the community: the name that others see, and the address that the core knows."""

    name: str
    address: str


class People:
    """Those who are known at this terminal, found by their names in whatever case."""

    def __init__(self, known: Iterable[Neighbour]) -> None:
        self._known = list(known)

    def __iter__(self) -> Iterator[Neighbour]:
        return iter(self._known)

    def find(self, typed: str) -> Neighbour | None:
        """Who is meant by a name: one of those who are known, or somebody new. None where it is no name."""
        name = flat(typed)
        if len(name) > NAME or not any(letter.isalnum() for letter in name):
            return None
        key = _key(name)
        return next((one for one in self._known if _key(one.name) == key), None) or Neighbour(
            name, ids.derive("terminal", key)
        )

    def meet(self, one: Neighbour) -> None:
        """They are known from now on."""
        if one.address not in {other.address for other in self._known}:
            self._known.append(one)

    def called(self, address: str) -> str | None:
        """The name of somebody who is known."""
        return next((one.name for one in self._known if one.address == address), None)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", flat(name)).casefold())
