"""What communities say and list in their own way, sealed, and how a turn learns that it changed.

It is nobody's own, so it is sealed with a key of the installation itself: one that is made when something is first written,
and changes with the master key like all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, cast

from bot.logs import Log
from bot.own import Entry, OwnEntry, OwnWords
from bot.questions import Json
from bot.store.codec import dump, load
from bot.store.errors import SealError
from bot.store.keys import OWN
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, ms

log = Log("own words")

# Whose key it is sealed with, and what of each table is.
OWNER = f"{OWN}own-words"
FIELDS = {"own_words": ("text",), "own_entry": ("fields",)}


class Own(NamedTuple):
    """All that a community has of its own: words by language and message, and entries by kind."""

    words: Mapping[str, Mapping[str, str]]
    entries: Mapping[str, tuple[Entry, ...]]


def version(platform: str, community: str) -> Unit[int]:
    """What grows with each change; 0 where nothing ever was a community's own."""
    rows = yield "SELECT version FROM own_version WHERE platform = $1 AND community = $2", (platform, community)
    return int(rows[0]["version"]) if rows else 0


def load_own(platform: str, community: str, sealed: Sealed) -> Unit[Own]:
    """All that a community has of its own. What does not open is left out: ours stands there instead."""
    words: dict[str, dict[str, str]] = {}
    rows = yield "SELECT * FROM own_words WHERE platform = $1 AND community = $2", (platform, community)
    for row in rows:
        if (text := _opened(row, "own_words", sealed)) is not None:
            words.setdefault(row["language"], {})[row["message"]] = text
    entries: dict[str, tuple[Entry, ...]] = {}
    rows = yield (
        "SELECT * FROM own_entry WHERE platform = $1 AND community = $2 ORDER BY created_at, id",
        (platform, community),
    )
    for row in rows:
        if (text := _opened(row, "own_entry", sealed)) is not None:
            entries[row["kind"]] = (*entries.get(row["kind"], ()), Entry(row["id"], _fields(text)))
    return Own(words, entries)


def entries(platform: str, community: str, sort: str, sealed: Sealed) -> Unit[tuple[Entry, ...]]:
    """What a community has of a kind, the oldest first."""
    rows = yield (
        "SELECT * FROM own_entry WHERE platform = $1 AND community = $2 AND kind = $3 ORDER BY created_at, id",
        (platform, community, sort),
    )
    opened = [(row["id"], _opened(row, "own_entry", sealed)) for row in rows]
    return tuple(Entry(id_, _fields(text)) for id_, text in opened if text is not None)


def set_words(platform: str, new: OwnWords, now: datetime, sealed: Sealed) -> Unit[str | None]:
    """Have a message said so in a community. Gives how it was said there before; None where that was ours."""
    rows = yield (
        "SELECT * FROM own_words WHERE platform = $1 AND community = $2 AND language = $3 AND message = $4",
        (platform, new.community, new.language, new.message),
    )
    before = _opened(rows[0], "own_words", sealed) if rows else None
    if new.text is None:
        yield (
            "DELETE FROM own_words WHERE platform = $1 AND community = $2 AND language = $3 AND message = $4",
            (platform, new.community, new.language, new.message),
        )
    else:
        row = {"platform": platform, "community": new.community, "language": new.language, "message": new.message}
        yield (
            "INSERT INTO own_words (platform, community, language, message, text) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (platform, community, language, message) DO UPDATE SET text = excluded.text",
            (*row.values(), _sealed(row, "own_words", new.text, sealed)),
        )
    yield from _changed(platform, new.community, now)
    return before


def set_entry(platform: str, new: OwnEntry, now: datetime, sealed: Sealed) -> Unit[Json]:
    """Have a community list an entry, or no longer. Gives its fields as they were; None where it was not there."""
    rows = yield (
        "SELECT * FROM own_entry WHERE platform = $1 AND community = $2 AND id = $3",
        (platform, new.community, new.id),
    )
    before = _opened(rows[0], "own_entry", sealed) if rows else None
    if not new.fields:
        yield (
            "DELETE FROM own_entry WHERE platform = $1 AND community = $2 AND id = $3",
            (platform, new.community, new.id),
        )
    else:
        row = {"platform": platform, "community": new.community, "id": new.id}
        fields = dump({name: list(value) if isinstance(value, tuple) else value for name, value in new.fields.items()})
        yield (
            "INSERT INTO own_entry (platform, community, id, kind, fields, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (platform, community, id) DO UPDATE SET kind = excluded.kind, fields = excluded.fields",
            (*row.values(), new.sort, _sealed(row, "own_entry", fields, sealed), ms(now)),
        )
    yield from _changed(platform, new.community, now)
    return None if before is None else load(before)


def delete_own(platform: str, community: str, now: datetime) -> Unit[None]:
    """The bot was removed from a community: nothing is its own any more. The version stays, as others may still hold what was."""
    for table in FIELDS:
        yield f"DELETE FROM {table} WHERE platform = $1 AND community = $2", (platform, community)  # noqa: S608 - our own names
    if (yield from version(platform, community)):
        yield from _changed(platform, community, now)


def check_own(sealed: Sealed) -> Unit[tuple[int, list[str]]]:
    """Open everything that is communities' own: how many fields opened, and a line for each that did not."""
    opened, problems = 0, []
    for table, fields in FIELDS.items():
        for row in (yield f"SELECT * FROM {table}", ()):  # noqa: S608 - our own names
            for field in fields:
                try:
                    sealed.get(OWNER, table, _name(row, table), field, row[field])
                except SealError as error:
                    problems.append(str(error))
                else:
                    opened += 1
    return opened, problems


def _changed(platform: str, community: str, now: datetime) -> Unit[None]:
    # The time of it, or one more: also what is written after a copy was brought back is never taken for what was before.
    yield (
        "INSERT INTO own_version (platform, community, version) VALUES ($1, $2, $3) ON CONFLICT (platform, community)"
        " DO UPDATE SET version = CASE WHEN own_version.version >= excluded.version THEN own_version.version + 1"
        " ELSE excluded.version END",
        (platform, community, ms(now)),
    )


def _name(row: Mapping[str, str] | Row, table: str) -> str:
    columns = (
        ("platform", "community", "language", "message") if table == "own_words" else ("platform", "community", "id")
    )
    return "/".join(row[column] for column in columns)


def _sealed(row: Mapping[str, str], table: str, text: str, sealed: Sealed) -> bytes | None:
    sealed.admit(OWNER)
    (field,) = FIELDS[table]
    return sealed.put(OWNER, table, _name(row, table), field, text)


def _opened(row: Row, table: str, sealed: Sealed) -> str | None:
    (field,) = FIELDS[table]
    try:
        return sealed.get(OWNER, table, _name(row, table), field, row[field])
    except SealError as error:
        log.error("cannot be opened", table=table, row=_name(row, table), field=field, error=error)
        return None


def _fields(text: str) -> Mapping[str, str | tuple[str, ...]]:
    found = cast("dict[str, str | list[str]]", load(text))
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
