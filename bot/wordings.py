"""What flows find out about the words themselves: how a message is written now, and how it would be read."""

from __future__ import annotations

from typing import Any, cast

from bot.effects import Lookup
from bot.own import THEIRS, Preview, Wording, Wordings
from bot.questions import Json
from bot.words import Tongue
from bot.words.own import ours, rendered, written

KINDS = frozenset({Wordings.kind, Preview.kind})


def find(lookup: Lookup[Any], tongue: Tongue) -> Json:
    """What is kept of it: texts only, so that a replay shows them as they were."""
    if isinstance(lookup, Preview):
        return rendered(tongue, lookup.message, lookup.text)
    return [list(_wording(tongue, message)) for message in THEIRS]


def found(kind: str, kept: Json) -> Any:
    """What is kept, as the flow gets it."""
    if kind == Preview.kind:
        return kept
    return tuple(Wording(*one) for one in cast("list[list[Any]]", kept))


def _wording(tongue: Tongue, message: str) -> Wording:
    now, before = written(tongue, message), written(ours(tongue), message)
    return Wording(message, now, before, rendered(tongue, message, now), now != before, tongue.language)
