"""Circles, as members see them and are in them: what may be found out and by whom, and how what they state is carried out.

A change that asks for what its member may
not see, or for what is gone, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import Any, cast

from bot import circles
from bot.circles import Sight
from bot.effects import Change
from bot.questions import Json
from bot.store import commitments
from bot.store.forgetting import SEEN
from bot.store.partings import let_out
from bot.store.planning import Maker
from bot.store.sealed import Sealed
from bot.store.sight import from_its_place, in_its_community, sees
from bot.store.unit import Row, Unit, ms

# How a member is in a circle, as it is put back by a step back: by what was changed.
IN_CIRCLE = {
    "joined": ("joined_at", "left_at"),
    "looks": ("looks",),
    "buddies": ("buddies",),
    "away_until": ("away_from", "away_until"),
}

# Being in a circle


def _in_circle(maker: Maker, row: str, last: Change | None, new: circles.InCircle) -> Unit[Json]:
    member = maker.member.id
    rows = yield "SELECT * FROM circle_member WHERE circle = $1 AND member = $2", (new.circle, member)
    columns = chain.from_iterable(IN_CIRCLE.values())
    before: dict[str, Any] = {"was": {name: rows[0][name] for name in columns} if rows else None}
    if new.joined and (yield from in_its_community(member, new.circle)):
        yield (
            "INSERT INTO circle_member (circle, member, joined_at) VALUES ($1, $2, $3) ON CONFLICT (circle, member)"
            " DO UPDATE SET left_at = NULL, pod = CASE WHEN circle_member.left_at IS NULL THEN circle_member.pod END,"
            " joined_at = CASE WHEN circle_member.left_at IS NULL THEN circle_member.joined_at ELSE excluded.joined_at END",
            (new.circle, member, ms(maker.now)),
        )
    elif new.joined is False:
        before["withdrew"] = yield from leave(member, new.circle, maker.now, maker.sealed)
    for column, value in (("looks", new.looks), ("buddies", new.buddies)):
        if value is not None:
            yield (
                f"UPDATE circle_member SET {column} = $3 WHERE circle = $1 AND member = $2 AND left_at IS NULL",  # noqa: S608 - ours
                (new.circle, member, int(value)),
            )
    if new.away_until is not None:
        # Being away begins today, unless they are already; a day that has come ends it.
        yield (
            "UPDATE circle_member SET away_until = $3, away_from = CASE WHEN away_until > $4 THEN away_from ELSE $4 END"
            " WHERE circle = $1 AND member = $2 AND left_at IS NULL",
            (new.circle, member, new.away_until.isoformat(), maker.today.isoformat()),
        )
    return cast("Json", before)


def _undo_in_circle(maker: Maker, row: str, old: circles.InCircle, before: Json) -> Unit[None]:
    kept = cast("dict[str, Any]", before or {})
    # Only what this change was about: they may have left since, or chosen something else, in another conversation.
    changed = [field for field in IN_CIRCLE if getattr(old, field) is not None]
    if (was := kept.get("was")) is None:
        if old.joined:
            yield "DELETE FROM circle_member WHERE circle = $1 AND member = $2", (old.circle, maker.member.id)
        return
    for column in chain.from_iterable(IN_CIRCLE[field] for field in changed):
        yield (
            f"UPDATE circle_member SET {column} = $3 WHERE circle = $1 AND member = $2",  # noqa: S608 - our own names
            (old.circle, maker.member.id, was[column]),
        )
    for commitment in kept.get("withdrew", []):
        # What stood in a channel is gone from there, so it is theirs alone now.
        yield "UPDATE commitment SET state = 'open' WHERE id = $1 AND state = 'withdrawn'", (commitment,)


def leave(member: str, circle: str, now: datetime, sealed: Sealed) -> Unit[list[str]]:
    """A member leaves a circle: what is open in the running round is withdrawn, and goes from where it stands. Gives what."""
    left = yield (
        "UPDATE circle_member SET left_at = $3 WHERE circle = $1 AND member = $2 AND left_at IS NULL RETURNING circle",
        (circle, member, ms(now)),
    )
    rows = yield (
        "SELECT commitment.id AS id, commitment.post AS post FROM commitment JOIN round ON round.id = commitment.round"
        " WHERE commitment.circle = $1 AND commitment.member = $2 AND commitment.state = 'open' AND round.state = 'open'",
        (circle, member),
    )
    if not left:
        return []
    yield from let_out(member, circle, now, sealed)
    for row in rows:
        yield "UPDATE commitment SET state = 'withdrawn' WHERE id = $1", (row["id"],)
        yield from from_its_place(member, row["post"], now, sealed)
    return [row["id"] for row in rows]


def leave_community(member: str, community: str, now: datetime, sealed: Sealed) -> Unit[None]:
    """A member leaves a community, and with it its circles: nothing of theirs in them is kept."""
    rows = yield (
        "SELECT circle.id AS id FROM circle JOIN member ON member.platform = circle.platform"
        " WHERE member.id = $1 AND circle.community = $2",
        (member, community),
    )
    for row in rows:
        yield from leave(member, row["id"], now, sealed)
        yield (
            "DELETE FROM cheer WHERE member = $2 AND commitment IN (SELECT id FROM commitment WHERE circle = $1)",
            (row["id"], member),
        )
        yield "DELETE FROM commitment WHERE circle = $1 AND member = $2", (row["id"], member)
        yield "DELETE FROM circle_member WHERE circle = $1 AND member = $2", (row["id"], member)


# What was posted


def _take_back(maker: Maker, row: str, last: Change | None, new: circles.TakeBackPost) -> Unit[Json]:
    yield from from_its_place(maker.member.id, new.post, maker.now, maker.sealed)
    return None


def _nothing(maker: Maker, row: str, old: Change, before: Json) -> Unit[None]:
    """What was taken back was seen no more from then on: it cannot be brought back behind it."""
    yield from ()


def refused(post: str) -> Unit[None]:
    """The place did not take a post: nobody saw what it said, and its author was told so."""
    yield "UPDATE commitment SET post = NULL, sight = $2 WHERE post = $1", (post, Sight.PRIVATE)


# Cheers, and whom somebody does not want as a buddy


def _cheer(maker: Maker, row: str, last: Change | None, new: circles.Cheer) -> Unit[Json]:
    member = maker.member.id
    before = yield "SELECT kind FROM cheer WHERE commitment = $1 AND member = $2", (new.commitment, member)
    if new.cheer is None:
        yield "DELETE FROM cheer WHERE commitment = $1 AND member = $2", (new.commitment, member)
    else:
        seen = yield from sees(member, new.commitment)
        if seen is not None and seen["member"] != member:
            yield (
                "INSERT INTO cheer (commitment, member, kind, created_at) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (commitment, member) DO UPDATE SET kind = excluded.kind",
                (new.commitment, member, new.cheer, ms(maker.now)),
            )
    return {"kind": before[0]["kind"] if before else None}


def _uncheer(maker: Maker, row: str, old: circles.Cheer, before: Json) -> Unit[None]:
    kind = cast("dict[str, Any]", before or {}).get("kind")
    yield from _cheer(maker, row, None, circles.Cheer(old.commitment, kind))


def _apart(maker: Maker, row: str, last: Change | None, new: circles.Apart) -> Unit[Json]:
    member = maker.member.id
    before = yield "SELECT other FROM apart WHERE member = $1 AND other = $2", (member, new.other)
    there = yield "SELECT id FROM member WHERE id = $1", (new.other,)
    if new.apart and there:
        yield "INSERT INTO apart (member, other) VALUES ($1, $2) ON CONFLICT DO NOTHING", (member, new.other)
    elif not new.apart:
        yield "DELETE FROM apart WHERE member = $1 AND other = $2", (member, new.other)
    return bool(before)


def _unapart(maker: Maker, row: str, old: circles.Apart, before: Json) -> Unit[None]:
    yield from _apart(maker, row, None, circles.Apart(old.other, apart=bool(before)))


# Posts that are still to follow


def stale() -> Unit[list[Row]]:
    """Posts that say something older than what is kept of them, with the address of their place."""
    return (
        yield (
            "SELECT post.*, place.platform AS platform, place.address AS address, place.community AS community"
            " FROM post JOIN place ON place.id = post.place"
            " WHERE post.stale > 0 AND post.state = $1 AND post.reference IS NOT NULL ORDER BY post.created_at",
            (SEEN[0],),
        )
    )


def caught_up(post: str, stale: int) -> Unit[None]:
    """What stands there is what was kept when it was `stale`. Where that changed since, here or in another process, whatever
    was written last may be the older: it is written once more."""
    yield "UPDATE post SET stale = CASE WHEN stale = $2 THEN 0 ELSE stale + 1 END WHERE id = $1", (post, stale)


def unsettles(change: Change) -> bool:
    """Whether carrying this out, or undoing it, may leave something to do in a channel."""
    match change:
        case circles.InCircle(joined=joined):
            return joined is False
        case circles.EditCommitment() | circles.TakeBackPost():
            return True
        case _:
            return False


STATES: dict[type[Change], Callable[[Maker, str, Any, Any], Unit[Json]]] = {
    circles.InCircle: _in_circle,
    circles.Commit: commitments.commit,
    circles.EditCommitment: commitments.edit,
    circles.Cheer: _cheer,
    circles.Apart: _apart,
    circles.TakeBackPost: _take_back,
}
WITHDRAWS: dict[type[Change], Callable[[Maker, str, Any, Json], Unit[None]]] = {
    circles.InCircle: _undo_in_circle,
    circles.Commit: commitments.uncommit,
    circles.EditCommitment: commitments.unedit,
    circles.Cheer: _uncheer,
    circles.Apart: _unapart,
    circles.TakeBackPost: _nothing,
}
