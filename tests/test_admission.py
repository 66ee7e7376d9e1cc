"""Organisers' flows: shown to nobody of whom the platform does not say, at this very event, that they run the community."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.effects import EditMember, NudgeKind, Post
from bot.flow import Ending, GoOn, Next, Talk, flow
from bot.flows import BY_NAME
from bot.ports import Ground, TryLaterError, Who
from bot.questions import Confirm, Text, Write
from bot.screen import LOOK, Screen
from tests.world import YOU, World, text

CRISIS = "I want to kill myself"
ASK = "settings-consent"


@flow("openings", organisers=True)
async def private(talk: Talk) -> Ending:
    """Stands in for any organisers' flow: it asks, takes text, posts, changes something, and leads on to another."""
    if await talk.ask("first", Confirm(), words=ASK, now="yes"):
        talk.record("hour", EditMember(hour=17))
        await talk.post("posted", Post("nowhere", "post-seek"))
    await talk.ask("more", Write(Text("write")), words="moving-lesson", win="", with_win="no", gentle="no")
    return Next("hired")


@flow("hired", organisers=True)
async def follows(talk: Talk) -> Ending:
    await talk.ask("end", Confirm(), words=ASK, now="yes")
    return Next("home")


@flow("interview")
async def leads_there(talk: Talk) -> Ending:
    """Anybody's, which leads into an organisers' flow."""
    to = await talk.ask("to", Confirm(), words=ASK, now="yes")
    return Next("openings") if to else GoOn("")


@flow("check-in", organisers=True)
async def by_nudge(talk: Talk) -> Ending:
    await talk.ask("end", Confirm(), words=ASK, now="yes")
    return None


FLOWS = BY_NAME | {one.name: one for one in (private, follows, leads_there, by_nudge)}
HERE = Ground("channel-1", "#general", organises=True)
RUNS = replace(YOU, ground=HERE)
NO_MORE = replace(YOU, ground=HERE._replace(organises=False))
UNKNOWN = replace(YOU, ground=HERE._replace(organises=None))
OTHER_PLACE = replace(YOU, ground=HERE._replace(place="channel-2"))
NO_GROUND = replace(YOU, ground=None)
DM = replace(YOU, community=None, ground=None)
ANOTHER = replace(YOU, community="another", ground=HERE)
NOBODY = {"no more": NO_MORE, "asked": UNKNOWN, "not said": NO_GROUND, "by DM": DM, "another community": ANOTHER}
nobody = pytest.mark.parametrize("who", NOBODY.values(), ids=NOBODY)


@dataclass
class Says:
    """What the platform says of somebody when it is asked: by default that they run nothing."""

    organises: bool | None = False
    error: Exception | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def survey(self, community: str, place: str, address: str) -> Ground:
        self.asked.append((community, place, address))
        if self.error is not None:
            raise self.error
        return Ground(place, "#general", organises=self.organises)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, FLOWS, who=RUNS) as world:
        yield world


@pytest.fixture
def says(here: World, monkeypatch: pytest.MonkeyPatch) -> Says:
    said = Says()
    monkeypatch.setattr(here.sender, "survey", said.survey, raising=False)
    return said


def shows(screen: Screen) -> bool:
    """Whether something of an organisers' run is on the screen."""
    return screen.key in ("first", "more", "end")


async def hour(world: World) -> int:
    return int((await world.rows("SELECT hour FROM member"))[0]["hour"])


async def states(world: World) -> list[tuple[str, str, int]]:
    """Where every run is, and how often it was saved."""
    rows = await world.rows("SELECT flow, state, version FROM run ORDER BY flow, id")
    return [(row["flow"], row["state"], row["version"]) for row in rows]


async def test_whoever_runs_the_community_sees_it_and_goes_on(here: World, says: Says) -> None:
    assert shows(await here.command("openings"))
    await here.tap("yes")
    assert (here.screen.key, await hour(here)) == ("more", 17)
    await here.tap("skip")
    assert here.screen.key == "end"
    assert says.asked == []  # what came with the events was enough


@nobody
async def test_nobody_else_opens_it(here: World, says: Says, who: Who) -> None:
    here.who = who if who is not ANOTHER else replace(who, ground=HERE._replace(organises=False))
    assert not shows(await here.command("openings"))
    assert await states(here) == []


@nobody
async def test_pressed_by_somebody_who_lost_the_right_nothing_happens(here: World, says: Says, who: Who) -> None:
    await here.command("openings")
    before, shown = await states(here), here.screen
    here.who = who
    for key in ("yes", "~stop", "~back"):
        assert not shows(await here.tap(key, shown) if key != "~back" else await here.press(f"{shown.run}:~back:first"))
    assert not shows(await here.press(f"{shown.run}:{LOOK}:"))
    assert (await states(here), await hour(here)) == (before, 10)
    here.who = RUNS
    assert (await here.tap("yes", shown)).key == "more"  # nothing of it was lost


@nobody
async def test_typed_out_of_the_blue_it_answers_nothing(here: World, says: Says, who: Who) -> None:
    await here.command("openings")
    await here.tap("no")
    before = await states(here)
    here.who, here.screen = who, Screen("", "")
    assert not shows(await here.type("a lesson"))
    assert await states(here) == before


@nobody
async def test_what_they_saw_last_is_not_shown_again(here: World, says: Says, who: Who) -> None:
    ended = await here.command("help")
    await here.tap("home")
    await here.command("openings")
    here.who = who
    assert await here.turns.left_open(here.who) is None
    assert (await here.turns.at_home(here.who)).key == "what"
    # A button of something that has ended leads to what they saw last.
    assert not shows(await here.tap("home", ended))
    here.who = RUNS
    assert shows(await here.tap("home", ended))
    found = await here.turns.left_open(RUNS)
    assert found is not None
    assert shows(found)


@nobody
async def test_stopped_it_is_resumed_by_nobody_else(here: World, says: Says, who: Who) -> None:
    await here.command("openings")
    stopped = await here.stop()
    here.who = who
    assert not shows(await here.tap("~resume", stopped))
    here.who, here.screen = who, Screen("", "")
    assert not shows(await here.type("a lesson"))
    assert ("openings", "stopped", 1) in await states(here)


@nobody
async def test_nobody_else_steps_back_into_it(here: World, says: Says, who: Who) -> None:
    await here.command("openings")
    await here.tap("no")
    await here.tap("skip")
    await here.tap("yes")  # home, which follows it
    assert here.screen.key == "what"
    here.who = who
    before = await states(here)
    assert not shows(await here.press(f"{here.screen.run}:~back:what"))
    assert await states(here) == before


@nobody
async def test_no_other_flow_leads_there(here: World, says: Says, who: Who) -> None:
    here.who = DM if who is DM else NO_MORE if who is ANOTHER else who
    await here.command("interview")
    assert not shows(await here.tap("yes"))
    assert "openings" not in [flow for flow, _, _ in await states(here)]


async def test_it_never_comes_by_dm(here: World, says: Says) -> None:
    await here.command("settings")
    await here.tap("check-ins")
    await here.tap("yes")
    if here.screen.key.startswith("zone"):
        await here.tap("yes")
    await here.later(timedelta(days=14))
    kinds = {(kind, state, reason) for kind, state, reason in await here.nudges() if kind == NudgeKind.CHECK_IN}
    assert ("check-in", "cancelled", "nothing-to-ask") in kinds
    assert all(not shows(dm.screen) for dm in here.sender.dms)


async def test_a_check_in_that_waits_for_a_command_is_no_way_in(here: World, says: Says) -> None:
    await here.command("home")
    member = (await here.rows("SELECT id FROM member"))[0]["id"]
    await here.write(
        "INSERT INTO nudge (id, member, kind, agreed, local_time, zone, rule, due_at, late_until, state, created_at)"
        " VALUES ('n', $1, 'check-in', 1, '2026-11-25T10:00', 'UTC', '', 0, 9999999999999, 'unreachable', 0)",
        member,
    )
    here.who = NO_MORE
    await here.command("home")
    assert not shows(await here.tap("~nudge"))


async def test_where_nobody_knows_the_platform_is_asked_anew_at_every_event(here: World, says: Says) -> None:
    here.who, says.organises = UNKNOWN, True
    assert shows(await here.command("openings"))
    assert says.asked == [("guild", "channel-1", "you")]
    await here.tap("no")
    assert (here.screen.key, len(says.asked)) == ("more", 2)
    for who in (NO_GROUND, OTHER_PLACE):
        # Nothing, or what was said of another channel, is no answer for this one.
        here.who = who
        assert shows(await here.press(f"{here.screen.run}:{LOOK}:"))
    assert says.asked[2:] == [("guild", "channel-1", "you")] * 2
    says.organises = None
    here.who = UNKNOWN
    assert "those who run this community" in text(await here.tap("skip"))


async def test_a_platform_that_does_not_answer_loses_nothing(here: World, says: Says) -> None:
    await here.command("openings")
    before, shown = await states(here), here.screen
    here.who, says.error = UNKNOWN, TryLaterError(5)
    screen = await here.tap("yes")
    assert "could not find out whether you run this community" in text(screen)
    assert (await states(here), await hour(here)) == (before, 10)
    says.error, says.organises = None, True
    assert (await here.tap("yes", shown)).key == "more"


async def test_a_new_member_whom_nobody_knows_is_asked_about_and_not_made_twice(here: World, says: Says) -> None:
    here.who, says.error = UNKNOWN, RuntimeError("whatever a client raises")
    await here.command("openings")
    assert await here.rows("SELECT * FROM member") == []
    says.error, says.organises = None, True
    assert shows(await here.command("openings"))
    assert len(await here.rows("SELECT * FROM member")) == 1


async def test_from_elsewhere_it_says_where_it_goes_on(here: World, says: Says) -> None:
    run = (await here.command("openings")).run
    for who in (DM, ANOTHER):
        here.who = who
        said = text(await here.press(f"{run}:{LOOK}:"))
        assert "#general" in said
        assert "Go on with it there" in said
    assert says.asked == []


async def test_the_binding_comes_from_nowhere_but_the_event(here: World, says: Says) -> None:
    """What a command brings along does not say which community it is about."""
    await here.command("openings", **{"at-community": "another", "at-place": "theirs", "at-name": "x"})
    await here.tap("no")
    await here.tap("skip")  # the flow after it is bound as it was
    args = [row["args"] for row in await here.clear("run")]
    assert len(args) == 2
    assert all('"at-community":"guild"' in one and '"at-place":"channel-1"' in one for one in args)


@nobody
async def test_a_held_text_of_it_is_decided_about_by_anybody(here: World, says: Says, who: Who) -> None:
    for decision in ("let-go", "keep", "misread"):
        here.who = RUNS
        await here.command("openings")
        await here.tap("no")
        held = await here.type(CRISIS)
        assert not shows(held)
        here.who = who
        assert not shows(await here.tap(decision))
        assert await here.rows("SELECT * FROM draft") == []


async def test_a_way_to_a_person_is_there_without_the_right(here: World, says: Says) -> None:
    await here.command("openings")
    here.who = NO_MORE
    assert (await here.tap("~person")).key != "first"
    assert here.screen.run
