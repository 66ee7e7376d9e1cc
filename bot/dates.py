"""A small grammar for days that people type: "tomorrow", "next friday", "in 2 weeks", "3 March", "2027-03-03".

What could be read two ways ("03/04") is not guessed: it counts as unread.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

# A date further ahead than this is a slip of the finger.
FURTHEST = timedelta(days=3 * 366)


class DateUnread(ValueError):
    """No date could be read."""


class DateFar(DateUnread):
    """The date was read, and is too far off to be meant."""


class DatePast(ValueError):
    """The date was read, and has passed."""


WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "yesterday": -1}
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


def read_date(text: str, today: date) -> date:
    """Read a day on or after `today`. Raises DateUnread or DatePast."""
    words = re.sub(r"[,\s]+", " ", text.strip().casefold())
    words = re.sub(r"^(on|by|until) ", "", words)
    day = _relative(words, today) or _iso(words) or _dotted(words, today) or _named(words, today)
    if day is None:
        raise DateUnread(text)
    if day < today:
        raise DatePast(text)
    if day - today > FURTHEST:
        raise DateFar(text)
    return day


def _relative(words: str, today: date) -> date | None:
    if re.fullmatch(r"last \w+", words):
        return today - timedelta(days=1)  # whichever it was, it has passed
    if words in NEAR:
        return today + timedelta(days=NEAR[words])
    if words in ("next week", "in a week"):
        return today + timedelta(days=7)
    if found := re.fullmatch(r"(?:in )?(\w+) (day|week)s?(?: from now)?", words):
        many = NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() and len(found[1]) < 4 else 0)
        return today + timedelta(days=many * (7 if found[2] == "week" else 1)) if many else None
    if found := re.fullmatch(r"(?:(next|this) )?(\w+)", words):
        weekday = WEEKDAYS.get(found[2])
        if weekday is not None:
            # "Friday" said on a Friday means the one to come.
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(words: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words)
    return _made(int(found[1]), int(found[2]), int(found[3])) if found else None


def _dotted(words: str, today: date) -> date | None:
    found = re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4})?", words)
    if not found:
        return None
    return _coming(int(found[1]), int(found[2]), found[3], today)


def _named(words: str, today: date) -> date | None:
    found = re.fullmatch(r"(?:\w+ )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ([^\W\d]+)\.?(?: (\d{4}))?", words)
    if found and found[2] in MONTHS:
        return _coming(int(found[1]), MONTHS[found[2]], found[3], today)
    found = re.fullmatch(r"(?:\w+ )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?", words)
    if found and found[1] in MONTHS:
        return _coming(int(found[2]), MONTHS[found[1]], found[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date | None:
    """The date in the year named, or the next one to come."""
    if year:
        return _made(int(year), month, day)
    for ahead in range(5):  # 29 February can be four years off
        made = _made(today.year + ahead, month, day)
        if made and made >= today:
            return made
    return None
