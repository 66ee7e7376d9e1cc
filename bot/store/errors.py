"""What can go wrong with the store. Each says in one line what happened, what is safe and what to do."""

from __future__ import annotations


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


class ConflictError(Exception):
    """The run moved on since it was loaded: load it again."""
