"""What a control on Discord carries: ``bb:<act>:<token>``, so that it works after any restart and on a message months old."""

from __future__ import annotations

import enum
from typing import NamedTuple

PREFIX = "bb"


class Act(enum.StrEnum):
    """What a control does."""

    PRESS = "p"
    """The token is pressed; a menu brings the values that were picked."""
    MENU = "m"
    WRITE = "w"
    """A modal opens for what the token takes: text or a form."""
    FILL = "f"
    """The modal is handed in."""
    CONTINUE = "d"
    """The page goes on in the DM. Carries the token that looks at the run; what follows in it is by which interaction the page
    was drawn: pressed twice it is one message, and pressed on a later drawing of the same page it is another."""
    ORGANISE = "o"
    """Of pages from before `/bounceback admin` was the core's: opens that."""


class Control(NamedTuple):
    """A custom_id, read."""

    act: Act
    token: str


def custom_id(act: Act, token: str = "") -> str:
    return f"{PREFIX}:{act}:{token}"


def read(text: str) -> Control | None:
    """What a custom_id says. None where it is none of ours."""
    prefix, _, rest = text.partition(":")
    act, _, token = rest.partition(":")
    return Control(Act(act), token) if prefix == PREFIX and act in set(Act) else None
