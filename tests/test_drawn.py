"""Screens with pictures: drawn after the turn and off the loop, in words where that fails; and a member's own weeks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.draw import View, draw
from bot.drawn import drawn
from bot.flow import Ask, Ending, Facts, Talk, flow, replay
from bot.flows import BY_NAME
from bot.lines import Line
from bot.pictures.facts import JourneyFacts, WeekFacts, journey_of
from bot.pictures.painting import PAINTER, PaintingError
from bot.questions import Option, Pick
from bot.rows import PlanItem, Rejection, Source, Stage
from bot.screen import Attached, Paragraph, Screen
from bot.walk import TODAY
from tests.world import World, labels, text, words

PNG = b"\x89PNG"


def attached(screen: Screen) -> list[Attached]:
    return [block for block in screen.blocks if isinstance(block, Attached)]


def carrying(*contents: bytes | Callable[[], bytes]) -> Screen:
    return Screen("r", "k", tuple(Attached("What it says.", "a.png", content) for content in contents))


@flow("item")
async def with_picture(talk: Talk) -> Ending:
    """What a check-in with a picture would be."""
    talk.say("gone", words="plan-item-gone", picture=WeekFacts(2, 4, 6, 5, 9))
    await talk.ask("what", Pick([Option("done", Line("plan-item-how.done"))]), words="plan-item-gone")
    return None


async def test_a_picture_is_drawn_off_the_loop() -> None:
    threads: list[str] = []

    def made() -> bytes:
        threads.append(threading.current_thread().name)
        return b"png"

    screen = await drawn(carrying(made, b"there already"))
    assert [one.content for one in attached(screen)] == [b"png", b"there already"]
    assert threads != []
    assert threading.main_thread().name not in threads


async def test_nobody_waits_for_somebody_elses_picture(world: World) -> None:
    """Turns are taken while a picture takes its time."""
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow() -> bytes:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(20)
        return b"png"

    drawing = asyncio.create_task(drawn(carrying(slow)))
    await begun.wait()
    await world.command("rejected", company="Acme")
    await world.tap("start")
    assert not drawing.done()
    go_on.set()
    assert attached(await drawing)[0].content == b"png"


async def test_a_picture_that_cannot_be_drawn_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> bytes:
        raise PaintingError

    screen = await drawn(carrying(fails, b"there already"))
    assert screen.blocks[0] == Paragraph("What it says.")
    assert attached(screen)[0].content == b"there already"
    assert "a picture could not be drawn  error=PaintingError" in capsys.readouterr().err


async def logged(world: World, **args: str) -> None:
    await world.command("rejected", **args)
    if world.screen.key == "again":
        await world.tap("new")
    await world.tap("start")
    if world.screen.key == "stage":
        await world.tap("skip")


async def test_own_weeks_from_the_list_of_noes(world: World) -> None:
    await logged(world, company="Acme", stage="final")
    world.clock.at += timedelta(days=9)
    await logged(world, company="Globex")
    await world.command("home")
    await world.tap("noes")
    assert "See it as a picture" in labels(world.screen)
    screen = await world.tap("weeks")
    (picture,) = attached(screen)
    assert isinstance(picture.content, bytes)
    assert picture.content.startswith(PNG)
    assert picture.name == "weeks.png"
    assert "Small sample: 2 noes" in picture.label
    assert "Final round 1" in picture.label
    assert "Acme" not in picture.label, "a picture may be shown around: it names no company"
    await world.tap("noes")
    assert world.screen.key == "pick"


async def test_where_there_is_no_picture_the_weeks_are_there_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(shapes: object) -> bytes:
        raise PaintingError

    await logged(world, company="Acme", stage="final")
    await world.command("home")
    await world.tap("noes")
    monkeypatch.setattr(PAINTER, "paint", fails)
    screen = await world.tap("weeks")
    assert attached(screen) == []
    assert "How far they got: Final round 1." in text(screen)
    assert "Back to the list" in labels(screen)


@pytest.mark.parametrize(("noes", "offered"), [((), False), ((Rejection("r", TODAY),), True)])
def test_whoever_has_no_no_is_offered_no_picture(noes: tuple[Rejection, ...], offered: bool) -> None:
    frame = replay(BY_NAME["journeys"], Facts({"noes": {"lookup": "rejections", "kept": []}}, found={"noes": noes}))
    assert isinstance(frame.waits, Ask)
    question = cast("Pick", frame.waits.question)
    assert (Option("weeks") in question.beside) is offered


def test_a_screen_is_the_same_however_often_it_is_drawn() -> None:
    """What a picture is made of is compared, so that nothing is shown anew because it was looked at anew."""
    frame = replay(with_picture, Facts({}))
    view = View("r", with_picture, words().of("en"), TODAY, back=False, drafts={})
    assert draw(frame, view) == draw(frame, view)
    assert "object at" not in str(draw(frame, view))


async def test_a_direct_message_carries_a_picture_as_bytes(tmp_path: Path) -> None:
    async with World(tmp_path, flows={**BY_NAME, "item": with_picture}) as world:
        await world.command("rejected", company="Acme")
        (member,) = await world.rows("SELECT id FROM member")
        await world.write("UPDATE member SET consent = 'yes'")
        at = int((world.clock.at + timedelta(hours=1)).timestamp() * 1000)
        await world.write(
            "INSERT INTO nudge (id, member, journey, kind, subject, agreed, local_time, zone, rule, due_at, late_until, next_at,"
            " created_at) VALUES ('n', $1, 'j', 'item', 's', 1, '2026-11-25T12:00', 'Europe/Berlin', 'x', $2, $3, $2, $4)",
            member["id"], at, at + 86_400_000, at - 3_600_000,
        )  # fmt: skip
        await world.later(timedelta(hours=3))
        (dm,) = world.sender.dms
        (picture,) = attached(dm.screen)
        assert isinstance(picture.content, bytes)
        assert picture.content.startswith(PNG)


def no(days_ago: int, stage: Stage | None = None) -> Rejection:
    return Rejection(f"r{days_ago}", TODAY - timedelta(days=days_ago), stage=stage)


def ticked(days_ago: int) -> PlanItem:
    return PlanItem(f"i{days_ago}", Source.NEXT, TODAY, done_on=TODAY - timedelta(days=days_ago))


def test_weeks_begin_on_mondays_and_with_the_first_that_has_something() -> None:
    """TODAY is a Wednesday."""
    facts = journey_of([no(0, Stage.FINAL), no(2), no(3)], [ticked(1)], [ticked(10)], TODAY)
    assert facts.since == TODAY - timedelta(days=16)
    assert (facts.noes, facts.done) == ((0, 1, 2), (1, 0, 0))
    assert facts.stages == ((Stage.FINAL, 1), (None, 2))
    assert (facts.every, facts.left) == (3, 1)


def test_twelve_weeks_at_the_most_and_two_at_the_least() -> None:
    facts = journey_of([no(400), no(83), no(0)], [], [], TODAY)
    assert len(facts.noes) == 12
    assert sum(facts.noes) == 1, "what is older is in the sum of all only"
    assert facts.every == 3
    assert journey_of([], [], [], TODAY) == JourneyFacts(TODAY - timedelta(days=9), (0, 0), (0, 0), (), 0, 0)
