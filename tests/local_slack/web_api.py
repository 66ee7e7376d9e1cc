"""The Web API's methods. What they do is done at once: nothing waits.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.local_slack import messages
from tests.local_slack.conversations import Conversations, boolean, postable, required, user_payload
from tests.local_slack.errors import Refused
from tests.local_slack.oauth import OAuth
from tests.local_slack.world import Channel, Message, Token, Workspace

if TYPE_CHECKING:
    from tests.local_slack.people import Person
    from tests.local_slack.server import LocalSlack

Json = dict[str, Any]

# Arguments that are JSON, also where they come in a form.
STRUCTURED = ("blocks", "view", "metadata", "attachments", "files")
FILES_PER_MESSAGE = 10


@dataclass(slots=True)
class Call:
    """`args` come from address, form and JSON alike. `token` is None where the method needs none of a bot."""

    args: Json
    token: Token | None = None
    basic: tuple[str, str] | None = None

    @property
    def workspace(self) -> Workspace:
        assert self.token
        return self.token.workspace

    @property
    def token_scopes(self) -> tuple[str, ...]:
        assert self.token
        return self.token.scopes

    def needs(self, scope: str) -> None:
        """Raises Refused."""
        if scope not in self.token_scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(self.token_scopes))


class Method(NamedTuple):
    carry_out: Callable[[Call], Json]
    scope: str | None = None
    # Whose token: "bot", "app", or nobody's.
    whose: str | None = "bot"


class WebApi:
    def __init__(self, server: LocalSlack) -> None:
        self._server = server
        self._world = server.world
        oauth, there = OAuth(server), Conversations(server)
        self.oauth = oauth
        write = "chat:write"
        self._methods: Mapping[str, Method] = {
            "api.test": Method(lambda call: {"args": call.args}, None, None),
            "apps.connections.open": Method(lambda call: {"url": server.socket.ticket()}, None, "app"),
            "auth.test": Method(self._auth_test),
            "auth.revoke": Method(self._revoke),
            "chat.postMessage": Method(self._post, write),
            "chat.postEphemeral": Method(self._post_ephemeral, write),
            "chat.update": Method(self._update, write),
            "chat.delete": Method(self._delete, write),
            "chat.getPermalink": Method(self._permalink),
            # Which scope depends on the kind of conversation.
            "conversations.open": Method(there.open),
            "conversations.info": Method(there.info),
            "conversations.history": Method(there.history),
            "conversations.members": Method(there.members),
            "conversations.create": Method(there.create),
            "conversations.invite": Method(there.invite),
            "conversations.kick": Method(there.kick),
            "conversations.archive": Method(there.archive),
            "conversations.list": Method(there.list),
            "conversations.setTopic": Method(there.set_topic),
            "files.getUploadURLExternal": Method(self._upload_url, "files:write"),
            "files.completeUploadExternal": Method(self._complete, "files:write"),
            "oauth.v2.access": Method(oauth.access, None, None),
            "users.info": Method(self._user, "users:read"),
            "views.open": Method(self._open),
            "views.push": Method(self._push),
            "views.update": Method(self._update_view),
            "views.publish": Method(self._publish),
        }

    def call(
        self, name: str, args: Json, authorization: str, basic: tuple[str, str] | None
    ) -> tuple[Json, Token | None]:
        """The answer, and the token that it was asked with. Raises Refused."""
        method = self._methods.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        for one in STRUCTURED:
            if isinstance(args.get(one), str):
                args[one] = _parsed(one, args[one])
        token = self._token(method, authorization or str(args.pop("token", "") or ""))
        call = Call(args, token, basic)
        if method.scope:
            call.needs(method.scope)
        return {"ok": True, **method.carry_out(call)}, token

    def _token(self, method: Method, text: str) -> Token | None:
        if method.whose is None:
            return None
        if not text:
            raise Refused("not_authed")
        if method.whose == "app":
            if text != self._server.app_token:
                raise Refused("not_allowed_token_type" if text in self._world.tokens else "invalid_auth")
            return None
        if text == self._server.app_token:
            raise Refused("not_allowed_token_type")
        token = self._world.tokens.get(text)
        if token is None:
            raise Refused("invalid_auth")
        if token.ended:
            raise Refused(token.ended)
        if token.expires_at is not None and self._world.now() >= token.expires_at:
            raise Refused("token_expired")
        return token

    # Who the bot is

    def _auth_test(self, call: Call) -> Json:
        workspace = call.workspace
        return {
            "url": f"https://{workspace.domain}.slack.invalid/",
            "team": workspace.name,
            "team_id": workspace.id,
            "user": "bounceback",
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": False,
        }

    def _revoke(self, call: Call) -> Json:
        if boolean(call.args, "test"):
            return {"revoked": False}
        call.workspace.revoke_tokens()
        return {"revoked": True}

    def _user(self, call: Call) -> Json:
        user = required(call.args, "user")
        if user == call.workspace.bot_user:
            return {
                "user": {
                    "id": user,
                    "team_id": call.workspace.id,
                    "name": "bounceback",
                    "is_bot": True,
                    "deleted": False,
                }
            }
        made = user_payload(self._person(call, user), self._world.now())
        if not boolean(call.args, "include_locale"):
            del made["locale"]
        return {"user": made}

    def _person(self, call: Call, user: str) -> Person:
        person = call.workspace.people.get(user)
        if person is None:
            raise Refused("user_not_found")
        return person

    # Messages

    def _post(self, call: Call) -> Json:
        channel = postable(call.workspace, required(call.args, "channel"))
        message = messages.create(channel, call.args)
        return {"channel": channel.id, "ts": message.ts, "message": message.payload()}

    def _post_ephemeral(self, call: Call) -> Json:
        channel = postable(call.workspace, required(call.args, "channel"))
        person = self._person(call, required(call.args, "user"))
        if person.id not in channel.members:
            raise Refused("user_not_in_channel")
        return {"message_ts": messages.create(channel, call.args, seen_only_by=person).ts}

    def _update(self, call: Call) -> Json:
        message = self._message(call, "cant_update_message", "ts")
        if message.channel.archived:
            raise Refused("is_inactive")
        messages.edit(message, call.args)
        return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": message.payload()}

    def _delete(self, call: Call) -> Json:
        message = self._message(call, "cant_delete_message", "ts")
        messages.delete(message)
        return {"channel": message.channel.id, "ts": message.ts}

    def _permalink(self, call: Call) -> Json:
        message = self._message(call, None, "message_ts")
        channel = message.channel.id
        link = f"https://{call.workspace.domain}.slack.invalid/archives/{channel}/p{message.ts.replace('.', '')}"
        return {"channel": channel, "permalink": link}

    def _message(self, call: Call, not_own: str | None, name: str) -> Message:
        """A message that is there, and the bot's own where `not_own` is what it is told else."""
        channel = call.workspace.channels.get(required(call.args, "channel"))
        if channel is None or (channel.kind != "channel" and not channel.bot):
            raise Refused("channel_not_found")
        message = channel.by_ts.get(required(call.args, name))
        if message is None:
            raise Refused("message_not_found")
        if not_own and not message.by_bot:
            raise Refused(not_own)
        return message

    # Files

    def _upload_url(self, call: Call) -> Json:
        name, length = required(call.args, "filename"), required(call.args, "length")
        if not str(length).isdecimal() or int(length) < 1:
            raise Refused("invalid_arguments", ["[ERROR] must be a positive integer [json-pointer:/length]"])
        alt_text = call.args.get("alt_txt")
        if alt_text and len(alt_text) > 1000:
            raise Refused("alt_txt_too_large")
        one = self._server.files.reserve(call.workspace, name, int(length), alt_text)
        return {"upload_url": f"{self._world.base}/upload/v1/{one.id}", "file_id": one.id}

    def _complete(self, call: Call) -> Json:
        listed: Sequence[Json] = call.args.get("files") or []
        if not 1 <= len(listed) <= FILES_PER_MESSAGE:
            raise Refused("invalid_arguments", ["[ERROR] missing required field: files [json-pointer:/files]"])
        found = [self._server.files.uploaded(call.workspace, one.get("id", "")) for one in listed]
        ids = call.args.get("channels") or call.args.get("channel_id") or ""
        channels: list[Channel] = [postable(call.workspace, one) for one in str(ids).split(",") if one]
        for file, one in zip(found, listed, strict=True):
            file.title, file.completed = one.get("title") or file.title, True
        said = {"text": call.args.get("initial_comment") or "", "thread_ts": call.args.get("thread_ts")}
        for channel in channels:
            messages.create(channel, said | {"blocks": call.args.get("blocks")}, files=found)
        return {"files": [one.payload() for one in found]}

    # Views

    def _open(self, call: Call) -> Json:
        return self._triggered(call, self._server.views.open)

    def _push(self, call: Call) -> Json:
        return self._triggered(call, self._server.views.push)

    def _triggered(self, call: Call, show: Callable[..., Any]) -> Json:
        one = self._server.interactions.exchange(call.args.get("trigger_id"), call.workspace.id)
        return {"view": show(one, call.args.get("view")).payload()}

    def _update_view(self, call: Call) -> Json:
        views = self._server.views
        view = views.found(call.workspace, call.args.get("view_id"), call.args.get("external_id"))
        return {"view": views.update(view, call.args.get("view"), call.args.get("hash")).payload()}

    def _publish(self, call: Call) -> Json:
        person = self._person(call, required(call.args, "user_id"))
        if person.deleted:
            raise Refused("user_not_found")
        if not self._server.home_tab:
            raise Refused("not_enabled")
        return {"view": self._server.views.publish(person, call.args.get("view"), call.args.get("hash")).payload()}


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
