"""What Slack takes, in one table, and what of a page it would refuse.

Source: Slack's reference of blocks, block elements and views (docs.slack.dev/reference/block-kit), 2026. Lengths in characters
as they are sent, and as UTF-16 counts them: the longer of the two ways. For rich text Slack gives no limit; it is held to that
of a section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

BLOCKS = 50
VIEW_BLOCKS = 100
SECTION_TEXT = 3000
BUTTON_LABEL = 75
ACTION_ID = 255
ACTIONS = 25
MENU_OPTIONS = 100
CHECKBOXES = 10
RADIO_OPTIONS = 10
OPTION_LABEL = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
MODAL_TITLE = 24
PRIVATE_METADATA = 3000
INPUT_LABEL = 2000
INPUT_TEXT = 3000
URL = 3000
ALT_TEXT = 1000
NOTIFICATION = 40_000
VIEW_BYTES = 250_000

# How many options an element takes, by its type.
OPTIONS = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO_OPTIONS}
# How long a text of each name may be.
LENGTHS = {
    "action_id": ACTION_ID,
    "block_id": ACTION_ID,
    "url": URL,
    "initial_value": INPUT_TEXT,
    "private_metadata": PRIVATE_METADATA,
    "callback_id": ACTION_ID,
}


def length(text: str) -> int:
    """How long Slack takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def broken(blocks: Sequence[Json], most: int = BLOCKS) -> list[str]:
    """What of these blocks Slack would refuse; empty where it takes them."""
    names = [one["block_id"] for one in blocks if "block_id" in one]
    found = [
        _over("blocks", len(blocks), most),
        *(f"block_id {one!r} twice" for one in sorted(set(names)) if names.count(one) > 1),
    ]
    for block in blocks:
        found += _broken(block)
    return [problem for problem in found if problem]


def broken_view(view: Json) -> list[str]:
    """What of a modal or a Home Slack would refuse; empty where it takes it."""
    found = broken(view["blocks"], VIEW_BLOCKS)
    found += [_text(name, view[name], MODAL_TITLE) for name in ("title", "submit", "close") if name in view]
    found += [_over(name, length(view.get(name) or ""), LENGTHS[name]) for name in ("private_metadata", "callback_id")]
    found.append(_over("bytes", len(json.dumps(view).encode()), VIEW_BYTES))
    return [problem for problem in found if problem]


def _broken(block: Json) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            texts = [part for element in block["elements"] for part in element["elements"]]
            yield _over(
                "rich text", sum(length(one.get("text") or one.get("url") or "") for one in texts), SECTION_TEXT
            )
            yield from ("an empty text" for one in texts if not (one.get("text") or one.get("url")))
        case "context" | "section":
            for text in (*block.get("elements", ()), *(block[name] for name in ("text",) if name in block)):
                yield _text("text", text, SECTION_TEXT)
        case "actions":
            yield _over("actions", len(block["elements"]), ACTIONS)
            names = [one["action_id"] for one in block["elements"]]
            yield from (f"action_id {one!r} twice" for one in sorted(set(names)) if names.count(one) > 1)
        case "image":
            yield _over("alt text", length(block["alt_text"]), ALT_TEXT)
        case "input":
            yield _text("label", block["label"], INPUT_LABEL)
    for name in ("block_id",):
        yield _over(name, length(block.get(name) or ""), LENGTHS[name])
    elements = block.get("elements", ()) if block["type"] == "actions" else ()
    for element in (*elements, *(block[name] for name in ("accessory", "element") if name in block)):
        yield from _element(element)


def _element(one: Json) -> Iterator[str]:
    for name, most in LENGTHS.items():
        yield _over(f"{name} {one.get(name)!r}", length(one.get(name) or ""), most)
    if one["type"] == "button":
        yield _text("button", one["text"], BUTTON_LABEL)
    if "placeholder" in one:
        yield _text("placeholder", one["placeholder"], PLACEHOLDER)
    yield _over("typed text", one.get("max_length") or 0, INPUT_TEXT)
    if (options := one.get("options")) is not None:
        yield _over("options", len(options), OPTIONS.get(one["type"], MENU_OPTIONS))
        yield "no options" if not options else ""
        values = [option["value"] for option in options]
        yield "two options with one value" if len(set(values)) < len(values) else ""
        for option in options:
            yield _text("option", option["text"], OPTION_LABEL)
            yield _over(f"value {option['value']!r}", length(option["value"]), OPTION_VALUE)
            if "description" in option:
                yield _text("description", option["description"], OPTION_LABEL)


def _text(what: str, text: Mapping[str, Any], most: int) -> str:
    said = str(text["text"])
    return _over(f"{what} {said[:40]!r}", length(said), most) or ("" if said.strip() else f"an empty {what}")


def _over(what: str, size: int, limit: int) -> str:
    return f"{what}: {size} of {limit}" if size > limit else ""
