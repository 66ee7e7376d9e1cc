"""What the rules decide on before a member is sent something: the member, their nudges, and the communities these come from."""

from __future__ import annotations

from collections.abc import Sequence
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


class About(NamedTuple):
    """A member as they are at this moment, and what the rules decide on."""

    member: Member
    sent: dict[str, Sent]
    """What they were sent lately, or may have been, by its id."""
    coming: list[Coming]
    """What they agreed to and is due within a week."""
    in_hand: set[str]
    """What is on its way to them."""
    missed: list[str]
    """What they agreed to and went past its time, and were never told of."""

    @property
    def passed(self) -> int:
        return len(self.missed)


def about(member: str, now: datetime, sealed: Sealed) -> Unit[About | None]:
    """All that there is to know before a member is sent something. None where they are forgotten."""
    return (yield from about_all([member], now, sealed)).get(member)


def about_all(members: Sequence[str], now: datetime, sealed: Sealed) -> Unit[dict[str, About]]:
    """The same for many, by their ids. Who is forgotten is left out."""
    if not members:
        return {}
    known: dict[str, About] = {}
    found = yield (
        f"SELECT * FROM member WHERE id IN ({marks(len(members), 1, '{}')})",  # noqa: S608 - marks only
        tuple(members),
    )
    for row in found:
        known[row["id"]] = About(member_of(row, sealed), {}, [], set(), [])
    rows = yield (
        "SELECT id, member, kind, state, agreed, due_at, next_at, owner, sent_at, community FROM nudge"  # noqa: S608 - marks only
        f" WHERE member IN ({marks(len(members), 3, '{}')}) AND (sent_at > $1 OR (state = 'waiting' AND"
        " (owner IS NOT NULL OR due_at < $2)) OR (state = 'expired' AND reason = 'too-late')) ORDER BY sent_at",
        (ms(now - LOOK_BACK), ms(now + WEEK), *members),
    )
    at_now, in_a_week = ms(now), ms(now + WEEK)
    for row in rows:
        if row["member"] in known:
            _add(known[row["member"]], row, at_now, in_a_week)
    return known


def _add(about: About, row: Row, now: int, in_a_week: int) -> None:
    """What one of their nudges says about a member."""
    kind = KINDS.get(row["kind"])
    if row["sent_at"] is not None:
        # What another version sent counts too, as the least of ours.
        about.sent[row["id"]] = Sent(
            kind or NudgeKind.CHECK_IN, at(row["sent_at"]), bool(row["agreed"]), row["community"]
        )
    if row["state"] == "expired" and row["agreed"]:
        about.missed.append(row["id"])
    elif row["state"] == "waiting" and row["owner"] is not None and row["next_at"] > now:
        about.in_hand.add(row["id"])
    elif row["state"] == "waiting" and kind and row["agreed"] and now < row["due_at"] < in_a_week:
        about.coming.append(Coming(kind, at(row["due_at"])))


def houses(due: Sequence[Claimed], platform: str) -> Unit[dict[str, House]]:
    """What was chosen for the communities that these come from, where anything was."""
    wanted = sorted({nudge.community for nudge in due if nudge.community is not None})
    if not wanted:
        return {}
    rows = yield (
        "SELECT id, paused_until, off, dm_cap FROM community WHERE platform = $1"  # noqa: S608 - marks only
        f" AND id IN ({marks(len(wanted), 2, '{}')}) AND (paused_until IS NOT NULL OR off = 1 OR dm_cap IS NOT NULL)",
        (platform, *wanted),
    )
    return {
        row["id"]: House(
            at(row["paused_until"]) if row["paused_until"] is not None else None, bool(row["off"]), row["dm_cap"]
        )
        for row in rows
    }
