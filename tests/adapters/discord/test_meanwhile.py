"""What takes its time, such as a DM: nothing is drawn over a page that its member left meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord.breathing import Breathing, _Going
from adapters.discord.opening import BURST
from tests.adapters.discord.acting import EDIT, MESSAGE, Log
from tests.adapters.discord.driver import COMING, GOES_ON, Discord, DiscordPerson, read_page
from tests.local_discord.seen import Seen

OPENED, HANDED_OVER = "It goes on in your DMs", "It is in your DMs now"


@pytest.fixture
def log(platform: Discord) -> Log:
    return Log(platform.server)


async def until_asked(platform: Discord, operation: str, log: Log) -> None:
    await platform.server.until(lambda: operation in log.operations)


async def settled(platform: Discord, you: DiscordPerson) -> None:
    """Once a later interaction and all that was begun before it are through."""
    await platform.app._going.finish(3)
    await you.command("help")


async def export(you: DiscordPerson) -> Seen:
    await you.command("privacy")
    coming = await you.local.click(you.page.where.seen, "Get my data")
    assert read_page(coming).says(COMING)
    return coming


async def test_a_page_that_was_left_while_a_dm_was_opened(platform: Discord, you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    async with platform.server.faults.held(MESSAGE):
        page = await you.local.click(you.page.where.seen, GOES_ON)
        await until_asked(platform, MESSAGE, log)
        page = await you.local.click(page, "Stop here")
    await settled(platform, you)
    assert read_page(page.now()).says("Stopped here")
    (arrived,) = you.messages
    assert arrived.says("one slow breath in")


async def test_two_presses_to_go_on_in_the_dm(platform: Discord, you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    async with platform.server.faults.held(MESSAGE):
        page = await you.local.click(you.page.where.seen, GOES_ON)
        await until_asked(platform, MESSAGE, log)
        await you.local.click(page, GOES_ON)
    await settled(platform, you)
    assert read_page(page.now()).says(OPENED)
    assert len(you.messages) == 1


async def test_a_page_that_was_left_while_files_were_on_the_way(
    platform: Discord, you: DiscordPerson, log: Log
) -> None:
    async with platform.server.faults.held(MESSAGE):
        coming = await export(you)
        await until_asked(platform, MESSAGE, log)
        page = await you.local.click(coming, "My plan")
    await settled(platform, you)
    assert read_page(page.now()).says("Check-ins are off")
    (arrived,) = you.messages
    # They are to be understood in a year.
    assert arrived.says("as JSON for programs")
    assert len(arrived.files) == 2


async def test_files_still_come_where_the_page_was_left_and_the_dm_is_closed(
    platform: Discord, you: DiscordPerson, log: Log
) -> None:
    await you.close_dms()
    async with platform.server.faults.held(MESSAGE):
        coming = await export(you)
        await until_asked(platform, MESSAGE, log)
        page = await you.local.click(coming, "My plan")
    await platform.app._going.finish(3)
    assert read_page(page.now()).says("Check-ins are off")
    files = you.local.ephemeral[-1]
    assert files.id != page.id
    assert len(files.attachments) == 2


async def test_files_are_here_where_no_dm_can_be_opened_just_now(platform: Discord, you: DiscordPerson) -> None:
    for number in range(BURST):
        someone = await platform.person(f"Person {number}")
        await someone.command("rejected")
        await someone.local.click(someone.page.where.seen, GOES_ON)
    await platform.app._going.finish(3)
    await you.command("privacy")
    page = await you.tap("Get my data")
    assert page.says("I can't open a DM right now, so it is here.")
    assert len(page.files) == 2


class Together(Breathing):
    """Pages that can only be stopped together."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        still = asyncio.create_task(asyncio.sleep(0))
        self._going = {page: _Going(still, asyncio.Lock()) for page in range(pages)}
        self._all = asyncio.Barrier(pages)

    async def stop(self, message: int) -> bool:
        await self._all.wait()
        return await super().stop(message)


async def test_a_shutdown_waits_for_all_pages_that_breathe_at_once() -> None:
    """Each edit is given its time to arrive; one after the other that could be more than a shutdown may take."""
    pages = Together(3)
    async with asyncio.timeout(3):
        await pages.close()
    assert pages._going == {}


async def test_a_page_that_breathes_is_still_once_it_goes_on_in_the_dm(
    platform: Discord, you: DiscordPerson, log: Log
) -> None:
    await you.command("rejected")
    await you.walk("Start", "Final round", "Skip", "Angry", "Breathe for a minute")
    page = you.page.where.seen
    await until_asked(platform, EDIT, log)
    await you.local.click(page, GOES_ON)
    await settled(platform, you)
    assert read_page(page.now()).says(OPENED)
    assert platform.app._answering._breathing._going == {}
