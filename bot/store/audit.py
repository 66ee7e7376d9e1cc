"""What those who run a community did there: who, what, about which row, and when."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.store.unit import Unit, ms


def note(platform: str, community: str, actor: str | None, what: str, subject: str | None, now: datetime) -> Unit[None]:
    """Write down that `actor` (a member's id; None: the bot itself) did `what`, a closed tag."""
    yield (
        "INSERT INTO audit (id, platform, community, actor, what, subject, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        (ids.new_id(), platform, community, actor, what, subject, ms(now)),
    )
