"""A flow that changes while somebody is in the middle of it, and a flow that breaks a rule."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.effects import KeepNote, Nudge, NudgeKind
from bot.flow import Ending, Facts, Flow, FlowError, Talk, flow, replay
from bot.flows import ALL, BY_NAME
from bot.questions import SENTENCE, Choice, Confirm, Text, Write
from bot.walk import walk
from tests.small import SMALL, Colour, at_home
from tests.world import World, content

pytestmark = pytest.mark.both_stores


@pytest.fixture
async def halfway(tmp_path: Path) -> AsyncIterator[World]:
    """At the third question: red was tapped, and a text typed."""
    async with World(tmp_path, SMALL) as made:
        await made.command("home")
        await made.tap("red")
        await made.type("kept")
        yield made


async def upgraded(world: World, body: Flow, *, key: str) -> None:
    """The screen after an upgrade, at which a button of before leads."""
    shown = world.screen
    await world.reopen(at_home(body))
    assert (await world.press(f"{shown.run}:~resume:")).key == key


async def test_a_question_that_was_inserted_is_asked_and_what_follows_is_kept(halfway: World) -> None:
    @flow("first")
    async def now(talk: Talk) -> Ending:
        await talk.ask("colour", Choice(Colour))
        await talk.ask("new", Confirm())
        text = await talk.ask("text", Write(Text("write", SENTENCE)))
        if text:
            talk.record("note", KeepNote("lesson", text))
        await talk.ask("sure", Confirm())
        return None

    await upgraded(halfway, now, key="new")
    # The note that stands behind the new question is not lost while that waits.
    assert [row["text"] for row in await halfway.clear("note")] == ["kept"]
    await halfway.tap("no")
    assert halfway.screen.key == "sure"
    assert [row["text"] for row in await halfway.clear("note")] == ["kept"]


async def test_a_question_that_was_renamed_keeps_its_answer(halfway: World) -> None:
    @flow("first", renames={"text": "own-words"})
    async def now(talk: Talk) -> Ending:
        await talk.ask("colour", Choice(Colour))
        text = await talk.ask("own-words", Write(Text("write", SENTENCE)))
        await talk.ask("sure", Confirm(), text=text or "")
        return None

    await upgraded(halfway, now, key="sure")
    await halfway.back()
    assert halfway.screen.key == "own-words"
    assert halfway.screen.typing
    assert halfway.screen.typing.draft == "kept"
    await halfway.type("anew")
    assert halfway.screen.key == "sure"
    await halfway.back()
    assert halfway.screen.typing.draft == "anew"


async def test_a_question_that_was_removed_is_not_missed(halfway: World) -> None:
    @flow("first")
    async def now(talk: Talk) -> Ending:
        await talk.ask("colour", Choice(Colour))
        await talk.ask("sure", Confirm())
        return None

    await upgraded(halfway, now, key="sure")
    await halfway.back()
    assert halfway.screen.key == "colour"


async def test_an_option_that_was_removed_is_asked_for_again(halfway: World) -> None:
    class Cold(enum.StrEnum):
        GREEN = "green"
        BLUE = "blue"

    @flow("first")
    async def now(talk: Talk) -> Ending:
        await talk.ask("colour", Choice(Cold))
        await talk.ask("text", Write(Text("write", SENTENCE)))
        await talk.ask("sure", Confirm())
        return None

    await upgraded(halfway, now, key="colour")
    await halfway.tap("blue")
    assert halfway.screen.key == "sure"


async def test_a_flow_that_was_removed_says_that_it_is_over(halfway: World) -> None:
    shown = halfway.screen
    await halfway.reopen({"help": BY_NAME["help"]})
    assert (await halfway.tap("yes", on=shown)).run == ""
    assert halfway.screen.buttons
    assert (await halfway.type("hello")).key == "where"


async def test_what_a_new_version_states_otherwise_is_stated_anew(halfway: World) -> None:
    @flow("first")
    async def now(talk: Talk) -> Ending:
        await talk.ask("colour", Choice(Colour))
        text = await talk.ask("text", Write(Text("write", SENTENCE)))
        talk.record("note", Nudge(NudgeKind.ITEM, after=1, subject=text))
        await talk.ask("sure", Confirm())
        return None

    await upgraded(halfway, now, key="sure")
    await halfway.tap("yes")
    assert await halfway.rows("SELECT 1 FROM note") == []
    assert await halfway.nudges() == [("item", "waiting", None)]


# Rules of flows


@flow("broken")
async def awaits_a_timer(talk: Talk) -> Ending:
    await asyncio.sleep(0)
    return None


@flow("broken")
async def uses_a_key_twice(talk: Talk) -> Ending:
    talk.record("one", KeepNote("lesson"))
    talk.record("one", KeepNote("lesson"))
    return None


@flow("broken")
async def has_a_bad_key(talk: Talk) -> Ending:
    await talk.ask("Not a key", Confirm())
    return None


@flow("broken")
async def has_a_long_key(talk: Talk) -> Ending:
    await talk.ask("k" * 32, Confirm())
    return None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (awaits_a_timer, "not one of the five verbs"),
        (uses_a_key_twice, "used twice"),
        (has_a_bad_key, "is no key"),
        (has_a_long_key, "is no key"),
    ],
)
def test_a_flow_that_breaks_a_rule_fails_at_once(body: Flow, said: str) -> None:
    with pytest.raises(FlowError, match=said):
        replay(body, Facts({}))


@pytest.mark.parametrize("body", ALL, ids=lambda body: body.name)
def test_a_replay_gives_the_same_frame_each_time(body: Flow) -> None:
    for number, visit in enumerate(walk(body, content())):
        again = replay(body, visit.facts)
        assert (again.waits, again.trail, again.said, again.stated) == (
            visit.frame.waits, visit.frame.trail, visit.frame.said, visit.frame.stated,
        )  # fmt: skip
        if number > 300:
            break
