"""What flows find out about the words themselves: how a message is written now, and how it would be read."""

from __future__ import annotations

from typing import Any, cast

from bot.effects import Lookup
from bot.own import THEIRS, Preview, Wording, Wordings
from bot.questions import Json
from bot.store.lookups import Asker
from bot.store.own_words import load_own
from bot.store.unit import Unit
from bot.words import Tongue, Words
from bot.words.own import ours, rendered, written

KINDS = frozenset({Wordings.kind, Preview.kind})


def find(lookup: Lookup[Any], words: Words, asker: Asker) -> Unit[Json]:
    """What is kept of it: texts only, so that a replay shows them as they were."""
    before = ours(words.of(asker.member.language))
    if isinstance(lookup, Wordings):
        # Read anew: the voice of this turn is from before what it may have changed.
        own = yield from load_own(asker.member.platform, lookup.community, asker.sealed)
        theirs = own.words.get(before.language, {})
        return [list(_wording(before, message, theirs.get(message))) for message in THEIRS]
    preview = cast("Preview", lookup)
    return rendered(before, preview.message, preview.text)


def found(kind: str, kept: Json) -> Any:
    """What is kept, as the flow gets it."""
    if kind == Preview.kind:
        return kept
    return tuple(Wording(*one) for one in cast("list[list[Any]]", kept))


def _wording(tongue: Tongue, message: str, theirs: str | None) -> Wording:
    before = written(tongue, message)
    now = before if theirs is None else theirs
    return Wording(message, now, before, rendered(tongue, message, now), theirs is not None, tongue.language)
