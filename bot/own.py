"""What a community says and lists in its own way: what flows see of it, what they may ask for, and what they may state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple, get_args

from bot.effects import Change, Lookup

# The messages that those who run a community may say in their own way: what is seen in public there, or at the door.
THEIRS = (
    "own-greeting", "own-rules", "post-pinned", "round-invitation", "round-digest-opening", "circle-joined",
    "post-win", "post-seek", "post-listen",
)  # fmt: skip
# What they may list of their own.
Kind = Literal["coach", "opening", "group", "event", "learning"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# As many entries of a kind as one menu shows.
ENTRIES = 25


class Wording(NamedTuple):
    """One of those messages in the asking member's language: as it is written now, as ours is, and as people see it.

    `changed` says that the community has its own.
    """

    message: str
    now: str
    ours: str
    shown: str
    changed: bool
    language: str


class Entry(NamedTuple):
    """An entry of a community's own, with its fields as a content file has them."""

    id: str
    fields: Mapping[str, str | tuple[str, ...]]


class Wordings(Lookup[tuple[Wording, ...]]):
    """All of them, in the order of `THEIRS`, as they are now in a community."""

    community: str
    kind: ClassVar[str] = "wordings"


class Preview(Lookup[str]):
    """A message as people would see it, were it written like this. Its variables stand for what they are called."""

    message: str
    text: str
    kind: ClassVar[str] = "preview"


class OwnEntries(Lookup[tuple[Entry, ...]]):
    """What a community has of a kind, the oldest first."""

    community: str
    sort: str
    kind: ClassVar[str] = "own-entries"


class OwnWords(Change):
    """A message as a community has it in one language. Without a text it is ours again."""

    community: str
    language: str
    message: str
    text: str | None = None


class OwnEntry(Change):
    """An entry of a community's own. Without fields it is gone."""

    community: str
    sort: str
    id: str
    fields: dict[str, str | tuple[str, ...]]
