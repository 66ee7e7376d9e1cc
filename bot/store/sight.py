"""Who may see what of a circle, and what it takes that nobody but its owner sees something any more.

Who may see a commitment is decided here, in one statement, for every look at it.
"""

from __future__ import annotations

from datetime import datetime

from bot.circles import Sight
from bot.store import announcements
from bot.store.forgetting import take_back
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit

SHOWN = (
    "(commitment.state <> 'withdrawn' AND ((commitment.sight = 'public' AND EXISTS"
    " (SELECT 1 FROM membership JOIN member ON member.id = membership.member WHERE membership.member = $1"
    " AND membership.community = circle.community AND membership.left_at IS NULL AND member.platform = circle.platform))"
    " OR (commitment.sight = 'pod' AND EXISTS (SELECT 1 FROM circle_member AS theirs JOIN circle_member AS mine"
    " ON mine.circle = theirs.circle AND mine.pod = theirs.pod WHERE theirs.circle = commitment.circle"
    " AND theirs.member = commitment.member AND mine.member = $1 AND mine.left_at IS NULL AND theirs.left_at IS NULL))))"
)
"""Whether the member $1 may see somebody else's commitment of a circle: one of a circle of a community that they are in, or one
of their pod."""


def sees(member: str, commitment: str) -> Unit[Row | None]:
    """A commitment, where the member may see it."""
    rows = yield (
        "SELECT commitment.* FROM commitment JOIN circle ON circle.id = commitment.circle WHERE commitment.id = $2"  # noqa: S608 - ours
        f" AND commitment.state <> 'withdrawn' AND (commitment.member = $1 OR {SHOWN})",
        (member, commitment),
    )
    return rows[0] if rows else None


def in_its_community(member: str, circle: str) -> Unit[bool]:
    """Whether the member is in the community of a circle that is there."""
    rows = yield (
        "SELECT circle.id FROM circle JOIN membership ON membership.community = circle.community JOIN member"
        " ON member.id = membership.member AND member.platform = circle.platform"
        " WHERE circle.id = $1 AND membership.member = $2 AND membership.left_at IS NULL",
        (circle, member),
    )
    return bool(rows)


def from_its_place(member: str, post: str | None, now: datetime, sealed: Sealed) -> Unit[None]:
    """What a post said is its author's alone from now on."""
    if post is not None:
        yield from take_back(post, member, now, sealed)
        rows = yield (
            "UPDATE commitment SET post = NULL, sight = $3 WHERE post = $1 AND member = $2 RETURNING id",
            (post, member, Sight.PRIVATE),
        )
        for row in rows:
            # Done or not, it is told in no digest any more.
            yield from announcements.changed(row["id"], now)
