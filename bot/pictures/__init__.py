"""Pictures: what a member, a circle or whoever runs a community did over time, as one calm card, and in words for who can't see it."""

from __future__ import annotations

from typing import NamedTuple


class Picture(NamedTuple):
    """A picture as PNG, and all that it says in a sentence or two."""

    png: bytes
    alt: str
