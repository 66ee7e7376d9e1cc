"""A member's own data: what is kept, counted and exported; and forgetting all of it.

Every table says here how it is exported and how it is deleted; a test fails for a table that does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.fixed import Fixed
from bot.own_copy import readable
from bot.rows import Cadence, Consent, CountKept, File, Member
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at


class Owned(Fixed):
    """How one table belongs to a member: which column says so, what it holds of theirs, how a row is called in a seal.

    `sort` names the message that says in plain words what it is, or None where it counts as part of another.
    """

    table: str
    owner: str
    sort: str | None
    texts: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    row: str = "{id}"
    stays: bool = False
    """Whether the row stays when they go, and no longer says that it was theirs."""


# In the order in which they are deleted: what refers to others first.
TABLES = (
    Owned("answer", "run", "kept-answer", ("value",), row="{run}/{key}"),
    Owned("draft", "run", None, ("given",), ("expires_at",), row="{run}"),
    Owned("effect", "run", None, ("stated", "before"), row="{run}/{key}"),
    Owned("nudge", "member", "kept-nudge", times=("due_at", "late_until", "next_at", "sent_at", "created_at")),
    Owned("post", "member", "kept-post", ("text", "whereabouts"), ("created_at",)),
    Owned("cheer", "member", "kept-cheer", times=("created_at",), row="{commitment}/{member}"),
    Owned("commitment", "member", "kept-commitment", ("text", "whereabouts"), ("created_at",)),
    Owned("seated", "member", None, row="{pod}/{member}"),
    Owned("paired", "member", None, row="{pairing}/{member}"),
    Owned("apart", "member", "kept-apart", row="{member}/{other}"),
    Owned("circle_member", "member", "kept-circle", times=("joined_at", "left_at"), row="{circle}/{member}"),
    Owned("helper_turn", "member", "kept-helper-turn", times=("begins_at", "created_at")),
    Owned("helper", "member", "kept-helper", times=("vouched_at", "offered_at"), row="{member}/{community}"),
    Owned("audit", "actor", "kept-audit", times=("noted_at",), stays=True),
    Owned("report", "member", "kept-report", ("text",), ("created_at", "settled_at")),
    Owned("muted", "member", "kept-muted", row="{member}/{platform}/{community}"),
    Owned("mentoring", "member", "kept-mentoring", times=("created_at",)),
    Owned("note", "member", "kept-note", ("text",), ("created_at",)),
    Owned("plan_item", "member", "kept-item", ("text",), ("created_at",)),
    Owned("rejection", "member", "kept-rejection", ("company", "role"), ("created_at",)),
    Owned("run", "member", "kept-run", ("args",), ("opened_at", "touched_at")),
    Owned("membership", "member", None, times=("left_at", "checked_at")),
    Owned("member", "id", "kept-member", ("name", "address", "dm"), ("seen_at", "created_at", "leave_at")),
)
# Tables that hold nothing of a member's: communities and their channels, and what communities say and list in their own way
# for all who are in them; circles with their weeks, pods and pairs, which announcement quotes what, the bot's own tokens and
# installs that are under way (hashes of random numbers), what platforms were told of the bot, which process does what, what is
# still to be done for members who are gone, and a community's rounded numbers (of five people at least each).
NOT_OWNED = frozenset(
    {
        "announcement", "circle", "community", "forgotten", "installation", "installing", "lease", "own_entry",
        "own_version", "own_words", "pairing", "parting", "pinned", "place", "pod", "quote", "round",
        "snapshot", "take_back", "told",
    }
)  # fmt: skip


def row_name(owned: Owned, row: Row) -> str:
    """How a row of the table is called in a seal."""
    return owned.row.format(**{key: row[key] for key in row.keys() if isinstance(row[key], str)})  # noqa: SIM118 - a row iterates over values


def _where(owned: Owned) -> str:
    if owned.owner == "run":
        return "run IN (SELECT id FROM run WHERE member = $1)"
    return f"{owned.owner} = $1"


def count(member: str) -> Unit[tuple[CountKept, ...]]:
    """How many rows of each sort there are, for those that have any."""
    counts = []
    for owned in TABLES:
        if owned.sort is None:
            continue
        rows = yield f"SELECT COUNT(*) AS n FROM {owned.table} WHERE {_where(owned)}", (member,)  # noqa: S608 - our own names
        if rows[0]["n"]:
            counts.append(CountKept(owned.sort, rows[0]["n"]))
    return tuple(counts)


def delete(member: str) -> Unit[None]:
    """Delete every row of a member's."""
    for owned in TABLES:
        gone = f"UPDATE {owned.table} SET {owned.owner} = NULL" if owned.stays else f"DELETE FROM {owned.table}"  # noqa: S608 - ours
        yield f"{gone} WHERE {_where(owned)}", (member,)


def export(member: str, sealed: Sealed, now: datetime) -> Unit[tuple[File, ...]]:
    """Everything that is kept, as JSON for machines and as Markdown to read."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for owned in reversed(TABLES):
        rows = yield f"SELECT * FROM {owned.table} WHERE {_where(owned)}", (member,)  # noqa: S608 - our own names
        tables[owned.table] = [_open(row, owned, member, sealed) for row in rows]
    stamp = now.date().isoformat()
    as_json = json.dumps({"exported_at": now.isoformat(timespec="seconds"), **tables}, ensure_ascii=False, indent=2)
    return (
        File(f"bounceback-{stamp}.json", as_json.encode()),
        File(f"bounceback-{stamp}.md", lambda tongue: readable(tables, tongue, now.date())),
    )


def _open(row: Row, owned: Owned, member: str, sealed: Sealed) -> dict[str, Any]:
    plain = dict(row)
    for column in owned.texts:
        plain[column] = sealed.shown(member, owned.table, row_name(owned, row), column, plain[column])
    for column in owned.times:
        if plain[column] is not None:
            plain[column] = at(plain[column]).isoformat(timespec="seconds")
    return plain


def member_then(member: Member, kept: Mapping[str, Any]) -> Member:
    """The member with the settings that they had when a flow first asked for them."""
    paused = kept.get("paused_until")
    return replace(
        member,
        language=kept["language"],
        zone=kept["zone"],
        country=kept["country"],
        consent=Consent(kept["consent"]),
        cadence=Cadence(kept["cadence"]),
        weekday=kept["weekday"],
        hour=kept["hour"],
        quiet_from=time.fromisoformat(kept["quiet_from"]),
        quiet_until=time.fromisoformat(kept["quiet_until"]),
        paused_until=date.fromisoformat(paused) if paused else None,
        hushed=kept["hushed"],
        keep_days=kept.get("keep_days"),
        community=kept["community"],
    )
