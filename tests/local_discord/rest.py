"""The REST routes, named by their operationId in Discord's OpenAPI description. What they do is done at once: nothing waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.local_discord import messages
from tests.local_discord.call import Call, Reply
from tests.local_discord.components import EPHEMERAL, LOADING
from tests.local_discord.errors import Invalid, Problem, Refused
from tests.local_discord.threads import Threads
from tests.local_discord.world import NOTHING, Channel, Guild, Message, Permission

if TYPE_CHECKING:
    from tests.local_discord.server import LocalDiscord

# The same for every command type 1; other scripts' lower case is left out.
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


class Route(NamedTuple):
    operation: str
    method: str
    path: str
    carry_out: Callable[[Call], Reply]
    # Interaction callbacks and webhooks carry a token in their path instead.
    bot_only: bool = True


class Rest:
    def __init__(self, server: LocalDiscord) -> None:
        self._server = server
        self._world = server.world
        self._interactions = server.interactions
        self._threads = Threads(server.world, self._channel, self._in_guild)

    def routes(self) -> list[Route]:
        application = "/applications/{application_id}/commands"
        message = "/channels/{channel_id}/messages/{message_id}"
        thread_member = "/channels/{channel_id}/thread-members/{user_id}"
        pin = "/channels/{channel_id}/messages/pins/{message_id}"
        callback = "/interactions/{interaction_id}/{interaction_token}/callback"
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        sent, original = f"{webhook}/messages/{{message_id}}", f"{webhook}/messages/@original"
        return [
            Route("get_my_user", "GET", "/users/@me", lambda call: (200, self._world.bot_user)),
            Route("get_my_oauth2_application", "GET", "/oauth2/applications/@me", self._application),
            Route("get_my_application", "GET", "/applications/@me", self._application),
            Route("get_gateway", "GET", "/gateway", lambda call: (200, {"url": self._server.gateway.url}), False),
            Route("get_bot_gateway", "GET", "/gateway/bot", self._gateway),
            Route("list_application_commands", "GET", application, self._commands),
            Route("bulk_set_application_commands", "PUT", application, self._set_commands),
            Route("create_application_command", "POST", application, self._add_command),
            Route("list_my_guilds", "GET", "/users/@me/guilds", self._guilds),
            Route("get_guild", "GET", "/guilds/{guild_id}", self._guild),
            Route("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            Route("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active", self._threads.active),
            Route("create_thread", "POST", "/channels/{channel_id}/threads", self._threads.create),
            Route("update_channel", "PATCH", "/channels/{channel_id}", self._threads.update),
            Route("get_thread_member", "GET", thread_member, self._threads.member),
            Route("add_thread_member", "PUT", thread_member, self._threads.add),
            Route("delete_thread_member", "DELETE", thread_member, self._threads.remove),
            Route("create_dm", "POST", "/users/@me/channels", self._create_dm),
            Route("get_channel", "GET", "/channels/{channel_id}", lambda call: (200, self._channel(call).payload())),
            Route("list_messages", "GET", "/channels/{channel_id}/messages", self._list),
            Route("create_message", "POST", "/channels/{channel_id}/messages", self._create),
            Route("create_pin", "PUT", pin, self._pin),
            Route("delete_pin", "DELETE", pin, self._unpin),
            Route("get_message", "GET", message, lambda call: (200, self._message(call).payload())),
            Route("update_message", "PATCH", message, self._update),
            Route("delete_message", "DELETE", message, self._delete),
            Route("create_interaction_response", "POST", callback, self._callback, False),
            Route("execute_webhook", "POST", webhook, self._follow_up, False),
            Route("get_original_webhook_message", "GET", original, self._get_sent, False),
            Route("update_original_webhook_message", "PATCH", original, self._update_sent, False),
            Route("delete_original_webhook_message", "DELETE", original, self._delete_sent, False),
            Route("get_webhook_message", "GET", sent, self._get_sent, False),
            Route("update_webhook_message", "PATCH", sent, self._update_sent, False),
            Route("delete_webhook_message", "DELETE", sent, self._delete_sent, False),
        ]

    # The bot itself

    def _application(self, call: Call) -> Reply:
        return 200, {
            "id": str(self._world.application_id),
            "name": "bounceback",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self._server.owner.user,
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
        }

    def _gateway(self, call: Call) -> Reply:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
        gateway = self._server.gateway
        return 200, {"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit}

    def _commands(self, call: Call) -> Reply:
        return 200, list(self._server.commands.values())

    def _set_commands(self, call: Call) -> Reply:
        made = [self._command(one, (at,)) for at, one in enumerate(call.body)]
        names = [one["name"] for one in made]
        if twice := [at for at, name in enumerate(names) if name in names[:at]]:
            what = "Application command names must be unique"
            raise Invalid([Problem((twice[0], "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", what)])
        self._server.commands = {one["name"]: one for one in made}
        self._world.pulse()
        return 200, made

    def _add_command(self, call: Call) -> Reply:
        made = self._command(call.body, ())
        known = made["name"] in self._server.commands
        self._server.commands[made["name"]] = made
        self._world.pulse()
        return 200 if known else 201, made

    def _command(self, body: dict[str, Any], path: tuple[int, ...]) -> dict[str, Any]:
        """As Discord keeps it. The same name keeps its id."""
        name, kind = body.get("name") or "", body.get("type") or 1
        if kind == 1 and (not COMMAND_NAME.fullmatch(name) or name != name.lower()):
            what = "Command name is invalid"
            raise Invalid([Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", what)])
        if kind == 1 and not 1 <= len(body.get("description") or "") <= 100:
            what = "Must be between 1 and 100 in length."
            raise Invalid([Problem((*path, "description"), "BASE_TYPE_BAD_LENGTH", what)])
        known = self._server.commands.get(name)
        permissions = body.get("default_member_permissions")
        return body | {
            "id": known["id"] if known else str(self._world.new_id()),
            "application_id": str(self._world.application_id),
            "type": kind,
            "version": str(self._world.new_id()),
            "options": body.get("options") or [],
            "default_member_permissions": None if permissions is None else str(permissions),
        }

    # Guilds

    def _guilds(self, call: Call) -> Reply:
        after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 200))
        found = [one for one in self._world.guilds.values() if one.bot and one.id > after][:limit]
        return 200, [
            {
                "id": str(one.id),
                "name": one.name,
                "icon": None,
                "owner": False,
                "permissions": str(int(one.bot_permissions)),
                "features": [],
            }
            for one in found
        ]

    def _in_guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or not guild.bot:
            raise Refused(10004 if guild is None else 50001)
        return guild

    def _guild(self, call: Call) -> Reply:
        return 200, self._in_guild(call).payload()

    def _member(self, call: Call) -> Reply:
        guild, id_ = self._in_guild(call), call.id("user_id")
        if id_ == self._world.application_id:
            return 200, guild.member(self._world.bot_user)
        person = self._world.people.get(id_)
        if person is None:
            raise Refused(10013)
        if person.id not in guild.members:
            raise Refused(10007)
        return 200, guild.member(person.user)

    # Channels and their messages

    def _create_dm(self, call: Call) -> Reply:
        person = self._world.people.get(int(call.body.get("recipient_id") or 0))
        if person is None:
            raise Refused(50033)
        if not person.has_dm and self._server.dm_openings is not None:
            if self._server.dm_openings < 1:
                raise Refused(40003)
            self._server.dm_openings -= 1
        return 200, person.dm.payload()

    def _channel(self, call: Call, needs: Permission = Permission.VIEW_CHANNEL) -> Channel:
        channel = self._world.channels.get(call.id("channel_id"))
        if channel is None:
            raise Refused(10003)
        if channel.guild:
            has = channel.bot_permissions()
            if not channel.guild.bot or not channel.sees(self._world.application_id):
                raise Refused(50001)
            if needs not in has:
                raise Refused(50013)
        return channel

    def _awake(self, channel: Channel) -> None:
        if channel.thread and channel.thread.archived:
            raise Refused(50083)

    def _message(self, call: Call, needs: Permission = Permission.READ_MESSAGE_HISTORY) -> Message:
        message = self._channel(call, needs).by_id.get(call.id("message_id"))
        if message is None:
            raise Refused(10008)
        return message

    def _list(self, call: Call) -> Reply:
        """Newest first. before, after and around are ids."""
        channel = self._channel(call)
        if Permission.READ_MESSAGE_HISTORY not in channel.bot_permissions():
            return 200, []
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Invalid([Problem(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")])
        found = list(channel.by_id.values())
        if after := call.query.get("after"):
            found = [one for one in found if one.id > int(after)][:limit]
        elif around := call.query.get("around"):
            earlier = [one for one in found if one.id < int(around)]
            later = [one for one in found if one.id >= int(around)]
            found = earlier[len(earlier) - limit // 2 if len(earlier) > limit // 2 else 0 :]
            found += later[: limit - len(found)]
        else:
            before = int(call.query.get("before", 1 << 63))
            found = [one for one in found if one.id < before][-limit:]
        return 200, [one.payload() for one in reversed(found)]

    def _create(self, call: Call) -> Reply:
        channel = self._channel(call)
        needs = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
        self._channel(call, needs | (Permission.ATTACH_FILES if call.files else NOTHING))
        if channel.thread and channel.thread.locked:
            self._channel(call, Permission.MANAGE_THREADS)
        self._reachable(channel)
        return 200, messages.create(self._world, channel, call.body, call.files).payload()

    def _reachable(self, channel: Channel) -> None:
        if channel.person and channel.person.dms_closed:
            raise Refused(50007)
        if channel.person and not channel.person.shares_a_guild():
            raise Refused(50278)

    def _update(self, call: Call) -> Reply:
        message = self._message(call, Permission.VIEW_CHANNEL)
        if message.author is not self._world.bot_user:
            raise Refused(50005)
        self._awake(message.channel)
        messages.edit(self._world, message, call.body, call.files)
        return 200, message.payload()

    def _delete(self, call: Call) -> Reply:
        message = self._message(call, Permission.VIEW_CHANNEL)
        if message.author is not self._world.bot_user:
            if message.channel.person:
                raise Refused(50013)
            self._channel(call, Permission.MANAGE_MESSAGES)
        self._awake(message.channel)
        messages.delete(self._world, message)
        return 204, None

    def _pin(self, call: Call) -> Reply:
        self._message(call, Permission.PIN_MESSAGES).pinned = True
        self._world.pulse()
        return 204, None

    def _unpin(self, call: Call) -> Reply:
        self._message(call, Permission.PIN_MESSAGES).pinned = False
        self._world.pulse()
        return 204, None

    # Interactions

    def _callback(self, call: Call) -> Reply:
        token = call.params["interaction_token"]
        one = self._interactions.callback(call.id("interaction_id"), token, call.body, call.files)
        if call.query.get("with_response") not in ("1", "true", "True"):
            return 204, None
        about: dict[str, Any] = {"id": str(one.id), "type": one.kind}
        kind, answer = call.body["type"], {"interaction": about}
        if one.original:
            about["response_message_id"] = str(one.original.id)
            about["response_message_loading"] = bool(one.original.flags & LOADING)
            about["response_message_ephemeral"] = bool(one.original.flags & EPHEMERAL)
            if kind != 6:
                answer["resource"] = {"type": kind, "message": one.original.payload()}
        return 200, answer

    def _webhook(self, call: Call) -> str:
        if call.id("webhook_id") != self._world.application_id:
            raise Refused(10015)
        return call.params["webhook_token"]

    def _sent(self, call: Call) -> Message:
        return self._interactions.found(self._webhook(call), call.params.get("message_id", "@original"))

    def _follow_up(self, call: Call) -> Reply:
        return 200, self._interactions.follow_up(self._webhook(call), call.body, call.files).payload()

    def _get_sent(self, call: Call) -> Reply:
        return 200, self._sent(call).payload()

    def _update_sent(self, call: Call) -> Reply:
        message = self._sent(call)
        messages.edit(self._world, message, call.body, call.files)
        return 200, message.payload()

    def _delete_sent(self, call: Call) -> Reply:
        messages.delete(self._world, self._sent(call))
        return 204, None
