"""What the core tells whoever counts: how long turns took, what became of posts and check-ins. Never of whom, or about what."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol


class Observer(Protocol):
    def turn(self, kind: str, seconds: float) -> None:
        """A turn was taken. `kind` is of the event: ``command``, ``press`` or ``typed``."""
        ...

    def turn_failed(self, reason: str) -> None:
        """A turn did not come to its end: ``not-saved``, ``unreadable`` or ``fault``."""
        ...

    def posted(self, outcome: str) -> None:
        """A post was sent, or not: ``posted``, ``refused`` or ``unknown``."""
        ...

    def nudge(self, platform: str, outcome: str, reason: str | None, late: timedelta | None = None) -> None:
        """A nudge ended (``sent``, ``cancelled``, ``expired``, ``failed`` or ``unreachable``), or is ``deferred``.

        `reason` is the word that the list of nudges shows. `late` is for those that were sent: how long after they were due.
        """
        ...


class Unobserved:
    """Nobody counts."""

    def turn(self, kind: str, seconds: float) -> None:
        pass

    def turn_failed(self, reason: str) -> None:
        pass

    def posted(self, outcome: str) -> None:
        pass

    def nudge(self, platform: str, outcome: str, reason: str | None, late: timedelta | None = None) -> None:
        pass


UNOBSERVED = Unobserved()
