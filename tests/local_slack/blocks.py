"""What Slack checks in blocks and views, told in its own way: a message and where in the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.local_slack.block_kit import (
    BLOCK_KEYS,
    CHOICES,
    DATE,
    ELEMENT_KEYS,
    HOME,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_RICH_TEXT,
    IN_SECTION,
    MODAL,
    MOST_BLOCKS,
    MOST_OPTIONS,
    OPTION_DETAIL,
    OPTION_VALUE,
    OPTIONS,
    PICKERS,
    PLACEHOLDER,
    SCHEME,
    TEXT_INPUTS,
    TIME,
    TITLE,
    TYPED,
    VIEW_LENGTHS,
    VIEW_TITLES,
)

Json = dict[str, Any]
Problems = Iterator[str]


class Placed(NamedTuple):
    """An element that something can be done with, and the block that it stands in."""

    block: Json
    element: Json


def placed(blocks: Sequence[Json]) -> Iterator[Placed]:
    """Every button, menu and field, in reading order."""
    for block in blocks:
        match block["type"]:
            case "actions":
                for element in block["elements"]:
                    yield Placed(block, element)
            case "section" if block.get("accessory") and block["accessory"]["type"] != "image":
                yield Placed(block, block["accessory"])
            case "input":
                yield Placed(block, block["element"])


def pictures(blocks: Sequence[Json]) -> Iterator[Json]:
    """Images that are uploaded files, wherever they stand."""
    for block in blocks:
        for one in (block, block.get("accessory"), *(block.get("elements") or ())):
            if one and one["type"] == "image" and "slack_file" in one:
                yield one


def view_problems(view: Json) -> Problems:
    """What is wrong with a view, except that it is too large."""
    at = "/view"
    kind = view.get("type")
    if kind not in (MODAL, HOME):
        yield _said(f"unsupported type: {kind}", f"{at}/type")
        return
    for name, most in VIEW_LENGTHS.items():
        yield from _length(view.get(name), 0, most, f"{at}/{name}")
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield _said("missing required field: blocks", at)
        return
    if kind == MODAL:
        if "title" not in view:
            yield _said("missing required field: title", at)
        for name in VIEW_TITLES:
            if name in view:
                yield from _text(view[name], TITLE, f"{at}/{name}", plain=True)
        if "submit" not in view and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks):
            yield _said("missing required field: submit", at)
    yield from block_problems(blocks, kind, f"{at}/blocks")


def view_size(view: Json) -> int:
    return len(json.dumps(view).encode())


def block_problems(blocks: Any, surface: str, at: str = "/blocks") -> Problems:
    if not isinstance(blocks, list):
        yield _said("must be an array", at)
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield _said(f"no more than {MOST_BLOCKS[surface]} items allowed", at)
    used: set[str] = set()
    for position, block in enumerate(blocks):
        here = f"{at}/{position}"
        kind = str(block.get("type") if isinstance(block, dict) else None)
        if kind not in BLOCK_KEYS:
            yield _said(f"unsupported type: {kind}", f"{here}/type")
            continue
        yield from _additional(block, BLOCK_KEYS[kind] | {"type", "block_id"}, here)
        if block_id := block.get("block_id"):
            yield from _length(block_id, 1, 255, f"{here}/block_id")
            if block_id in used:
                yield _said(f"block_id {block_id} already exists", f"{here}/block_id")
            used.add(block_id)
        yield from _block(kind, block, here)


def _block(kind: str, block: Json, at: str) -> Problems:
    match kind:
        case "section":
            yield from _section(block, at)
        case "header":
            yield from _required_text(block, "text", 150, at, plain=True)
        case "context":
            yield from _elements(block, IN_CONTEXT, 10, at)
        case "actions":
            yield from _elements(block, IN_ACTIONS, 25, at)
            yield from _same_actions(block.get("elements") or [], at)
        case "input":
            yield from _input(block, at)
        case "image":
            yield from _image(block, at)
            if "title" in block:
                yield from _text(block["title"], 2000, f"{at}/title", plain=True)
        case "rich_text":
            yield from _rich_text(block, at)


def _input(block: Json, at: str) -> Problems:
    yield from _required_text(block, "label", 2000, at, plain=True)
    if "hint" in block:
        yield from _text(block["hint"], 2000, f"{at}/hint", plain=True)
    yield from _element(block.get("element"), IN_INPUT, f"{at}/element")


def _rich_text(block: Json, at: str) -> Problems:
    if "elements" not in block:
        yield _said("missing required field: elements", at)
    for position, part in enumerate(block.get("elements") or ()):
        if part.get("type") not in IN_RICH_TEXT or not isinstance(part.get("elements"), list):
            yield _said(f"unsupported type: {part.get('type')}", f"{at}/elements/{position}/type")


def _section(block: Json, at: str) -> Problems:
    fields = block.get("fields") or []
    if "text" in block:
        yield from _text(block["text"], 3000, f"{at}/text")
    elif not fields:
        yield _said("missing required field: text", at)
    if len(fields) > 10:
        yield _said("no more than 10 items allowed", f"{at}/fields")
    for position, one in enumerate(fields):
        yield from _text(one, 2000, f"{at}/fields/{position}")
    if "accessory" in block:
        yield from _element(block["accessory"], IN_SECTION, f"{at}/accessory")


def _elements(block: Json, allowed: frozenset[str], most: int, at: str) -> Problems:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield _said("missing required field: elements", at)
        return
    if len(elements) > most:
        yield _said(f"no more than {most} items allowed", f"{at}/elements")
    for position, one in enumerate(elements):
        here = f"{at}/elements/{position}"
        if isinstance(one, dict) and one.get("type") in ("mrkdwn", "plain_text") and "mrkdwn" in allowed:
            yield from _text(one, 3000, here)
        else:
            yield from _element(one, allowed, here)


def _same_actions(elements: Sequence[Any], at: str) -> Problems:
    used: set[str] = set()
    for position, one in enumerate(elements):
        action_id = one.get("action_id") if isinstance(one, dict) else None
        if action_id in used:
            yield _said(f"action_id {action_id} already exists", f"{at}/elements/{position}/action_id")
        elif action_id:
            used.add(action_id)


def _element(element: Any, allowed: frozenset[str], at: str) -> Problems:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        yield _said(f"unsupported type: {kind}", f"{at}/type")
        return
    yield from _additional(element, ELEMENT_KEYS[kind] | {"type", "action_id"}, at)
    if kind == "image":
        yield from _image(element, at)
        return
    if "action_id" in element:
        yield from _length(element["action_id"], 1, 255, f"{at}/action_id")
    if "placeholder" in element:
        yield from _text(element["placeholder"], PLACEHOLDER, f"{at}/placeholder", plain=True)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if kind == "button":
        yield from _button(element, at)
    elif kind in TEXT_INPUTS:
        yield from _text_input(element, at)
    elif kind in PICKERS:
        name, pattern = ("initial_date", DATE) if kind == "datepicker" else ("initial_time", TIME)
        if name in element and not pattern.fullmatch(str(element[name])):
            yield _said(f"invalid value: {element[name]}", f"{at}/{name}")
    elif kind in CHOICES or kind == "overflow" or kind.endswith("static_select"):
        yield from _options(kind, element, at)
    if element.get("max_selected_items", 1) < 1:
        yield _said("must be greater than 0", f"{at}/max_selected_items")


def _button(element: Json, at: str) -> Problems:
    yield from _required_text(element, "text", 75, at, plain=True)
    yield from _length(element.get("value"), 0, 2000, f"{at}/value")
    yield from _length(element.get("accessibility_label"), 0, 75, f"{at}/accessibility_label")
    if (url := element.get("url")) is not None:
        yield from _length(url, 1, 3000, f"{at}/url")
        if not SCHEME.match(str(url)):
            yield _said("invalid url", f"{at}/url")
    if element.get("style") not in (None, "primary", "danger"):
        yield _said(f"invalid value: {element['style']}", f"{at}/style")


def _text_input(element: Json, at: str) -> Problems:
    least, most = element.get("min_length", 0), element.get("max_length", TYPED)
    if not 0 <= least <= TYPED:
        yield _said(f"must be between 0 and {TYPED}", f"{at}/min_length")
    if not 1 <= most <= TYPED or most < least:
        yield _said(f"must be between 1 and {TYPED}", f"{at}/max_length")
    yield from _length(element.get("initial_value"), 0, most, f"{at}/initial_value")
    if element["type"] == "number_input" and "is_decimal_allowed" not in element:
        yield _said("missing required field: is_decimal_allowed", at)


def _options(kind: str, element: Json, at: str) -> Problems:
    groups = element.get("option_groups")
    if groups is not None:
        if not 1 <= len(groups) <= MOST_OPTIONS:
            yield _said(f"no more than {MOST_OPTIONS} items allowed", f"{at}/option_groups")
        for position, group in enumerate(groups):
            yield from _required_text(group, "label", 75, f"{at}/option_groups/{position}", plain=True)
            yield from option_problems(kind, group.get("options"), f"{at}/option_groups/{position}/options")
        found = [one for group in groups for one in group.get("options") or ()]
    else:
        yield from option_problems(kind, element.get("options"), f"{at}/options")
        found = element.get("options") or []
    chosen = element.get("initial_options") or [element[name] for name in ("initial_option",) if name in element]
    if any(one not in found for one in chosen):
        yield _said("initial option must match an option", f"{at}/initial_option")


def option_problems(kind: str, options: Any, at: str) -> Problems:
    most = OPTIONS.get(kind, MOST_OPTIONS)
    if not isinstance(options, list) or not options:
        yield _said("must provide at least 1 option", at)
        return
    if len(options) > most:
        yield _said(f"no more than {most} items allowed", at)
    values = set()
    for position, option in enumerate(options):
        here = f"{at}/{position}"
        yield from _additional(option, frozenset({"text", "value", "description", "url"}), here)
        yield from _required_text(option, "text", 75, here, plain=kind not in CHOICES)
        if "description" in option:
            yield from _text(option["description"], OPTION_DETAIL, f"{here}/description", plain=kind not in CHOICES)
        if "value" not in option:
            yield _said("missing required field: value", here)
        yield from _length(option.get("value"), 0, OPTION_VALUE, f"{here}/value")
        if option.get("value") in values:
            yield _said("option values must be unique", f"{here}/value")
        values.add(option.get("value"))


def _confirm(confirm: Json, at: str) -> Problems:
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _required_text(confirm, name, most, at, plain=name != "text")


def _image(image: Json, at: str) -> Problems:
    if not image.get("alt_text"):
        yield _said("missing required field: alt_text", at)
    yield from _length(image.get("alt_text"), 0, 2000, f"{at}/alt_text")
    if bool(image.get("image_url")) == bool(image.get("slack_file")):
        yield _said("must provide one of image_url and slack_file", at)
    yield from _length(image.get("image_url"), 0, 3000, f"{at}/image_url")


def _required_text(holder: Json, name: str, most: int, at: str, *, plain: bool = False) -> Problems:
    if name not in holder:
        yield _said(f"missing required field: {name}", at)
    else:
        yield from _text(holder[name], most, f"{at}/{name}", plain=plain)


def _text(text: Any, most: int, at: str, *, plain: bool = False) -> Problems:
    kind = text.get("type") if isinstance(text, dict) else None
    if kind not in ("plain_text", "mrkdwn") or (plain and kind != "plain_text"):
        yield _said(f"unsupported type: {kind}", f"{at}/type")
        return
    yield from _additional(text, frozenset({"type", "text", "emoji" if kind == "plain_text" else "verbatim"}), at)
    yield from _length(text.get("text") or "", 1, most, f"{at}/text")


def _additional(holder: Json, known: frozenset[str], at: str) -> Problems:
    if not holder.keys() <= known:
        for name in sorted(holder.keys() - known):
            yield _said(f"invalid additional property: {name}", at)


def _length(text: Any, least: int, most: int, at: str) -> Problems:
    if text is None:
        return
    if not isinstance(text, str):
        yield _said("must be a string", at)
    elif len(text) > most:
        yield _said(f"must be less than {most + 1} characters", at)
    elif len(text) < least:
        yield _said(f"must be more than {least - 1} characters", at)


def _said(what: str, at: str) -> str:
    return f"[ERROR] {what} [json-pointer:{at}]"
