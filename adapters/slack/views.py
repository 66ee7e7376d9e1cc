"""Modals: a form to fill in, a page that goes on in one, a breath. And what a form that was handed in brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from adapters.slack import render
from adapters.slack.controls import Act, name
from adapters.slack.limits import INPUT_TEXT, RADIO_OPTIONS, Json, length
from adapters.slack.markup import plain
from adapters.slack.places import Place
from adapters.slack.render import Page
from bot.lines import Line
from bot.questions import Given
from bot.screen import FormField, Pace, Paragraph, Screen
from bot.words import Tongue, Words

# The name of the one field where text is typed.
TEXT_FIELD = "~text"
FIELD = "field"


class Breath(NamedTuple):
    """A moment of paced breathing: how full the bar is (0 to 1), what to do, and which breath it is, from 1."""

    full: float
    said: str
    number: int


def page(shown: Page, tongue: Tongue) -> Json:
    """A page in a modal."""
    return _modal(tongue, _text(tongue, "slack-name"), shown.blocks)


def home(shown: Page) -> Json:
    return {"type": "home", "blocks": shown.blocks}


def waits(tongue: Tongue) -> Json:
    """What stands in a modal until there is something to show: what opens it is good for three seconds only."""
    return page(render.said(_text(tongue, "slack-moment")), tongue)


def breath(pace: Pace, tongue: Tongue, moment: Breath | None) -> Json:
    """Paced breathing at a moment of it; None is the end."""
    if moment is None:
        shown = render.said(_text(tongue, "slack-breathed", breaths=pace.breaths))
    else:
        count = _text(tongue, "slack-breath", number=moment.number, breaths=pace.breaths)
        shown = render.said(f"{moment.said}\n\n{render.bar(moment.full)}  {count}")
    return page(shown, tongue)


def form(screen: Screen, token: str, words: Words, place: Place) -> Json | None:
    """The modal that fills in what a token takes. None where the screen has no place for it (any more)."""
    tongue = words.near(screen.language)
    fields: Iterable[FormField]
    if screen.typing and screen.typing.token == token:
        typing = screen.typing
        title, required = typing.label, True
        fields = (FormField(TEXT_FIELD, typing.label, typing.limit, typing.long, typing.draft),)
    elif screen.form and screen.form.token == token:
        title, required, fields = screen.form.title, False, screen.form.fields
    else:
        return None
    # Slack does not tell what stood in a form that was closed, so it can be kept by nobody.
    note = {"type": "context", "elements": [plain(_text(tongue, "slack-form"))]}
    blocks = [*(_field(field, required=required) for field in fields), note]
    return _modal(tongue, title, blocks) | {
        "callback_id": name(Act.FILL, token),
        "submit": plain(_text(tongue, "slack-form.send")),
        "close": plain(_text(tongue, "slack-form.close")),
        "private_metadata": place.metadata(),
    }


def _modal(tongue: Tongue, title: str, blocks: list[Json]) -> Json:
    closes = _text(tongue, "slack-name.close")
    return {"type": "modal", "title": plain(title), "close": plain(closes), "blocks": blocks}


def _text(tongue: Tongue, line: str, **values: str | int) -> str:
    return tongue.text(Line(line, values), bare=True)


def _field(field: FormField, *, required: bool) -> Json:
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        "optional": not required,
        "element": _chooser(field) if field.options else _input(field),
    }


def _input(field: FormField) -> Json:
    # What was too long comes back whole, so that it can be made shorter.
    room = min(INPUT_TEXT, max(field.limit, length(field.draft)))
    made: Json = {"type": "plain_text_input", "action_id": FIELD, "multiline": field.long, "max_length": room}
    return made | {"initial_value": field.draft} if field.draft and length(field.draft) <= room else made


def _chooser(field: FormField) -> Json:
    options = [render.option(one.value, one.label) for one in field.options]
    kind = "radio_buttons" if len(options) <= RADIO_OPTIONS else "static_select"
    made: Json = {"type": kind, "action_id": FIELD, "options": options}
    before = next((one for one in options if one["value"] == field.draft), None)
    return made | {"initial_option": before} if before else made


def filled(view: Mapping[str, Any]) -> Given:
    """What a form brings: the one text, or the fields by name."""
    values = view["state"]["values"]
    fields = {field: _filled(next(iter(elements.values()))) for field, elements in values.items()}
    return Given(text=fields[TEXT_FIELD]) if TEXT_FIELD in fields else Given(fields=fields)


def _filled(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option")
    return str(chosen["value"] if chosen else element.get("value") or "")


def taken(body: Mapping[str, Any], token: str) -> Given:
    """What was chosen so far in a menu of several, by the state that a press on the page brings."""
    state = (body.get("view") or body).get("state") or {}
    chosen = name(Act.CHOOSE, token)
    element = state.get("values", {}).get(chosen, {}).get(chosen, {})
    return Given(values=tuple(one["value"] for one in element.get("selected_options") or ()))


def picked(action: Mapping[str, Any]) -> str:
    """The value of the entry that was picked."""
    return str((action.get("selected_option") or {}).get("value", ""))


def wrong(screen: Screen, token: str, view: Mapping[str, Any]) -> dict[str, str] | None:
    """What is wrong with a form that was handed in, beside the field that it is about. None where it was taken."""
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if not screen.run:
        # Nothing was saved, or there is no such question any more: what they typed stays before their eyes.
        return {fields[0]: " ".join(block.text for block in screen.blocks if isinstance(block, Paragraph))}
    if screen.problem is None or token not in (one.token for one in (screen.typing, screen.form) if one):
        return None
    at = screen.problem_at if screen.problem_at in fields else None
    return {at or fields[0]: screen.problem}
