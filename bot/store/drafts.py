"""Drafts: what was typed and is not kept until its author says so. One expires within the hour, and is never an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.sealed import Sealed
from bot.store.unit import Unit, ms

# With the sweep that deletes what expired (every few minutes), nothing is there after an hour.
LIFE = timedelta(minutes=50)


def hold(member: str, run: str, given: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """Hold a text for the run that asks what is to become of it."""
    yield (
        "INSERT INTO draft (run, given, expires_at) VALUES ($1, $2, $3)",
        (run, sealed.put(member, "draft", run, "given", given), ms(now + LIFE)),
    )


def load(member: str, run: str, now: datetime, sealed: Sealed) -> Unit[str | None]:
    """What a run holds, while it still does."""
    rows = yield "SELECT given FROM draft WHERE run = $1 AND expires_at > $2", (run, ms(now))
    return sealed.get(member, "draft", run, "given", rows[0]["given"]) if rows else None
