"""What can go wrong with the store. Each says in one line what happened, what is safe and what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable


class StoreError(Exception):
    """The store cannot do what was asked. The text is one line for the person at the keyboard.

    It goes into logs: it speaks of the file, never of anybody's words.
    """


class StoreFullError(StoreError):
    """No space left: nothing of this unit was saved."""


class StoreBusyError(StoreError):
    """Another connection held the database for too long: nothing of this unit was saved."""


class StoreDamagedError(StoreError):
    """The file is not a sound database."""


class KeysError(StoreError):
    """A key is not there, is damaged, or is not the one that this store was sealed with."""


class MemberKeyError(KeysError):
    """The key of one member is not there, or does not open. The others' are as they were."""


class SealError(StoreError):
    """A sealed field does not open: it was changed, moved or damaged, or its key is gone. The text names it."""

    def __init__(self, table: str, row: str, field: str) -> None:
        super().__init__(f"{table} {row}: the field {field} does not open. It was changed, moved or damaged.")
        self.table, self.row, self.field = table, row, field


def concerns_all(error: Exception) -> bool:
    """Whether the store itself cannot do its work. What is wrong with one member's text or key keeps nobody else from theirs."""
    return isinstance(error, StoreError) and not isinstance(error, SealError | MemberKeyError)


class ConflictError(Exception):
    """The run moved on since it was loaded: load it again."""


class KeyNeeded(Exception):
    """A unit needs a key that is not in memory, and cannot wait for it. Whoever drives it undoes what it did, awaits
    `bring`, and begins it anew."""

    def __init__(self, bring: Callable[[], Awaitable[None]]) -> None:
        super().__init__("a key is to be brought first")
        self.bring = bring
