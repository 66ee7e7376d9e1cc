"""Commands, pages and forms through the real client."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable
from typing import Any

import aiohttp
import discord
import pytest

from tests.local_discord.bot import Bot, running
from tests.local_discord.pages import Form, Page
from tests.local_discord.people import NotOffered, Person, Unanswered
from tests.local_discord.seen import Gone, Seen
from tests.local_discord.server import LocalDiscord
from tests.local_discord.world import EVERYTHING, NOTHING, Guild, Permission, VirtualClock

Interaction = discord.Interaction
PAGE = Page("How was it?", buttons={"Next": "next", "Write": "write"}, options=("kind", "cold"))


@pytest.fixture
def sam(server: LocalDiscord) -> Person:
    return server.person("sam", locale="de")


@pytest.fixture
def guild(server: LocalDiscord) -> Guild:
    return server.guild("Job seekers", permissions=NOTHING)


def showing(page: Page = PAGE, *, ephemeral: bool = True) -> Any:
    async def show(interaction: Interaction) -> None:
        await interaction.response.send_message(view=page, ephemeral=ephemeral)

    return show


async def refused(awaited: Awaitable[Any]) -> tuple[int, int]:
    """The status and code that the bot got."""
    with pytest.raises(discord.HTTPException) as raised:
        await awaited
    return raised.value.status, raised.value.code


async def rejected(bot: Bot, sam: Person, guild: Guild, page: Page = PAGE, *, ephemeral: bool = True) -> Seen:
    bot.answers["rejected"] = showing(page, ephemeral=ephemeral)
    return await sam.command("rejected", guild=guild, options={"company": "Acme"})


async def test_a_command_is_answered_for_one_person_alone(
    server: LocalDiscord, bot: Bot, sam: Person, guild: Guild
) -> None:
    heard: list[Interaction] = []

    async def answer(interaction: Interaction) -> None:
        heard.append(interaction)
        await interaction.response.send_message(view=PAGE, ephemeral=True)

    bot.answers["rejected"] = answer
    page = await sam.command("rejected", guild=guild, options={"company": "Acme"})
    assert page.texts == ("How was it?",)
    assert [one.label for one in page.buttons] == ["Next", "Write"]
    assert [option.label for option in page.select().options] == ["Kind", "Cold"]
    assert page.ephemeral
    assert page.v2
    assert guild.channels[0].messages == []
    assert [one.id for one in sam.ephemeral] == [page.id]
    assert server.person("kim").ephemeral == []
    assert heard[0].namespace.company == "Acme"
    assert heard[0].locale is discord.Locale.german
    assert heard[0].guild
    assert heard[0].guild.name == "Job seekers"
    assert heard[0].user.name == "sam"
    assert server.asked()[-1].operation == "create_interaction_response"


async def test_a_page_is_edited_in_place_and_an_old_one_can_be_clicked(bot: Bot, sam: Person, guild: Guild) -> None:
    first = await rejected(bot, sam, guild)
    chosen: list[str] = []

    async def turn(interaction: Interaction) -> None:
        chosen.append(str(interaction.data))
        await interaction.response.edit_message(view=Page("And then?", buttons={"On": "on"}))

    bot.answers |= {"next": turn, "menu": turn}
    second = await sam.select(first, ["Cold"])
    assert "'cold'" in chosen[0]
    assert (second.id, second.text, second.edits, second.ephemeral) == (first.id, "And then?", 1, True)
    assert first.text == "How was it?"
    with pytest.raises(Gone):
        await sam.click(second, "Next")
    third = await sam.click(first, "Next")
    assert "'next'" in chosen[1]
    assert third.edits == 2


async def test_people_and_channels_are_chosen_by_name(
    server: LocalDiscord, bot: Bot, sam: Person, guild: Guild
) -> None:
    chosen: list[Any] = []

    async def choose(interaction: Interaction) -> None:
        chosen.extend(menu.values[0].name for menu in menus if menu.custom_id == _custom_id(interaction))
        await interaction.response.defer()

    menus: list[Any] = [discord.ui.UserSelect(custom_id="who"), discord.ui.ChannelSelect(custom_id="where")]
    page = discord.ui.LayoutView(timeout=None)
    for menu in menus:
        menu.callback = choose
        page.add_item(discord.ui.ActionRow(menu))

    async def show(interaction: Interaction) -> None:
        await interaction.response.send_message(view=page, ephemeral=True)

    bot.answers["home"] = show
    server.person("kim")
    seen = await sam.command("bounceback home", guild=guild)
    await sam.select(seen, ["kim"], menu="who")
    await sam.select(seen, ["general"], menu="where")
    with pytest.raises(Gone):
        await sam.select(seen, ["nobody"], menu="who")
    assert chosen == ["kim", "general"]


def _custom_id(interaction: Interaction) -> object:
    given: Any = interaction.data
    return given["custom_id"]


async def test_everybody_sees_a_page_that_is_not_ephemeral(
    server: LocalDiscord, bot: Bot, sam: Person, guild: Guild
) -> None:
    page = await rejected(bot, sam, guild, ephemeral=False)
    assert [one.text for one in guild.channels[0].messages] == [page.text]
    bot.answers["next"] = showing(Page("yours"))
    kims = await server.person("kim").click(page, "Next")
    assert kims.text == "yours"
    assert kims.id != page.id
    assert len(guild.channels[0].messages) == 1
    with pytest.raises(Gone):
        await sam.click(kims, "Next")


async def test_a_form_is_opened_and_sent(bot: Bot, sam: Person, guild: Guild) -> None:
    page = await rejected(bot, sam, guild)
    given: list[Any] = []

    async def write(interaction: Interaction) -> None:
        form = Form()
        form.stop()
        await interaction.response.send_modal(form)

    async def sent(interaction: Interaction) -> None:
        filled: Any = interaction.data
        given.extend(label["component"] for label in filled["components"])
        with pytest.raises(discord.HTTPException):
            await interaction.client.http.request(  # a form cannot answer a form
                discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
                json={"type": 9, "data": Form().to_dict()},
            )
        await interaction.response.edit_message(view=Page("Noted"))

    bot.answers |= {"write": write, "form": sent}
    form = await sam.open(page, "Write")
    assert (form.title, [field.label for field in form.fields]) == ("What happened", ["Company", "Tone"])
    with pytest.raises(AssertionError, match="required"):
        await sam.submit(form, {})
    with pytest.raises(AssertionError, match="takes 0-20"):
        await sam.submit(form, {"Company": "x" * 21})
    noted = await sam.submit(form, {"Company": "Acme", "tone": "Cold"})
    assert (noted.id, noted.text) == (page.id, "Noted")
    assert [one["value"] for one in given] == ["Acme", "cold"]


async def test_a_form_from_a_command(bot: Bot, sam: Person) -> None:
    async def show(interaction: Interaction) -> None:
        form = Form()
        form.stop()
        await interaction.response.send_modal(form)

    async def sent(interaction: Interaction) -> None:
        assert await refused(
            interaction.client.http.request(  # there is no message that it sits on
                discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
                json={"type": 7, "data": {"components": []}},
            )
        ) == (400, 50035)
        await interaction.response.send_message(view=Page("Noted"), ephemeral=True)

    bot.answers |= {"home": show, "form": sent}
    form = await sam.command_for_form("bounceback home")
    assert (await sam.submit(form, {"Company": "Acme"})).ephemeral
    assert sam.dms == []


async def test_a_deferral_is_filled_in_and_does_not_decide_about_version_2(bot: Bot, sam: Person, guild: Guild) -> None:
    told: asyncio.Event = asyncio.Event()

    async def slow(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await told.wait()
        await interaction.edit_original_response(view=Page("Done"))
        await interaction.followup.send(view=Page("And one more"), ephemeral=True)

    bot.answers["rejected"] = slow
    thinking = await sam.command("rejected", guild=guild, options={"company": "Acme"})
    assert thinking.loading
    assert not thinking.v2
    told.set()
    done = await thinking.changed()
    assert (done.text, done.loading, done.v2, done.ephemeral) == ("Done", False, True, True)
    await sam._world.until(lambda: len(sam.ephemeral) == 2)
    assert sam.ephemeral[1].text == "And one more"


async def test_the_first_follow_up_takes_the_place_of_a_deferral(server: LocalDiscord, bot: Bot, sam: Person) -> None:
    guild = server.guild("Job seekers")
    codes: list[tuple[int, int]] = []

    async def slow(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("Done")
        original = await interaction.original_response()
        assert isinstance(interaction.channel, discord.TextChannel)
        codes.append(await refused(interaction.channel.fetch_message(original.id)))
        await interaction.delete_original_response()

    bot.answers["rejected"] = slow
    thinking = await sam.command("rejected", guild=guild, options={"company": "Acme"})
    gone = await thinking.changed()
    assert gone.text == "Done"
    while not gone.deleted:
        gone = await gone.changed()
    assert gone.ephemeral
    assert sam.ephemeral == []
    assert codes == [(404, 10008)]
    with pytest.raises(Gone):
        await sam.click(gone, "Next")


async def test_a_deferred_click_changes_nothing_until_it_is_edited(bot: Bot, sam: Person, guild: Guild) -> None:
    page = await rejected(bot, sam, guild)

    async def later(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Page("Later"))

    bot.answers["next"] = later
    same = await sam.click(page, "Next")
    assert same.id == page.id
    assert (await page.changed()).text == "Later"


async def test_an_acknowledgement_comes_once_and_in_time(
    server: LocalDiscord, clock: VirtualClock, bot: Bot, sam: Person, guild: Guild
) -> None:
    page = await rejected(bot, sam, guild)
    codes: list[tuple[int, int]] = []
    done = asyncio.Event()

    async def late(interaction: Interaction) -> None:
        clock.advance(3.1)
        codes.append(await refused(interaction.response.send_message("late")))

    async def twice(interaction: Interaction) -> None:
        await interaction.response.edit_message(view=Page("once"))
        again = Interaction(data=raw[0], state=interaction._state)
        codes.append(await refused(again.response.send_message("twice")))
        clock.advance(15 * 60 + 1)
        codes.append(await refused(interaction.followup.send("too late")))
        codes.append(await refused(interaction.edit_original_response(content="too late")))
        done.set()

    raw: list[Any] = []
    bot._connection.parsers["INTERACTION_CREATE"] = _kept(raw, bot._connection.parsers["INTERACTION_CREATE"])
    server.patience = 0.2
    bot.answers |= {"next": late, "write": twice}
    with pytest.raises(Unanswered):
        await sam.click(page, "Next")
    raw.clear()
    await sam.click(page, "Write")
    async with asyncio.timeout(3):
        await done.wait()
    assert codes == [(404, 10062), (400, 40060), (401, 50027), (401, 50027)]


def _kept(raw: list[Any], parse: Any) -> Any:
    def keep(payload: Any) -> None:
        raw.append(payload)
        parse(payload)

    return keep


async def test_nobody_waits_for_ever(server: LocalDiscord, bot: Bot, sam: Person, guild: Guild) -> None:
    page = await rejected(bot, sam, guild)
    server.patience = 0.05
    with pytest.raises(Unanswered):
        await sam.click(page, "Next")


async def test_an_interaction_may_come_twice(server: LocalDiscord, bot: Bot, sam: Person, guild: Guild) -> None:
    page = await rejected(bot, sam, guild)
    bot.answers["next"] = showing(Page("yes"))
    server.gateway.duplicate_next()
    await sam.click(page, "Next")
    await server.until(lambda: len([one for one in server.asked("create_interaction_response") if one.status]) == 3)
    assert [one.code for one in server.asked("create_interaction_response")][-1] == 40060
    assert len(sam.ephemeral) == 2


async def test_who_is_offered_a_command(server: LocalDiscord, bot: Bot, sam: Person, guild: Guild) -> None:
    bot.answers["settings"] = showing()
    for wrong in ("nothing", "bounceback nothing", "rejected", "settings"):
        with pytest.raises(NotOffered):
            await sam.command(wrong, guild=guild)
    with pytest.raises(NotOffered):
        await sam.command("settings")
    kim = server.person("kim")
    guild.join(kim, EVERYTHING & ~Permission.ADMINISTRATOR)
    await kim.command("settings", guild=guild)
    await server.owner.command("settings", guild=guild)
    sam.leave(guild)
    with pytest.raises(NotOffered):
        await sam.command("rejected", guild=guild, options={"company": "Acme"})


async def test_attachments_stay_unless_they_are_listed(
    server: LocalDiscord, bot: Bot, sam: Person, guild: Guild
) -> None:
    codes: list[tuple[int, int]] = []

    async def show(interaction: Interaction) -> None:
        missing = Page("Your path", picture="other.png")
        codes.append(await refused(interaction.response.send_message(view=missing, ephemeral=True)))
        interaction.response._response_type = None
        picture = discord.File(io.BytesIO(b"png"), "path.png", description="Three steps")
        page = Page("Your path", picture="path.png", buttons={"Same": "same", "Drop": "drop", "Swap": "swap"})
        await interaction.response.send_message(view=page, file=picture, ephemeral=True)

    async def same(interaction: Interaction) -> None:
        page = Page("Same", picture="path.png", buttons={"Drop": "drop", "Swap": "swap"})
        await interaction.response.edit_message(view=page)

    async def drop(interaction: Interaction) -> None:
        page = Page("Gone", picture="path.png")
        codes.append(await refused(interaction.response.edit_message(view=page, attachments=[])))
        interaction.response._response_type = None
        await interaction.response.edit_message(view=Page("Gone", buttons={"Swap": "swap"}), attachments=[])

    async def swap(interaction: Interaction) -> None:
        file = discord.File(io.BytesIO(b"txt"), "letter.txt")
        await interaction.response.edit_message(view=Page("New", picture="letter.txt"), attachments=[file])

    bot.answers |= {"home": show, "same": same, "drop": drop, "swap": swap}
    page = await sam.command("bounceback home", guild=guild)
    (picture,) = page.attachments
    assert (picture.name, picture.content, picture.description) == ("path.png", b"png", "Three steps")
    async with aiohttp.ClientSession() as web, web.get(picture.url) as response:
        assert (response.content_type, await response.read()) == ("image/png", b"png")
    page = await sam.click(page, "Same")
    assert page.attachments == (picture,)
    page = await sam.click(page, "Drop")
    assert page.attachments == ()
    page = await sam.click(page, "Swap")
    assert [one.content for one in page.attachments] == [b"txt"]
    assert codes == [(400, 50035)] * 2


async def test_what_is_not_kept_does_not_grow(sam: Person) -> None:
    async with LocalDiscord(keep=5) as small, running(Bot(), small) as bot:
        kim, guild = small.person("kim"), small.guild("Job seekers")
        bot.answers["next"] = showing(PAGE, ephemeral=True)
        page = await rejected(bot, kim, guild, ephemeral=False)
        for _ in range(10):
            page = await kim.click(page, "Next")
        assert (len(small.requests), len(kim.ephemeral), len(small.interactions._by_token)) == (5, 5, 5)
