"""How Discord says no: a status, a code and, for a form, what is wrong where.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

INVALID_FORM = 50035

# code -> (status, message)
CODES: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40003: (403, "You are opening direct messages too fast"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Tried to perform an operation on an archived thread, such as editing a message or adding a user"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
}


class Problem(NamedTuple):
    """One thing wrong with a body. `path` leads to it: names and positions."""

    path: tuple[str | int, ...]
    code: str
    message: str


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, code: int, *, status: int | None = None, message: str | None = None) -> None:
        known_status, known_message = CODES.get(code, (400, ""))
        self.code = code
        self.status = status or known_status
        self.message = message or known_message
        self.problems: tuple[Problem, ...] = ()
        super().__init__(f"{self.status} {code}: {self.message}")

    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.problems:
            said["errors"] = _tree(self.problems)
        return said


class Invalid(Refused):
    """400 with code 50035 and a tree of errors."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(INVALID_FORM)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(f"{'.'.join(map(str, at))}: {message}" for at, _, message in self.problems)


def _tree(problems: Iterable[Problem]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, code, message in problems:
        branch = tree
        for step in path:
            branch = branch.setdefault(str(step), {})
        branch.setdefault("_errors", []).append({"code": code, "message": message})
    return tree
