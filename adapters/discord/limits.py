"""What Discord takes, in one table, and what of a page it would refuse.

Source: Discord's developer documentation on message components (version 2), modals and select menus, 2026; and its OpenAPI
description, which lacks the totals. Lengths in characters, as UTF-16 counts them: the longer of the two ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PARTS = 40
TEXT_IN_ALL = 4000
CUSTOM_ID = 100
BUTTON_LABEL = 80
ROW_BUTTONS = 5
URL = 512
MENU_OPTIONS = 25
OPTION = 100
PLACEHOLDER = 150
MODAL_TITLE = 45
MODAL_PARTS = 5
FIELD_LABEL = 45
FIELD_TEXT = 4000
RADIO_OPTIONS = 10
FILES = 10
ALT_TEXT = 1024
THREAD_NAME = 100

# Discord's numbers for kinds of components.
ROW, BUTTON, SELECT, INPUT, TEXT, GALLERY, LABEL, RADIO = 1, 2, 3, 4, 10, 12, 18, 21
ANY = 0
# How long a component's texts may be, and how many of something it may hold.
LENGTHS = {
    (ANY, "custom_id"): CUSTOM_ID,
    (ANY, "url"): URL,
    (ANY, "placeholder"): PLACEHOLDER,
    (BUTTON, "label"): BUTTON_LABEL,
    (LABEL, "label"): FIELD_LABEL,
    (INPUT, "value"): FIELD_TEXT,
}
COUNTS = {(ROW, "components"): ROW_BUTTONS, (SELECT, "options"): MENU_OPTIONS, (RADIO, "options"): RADIO_OPTIONS}
# Texts that may not be empty.
NEEDED = {(BUTTON, "label"), (TEXT, "content")}


def length(text: str) -> int:
    """How long Discord takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def broken(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of a page's components Discord would refuse; empty where it takes them."""
    found = list(_walked(components))
    ids = [one["custom_id"] for one in found if "custom_id" in one]
    return [
        problem
        for problem in (
            _over("parts", len(found), PARTS),
            _over("text in all", sum(length(one["content"]) for one in found if one["type"] == TEXT), TEXT_IN_ALL),
            *(f"custom_id {one!r} twice" for one in set(ids) if ids.count(one) > 1),
            *(problem for one in found for problem in _broken(one)),
        )
        if problem
    ]


def broken_modal(modal: Mapping[str, Any]) -> list[str]:
    """What of a modal Discord would refuse; empty where it takes it."""
    parts = modal["components"]
    return [
        problem
        for problem in (
            _over(f"title {modal['title']!r}", length(modal["title"]), MODAL_TITLE),
            _over("custom_id", length(modal["custom_id"]), CUSTOM_ID),
            _over("modal parts", len(parts), MODAL_PARTS),
            *(problem for one in _walked(parts) for problem in _broken(one)),
        )
        if problem
    ]


def _walked(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component, those within others too."""
    for one in components:
        yield one
        inner = one.get("components") or ([one["component"]] if "component" in one else [])
        yield from _walked(inner)


def _broken(one: Mapping[str, Any]) -> Iterator[str]:
    kind = one["type"]
    for (of, name), limit in LENGTHS.items():
        if of in (ANY, kind):
            yield _over(f"{name} {one.get(name)!r}", length(one.get(name) or ""), limit)
    for (of, name), limit in COUNTS.items():
        if of == kind:
            yield _over(name, len(one[name]), limit)
    yield from (f"an empty {name}" for of, name in NEEDED if of == kind and not (one.get(name) or "").strip())
    for option in one.get("options", ()):
        for name in ("label", "value", "description"):
            yield _over(f"{name} {option.get(name)!r}", length(option.get(name) or ""), OPTION)
    for item in one.get("items", ()):
        yield _over("alt text", length(item.get("description") or ""), ALT_TEXT)
    yield _over("typed text", one.get("max_length") or 0, FIELD_TEXT)


def _over(what: str, size: int, limit: int) -> str:
    return f"{what}: {size} of {limit}" if size > limit else ""
