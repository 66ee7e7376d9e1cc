"""What a control on Slack carries: ``bb:<act>:<token>``, so that it works after any restart and on a message months old."""

from __future__ import annotations

import enum
from typing import NamedTuple

PREFIX = "bb"


class Act(enum.StrEnum):
    """What a control does."""

    PRESS = "p"
    """The token is pressed."""
    PICK = "m"
    """One entry of a menu, which is told at once."""
    SEARCH = "s"
    """A menu that is filled while somebody types."""
    CHOOSE = "c"
    """One of several that are being chosen: nothing happens before TAKE."""
    TAKE = "t"
    """What was chosen so far is taken."""
    WRITE = "w"
    """A modal opens for what the token takes: text or a form."""
    FILL = "f"
    """The modal is handed in."""
    BREATHE = "b"
    """A modal opens that breathes."""
    CONTINUE = "d"
    """The page goes on in the DM. Carries the token that looks at the run."""
    LINK = "l"
    """Slack opens the address itself, and tells us only so that it is acknowledged."""
    ORGANISE = "o"
    """On messages of before: something for those who run the workspace. It opens what they have for that now."""


class Control(NamedTuple):
    """An action_id or callback_id, read."""

    act: Act
    token: str


def name(act: Act, token: str = "") -> str:
    """The action_id, block_id or callback_id of a control."""
    return f"{PREFIX}:{act}:{token}"


def read(text: str) -> Control | None:
    """What a name says. None where it is none of ours."""
    prefix, _, rest = text.partition(":")
    act, _, token = rest.partition(":")
    return Control(Act(act), token) if prefix == PREFIX and act in set(Act) else None
