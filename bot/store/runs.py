"""Runs: one pass through a flow, with its answers and what it stated. Loaded whole, saved if nobody else did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from bot.admission import COMMUNITY, PLACE
from bot.effects import Change, Post, Posted
from bot.flow import Frame
from bot.ports import Who
from bot.questions import Json
from bot.rows import Heard, Member, Rejection
from bot.store import changes, drafts, lookups
from bot.store.codec import dump, dump_change, load, load_change
from bot.store.communities import is_silent
from bot.store.errors import ConflictError
from bot.store.lookups import Asker
from bot.store.members import find_member, member_of
from bot.store.planning import Maker
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

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


@dataclass(slots=True)
class Saving:
    """What a turn wants saved of one run."""

    run: Run
    answered: dict[str, Json] = field(default_factory=dict)
    took_back: dict[str, Json] = field(default_factory=dict)
    frame: Frame | None = None
    posts: dict[str, Post] = field(default_factory=dict)
    touched: bool = False
    dropped: bool = False
    undoes: bool = False
    """Whether what is no longer stated is to be undone: after a step back."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A member, the run that they saw last, and the run that was asked for, where it is theirs."""

    member: Member
    current: str | None
    run: Run | None
    leaving: bool = False
    """Whether they left the last community that they shared with the bot."""
    unreached: bool = False
    """Whether a check-in could not be delivered: looked up where no run is wanted, as at a command."""
    own_version: int = 0
    """Which version it is of what the community that they are met in has of its own."""
    voice: Voice | None = None
    """What is said and listed there. None where it is ours."""


def load_seen(who: Who, run: str | None, now: datetime, sealed: Sealed, *, with_run: bool = True) -> Unit[Seen | None]:
    """Load the member and, `with_run`, one of their runs: `run`, or else the one that they saw last."""
    row = yield from find_member(who, sealed)
    if row is None:
        return None
    member, leaving = member_of(row, sealed), row["leave_at"] is not None
    if not with_run:
        missed = yield "SELECT id FROM nudge WHERE member = $1 AND state = 'unreachable' LIMIT 1", (member.id,)
        return Seen(member, row["current_run"], None, leaving, bool(missed), row["own_version"])
    wanted = run or row["current_run"]
    loaded = (yield from load_run(member, wanted, now, sealed)) if wanted else None
    return Seen(member, row["current_run"], loaded, leaving, own_version=row["own_version"])


def load_run(member: Member, run: str, now: datetime, sealed: Sealed) -> Unit[Run | None]:
    """Load a run with its answers, and fetch what its finds led to. None where it is not this member's."""
    rows = yield "SELECT * FROM run WHERE id = $1 AND member = $2", (run, member.id)
    if not rows:
        return None
    loaded = _run_of(rows[0], sealed)
    rows = yield "SELECT key, value, withdrawn FROM answer WHERE run = $1", (run,)
    texts = [sealed.get(member.id, "answer", f"{run}/{row['key']}", "value", row["value"]) or "null" for row in rows]
    # Parsed all at once: a long run has dozens of answers, and the call costs more than the parsing.
    for row, value in zip(rows, cast("list[Json]", load(f"[{','.join(texts)}]")), strict=True):
        (loaded.withdrawn if row["withdrawn"] else loaded.answers)[row["key"]] = value
    for row in (yield "SELECT key, stated FROM effect WHERE run = $1", (run,)):
        text = sealed.get(member.id, "effect", f"{run}/{row['key']}", "stated", row["stated"])
        if (stated := load_change(cast("str", text))) is not None:
            loaded.stated[row["key"]] = stated
    for row in (yield "SELECT * FROM rejection WHERE id = $1 AND member = $2", (loaded.journey, member.id)):
        loaded.rejection = lookups.rejection_of(row, sealed)
    asker = Asker(member, run, loaded.journey, now, sealed)
    for key, answer in loaded.answers.items():
        if lookups.is_find(answer) and cast("dict[str, str]", answer)["lookup"] in lookups.FETCHES:
            loaded.found[key] = yield from lookups.fetch(asker, answer)
    if loaded.flow == UNKEPT:
        loaded.draft = yield from drafts.load(member.id, run, now, sealed)
    return loaded


def is_quiet(member: str, journey: str | None) -> Unit[bool]:
    """Whether somebody needed a person during a journey."""
    found = yield "SELECT 1 FROM run WHERE member = $1 AND journey = $2 AND quiet = 1 LIMIT 1", (member, journey)
    return bool(found)


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
        quiet=bool(row["quiet"]),
    )


def save(
    member: Member, savings: list[Saving], current: str | None, seen: datetime | None, now: datetime, sealed: Sealed
) -> Unit[None]:
    """Save what a turn did, if none of its runs moved on. Raises ConflictError; nothing is saved then.

    `current` is the run that the member sees now. `seen` is None where the turn was not of their making.
    """
    if not (yield "SELECT id FROM member WHERE id = $1", (member.id,)):
        raise ConflictError(member.id)  # forgotten in the meantime
    for saving in savings:
        yield from _save_run(member, saving, now, sealed)
    for saving in savings:
        if saving.frame is not None and not saving.dropped:
            yield from _save_stated(member, saving, now, sealed)
    for saving in savings:
        if saving.dropped:
            yield from drop(member.id, saving.run)
    yield (
        "UPDATE member SET seen_at = COALESCE($2, seen_at), current_run = COALESCE($3, current_run) WHERE id = $1",
        (member.id, ms(seen) if seen else None, current),
    )


def drop(member: str, run: Run) -> Unit[None]:
    """Delete a run with all that hangs on it. What they see now is what was there before it."""
    yield (
        "UPDATE member SET current_run = $3 WHERE id = $1 AND current_run = $2",
        (member, run.id, run.came_from),
    )
    yield "DELETE FROM run WHERE id = $1", (run.id,)


def _save_run(member: Member, saving: Saving, now: datetime, sealed: Sealed) -> Unit[None]:
    run = saving.run
    if run.version < 0:
        rows = yield (
            "INSERT INTO run (id, member, flow, journey, came_from, link, state, version, args, opened_at, touched_at, quiet)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id",
            (
                run.id,
                member.id,
                run.flow,
                run.journey,
                run.came_from,
                run.link,
                run.state,
                sealed.put(member.id, "run", run.id, "args", dump(cast("Json", dict(run.args)))),
                ms(now),
                int(run.quiet),
            ),
        )
        if rows and run.draft is not None:
            yield from drafts.hold(member.id, run.id, run.draft, now, sealed)
    else:
        rows = yield (
            "UPDATE run SET version = version + 1, state = $3, came_from = $4, link = $5, touched_at = $6, quiet = $7"
            " WHERE id = $1 AND version = $2 RETURNING id",
            (run.id, run.version, run.state, run.came_from, run.link, ms(now), int(run.quiet)),
        )
    if not rows:
        raise ConflictError(run.id)
    for key, value, withdrawn in _written(saving):
        yield (
            "INSERT INTO answer (run, key, value, withdrawn) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value, withdrawn = excluded.withdrawn",
            (run.id, key, sealed.put(member.id, "answer", f"{run.id}/{key}", "value", dump(value)), withdrawn),
        )
    for key, post in saving.posts.items():
        post_id = f"{run.id}-{key}"
        if post.ours:
            state = yield from _state(member.platform, run.args[COMMUNITY], now)
            yield (
                "INSERT INTO pinned (id, platform, community, address, message, opens, state, created_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
                (
                    post_id, member.platform, run.args[COMMUNITY], run.args[PLACE], post.message, post.opens,
                    state, ms(now),
                ),
            )  # fmt: skip
            continue
        where = yield "SELECT community FROM place WHERE id = $1", (post.place,)
        state = (yield from _state(member.platform, where[0]["community"], now)) if where else "pending"
        yield (
            "INSERT INTO post (id, member, run, key, place, message, tags, opens, text, day, whereabouts, state, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING",
            (
                post_id, member.id, run.id, key, post.place, post.message, " ".join(post.tags), post.opens,
                sealed.put(member.id, "post", post_id, "text", post.text), post.day.isoformat() if post.day else None,
                sealed.put(member.id, "post", post_id, "whereabouts", post.where or None), state, ms(now),
            ),
        )  # fmt: skip


def _state(platform: str, community: str, now: datetime) -> Unit[str]:
    """How a post begins: nothing is said in a community that is paused or switched off."""
    return Posted.REFUSED if (yield from is_silent(platform, community, now)) else "pending"


def _written(saving: Saving) -> Iterator[tuple[str, Json, int]]:
    for key, value in saving.answered.items():
        yield key, value, 0
    for key, value in saving.took_back.items():
        yield key, value, 1


def _save_stated(member: Member, saving: Saving, now: datetime, sealed: Sealed) -> Unit[None]:
    """Compare what the run states with what it last stated, and carry out the difference."""
    run, frame = saving.run, cast("Frame", saving.frame)
    maker = Maker(member, run.id, run.journey, now, sealed)
    if saving.undoes:
        # Only a step back undoes. After an upgrade a new question may come first, and what follows it still holds.
        for key, old in run.stated.items():
            if key not in frame.stated:
                before = yield from _before(member, run.id, key, sealed)
                yield from changes.withdraw(maker, key, old, before)
                yield "DELETE FROM effect WHERE run = $1 AND key = $2", (run.id, key)
    for key, new in frame.stated.items():
        last = run.stated.get(key)
        if last == new:
            continue
        undo = yield from changes.state(maker, key, last, new)
        row = f"{run.id}/{key}"
        yield (
            "INSERT INTO effect (run, key, stated, before) VALUES ($1, $2, $3, $4) ON CONFLICT (run, key)"
            " DO UPDATE SET stated = excluded.stated, before = COALESCE(effect.before, excluded.before)",
            (
                run.id,
                key,
                sealed.put(member.id, "effect", row, "stated", dump_change(new)),
                sealed.put(member.id, "effect", row, "before", dump(undo) if undo is not None else None),
            ),
        )
        # A change of settings counts for what is stated after it in the same turn, as a time zone does for a nudge.
        maker = yield from changes.refreshed(maker, new)


def _before(member: Member, run: str, key: str, sealed: Sealed) -> Unit[Json]:
    rows = yield "SELECT before FROM effect WHERE run = $1 AND key = $2", (run, key)
    text = sealed.get(member.id, "effect", f"{run}/{key}", "before", rows[0]["before"]) if rows else None
    return load(text) if text is not None else None
