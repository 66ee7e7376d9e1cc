"""Saving what a turn did: its runs, if nobody else moved them on; then the difference that what they state makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import cast

from bot.admission import COMMUNITY, PLACE
from bot.effects import Change, Post, Posted
from bot.flow import Frame
from bot.questions import Json
from bot.rows import Member
from bot.store import changes, drafts
from bot.store.codec import dump, dump_change, load
from bot.store.communities import is_silent
from bot.store.errors import ConflictError
from bot.store.planning import Maker
from bot.store.runs import Run
from bot.store.sealed import Sealed
from bot.store.unit import Unit, marks, ms


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
    anew: dict[str, Change] = field(default_factory=dict)
    """What is stated now and was not before, or otherwise."""
    undone: dict[str, Change] = field(default_factory=dict)
    """What was stated before, and is to be undone."""

    def compare(self) -> None:
        """Find out what is to be carried out: the difference between what the run stated last and what it states now."""
        if self.frame is None:
            return
        before, now = self.run.stated, self.frame.stated
        self.anew = {key: new for key, new in now.items() if before.get(key) != new}
        # Only a step back undoes. After an upgrade a new question may come first, and what follows it still holds.
        if self.undoes:
            self.undone = {key: old for key, old in before.items() if key not in now}


def save(
    member: Member, savings: list[Saving], current: str | None, seen: datetime | None, now: datetime, sealed: Sealed
) -> Unit[None]:
    """Save what a turn did, if none of its runs moved on. Raises ConflictError; nothing is saved then. Each saving was compared.

    `current` is the run that the member sees now. `seen` is None where the turn was not of their making.
    """
    for saving in savings:
        yield from _save_run(member, saving, now, sealed)
    for saving in savings:
        if (saving.anew or saving.undone) and not saving.dropped:
            yield from _save_stated(member, saving, now, sealed)
    for saving in savings:
        if saving.dropped:
            yield from drop(member.id, saving.run)
    if seen is not None or current is not None:
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
    yield from _save_answers(member, saving, sealed)
    for key, post in saving.posts.items():
        yield from _save_post(member, run, key, post, now, sealed)


def _save_answers(member: Member, saving: Saving, sealed: Sealed) -> Unit[None]:
    run = saving.run.id
    written = {key: (value, 0) for key, value in saving.answered.items()}
    written |= {key: (value, 1) for key, value in saving.took_back.items()}
    if written:
        values = (
            (key, sealed.put(member.id, "answer", f"{run}/{key}", "value", dump(value)), withdrawn)
            for key, (value, withdrawn) in written.items()
        )
        yield (
            "INSERT INTO answer (run, key, value, withdrawn) VALUES"  # noqa: S608 - marks only
            f" {marks(len(written), 2, '($1, {}, {}, {})')}"
            " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value, withdrawn = excluded.withdrawn",
            (run, *chain.from_iterable(values)),
        )


def _save_post(member: Member, run: Run, key: str, post: Post, now: datetime, sealed: Sealed) -> Unit[None]:
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
        return
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


def _save_stated(member: Member, saving: Saving, now: datetime, sealed: Sealed) -> Unit[None]:
    """Carry out what changed in what the run states."""
    run = saving.run
    maker = Maker(member, run.id, run.journey, now, sealed)
    for key, old in saving.undone.items():
        before = yield from _before(member, run.id, key, sealed)
        yield from changes.withdraw(maker, key, old, before)
        yield "DELETE FROM effect WHERE run = $1 AND key = $2", (run.id, key)
    for key, new in saving.anew.items():
        undo = yield from changes.state(maker, key, run.stated.get(key), new)
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
