"""What goes to the DM: a page that goes on there, files to keep; and what happens where no DM can be had."""

from __future__ import annotations

import asyncio

import pytest

from adapters.discord.opening import BURST
from bot.ports import Event
from bot.screen import Attached, Block, Button, Paragraph, Screen
from tests.adapters.discord.acting import CALLBACK, EDIT, MESSAGE, WAITS_BELOW, Log
from tests.adapters.discord.driver import GOES_ON, Discord, DiscordPerson, read_page
from tests.adapters.platforms import Page
from tests.local_discord.components import GALLERY, walk
from tests.local_discord.seen import Seen


async def goes_on(you: DiscordPerson, on: Page | None = None) -> Seen:
    """Press *Continue in DM*, and wait until the page says what came of it."""
    page = on or you.page
    return await (await you.local.click(page.where.seen, GOES_ON)).changed()


@pytest.fixture
async def page(you: DiscordPerson) -> Page:
    await you.command("rejected")
    return await you.tap("Start")


# Continue in DM


async def test_a_page_goes_on_in_the_dm(platform: Discord, you: DiscordPerson, page: Page) -> None:
    log = Log(platform.server)
    here = await goes_on(you)
    assert (log.operations, log.kinds) == ([CALLBACK, "create_dm", MESSAGE, EDIT], [WAITS_BELOW])
    (there,) = you.local.dms
    assert read_page(there).offers == page.offers
    assert read_page(here).says("It goes on in your DMs")
    (link,) = [button.url for button in here.buttons if button.url]
    assert link.endswith(f"/channels/@me/{you.local.dm.id}/{there.id}")
    # It goes on there, after a restart too.
    await platform.restart()
    you.page = read_page(there)
    asked = await you.tap("Final round")
    assert len(you.local.dms) == 1
    # And here, for whoever would rather.
    again = await you.local.click(here, "Go on here")
    assert again.ephemeral
    assert set(read_page(again).offers) == set(asked.offers)
    assert read_page(again).can_fill


async def test_pressed_twice_there_is_one_message(platform: Discord, you: DiscordPerson, page: Page) -> None:
    await asyncio.gather(*(you.local.click(page.where.seen, GOES_ON) for _ in range(2)))
    await platform.app._going.finish(3)
    await you.local.click(page.where.seen, GOES_ON)
    await platform.app._going.finish(3)
    assert len(you.local.dms) == 1
    assert read_page(you.local.ephemeral[0]).says("It goes on in your DMs")


async def test_closed_dms_say_how_to_open_them(platform: Discord, you: DiscordPerson, page: Page) -> None:
    you.local.dms_closed = True
    here = read_page(await goes_on(you))
    assert here.says("Your DMs from this server are closed, so I stay here.")
    assert here.says("Privacy Settings")
    assert here.offers == page.offers
    you.page = here
    you.local.dms_closed = False
    assert read_page(await goes_on(you)).says("It goes on in your DMs")
    assert len(you.local.dms) == 1


async def test_where_too_many_were_opened_it_stays_here(platform: Discord, you: DiscordPerson, page: Page) -> None:
    for number in range(BURST):
        someone = await platform.person(f"Person {number}")
        await someone.command("rejected")
        await goes_on(someone)
    here = read_page(await goes_on(you))
    assert here.says("I can't open a DM right now. Go on here, or try again in a few minutes.")
    assert here.offers == page.offers
    you.page = here
    assert "Skip" in (await you.tap("Final round")).offers


async def test_a_page_of_what_is_forgotten_does_not_go_there(platform: Discord, you: DiscordPerson, page: Page) -> None:
    await you.command("privacy")
    await you.walk("Forget me", "Yes, forget me")
    seen = await you.local.click(page.where.seen, GOES_ON)
    assert read_page(seen).says("belongs to something that is finished")
    assert not you.local.has_dm


# Files


async def export(you: DiscordPerson) -> Page:
    await you.command("rejected")
    await you.command("privacy")
    return await you.tap("Get my data")


async def test_an_export_is_in_the_dm(platform: Discord, you: DiscordPerson) -> None:
    page = await export(you)
    assert page.says("It is in your DMs now")
    assert all(not one.attachments for one in you.local.ephemeral)
    (sent,) = you.local.dms
    assert [one.name.rpartition(".")[2] for one in sent.attachments] == ["json", "md"]
    assert (await you.open(page.files[0])).startswith(b"{")


async def test_with_closed_dms_an_export_is_here(platform: Discord, you: DiscordPerson) -> None:
    you.local.dms_closed = True
    page = await export(you)
    assert page.says("Your DMs are closed, so it is here.")
    assert len(page.files) == 2
    assert page.where.seen.ephemeral
    assert (await you.open(page.files[0])).startswith(b"{")
    assert you.local.dms == []


async def test_in_the_dm_an_export_is_where_one_is(platform: Discord, you: DiscordPerson) -> None:
    page = read_page(await you.local.command("bounceback privacy"))
    seen = await you._press(page, "Get my data")
    assert [one.name.rpartition(".")[2] for one in seen.attachments] == ["json", "md"]
    assert len(you.local.dms) == 1


async def test_an_export_whose_acknowledgement_is_sent_again_is_whole(platform: Discord, you: DiscordPerson) -> None:
    page = read_page(await you.local.command("bounceback privacy"))
    platform.server.faults.fail_before(CALLBACK)
    seen = await you._press(page, "Get my data")
    you.page = read_page(seen)
    assert (await you.open(you.page.files[0])).startswith(b"{")


# Pictures

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)  # fmt: skip


class Draws:
    """A core whose every page has a picture, and one with a file too."""

    def __init__(self, *blocks: Attached) -> None:
        self._blocks = blocks

    async def take(self, event: Event) -> Screen:
        blocks: tuple[Block, ...] = (Paragraph("Your week:"), *self._blocks)
        return Screen("run", "key", blocks, buttons=(Button("run:key:on", "Go on"),))


async def test_a_picture_is_on_the_page_with_what_it_shows(
    platform: Discord, you: DiscordPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = Attached("A bar for each day: two, none, *one* & three", "week.png", PIXEL)
    monkeypatch.setattr(platform.app._answering, "_turns", Draws(picture))
    for page in (await you.command("home"), await you.tap("Go on")):
        seen = page.where.seen
        (gallery,) = [part for _, part, _ in walk(seen.components) if part["type"] == GALLERY]
        assert [item["description"] for item in gallery["items"]] == [picture.label]
        (file,) = seen.attachments
        assert (file.name, file.description, file.content) == ("week.png", picture.label, PIXEL)
        assert seen.ephemeral
    assert len(you.local.ephemeral[0].attachments) == 1
    assert not you.local.has_dm


async def test_with_a_file_beside_it_the_picture_stays_and_the_file_goes(
    platform: Discord, you: DiscordPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, file = Attached("A picture", "week.png", PIXEL), Attached("All of it", "all.json", b"{}")
    monkeypatch.setattr(platform.app._answering, "_turns", Draws(picture, file))
    await you.command("home")
    await platform.app._going.finish(3)
    (page,), (sent,) = you.local.ephemeral, you.local.dms
    assert ([one.name for one in page.attachments], [one.name for one in sent.attachments]) == (
        ["week.png"],
        ["all.json"],
    )
    assert page.attachments[0].content == PIXEL
