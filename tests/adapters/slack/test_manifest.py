"""The manifest: within Slack's limits, from the one table of commands, with the rights that the code needs and no others."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import adapters.slack
from adapters.slack import manifest as described
from adapters.slack.app import SlackApp
from adapters.slack.installations import Installations
from adapters.slack.manifest import EVENTS, FREE, SCOPES, create_url, manifest
from bot.commands import REJECTED, WORDS
from bot.dms import Dms
from bot.hosting import Hosting
from bot.lines import Line
from tests.local_slack.server import LocalSlack
from tests.world import World, words

Json = dict[str, Any]

URL = "https://bounceback.example"
SOURCES = Path(adapters.slack.__file__).parent


@pytest.fixture(params=[(True, False), (False, False), (False, True), (True, True)], ids=str)
def ways(request: pytest.FixtureRequest) -> tuple[bool, bool]:
    """Socket Mode or not; many workspaces or one."""
    socket, many = request.param
    return bool(socket), bool(many)


@pytest.fixture
def made(ways: tuple[bool, bool]) -> Json:
    socket, many = ways
    return manifest(words(), socket=socket, many=many, public_url=URL)


def test_texts_fit(made: Json) -> None:
    about, features = made["display_information"], made["features"]
    assert 0 < len(about["name"]) <= described.NAME
    assert 0 < len(about["description"]) <= described.ABOUT
    assert described.LONG_AT_LEAST <= len(about["long_description"]) <= described.LONG
    for one in features["slash_commands"]:
        assert len(one["command"]) <= described.COMMAND
        assert re.fullmatch(r"/[a-z]+", one["command"])
        assert 0 < len(one["description"]) <= described.COMMAND_ABOUT
        assert 0 < len(one["usage_hint"]) <= described.USAGE
    for one in features["shortcuts"]:
        assert 0 < len(one["name"]) <= described.SHORTCUT_NAME
        assert 0 < len(one["description"]) <= described.SHORTCUT_ABOUT


def test_commands_are_those_of_the_table(made: Json) -> None:
    commands = {one["command"]: one for one in made["features"]["slash_commands"]}
    assert set(commands) == {f"/{REJECTED.word}", "/bounceback"}
    assert re.findall(r"\w+", commands["/bounceback"]["usage_hint"]) == [word.word for word in WORDS]
    assert re.findall(r"\w+", commands["/rejected"]["usage_hint"]) == list(REJECTED.args)


def test_where_slack_reaches_the_bot(made: Json, ways: tuple[bool, bool]) -> None:
    socket, many = ways
    text = json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is socket
    assert made["settings"]["token_rotation_enabled"] is many
    assert made["oauth_config"].get("redirect_urls") == ([f"{URL}/slack/oauth_redirect"] if many else None)
    # Two commands, events, interactivity and lists that are searched.
    assert text.count(f"{URL}/slack/events") == (0 if socket else 5)


def test_rights(made: Json) -> None:
    scopes = made["oauth_config"]["scopes"]
    assert list(scopes) == ["bot"]
    assert scopes["bot"] == [
        *("commands", "chat:write", "im:write", "im:history", "users:read"),
        *("channels:read", "groups:read", "groups:write", "files:write"),
    ]
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert {scope for scope in EVENTS.values() if scope} <= set(scopes["bot"])
    assert made["features"]["app_home"]["home_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False


def test_every_right_has_its_reason() -> None:
    tongue = words().of("en")
    for scope in SCOPES:
        assert tongue.has(scope.reason), scope
        assert tongue.text(Line(scope.reason)) != scope.reason


def called() -> dict[str, set[str]]:
    """Every Web API method that the adapter's code calls, and where."""
    names = {
        name for name in dir(AsyncWebClient) if re.fullmatch(r"[a-z]+(_[A-Za-z0-9]+)+", name) and name != "api_call"
    }
    found: dict[str, set[str]] = {}
    for path in SOURCES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in names:
                found.setdefault(_method(node.attr), set()).add(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("api_call", "_ask"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.setdefault(str(first.value), set()).add(path.name)
    return found


def _method(attribute: str) -> str:
    """chat_postMessage is chat.postMessage. A file's upload is two methods."""
    return "files.completeUploadExternal" if attribute == "files_upload_v2" else attribute.replace("_", ".")


def test_every_method_that_is_called_is_in_the_table() -> None:
    known = FREE.union(*(scope.methods for scope in SCOPES))
    found = called()
    assert {"auth.test", "oauth.v2.access", "apps.connections.open"} <= set(found)
    assert {method: where for method, where in found.items() if method not in known} == {}


def test_the_link_makes_this_very_app(made: Json) -> None:
    url = urlsplit(create_url(made))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://api.slack.com/apps"
    asked = parse_qs(url.query, strict_parsing=True)
    assert asked["new_app"] == ["1"]
    assert json.loads(asked["manifest_json"][0]) == made


def test_every_right_is_used() -> None:
    found = set(called())
    assert [scope.name for scope in SCOPES if scope.methods and not scope.methods & found] == []
    # The one that no method needs is for the commands themselves.
    assert [scope.name for scope in SCOPES if not scope.methods] == ["commands"]


class Recording(AsyncApp):
    """Bolt's app, which writes down the names that somebody listens to."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.names: dict[str, set[str]] = {"command": set(), "shortcut": set(), "event": set()}

    def command(self, command: Any, *args: Any, **more: Any) -> Any:
        self.names["command"].add(command)
        return super().command(command, *args, **more)

    def shortcut(self, constraints: Any, *args: Any, **more: Any) -> Any:
        self.names["shortcut"].add(constraints)
        return super().shortcut(constraints, *args, **more)

    def event(self, event: Any, *args: Any, **more: Any) -> Any:
        self.names["event"].add(event)
        return super().event(event, *args, **more)


async def test_the_app_listens_to_what_is_in_it_and_to_nothing_else(
    slack: LocalSlack, world: World, made: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.app.AsyncApp", Recording)
    installations = Installations(slack.api_base, world.clock, token=slack.workspace("One").token)
    app = SlackApp(installations, words(), Dms(world.store, world.sealed))
    await app.start(world.turns, world.leaving, Hosting(world.store, world.clock, "slack"))
    await app.close()
    assert isinstance(app.bolt, Recording)
    features, events = made["features"], made["settings"]["event_subscriptions"]["bot_events"]
    assert app.bolt.names == {
        "command": {one["command"] for one in features["slash_commands"]},
        "shortcut": {one["callback_id"] for one in features["shortcuts"]},
        # What comes as "message" is subscribed to by the kind of place.
        "event": {one.removesuffix(".im") for one in events},
    }
