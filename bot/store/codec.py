"""Changes and answers as JSON text, and back."""

from __future__ import annotations

import json
from dataclasses import MISSING, field, fields, make_dataclass
from functools import cache
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError

from bot import circles, effects, organising, own, reports
from bot.effects import Change
from bot.questions import Json

CHANGES: dict[str, type[Change]] = {
    kind.__name__: kind
    for module in (effects, circles, organising, own, reports)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Change)
}


@cache
def _plain(name: str) -> type[Any]:
    """The change as a dataclass, which pydantic knows how to read and write."""
    kind, types = CHANGES[name], get_type_hints(CHANGES[name])
    given = [(one.name, types[one.name], field(default=vars(kind).get(one.name, MISSING))) for one in fields(kind)]
    return make_dataclass(name, given)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_plain(name))


def dump_change(change: Change) -> str:
    name = type(change).__name__
    return f"{name} {_adapter(name).dump_json(_plain(name)(**vars(change)), exclude_none=True).decode()}"


def load_change(text: str) -> Change | None:
    """The change that was stated, or None where this version no longer knows it."""
    name, _, body = text.partition(" ")
    if name not in CHANGES:
        return None
    try:
        return CHANGES[name](**vars(_adapter(name).validate_json(body)))
    except ValidationError:
        return None


def dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Json:
    return cast("Json", json.loads(text))
