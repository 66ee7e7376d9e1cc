"""Logs that hold no text: an organiser reads them, and people write here on a bad day.

A module of ours says `log = Log("nudges")` and then `log.warning("sending failed", nudge=nudge.id, error=error)`. What is
said stands in the code; what varies is one of `Fields`, each with its own rule, and anything else is shown as "…". Errors
are shown as types and places in the code, never with their own words. What libraries and Python itself would write goes
the same way.
"""

from __future__ import annotations

import logging

from bot.logs import others
from bot.logs.chosen import Form, Level, chosen
from bot.logs.fields import Fields
from bot.logs.log import Log
from bot.logs.others import fault

__all__ = ["Fields", "Log", "configure", "fault", "salted"]

SALT_BYTES = range(16, 65)


def configure(level: Level = "WARNING", form: Form = "text") -> None:
    """Write what is at least `level` to standard error, and take over what Python and libraries would write there."""
    chosen.level = logging.getLevelNamesMapping()[level]
    chosen.form = form
    others.take_over()


def salted(salt: bytes) -> None:
    """From now on ids are hashed with this install's own salt (16 to 64 random bytes), so that one id looks the same in
    every run. Until then the salt is a random one of this process, and hashes match within one run only.

    To be called once the store is open, with a salt that is kept beside its keys: whoever has it can find out which
    member a line is about.
    """
    if len(salt) not in SALT_BYTES:
        raise ValueError("a salt has 16 to 64 bytes")
    chosen.salt = salt
