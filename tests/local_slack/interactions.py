"""Interactions: what a person did, what its trigger and its response URL are good for, and what the person waits to see."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.local_slack import messages
from tests.local_slack.errors import Refused
from tests.local_slack.world import Channel, Message, World

if TYPE_CHECKING:
    from tests.local_slack.people import Person
    from tests.local_slack.seen import Seen
    from tests.local_slack.views import View

Json = dict[str, Any]

# Seconds.
TRIGGER_LIVES = 3
RESPONSE_URL_LIVES = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(eq=False, slots=True)
class Interaction:
    """`places` are where something that shows up by itself counts as the answer: ids of channels or views, or "home"."""

    trigger: str
    token: str
    person: Person
    places: tuple[str, ...]
    at: float
    ts: str
    sight: asyncio.Future[Seen]
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None
    exchanged: bool = False
    used: int = 0

    def response_url(self, base: str) -> str:
        kind = "actions" if self.message else "commands"
        return f"{base}/{kind}/{self.person.workspace.id}/{self.token}"


class Interactions:
    def __init__(self, world: World) -> None:
        self._world = world
        self._by_trigger: OrderedDict[str, Interaction] = OrderedDict()
        self._by_token: OrderedDict[str, Interaction] = OrderedDict()

    def begin(
        self,
        person: Person,
        places: tuple[str, ...],
        *,
        channel: Channel | None = None,
        message: Message | None = None,
        view: View | None = None,
    ) -> Interaction:
        world = self._world
        number = world.count("interaction")
        sight = asyncio.get_running_loop().create_future()
        trigger, token = f"{number}.{person.workspace.id}.trigger", f"{number}/response-{number}"
        made = Interaction(trigger, token, person, places, world.now(), world.ts(), sight, channel, message, view)
        self._by_trigger[trigger] = made
        world.bound(self._by_trigger)
        if channel:
            self._by_token[token] = made
            world.bound(self._by_token)
        return made

    def count(self, person: Person) -> int:
        """How many somebody began."""
        return sum(one.person is person for one in self._by_trigger.values())

    def exchange(self, trigger: str | None, workspace_id: str) -> Interaction:
        """Use a trigger up. Raises Refused."""
        one = self._by_trigger.get(trigger or "")
        if one is None or one.person.workspace.id != workspace_id:
            raise Refused("invalid_trigger_id" if trigger else "invalid_arguments")
        if one.exchanged:
            raise Refused("exchanged_trigger_id")
        if self._world.now() - one.at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        one.exchanged = True
        return one

    def respond(self, token: str, body: Json) -> None:
        """What was sent to a response URL. Raises Refused."""
        one = self._by_token.get(token)
        if one is None:
            raise Refused("invalid_url")
        if self._world.now() - one.at > RESPONSE_URL_LIVES:
            raise Refused("expired_url")
        if one.used >= RESPONSE_URL_USES:
            raise Refused("used_url")
        one.used += 1
        original = one.message if one.message and not one.message.deleted else None
        if body.get("delete_original"):
            if original:
                messages.delete(original)
        elif body.get("replace_original") and original:
            messages.edit(original, body, by=one)
        else:
            self.show(one, body)

    def show(self, one: Interaction, body: Json) -> None:
        """A new message that answers: seen by the person alone unless it says otherwise."""
        assert one.channel
        alone = None if body.get("response_type") == "in_channel" else one.person
        messages.create(one.channel, body, seen_only_by=alone, by=one)
