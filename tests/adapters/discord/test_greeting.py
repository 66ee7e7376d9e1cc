"""Those who run a server are greeted once, and never in public; and what goes when the bot is removed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from adapters.discord.render import Page
from tests.adapters.discord.acting import FOLLOW_UP, MESSAGE
from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.local_discord.people import Person

GREETED = "You added me to"
HERE = "You run this server, so here is what only you"


@pytest.fixture(autouse=True)
async def ready(platform: Discord) -> None:
    """From then on a server that comes is one that the bot was added to."""
    async with asyncio.timeout(5):
        await platform.app.client.wait_until_ready()


@pytest.fixture
def owner(platform: Discord) -> Person:
    return platform.server.owner


async def settled(platform: Discord) -> None:
    await platform.app._going.finish(3)


# The greeting


async def test_whoever_asked_for_what_it_points_to_is_not_greeted(platform: Discord, owner: Person) -> None:
    await owner.command("bounceback admin", guild=platform.guild)
    await settled(platform)
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert len(owner.ephemeral) == 2
    assert not any(read_page(one).says(HERE) for one in owner.ephemeral)
    assert list(platform.public) == []


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


async def test_with_closed_dms_they_are_greeted_below_their_first_command(platform: Discord) -> None:
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
    answer, greeting, _ = kim.ephemeral
    assert read_page(answer).says("one slow breath in")
    assert read_page(greeting).says(HERE)
    assert all(channel.messages == [] for channel in guild.channels)


async def test_where_the_greeting_does_not_arrive_it_comes_next_time(platform: Discord, owner: Person) -> None:
    platform.server.faults.refuse(10015, FOLLOW_UP)
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert len(owner.ephemeral) == 1
    await owner.command("rejected", guild=platform.guild)
    await settled(platform)
    assert read_page(owner.ephemeral[-1]).says(HERE)


@pytest.mark.parametrize("fault", [RuntimeError("made up"), asyncio.CancelledError()])
async def test_whatever_keeps_the_greeting_from_arriving_they_are_greeted_here(
    platform: Discord, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    async def fails(user: int, page: Page, occurrence: str) -> None:
        raise fault

    kim = platform.server.person("Kim")
    greeting = platform.app._greeting
    with monkeypatch.context() as broken:
        broken.setattr(greeting, "_tells", fails)
        guild = platform.server.guild("Second server", owner=kim, bot=False)
        with pytest.raises(type(fault)):
            await greeting.greet(cast("Any", SimpleNamespace(
                id=guild.id, owner_id=kim.id, preferred_locale="en-US", name="Second server"
            )))  # fmt: skip
    guild.bot = True
    await kim.command("rejected", guild=guild)
    await settled(platform)
    assert read_page(kim.ephemeral[-1]).says(HERE)


# Coming and going


async def known(platform: Discord) -> set[str]:
    return {row["id"] for row in await platform.core.rows("SELECT id FROM community")}


async def left(platform: Discord) -> int:
    return len(await platform.core.rows("SELECT 1 FROM membership WHERE left_at IS NOT NULL"))


async def test_what_is_the_servers_goes_when_the_bot_is_removed(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    await platform.open_channel()
    platform.guild.remove_bot()
    await heard(platform)
    assert await platform.core.rows("SELECT 1 FROM place") == []
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
