"""A screen as text, and breathing as frames."""

import asyncio
import io
import re

import pytest

from adapters.terminal import render
from adapters.terminal.breathing import BAR, breathe, frames
from adapters.terminal.choices import Chosen, choose
from adapters.terminal.output import Output
from bot.questions import Given
from bot.screen import Button, Copy, Link, Menu, MenuOption, Pace, Paragraph, Quote, Screen, Typing
from tests.adapters.terminal.fake import DRAFT, SCREENS, Words

WORDS = Words()


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_lines_fit_but_for_links(screen: Screen, width: int) -> None:
    lines = render(screen, WORDS, width=width, waiting=True).splitlines()
    assert all(len(line) <= width for line in lines if "http" not in line and "mailto" not in line)
    assert all(line == line.rstrip() for line in lines)
    assert "\n\n\n" not in "\n".join(lines)


def test_text_to_copy_has_nothing_in_front_of_it() -> None:
    shown = render(DRAFT, WORDS)
    assert "\n    Hello Sam,\n\n    thank you for your time.\n\n    Kim\n" in shown


def test_a_link_is_whole_and_one_to_mail_leaves_out_its_text() -> None:
    shown = render(DRAFT, WORDS, width=40)
    assert "https://example.org/" + "long-path/" * 12 + "\n" in shown
    assert "mailto:?subject=Thank%20you\n" in shown
    assert "body=Hello%20Sam" in render(DRAFT, WORDS, colour=True)


def test_nothing_moves_the_cursor() -> None:
    bad = "a\x1b[2Jb\x9b31mc\x07\r\nd\u202ee\x00"
    screen = Screen(
        "r1",
        "k",
        (Paragraph(bad), Quote(bad), Copy(bad), Link(bad, "https://x.example/\x1b]8;;\x07")),
        heading=bad,
        buttons=(Button("r1:k:v", bad),),
        menu=Menu("r1:k:", bad, (MenuOption("v", bad, bad),)),
        typing=Typing("r1:k:", bad, 80, draft=bad),
        navigation=(Button("r1:~back:k", bad),),
    )
    for colour in (False, True):
        shown = render(screen, WORDS, colour=colour)
        ours = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", shown)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ours)
        assert "a[2Jb31mc" in ours


def test_marks_for_direction_stay_only_where_something_runs_from_the_right() -> None:
    shown = render(
        Screen("r1", "k", (Paragraph("at \u2068Acme\u2069"), Paragraph("at \u2068\u05d0\u05d1\u2069"))), WORDS
    )
    assert "at Acme\n" in shown
    assert "at \u2068\u05d0\u05d1\u2069\n" in shown


def test_numbers_line_up() -> None:
    options = tuple(MenuOption(f"v{n}", f"Option {n}") for n in range(1, 12))
    shown = render(Screen("r1", "k", menu=Menu("r1:k:", "Pick one", options)), WORDS)
    assert "\n   1  Option 1\n" in shown
    assert "\n  11  Option 11\n" in shown


def test_a_list_of_what_is_left_comes_after_the_buttons() -> None:
    options = (MenuOption("1", "Settings"), MenuOption("2", "What is kept"))
    screen = Screen("r1", "k", buttons=(Button("r1:k:3", "I got a no"),), menu=Menu("r1:k:", "More", options))
    assert render(screen, WORDS, learned=True) == "\n  More\n  1  Settings\n  2  What is kept\n  3  I got a no\n"
    screen = screen._replace(menu=Menu("r1:k:", "More", options, aside=True))
    assert render(screen, WORDS, learned=True) == "\n  1  I got a no\n\n  More\n  2  Settings\n  3  What is kept\n"
    assert [choose(screen, line) for line in ("1", "2")] == [
        Chosen("r1:k:3"), Chosen("r1:k:", Given(values=("1",)))
    ]  # fmt: skip


def test_breathing_grows_and_shrinks() -> None:
    drawn = list(frames(Pace(4, 6, 2, "In", "Out")))
    assert len(drawn) == 200
    assert [full for full, said, breath in drawn if said == "In" and breath == 1] == sorted(
        full for full, said, breath in drawn if said == "In" and breath == 1
    )
    assert drawn[39] == (BAR, "In", 1)
    assert drawn[99] == (0, "Out", 1)
    assert drawn[-1] == (0, "Out", 2)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_breathing_takes_its_time_and_gives_the_cursor_back() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    stream = Terminal()
    output = Output(stream, {"TERM": "xterm"})
    await breathe(Pace(4, 6, 6, "In", "Out"), WORDS, output, asyncio.Event(), sleep)
    assert sum(slept) == pytest.approx(60)
    shown = stream.getvalue()
    assert "\n" not in shown
    assert shown.startswith("\x1b[?25l")
    assert shown.endswith("\r\x1b[2K\x1b[?25h")
    assert "Out   6 of 6" in shown


async def test_breathing_stops_at_once() -> None:
    stopped = asyncio.Event()

    async def sleep(seconds: float) -> None:
        stopped.set()
        await asyncio.sleep(0)

    stream = Terminal()
    await breathe(Pace(4, 6, 6, "In", "Out"), WORDS, Output(stream, {"TERM": "xterm"}), stopped, sleep)
    assert stream.getvalue().count("1 of 6") < 5
