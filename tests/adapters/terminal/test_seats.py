"""Several members of one community at one terminal, with a script piped in."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from adapters.terminal import Arrivals, Chat, Neighbour, People, Places
from bot.ports import Command, Ground, Press, UndeliverableError, Who
from bot.screen import FORGOTTEN, Attached, Button, Screen, opens, public
from tests.adapters.terminal.fake import BUTTONS, END, NUDGE, WHO, WRITING, FakeTurns, Words

CHANNEL = "#accountability"
GROUND = Ground(CHANNEL, CHANNEL, organises=True)
ANNA = replace(WHO, name="Anna", community="demo", ground=GROUND)
BEN = cast("Neighbour", People(()).find("Ben"))
ASKED = public(
    "Who is in this week?", buttons=(Button(opens("commit", "r7"), "Commit"), Button(opens("home"), "My plan"))
)

Comes = Callable[[Arrivals], Awaitable[object]]


class Sat:
    """What a script leads to, where Anna is at the keyboard first. At `/later` whatever `comes` comes."""

    def __init__(
        self,
        script: str,
        *screens: Screen,
        comes: Comes | None = None,
        places: Places | None = None,
        known: Sequence[Neighbour] = (),
        left: dict[str, Screen] | None = None,
    ) -> None:
        self.turns = FakeTurns(screens or [END])
        people = People([Neighbour("Anna", WHO.address), *known])
        self.arrivals = Arrivals(WHO.address, people=people, places=places, organiser=WHO.address)
        self.arrivals.places.know(CHANNEL)
        self.out = io.StringIO()

        async def later(span: timedelta) -> datetime:
            if comes:
                await comes(self.arrivals)
            return datetime(2027, 3, 1, 10, tzinfo=UTC) + span

        async def returns(who: Who) -> Screen | None:
            return (left or {}).get(who.address)

        chat = Chat(
            self.turns,
            ANNA,
            Words(),
            arrivals=self.arrivals,
            later=later,
            returns=returns,
            stdin=io.StringIO(script),
            stdout=self.out,
            environ={},
        )
        self.code = asyncio.run(chat.run())
        self.shown = self.out.getvalue()

    def after(self, line: str) -> str:
        """What a line of the script led to, up to the next one."""
        return self.shown.partition(f"> {line}\n")[2].partition("\n> ")[0]


def test_who_types_is_who_the_core_hears_from() -> None:
    sat = Sat("/home\n/as Ben\n/home\n/as ANNA\n/home\n")
    anna, ben, again = [event.who for event in sat.turns.events if isinstance(event, Command)]
    assert anna == again == ANNA
    assert (ben.address, ben.name, ben.community) == (BEN.address, "Ben", "demo")
    assert ben.ground == GROUND._replace(organises=False)


@pytest.mark.parametrize("name", ["", "¡!", "x" * 51, "\u200b", "☂ ☂"])
def test_what_is_no_name(name: str) -> None:
    sat = Sat(f"/as {name}\n/home\n")
    assert [event.who for event in sat.turns.events] == [ANNA]
    if name:
        assert "A name has 1 to 50 characters" in " ".join(sat.shown.split())


@pytest.mark.parametrize(
    ("name", "again"),
    [("Zoë", "ZOË"), ("Zoe\u0308", "Zo\u00eb"), ("Straße", "STRASSE"), ("李雷", "李雷"), ("نور", "نور"), ("Ben  Ada", "ben ada"),
     ("Ünal Şahin", "ünal şahin"), ("x" * 50, "X" * 50), ("/home 2", "/HOME 2")],
)  # fmt: skip
def test_names_of_everywhere(name: str, again: str) -> None:
    sat = Sat(f"/as {name}\n/home\n/as Ben\n/as {again}\n/home\n")
    first, second = [event.who for event in sat.turns.events]
    assert first == second
    assert first.address not in (WHO.address, BEN.address)
    assert " ".join(name.split()) == first.name


def test_who_there_is_and_for_whom_something_waits() -> None:
    async def comes(arrivals: Arrivals) -> None:
        await arrivals.send(BEN.address, NUDGE, "n1")

    sat = Sat("/later 1d\n/as\n", known=[BEN], comes=comes)
    assert sat.after("/later 1d").endswith("  One message for Ben. /as Ben\n")
    assert sat.shown.count("One message for Ben") == 1
    assert sat.after("/as").split("\n")[3:5] == ["    Anna", "    Ben: one message waits"]
    assert "Did they answer?" not in sat.shown


def test_a_message_waits_until_its_own_sits_down() -> None:
    async def comes(arrivals: Arrivals) -> None:
        for _ in range(2):
            await arrivals.send(BEN.address, NUDGE, "n1")
        await arrivals.send(BEN.address, NUDGE._replace(run="r3"), "n2")

    sat = Sat("/later 1d\n/as ben\n2\ne\n/as Anna\n/as Ben\n", END, comes=comes, known=[BEN])
    assert "2 messages for Ben. /as Ben" in sat.after("/later 1d")
    came = sat.after("/as ben")
    assert "You are Ben now. 2 messages wait." in came
    assert came.count("A direct message") == 2
    (pressed,) = [event for event in sat.turns.events if isinstance(event, Press)]
    assert (pressed.who.address, pressed.token) == (BEN.address, "r2:answered:no")
    # What was shown does not wait any more, and comes no second time.
    assert "No message waits" in sat.after("/as Ben")
    assert sat.shown.count("A direct message") == 2


def test_each_finds_what_they_left() -> None:
    waits = NUDGE._replace(run="r5")
    sat = Sat("/as Ben\n/as anna\n1\n/as BEN\n", END, left={WHO.address: BUTTONS, BEN.address: waits})
    assert "Did they answer?" in sat.after("/as Ben")
    assert "1  Warm" in sat.after("/as anna")
    assert "Did they answer?" in sat.after("/as BEN")
    assert sat.turns.events == [Press(ANNA, "r1:tone:warm")]


def test_a_message_that_was_not_answered_yet_waits_behind_it_all() -> None:
    async def comes(arrivals: Arrivals) -> None:
        await arrivals.send(WHO.address, NUDGE, "n1")

    sat = Sat("/home\n/later 1d\n/as Ben\n/as Anna\ne\n1\n", BUTTONS, comes=comes)
    assert "Did they answer?" in sat.after("/as Anna")
    assert "1  Warm" in sat.after("e")
    assert sat.turns.events[-1] == Press(ANNA, "r1:tone:warm")


def test_nobody_else_is_called_who_never_came() -> None:
    async def comes(arrivals: Arrivals) -> None:
        with pytest.raises(UndeliverableError):
            await arrivals.send(BEN.address, NUDGE, "n1")

    assert "message for" not in Sat("/later 1d\n", comes=comes).shown


# The channel


async def asked(arrivals: Arrivals) -> None:
    await arrivals.post(CHANNEL, ASKED, "p1")


def test_what_is_said_in_the_channel_was_due() -> None:
    assert "Nothing was due." not in Sat("/later 1d\n", comes=asked).shown
    assert "Nothing was due." in Sat("/later 1d\n", comes=podded).shown


def test_what_takes_several_lines_stands_below_the_name_of_its_place() -> None:
    async def comes(arrivals: Arrivals) -> None:
        await arrivals.post(CHANNEL, public("A new week.\n\nOne line is enough."), "p1")

    sat = Sat("/later 1d\n", comes=comes)
    assert "  #accountability\n    A new week.\n\n    One line is enough.\n" in sat.after("/later 1d")


def test_a_button_that_is_not_there_is_said_so_and_is_no_text() -> None:
    sat = Sat("c7\n", BUTTONS)
    assert "There is no c7 here" in sat.shown
    assert sat.turns.events == []


def test_a_button_of_the_channel_is_pressed_by_its_number() -> None:
    sat = Sat("/later 1d\nc1\n/as Ben\n/channel\nc2\n", comes=asked)
    assert "  #accountability  Who is in this week?\n      c1  Commit\n      c2  My plan\n" in sat.after("/later 1d")
    assert "  #accountability\n\n  • Who is in this week?\n      c1  Commit\n      c2  My plan\n" in sat.after(
        "/channel"
    )
    mine, theirs = sat.turns.events
    assert mine == Press(replace(ANNA, ground=GROUND), "open:commit:r7")
    assert isinstance(theirs, Press)
    assert (theirs.token, theirs.who.address) == ("open:home:", BEN.address)
    assert theirs.who.ground == GROUND._replace(organises=False)


@pytest.mark.parametrize(("typed", "text"), [("C1", "C1"), ("'c1", "c1"), ("c9", "c9"), ("c1 it is", "c1 it is")])
def test_what_only_looks_like_one_is_text(typed: str, text: str) -> None:
    sat = Sat(f"/home\n/later 1d\n{typed}\n", WRITING, comes=asked)
    pressed = sat.turns.events[-1]
    assert isinstance(pressed, Press)
    assert (pressed.token, pressed.given.text) == ("r1:thought:", text)


def test_a_number_stays_a_posts_own() -> None:
    async def comes(arrivals: Arrivals) -> None:
        await arrivals.post(CHANNEL, ASKED, "p1")
        await arrivals.post(CHANNEL, public("Another", buttons=(Button(opens("commit", "r8"), "Commit"),)), "p2")
        fewer = public("The week is over", buttons=(Button(opens("home"), "My plan"), Button(opens("help"), "How")))
        assert await arrivals.amend(CHANNEL, "p1", fewer, "p1")

    sat = Sat("/later 1d\n/channel\nc1\nc2\nc3\nc4\n", comes=comes)
    shown = sat.after("/channel")
    assert "  • The week is over (edited)\n      c2  My plan\n      c4  How\n" in shown
    assert "  • Another\n      c3  Commit\n" in shown
    tokens = [event.token for event in sat.turns.events if isinstance(event, Press)]
    assert tokens == ["open:home:", "open:commit:r8", "open:help:"]


def test_what_was_taken_back_is_gone_from_the_channel() -> None:
    async def comes(arrivals: Arrivals) -> None:
        await arrivals.post(CHANNEL, ASKED, "p1")
        assert await arrivals.take_back(CHANNEL, None, "p1")

    sat = Sat("/later 1d\n/channel\n", comes=comes)
    assert "Nothing stands here yet." in sat.after("/channel")


def test_the_last_posts_are_shown() -> None:
    async def comes(arrivals: Arrivals) -> None:
        for number in range(300):
            await arrivals.post(CHANNEL, public(f"Line {number}"), f"p{number}")

    shown = Sat("/later 1d\n/channel\n", comes=comes).after("/channel")
    assert [line for line in shown.split("\n") if "•" in line] == [f"  • Line {number}" for number in range(292, 300)]


def test_a_picture_is_said_and_saved_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    post = public("The week so far")
    post = post._replace(blocks=(*post.blocks, Attached("7 commitments, 4 done", "week.png", b"\x89PNG")))

    async def comes(arrivals: Arrivals) -> None:
        await arrivals.post(CHANNEL, post, "p1")

    sat = Sat("/later 1d\nc1\n", comes=comes)
    assert "    Picture: 7 commitments, 4 done\n      c1  Save as week.png\n" in sat.after("/later 1d")
    assert (tmp_path / "week.png").read_bytes() == b"\x89PNG"
    assert sat.turns.events == []


# Pods


async def podded(arrivals: Arrivals) -> None:
    sent = await arrivals.gather(CHANNEL, "Pod 1", (BEN.address,), "pod")
    assert sent.reference is not None
    await arrivals.post(sent.reference, public("For the pod", buttons=(Button(opens("home"), "My plan"),)), "p1")


def test_a_pod_is_read_by_its_members_only() -> None:
    sat = Sat("/later 1d\n/read\nc1\n/as Ben\n/read pod 1\nc1\n/channel\n", WRITING, comes=podded, known=[BEN])
    assert "For the pod" not in sat.after("/later 1d")
    assert "For the pod" not in sat.after("/read")
    assert "  Pod 1\n\n  • For the pod\n      c1  My plan\n" in sat.after("/read pod 1")
    assert "For the pod" not in sat.after("/channel")
    # Whoever is not in it is told no more than that there is nothing of the kind; who is presses.
    assert "There is no c1 here any more, or it is not for you." in sat.after("c1")
    assert [type(event).__name__ for event in sat.turns.events] == ["Press"]
    pressed = sat.turns.events[-1]
    assert pressed.who.ground is not None
    assert pressed.who.ground.name == "Pod 1"


def test_a_place_that_one_does_not_see_is_not_there() -> None:
    sat = Sat("/later 1d\n/read Pod 1\n/read nowhere\n", comes=podded)
    assert 'There is no "Pod 1" here that you can read' in sat.after("/read Pod 1")
    assert 'There is no "nowhere" here that you can read' in sat.after("/read nowhere")


def test_who_is_forgotten_is_in_no_pod() -> None:
    places = Places()
    sat = Sat("/later 1d\n/as Ben\n/privacy\n/read\n", Screen("", FORGOTTEN), comes=podded, places=places, known=[BEN])
    assert "For the pod" not in sat.after("/read")
    assert [place.people for place in places.seen_by(BEN.address)] == [None]
