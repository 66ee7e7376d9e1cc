"""What Slack has to know of the app: its commands, its rights each with a reason, what it listens to. Made, never written.

https://docs.slack.dev/reference/app-manifest, 2026. The app registers what stands here, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from bot.commands import REJECTED, WORDS
from bot.lines import Line
from bot.words import DEFAULT, Words

Json = dict[str, Any]

CREATE = "https://api.slack.com/apps?new_app=1&manifest_json="

# Longest texts, in characters, after https://docs.slack.dev/reference/app-manifest. A long description is also no shorter.
NAME, ABOUT, LONG, LONG_AT_LEAST = 35, 140, 4000, 175
SHORTCUT_NAME, SHORTCUT_ABOUT = 24, 150
COMMAND, COMMAND_ABOUT, USAGE = 32, 2000, 1000

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"


class Scope(NamedTuple):
    """A right: what Slack calls it, which of our words says what it is for, and the methods that need it.

    `without` is for the operator: what is missing without it, where all the rest still works. Empty where nothing much would.
    """

    name: str
    reason: str
    methods: frozenset[str] = frozenset()
    without: str = ""


# The one table: for the manifest, for who installs the app, and for the doctor.
SCOPES = (
    Scope("commands", "slack-scope-commands"),
    Scope(
        "chat:write",
        "slack-scope-chat-write",
        frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"}),
    ),
    Scope("im:write", "slack-scope-im-write", frozenset({"conversations.open"})),
    Scope("im:history", "slack-scope-im-history", frozenset({"conversations.history"})),
    Scope("users:read", "slack-scope-users-read", frozenset({"users.info"})),
    Scope(
        "channels:read",
        "slack-scope-channels-read",
        frozenset({"conversations.info"}),
        "organisers are not told what is missing in a channel",
    ),
    Scope(
        "groups:read",
        "slack-scope-groups-read",
        frozenset({"conversations.info", "conversations.list"}),
        "circles have no private groups",
    ),
    Scope(
        "groups:write",
        "slack-scope-groups-write",
        frozenset(
            {
                "conversations.archive",
                "conversations.create",
                "conversations.invite",
                "conversations.kick",
                "conversations.setTopic",
            }
        ),
        "circles have no private groups",
    ),
    Scope(
        "files:write",
        "slack-scope-files-write",
        frozenset({"files.getUploadURLExternal", "files.completeUploadExternal"}),
    ),
)
NEEDED = frozenset(scope.name for scope in SCOPES)
# Methods that any token may use.
FREE = frozenset(
    {
        "auth.test",
        "auth.revoke",
        "apps.connections.open",
        "oauth.v2.access",
        "views.open",
        "views.push",
        "views.update",
        "views.publish",
        "chat.getPermalink",
    }
)
# Events, and the scope that each needs.
EVENTS = {"app_home_opened": None, "app_uninstalled": None, "message.im": "im:history", "tokens_revoked": None}

REJECTED_COMMAND = f"/{REJECTED.word}"
BOUNCEBACK_COMMAND = "/bounceback"
REJECTED_SHORTCUT = "rejected"
HELP_SHORTCUT = "help-someone"


def manifest(words: Words, *, socket: bool, many: bool, public_url: str = "") -> Json:
    """The manifest of the app, in English. `many`: workspaces install it by themselves, and have their tokens rotated.

    Without Socket Mode, or for many workspaces, `public_url` is needed.
    """
    tongue = words.of(DEFAULT)

    def told(line: str) -> str:
        return tongue.text(Line(line), bare=True)

    address = {} if socket else {"url": public_url + EVENTS_PATH}
    request = {} if socket else {"request_url": public_url + EVENTS_PATH}
    options = {} if socket else {"message_menu_options_url": public_url + EVENTS_PATH}
    commands = (
        (REJECTED_COMMAND, REJECTED.word, " ".join(f"[{name}]" for name in REJECTED.args)),
        (BOUNCEBACK_COMMAND, "bounceback", f"[{' | '.join(word.word for word in WORDS)}]"),
    )
    shortcuts = (
        (REJECTED_SHORTCUT, "global", "slack-shortcut-rejected"),
        (HELP_SHORTCUT, "message", "slack-shortcut-help"),
    )
    return {
        "display_information": {
            "name": told("slack-app-name"),
            "description": told("slack-app-short"),
            "long_description": told("slack-app-long"),
            "background_color": "#1f6460",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": told("slack-app-name"), "always_online": True},
            "shortcuts": [
                {"name": told(line), "type": kind, "callback_id": name, "description": told(f"{line}.about")}
                for name, kind, line in shortcuts
            ],
            "slash_commands": [
                {
                    "command": command,
                    "description": told(f"command-{word}"),
                    "usage_hint": usage,
                    # What is typed stays as it was typed.
                    "should_escape": False,
                    **address,
                }
                for command, word, usage in commands
            ],
        },
        "oauth_config": {
            "scopes": {"bot": [scope.name for scope in SCOPES]},
            **({"redirect_urls": [public_url + REDIRECT_PATH]} if many else {}),
        },
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS), **request},
            # Lists that are searched while somebody types are asked for at an address of their own.
            "interactivity": {"is_enabled": True, **request, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": many,
        },
    }


def lacking(granted: Iterable[str]) -> tuple[list[str], list[str]]:
    """What an app lacks that was given these rights: what it cannot be without, and what goes without the rest, in words."""
    lacks = [scope for scope in SCOPES if scope.name not in set(granted)]
    reasons: dict[str, list[str]] = {}
    for scope in lacks:
        if scope.without:
            reasons.setdefault(scope.without, []).append(scope.name)
    goes = [f"without {' and '.join(names)} {what}" for what, names in reasons.items()]
    return sorted(scope.name for scope in lacks if not scope.without), goes


def create_url(made: Json) -> str:
    """The page where an app is made, filled in already."""
    return CREATE + quote(json.dumps(made, ensure_ascii=False, separators=(",", ":")), safe="")
