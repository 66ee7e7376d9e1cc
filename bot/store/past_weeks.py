"""Weeks of circles that are long over: what has no use any more goes by itself.

What stands in a channel stays here as long as its author does, however old: whoever has everything forgotten, or takes it
back, has it taken out of there too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.forgetting import SEEN
from bot.store.pairs import LOOK_BACK
from bot.store.unit import Unit, ms

KEPT = timedelta(days=365)
# A round takes a week at least: whoever met before that is not looked back on.
PAIRS_KEPT = timedelta(weeks=LOOK_BACK)

# The last of a circle stays: what comes next is numbered after it, and called by its number.
LAST_POD = "(SELECT MAX(last.number) FROM pod AS last WHERE last.circle = pod.circle)"
LAST_ROUND = "(SELECT MAX(last.number) FROM round AS last WHERE last.circle = round.circle)"


def drop_old(now: datetime) -> Unit[None]:
    """Delete what is left of weeks that ended a year ago, of pods that were given up, and pairs that nobody looks back on."""
    year = ms(now - KEPT)
    yield "DELETE FROM pairing WHERE created_at <= $1", (ms(now - PAIRS_KEPT),)
    yield "DELETE FROM helper_turn WHERE begins_at <= $1", (year,)
    yield (
        "DELETE FROM announcement WHERE round IN (SELECT id FROM round WHERE state <> 'open' AND closes_at <= $1)"
        " AND (state NOT IN ('said', 'unknown', 'sending')"
        " OR (stale_at IS NULL AND NOT EXISTS (SELECT 1 FROM quote WHERE quote.announcement = announcement.id)))",
        (year,),
    )
    yield (
        "DELETE FROM commitment WHERE round IN (SELECT id FROM round WHERE state <> 'open' AND closes_at <= $1)"
        " AND NOT EXISTS (SELECT 1 FROM quote WHERE quote.commitment = commitment.id)"
        " AND NOT EXISTS (SELECT 1 FROM post WHERE post.id = commitment.post AND post.state IN ($2, $3, $4))",
        (year, *SEEN),
    )
    # Its pairs would go with it before their time, and what stands in a channel with what it shows.
    held = " OR ".join(
        f"EXISTS (SELECT 1 FROM {one} WHERE {one}.round = round.id)"  # noqa: S608 - our own names
        for one in ("announcement", "commitment", "pairing")
    )
    yield (
        f"DELETE FROM round WHERE state <> 'open' AND closes_at <= $1 AND number < {LAST_ROUND} AND NOT ({held})",  # noqa: S608 - ours
        (year,),
    )
    yield from _drop_pods(year)


def _drop_pods(year: int) -> Unit[None]:
    """Pods whose places are gone, once nothing stands in these that can be taken back."""
    yield (
        "DELETE FROM place WHERE id IN (SELECT pod.place FROM pod WHERE pod.state = 'gone' AND pod.created_at <= $1"  # noqa: S608 - ours
        f" AND pod.number < {LAST_POD})"
        " AND NOT EXISTS (SELECT 1 FROM announcement WHERE announcement.place = place.id)"
        " AND NOT EXISTS (SELECT 1 FROM post WHERE post.place = place.id AND post.state IN ($2, $3, $4))",
        (year, *SEEN),
    )
    yield (
        f"DELETE FROM pod WHERE pod.state = 'gone' AND pod.created_at <= $1 AND pod.place IS NULL AND pod.number < {LAST_POD}",  # noqa: S608 - ours
        (year,),
    )
