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
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from tests.local_discord.components import V2, Part, media, walk
from tests.local_discord.seen import Seen

if TYPE_CHECKING:
    from tests.local_discord.people import Person

EPOCH = 1_420_070_400  # seconds; ids count from here
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12


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
    MANAGE_THREADS = 1 << 34
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


MEMBER = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
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


@dataclass(eq=False, slots=True)
class Thread:
    """What makes a channel a thread of another. `members` are ids, the bot's too."""

    parent: Channel
    owner: int
    private: bool = False
    invitable: bool = True
    rests_after: int = 1440
    members: set[int] = field(default_factory=set)
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies a member or a role, whatever they may do in the guild."""

    kind: int
    allow: Permission = NOTHING
    deny: Permission = NOTHING


ROLE, MEMBER_KIND = 0, 1


@dataclass(eq=False)
class Channel:
    """A text channel of a guild or a thread in it, or the DM of a person with the bot."""

    id: int
    world: World
    name: str = ""
    guild: Guild | None = None
    person: Person | None = None
    thread: Thread | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    by_id: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    nonces: dict[str | int, tuple[float, Message]] = field(default_factory=dict)

    @property
    def messages(self) -> list[Seen]:
        """What everybody there sees, as it stands now."""
        return [Seen(message) for message in self.by_id.values()]

    def deny(self, *permissions: Permission, to: Person | None = None) -> None:
        """Take permissions from somebody in this channel, or from the bot."""
        self._overwritten(to.id if to else self.world.application_id, MEMBER_KIND, deny=_all(permissions))

    def deny_everyone(self, *permissions: Permission) -> None:
        """Take permissions from everybody in this channel who is not allowed them by name."""
        assert self.guild
        self._overwritten(self.guild.id, ROLE, deny=_all(permissions))

    def allow(self, *permissions: Permission, to: Person | None = None) -> None:
        self._overwritten(to.id if to else self.world.application_id, MEMBER_KIND, allow=_all(permissions))

    def _overwritten(self, who: int, kind: int, *, allow: Permission = NOTHING, deny: Permission = NOTHING) -> None:
        was = self.overwrites.get(who, Overwrite(kind))
        self.overwrites[who] = Overwrite(kind, was.allow & ~deny | allow, was.deny & ~allow | deny)
        self.world.emit("CHANNEL_UPDATE", self.payload(), self.guild)

    def bot_permissions(self) -> Permission:
        return self.permissions_of(self.world.application_id)

    def permissions_of(self, who: int) -> Permission:
        """What a member may do here, the bot too: docs.discord.com/developers/topics/permissions."""
        if self.guild is None:
            return EVERYTHING
        has = self.guild.permissions_of(who)
        if Permission.ADMINISTRATOR in has:
            return EVERYTHING
        for one in (self.guild.id, who):
            if found := (self.thread.parent if self.thread else self).overwrites.get(one):
                has = has & ~found.deny | found.allow
        if (Permission.SEND_MESSAGES_IN_THREADS if self.thread else Permission.SEND_MESSAGES) not in has:
            has &= ~(Permission.EMBED_LINKS | Permission.ATTACH_FILES)
        return has if Permission.VIEW_CHANNEL in has else NOTHING

    def sees(self, who: int) -> bool:
        """Whether a member sees this channel. Into a private thread look only those who are in it, or manage threads."""
        has = self.permissions_of(who)
        if self.thread and self.thread.private and who not in self.thread.members:
            return Permission.MANAGE_THREADS in has
        return Permission.VIEW_CHANNEL in has

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
        if self.thread:
            return self._thread_payload(self.thread, last)
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
            "permission_overwrites": [
                {"id": str(id_), "type": one.kind, "allow": str(int(one.allow)), "deny": str(int(one.deny))}
                for id_, one in self.overwrites.items()
            ],
        }

    def _thread_payload(self, thread: Thread, last: str | None) -> dict[str, Any]:
        about = {
            "archived": thread.archived,
            "auto_archive_duration": thread.rests_after,
            "archive_timestamp": stamp(thread.archived_at or self.world.now()),
            "locked": thread.locked,
        }
        if thread.private:
            about["invitable"] = thread.invitable
        return {
            "id": str(self.id),
            "type": PRIVATE_THREAD if thread.private else PUBLIC_THREAD,
            "guild_id": str(self.guild.id) if self.guild else None,
            "name": self.name,
            "parent_id": str(thread.parent.id),
            "owner_id": str(thread.owner),
            "thread_metadata": about,
            "message_count": len(self.by_id),
            "total_message_sent": len(self.by_id),
            "member_count": len(thread.members),
            "rate_limit_per_user": 0,
            "flags": 0,
            "last_message_id": last,
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
    threads: list[Channel] = field(default_factory=list)
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

    def thread(self, of: Channel, name: str, *, owner: int | None = None, private: bool = False) -> Channel:
        """A thread of a channel. Whoever made it is in it: the bot, where nobody is named."""
        owner = self.world.application_id if owner is None else owner
        about = Thread(of, owner, private, members={owner})
        made = Channel(self.world.new_id(), self.world, name, guild=self, thread=about)
        self.world.channels[made.id] = made
        self.threads.append(made)
        return made

    def awake(self, who: int) -> list[Channel]:
        """The threads that a member sees and that do not rest, the latest first."""
        return [one for one in reversed(self.threads) if one.thread and not one.thread.archived and one.sees(who)]

    def permissions_of(self, who: int) -> Permission:
        """What a member may do in all of the guild, the bot too."""
        if who == self.world.application_id:
            return self.bot_permissions
        return EVERYTHING if who == self.owner.id else self.members.get(who, NOTHING)

    def delete(self, channel: Channel) -> None:
        """A channel goes, with its threads and all that was said there."""
        gone = [channel, *(one for one in self.threads if one.thread and one.thread.parent is channel)]
        for one in gone:
            self.world.channels.pop(one.id, None)
            for held in (self.channels, self.threads):
                if one in held:
                    held.remove(one)
        if self.bot:
            self.world.emit("CHANNEL_DELETE", channel.payload(), self)

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
        made = {
            "user": user,
            "nick": None,
            "avatar": None,
            "roles": self._roles_of(int(user["id"])),
            "joined_at": stamp(self.id / (1 << 22) / 1000 + EPOCH),
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        if permissions is not None:
            made["permissions"] = str(int(permissions))
        return made

    def _roles_of(self, who: int) -> list[str]:
        if who == self.world.application_id:
            return [str(self.id + 1)]
        return [str(who)] if who in self.members else []

    def payload(self) -> dict[str, Any]:
        # Each has a role of their own, and everybody's gives nothing.
        roles = [_role(id_, str(id_), has) for id_, has in self.members.items()]
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "preferred_locale": self.locale,
            "features": [],
            "roles": [_role(self.id, "@everyone", NOTHING), _role(self.id + 1, "bot", self.bot_permissions), *roles],
            "emojis": [],
            "stickers": [],
            "channels": [channel.payload() for channel in self.channels],
            "threads": [one.payload() for one in self.awake(self.world.application_id)],
            "members": [self.member(self.world.bot_user)],
            "member_count": len(self.members) + 1,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "large": False,
        }


def _all(permissions: Sequence[Permission]) -> Permission:
    return reduce(or_, permissions, NOTHING)


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
        # Apart from the ids of all else.
        self._last_guild = self._last | 1 << 21
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
