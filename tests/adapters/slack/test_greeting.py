"""The first steps: once in a workspace, to one person, however they came."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.greeting import Greeting
from bot.hosting import Hosting
from tests.adapters.slack.driver import Slack
from tests.adapters.slack.sending import Sending
from tests.adapters.slack.stage import Stage
from tests.local_slack.people import Person
from tests.world import words

FIRST = "Bounceback is in this workspace now."


def greeted(person: Person) -> int:
    return sum(one.by_bot and FIRST in one.text for one in person.dms) if person.has_dm else 0


async def test_whoever_runs_the_workspace_is_greeted_when_they_look(here: Slack) -> None:
    sam, boss, chief = (
        here.work.person("Sam"),
        here.work.person("Boss", admin=True),
        here.work.person("Chief", owner=True),
    )
    await sam.open_home()
    await sam.command("/bounceback", "home", channel=here.general)
    assert greeted(sam) == 0
    await boss.open_home()
    said = await boss.next_dm()
    assert "type /bounceback admin in a channel" in said.text
    await here.restart()
    for person in (boss, chief):
        await person.open_home()
        await person.command("/bounceback", "home", channel=here.general)
    assert (greeted(boss), greeted(chief)) == (1, 0)


async def test_looking_at_the_dm_counts_too(here: Slack) -> None:
    boss = here.work.person("Boss", admin=True)
    boss.open_messages()
    await boss.next_dm()
    assert greeted(boss) == 1


async def test_what_did_not_arrive_comes_next_time(here: Slack) -> None:
    boss = here.work.person("Boss", admin=True)
    boss.close_dms()
    await boss.open_home()
    await here.server.until(lambda: any(one.error for one in here.server.asked("chat.postMessage")))
    boss.open_dms()
    # Until the first is over with, nobody else is greeted.
    async with asyncio.timeout(3):
        while not greeted(boss):
            await boss.open_home()
            await asyncio.sleep(0.01)
    await here.restart()
    await boss.open_home()
    assert greeted(boss) == 1


@pytest.mark.parametrize("loses", [False, True])
async def test_whoever_brought_the_app_is_greeted(sending: Sending, *, loses: bool) -> None:
    world = sending.world
    hosting = Hosting(world.store, world.clock, "slack")
    async with sending.sender() as sender:
        greeting = Greeting(hosting, sender.users, sender, words())
        if loses:
            sending.slack.faults.lose("chat.postMessage")
        for _ in range(2):
            greeting.installed(sending.work.id, sending.sam.id)
            await greeting.finish(5)
        assert greeted(sending.sam) == 1
        boss = sending.work.person("Boss", admin=True)
        await greeting.looked(await sender.users.who(sending.work.id, boss.id))
        assert greeted(boss) == 0


async def test_the_install_says_who_it_was(stage: Stage) -> None:
    sam, told = stage.person("One"), []
    stage.installations.greets = lambda team, user: told.append((team, user))
    await stage.install(sam)
    assert told == [(sam.workspace.id, sam.id)]
