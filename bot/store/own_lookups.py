"""What flows find out about what a community has of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.own import Entry, OwnEntries
from bot.questions import Json
from bot.store.own_words import entries
from bot.store.unit import Unit

if TYPE_CHECKING:
    from bot.store.lookups import Asker


def _find(asker: Asker, lookup: OwnEntries) -> Unit[Json]:
    found = yield from entries(asker.member.platform, lookup.community, lookup.sort, asker.sealed)
    return [lookup.community, lookup.sort, *(one.id for one in found)]


def _fetch(asker: Asker, kept: list[str]) -> Unit[tuple[Entry, ...]]:
    community, sort, *ids = kept
    found = yield from entries(asker.member.platform, community, sort, asker.sealed)
    return tuple(one for one in found if one.id in ids)


FINDS: dict[str, Any] = {OwnEntries.kind: _find}
FETCHES: dict[str, Any] = {OwnEntries.kind: _fetch}
