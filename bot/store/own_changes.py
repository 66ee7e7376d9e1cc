"""Carrying out what those who run a community change of its words and content. Each is written down."""

from __future__ import annotations

from typing import Any, cast

from bot.own import OwnEntry, OwnWords
from bot.questions import Json
from bot.store import audit
from bot.store.own_words import set_entry, set_words
from bot.store.planning import Maker
from bot.store.unit import Unit


def _words(maker: Maker, row: str, last: OwnWords | None, new: OwnWords) -> Unit[Json]:
    before = yield from set_words(maker.member.platform, new, maker.now, maker.sealed)
    what = "words-changed" if new.text is not None else "words-ours"
    yield from audit.note(maker.member.platform, new.community, maker.member.id, what, new.message, maker.now)
    return {"text": before}


def _unwords(maker: Maker, row: str, old: OwnWords, before: Json) -> Unit[None]:
    text = cast("dict[str, Any]", before or {}).get("text")
    yield from _words(maker, row, None, OwnWords(old.community, old.language, old.message, text))


def _entry(maker: Maker, row: str, last: OwnEntry | None, new: OwnEntry) -> Unit[Json]:
    before = yield from set_entry(maker.member.platform, new, maker.now, maker.sealed)
    what = "content-removed" if not new.fields else "content-changed" if before else "content-added"
    yield from audit.note(maker.member.platform, new.community, maker.member.id, what, new.id, maker.now)
    return {"fields": before}


def _unentry(maker: Maker, row: str, old: OwnEntry, before: Json) -> Unit[None]:
    fields = cast("dict[str, Any]", before or {}).get("fields") or {}
    kept = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    yield from _entry(maker, row, None, OwnEntry(old.community, old.sort, old.id, kept))


STATES: dict[type[Any], Any] = {OwnWords: _words, OwnEntry: _entry}
WITHDRAWS: dict[type[Any], Any] = {OwnWords: _unwords, OwnEntry: _unentry}
