"""The one place that all free text passes on its way into the store and out of it.

Text is stored as bytes. What `Sealer` does with it is the store's choice; this one keeps it as UTF-8.
"""

from __future__ import annotations

from typing import Protocol


class Sealer(Protocol):
    """Makes text unreadable to others, bound to the member, table, row and field that it stands in."""

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes: ...

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str: ...


class Plain:
    """Keeps text as it is."""

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        return text.encode()

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        return bytes(sealed).decode()


class Sealed:
    """What store code reads and writes free text through. None stays None."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def put(self, member: str, table: str, row: str, field: str, text: str | None) -> bytes | None:
        return None if text is None else self._sealer.seal(member, table, row, field, text)

    def get(self, member: str, table: str, row: str, field: str, stored: bytes | None) -> str | None:
        return None if stored is None else self._sealer.open(member, table, row, field, stored)
