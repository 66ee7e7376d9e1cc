"""Those who run a workspace: what they type is the core's, with where they typed it and what is known of it for free."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.slack import render
from adapters.slack.controls import Act
from adapters.slack.manifest import SCOPES, manifest
from bot.commands import BY_WORD, Word
from bot.ports import Command, Event, Ground, Press
from bot.screen import Screen
from tests.adapters.slack.driver import Slack, SlackPerson, read_page
from tests.local_slack.people import Person
from tests.world import words


@pytest.fixture
def heard(here: Slack, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What reaches the core. Whoever types `/bounceback admin` gets the settings."""
    monkeypatch.setitem(BY_WORD, "admin", Word("admin", "settings"))
    events: list[Event] = []
    turns = here.core.bot.turns
    take: Callable[[Event], object] = turns.take

    async def taken(event: Event) -> Screen:
        events.append(event)
        return await take(event)  # type: ignore[misc, no-any-return]

    monkeypatch.setattr(turns, "take", taken)
    return events


@pytest.fixture
def boss(here: Slack) -> Person:
    return here.work.person("Boss", admin=True)


def ground(here: Slack, name: str = "#accountability") -> Ground:
    return Ground(here.channel, name)


async def test_admin_is_a_command_of_the_core(here: Slack, boss: Person, heard: list[Event]) -> None:
    page = await boss.command("/bounceback", "admin", channel=here._channel)
    assert "Check-ins" in page.text
    assert page.ephemeral
    (command,) = heard
    assert isinstance(command, Command)
    assert (command.word, command.who.community, command.who.ground) == ("admin", here.work.id, ground(here))
    assert command.who.name == "Boss"


async def test_what_is_pressed_and_filled_in_says_where(here: Slack, sam: SlackPerson, heard: list[Event]) -> None:
    await sam.command("rejected")
    await sam.walk("Start", "Panel")
    await sam.fill({"Company": "Acme"})
    place = f"{here.work.id}:{here.general.id}"
    *said, form = [one.who.ground for one in heard]
    assert said == [Ground(place, "#general")] * len(said)
    # A form keeps ids only.
    assert form == Ground(place, "")
    assert isinstance(heard[-1], Press)


async def test_a_public_button_says_where(here: Slack, sam: SlackPerson, heard: list[Event]) -> None:
    organisers = [render.button("Go on", Act.PRESS, "open:help:")]
    page = render.said("Here", organisers)
    client = await here.app.installations.client(here.work.id)  # type: ignore[union-attr]
    await client.chat_postMessage(channel=here._channel.id, blocks=page.blocks, text="Here")
    await sam.local.click(here._channel.messages[0], "Go on")
    assert [one.who.ground for one in heard] == [ground(here)]
    assert heard[0].who.name == "Sam"


async def test_in_a_dm_and_at_home_there_is_no_ground(here: Slack, sam: SlackPerson, heard: list[Event]) -> None:
    await sam.say("hello")
    await sam.tap("Need a person?")
    sam._saw(await sam.local.open_home())
    await sam.walk("I got a no", "Start")
    sam._saw(await sam.local.command("/bounceback", "admin", channel=sam.local.dm))
    group = here.work.new_channel("mpim", "mpdm-sam--boss", (sam.local.id, here.work.bot_user))
    await sam.local.command("/bounceback", "home", channel=group)
    assert len(heard) > 5
    assert {one.who.ground for one in heard} == {None}
    assert {one.who.community for one in heard} == {here.work.id}


@pytest.mark.parametrize("member", [True, False])
async def test_a_private_channel_has_a_name_where_it_can_be_known(
    here: Slack, boss: Person, heard: list[Event], monkeypatch: pytest.MonkeyPatch, *, member: bool
) -> None:
    # What Slack tells with a command is no name.
    monkeypatch.setattr("tests.local_slack.payloads._name", lambda channel: "privategroup")
    quiet = here.work.channel("quiet", private=True, bot=member)
    await boss.command("/bounceback", "admin", channel=quiet)
    assert heard[0].who.ground == Ground(f"{here.work.id}:{quiet.id}", "#quiet" if member else "")


async def test_rights_that_were_not_given_are_known_for_free(here: Slack, boss: Person, heard: list[Event]) -> None:
    here.work.tokens[-1].scopes = tuple(one.name for one in SCOPES if one.name != "groups:write")
    await here.restart()
    assert here.app is not None
    assert here.app.installations.lacks(here.work.id) == ("groups:write",)
    assert here.app.installations.lacks("T99999999") == ()


async def test_a_button_of_months_ago_opens_it(here: Slack, boss: Person, heard: list[Event]) -> None:
    old = render.said(
        "For both I have to be in the channel.", [render.button("Share no lines", Act.ORGANISE, "unshare")]
    )
    client = await here.app.installations.client(here.work.id)  # type: ignore[union-attr]
    here._channel.join(boss)
    await client.chat_postEphemeral(channel=here._channel.id, user=boss.id, blocks=old.blocks, text="x")
    page = await boss.click(boss.ephemeral[0], "Share no lines")
    assert read_page(page).says("Check-ins")
    (command,) = heard
    assert isinstance(command, Command)
    assert (command.word, command.who.ground) == ("admin", ground(here))
    assert len(boss.ephemeral) == 1


def test_the_hint_names_it_once_it_is_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.manifest.WORDS", (Word("home", "home"), Word("admin", "admin")))
    made = manifest(words(), socket=True, many=False)
    assert made["features"]["slash_commands"][1]["usage_hint"] == "[home | admin]"
