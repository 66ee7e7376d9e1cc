"""Those who run a server: `/bounceback admin` is the core's, which hears from Discord where it was typed, and by whom.

The flow is a small one of the test's own.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import BY_WORD, Word
from bot.flow import Ending, Talk, flow
from bot.flows import BY_NAME
from bot.ports import Command, Event, Ground, Press, TakesTurns
from bot.questions import Confirm
from bot.screen import Screen
from tests.adapters.discord.acting import press
from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.local_discord.components import V2
from tests.local_discord.people import Person
from tests.local_discord.seen import Seen
from tests.local_discord.world import MEMBER, Channel, Permission

ON = "On"


@flow("admin", organisers=True)
async def steps(talk: Talk) -> Ending:
    if await talk.ask("first", Confirm(), words="settings-consent", now="yes"):
        await talk.ask("second", Confirm(), words="settings-consent", now="no")
    return None


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the bot is put together: it knows no other flow of this name."""
    monkeypatch.setitem(BY_NAME, "admin", steps)
    monkeypatch.setitem(BY_WORD, "admin", Word("admin", "admin"))


class Listening:
    """The core, and what it is told."""

    def __init__(self, turns: TakesTurns) -> None:
        self._turns = turns
        self.events: list[Event] = []

    async def take(self, event: Event) -> Screen:
        self.events.append(event)
        return await self._turns.take(event)

    @property
    def ground(self) -> Ground | None:
        """Where the last one came from."""
        return self.events[-1].who.ground


@pytest.fixture
def heard(platform: Discord, monkeypatch: pytest.MonkeyPatch) -> Listening:
    made = Listening(platform.core.bot.turns)
    monkeypatch.setattr(platform.app._answering, "_turns", made)
    return made


@pytest.fixture
def owner(platform: Discord) -> Person:
    return platform.server.owner


@pytest.fixture
def general(platform: Discord) -> Channel:
    return platform.guild.channel("general")


async def admin(by: Person, channel: Channel | None) -> Seen:
    return await by.command("bounceback admin", channel=channel)


async def test_it_is_for_those_who_run_the_server(
    platform: Discord, owner: Person, you: DiscordPerson, general: Channel
) -> None:
    shown = await admin(owner, general)
    assert shown.ephemeral
    assert ON in read_page(shown).offers
    assert read_page(await admin(you.local, general)).says("That is for those who run this community")
    platform.guild.join(you.local, MEMBER | Permission.MANAGE_GUILD)
    assert read_page(await admin(you.local, general)).offers == read_page(shown).offers
    assert read_page(await admin(owner, None)).says("Type /bounceback admin in the channel that it is about")
    assert list(platform.public) == []


async def test_whoever_ran_the_server_and_does_no_more_sees_nothing_of_it(
    platform: Discord, you: DiscordPerson, general: Channel
) -> None:
    platform.guild.join(you.local, MEMBER | Permission.ADMINISTRATOR)
    shown = await admin(you.local, general)
    platform.guild.join(you.local)
    assert read_page(await you.local.click(shown, ON)).says("That is for those who run this community")


async def test_the_core_hears_where_it_is_and_what_the_bot_lacks_there(
    platform: Discord, heard: Listening, owner: Person, you: DiscordPerson, general: Channel
) -> None:
    await admin(owner, general)
    assert heard.ground == Ground(str(general.id), "#general (Job seekers)", organises=True)
    general.deny(Permission.CREATE_PRIVATE_THREADS, Permission.ATTACH_FILES)
    await you.local.command("rejected", channel=general)
    lacks = ("Attach Files", "Create Private Threads")
    assert heard.ground == Ground(str(general.id), "#general (Job seekers)", organises=False, lacks=lacks)
    # A press says it as well. So nobody has to ask Discord.
    await you.local.click(you.local.ephemeral[-1], "Start")
    assert isinstance(heard.events[-1], Press)
    assert heard.ground == Ground(str(general.id), "#general (Job seekers)", organises=False, lacks=lacks)
    assert platform.server.asked("get_guild", "get_guild_member") == []
    await you.local.command("rejected")
    assert heard.ground is None


async def test_a_thread_is_the_channel_that_it_is_in(
    platform: Discord, heard: Listening, owner: Person, general: Channel
) -> None:
    await admin(owner, platform.guild.thread(general, "this week"))
    assert heard.ground == Ground(str(general.id), "#general (Job seekers)", organises=True)


# Pages from before


@pytest.fixture(params=["post", "share", "unshare"])
def old(request: pytest.FixtureRequest) -> str:
    return f"bb:o:{request.param}"


async def test_a_button_of_the_old_first_steps_opens_it(
    platform: Discord, heard: Listening, owner: Person, you: DiscordPerson, general: Channel, old: str
) -> None:
    shown = await admin(owner, general)
    opened = await press(owner, old, shown)
    assert read_page(opened).offers == read_page(shown).offers
    # In its place.
    assert opened.id == shown.id
    assert [event.word for event in heard.events if isinstance(event, Command)] == ["admin", "admin"]
    await you.command("rejected")
    refused = await press(you.local, old, you.page.where.seen)
    assert read_page(refused).says("That is for those who run this community")
    assert list(platform.public) == []


async def test_the_old_message_with_a_button_still_works(
    platform: Discord, you: DiscordPerson, general: Channel
) -> None:
    world = platform.server.world
    buttons: list[dict[str, Any]] = [
        {"type": 2, "style": 1, "label": "I got a no", "custom_id": "bb:p:open:rejected:"},
        {"type": 2, "style": 2, "label": "What is this?", "custom_id": "bb:p:open:help:"},
    ]
    parts = [{"type": 17, "components": [{"type": 10, "content": "Turned down?"}, {"type": 1, "components": buttons}]}]
    general.add(world.message(general, world.bot_user, components=parts, flags=V2))
    (message,) = general.messages
    answer = await you.local.click(message, "I got a no")
    assert answer.ephemeral
    assert read_page(answer).says("one slow breath in")
    assert (await you.local.click(message, "What is this?")).ephemeral
