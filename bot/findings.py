"""What `bounceback doctor` finds: something is all right, could be better, or has to be mended, and how."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, NamedTuple

State = Literal["ok", "warn", "fail", "skip"]


class Finding(NamedTuple):
    """A sentence about one thing; for what is not all right, the remedy. Never a secret, never anybody's words.

    `skip` is what could not be looked at, for a reason that another finding tells.
    """

    state: State
    what: str
    remedy: str = ""


class Check(NamedTuple):
    """Something to look at, in a word, and how."""

    name: str
    look: Callable[[], Awaitable[Iterable[Finding]]]
