"""Runs: one pass through a flow, with its answers and what it stated. Loaded whole; bot/store/saving.py saves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from bot.effects import Change
from bot.ports import Who
from bot.questions import Json
from bot.rows import Heard, Member, Rejection
from bot.store import drafts, lookups
from bot.store.codec import load, load_change
from bot.store.lookups import Asker
from bot.store.members import find_member, member_of
from bot.store.nudges import Claimed, run_of
from bot.store.sealed import Sealed
from bot.store.unit import Row, Rows, Unit, at

if TYPE_CHECKING:
    from bot.voices import Voice


@dataclass(slots=True)
class Run:
    """A run as it was loaded, and as the turn leaves it."""

    id: str
    flow: str
    journey: str
    came_from: str | None = None
    link: str = "start"
    """How it follows `came_from`: ``next`` (the flow led here) or ``aside`` (it returns there)."""
    state: str = "open"
    version: int = -1
    """-1 for a run that is not stored yet."""
    args: Mapping[str, str] = field(default_factory=dict)
    opened: datetime | None = None
    touched: datetime | None = None
    answers: dict[str, Json] = field(default_factory=dict)
    withdrawn: dict[str, Json] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Change] = field(default_factory=dict)
    rejection: Rejection | None = None
    quiet: bool = False
    """Whether it celebrates nothing. Asking for a person sets it as well as being offered one, so that it says little."""
    draft: str | None = None
    """The event that this run holds until its author says what is to become of it."""
    heard: Heard | None = None
    """What was heard in it, in the turn in which it was. Never stored."""


class Seen(NamedTuple):
    """A member, the run that they saw last, and the run that was asked for, where it is theirs."""

    member: Member
    current: str | None
    run: Run | None
    leaving: bool = False
    """Whether they left the last community that they shared with the bot."""
    unreached: bool = False
    """Whether a check-in could not be delivered."""
    own_version: int = 0
    """Which version it is of what the community that they are met in has of its own."""
    voice: Voice | None = None
    """What is said and listed there. None where it is ours."""


def load_seen(who: Who, run: str | None, now: datetime, sealed: Sealed, *, with_run: bool = True) -> Unit[Seen | None]:
    """Load the member and, `with_run`, one of their runs: `run`, or else the one that they saw last."""
    row = yield from find_member(who, sealed)
    if row is None:
        return None
    member, current = member_of(row, sealed), row["current_run"]
    wanted = (run or current) if with_run else None
    loaded = (yield from load_run(member, wanted, now, sealed)) if wanted else None
    return Seen(member, current, loaded, row["leave_at"] is not None, bool(row["unreached"]), row["own_version"])


def load_run(member: Member, run: str, now: datetime, sealed: Sealed) -> Unit[Run | None]:
    """Load a run with its answers, and fetch what its finds led to. None where it is not this member's."""
    rows = yield (
        "SELECT run.*, rejection.id AS rejection, rejection.day, rejection.company, rejection.role, rejection.stage FROM run"
        " LEFT JOIN rejection ON rejection.id = run.journey AND rejection.member = run.member"
        " WHERE run.id = $1 AND run.member = $2",
        (run, member.id),
    )
    if not rows:
        return None
    loaded = _run_of(rows[0], sealed)
    rows = yield (
        "SELECT 'answer' AS sort, key, value AS said, withdrawn FROM answer WHERE run = $1"
        " UNION ALL SELECT 'effect', key, stated, 0 FROM effect WHERE run = $1",
        (run,),
    )
    _add_answers(loaded, member.id, [row for row in rows if row["sort"] == "answer"], sealed)
    _add_stated(loaded, member.id, [row for row in rows if row["sort"] == "effect"], sealed)
    asker = Asker(member, run, loaded.journey, now, sealed)
    for key, answer in loaded.answers.items():
        if lookups.is_find(answer) and cast("dict[str, str]", answer)["lookup"] in lookups.FETCHES:
            loaded.found[key] = yield from lookups.fetch(asker, answer)
    if loaded.flow == UNKEPT:
        loaded.draft = yield from drafts.load(member.id, run, now, sealed)
    return loaded


def _add_answers(run: Run, member: str, rows: Rows, sealed: Sealed) -> None:
    texts = [sealed.get(member, "answer", f"{run.id}/{row['key']}", "value", row["said"]) or "null" for row in rows]
    # Parsed all at once: a long run has dozens of answers, and the call costs more than the parsing.
    for row, value in zip(rows, cast("list[Json]", load(f"[{','.join(texts)}]")), strict=True):
        (run.withdrawn if row["withdrawn"] else run.answers)[row["key"]] = value


def _add_stated(run: Run, member: str, rows: Rows, sealed: Sealed) -> None:
    for row in rows:
        text = sealed.get(member, "effect", f"{run.id}/{row['key']}", "stated", row["said"])
        if (stated := load_change(cast("str", text))) is not None:
            run.stated[row["key"]] = stated


class Start(NamedTuple):
    """What is known before the run of a nudge is opened."""

    opened: bool
    """Whether it is there already: the nudge was tried before."""
    rejection: Rejection | None
    """The one that the journey is about, which the nudge comes from."""
    quiet: bool
    """Whether somebody needed a person during that journey."""
    own_version: int
    """As in `Seen`."""


def load_start(nudge: Claimed, sealed: Sealed) -> Unit[Start | None]:
    """Look up, in one statement, what a nudge's run begins with. None where the member is forgotten."""
    rows = yield (
        "SELECT EXISTS (SELECT 1 FROM run WHERE id = $2) AS opened,"
        " EXISTS (SELECT 1 FROM run WHERE run.member = member.id AND journey = $3 AND quiet = 1) AS quiet,"
        " COALESCE((SELECT version FROM own_version WHERE own_version.platform = member.platform"
        " AND own_version.community = member.community), 0) AS own_version,"
        " member.id AS member, rejection.id AS rejection, rejection.day, rejection.company, rejection.role, rejection.stage"
        " FROM member LEFT JOIN rejection ON rejection.id = $3 AND rejection.member = member.id WHERE member.id = $1",
        (nudge.member, run_of(nudge.id), nudge.journey),
    )
    if not rows:
        return None
    row = rows[0]
    return Start(bool(row["opened"]), _rejection_of(row, sealed), bool(row["quiet"]), row["own_version"])


# The flow whose runs leave no trace once they end.
UNKEPT = "person"


def _run_of(row: Row, sealed: Sealed) -> Run:
    args = sealed.get(row["member"], "run", row["id"], "args", row["args"])
    return Run(
        id=row["id"],
        flow=row["flow"],
        journey=row["journey"],
        came_from=row["came_from"],
        link=row["link"],
        state=row["state"],
        version=row["version"],
        args=cast("dict[str, str]", load(cast("str", args))),
        opened=at(row["opened_at"]),
        touched=at(row["touched_at"]),
        rejection=_rejection_of(row, sealed),
        quiet=bool(row["quiet"]),
    )


def _rejection_of(row: Row, sealed: Sealed) -> Rejection | None:
    """The rejection that was joined to a row."""
    this = row["rejection"]
    return lookups.rejection_in(row, this, sealed) if this is not None else None
