"""Home as a platform shows it beside everything else: to look at, without moving anybody."""

from __future__ import annotations

from bot.ports import Press, Who
from bot.questions import Given
from bot.screen import Screen
from tests.world import YOU, World, labels, text

NEW = Who("test", "new", community="guild", name="Ada", zone_hint="Europe/Berlin")


def button(screen: Screen, label: str) -> str:
    return next(one.token for one in (*screen.buttons, *screen.navigation) if one.label.startswith(label))


async def in_step_one(world: World) -> Screen:
    """Somebody is asked how they feel about a no."""
    await world.command("rejected", company="Acme", stage="panel")
    return await world.tap("start")


async def test_looking_moves_nobody(world: World) -> None:
    asked = await in_step_one(world)
    before = await world.dump()
    home = await world.turns.at_home(YOU)
    assert "Go on with \u2068Acme\u2069" in labels(home)
    assert "Stop here" not in labels(home)
    assert await world.dump() == before
    assert (await world.type("hello")).key == asked.key


async def test_a_press_on_it_opens_home_and_answers_it(world: World) -> None:
    asked = await in_step_one(world)
    home = await world.turns.at_home(YOU)
    shown = await world.press(button(home, "Go on with"))
    assert (shown.run, shown.key) == (asked.run, asked.key)
    assert "Acme" in " ".join(labels(await world.press(button(home, "The noes so far"))))


async def test_what_is_gone_from_it_is_said(world: World) -> None:
    await world.command("rejected")
    home = await world.turns.at_home(YOU)
    shown = await world.turns.take(Press(YOU, "at-home:what:", Given(values=("no-such-item",))))
    assert shown.problem is not None
    assert set(labels(home)) - {"Stop here"} <= set(labels(shown))


async def test_somebody_new_sees_where_to_begin_and_nothing_is_kept(world: World) -> None:
    home = await world.turns.at_home(NEW)
    assert "I got a no" in labels(home)
    assert await world.rows("SELECT id FROM member") == []
    person = await world.turns.take(Press(NEW, button(home, "Need a person?")))
    assert "emergency number" in text(person)
    shown = await world.turns.take(Press(NEW, button(home, "I got a no")))
    assert "Start" in labels(shown)


async def test_the_catalogue_is_searched_by_what_is_typed(world: World) -> None:
    assert "Intro to SQL" in world.turns.search("intro sql")
    assert world.turns.search("\x00qqqqqq") == ()
