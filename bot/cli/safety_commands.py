"""`bounceback safety check` and `bounceback helplines check`: for organisers, before they rely on either."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any, NamedTuple

from bot.content.entries import Helpline
from bot.content.load import load
from bot.hearing import Assess
from bot.safety import Level, assess

EXPECTS = '{"id": 1, "text": "..."} with "lang" if you like'
# A number that nobody confirmed for so long may be another's by now.
STALE = timedelta(days=180)


def check_lines(lines: IO[bytes], out: IO[str], assessing: Assess = assess) -> int:
    """Answer JSON lines one by one, in order, and keep nothing. Gives how many could not be read or answered.

    Such a line gets an answer too, with its "error", so that the nth answer is always that of the nth line.
    """
    wrong = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        answer = _answered(number, line, assessing)
        wrong += "error" in answer
        # ASCII: whatever the terminal's encoding, and lone halves of characters, stay readable.
        out.write(json.dumps(answer) + "\n")
        out.flush()
    return wrong


def _answered(number: int, line: bytes, assessing: Assess) -> dict[str, Any]:
    this: Any = None
    try:
        told = json.loads(line.decode("utf-8", "surrogateescape"))
        this = told.get("id") if isinstance(told, dict) else None
        if not isinstance(told, dict) or not isinstance(told.get("text"), str):
            raise ValueError
    except (ValueError, RecursionError):
        return {"id": this, "error": f"line {number} is not a message. Write: {EXPECTS}."}
    language = told.get("lang")
    try:
        # A language is only a hint: one that is none counts as not given.
        found = assessing(told["text"], language if isinstance(language, str) else None)
    except Exception as error:  # noqa: BLE001 - as in the bot: a detector that fails must not end the rest
        return {"id": this, "error": f"line {number} could not be assessed ({type(error).__name__})."}
    about = None if found.level is Level.NONE else found.about
    category = None if found.level is Level.NONE else found.category
    return {"id": this, "level": found.level, "category": category, "about": about}


class HelplinesChecked(NamedTuple):
    """The rows to look at, a line each, and what to say in the end."""

    lines: tuple[str, ...]
    summary: str


def check_helplines(content: Path | None, today: date) -> HelplinesChecked:
    """Rows that nobody ever verified, or not for 180 days. Raises ContentError."""
    rows = load(content).helplines
    stale = tuple(_stale(rows, today))
    good = len(rows) - len(stale)
    return HelplinesChecked(
        stale, f"{len(rows)} rows, {good} verified within {STALE.days} days, {len(stale)} to look at"
    )


def _stale(rows: Iterable[Helpline], today: date) -> Iterator[str]:
    for row in rows:
        if row.verified_at is None:
            when = "never verified"
        elif today - row.verified_at > STALE:
            when = f"verified on {row.verified_at}, {(today - row.verified_at).days} days ago"
        else:
            continue
        routes = [*row.phones, *(f"text {text}" for text in (row.text,) if text)]
        shown = f"{row.service or 'emergency number only'}: {' / '.join(routes) or row.emergency}"
        at = f" at {row.link}" if row.link else ""
        yield f"{row.id} ({row.country_name}, {shown}): {when}. Confirm it{at}, then set verified_at."


def standard_input() -> IO[bytes]:
    return sys.stdin.buffer
