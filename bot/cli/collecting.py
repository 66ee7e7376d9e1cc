"""Python's search for cyclic garbage, kept out of the way of a start.

While modules are imported it would go through the same objects some three hundred times, all of which stay: a seventh of
the time until the bot is there.
"""

from __future__ import annotations

import gc

AS_EVER = gc.get_threshold()
# So many objects more than are gone again, until it looks.
SELDOM = 50_000


def seldom() -> None:
    """Look for garbage seldom, until `as_ever`."""
    gc.set_threshold(SELDOM, *AS_EVER[1:])


def as_ever() -> None:
    """The start is over: look as often as ever, and never again at what is there by now."""
    gc.freeze()
    gc.set_threshold(*AS_EVER)
