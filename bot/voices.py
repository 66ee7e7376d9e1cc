"""How the bot speaks in each community: our words and content, with what the community has of its own laid over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.content.entries import Content
from bot.content.read import one_entry
from bot.own import Entry
from bot.store.own_words import Own, load_own, version
from bot.store.sealed import Sealed
from bot.store.unit import Unit
from bot.words import Words
from bot.words.own import OwnWords

# Communities that are kept ready; a version tells when one is to be read anew.
READY = 500
# Where the entries of a kind stand in the content.
LISTS = {"coach": "coaches", "opening": "openings", "group": "groups", "event": "events", "learning": "learning"}


class Voice(NamedTuple):
    """What is said and listed in one community."""

    words: Words
    content: Callable[[], Content]


class Voices:
    """The voice of each community, read when it changed."""

    def __init__(self, sealed: Sealed, words: Words, content: Callable[[], Content] = Content) -> None:
        self._sealed = sealed
        self._ours = Voice(words, content)
        self._ready: dict[tuple[str, str], tuple[int, Voice]] = {}

    def of(self, platform: str, community: str | None) -> Unit[Voice]:
        """The voice of a community as it is now."""
        if community is None:
            return self._ours
        return (yield from self.at(platform, community, (yield from version(platform, community))))

    def at(self, platform: str, community: str | None, at_version: int) -> Unit[Voice]:
        """The same, where the version is known already. It asks the store where that one is not ready."""
        if community is None or not at_version:
            return self._ours
        ready = self._ready.get((platform, community))
        if ready is not None and ready[0] == at_version:
            return ready[1]
        own = yield from load_own(platform, community, self._sealed)
        voice = self._made(own)
        if len(self._ready) >= READY:
            self._ready.clear()
        self._ready[platform, community] = at_version, voice
        return voice

    def ready(self, platform: str, community: str | None) -> Voice:
        """The voice of a community as it was last read here: for what must not wait for the store."""
        return self._ready.get((platform, community or ""), (0, self._ours))[1]

    def _made(self, own: Own) -> Voice:
        words = OwnWords(self._ours.words, own.words) if own.words else self._ours.words
        return Voice(words, _Merged(self._ours.content, own.entries).current if own.entries else self._ours.content)


class _Merged:
    """Our content with a community's own entries before ours. It follows ours, where that changes."""

    def __init__(self, ours: Callable[[], Content], own: Mapping[str, tuple[Entry, ...]]) -> None:
        self._ours = ours
        self._own = own
        self._last: tuple[Content, Content] | None = None

    def current(self) -> Content:
        ours = self._ours()
        if self._last is None or self._last[0] is not ours:
            self._last = ours, self._laid_over(ours)
        return self._last[1]

    def _laid_over(self, ours: Content) -> Content:
        today = datetime.now(UTC).date()
        lists: dict[str, tuple[Any, ...]] = {}
        for kind, entries in self._own.items():
            made = [one_entry(kind, {"id": entry.id, **entry.fields}, today)[0] for entry in entries]
            if kind in LISTS:
                # One that an update no longer takes is left out, and stays where its organisers can change it.
                theirs = tuple(one for one in made if one is not None and set(_skills(one)) <= set(ours.skills))
                lists[LISTS[kind]] = (*theirs, *getattr(ours, LISTS[kind]))
        return replace(ours, **lists)


def _skills(entry: Any) -> tuple[str, ...]:
    return getattr(entry, "skills", None) or ((entry.field,) if hasattr(entry, "field") else ())
