"""Writing and editing messages: the rules of the platform that hold wherever a message comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.local_slack.block_kit import MESSAGE
from tests.local_slack.blocks import block_problems
from tests.local_slack.errors import Refused
from tests.local_slack.seen import Seen
from tests.local_slack.state import kept
from tests.local_slack.world import DIRECT, Channel, Message

if TYPE_CHECKING:
    from tests.local_slack.files import File
    from tests.local_slack.interactions import Interaction
    from tests.local_slack.people import Person

Json = dict[str, Any]

TEXT = 40_000
METADATA = 16_384


def create(
    channel: Channel,
    body: Json,
    *,
    seen_only_by: Person | None = None,
    files: Sequence[File] = (),
    by: Interaction | None = None,
) -> Message:
    """A new message of the bot. Goes into the channel unless only one person sees it. Raises Refused."""
    text, blocks = _checked(channel, body, [])
    if not text and not blocks and not files:
        raise Refused("no_text")
    workspace = channel.workspace
    message = Message(
        workspace.world.ts(), channel, workspace.bot_user, text, named(blocks, workspace.world.ts), tuple(files)
    )
    message.seen_only_by = seen_only_by
    message.metadata = _metadata(body)
    message.thread_ts = body.get("thread_ts")
    message.unfurls = body.get("unfurl_links") is not False
    message.link_names = bool(body.get("link_names")) or body.get("parse") == "full"
    workspace.world.shown.append(Seen(message=message))
    if seen_only_by:
        seen_only_by.kept_ephemeral(message)
        seen_only_by.shown(message, channel.id, by)
    else:
        add(message)
        if by:
            by.person.shown(message, channel.id, by)
        elif channel.kind == DIRECT:
            channel.person.shown(message, channel.id)
    workspace.world.pulse()
    return message


def add(message: Message) -> None:
    """Put it into its channel, and tell the app where it hears of messages: in DMs, of its own as well."""
    message.channel.add(message)
    _tell(message, message.payload())


def edit(message: Message, body: Json, by: Interaction | None = None) -> None:
    """Raises Refused."""
    text, blocks = _checked(message.channel, body, message.blocks)
    if not text and not blocks:
        raise Refused("no_text")
    world = message.channel.workspace.world
    before = message.payload() if _heard(message) else {}
    message.text = text
    if blocks is not message.blocks:
        message.blocks = named(blocks, world.ts)
        message.state = {person: kept(message.blocks, chosen) for person, chosen in message.state.items()}
    if "metadata" in body:
        message.metadata = _metadata(body)
    message.edits += 1
    message.edited_at = world.ts()
    message.was_changed()
    world.shown.append(Seen(message=message))
    if before:
        _tell(message, {"subtype": "message_changed", "message": message.payload(), "previous_message": before})
    for person in _watching(message, by):
        person.shown(message, message.channel.id, by)
    world.pulse()


def delete(message: Message) -> None:
    message.deleted = True
    channel = message.channel
    channel.by_ts.pop(message.ts, None)
    message.was_changed()
    if _heard(message):
        _tell(message, {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": message.payload()})
    channel.workspace.world.pulse()


def named(blocks: list[Json], new_name: Any) -> list[Json]:
    """Blocks with the names that Slack gives where none were given."""
    made = []
    for position, block in enumerate(blocks):
        one = block if block.get("block_id") else {**block, "block_id": f"{new_name()}-{position}"}
        if one["type"] == "actions":
            one = {**one, "elements": [_with_id(element, at) for at, element in enumerate(one["elements"])]}
        elif one["type"] == "input":
            one = {**one, "element": _with_id(one["element"], 0)}
        elif one["type"] == "section" and "accessory" in one:
            one = {**one, "accessory": _with_id(one["accessory"], 0)}
        made.append(one)
    return made


def _with_id(element: Json, position: int) -> Json:
    if element.get("action_id") or element["type"] == "image":
        return element
    return {**element, "action_id": f"unnamed-{position}"}


def _checked(channel: Channel, body: Json, before: list[Json]) -> tuple[str, list[Json]]:
    """The text, and the blocks: those that were there where none are given."""
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["[ERROR] must be a string [json-pointer:/text]"])
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    blocks = body.get("blocks")
    if blocks is None:
        return text, before
    if problems := list(block_problems(blocks, MESSAGE)):
        raise Refused("invalid_blocks", problems, errors=problems)
    channel.workspace.world.server.files.check(channel.workspace, blocks)
    return text, blocks


def _metadata(body: Json) -> Json | None:
    metadata: Any = body.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= metadata.keys():
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA:
        raise Refused("metadata_too_large")
    return dict(metadata)


def _watching(message: Message, by: Interaction | None) -> list[Person]:
    if by:
        return [by.person]
    if message.seen_only_by:
        return [message.seen_only_by]
    if message.channel.kind == DIRECT:
        return [message.channel.person]
    people = message.channel.workspace.people
    return [people[one] for one in message.channel.members if one in people and people[one].looks_at(message)]


def _heard(message: Message) -> bool:
    return message.channel.kind == DIRECT and not message.seen_only_by


def _tell(message: Message, event: Json) -> None:
    """`message.im` is all that the app may hear of: `*:history` of other kinds is asked of nobody here."""
    channel = message.channel
    if _heard(message):
        now = channel.workspace.world.ts() if "subtype" in event else message.ts
        about = {"type": "message", "channel": channel.id, "channel_type": "im", "event_ts": now}
        channel.workspace.world.emit(channel.workspace, {"ts": now, **event, **about})
