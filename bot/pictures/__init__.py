"""Pictures: a member's weeks, a circle's week, a community's numbers. Each is one calm card, and the same in words."""

from __future__ import annotations

from typing import NamedTuple


class Picture(NamedTuple):
    """A picture as PNG, and all that it says in a sentence or two."""

    png: bytes
    alt: str
