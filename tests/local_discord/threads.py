"""Threads: made, listed, closed and woken, and who is in them.

What they need: docs.discord.com/developers/topics/threads and .../resources/channel, 2026. Where that leaves something open,
this is the stricter way: in a thread that rests nothing is changed, and nobody is added who does not see its channel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.local_discord.call import Call, Reply
from tests.local_discord.errors import Invalid, Problem, Refused
from tests.local_discord.world import PRIVATE_THREAD, PUBLIC_THREAD, Channel, Guild, Permission, Thread, World

NAME = 100


class Threads:
    def __init__(self, world: World, channel: Callable[..., Channel], in_guild: Callable[[Call], Guild]) -> None:
        self._world = world
        self._channel = channel
        self._in_guild = in_guild

    def active(self, call: Call) -> Reply:
        """Those that the bot may see."""
        guild, me = self._in_guild(call), self._world.application_id
        awake = guild.awake(me)
        members = [_member(one.id, me) for one in awake if one.thread and me in one.thread.members]
        return 200, {"threads": [one.payload() for one in awake], "members": members}

    def create(self, call: Call) -> Reply:
        """A thread that begins with no message. Whoever makes it is in it."""
        private = call.body.get("type") == PRIVATE_THREAD
        if not private and call.body.get("type") != PUBLIC_THREAD:
            raise Invalid([Problem(("type",), "BASE_TYPE_CHOICES", "Value must be one of (11, 12).")])
        parent = self._channel(call, *([Permission.CREATE_PRIVATE_THREADS] if private else []))
        if parent.guild is None or parent.thread:
            raise Refused(50024)
        name = call.body.get("name") or ""
        if not 1 <= len(name) <= NAME:
            raise Invalid([Problem(("name",), "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {NAME} in length.")])
        made = parent.guild.thread(parent, name, private=private)
        assert made.thread
        made.thread.rests_after = call.body.get("auto_archive_duration") or 1440
        made.thread.invitable = call.body.get("invitable", True)
        self._world.emit("THREAD_CREATE", made.payload() | {"newly_created": True}, parent.guild)
        self._world.pulse()
        return 201, made.payload()

    def _thread(self, call: Call, needs: Permission = Permission.VIEW_CHANNEL) -> tuple[Channel, Thread]:
        channel = self._channel(call, needs)
        if channel.thread is None:
            raise Refused(50024)
        return channel, channel.thread

    def update(self, call: Call) -> Reply:
        """Close, lock and wake. To lock, and to wake one that is locked, needs the right to manage threads."""
        channel, thread = self._thread(call)
        body: dict[str, Any] = call.body
        if unknown := body.keys() - {"archived", "locked", "auto_archive_duration"}:
            raise Invalid([Problem((name,), "UNKNOWN", "Nothing here changes that.") for name in sorted(unknown)])
        manages = Permission.MANAGE_THREADS in channel.bot_permissions()
        if ("locked" in body and body["locked"] != thread.locked and not manages) or (
            body.get("archived") is False and thread.locked and not manages
        ):
            raise Refused(50013)
        if (
            (body.get("archived") or "auto_archive_duration" in body)
            and thread.owner != self._world.application_id
            and not manages
        ):
            raise Refused(50013)
        if thread.archived and body.get("archived") is not False:
            raise Refused(50083)
        thread.locked = bool(body.get("locked", thread.locked))
        thread.archived = bool(body.get("archived", thread.archived))
        thread.rests_after = body.get("auto_archive_duration", thread.rests_after)
        thread.archived_at = self._world.now()
        self._world.emit("THREAD_UPDATE", channel.payload(), channel.guild)
        self._world.pulse()
        return 200, channel.payload()

    def add(self, call: Call) -> Reply:
        """Add somebody who sees the channel. Where it is not invitable, only who made it does, or who manages threads."""
        channel, thread = self._thread(call, Permission.SEND_MESSAGES_IN_THREADS)
        who, guild = call.id("user_id"), channel.guild
        if thread.archived:
            raise Refused(50083)
        manages = Permission.MANAGE_THREADS in channel.bot_permissions()
        if thread.private and not (thread.invitable or thread.owner == self._world.application_id or manages):
            raise Refused(50013)
        if who not in self._world.people:
            raise Refused(10013)
        if guild is None or who not in guild.members:
            raise Refused(10007)
        if not thread.parent.sees(who):
            raise Refused(50001)
        if who not in thread.members:
            thread.members.add(who)
            self._tell_members(channel, thread, [_member(channel.id, who)], [])
        return 204, None

    def member(self, call: Call) -> Reply:
        channel, thread = self._thread(call)
        who = call.id("user_id")
        if who not in thread.members:
            raise Refused(10007)
        return 200, _member(channel.id, who)

    def remove(self, call: Call) -> Reply:
        channel, thread = self._thread(call)
        who = call.id("user_id")
        if thread.archived:
            raise Refused(50083)
        mine = thread.private and thread.owner == self._world.application_id
        if not mine and Permission.MANAGE_THREADS not in channel.bot_permissions():
            raise Refused(50013)
        if who not in thread.members:
            raise Refused(10007)
        thread.members.discard(who)
        self._tell_members(channel, thread, [], [str(who)])
        return 204, None

    def _tell_members(self, channel: Channel, thread: Thread, added: list[dict[str, Any]], removed: list[str]) -> None:
        guild_id = str(channel.guild.id) if channel.guild else None
        told: dict[str, Any] = {"id": str(channel.id), "guild_id": guild_id, "member_count": len(thread.members)}
        told |= {"added_members": added, "removed_member_ids": removed}
        self._world.emit("THREAD_MEMBERS_UPDATE", told, channel.guild)
        self._world.pulse()


def _member(thread: int, who: int) -> dict[str, Any]:
    return {"id": str(thread), "user_id": str(who), "join_timestamp": "2026-11-25T10:00:00+00:00", "flags": 0}
