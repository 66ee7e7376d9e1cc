"""How Slack says no: HTTP 200 with `ok` false, a word, and for what it could not read a list of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """An answer that is no success. Words: https://docs.slack.dev/reference/methods, below each method."""

    def __init__(self, error: str, messages: Sequence[str] = (), **more: Any) -> None:
        self.error = error
        self.messages = tuple(messages)
        self.more = more
        super().__init__("; ".join((error, *self.messages)))

    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            said["response_metadata"] = {"messages": list(self.messages)}
        return said


class NotOffered(Exception):
    """Slack does not show this person such a thing here, or its own window does not let them send it like this."""


class Gone(Exception):
    """The message or view is no longer there, or nothing on it matches."""


class Unanswered(Exception):
    """The app did not acknowledge in time or showed nothing, or what it answered cannot be shown."""
