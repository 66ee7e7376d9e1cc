"""Blocks and views, as an app would send them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label.lower()}


def page(text: str, *buttons: str, options: tuple[str, ...] = ()) -> list[Json]:
    """A text, buttons whose action_id is the label in lower case, and a menu where there are options."""
    elements: list[Json] = [
        {"type": "button", "text": plain(label), "action_id": label.lower(), "value": label} for label in buttons
    ]
    if options:
        choices = [option(one) for one in options]
        menu = {"type": "static_select", "action_id": "menu", "placeholder": plain("How was it?"), "options": choices}
        elements.append(menu)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [section, {"type": "actions", "elements": elements}] if elements else [section]


def field(name: str, element: Json, *, optional: bool = False) -> Json:
    """Label, block_id and action_id are all made of the name."""
    element = {"action_id": name.lower(), **element}
    return {"type": "input", "block_id": name.lower(), "label": plain(name), "element": element, "optional": optional}


def text_field(name: str, **more: Any) -> Json:
    return field(name, {"type": "plain_text_input", **more})


def modal(callback_id: str, *blocks: Json, **more: Any) -> Json:
    about = {"type": "modal", "callback_id": callback_id, "title": plain("What happened"), "submit": plain("Send")}
    return {**about, "blocks": list(blocks), **more}


def home(text: str, *buttons: str) -> Json:
    return {"type": "home", "blocks": page(text, *buttons)}
