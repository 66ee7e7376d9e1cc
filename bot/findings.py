"""What `bounceback doctor` finds: something is all right, could be better, or has to be mended, and how."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
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


# Further off than this, check-ins come at a time that people notice.
CLOCK_OFF = timedelta(seconds=5)


def ahead_of(date: str) -> timedelta:
    """How far this machine's clock is ahead of a server's, by the header `Date` of an answer that came this moment."""
    # It is cut off to whole seconds.
    return datetime.now(UTC) - parsedate_to_datetime(date).astimezone(UTC) - timedelta(milliseconds=500)


def clock(ahead: timedelta | None) -> Finding:
    """Whether this machine's clock is right, by how far it is `ahead`; None where nobody told the time."""
    if ahead is None:
        return Finding("skip", "not looked at, as nobody told the time")
    off = abs(ahead)
    if off <= CLOCK_OFF:
        return Finding("ok", "this machine's clock is right, to some seconds")
    way = "ahead" if ahead > timedelta() else "behind"
    what = f"this machine's clock is {off.total_seconds():.0f} seconds {way}: check-ins come at the wrong time"
    return Finding("fail", what, "Set the clock, or have the system set it (NTP).")
