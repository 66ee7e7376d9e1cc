"""Conversations: DMs, private channels for circles, group DMs for introductions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.local_slack.errors import Refused
from tests.local_slack.world import DIRECT, GROUP, PRIVATE, PUBLIC, Channel, Workspace

if TYPE_CHECKING:
    from tests.local_slack.people import Person
    from tests.local_slack.server import LocalSlack
    from tests.local_slack.web_api import Call

Json = dict[str, Any]

NAME = re.compile(r"[a-z0-9_-]{1,80}")
MOST_IN_GROUP = 8
INVITED = 100
TOPIC = 250
PAGE = 100
# By kind of conversation, what comes before ":read", ":write" or ":history".
SCOPES = {PUBLIC: "channels", PRIVATE: "groups", DIRECT: "im", GROUP: "mpim"}


class Conversations:
    def __init__(self, server: LocalSlack) -> None:
        self._server = server

    def open(self, call: Call) -> Json:
        workspace = call.workspace
        if id_ := call.args.get("channel"):
            channel = self._there(call, id_)
            call.needs(_scope(channel.kind, "write"))
            return self._opened(call, channel, already=True)
        users = _listed(call.args.get("users"))
        if not users:
            raise Refused("users_list_not_supplied")
        if len(users) > MOST_IN_GROUP:
            raise Refused("too_many_users")
        call.needs(_scope(DIRECT if len(users) == 1 else GROUP, "write"))
        people = [self._reachable(call, one) for one in users]
        if len(people) == 1:
            already = people[0].has_dm
            return self._opened(call, people[0].dm, already=already)
        members = {one.id for one in people} | {workspace.bot_user}
        for channel in workspace.channels.values():
            if channel.kind == GROUP and channel.members.keys() == members:
                return self._opened(call, channel, already=True)
        name = "mpdm-" + "--".join(one.name for one in people)
        return self._opened(call, workspace.new_channel(GROUP, name, members), already=False)

    def info(self, call: Call) -> Json:
        channel = self._there(call, required(call.args, "channel"))
        call.needs(_scope(channel.kind, "read"))
        return {"channel": channel.payload()}

    def history(self, call: Call) -> Json:
        """Newest first. `oldest` and `latest` leave out that moment itself, unless `inclusive`."""
        args = call.args
        channel = self._there(call, required(args, "channel"))
        call.needs(_scope(channel.kind, "history"))
        if not channel.bot:
            raise Refused("not_in_channel")
        least, most = args.get("oldest") or "0", args.get("latest") or "9" * 20
        inclusive = boolean(args, "inclusive")
        found = [
            one
            for ts, one in reversed(channel.by_ts.items())
            if float(least) < float(ts) < float(most) or (inclusive and ts in (least, most))
        ]
        shown, after = _page(args, found)
        payloads = [one.payload() for one in shown]
        if not boolean(args, "include_all_metadata"):
            for one in payloads:
                if "metadata" in one:
                    one["metadata"] = {"event_type": one["metadata"]["event_type"]}
        return {"messages": payloads, "has_more": bool(after), "response_metadata": {"next_cursor": after}}

    def members(self, call: Call) -> Json:
        channel = self._there(call, required(call.args, "channel"))
        call.needs(_scope(channel.kind, "read"))
        shown, after = _page(call.args, list(channel.members))
        return {"members": shown, "response_metadata": {"next_cursor": after}}

    def create(self, call: Call) -> Json:
        name = required(call.args, "name")
        kind = PRIVATE if boolean(call.args, "is_private") else PUBLIC
        call.needs("groups:write" if kind == PRIVATE else "channels:manage")
        if not NAME.fullmatch(name):
            raise Refused("invalid_name_specials" if len(name) <= 80 else "invalid_name_maxlength")
        if any(one.name == name for one in call.workspace.channels.values()):
            raise Refused("name_taken")
        return {"channel": call.workspace.new_channel(kind, name).add_bot().payload()}

    def invite(self, call: Call) -> Json:
        channel = self._own(call)
        users = _listed(call.args.get("users"))
        if not users:
            raise Refused("no_user")
        if len(users) > INVITED:
            raise Refused("too_many_users")
        if call.workspace.bot_user in users:
            raise Refused("cant_invite_self")
        people = [call.workspace.people.get(one) for one in users]
        found = [one for one in people if one is not None and not one.deleted]
        if len(found) < len(people):
            raise Refused("user_not_found")
        if all(one.id in channel.members for one in found):
            raise Refused("already_in_channel")
        if any(one.guest for one in found):
            raise Refused("user_is_restricted")
        channel.join(*found)
        return {"channel": channel.payload()}

    def kick(self, call: Call) -> Json:
        channel = self._own(call)
        user = required(call.args, "user")
        if user == call.workspace.bot_user:
            raise Refused("cant_kick_self")
        if user not in channel.members:
            raise Refused("not_in_channel")
        channel.leave(call.workspace.people[user])
        return {}

    def archive(self, call: Call) -> Json:
        channel = self._own(call, archived="already_archived")
        channel.archived = True
        return {}

    def list(self, call: Call) -> Json:
        """Of private channels those only that the bot is in."""
        kinds = {"public_channel": PUBLIC, "private_channel": PRIVATE, "mpim": GROUP, "im": DIRECT}
        asked = str(call.args.get("types") or "public_channel").split(",")
        if not set(asked) <= set(kinds):
            raise Refused("invalid_types")
        for one in asked:
            call.needs(_scope(kinds[one], "read"))
        found = [
            channel.payload()
            for channel in call.workspace.channels.values()
            if channel.kind in [kinds[one] for one in asked]
            and (channel.kind == PUBLIC or channel.bot)
            and not (boolean(call.args, "exclude_archived") and channel.archived)
        ]
        shown, after = _page(call.args, found)
        return {"channels": shown, "response_metadata": {"next_cursor": after}}

    def set_topic(self, call: Call) -> Json:
        channel = self._own(call)
        topic = required(call.args, "topic")
        if len(topic) > TOPIC:
            raise Refused("too_long")
        channel.topic = topic
        return {"channel": channel.payload()}

    def _own(self, call: Call, archived: str = "is_archived") -> Channel:
        channel = self._there(call, required(call.args, "channel"))
        # Of public channels nothing is written here that would need "channels:manage".
        call.needs(_scope(channel.kind, "write") if channel.kind != PUBLIC else "channels:manage")
        if not channel.bot:
            raise Refused("not_in_channel")
        if channel.archived:
            raise Refused(archived)
        if channel.kind not in (PRIVATE, PUBLIC):
            raise Refused("method_not_supported_for_channel_type")
        return channel

    def _there(self, call: Call, id_: str) -> Channel:
        channel = call.workspace.channels.get(id_)
        if channel is None or (channel.kind != PUBLIC and not channel.bot):
            raise Refused("channel_not_found")
        return channel

    def _reachable(self, call: Call, user: str) -> Person:
        if user == call.workspace.bot_user:
            raise Refused("cannot_dm_bot")
        person = call.workspace.people.get(user)
        if person is None:
            raise Refused("user_not_found")
        if person.deleted:
            raise Refused("user_disabled")
        return person

    def _opened(self, call: Call, channel: Channel, *, already: bool) -> Json:
        whole = boolean(call.args, "return_im")
        said: Json = {"channel": channel.payload() if whole else {"id": channel.id}}
        return said | ({"no_op": True, "already_open": True} if already else {})


def _scope(kind: str, what: str) -> str:
    return f"{SCOPES[kind]}:{what}"


def postable(workspace: Workspace, id_: str) -> Channel:
    """Where the bot may write; somebody's id is their DM. Raises Refused."""
    if person := workspace.people.get(id_):
        channel = person.dm
    elif id_ in workspace.channels:
        channel = workspace.channels[id_]
    else:
        raise Refused("channel_not_found")
    if channel.kind == DIRECT:
        if not workspace.world.server.messages_tab:
            raise Refused("messages_tab_disabled")
        if error := channel.person.dm_error:
            raise Refused(error)
    if not channel.bot:
        raise Refused("not_in_channel" if channel.kind == PUBLIC else "channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def user_payload(person: Person, at: float) -> Json:
    zone = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(person.tz))
    offset = zone.utcoffset()
    return {
        "id": person.id,
        "team_id": person.workspace.id,
        "name": person.name.lower(),
        "real_name": person.name,
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_label": zone.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": person.name, "display_name": person.name},
        "is_admin": person.admin,
        "is_owner": person.owner,
        "is_primary_owner": False,
        "is_bot": False,
        "is_restricted": person.guest,
        "locale": person.locale,
    }


def required(args: Json, name: str) -> Any:
    if not args.get(name):
        raise Refused("invalid_arguments", [f"[ERROR] missing required field: {name} [json-pointer:/{name}]"])
    return args[name]


def boolean(args: Json, name: str) -> bool:
    """The library sends 1 and 0 in forms, JSON has its own."""
    return str(args.get(name, "")).lower() in ("1", "true")


def _listed(given: Any) -> list[str]:
    return list(given) if isinstance(given, list) else [one for one in str(given or "").split(",") if one]


def _page(args: Json, found: list[Any]) -> tuple[list[Any], str]:
    """The part that is asked for, and the cursor of the next."""
    start, size = int(args.get("cursor") or 0), min(int(args.get("limit") or PAGE), 999)
    end = start + size
    return found[start:end], str(end) if end < len(found) else ""
