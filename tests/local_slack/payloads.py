"""What Slack tells the app of what somebody did.

https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from typing import Any

from tests.local_slack.interactions import Interaction
from tests.local_slack.markup import escaped
from tests.local_slack.seen import Control, Seen
from tests.local_slack.state import values
from tests.local_slack.views import View
from tests.local_slack.world import DIRECT, PUBLIC, Channel, Message

Json = dict[str, Any]


def command(one: Interaction, name: str, text: str) -> Json:
    """A slash command: fields of a form."""
    person, channel = one.person, one.channel
    assert channel
    workspace = person.workspace
    return {
        "token": "deprecated",
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": escaped(text),
        "api_app_id": workspace.world.app_id,
        "is_enterprise_install": "false",
        "response_url": one.response_url(workspace.world.base),
        "trigger_id": one.trigger,
    }


def shortcut(one: Interaction, callback_id: str) -> Json:
    return _about("shortcut", one) | {"callback_id": callback_id, "action_ts": one.ts}


def message_action(one: Interaction, callback_id: str, message: Message) -> Json:
    about = {"callback_id": callback_id, "action_ts": one.ts}
    return _about("message_action", one) | about | {"message_ts": message.ts, "message": message.payload()}


def block_actions(one: Interaction, control: Control, action: Json) -> Json:
    """Of an ephemeral message the app is told where it is and what was chosen in it, but not what it says."""
    told = {"type": control.kind, "block_id": control.block_id, "action_id": control.action_id, "action_ts": one.ts}
    payload = _about("block_actions", one) | _where(one) | {"actions": [told | action]}
    if message := one.message:
        payload["state"] = {"values": values(message.blocks, message.state.get(one.person.id, {}))}
        if not message.seen_only_by:
            payload["message"] = message.payload()
    return payload


def block_suggestion(one: Interaction, control: Control, typed: str) -> Json:
    what = {"name": control.action_id, "value": typed, "action_id": control.action_id, "block_id": control.block_id}
    return _about("block_suggestion", one) | _where(one) | what


def view_submission(one: Interaction, view: View) -> Json:
    return _about("view_submission", one) | {"view": view.payload(), "response_urls": []}


def view_closed(one: Interaction, view: View, *, cleared: bool) -> Json:
    payload = _about("view_closed", one) | {"view": view.payload(), "is_cleared": cleared}
    del payload["trigger_id"]
    return payload


def home_opened(page: Seen | None, person: str, dm: str, tab: str) -> Json:
    event: Json = {"type": "app_home_opened", "user": person, "channel": dm, "tab": tab}
    if tab == "home" and page and page.view:
        event["view"] = page.view.payload()
    return event


def _about(kind: str, one: Interaction) -> Json:
    """What every interactive payload says."""
    person = one.person
    workspace = person.workspace
    about: Json = {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": workspace.id},
        "api_app_id": workspace.world.app_id,
        "token": "deprecated",
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": one.trigger,
    }
    if one.channel:
        about["channel"] = {"id": one.channel.id, "name": _name(one.channel)}
        about["response_url"] = one.response_url(workspace.world.base)
    return about


def _where(one: Interaction) -> Json:
    if one.view:
        return {"container": {"type": "view", "view_id": one.view.id}, "view": one.view.payload()}
    message = one.message
    assert message
    place: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
    return {"container": place | {"is_ephemeral": message.seen_only_by is not None}}


def _name(channel: Channel) -> str:
    """What a payload calls a channel: a private one that the bot is not in has no name."""
    if channel.kind == DIRECT:
        return "directmessage"
    return channel.name if channel.kind == PUBLIC or channel.bot else "privategroup"
