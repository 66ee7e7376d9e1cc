"""Who and what there is: guilds, channels, messages, and how each looks in Discord's JSON. Nothing here waits."""

from __future__ import annotations

import asyncio
import mimetypes
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntFlag
from typing import TYPE_CHECKING, Any

from tests.local_discord.components import V2, Part, media, walk
from tests.local_discord.seen import Seen

if TYPE_CHECKING:
    from tests.local_discord.people import Person

EPOCH = 1_420_070_400  # seconds; ids count from here


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


MEMBER = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
)
NOTHING = Permission(0)
EVERYTHING = ~NOTHING


class VirtualClock:
    """The real time, and whatever was added. Seconds since 1970."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass(eq=False, slots=True)
class Attachment:
    id: int
    name: str
    content: bytes
    description: str | None
    url: str

    def payload(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": str(self.id),
            "filename": self.name,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
        }
        if self.description is not None:
            made["description"] = self.description
        return made


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands. Lists in it are replaced, never changed, so a snapshot may share them."""

    id: int
    channel: Channel
    author: dict[str, Any]
    at: float
    content: str = ""
    components: list[Part] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    seen_only_by: Person | None = None
    interaction: dict[str, Any] | None = None
    edited_at: float | None = None
    edits: int = 0
    pinned: bool = False
    deleted: bool = False
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def v2(self) -> bool:
        return bool(self.flags & V2)

    def payload(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author,
            "type": (20 if self.interaction["type"] == 2 else 19) if self.interaction else 0,
            "content": self.content,
            "components": self._components(),
            "embeds": self.embeds,
            "attachments": [one.payload() for one in self.attachments],
            "flags": self.flags,
            "timestamp": stamp(self.at),
            "edited_timestamp": self.edited_at and stamp(self.edited_at),
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": self.pinned,
            "tts": False,
        }
        if self.nonce is not None:
            made["nonce"] = self.nonce
        if self.interaction:
            made["interaction_metadata"] = self.interaction
            made["application_id"] = made["webhook_id"] = self.author["id"]
        return made

    def _components(self) -> list[Part]:
        """With files' addresses instead of `attachment://name`."""
        if not self.attachments:
            return self.components
        found = {f"attachment://{one.name}": one for one in self.attachments}
        copy = _copied(self.components)
        for _, part, _ in walk(copy):
            for _, item in media(part):
                if one := found.get(item["url"]):
                    item.update(url=one.url, proxy_url=one.url, attachment_id=str(one.id))
        return copy

    def change(self) -> asyncio.Future[None]:
        """Done at the next edit or deletion."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def was_changed(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


@dataclass(eq=False)
class Channel:
    """A text channel of a guild, or the DM of a person with the bot."""

    id: int
    world: World
    name: str = ""
    guild: Guild | None = None
    person: Person | None = None
    parent: Channel | None = None
    """The channel that this is a thread of."""
    denied: Permission = NOTHING
    by_id: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    nonces: dict[str | int, tuple[float, Message]] = field(default_factory=dict)

    @property
    def messages(self) -> list[Seen]:
        """What everybody there sees, as it stands now."""
        return [Seen(message) for message in self.by_id.values()]

    def deny(self, *permissions: Permission) -> None:
        """Take permissions from the bot in this channel."""
        for one in permissions:
            self.denied |= one
        self.world.emit("CHANNEL_UPDATE", self.payload(), self.guild)

    def bot_permissions(self) -> Permission:
        return self.guild.bot_permissions & ~self.denied if self.guild else EVERYTHING

    def add(self, message: Message) -> None:
        self.by_id[message.id] = message
        self.world.bound(self.by_id)
        if message.nonce is not None:
            self.nonces[message.nonce] = (message.at, message)
            if len(self.nonces) > 1000:
                self.nonces = {key: kept for key, kept in self.nonces.items() if message.at - kept[0] < 300}

    def payload(self) -> dict[str, Any]:
        last = str(next(reversed(self.by_id))) if self.by_id else None
        if self.person:
            return {
                "id": str(self.id),
                "type": 1,
                "flags": 0,
                "last_message_id": last,
                "recipients": [self.person.user],
            }
        if self.parent:
            return {
                "id": str(self.id),
                "type": 11,
                "guild_id": str(self.guild.id) if self.guild else None,
                "name": self.name,
                "parent_id": str(self.parent.id),
                "owner_id": str(self.world.application_id),
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": stamp(self.world.now()),
                    "locked": False,
                },
                "message_count": len(self.by_id),
                "member_count": 1,
                "rate_limit_per_user": 0,
                "flags": 0,
                "last_message_id": last,
            }
        overwrite = {"id": str(self.world.application_id), "type": 1, "allow": "0", "deny": str(int(self.denied))}
        return {
            "id": str(self.id),
            "type": 0,
            "guild_id": str(self.guild.id) if self.guild else None,
            "name": self.name,
            "position": 0,
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
            "last_message_id": last,
            "permission_overwrites": [overwrite] if self.denied else [],
        }


@dataclass(eq=False)
class Guild:
    id: int
    world: World
    name: str
    owner: Person
    bot_permissions: Permission
    locale: str
    bot: bool = True
    channels: list[Channel] = field(default_factory=list)
    members: dict[int, Permission] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)

    def channel(self, name: str) -> Channel:
        """The channel of this name; made at its first mention."""
        for one in self.channels:
            if one.name == name:
                return one
        made = Channel(self.world.new_id(), self.world, name, guild=self)
        self.channels.append(made)
        self.world.channels[made.id] = made
        if self.bot:
            self.world.emit("CHANNEL_CREATE", made.payload(), self)
        return made

    def thread(self, of: Channel, name: str) -> Channel:
        """A public thread of a channel."""
        made = Channel(self.world.new_id(), self.world, name, guild=self, parent=of)
        self.world.channels[made.id] = made
        return made

    def join(self, person: Person, permissions: Permission = MEMBER) -> None:
        self.members[person.id] = permissions
        self.left.discard(person.id)

    def add_bot(self) -> None:
        if not self.bot:
            self.bot = True
            self.world.emit("GUILD_CREATE", self.payload(), self)

    def remove_bot(self) -> None:
        if self.bot:
            self.bot = False
            self.world.emit("GUILD_DELETE", {"id": str(self.id)}, self)

    def member(self, user: dict[str, Any], permissions: Permission | None = None) -> dict[str, Any]:
        is_bot = user["id"] == str(self.world.application_id)
        made = {
            "user": user,
            "nick": None,
            "avatar": None,
            "roles": [str(self.id + 1)] if is_bot else [],
            "joined_at": stamp(self.id / (1 << 22) / 1000 + EPOCH),
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        if permissions is not None:
            made["permissions"] = str(int(permissions))
        return made

    def payload(self) -> dict[str, Any]:
        everyone = _role(self.id, "@everyone", MEMBER & ~Permission.SEND_MESSAGES & ~Permission.ATTACH_FILES)
        everyone["permissions"] = str(int(everyone["permissions"]) & int(self.bot_permissions))
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "preferred_locale": self.locale,
            "features": [],
            "roles": [everyone, _role(self.id + 1, "bot", self.bot_permissions)],
            "emojis": [],
            "stickers": [],
            "channels": [channel.payload() for channel in self.channels],
            "threads": [],
            "members": [self.member(self.world.bot_user)],
            "member_count": len(self.members) + 1,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "large": False,
        }


def _role(id_: int, name: str, permissions: Permission) -> dict[str, Any]:
    return {
        "id": str(id_),
        "name": name,
        "permissions": str(int(permissions)),
        "position": 0,
        "color": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


class World:
    """Everything that there is. `emit` tells the bot over the gateway and is set by the server; False where no bot can hear it.

    `keep` bounds messages per channel, and whatever else grows with use; None keeps everything.
    """

    def __init__(self, now: Callable[[], float], keep: int | None) -> None:
        self.now = now
        self.keep = keep
        self.cdn = ""
        self.emit: Callable[[str, dict[str, Any], Guild | None], bool] = lambda name, payload, guild: False
        self._last = int((now() - EPOCH) * 1000) << 22
        self._last_guild = self._last
        self.application_id = self.new_id()
        self.bot_user = user_payload(self.application_id, "bounceback", bot=True)
        self.people: dict[int, Person] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: OrderedDict[int, Attachment] = OrderedDict()
        self._pulses: list[asyncio.Future[None]] = []

    def new_id(self) -> int:
        """Later ids are higher, and tell the time."""
        self._last = max(self._last + 1, int((self.now() - EPOCH) * 1000) << 22)
        return self._last

    def new_guild_id(self) -> int:
        """Guilds made after each other belong to one shard after the other."""
        self._last_guild += 1 << 22
        return self._last_guild

    def bound(self, kept: OrderedDict[Any, Any]) -> None:
        while self.keep is not None and len(kept) > self.keep:
            kept.popitem(last=False)

    def attachment(self, channel: Channel, name: str, content: bytes, description: str | None) -> Attachment:
        id_ = self.new_id()
        made = Attachment(id_, name, content, description, f"{self.cdn}/attachments/{channel.id}/{id_}/{name}")
        self.attachments[id_] = made
        self.bound(self.attachments)
        return made

    def message(self, channel: Channel, author: dict[str, Any], **what: Any) -> Message:
        return Message(self.new_id(), channel, author, self.now(), **what)

    def pulse(self) -> None:
        """Something changed: whoever waits looks again."""
        if self._pulses:
            waiting, self._pulses = self._pulses, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)

    async def until(self, reached: Callable[[], bool], within: float = 3.0) -> None:
        """Wait until `reached()` holds; TimeoutError after `within` real seconds. Asked again whenever something changed."""
        async with asyncio.timeout(within):
            while not reached():
                future = asyncio.get_running_loop().create_future()
                self._pulses.append(future)
                await future


def user_payload(id_: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": str(id_),
        "username": name,
        "discriminator": "0",
        "global_name": name,
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _copied(parts: Sequence[Part]) -> list[Part]:
    return [{name: _copy(value) for name, value in part.items()} for part in parts]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) for name, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value
