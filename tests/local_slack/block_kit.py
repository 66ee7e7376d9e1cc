"""Block Kit as tables: what may stand where, and how much of it.

Numbers: https://docs.slack.dev/reference/block-kit, below each block, element and composition object, 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MESSAGE, MODAL, HOME = "message", "modal", "home"
MOST_BLOCKS = {MESSAGE: 50, MODAL: 100, HOME: 100}
VIEW_BYTES = 250_000
VIEW_LENGTHS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
VIEW_TITLES = ("title", "submit", "close")
TITLE = 24

SELECTS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
CHOICES = frozenset({"radio_buttons", "checkboxes"})
PICKERS = frozenset({"datepicker", "timepicker"})
TEXT_INPUTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
IN_ACTIONS = SELECTS | CHOICES | PICKERS | {"button", "overflow"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = (SELECTS | CHOICES | PICKERS | TEXT_INPUTS) - {"button"}
IN_CONTEXT = frozenset({"mrkdwn", "plain_text", "image"})
IN_RICH_TEXT = frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"})

# What may be there beside type and block_id.
BLOCK_KEYS: Mapping[str, frozenset[str]] = {
    "section": frozenset({"text", "fields", "accessory", "expand"}),
    "header": frozenset({"text"}),
    "divider": frozenset(),
    "context": frozenset({"elements"}),
    "actions": frozenset({"elements"}),
    "input": frozenset({"label", "element", "hint", "optional", "dispatch_action"}),
    "image": frozenset({"alt_text", "image_url", "slack_file", "title"}),
    "rich_text": frozenset({"elements"}),
}
# What may be there beside type and action_id.
_SELECT = {"placeholder", "confirm", "focus_on_load"}
_STATIC = _SELECT | {"options", "option_groups"}
ELEMENT_KEYS: Mapping[str, frozenset[str]] = {
    "button": frozenset({"text", "value", "url", "style", "confirm", "accessibility_label"}),
    "overflow": frozenset({"options", "confirm"}),
    "static_select": frozenset(_STATIC | {"initial_option"}),
    "multi_static_select": frozenset(_STATIC | {"initial_options", "max_selected_items"}),
    "external_select": frozenset(_SELECT | {"initial_option", "min_query_length"}),
    "multi_external_select": frozenset(_SELECT | {"initial_options", "min_query_length", "max_selected_items"}),
    "users_select": frozenset(_SELECT | {"initial_user"}),
    "multi_users_select": frozenset(_SELECT | {"initial_users", "max_selected_items"}),
    "channels_select": frozenset(_SELECT | {"initial_channel", "response_url_enabled"}),
    "multi_channels_select": frozenset(_SELECT | {"initial_channels", "max_selected_items"}),
    "conversations_select": frozenset(
        _SELECT | {"initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"}
    ),
    "multi_conversations_select": frozenset(
        _SELECT | {"initial_conversations", "default_to_current_conversation", "filter", "max_selected_items"}
    ),
    "radio_buttons": frozenset({"options", "initial_option", "confirm", "focus_on_load"}),
    "checkboxes": frozenset({"options", "initial_options", "confirm", "focus_on_load"}),
    "datepicker": frozenset(_SELECT | {"initial_date"}),
    "timepicker": frozenset(_SELECT | {"initial_time", "timezone"}),
    "plain_text_input": frozenset(
        {
            "initial_value",
            "multiline",
            "min_length",
            "max_length",
            "dispatch_action_config",
            "focus_on_load",
            "placeholder",
        }
    ),
    "number_input": frozenset(
        {
            "is_decimal_allowed",
            "initial_value",
            "min_value",
            "max_value",
            "dispatch_action_config",
            "focus_on_load",
            "placeholder",
        }
    ),
    "email_text_input": frozenset({"initial_value", "dispatch_action_config", "focus_on_load", "placeholder"}),
    "url_text_input": frozenset({"initial_value", "dispatch_action_config", "focus_on_load", "placeholder"}),
    "image": frozenset({"image_url", "slack_file", "alt_text"}),
}
# How many options.
OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
MOST_OPTIONS = 100
OPTION_VALUE, OPTION_DETAIL = 150, 75
PLACEHOLDER = 150
TYPED = 3000
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:.", re.IGNORECASE)
