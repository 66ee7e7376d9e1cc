"""What Slack's own window lets people fill in and choose, and what it makes of an app's answer to a form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tests.local_slack.block_kit import DATE, PICKERS, TEXT_INPUTS, TIME, TYPED
from tests.local_slack.blocks import option_problems
from tests.local_slack.errors import Gone, NotOffered, Refused, Unanswered
from tests.local_slack.seen import Control, Option, Seen
from tests.local_slack.state import NAMES, many
from tests.local_slack.world import Workspace

Json = dict[str, Any]

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
URL = re.compile(r"https?://\S+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SHAPES = {
    "datepicker": DATE,
    "timepicker": TIME,
    "email_text_input": EMAIL,
    "url_text_input": URL,
    "number_input": NUMBER,
}


def filled(control: Control, given: str | Sequence[str], options: Sequence[Option], workspace: Workspace) -> Json:
    """The state of a field once this stands there. Raises NotOffered."""
    kind = control.kind
    if kind in TEXT_INPUTS or kind in PICKERS:
        if not isinstance(given, str):
            raise NotOffered(f"{control.label!r} takes text")
        if given and kind in SHAPES and not SHAPES[kind].fullmatch(given):
            raise NotOffered(f"{control.label!r} does not take {given!r}")
        return {"type": kind, NAMES[kind][0]: given or None}
    names = [given] if isinstance(given, str) else list(given)
    return choices(control, names, options, workspace)[-1] if names else _chosen(control, [])


def choices(control: Control, chosen: Sequence[str], options: Sequence[Option], workspace: Workspace) -> list[Json]:
    """The states that a menu goes through while these are chosen, one by one. Raises NotOffered or Gone."""
    kind = control.kind
    if kind in PICKERS:
        return [filled(control, one, (), workspace) for one in chosen]
    found = [_target(control, name, options, workspace) for name in chosen]
    if many(kind):
        most = control.element.get("max_selected_items")
        if most and len(found) > most:
            raise NotOffered(f"{control.label!r} takes {most} at most")
        return [_chosen(control, found[: at + 1]) for at in range(len(found))]
    if len(found) > 1:
        raise NotOffered(f"{control.label!r} takes one")
    return [_chosen(control, found)]


def _chosen(control: Control, found: list[Any]) -> Json:
    if control.kind == "overflow":
        return {"type": "overflow", "selected_option": found[0]}
    name, _ = NAMES[control.kind]
    return {"type": control.kind, name: found if many(control.kind) else next(iter(found), None)}


def _target(control: Control, name: str, options: Sequence[Option], workspace: Workspace) -> Any:
    """An option as it was given; in menus of people or channels an id."""
    if "users" in control.kind:
        for one in workspace.people.values():
            if name in (one.name, one.id) and not one.deleted:
                return one.id
        raise Gone(f"nobody is called {name!r}")
    if "channels" in control.kind or "conversations" in control.kind:
        for channel in workspace.channels.values():
            if name in (channel.name, channel.id) and not channel.archived:
                return channel.id
        raise Gone(f"no channel is called {name!r}")
    return control.option(name, options).given


def check(page: Seen) -> None:
    """Whether the form may be sent as it stands. Raises NotOffered."""
    for one in page.fields:
        if one.required and not one.value:
            raise NotOffered(f"{one.label!r} is required")
        if one.kind in TEXT_INPUTS and one.value:
            least, most = one.element.get("min_length", 0), one.element.get("max_length", TYPED)
            if not least <= len(one.value) <= most:
                raise NotOffered(f"{one.label!r} takes {least} to {most} characters")


def errors(blocks: Sequence[Json], answer: Json) -> dict[str, str]:
    """By block_id. Raises Refused where one is said of what is no field of the form."""
    said: dict[str, str] = answer.get("errors") or {}
    fields = {block["block_id"] for block in blocks if block["type"] == "input"}
    if not said or not said.keys() <= fields:
        raise Refused("invalid_arguments", [f"errors of {sorted(said)} among {sorted(fields)}"])
    return said


def suggested(answer: Json) -> Json:
    """The options that an app answers with, as a menu would hold them. None found is fine. Raises Unanswered."""
    groups = answer.get("option_groups") or [{"options": answer.get("options")}]
    for group in groups:
        options = group.get("options")
        if options is None:
            raise Unanswered("the app gave no options")
        if options and (problems := list(option_problems("external_select", options, "/options"))):
            raise Unanswered("; ".join(problems))
    return {"option_groups": [{"options": group["options"]} for group in groups]}
