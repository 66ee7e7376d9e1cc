"""Interactions: what a person did, how the bot acknowledged it, and what its token can do for 15 minutes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.local_discord import messages
from tests.local_discord.components import EPHEMERAL, LOADING, modal_problems
from tests.local_discord.errors import Invalid, Problem, Refused
from tests.local_discord.messages import Upload
from tests.local_discord.world import EVERYTHING, Channel, Message, World

if TYPE_CHECKING:
    from tests.local_discord.people import Person

COMMAND, COMPONENT, SUBMISSION = 2, 3, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL = 4, 5, 6, 7, 9
# Seconds.
TO_ACKNOWLEDGE = 3
TOKEN_LIVES = 15 * 60


class Answer(NamedTuple):
    """How the bot acknowledged: the type of its callback, and the message or modal that the person has now."""

    kind: int
    message: Message | None
    modal: dict[str, Any] | None = None


@dataclass(eq=False, slots=True)
class Interaction:
    id: int
    token: str
    kind: int
    person: Person
    channel: Channel
    at: float
    answered: asyncio.Future[Answer]
    message: Message | None = None  # that the button sits on
    original: Message | None = None
    acknowledged: bool = False
    given_up: bool = False
    followups: dict[int, Message] = field(default_factory=dict)


class Interactions:
    def __init__(self, world: World) -> None:
        self._world = world
        self._by_token: OrderedDict[str, Interaction] = OrderedDict()

    def begin(
        self, kind: int, given: dict[str, Any], person: Person, channel: Channel, message: Message | None = None
    ) -> Interaction | None:
        """Tell the bot what a person did; None where no bot is connected."""
        world, guild = self._world, channel.guild
        id_ = world.new_id()
        answered = asyncio.get_running_loop().create_future()
        made = Interaction(id_, f"interaction-{id_}", kind, person, channel, world.now(), answered, message)
        self._by_token[made.token] = made
        world.bound(self._by_token)
        payload: dict[str, Any] = {
            "id": str(id_),
            "application_id": str(world.application_id),
            "type": kind,
            "data": given,
            "token": made.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel.payload(),
            "locale": person.locale,
            "app_permissions": str(int(channel.bot_permissions() if guild and guild.bot else EVERYTHING)),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if guild:
            payload["guild_id"] = str(guild.id)
            payload["guild_locale"] = guild.locale
            payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
            payload["member"] = guild.member(person.user, channel.permissions_of(person.id))
        else:
            payload["user"] = person.user
        if message:
            payload["message"] = message.payload()
        return made if self._world.emit("INTERACTION_CREATE", payload, guild) else None

    def count(self, person: Person) -> int:
        """How many somebody began."""
        return sum(one.person is person for one in self._by_token.values())

    def _metadata(self, one: Interaction) -> dict[str, Any]:
        return {
            "id": str(one.id),
            "type": one.kind,
            "user": one.person.user,
            "authorizing_integration_owners": {"0": str(one.channel.guild.id if one.channel.guild else 0)},
        }

    # The callback

    def callback(self, id_: int, token: str, body: dict[str, Any], files: Sequence[Upload]) -> Interaction:
        """Acknowledge. Raises Refused: 10062 too late or unknown, 40060 the second time, 50035 for what cannot be."""
        one = self._by_token.get(token)
        if one is None or one.id != id_:
            raise Refused(10062)
        if one.acknowledged:
            raise Refused(40060)
        if one.given_up or self._world.now() - one.at > TO_ACKNOWLEDGE:
            raise Refused(10062)
        answer = self._answer(one, body.get("type"), body.get("data") or {}, files)
        one.acknowledged = True
        one.original = answer.message
        if not one.answered.done():
            one.answered.set_result(answer)
        return one

    def _answer(self, one: Interaction, kind: Any, data: dict[str, Any], files: Sequence[Upload]) -> Answer:
        if kind == MESSAGE:
            return Answer(kind, self._message(one, data, files, "data"))
        if kind == DEFERRED:
            message = self._world.message(
                one.channel,
                self._world.bot_user,
                flags=LOADING | ((data.get("flags") or 0) & EPHEMERAL),
                interaction=self._metadata(one),
            )
            message.seen_only_by = one.person if message.flags & EPHEMERAL else None
            messages.show(self._world, message)
            return Answer(kind, message)
        if kind in (DEFERRED_UPDATE, UPDATE) and one.message:
            if kind == UPDATE:
                with _Below("data"):
                    messages.edit(self._world, one.message, data, files)
            return Answer(kind, one.message)
        if kind == MODAL and one.kind != SUBMISSION:
            if problems := list(modal_problems(data)):
                raise Invalid(problems)
            return Answer(kind, None, data)
        what = f"Value must not be {kind} for this interaction."
        raise Invalid([Problem(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", what)])

    def _message(self, one: Interaction, body: dict[str, Any], files: Sequence[Upload], *below: str) -> Message:
        alone = {"seen_only_by": one.person} if (body.get("flags") or 0) & EPHEMERAL else {}
        with _Below(*below):
            return messages.create(self._world, one.channel, body, files, interaction=self._metadata(one), **alone)

    # What the token can do afterwards

    def _of(self, token: str) -> Interaction:
        one = self._by_token.get(token)
        if one is None or not one.acknowledged:
            raise Refused(10015)
        if self._world.now() - one.at > TOKEN_LIVES:
            raise Refused(50027)
        return one

    def found(self, token: str, which: str) -> Message:
        one = self._of(token)
        message = one.original if which == "@original" else one.followups.get(int(which))
        if message is None and one.original and which == str(one.original.id):
            message = one.original
        if message is None or message.deleted:
            raise Refused(10008)
        return message

    def follow_up(self, token: str, body: dict[str, Any], files: Sequence[Upload]) -> Message:
        """Another message; the first one after a deferral takes the place of "is thinking", as private as that was."""
        one = self._of(token)
        if one.original and one.original.flags & LOADING:
            messages.edit(self._world, one.original, body, files)
            return one.original
        message = self._message(one, body, files)
        one.followups[message.id] = message
        return message


class _Below:
    """Problems found inside are problems of a part of the body."""

    def __init__(self, *path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Invalid):
            error.problems = tuple(one._replace(path=(*self._path, *one.path)) for one in error.problems)
