"""Writing and editing messages: the rules of the platform that hold wherever a message comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.local_discord.components import EPHEMERAL, LOADING, V2, message_problems
from tests.local_discord.errors import Invalid, Problem, Refused
from tests.local_discord.world import Attachment, Channel, Message, World

CONTENT = 2000
NONCE = 25
# How long a nonce is remembered, in seconds: "the last few minutes".
NONCE_KEPT = 300
ALLOWED_FLAGS = V2 | 1 << 2 | 1 << 12  # and no embeds; no notification


class Upload(NamedTuple):
    """A part `files[position]` of a request."""

    position: int
    name: str
    content: bytes


def create(world: World, channel: Channel, body: dict[str, Any], files: Sequence[Upload], **what: Any) -> Message:
    """A new message of the bot. Goes into the channel unless it is `seen_only_by` one person.

    A repeated nonce with enforce_nonce brings the message that is there already. Raises Refused.
    """
    nonce = body.get("nonce")
    if len(str(nonce or "")) > NONCE:
        raise Invalid([Problem(("nonce",), "BASE_TYPE_MAX_LENGTH", f"Must be {NONCE} or fewer in length.")])
    if nonce is not None and body.get("enforce_nonce") and (kept := channel.nonces.get(nonce)):
        at, message = kept
        if world.now() - at < NONCE_KEPT:
            return message
    flags = (body.get("flags") or 0) & (ALLOWED_FLAGS | (EPHEMERAL if "seen_only_by" in what else 0))
    draft = Message(0, channel, world.bot_user, 0, flags=flags, nonce=nonce, **what)
    _fill(world, draft, body, files)
    draft.id, draft.at = world.new_id(), world.now()
    show(world, draft)
    return draft


def show(world: World, message: Message) -> None:
    """Put a finished message where people see it."""
    channel = message.channel
    if message.seen_only_by:
        message.seen_only_by.kept_ephemeral(message)
    else:
        channel.add(message)
        if channel.thread:
            channel.thread.archived = False  # what is said in it wakes a thread
        _tell(world, "MESSAGE_CREATE", message)
    world.pulse()


def edit(world: World, message: Message, body: dict[str, Any], files: Sequence[Upload]) -> None:
    if message.deleted:
        raise Refused(10008)
    _fill(world, message, body, files)
    message.edits += 1
    message.edited_at = world.now()
    message.was_changed()
    if not message.seen_only_by:
        _tell(world, "MESSAGE_UPDATE", message)
    world.pulse()


def delete(world: World, message: Message) -> None:
    if message.deleted:
        raise Refused(10008)
    message.deleted = True
    message.channel.by_id.pop(message.id, None)
    message.was_changed()
    if message.channel.person and not message.seen_only_by:
        world.emit("MESSAGE_DELETE", {"id": str(message.id), "channel_id": str(message.channel.id)}, None)
    world.pulse()


def _tell(world: World, event: str, message: Message) -> None:
    """In a DM the bot hears of messages, its own as well. In guilds it would need an intent that nobody may ask for here."""
    if message.channel.person:
        world.emit(event, message.payload(), None)


def _fill(world: World, message: Message, body: dict[str, Any], files: Sequence[Upload]) -> None:
    """Everything is checked before anything is changed."""
    v2 = message.v2 or bool((body.get("flags") or 0) & V2)
    content = (body["content"] or "") if "content" in body else message.content
    embeds = (body["embeds"] or []) if "embeds" in body else message.embeds
    parts = (body["components"] or []) if "components" in body else message.components
    kept, new = _attachments(message, body, files)
    problems = []
    if len(content) > CONTENT:
        problems.append(Problem(("content",), "BASE_TYPE_MAX_LENGTH", f"Must be {CONTENT} or fewer in length."))
    for name, given in (("content", content), ("embeds", embeds), ("poll", body.get("poll"))):
        if v2 and given:
            what = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            problems.append(Problem((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", what))
    names = [one.name for one in kept] + [upload.name for upload, _ in new]
    problems += message_problems(parts, names, v2=v2)
    if problems:
        raise Invalid(problems)
    if not (content or embeds or parts or (names and not v2)):
        raise Refused(50006)
    message.attachments = kept + [
        world.attachment(message.channel, upload.name, upload.content, described) for upload, described in new
    ]
    message.content, message.embeds, message.components = content, embeds, parts
    message.flags = (message.flags | (V2 if v2 else 0)) & ~LOADING


def _attachments(
    message: Message, body: dict[str, Any], files: Sequence[Upload]
) -> tuple[list[Attachment], list[tuple[Upload, str | None]]]:
    """What stays, and what is new with its description. Without `attachments` in the body everything stays."""
    listed: list[dict[str, Any]] = body.get("attachments") or []
    by_id = {str(one["id"]): one for one in listed}
    kept = [one for one in message.attachments if body.get("attachments") is None or str(one.id) in by_id]
    new = []
    for upload in files:
        about = by_id.get(str(upload.position), {})
        new.append((upload._replace(name=about.get("filename") or upload.name), about.get("description")))
    return kept, new
