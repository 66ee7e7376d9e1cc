"""What a flow states becomes rows: once, changed, taken back; and what a member did since stays as they left it."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.effects import CancelNudges, EditItem, EditMember, KeepItem, LogRejection, Nudge, NudgeKind, SeekMentor
from bot.flow import Ending, Flow, Next, Talk, flow
from bot.questions import SENTENCE, Choice, Confirm, Text, Write
from bot.rows import Source, Stage
from tests.small import at_home
from tests.world import World, text

pytestmark = pytest.mark.both_stores

DAY = date(2026, 12, 1)


class When(enum.StrEnum):
    SOON = "soon"
    LATE = "late"
    NEVER = "never"


@flow("plans")
async def plans(talk: Talk) -> Ending:
    """An item and its reminder, changed by a second answer."""
    own = await talk.ask("own", Write(Text("write", SENTENCE)))
    when = await talk.ask("when", Choice(When))
    if when is not When.NEVER:
        due = DAY if when is When.SOON else DAY + timedelta(days=9)
        talk.record("item", KeepItem(Source.NEXT, due, text=own))
        talk.record("nudge", Nudge(NudgeKind.ITEM, day=due, subject=talk.row("item")))
    await talk.ask("sure", Confirm())
    await talk.ask("really", Confirm())
    return None


@flow("edits")
async def edits(talk: Talk) -> Ending:
    """The member's own hand, from another run."""
    if await talk.ask("done", Confirm()):
        talk.record("edit", EditItem(talk.args.get("item", ""), text="as I want it"))
    return None


def nudge_rows() -> str:
    return "SELECT id, due_at, state FROM nudge WHERE kind = 'item' ORDER BY id"


async def planned(world: World, when: str = "soon") -> None:
    await world.write("UPDATE member SET consent = 'yes'")
    await world.command("home")
    await world.type("one page")
    await world.tap(when)


@pytest.fixture
def flows() -> dict[str, Flow]:
    return dict(at_home(plans, edits))


async def test_what_is_stated_is_made_once_however_often_it_is_replayed(tmp_path: Path, flows: dict[str, Flow]) -> None:
    async with World(tmp_path, flows) as world:
        await world.command("home")
        await planned(world)
        before = await world.rows(nudge_rows())
        world.clock.at += timedelta(hours=5)
        await world.tap("yes")
        await world.reopen()
        await world.press(f"{world.screen.run}:~resume:")
        assert await world.rows(nudge_rows()) == before
        assert len(before) == 1
        assert [(row["text"], row["due"]) for row in await world.clear("plan_item")] == [("one page", "2026-12-01")]


async def test_what_is_stated_otherwise_after_back_is_changed(tmp_path: Path, flows: dict[str, Flow]) -> None:
    async with World(tmp_path, flows) as world:
        await world.command("home")
        await planned(world)
        (before,) = await world.rows(nudge_rows())
        await world.back()
        assert await world.rows("SELECT 1 FROM plan_item") == []
        assert [row["state"] for row in await world.rows(nudge_rows())] == ["cancelled"]
        await world.tap("late")
        (after,) = await world.rows(nudge_rows())
        assert after["state"] == "waiting"
        assert after["due_at"] - before["due_at"] == 9 * 86_400_000
        await world.back()
        await world.tap("never")
        assert await world.nudges() == [("item", "cancelled", "taken-back")]


async def test_what_the_member_edited_stays(tmp_path: Path, flows: dict[str, Flow]) -> None:
    @flow("editing")
    async def editing(talk: Talk) -> Ending:
        return Next("edits", {"item": item["id"]})

    async with World(tmp_path, flows) as world:
        await world.command("home")
        await planned(world)
        shown = world.screen
        (item,) = await world.rows("SELECT id FROM plan_item")
        await world.reopen(flows | {"settings": editing})
        await world.command("settings")
        await world.tap("yes")
        assert [(row["text"], row["edited"]) for row in await world.clear("plan_item")] == [("as I want it", 1)]
        await world.tap("~back", on=shown)
        assert [(row["text"], row["due"]) for row in await world.clear("plan_item")] == [("as I want it", "2026-12-01")]
        await world.tap("late")
        assert [(row["text"], row["due"]) for row in await world.clear("plan_item")] == [("as I want it", "2026-12-01")]


async def test_a_nudge_that_was_sent_stays_sent(tmp_path: Path, flows: dict[str, Flow]) -> None:
    async with World(tmp_path, flows) as world:
        await world.command("home")
        await planned(world)
        await world.write("UPDATE nudge SET state = 'sent', sent_at = due_at, next_at = NULL")
        await world.back()
        await world.tap("late")
        assert await world.nudges() == [("item", "sent", None)]


async def test_settings_are_put_back_by_back(tmp_path: Path) -> None:
    @flow("sets")
    async def sets(talk: Talk) -> Ending:
        if await talk.ask("move", Confirm()):
            talk.record("zone", EditMember(zone="Asia/Tokyo", hour=8))
            talk.record("nudge", Nudge(NudgeKind.FEEDBACK_ANSWER, after=7))
        await talk.ask("sure", Confirm())
        return None

    async with World(tmp_path, at_home(sets)) as world:
        settings = "SELECT zone, hour FROM member"
        await world.command("home")
        before = await world.rows(settings)
        await world.tap("yes")
        assert await world.rows(settings) == [{"zone": "Asia/Tokyo", "hour": 8}]
        # The zone counts for what is stated after it in the same turn: 8 is quiet, so 9 in Tokyo.
        assert await world.rows("SELECT local_time, zone FROM nudge") == [
            {"local_time": "2026-12-02T09:00", "zone": "Asia/Tokyo"}
        ]
        await world.back()
        assert await world.rows(settings) == before


async def test_no_to_check_ins_schedules_nothing_and_yes_wakes_what_waited(
    tmp_path: Path, flows: dict[str, Flow]
) -> None:
    async with World(tmp_path, flows) as world:
        await world.command("home")
        await world.type("x")
        await world.tap("soon")
        assert await world.rows("SELECT next_at FROM nudge") == [{"next_at": None}]
        await world.write("UPDATE member SET consent = 'no'")
        await world.command("home")
        await world.type("y")
        await world.tap("soon")
        assert len(await world.rows("SELECT 1 FROM nudge")) == 1


async def test_nudges_that_were_cancelled_come_back_with_back(tmp_path: Path, flows: dict[str, Flow]) -> None:
    @flow("stops")
    async def stops(talk: Talk) -> Ending:
        await talk.ask("stop", Confirm())
        talk.record("stop", CancelNudges())
        await talk.ask("sure", Confirm())
        return None

    async with World(tmp_path, flows) as world:
        await world.command("home")
        await planned(world)
        await world.reopen(at_home(stops))
        await world.command("home")
        await world.tap("yes")
        assert await world.nudges() == [("item", "cancelled", "asked")]
        await world.back()
        assert await world.nudges() == [("item", "waiting", None)]


async def test_a_step_that_is_backed_out_of_leaves_nothing_stated(tmp_path: Path) -> None:
    """A run may state something before its first question: crossing back over that takes it back as well."""

    @flow("opens")
    async def opens(talk: Talk) -> Ending:
        await talk.ask("go", Confirm())
        return Next("states")

    @flow("states")
    async def states(talk: Talk) -> Ending:
        talk.record("seek", SeekMentor(("writing",)))
        await talk.ask("sure", Confirm())
        return None

    async with World(tmp_path, at_home(opens, states)) as world:
        await world.command("home")
        await world.tap("yes")
        assert len(await world.rows("SELECT 1 FROM mentoring")) == 1
        await world.back()
        assert await world.rows("SELECT 1 FROM mentoring") == []
        await world.tap("yes")
        assert len(await world.rows("SELECT 1 FROM mentoring")) == 1


async def test_a_no_that_is_taken_back_is_not_in_the_log(tmp_path: Path) -> None:
    @flow("logs")
    async def logs(talk: Talk) -> Ending:
        own = await talk.ask("own", Write(Text("write", SENTENCE)))
        talk.record("no", LogRejection(own, "Analyst", Stage.PANEL))
        return Next("shows")

    @flow("shows")
    async def shows(talk: Talk) -> Ending:
        assert talk.rejection
        talk.say("no", words="part-which", by="company", company=talk.rejection.company or "")
        await talk.ask("sure", Confirm())
        return None

    async with World(tmp_path, at_home(logs, shows)) as world:
        await world.command("home")
        # The run that follows in the same turn sees what this one stated.
        assert "Acme" in text(await world.type("Acme"))
        await world.back()
        assert await world.rows("SELECT 1 FROM rejection") == []
        assert "Globex" in text(await world.type("Globex"))


async def test_an_agreed_check_in_outlives_a_change_of_settings(world: World) -> None:
    await world.command("rejected")
    await world.write("UPDATE member SET consent = 'yes'")
    for word, taps in (("settings", ("cadence", "weekly")), ("interview", ("walk",))):
        await world.command(word)
        for tap in taps:
            await world.tap(tap)
    assert await world.nudges() == [("check-in", "waiting", None)]
    await world.write(
        "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, next_at, created_at)"
        " SELECT 'agreed', id, 'check-in', 1, '2026-11-28T10:00', zone, 'after 2 days', 1795856400000, 1796856400000,"
        " 1795856400000, 0 FROM member"
    )
    await world.command("settings")
    await world.tap("day")
    await world.tap("Friday")
    assert await world.rows("SELECT id, state FROM nudge WHERE agreed = 1") == [{"id": "agreed", "state": "waiting"}]
    assert len(await world.rows("SELECT 1 FROM nudge WHERE agreed = 0 AND state = 'waiting'")) == 1


async def test_back_over_a_question_that_changed_the_no_asks_that_very_question_again(world: World) -> None:
    await world.command("rejected", company="Acme")
    for tap in ("start", "skip", "skip", "no", "on", "on"):
        await world.tap(tap)
    assert world.screen.key == "stage"
    await world.tap("panel")
    assert await world.rows("SELECT stage FROM rejection") == [{"stage": "panel"}]
    await world.back()
    assert world.screen.key == "stage"
    assert await world.rows("SELECT stage FROM rejection") == [{"stage": None}]
    await world.tap("skip")
    assert world.screen.key == "well"


async def test_a_no_to_check_ins_that_is_taken_back_brings_back_what_waited(world: World) -> None:
    await world.command("rejected")
    for tap in ("start", "skip", "skip", "skip", "no", "writing", "tomorrow", "on", "enough"):
        await world.tap(tap)
    await world.tap("no")
    assert await world.nudges() == [("writing", "cancelled", "no-consent")]
    await world.back()
    assert await world.nudges() == [("writing", "waiting", None)]
    await world.tap("yes")
    await world.tap("yes")
    assert ("writing", "waiting", None) in await world.nudges()
    assert await world.rows("SELECT agreed FROM nudge WHERE kind = 'writing' AND next_at = due_at") == [{"agreed": 1}]


async def test_a_course_that_is_not_done_after_all_is_asked_about_again(tmp_path: Path) -> None:
    @flow("studies")
    async def studies(talk: Talk) -> Ending:
        await talk.ask("go", Confirm())
        talk.record("course", KeepItem(Source.SKILL, DAY, "plan-course", subject="x"))
        talk.record("week", Nudge(NudgeKind.SKILL, after=7, subject=talk.row("course")))
        talk.record("due", Nudge(NudgeKind.ITEM, day=DAY, subject=talk.row("course")))
        await talk.ask("done", Confirm())
        talk.record("done", EditItem(talk.row("course"), done=True))
        await talk.ask("sure", Confirm())
        return None

    async with World(tmp_path, at_home(studies)) as world:
        await world.command("home")
        await world.write("UPDATE member SET consent = 'yes'")
        await world.tap("yes")
        before = await world.nudges()
        assert before == [("item", "waiting", None), ("skill", "waiting", None)]
        await world.tap("yes")
        assert {state for _, state, _ in await world.nudges()} == {"cancelled"}
        await world.back()
        assert await world.nudges() == before
