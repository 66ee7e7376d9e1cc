"""What people type and send: kept as theirs, made safe to show, and never a reason to fail."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.ports import Who
from bot.questions import SENTENCE, Given
from bot.safety import Level, assess
from bot.text import clean
from tests.small import SMALL
from tests.world import World, text

pytestmark = pytest.mark.both_stores


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, SMALL) as made:
        await made.command("home")
        await made.tap("red")
        yield made


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  around  ", "around"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tbed", "tab bed"),
        ("bell\x07 and \x1b[31mred\x00", "bell and red"),
        ("half \ud83d a pair", "half  a pair"),
        ("👩‍👩‍👧 and 🎈", "👩‍👩‍👧 and 🎈"),
        ("שלום \u202eevil\u202c abc", "שלום evil abc"),
        ("e\u0301", "é"),
        ("x" * SENTENCE, "x" * SENTENCE),
        ("'; DROP TABLE run; --", "'; DROP TABLE run; --"),
        ("{ $name } *bold* <@123> @everyone", "{ $name } *bold* <@123> @everyone"),
    ],
)
async def test_what_is_typed_is_kept(small: World, typed: str, kept: str) -> None:
    assert (await small.type(typed)).key == "sure"
    assert [row["text"] for row in await small.clear("note")] == [kept]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "That was empty"),
        (" \n\t ", "That was empty"),
        ("\x00\x07\ud800", "That was empty"),
        ("x" * 10_000, "10000 characters and I can keep 300"),
        ("🎈" * (SENTENCE + 1), "301 characters"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_stays_in_the_draft(small: World, typed: str, problem: str) -> None:
    assert (await small.type(typed)).key == "text"
    assert problem in text(small.screen).replace("\u2068", "").replace("\u2069", "").replace(",", "")
    assert small.screen.typing
    assert small.screen.typing.draft == clean(typed)
    assert await small.rows("SELECT * FROM note") == []


async def test_a_form_that_is_too_long_keeps_what_was_filled_in(world: World) -> None:
    await world.command("rejected")
    for tap in ("start", "skip"):
        await world.tap(tap)
    await world.fill(company="A company", role="r" * 60)
    assert world.screen.form
    assert [one.draft for one in world.screen.form.fields] == ["A company", "r" * 60]
    assert "I can keep" in text(world.screen)


async def test_a_form_of_fields_that_nobody_asked_for(world: World) -> None:
    await world.command("rejected")
    for tap in ("start", "skip"):
        await world.tap(tap)
    await world.fill(salary="1", company=" ")
    assert world.screen.key == "feeling"
    assert await world.rows("SELECT company, role FROM rejection") == [{"company": None, "role": None}]


async def test_arguments_that_do_not_fit_are_left_out_and_said(world: World) -> None:
    shown = await world.command("rejected", company="Acme", stage="the moon", shoe="42")
    assert "the moon" in text(shown)
    assert "Acme" in text(shown)
    assert [row["args"] for row in await world.clear("run")] == ['{"company":"Acme"}']


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "../etc/passwd", "europe/berlin\0", "\ud800"])
async def test_a_platform_with_a_strange_hint_does_not_lock_anybody_out(world: World, zone: str) -> None:
    world.who = Who("test", "you", name="Sam\ud800\x1b[31m", zone_hint=zone, language_hint="xx-\ud800")
    for _ in range(2):
        assert (await world.command("rejected")).key == "first"
    (row,) = await world.clear("member")
    assert (row["zone"], row["name"], row["language"]) == ("UTC", "Sam", "en")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400).map(lambda made: made + "\ud800"), st.sampled_from(["text", "values", "fields"]))
async def test_anything_at_all_gets_a_screen(small: World, made: str, way: str) -> None:
    # By chance some of it sounds like something: "0D". What is asked then is no flow of this small world.
    assume(assess(clean(made)).level is Level.NONE)
    await small.command("home")
    await small.tap("red")
    what = {"text": Given(text=made), "values": Given(values=(made,)), "fields": Given(fields={made: made})}[way]
    shown = await small.press(f"{small.screen.run}:text:", what)
    assert shown.key in ("text", "sure")
    text(shown).encode()


@given(st.text())
def test_cleaning_twice_is_cleaning_once(made: str) -> None:
    once = clean(made)
    assert clean(once) == once
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in once)


async def test_a_city_can_be_typed_where_regions_are_offered(world: World) -> None:
    world.who = Who("test", "you")
    await world.command("settings")
    await world.tap("zone")
    await world.type("asdf")
    assert "I know no time zone called" in text(world.screen)
    await world.type("lisbon")
    assert await world.rows("SELECT zone FROM member") == [{"zone": "Europe/Lisbon"}]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 January 2090", "more than three years off"),
        ("last monday", "That day has passed"),
        ("03/04", "I could not read"),
        ("2020-01-01", "That day has passed"),
    ],
)
async def test_a_day_that_does_not_fit_is_told_why(world: World, typed: str, said: str) -> None:
    await world.command("settings")
    await world.tap("pause")
    before = world.screen.key
    await world.type(typed)
    assert said in text(world.screen)
    assert world.screen.key == before
