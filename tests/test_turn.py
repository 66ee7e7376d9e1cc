"""One event in, one screen out: the answers are the state, and no click ever does harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Press, Typed
from bot.questions import Given
from bot.screen import Screen
from tests.small import SMALL
from tests.world import OTHER, World, text

pytestmark = pytest.mark.both_stores


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, SMALL) as made:
        await made.command("home")
        yield made


async def answers(world: World) -> dict[str, bool]:
    """The keys that have an answer, and whether it was taken back."""
    return {row["key"]: bool(row["withdrawn"]) for row in await world.rows("SELECT key, withdrawn FROM answer")}


async def at_the_end(world: World) -> Screen:
    """Through the first flow and the second."""
    for tap in ("red", "skip", "yes", "none", "done"):
        await world.tap(tap)
    return world.screen


async def test_answers_lead_from_question_to_question_and_into_the_next_run(small: World) -> None:
    assert small.screen.key == "colour"
    assert (await small.tap("red")).key == "text"
    assert (await small.type("It was them, not me")).key == "sure"
    before = small.screen.run
    assert (await small.tap("yes")).key == "one"
    assert small.screen.run != before
    # The next run finds what this turn stated.
    (note,) = await small.rows("SELECT id FROM note")
    assert [one.token.rpartition(":")[2] for one in small.screen.buttons] == [note["id"], "none"]


async def test_a_restart_gives_the_same_screen(small: World) -> None:
    await small.tap("blue")
    shown = small.screen
    await small.reopen()
    assert await small.press(f"{shown.run}:~resume:") == shown


async def test_back_withdraws_the_last_answer_and_keeps_it_as_a_draft(small: World) -> None:
    await small.tap("red")
    await small.type("as it was")
    await small.back()
    assert small.screen.key == "text"
    assert small.screen.typing
    assert small.screen.typing.draft == "as it was"
    assert await answers(small) == {"colour": False, "text": True}
    await small.reopen()
    assert (await small.press(f"{small.screen.run}:~resume:")).typing == small.screen.typing
    await small.type("as it is")
    assert await answers(small) == {"colour": False, "text": False}


async def test_back_goes_all_the_way_and_then_is_not_offered(small: World) -> None:
    await small.tap("red")
    await small.tap("skip")
    await small.back()
    await small.back()
    assert small.screen.key == "colour"
    assert all("~back" not in one.token for one in small.screen.navigation)


async def test_back_withdraws_what_was_found_since(small: World) -> None:
    for tap in ("red", "skip", "yes", "none"):
        await small.tap(tap)
    assert await answers(small) == dict.fromkeys(("colour", "text", "sure", "notes", "one", "again"), False)
    await small.back()
    assert {key for key, withdrawn in (await answers(small)).items() if withdrawn} == {"one", "again"}
    assert (await small.tap("none")).key == "two"


async def test_back_crosses_into_the_run_before_and_forward_again_finds_the_answers(small: World) -> None:
    await small.tap("red")
    await small.type("kept")
    first = small.screen.run
    await small.tap("yes")
    second = small.screen.run
    await small.tap("none")
    await small.back()
    await small.back()
    assert (small.screen.run, small.screen.key) == (first, "sure")
    await small.tap("yes")
    assert (small.screen.run, small.screen.key) == (second, "one")


async def test_back_over_several_questions_of_the_run_before_leads_forward_again(small: World) -> None:
    for tap in ("red", "skip", "yes"):
        await small.tap(tap)
    second = small.screen.run
    for _ in range(3):
        await small.back()
    for tap in ("red", "skip", "yes"):
        await small.tap(tap)
    assert (small.screen.run, small.screen.key) == (second, "one")


async def test_another_way_forward_after_back_is_not_the_one_from_before(small: World) -> None:
    for tap in ("red", "skip", "yes"):
        await small.tap(tap)
    for _ in range(3):
        await small.back()
    for tap in ("blue", "skip", "yes"):
        await small.tap(tap)
    (run,) = [row for row in await small.clear("run") if row["id"] == small.screen.run]
    assert run["args"] == '{"colour":"blue"}'


async def test_stop_and_resume(small: World) -> None:
    await small.tap("red")
    shown = small.screen
    assert (await small.stop()).key == "~stopped"
    await small.later(timedelta(days=30))
    await small.reopen()
    assert await small.tap("~resume") == shown


async def test_an_answer_after_stop_counts(small: World) -> None:
    shown = await small.tap("red")
    await small.stop()
    assert (await small.tap("skip", on=shown)).key == "sure"


async def test_a_stale_button_gets_the_current_screen(small: World) -> None:
    old = small.screen
    now = await small.tap("red")
    assert await small.tap("blue", on=old) == now
    assert [row["value"] for row in await small.clear("answer") if row["key"] == "colour"] == ['"red"']


@pytest.mark.parametrize("key", ["~back", "~stop"])
async def test_stale_navigation_changes_nothing(small: World, key: str) -> None:
    await small.tap("red")
    old = await small.type("kept")
    now = await small.tap("yes")
    before = await small.dump()
    await small.back()
    await small.tap("yes")
    assert await small.tap(key, on=old) == now
    assert {row["key"] for row in before["answer"]} == set(await answers(small))
    assert not any((await answers(small)).values())


async def test_a_double_click_counts_once(small: World) -> None:
    await small.tap("red")
    token = next(one.token for one in small.screen.buttons)
    shown = await asyncio.gather(*(small.turns.take(Press(small.who, token)) for _ in range(8)))
    assert {screen.key for screen in shown} == {"sure"}
    (run,) = await small.rows("SELECT version FROM run")
    # One for the answer; the others found nothing to change but that the run was looked at.
    assert len(await small.rows("SELECT * FROM answer WHERE key = 'text'")) == 1
    assert run["version"] >= 2


async def test_a_button_of_a_run_that_ended_leads_to_the_screen_seen_last(small: World) -> None:
    old = small.screen
    await at_the_end(small)
    assert (await small.tap("red", on=old)).run == ""  # all of it is over
    now = await small.command("home")
    assert await small.tap("blue", on=old) == now
    assert len(await small.rows("SELECT 1 FROM run")) == 3


async def test_two_devices_race_and_exactly_one_wins(small: World) -> None:
    for _ in range(10):
        await small.command("home")
        phone, laptop = (
            small.turns.take(Press(small.who, f"{small.screen.run}:colour:{one}")) for one in ("red", "blue")
        )
        seen = await asyncio.gather(phone, laptop)
        assert [screen.key for screen in seen] == ["text", "text"]
        (row,) = [row for row in await small.clear("answer") if row["run"] == small.screen.run]
        assert row["value"] in ('"red"', '"blue"')


async def test_answers_that_race_on_different_runs_are_all_kept(small: World) -> None:
    runs = [(await small.command("home")).run for _ in range(12)]
    await asyncio.gather(*(small.turns.take(Press(small.who, f"{run}:colour:green")) for run in runs))
    kept = await small.rows("SELECT run FROM answer WHERE key = 'colour'")
    assert {row["run"] for row in kept} == set(runs)


async def test_the_token_of_another_member_gives_nothing_away_and_changes_nothing(small: World) -> None:
    await small.tap("red")
    await small.type("for my eyes only")
    mine = small.screen
    small.who = OTHER
    await small.command("home")
    before = await small.dump()
    for key in ("sure:yes", "~back:sure", "~stop:sure", "~resume:", "~nudge:x", "text:"):
        shown = await small.press(f"{mine.run}:{key}", Given(text="mine now"))
        assert shown.run == ""
        assert "my eyes" not in str(shown)
    assert await small.dump() == before


@pytest.mark.parametrize(
    "token",
    ["", ":", "::", "a:b:c:d", "no such run", "\0:\0", "\ud800:colour:red", "x" * 101, ":" * 5000, "🎈:🎈:🎈", "~home"],
)
async def test_a_token_that_is_garbage(small: World, token: str) -> None:
    before = await small.dump()
    shown = await small.press(token)
    assert shown.run == ""
    assert shown.buttons  # there is a way on
    assert await small.dump() == before


@pytest.mark.parametrize("value", ["", "purple", "red:red", "~back", "r" * 60])
async def test_a_token_of_ours_with_a_value_that_is_garbage(small: World, value: str) -> None:
    shown = await small.press(f"{small.screen.run}:colour:{value}")
    assert shown.key == "colour"
    assert "not one of the choices" in text(shown)
    assert await answers(small) == {}


async def test_typing_out_of_the_blue_answers_the_screen_seen_last(small: World) -> None:
    await small.tap("red")
    assert (await small.turns.take(Typed(small.who, "typed"))).key == "sure"
    assert [row["value"] for row in await small.clear("answer") if row["key"] == "text"] == ['"typed"']


async def test_typing_where_nothing_can_be_typed_says_so_and_keeps_the_question(small: World) -> None:
    shown = await small.turns.take(Typed(small.who, "purple"))
    assert shown.key == "colour"
    assert "not one of the choices" in text(shown)


async def test_typing_with_nothing_open_gets_help(world: World) -> None:
    shown = await world.turns.take(Typed(world.who, "hello?"))
    assert shown.buttons
    assert (await world.rows("SELECT flow FROM run")) == [{"flow": "help"}]


async def test_a_command_that_does_not_exist_is_repeated_in_the_clear(world: World) -> None:
    shown = await world.command("hoax\ud800e\x1b[31m")
    assert "There is no /bounceback" in text(shown)
    text(shown).encode()
    assert "\x1b" not in text(shown)


async def test_a_second_rejected_with_one_open_asks_which(world: World) -> None:
    await world.command("rejected", company="Acme")
    await world.tap("start")
    await world.tap("skip")
    shown = world.screen
    await world.command("rejected")
    assert world.screen.key == "again"
    await world.tap("Go on")
    assert world.screen == shown
    await world.command("rejected")
    await world.tap("new")
    assert world.screen.key == "first"
