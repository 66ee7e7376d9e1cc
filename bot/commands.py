"""The one table of commands that every adapter registers, completes and dispatches from."""

from __future__ import annotations

from bot.fixed import Fixed


class Word(Fixed):
    """A command word, the flow that it opens, and the names of what may be given with it."""

    word: str
    flow: str
    args: tuple[str, ...] = ()


REJECTED = Word("rejected", "rejected", ("company", "role", "stage"))

# For those who run a community. No platform hides it from others, so the core answers them.
ADMIN = "admin"

# /bounceback <word>
WORDS = (
    Word("home", "home"),
    Word("interview", "interview"),
    Word("circle", "circle"),
    Word("openings", "openings"),
    Word("settings", "settings"),
    Word("privacy", "privacy"),
    Word("hired", "hired"),
    Word("help", "help"),
    Word(ADMIN, ADMIN),
)

# What public buttons open, about the row that they name. Nobody types these.
PUBLIC = (
    Word("commit", "commit", ("about",)),
    Word("cheer", "cheer", ("about",)),
    Word("shared", "shared"),
    Word("report", "report", ("about",)),
)

BY_WORD = {word.word: word for word in (REJECTED, *WORDS, *PUBLIC)}
