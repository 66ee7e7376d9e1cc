"""*Need a person?*: the right numbers for the country that was named, and none that are guessed."""

from __future__ import annotations

import re

from bot.screen import Screen
from tests import world as worlds
from tests.world import World


def text(screen: Screen) -> str:
    """What is read: without the marks that keep right-to-left names in their place."""
    return re.sub("[\u2066-\u2069]", "", worlds.text(screen))


async def test_the_country_is_asked_once_and_kept(world: World) -> None:
    await world.command("rejected")
    await world.tap("Need a person?")
    assert "Which country are you in?" in text(world.screen)
    await world.type("germany")
    shown = text(world.screen)
    assert "in danger now: 112" in shown
    assert "0800 111 0 111" in shown
    await world.tap("done")
    # Back where the member was, with nothing of it lost.
    assert "one decision about one role" in text(world.screen)
    await world.tap("Need a person?")
    assert "TelefonSeelsorge" in text(world.screen)


async def test_no_number_is_guessed_for_somewhere_else(world: World) -> None:
    await world.command("rejected")
    await world.tap("Need a person?")
    await world.tap("elsewhere")
    shown = text(world.screen)
    assert "call the emergency number where you are" in shown
    assert "112" not in shown
    assert "Find A Helpline" in shown
    assert "n/a" not in shown


async def test_an_unknown_country_is_told_and_helped_all_the_same(world: World) -> None:
    await world.command("rejected")
    await world.tap("Need a person?")
    await world.type("Atlantis")
    assert 'I have no numbers for "Atlantis" yet.' in text(world.screen)
    assert "Find A Helpline" in text(world.screen)


async def test_it_is_there_in_the_middle_of_every_step(world: World) -> None:
    await world.command("rejected", company="Acme", stage="final")
    await world.tap("start")
    before = text(world.screen)
    await world.tap("Need a person?")
    await world.tap("US")
    assert "988" in text(world.screen)
    await world.tap("done")
    assert before.splitlines()[-1] in text(world.screen)
