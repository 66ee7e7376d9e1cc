"""Changes and answers as JSON text, and back."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from bot import circles, effects, organising, own, reports
from bot.effects import Change
from bot.fixed import as_dataclass
from bot.questions import Json

CHANGES: dict[str, type[Change]] = {
    kind.__name__: kind
    for module in (effects, circles, organising, own, reports)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Change)
}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(as_dataclass(CHANGES[name]))


def prepare() -> None:
    """Have pydantic ready: what it needs for its first class takes ten times as long as for each after it."""
    _adapter(Change.__name__)


def dump_change(change: Change) -> str:
    kind = type(change)
    plain = as_dataclass(kind)(**vars(change))
    return f"{kind.__name__} {_adapter(kind.__name__).dump_json(plain, exclude_none=True).decode()}"


def load_change(text: str) -> Change | None:
    """The change that was stated, or None where this version no longer knows it."""
    name, _, body = text.partition(" ")
    if name not in CHANGES:
        return None
    try:
        return CHANGES[name](**vars(_adapter(name).validate_json(body)))
    except ValidationError:
        return None


# json.dumps makes one of these at each call that says how it is to be written.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(value: Json) -> str:
    return _ENCODER.encode(value)


def load(text: str) -> Json:
    return cast("Json", json.loads(text))
