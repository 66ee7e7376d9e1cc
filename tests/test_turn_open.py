"""Buttons that everybody may press, and the look at a run that answers nothing; what was typed and could not be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.flow import Ending, Talk, flow
from bot.questions import SENTENCE, Form, Given, Option, Text, Write, one_of, short_text
from bot.screen import LOOK, OPENS
from tests.small import SMALL, at_home
from tests.world import OTHER, World, text

TOO_LONG = "x" * (SENTENCE + 1)


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, SMALL) as made:
        yield made


# open:


async def test_whoever_presses_a_public_button_gets_a_run_of_their_own(world: World) -> None:
    mine = (await world.press(f"{OPENS}rejected:")).run
    world.who = OTHER
    theirs = (await world.press(f"{OPENS}rejected:")).run
    assert mine != theirs
    assert {row["flow"] for row in await world.rows("SELECT flow FROM run")} == {"rejected"}


async def test_it_does_what_the_command_does(world: World) -> None:
    pressed = await world.press(f"{OPENS}help:")
    commanded = await world.command("help")
    assert text(pressed) == text(commanded)


@pytest.mark.parametrize("token", [f"{OPENS}nothing:", OPENS, f"{OPENS}:", f"{OPENS}../..:", f"{OPENS}{'x' * 200}:"])
async def test_a_public_button_of_nothing_says_so_and_helps(world: World, token: str) -> None:
    assert "There is no /bounceback" in text(await world.press(token))
    assert [row["flow"] for row in await world.rows("SELECT flow FROM run")] == ["help"]


# LOOK


async def test_a_look_shows_where_a_run_is_and_answers_nothing(small: World) -> None:
    await small.command("home")
    await small.tap("red")
    shown = small.screen
    looked = await small.press(f"{shown.run}:{LOOK}:")
    assert looked == shown
    assert [row["key"] for row in await small.rows("SELECT key FROM answer")] == ["colour"]


async def test_a_look_goes_on_with_what_was_stopped_and_at_what_ended_shows_what_was_seen_last(small: World) -> None:
    await small.command("home")
    asked = small.screen
    await small.tap("~stop")
    assert await small.press(f"{asked.run}:{LOOK}:") == asked
    for tap in ("red", "skip", "yes"):
        await small.tap(tap)
    assert (await small.press(f"{asked.run}:{LOOK}:")).key == "one"


async def test_a_look_at_the_run_of_another_gives_nothing_away(small: World) -> None:
    await small.command("home")
    run = small.screen.run
    small.who = OTHER
    await small.command("home")
    seen = await small.press(f"{run}:{LOOK}:")
    assert (seen.run, "finished" in text(seen)) == ("", True)


# Fields to tap one of


@dataclass(frozen=True)
class Trip:
    where: str | None = short_text(SENTENCE)
    how: str | None = one_of([Option("train"), Option("bike")])


@flow("trip")
async def trip(talk: Talk) -> Ending:
    given = await talk.ask("trip", Form(Trip))
    talk.say("went", how=given.how or "nowhere")
    return None


@flow("secret")
async def secret(talk: Talk) -> Ending:
    await talk.ask("secret", Write(Text("write", SENTENCE), forget=True))
    return None


@pytest.fixture
async def form(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, at_home(trip)) as made:
        await made.command("home")
        yield made


async def test_one_of_several_is_drawn_and_read(form: World) -> None:
    view = form.screen.form
    assert view is not None
    where, how = view.fields
    assert (where.options, [one.value for one in how.options], how.draft) == ((), ["train", "bike"], "")
    await form.press(view.token, Given(fields={"how": "bike"}))
    assert [row["value"] for row in await form.clear("answer")] == ['{"how":"bike"}']


async def test_none_of_them_may_be_given(form: World) -> None:
    assert form.screen.form is not None
    await form.press(form.screen.form.token, Given(fields={"how": "", "where": "  "}))
    assert [row["value"] for row in await form.clear("answer")] == ["{}"]


async def test_what_is_none_of_them_is_asked_again_and_all_that_was_filled_in_is_kept(form: World) -> None:
    assert form.screen.form is not None
    again = await form.press(form.screen.form.token, Given(fields={"where": "Kiel", "how": "plane"}))
    assert again.form is not None
    assert [field.draft for field in again.form.fields] == ["Kiel", "plane"]
    assert await form.rows("SELECT * FROM answer WHERE withdrawn = 0") == []


# Drafts


async def test_what_could_not_be_read_is_there_after_a_restart(small: World) -> None:
    await small.command("home")
    await small.tap("red")
    await small.type(TOO_LONG)
    run = small.screen.run
    await small.reopen()
    assert small.screen.typing is not None
    looked = await small.press(f"{run}:{LOOK}:")
    assert looked.typing is not None
    assert looked.typing.draft == TOO_LONG
    assert looked.problem is None
    # It is no answer: the question is still asked, and what is typed next is what counts.
    assert (await small.type("Short enough")).key == "sure"
    back = await small.back()
    assert back.typing is not None
    assert back.typing.draft == "Short enough"


async def test_a_form_that_could_not_be_read_is_there_after_a_restart(form: World) -> None:
    assert form.screen.form is not None
    await form.press(form.screen.form.token, Given(fields={"where": TOO_LONG, "how": "bike"}))
    run = form.screen.run
    await form.reopen()
    looked = await form.press(f"{run}:{LOOK}:")
    assert looked.form is not None
    assert [field.draft for field in looked.form.fields] == [TOO_LONG, "bike"]


async def test_what_is_to_be_forgotten_is_kept_nowhere(tmp_path: Path) -> None:
    async with World(tmp_path, at_home(secret)) as world:
        await world.command("home")
        shown = await world.type(TOO_LONG)
        assert shown.typing is not None
        # Once, on the screen that says why: nothing of it is in the store.
        assert shown.typing.draft == TOO_LONG
        assert await world.rows("SELECT * FROM answer") == []
        looked = await world.press(f"{shown.run}:{LOOK}:")
        assert looked.typing is not None
        assert looked.typing.draft == ""


async def test_a_draft_has_a_bound(small: World) -> None:
    await small.command("home")
    await small.tap("red")
    await small.type("x" * 9000)
    looked = await small.press(f"{small.screen.run}:{LOOK}:")
    assert looked.typing is not None
    assert looked.typing.draft == ""


async def test_a_draft_of_what_was_typed_is_sealed(small: World) -> None:
    await small.command("home")
    await small.tap("red")
    await small.type("a secret " * 60)
    for row in await small.rows("SELECT value FROM answer"):
        assert b"a secret" not in bytes(row["value"])
