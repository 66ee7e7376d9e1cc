"""Whoever closed their account is noticed, a week later at the latest; everybody else stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.installations import PLATFORM, Installations
from adapters.slack.staying import Staying
from bot.ports import Command, Who
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.world import World


class Here:
    def __init__(self, slack: LocalSlack, world: World) -> None:
        self.slack, self.world = slack, world
        self.work = slack.workspace("Job seekers")
        self.installations = Installations(slack.api_base, world.clock, token=self.work.token)

    async def joins(self, name: str) -> Person:
        person = self.work.person(name)
        who = Who(PLATFORM, f"{self.work.id}:{person.id}", self.work.id, name)
        await self.world.turns.take(Command(who, "help"))
        return person

    async def look(self) -> list[dict[str, Any]]:
        await Staying(self.installations, self.world.leaving).look()
        return await self.world.rows(
            "SELECT left_at IS NOT NULL AS gone FROM membership JOIN member ON member.id = member ORDER BY created_at, id"
        )

    async def a_week_later(self) -> None:
        self.world.clock.at += timedelta(days=8)


@pytest.fixture
async def here(world: World) -> AsyncIterator[Here]:
    async with LocalSlack() as slack:
        made = Here(slack, world)
        await made.installations.start(world.leaving)
        yield made
        await made.installations.close()


async def test_an_account_that_was_closed_is_noticed(here: Here) -> None:
    await here.joins("Kim")
    here.world.clock.at += timedelta(seconds=1)
    sam = await here.joins("Sam")
    sam.deactivate()
    assert [row["gone"] for row in await here.look()] == [0, 0]
    await here.a_week_later()
    assert [row["gone"] for row in await here.look()] == [0, 1]
    asked = len(here.slack.asked("users.info"))
    await here.look()
    assert len(here.slack.asked("users.info")) == asked == 2


async def test_nobody_is_gone_because_slack_does_not_answer(here: Here) -> None:
    await here.joins("Sam")
    await here.a_week_later()
    here.slack.faults.refuse("users.info", "fatal_error")
    assert [row["gone"] for row in await here.look()] == [0]
    here.slack.faults.refuse("users.info", "user_not_found")
    assert [row["gone"] for row in await here.look()] == [1]
