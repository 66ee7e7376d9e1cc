"""What was chosen or typed in blocks, as Slack tells it in `state.values` and in actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.local_slack.block_kit import TEXT_INPUTS
from tests.local_slack.blocks import placed

Json = dict[str, Any]

# What holds the value in an action or a state, and what held it at first in the element. Buttons and overflows have no state.
NAMES: Mapping[str, tuple[str, str]] = {
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "external_select": ("selected_option", "initial_option"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    **dict.fromkeys(TEXT_INPUTS, ("value", "initial_value")),
}


def many(kind: str) -> bool:
    return kind == "checkboxes" or kind.startswith("multi_")


def initial(element: Json) -> Json:
    kind = element["type"]
    name, first = NAMES[kind]
    return {"type": kind, name: element.get(first, [] if many(kind) else None)}


def values(blocks: Sequence[Json], state: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """By block_id and action_id: what stands there now."""
    made: dict[str, dict[str, Json]] = {}
    for block, element in placed(blocks):
        if element["type"] in NAMES:
            value = state.get(f"{block['block_id']}/{element['action_id']}") or initial(element)
            made.setdefault(block["block_id"], {})[element["action_id"]] = value
    return made


def kept(blocks: Sequence[Json], state: Mapping[str, Json]) -> dict[str, Json]:
    """What of the state stays when these blocks take the place of others: the same ids, the same kind of element."""
    there = {f"{block['block_id']}/{element['action_id']}": element["type"] for block, element in placed(blocks)}
    return {key: value for key, value in state.items() if there.get(key) == value["type"]}
