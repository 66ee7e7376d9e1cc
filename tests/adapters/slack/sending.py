"""What the tests of sending share: a workspace with somebody in it whom the bot knows, and a sender."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.slack.installations import PLATFORM, Installations
from adapters.slack.pace import Pace
from adapters.slack.sender import SlackSender
from bot.dms import Dms
from bot.ports import TryLaterError, Who
from bot.screen import Paragraph, Screen
from tests.local_slack.seen import Seen
from tests.local_slack.server import LocalSlack
from tests.world import World, words

SCREEN = Screen("", "", (Paragraph("Did you send it?"),))


class Sending:
    """A workspace with Sam in it, whom the bot knows, and a sender that can be started anew."""

    def __init__(self, slack: LocalSlack, world: World) -> None:
        self.slack, self.world = slack, world
        self.work = slack.workspace("Job seekers")
        self.sam = self.work.person("Sam")
        self.wins = self.work.channel("wins", bot=True)
        self.who = Who(PLATFORM, f"{self.work.id}:{self.sam.id}", self.work.id, "Sam", "Europe/Berlin")
        self.place = f"{self.work.id}:{self.wins.id}"
        self.dms = Dms(world.store, world.sealed)
        self.gone: list[Who] = []

    @asynccontextmanager
    async def sender(self, *, within: float = 10) -> AsyncIterator[SlackSender]:
        """A process that sends."""
        installations = Installations(self.slack.api_base, self.world.clock, token=self.work.token)
        await installations.start(self.world.leaving)
        made = SlackSender(installations, words(), self.dms, Pace(every=0.0), within=within)
        made.gone = self._is_gone
        try:
            yield made
        finally:
            await installations.close()

    async def send(self, sender: SlackSender, occurrence: str = "nudge-1") -> None:
        await sender.send(self.who.address, SCREEN, occurrence)

    async def _is_gone(self, who: Who) -> None:
        self.gone.append(who)

    @property
    def got(self) -> list[str]:
        return [one.text for one in self.sam.dms]

    @property
    def public(self) -> list[Seen]:
        return self.wins.messages


async def later(sending: Coroutine[Any, Any, object]) -> float:
    with pytest.raises(TryLaterError) as error:
        await sending
    return error.value.seconds
