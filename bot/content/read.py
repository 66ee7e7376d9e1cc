"""Reading one content file: from bytes to checked entries, with every problem named."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from bot.content.checks import field_fault, kebab, whole_fault
from bot.content.entries import Chip, Coach, Event, Group, Helpline, Learning, Opening, StarPrompt
from bot.content.problems import Problem, shown
from bot.fixed import as_dataclass

# file -> top-level key -> what one entry is; str stands for a plain list of ids.
SHAPES: dict[str, dict[str, type[Any]]] = {
    "learning.toml": {"learning": Learning},
    "coaches.toml": {"coach": Coach},
    "openings.toml": {"opening": Opening},
    "groups.toml": {"group": Group},
    "events.toml": {"event": Event},
    "helplines.toml": {"helpline": Helpline},
    "values.toml": {"values": str},
    "feelings.toml": {"feelings": str},
    "skills.toml": {"skills": str},
    "star.toml": {"star": StarPrompt},
    "checklists.toml": {"resume": str, "profile": str},
    "chips.toml": {"well": Chip, "better": Chip, "next": Chip},
    "ties.toml": {"ties": str},
}

# What pydantic found -> our reason and remedy. Whatever is not here keeps pydantic's words.
_TYPES = {
    "missing": ("is missing", "Add it"),
    "string_type": ("is not text", "Put it in double quotes"),
    "float_type": ("is not a number", "Write it without quotes"),
    "tuple_type": ("is not a list", 'Write it as ["a", "b"]'),
    "date_parsing": ("is not a date", "Write the day only, as 2026-12-31"),
    "date_type": ("is not a date", "Write the day only, as 2026-12-31"),
}


@cache
def _adapter(file: str, key: str) -> TypeAdapter[Any]:
    return TypeAdapter(as_dataclass(SHAPES[file][key]))


class Source(Protocol):
    """A file to read: on disk, or inside our own package."""

    def read_bytes(self) -> bytes: ...


@dataclass(slots=True)
class Parsed:
    """One file: its entries by top-level key and id, in order, and the ids it takes away."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


def parse(file: str, source: Source, today: date, problems: list[Problem]) -> Parsed:
    """The entries of a file that are in order; what is not goes to `problems`."""
    parsed = Parsed({key: {} for key in SHAPES[file]})
    table = _table(file, source, problems)
    for key in sorted(table.keys() - SHAPES[file].keys() - {"remove"}):
        known = ", ".join((*SHAPES[file], "remove"))
        problems.append(Problem(file, f"{shown(key)} is not known here", f"Known are {known}"))
    parsed.remove = tuple(_texts(file, "remove", table.get("remove", []), problems))
    seen: set[str] = set()
    for key, kind in SHAPES[file].items():
        raw = table.get(key, [])
        found = _ids(file, key, raw, problems) if kind is str else _entries(file, key, raw, today, problems)
        for id_, entry in found:
            if id_ in seen:
                problems.append(Problem(file, "the id occurs twice in this file", "Rename or drop one", id_))
            seen.add(id_)
            parsed.entries[key][id_] = entry
    return parsed


def one_entry(key: str, item: Mapping[str, Any], today: date) -> tuple[Any | None, list[Problem]]:
    """An entry that stands in no file, held against the same rules; None and what is wrong with it, where that is something."""
    file = next(name for name, keys in SHAPES.items() if key in keys)
    problems: list[Problem] = []
    entry = _entry(file, "", key, dict(item), problems)
    if entry is not None:
        problems += _field_problems(file, "", entry, today)
    return (None if problems else entry), problems


def _table(file: str, source: Source, problems: list[Problem]) -> dict[str, Any]:
    raw = b""
    try:
        raw = source.read_bytes()
        # utf-8-sig: some editors put a byte order mark first, which is no fault worth a message.
        return tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        remedy = "Make it a file that the bot's user may read"
        problems.append(Problem(file, f"cannot be read ({error.strerror})", remedy))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(file, "is not UTF-8 text", "Save the file as UTF-8", f"line {line}"))
    except tomllib.TOMLDecodeError as error:
        last = raw.count(b"\n") + 1
        reason, _, place = str(error).rpartition(" (at ")
        place = place.rstrip(")").replace("end of document", f"line {last}")
        problems.append(Problem(file, f"TOML cannot be read ({reason})", "Correct that place", place))
    return {}


def _texts(file: str, key: str, raw: object, problems: list[Problem]) -> list[str]:
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        return raw
    problems.append(Problem(file, "is not a list of ids", f'Write it as {key} = ["id"]', field=key))
    return []


def _ids(file: str, key: str, raw: object, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for id_ in _texts(file, key, raw, problems):
        if fault := kebab(id_):
            problems.append(Problem(file, *fault, field=key))
        else:
            yield id_, id_


def _entries(file: str, key: str, raw: object, today: date, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        problems.append(Problem(file, "is not a list of entries", f"Begin each with [[{key}]]", field=key))
        return
    for number, item in enumerate(raw, 1):
        id_ = item.get("id")
        label = id_ if isinstance(id_, str) and kebab(id_) is None else f"[[{key}]] no. {number}"
        found: list[Problem] = []
        entry = _entry(file, label, key, item, found)
        if entry is not None:
            found += _field_problems(file, label, entry, today)
        problems += found
        if entry is not None and not found:
            yield entry.id, entry


def _entry(file: str, label: str, key: str, item: dict[str, Any], problems: list[Problem]) -> Any | None:
    kind = SHAPES[file][key]
    # A chip's kind is the table it stands in, so nobody writes it twice.
    given = {"kind": key} if kind is Chip else {}
    allowed = {one.name for one in fields(kind)} - given.keys()
    for name in sorted(item.keys() - allowed):
        near = get_close_matches(name, allowed, 1, 0.75) or sorted(allowed)
        remedy = f"Fields are {', '.join(near)}" if len(near) > 1 else f"Perhaps you mean {near[0]}"
        problems.append(Problem(file, "is not a field here", remedy, label, name))
    values = {name: value for name, value in item.items() if name in allowed} | given
    try:
        # By way of JSON, which has no tuples, dates or enums: strict then still takes TOML's lists and text.
        return kind(**vars(_adapter(file, key).validate_json(json.dumps(values, default=str), strict=True)))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            where = ".".join(map(str, one["loc"]))
            problems.append(Problem(file, *_type_fault(one["type"], one), label, where))
        return None


def _type_fault(kind: str, error: Mapping[str, Any]) -> tuple[str, str]:
    if kind in ("literal_error", "enum"):
        choices = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"{shown(error['input'])} is not one of the choices", f"Use one of {choices}"
    return _TYPES.get(kind, (error["msg"], "Correct it"))


def _field_problems(file: str, label: str, entry: Any, today: date) -> Iterator[Problem]:
    found = False
    for one in fields(entry):
        if fault := field_fault(one.name, getattr(entry, one.name), today):
            found = True
            yield Problem(file, *fault, label, one.name)
    if not found and (whole := whole_fault(entry)):
        name, reason, remedy = whole
        yield Problem(file, reason, remedy, label, name)
