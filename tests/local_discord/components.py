"""What Discord checks in components and modals, also beyond what its OpenAPI description says.

Numbers: https://docs.discord.com/developers/components/reference and .../components/using-modal-components, 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.local_discord.errors import Problem

Part = dict[str, Any]
Path = tuple[str | int, ...]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
USER_SELECT, CHANNEL_SELECT = 5, 8
SELECTS = frozenset({3, 5, 6, 7, 8})
ONLY_V2 = frozenset({SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER})
LINK = 5

# Flags of a message.
EPHEMERAL, LOADING, V2 = 1 << 6, 1 << 7, 1 << 15

PARTS = 40
TEXT_IN_ALL = 4000
CLASSIC_ROWS = 5
ROW_BUTTONS = 5
MODAL_PARTS = 5

# What may stand directly in what.
TOP = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
INSIDE = {
    ROW: SELECTS | {BUTTON},
    SECTION: frozenset({TEXT}),
    CONTAINER: TOP - {CONTAINER},
}
IN_MODAL = frozenset({LABEL, TEXT})
IN_LABEL = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
# How many children.
COUNTS = {ROW: (1, 5), SECTION: (1, 3), CONTAINER: (1, PARTS)}
# How many options.
OPTIONS = {STRING_SELECT: (1, 25), RADIO_GROUP: (2, 10), CHECKBOX_GROUP: (1, 10)}
# Lengths in characters, by type and field.
LENGTHS = {
    BUTTON: {"custom_id": (1, 100), "label": (0, 80), "url": (1, 512)},
    TEXT: {"content": (1, 4000)},
    TEXT_INPUT: {"custom_id": (1, 100), "placeholder": (0, 100), "value": (0, 4000)},
    LABEL: {"label": (1, 45), "description": (1, 100)},
    **{kind: {"custom_id": (1, 100), "placeholder": (0, 150)} for kind in SELECTS},
    **{kind: {"custom_id": (1, 100)} for kind in (FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX)},
}
OPTION_LENGTHS = {"label": (1, 100), "value": (1, 100), "description": (0, 100)}
MODAL_LENGTHS = {"title": (1, 45), "custom_id": (1, 100)}


class Placed(NamedTuple):
    """A component and where it stands; `within` is the type of what holds it, None at the top."""

    path: Path
    part: Part
    within: int | None


def walk(parts: Sequence[Part], path: Path = ("components",), within: int | None = None) -> Iterator[Placed]:
    """Every component in reading order, a section's button or picture after its texts."""
    for at, part in enumerate(parts):
        here = (*path, at)
        yield Placed(here, part, within)
        if inner := part.get("components"):
            yield from walk(inner, (*here, "components"), part.get("type"))
        for name in ("accessory", "component"):
            if part.get(name):
                yield Placed((*here, name), part[name], part.get("type"))


def media(part: Part) -> Iterator[tuple[Path, Part]]:
    """Where a component names a file or an address: {"url": ...}."""
    if part["type"] == THUMBNAIL:
        yield ("media",), part["media"]
    elif part["type"] == FILE:
        yield ("file",), part["file"]
    elif part["type"] == GALLERY:
        for at, item in enumerate(part.get("items", ())):
            yield ("items", at, "media"), item["media"]


def message_problems(parts: Sequence[Part], files: Sequence[str], *, v2: bool) -> Iterator[Problem]:
    """What is wrong with a message's components. `files` are the names of the attachments that the message will have."""
    placed = list(walk(parts))
    if not v2:
        for path, part, _ in placed:
            if part.get("type") in ONLY_V2:
                yield Problem(path, "BASE_TYPE_CHOICES", "Components of version 2 need the flag IS_COMPONENTS_V2.")
        if len(parts) > CLASSIC_ROWS:
            yield _length(("components",), 0, CLASSIC_ROWS)
    if len(placed) > PARTS:
        what = f"Total number of components in message exceeds {PARTS}: {len(placed)}"
        yield Problem(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", what)
    size = sum(len(part.get("content") or "") for _, part, _ in placed if part.get("type") == TEXT)
    if size > TEXT_IN_ALL:
        what = f"The text of all components must not exceed {TEXT_IN_ALL} characters: {size}"
        yield Problem(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", what)
    yield from _twice(placed)
    for path, part, within in placed:
        kind = part.get("type")
        fits = TOP if within is None else INSIDE.get(within, frozenset())
        if kind not in fits and not (path[-1] == "accessory" and kind in (BUTTON, THUMBNAIL)):
            yield Problem((*path, "type"), "BASE_TYPE_CHOICES", f"A component of type {kind} cannot stand here.")
            continue
        yield from _part_problems(path, part)
        for where, item in media(part):
            yield from _media_problems((*path, *where, "url"), item.get("url", ""), files, only_files=kind == FILE)


def modal_problems(modal: Part) -> Iterator[Problem]:
    for name, (low, high) in MODAL_LENGTHS.items():
        if not low <= len(modal.get(name) or "") <= high:
            yield _length(("data", name), low, high)
    parts = modal.get("components") or []
    if not 1 <= len(parts) <= MODAL_PARTS:
        yield _length(("data", "components"), 1, MODAL_PARTS)
    placed = list(walk(parts, ("data", "components")))
    yield from _twice(placed)
    for path, part, within in placed:
        kind = part.get("type")
        if kind not in (IN_MODAL if within is None else IN_LABEL):
            yield Problem((*path, "type"), "BASE_TYPE_CHOICES", f"A component of type {kind} cannot stand in a modal.")
            continue
        if kind == LABEL and not part.get("component"):
            yield Problem((*path, "component"), "BASE_TYPE_REQUIRED", "This field is required")
        yield from _part_problems(path, part)


def _part_problems(path: Path, part: Part) -> Iterator[Problem]:
    kind = part["type"]
    for name, (low, high) in LENGTHS.get(kind, {}).items():
        value = part.get(name)
        if value is not None and not low <= len(value) <= high:
            yield _length((*path, name), low, high)
    children = part.get("components") or []
    low, high = COUNTS.get(kind, (0, PARTS))
    if not low <= len(children) <= high:
        yield _length((*path, "components"), low, high)
    if kind == ROW and len(children) > 1 and any(child.get("type") in SELECTS for child in children):
        yield Problem((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills its row.")
    elif kind == SECTION and not part.get("accessory"):
        yield Problem((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == BUTTON:
        yield from _button_problems(path, part)
    elif kind == GALLERY and not 1 <= len(part.get("items") or []) <= 10:
        yield _length((*path, "items"), 1, 10)
    elif kind == TEXT_INPUT:
        low, high = part.get("min_length") or 0, part.get("max_length") or 4000
        if not 0 <= low <= high <= 4000:
            yield _length((*path, "max_length"), max(low, 1), 4000)
        if part.get("value") and not low <= len(part["value"]) <= high:
            yield _length((*path, "value"), low, high)
    elif kind in OPTIONS or kind in SELECTS:
        yield from _choice_problems(path, part)


def _button_problems(path: Path, part: Part) -> Iterator[Problem]:
    if not part.get("label") and not part.get("emoji"):
        yield Problem(path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji.")
    if part.get("style") != LINK:
        if not part.get("custom_id") or part.get("url"):
            yield Problem(path, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A button needs a custom_id, and no url.")
    elif not part.get("url") or part.get("custom_id"):
        yield Problem(path, "BUTTON_COMPONENT_URL_REQUIRED", "A link button needs a url, and no custom_id.")
    elif not part["url"].startswith(("http://", "https://", "discord://")):
        what = "Scheme must be one of ('http', 'https', 'discord')."
        yield Problem((*path, "url"), "URL_TYPE_INVALID_SCHEME", what)


def _choice_problems(path: Path, part: Part) -> Iterator[Problem]:
    options = part.get("options") or []
    least, most = OPTIONS.get(part["type"], (0, 0))
    if part["type"] in OPTIONS and not least <= len(options) <= most:
        yield _length((*path, "options"), least, most)
    for at, option in enumerate(options):
        for name, (low, high) in OPTION_LENGTHS.items():
            value = option.get(name)
            if value is not None and not low <= len(value) <= high:
                yield _length((*path, "options", at, name), low, high)
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield Problem(
            (*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Two options have the same value."
        )
    fewest, highest = choices(part)
    if not (0 <= fewest <= highest <= 25 and highest >= 1) or (options and highest > len(options)):
        yield Problem((*path, "max_values"), "NUMBER_TYPE_MAX", "More values than options, or fewer than min_values.")
    if sum(bool(option.get("default")) for option in options) > highest:
        yield Problem((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More defaults than max_values.")


def choices(part: Part) -> tuple[int, int]:
    """How many values must and may be chosen."""
    if part["type"] == RADIO_GROUP:
        return (1 if part.get("required", True) else 0), 1
    least, most = part.get("min_values"), part.get("max_values")
    if most is None:
        most = len(part.get("options") or "x") if part["type"] == CHECKBOX_GROUP else 1
    return (1 if least is None else least), most


def _media_problems(path: Path, url: str, files: Sequence[str], *, only_files: bool) -> Iterator[Problem]:
    scheme, _, name = url.partition("://")
    if scheme == "attachment":
        if name not in files:
            yield Problem(
                path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"No attachment is named {name}."
            )
    elif only_files or scheme not in ("http", "https"):
        yield Problem(path, "UNFURLED_MEDIA_ITEM_SCHEME_INVALID", f"A url of this kind cannot stand here: {scheme}")


def _twice(placed: Sequence[Placed]) -> Iterator[Problem]:
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        seen = set()
        for path, part, _ in placed:
            value = part.get(name)
            if value in seen:
                yield Problem((*path, name), code, f"Component {name} cannot be duplicated")
            elif value:
                seen.add(value)


def _length(path: Path, low: int, high: int) -> Problem:
    return Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
