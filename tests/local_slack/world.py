"""Who and what there is: workspaces, channels, messages, tokens, and how each looks in Slack's JSON. Nothing here waits."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.local_slack.seen import Seen

if TYPE_CHECKING:
    from tests.local_slack.files import File
    from tests.local_slack.people import Person

Json = dict[str, Any]

SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "channels:read",
    "groups:write",
    "groups:read",
    "mpim:write",
    "files:write",
)
PUBLIC, PRIVATE, DIRECT, GROUP = "channel", "group", "im", "mpim"
# Built so that no scanner takes a line of this file for a secret.
BOT_TOKEN, REFRESH_TOKEN, APP_TOKEN = "xox" + "b", "xox" + "e", "xap" + "p"
TOKENS_KEPT = 4


class VirtualClock:
    """The real time, and whatever was added. Seconds since 1970."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass(eq=False, slots=True)
class Token:
    """A bot token. `ended` is the error that it is answered with once it is no good."""

    text: str
    workspace: Workspace
    scopes: tuple[str, ...]
    expires_at: float | None = None
    refresh: str | None = None
    ended: str | None = None


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands. Lists in it are replaced, never changed, so a snapshot may share them."""

    ts: str
    channel: Channel
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    files: tuple[File, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    seen_only_by: Person | None = None
    unfurls: bool = True
    link_names: bool = False
    edited_at: str | None = None
    edits: int = 0
    deleted: bool = False
    # What people chose in it so far: by person and block_id, action_id -> value.
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def seen_by(self, person: str) -> Seen:
        """As it stands now, for somebody by their id."""
        return Seen(message=self, person=person)

    @property
    def by_bot(self) -> bool:
        return self.user == self.channel.workspace.bot_user

    def payload(self) -> Json:
        made: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        workspace = self.channel.workspace
        made["team"] = workspace.id
        if self.by_bot:
            made["bot_id"], made["app_id"] = workspace.bot_id, workspace.world.app_id
        if self.blocks:
            made["blocks"] = self.blocks
        if self.files:
            made["files"] = [one.payload() for one in self.files]
        if self.metadata:
            made["metadata"] = self.metadata
        if self.thread_ts:
            made["thread_ts"] = self.thread_ts
        if self.edited_at:
            made["edited"] = {"user": self.user, "ts": self.edited_at}
        return made

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
    """A public or private channel, the DM of a person with the bot, or a DM of several with it."""

    id: str
    workspace: Workspace
    kind: str
    name: str = ""
    members: dict[str, None] = field(default_factory=dict)
    topic: str = ""
    archived: bool = False
    by_ts: OrderedDict[str, Message] = field(default_factory=OrderedDict)

    @property
    def bot(self) -> bool:
        """Whether the bot is a member."""
        return self.workspace.bot_user in self.members

    @property
    def person(self) -> Person:
        """Whose DM it is."""
        assert self.kind == DIRECT
        return self.workspace.people[next(one for one in self.members if one != self.workspace.bot_user)]

    @property
    def messages(self) -> list[Seen]:
        """What everybody there sees, as it stands now."""
        return [Seen(message=one) for one in self.by_ts.values()]

    def join(self, *who: Person) -> Channel:
        self.members.update((one.id, None) for one in who)
        return self

    def leave(self, *who: Person) -> None:
        for one in who:
            self.members.pop(one.id, None)

    def add_bot(self) -> Channel:
        self.members[self.workspace.bot_user] = None
        return self

    def remove_bot(self) -> None:
        self.members.pop(self.workspace.bot_user, None)

    def add(self, message: Message) -> None:
        self.by_ts[message.ts] = message
        self.workspace.world.bound(self.by_ts)

    def payload(self) -> Json:
        made: Json = {"id": self.id, "created": 0, "is_archived": self.archived}
        if self.kind == DIRECT:
            return made | {"is_im": True, "user": self.person.id, "is_open": True}
        return made | {
            "name": self.name,
            "is_channel": self.kind == PUBLIC,
            "is_group": self.kind == PRIVATE,
            "is_mpim": self.kind == GROUP,
            "is_im": False,
            "is_private": self.kind != PUBLIC,
            "is_member": self.bot,
            "creator": self.workspace.bot_user,
            "topic": {"value": self.topic, "creator": self.workspace.bot_user, "last_set": 0},
        }


class Workspace:
    """`installed` is whether the app is there; `token` the newest bot token."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.id = world.new_id("T")
        self.domain = name.lower().replace(" ", "-")
        self.bot_user = world.new_id("U")
        self.bot_id = world.new_id("B")
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.tokens: list[Token] = []

    @property
    def installed(self) -> bool:
        return any(one.ended is None for one in self.tokens)

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.tokens[-1].scopes

    @property
    def token(self) -> str:
        return self.tokens[-1].text

    def person(
        self,
        name: str,
        *,
        locale: str = "en-US",
        tz: str = "Europe/Berlin",
        admin: bool = False,
        owner: bool = False,
        guest: bool = False,
    ) -> Person:
        """A `guest` is in the channels that somebody else chose, and can be invited to no other."""
        from tests.local_slack.people import Person  # noqa: PLC0415 - people stand on all the rest

        made = Person(self, name, locale, tz, admin=admin, owner=owner, guest=guest)
        self.people[made.id] = made
        return made

    def channel(self, name: str, *, private: bool = False, bot: bool = False) -> Channel:
        """The channel of this name; made at its first mention."""
        for one in self.channels.values():
            if one.name == name:
                return one
        made = self.new_channel(PRIVATE if private else PUBLIC, name)
        return made.add_bot() if bot else made

    def new_channel(self, kind: str, name: str = "", members: Iterable[str] = ()) -> Channel:
        made = Channel(self.world.new_id({DIRECT: "D", PUBLIC: "C"}.get(kind, "G")), self, kind, name)
        made.members.update((one, None) for one in members)
        self.channels[made.id] = made
        return made

    # Tokens

    def install(self, scopes: Iterable[str] = SCOPES, lives: float | None = None) -> Token:
        """A bot token; `lives` seconds where tokens are rotated. Without rotation a live one stays as it is."""
        world = self.world
        if lives is None and self.tokens and self.tokens[-1].ended is None:
            self.tokens[-1].scopes = tuple(dict.fromkeys((*self.tokens[-1].scopes, *scopes)))
            return self.tokens[-1]
        number = world.count("token")
        kind = BOT_TOKEN if lives is None else f"{REFRESH_TOKEN}.{BOT_TOKEN}"
        made = Token(f"{kind}-local-{self.id}-{number}", self, tuple(scopes))
        if lives is not None:
            made.expires_at = world.now() + lives
            made.refresh = f"{REFRESH_TOKEN}-local-{self.id}-{number}"
        self.tokens.append(made)
        world.tokens[made.text] = made
        while len(self.tokens) > TOKENS_KEPT:
            world.tokens.pop(self.tokens.pop(0).text)
        return made

    def uninstall(self) -> None:
        """Somebody removes the app: its tokens are no good any more, and it is told so."""
        self._end("account_inactive")
        self.world.emit(self, {"type": "app_uninstalled"})
        self._tell_revoked()

    def revoke_tokens(self) -> None:
        self._end("token_revoked")
        self._tell_revoked()

    def _tell_revoked(self) -> None:
        self.world.emit(self, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user]}})

    def _end(self, error: str) -> None:
        for one in self.tokens:
            one.ended = one.ended or error


class World:
    """Everything that there is. `emit` tells the app of an event and is set by the server.

    `keep` bounds messages per channel, and whatever else grows with use; None keeps everything.
    """

    def __init__(self, now: Callable[[], float], keep: int | None) -> None:
        self.now = now
        self.keep = keep
        self.base = ""
        # The server, for people and for rules that depend on how the app is set up.
        self.server: Any = None
        self.emit: Callable[[Workspace, Json], None] = lambda workspace, event: None
        self._counts: dict[str, int] = {}
        self._last_ts = 0
        self.app_id = self.new_id("A")
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {}
        self.shown: deque[Seen] = deque(maxlen=keep)
        self._pulses: list[asyncio.Future[None]] = []

    def count(self, what: str) -> int:
        self._counts[what] = number = self._counts.get(what, 0) + 1
        return number

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{self.count(prefix):08X}"

    def ts(self) -> str:
        """The time as Slack names messages by it: later ones are higher, none is given twice."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def bound(self, kept: OrderedDict[Any, Any]) -> None:
        while self.keep is not None and len(kept) > self.keep:
            kept.popitem(last=False)

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
