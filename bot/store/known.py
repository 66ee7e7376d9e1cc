"""What the rules decide on before a member is sent something: the member, their nudges, and the communities these come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.effects import NudgeKind
from bot.nudges import WEEK, Coming, House, Sent
from bot.rows import Member
from bot.store.members import member_of
from bot.store.nudges import KINDS, Claimed
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, marks, ms

# The rules look back a week for caps, and at everything in a row that was ignored.
LOOK_BACK = timedelta(days=70)

Houses = dict[tuple[str, str], House]
"""What was chosen for communities, by platform and community."""


class About(NamedTuple):
    """A member as they are at this moment, and what the rules decide on."""

    member: Member
    sent: list[Sent]
    """What they were sent lately."""
    doubtful: dict[str, Sent]
    """What they may have been sent: it waits until that is known. By its id."""
    coming: list[Coming]
    """What they agreed to and is due within a week."""
    in_hand: list[str]
    """What is on its way to them."""
    missed: list[str]
    """What they agreed to and went past its time, and were never told of."""

    @property
    def passed(self) -> int:
        return len(self.missed)

    def sent_besides(self, those: Collection[str]) -> list[Sent]:
        """What they were sent, or may have been, besides `those`."""
        return [*self.sent, *(one for this, one in self.doubtful.items() if this not in those)]


def about(member: str, now: datetime, sealed: Sealed) -> Unit[About | None]:
    """All that there is to know before a member is sent something. None where they are forgotten."""
    return (yield from about_all([member], now, sealed)).get(member)


def about_all(members: Collection[str], now: datetime, sealed: Sealed) -> Unit[dict[str, About]]:
    """The same for many, by their ids. Who is forgotten is left out."""
    if not members:
        return {}
    found = yield (
        f"SELECT * FROM member WHERE id IN ({marks(len(members), 1, '{}')})",  # noqa: S608 - marks only
        tuple(members),
    )
    known = {row["id"]: About(member_of(row, sealed), [], {}, [], [], []) for row in found}
    at_now, in_a_week = ms(now), ms(now + WEEK)
    rows = yield (
        "SELECT id, member, kind, state, agreed, due_at, next_at, owner, sent_at, community FROM nudge"  # noqa: S608 - marks only
        f" WHERE member IN ({marks(len(members), 3, '{}')}) AND (sent_at > $1 OR (state = 'waiting' AND"
        " (owner IS NOT NULL OR due_at < $2)) OR (state = 'expired' AND reason = 'too-late'))",
        (ms(now - LOOK_BACK), in_a_week, *members),
    )
    for row in rows:
        if (about := known.get(row["member"])) is not None:
            _add(about, row, at_now, in_a_week)
    return known


def _add(about: About, row: Row, now: int, in_a_week: int) -> None:
    """What one of their nudges says about a member."""
    waits, kind = row["state"] == "waiting", KINDS.get(row["kind"])
    if (sent_at := row["sent_at"]) is not None:
        # What another version sent counts too, as the least of ours.
        sent = Sent(kind or NudgeKind.CHECK_IN, at(sent_at), bool(row["agreed"]), row["community"])
        if waits:
            about.doubtful[row["id"]] = sent
        else:
            about.sent.append(sent)
    if waits and row["owner"] is not None and row["next_at"] > now:
        about.in_hand.append(row["id"])
    elif waits and kind and row["agreed"] and now < row["due_at"] < in_a_week:
        about.coming.append(Coming(kind, at(row["due_at"])))
    elif row["state"] == "expired" and row["agreed"]:
        about.missed.append(row["id"])


def houses(due: Iterable[Claimed]) -> Unit[Houses]:
    """What was chosen for the communities that these come from, where anything was."""
    wanted = {(nudge.platform, nudge.community) for nudge in due if nudge.community is not None}
    if not wanted:
        return {}
    rows = yield (
        f"WITH wanted (platform, id) AS (VALUES {marks(len(wanted), 1, '({}, {})')})"  # noqa: S608 - marks only
        " SELECT community.platform, community.id, paused_until, off, dm_cap FROM wanted JOIN community"
        " ON community.platform = wanted.platform AND community.id = wanted.id"
        " WHERE paused_until IS NOT NULL OR off = 1 OR dm_cap IS NOT NULL",
        tuple(part for one in sorted(wanted) for part in one),
    )
    return {
        (row["platform"], row["id"]): House(
            at(row["paused_until"]) if row["paused_until"] is not None else None, bool(row["off"]), row["dm_cap"]
        )
        for row in rows
    }
