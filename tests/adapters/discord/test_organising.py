"""Those who run a server: greeted once, and never in public; what they set up; and what goes when the bot is removed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from adapters.discord.render import Page
from tests.adapters.discord.acting import FOLLOW_UP, MESSAGE
from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.adapters.walks import JOURNEY
from tests.local_discord.people import Person
from tests.local_discord.seen import Seen
from tests.local_discord.world import EVERYTHING, MEMBER, Guild, Permission, VirtualClock

GREETED = "You added me to"
STEPS = "Two things are worth a minute now"
NOT_YOU = "That is for those who run this server"


@pytest.fixture(autouse=True)
async def ready(platform: Discord) -> None:
    """From then on a server that comes is one that the bot was added to."""
    async with asyncio.timeout(5):
        await platform.app.client.wait_until_ready()


@pytest.fixture
def owner(platform: Discord) -> Person:
    return platform.server.owner


async def admin(by: Person, guild: Guild | None) -> Seen:
    return await by.command("bounceback admin", guild=guild)


async def settled(platform: Discord) -> None:
    await platform.app._going.finish(3)


async def pressed(by: Person, on: Seen, button: str) -> Seen:
    """The first steps, once what the button does is done."""
    return await (await by.click(on, button)).changed()


# The greeting


async def test_whoever_owns_the_server_is_greeted_by_dm_once(platform: Discord) -> None:
    server = platform.server
    kim = server.person("Kim")
    guild = server.guild("Second server", owner=kim)
    assert read_page(await kim.next_dm()).says(f"{GREETED} Second server")
    await settled(platform)
    await platform.restart()
    await kim.command("rejected", guild=guild)
    await settled(platform)
    assert len(kim.dms) == 1
    assert len(kim.ephemeral) == 1
    assert all(channel.messages == [] for channel in guild.channels)


async def test_with_closed_dms_they_see_the_first_steps_below_their_first_command(platform: Discord) -> None:
    server = platform.server
    kim = server.person("Kim")
    kim.dms_closed = True
    guild = server.guild("Second server", owner=kim)
    await server.until(lambda: len(server.asked(MESSAGE)) == 1)
    await settled(platform)
    # Somebody who does not run the server sees nothing of it.
    sam = server.person("Sam")
    await sam.command("rejected", guild=guild)
    await settled(platform)
    assert len(sam.ephemeral) == 1
    for _ in range(2):
        await kim.command("rejected", guild=guild)
        await settled(platform)
    answer, steps, _ = kim.ephemeral
    assert read_page(answer).says("one slow breath in")
    assert read_page(steps).says(STEPS)
    assert all(channel.messages == [] for channel in guild.channels)


async def test_where_the_first_steps_do_not_arrive_they_come_next_time(platform: Discord, owner: Person) -> None:
    platform.server.faults.refuse(10015, FOLLOW_UP)
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert len(owner.ephemeral) == 1
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert read_page(owner.ephemeral[-1]).says(STEPS)


@pytest.mark.parametrize("fault", [RuntimeError("made up"), asyncio.CancelledError()])
async def test_whatever_keeps_the_greeting_from_arriving_they_see_the_first_steps(
    platform: Discord, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    async def fails(user: int, page: Page, occurrence: str) -> None:
        raise fault

    kim = platform.server.person("Kim")
    organising = platform.app._organising
    with monkeypatch.context() as broken:
        broken.setattr(organising, "_tells", fails)
        guild = platform.server.guild("Second server", owner=kim, bot=False)
        with pytest.raises(type(fault)):
            await organising.greet(cast("Any", SimpleNamespace(
                id=guild.id, owner_id=kim.id, preferred_locale="en-US", name="Second server"
            )))  # fmt: skip
    guild.bot = True
    await kim.command("rejected", guild=guild)
    await settled(platform)
    assert read_page(kim.ephemeral[-1]).says(STEPS)


# The first steps


async def test_the_first_steps_are_for_those_who_run_the_server(
    platform: Discord, owner: Person, you: DiscordPerson
) -> None:
    assert read_page(await admin(owner, platform.guild)).says(STEPS)
    refused = await admin(you.local, platform.guild)
    assert refused.ephemeral
    assert read_page(refused).says(NOT_YOU)
    platform.guild.join(you.local, MEMBER | Permission.MANAGE_GUILD)
    steps = await admin(you.local, platform.guild)
    assert steps.ephemeral
    assert read_page(steps).says(STEPS)
    assert read_page(await admin(owner, None)).says("Use this in the server that it is about")
    # Whoever asked for them need not be greeted.
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert len(owner.ephemeral) == 2
    assert list(platform.public) == []


async def test_the_button_is_posted(platform: Discord, owner: Person) -> None:
    steps = await admin(owner, platform.guild)
    told = await pressed(owner, steps, "Post the button here")
    assert read_page(told).says("It is posted. Open its menu")
    assert read_page(told).says(STEPS)
    (public,) = platform.guild.channel("general").messages
    assert [button.label for button in public.buttons] == ["I got a no", "What is this?"]
    assert "Only you see it" in public.text
    assert list(platform.called) == []


async def test_pressed_twice_it_is_posted_once_and_later_once_more(
    platform: Discord, owner: Person, discord_clock: VirtualClock
) -> None:
    steps = await admin(owner, platform.guild)
    discord_clock.advance(60 - discord_clock() % 60)
    await asyncio.gather(*(owner.click(steps, "Post the button here") for _ in range(2)))
    await settled(platform)
    assert len(platform.guild.channel("general").messages) == 1
    discord_clock.advance(60)
    await owner.click(steps, "Post the button here")
    await settled(platform)
    assert len(platform.guild.channel("general").messages) == 2


async def test_what_is_missing_for_it_is_said_with_the_way_to_mend_it(platform: Discord, owner: Person) -> None:
    channel = platform.guild.channel("general")
    channel.deny(Permission.SEND_MESSAGES)
    steps = await admin(owner, platform.guild)
    page = read_page(steps)
    assert page.says("In this channel I may not: Send Messages.")
    (link,) = page.links
    assert f"client_id={platform.server.application_id}" in link
    told = read_page(await pressed(owner, steps, "Post the button here"))
    assert told.says("I could not post here")
    assert told.links == (link,)
    assert channel.messages == []
    assert (
        read_page(await owner.command("bounceback admin", channel=platform.guild.channel("accountability"))).links == ()
    )


async def test_lines_are_shared_here_elsewhere_or_nowhere(platform: Discord, owner: Person) -> None:
    here, there = platform.guild.channel("general"), platform.guild.channel("accountability")
    steps = await owner.command("bounceback admin", channel=here)
    assert read_page(steps).says("There is none yet.")
    assert "Share no lines" not in read_page(steps).offers
    told = await pressed(owner, steps, "Lines may be shared here")
    assert read_page(told).says("It is this one now.")
    assert "Lines may be shared here" not in read_page(told).offers
    elsewhere = await owner.command("bounceback admin", channel=there)
    assert read_page(elsewhere).says("It is another one now.")
    moved = await pressed(owner, elsewhere, "Lines may be shared here")
    assert read_page(moved).says("Members can share a line in this channel from now on")
    assert await places(platform) == [
        (str(there.id), "#accountability (Job seekers)", 1),
        (str(here.id), "#general (Job seekers)", 0),
    ]
    await platform.restart()
    nowhere = await pressed(owner, moved, "Share no lines")
    assert read_page(nowhere).says("Nobody is asked to share a line from now on")
    assert {opened for _, _, opened in await places(platform)} == {0}
    again = await pressed(owner, nowhere, "Lines may be shared here")
    assert read_page(again).says("It is this one now.")
    assert await places(platform) == [
        (str(there.id), "#accountability (Job seekers)", 1),
        (str(here.id), "#general (Job seekers)", 0),
    ]


async def test_where_a_line_could_not_be_posted_nothing_is_saved(platform: Discord, owner: Person) -> None:
    channel = platform.guild.channel("general")
    channel.deny(Permission.SEND_MESSAGES)
    steps = await admin(owner, platform.guild)
    told = read_page(await pressed(owner, steps, "Lines may be shared here"))
    assert told.says("Nothing was changed, as I could not post a line here.")
    assert told.says("In this channel I may not: Send Messages.")
    assert told.says("There is none yet.")
    assert await places(platform) == []


async def test_a_thread_is_no_place_for_lines(platform: Discord, owner: Person) -> None:
    thread = platform.guild.thread(platform.guild.channel("general"), "this week")
    steps = await owner.command("bounceback admin", channel=thread)
    told = read_page(await pressed(owner, steps, "Lines may be shared here"))
    assert told.says("Lines need a channel, and this is a thread.")
    assert await places(platform) == []


async def places(platform: Discord) -> list[tuple[str, str, int]]:
    rows = await platform.core.rows("SELECT address, name, open FROM place ORDER BY name")
    return [(row["address"], row["name"], row["open"]) for row in rows]


async def test_members_share_where_it_was_set(platform: Discord, owner: Person, you: DiscordPerson) -> None:
    steps = await owner.command("bounceback admin", channel=platform.guild.channel("accountability"))
    await pressed(owner, steps, "Lines may be shared here")
    await you.command("rejected")
    await you.walk(*JOURNEY[:-1])
    # Whoever is in several servers sees which one it is.
    assert you.page.says("Share that one line in #accountability (Job seekers), under your name?")
    await you.tap("Share the line")
    assert list(platform.standing) == ["Sam, after a no: I showed up"]
    assert platform.guild.channel("general").messages == []


async def test_whoever_ran_the_server_and_does_no_more_changes_nothing(platform: Discord, you: DiscordPerson) -> None:
    platform.guild.join(you.local, EVERYTHING)
    steps = await admin(you.local, platform.guild)
    platform.guild.join(you.local)
    for button in ("Post the button here", "Lines may be shared here"):
        seen = await you.local.click(steps, button)
        assert seen.ephemeral
        assert read_page(seen).says(NOT_YOU)
    assert await places(platform) == []
    assert list(platform.public) == []


# Coming and going


async def known(platform: Discord) -> set[str]:
    return {row["id"] for row in await platform.core.rows("SELECT id FROM community")}


async def left(platform: Discord) -> int:
    return len(await platform.core.rows("SELECT 1 FROM membership WHERE left_at IS NOT NULL"))


async def test_what_is_the_servers_goes_when_the_bot_is_removed(
    platform: Discord, owner: Person, you: DiscordPerson
) -> None:
    await you.command("rejected")
    await pressed(owner, await admin(owner, platform.guild), "Lines may be shared here")
    platform.guild.remove_bot()
    await heard(platform)
    assert await places(platform) == []
    assert await left(platform) == 1
    # What is theirs stays theirs for thirty days.
    assert len(await platform.core.rows("SELECT 1 FROM run")) > 0
    platform.guild.add_bot()
    await heard(platform)
    assert platform.community in await known(platform)


async def heard(platform: Discord) -> None:
    """Wait until the bot heard all that Discord told so far: what is written after it is answered."""
    kim = platform.server.person("Kim")
    platform.server.guild("Another server").join(kim)
    await kim.next_dm(after=await kim.write_dm("hi"))
    await settled(platform)


async def test_that_it_was_removed_while_it_was_away_is_noticed_at_the_next_start(
    platform: Discord, you: DiscordPerson
) -> None:
    other = platform.server.guild("Other server")
    await platform.server.until(lambda: bool(platform.server.owner.dms))
    await settled(platform)
    await you.command("rejected")
    assert await known(platform) == {platform.community, str(other.id)}
    await platform.close()
    platform.guild.remove_bot()
    await platform.start()
    await settled(platform)
    assert await known(platform) == {str(other.id)}
    assert await left(platform) == 1


async def test_an_outage_is_no_removal(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    platform.server.world.emit("GUILD_DELETE", {"id": platform.community, "unavailable": True}, platform.guild)
    await heard(platform)
    assert platform.community in await known(platform)
    assert await left(platform) == 0
    platform.server.world.emit("GUILD_CREATE", platform.guild.payload() | {"unavailable": False}, platform.guild)
    await heard(platform)
    # It is back, and nobody is greeted for that.
    assert [read_page(one).text for one in platform.server.owner.dms if "Job seekers" in one.text] == []
    assert (await you.tap("Start")).offers
