"""What the tests of answering share: a core that can be made to wait or to fail, and what no client of Discord's would send."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.ports import Event, TakesTurns
from bot.screen import Screen
from tests.local_discord.components import BUTTON, STRING_SELECT
from tests.local_discord.interactions import COMPONENT
from tests.local_discord.people import Person
from tests.local_discord.seen import Seen
from tests.local_discord.server import LocalDiscord, Received

CALLBACK, EDIT, FOLLOW_UP, MESSAGE = (
    "create_interaction_response",
    "update_original_webhook_message",
    "execute_webhook",
    "create_message",
)
# The kinds of callbacks.
ANSWERS, WAITS, WAITS_BELOW, DRAWS_OVER, OPENS_MODAL = 4, 5, 6, 7, 9


class Gate:
    """The core, behind a gate: while it is shut a turn waits, and `fault` is what the next one fails with."""

    def __init__(self, turns: TakesTurns) -> None:
        self._turns = turns
        self._open = asyncio.Event()
        self._open.set()
        self.fault: Exception | None = None
        self.waiting = 0

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def take(self, event: Event) -> Screen:
        self.waiting += 1
        await self._open.wait()
        self.waiting -= 1
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        return await self._turns.take(event)


async def press(by: Person, custom_id: str, on: Seen, values: Sequence[str] | None = None) -> Seen:
    """Press a control that need not be on the message: whatever custom_id and values a forged request could bring."""
    given = {"component_type": BUTTON if values is None else STRING_SELECT, "custom_id": custom_id, "id": 1}
    if values is not None:
        given["values"] = list(values)
    answer = await by._act(COMPONENT, given, on.channel, on.message)
    assert answer.message is not None
    return Seen(answer.message)


class Log:
    """The requests from now on."""

    def __init__(self, server: LocalDiscord) -> None:
        self._server = server
        self.restart()

    def restart(self) -> None:
        self._after = self._server.requests[-1].order if self._server.requests else 0

    @property
    def requests(self) -> list[Received]:
        return [one for one in self._server.requests if one.order > self._after]

    @property
    def operations(self) -> list[str]:
        return [one.operation for one in self.requests]

    @property
    def kinds(self) -> list[int]:
        """The kinds of the callbacks."""
        return [one.body["type"] for one in self.requests if one.operation == CALLBACK]
