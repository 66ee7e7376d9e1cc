"""The chat at a real terminal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters.terminal.terminals import Terminal

Opens = Callable[..., Terminal]
ESCAPE_COLOUR = r"\x1b\[[0-9;]*m"
PROMPT = r"\n(\x1b\[\?2004h)?> "


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Opens]:
    opened: list[Terminal] = []

    def opens(*screens: str, **extra: str) -> Terminal:
        opened.append(Terminal(tmp_path, *screens, **extra))
        return opened[-1]

    yield opens
    for terminal in opened:
        terminal.close()


def test_colours_on_a_terminal(open_terminal: Opens) -> None:
    terminal = open_terminal("buttons")
    terminal.wait_for(ESCAPE_COLOUR + "Step 3 of 6")
    terminal.wait_for(PROMPT)
    terminal.type("2\n")
    terminal.wait_for(PROMPT)
    assert "r1:tone:brief" in terminal.events()


@pytest.mark.parametrize("extra", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(open_terminal: Opens, extra: dict[str, str]) -> None:
    terminal = open_terminal("buttons", **extra)
    shown = terminal.wait_for(".*" + PROMPT).group().replace("\x1b[?2004h", "")
    assert "Step 3 of 6" in shown
    assert "\x1b" not in shown


def test_ctrl_d_leaves_and_says_how_to_come_back(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.type("\x04")
    terminal.wait_for("is kept.*/home")
    assert terminal.code() == 0
    assert terminal.restored()


def test_ctrl_c_leaves_with_what_was_half_typed_unsent(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.type("half a thou")
    terminal.wait_for("thou")
    terminal.type("\x03")
    terminal.wait_for("is kept.*/home")
    assert terminal.code() == 130
    assert terminal.restored()
    assert terminal.events() == ""


def test_a_signal_from_elsewhere_leaves_as_well(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.process.send_signal(2)
    terminal.wait_for("is kept")
    assert terminal.code() == 130
    assert terminal.restored()


def test_ctrl_c_within_a_form_returns_to_the_screen(open_terminal: Opens) -> None:
    terminal = open_terminal("form", "end")
    terminal.wait_for(PROMPT)
    terminal.type("1\n")
    terminal.wait_for("Their name.*" + PROMPT)
    terminal.type("Sa\x03")
    terminal.wait_for("1  Add the details.*" + PROMPT)
    assert terminal.events() == ""
    terminal.type("2\n")
    terminal.wait_for("That is all for now.*" + PROMPT)
    assert "r1:details:skip" in terminal.events()


def test_a_form_begins_with_what_was_there(open_terminal: Opens) -> None:
    terminal = open_terminal("form", "end")
    terminal.wait_for(PROMPT)
    terminal.type("1\n")
    terminal.wait_for("Their name.*" + PROMPT)
    terminal.type("\n")
    terminal.wait_for("Your question.*" + PROMPT)
    terminal.type('"""\nOne,\n\ntwo.\n.\n')
    terminal.wait_for("The team.*" + PROMPT + "Payments")
    terminal.type(" and more\n")
    terminal.wait_for("That is all for now")
    assert "{'name': '', 'question': 'One,\\n\\ntwo.', 'team': 'Payments and more'}" in terminal.events()


def test_tab_completes_commands_and_words(open_terminal: Opens) -> None:
    terminal = open_terminal("buttons")
    terminal.wait_for(PROMPT)
    terminal.type("/rej\t")
    terminal.wait_for("/rejected ")
    terminal.type("Acme stage=fi\t\n")
    terminal.wait_for("stage=final.*" + PROMPT)
    assert "'stage': 'final'" in terminal.events()
    terminal.type("/bounceback ho\t")
    terminal.wait_for("/bounceback home ")


def test_the_arrow_key_brings_back_what_was_written_before(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.type("not this one\n")
    terminal.wait_for(PROMPT)
    terminal.type("\x1b[A, after all\n")
    terminal.wait_for("not this one, after all.*" + PROMPT)
    assert "text='not this one, after all'" in terminal.events()


def test_a_message_arrives_above_what_is_half_typed(open_terminal: Opens) -> None:
    terminal = open_terminal("writing", "end")
    terminal.wait_for(PROMPT)
    terminal.type("half a")
    terminal.wait_for("half a")
    terminal.nudge()
    # The line is cleared, the message stands in its place, and the line is there again below it.
    terminal.wait_for(r"\r\x1b\[J.*A direct message.*Did they answer.*To answer it, type e.*\n> half a")
    terminal.type(" thought\n")
    terminal.wait_for("That is all for now.*e Other open questions.*" + PROMPT)
    assert "token='r1:thought:', given=Given(values=(), text='half a thought'" in terminal.events()
    terminal.type("e\n")
    terminal.wait_for("Did they answer.*1  They did.*" + PROMPT)
    terminal.type("1\n")
    terminal.wait_for(PROMPT)
    assert "r2:answered:yes" in terminal.events()


def test_the_cursor_stays_where_it_was_in_the_line(open_terminal: Opens) -> None:
    terminal = open_terminal("writing", "end")
    terminal.wait_for(PROMPT)
    wide = "ü" * 100
    terminal.type(wide + "\x01")
    # Until the cursor went up to the beginning: a slow machine may still be on its way there.
    terminal.wait_for("ü" * 22 + r".*\x1b\[A\r")
    terminal.nudge()
    # Two rows are drawn again, and the cursor goes up to the first of them, behind the mark of the line.
    terminal.wait_for(rf"\r\x1b\[J.*Did they answer.*\n> {wide}\r\x1b\[1A\x1b\[2C")
    terminal.type("so: \n")
    terminal.wait_for("That is all for now")
    assert f"text='so: {wide}'" in terminal.events()


def test_a_message_that_arrives_at_an_empty_line_is_answered_next(open_terminal: Opens) -> None:
    terminal = open_terminal("writing", "answered")
    terminal.wait_for(PROMPT)
    terminal.nudge()
    terminal.wait_for(r"Did they answer.*1  They did.*e Other open questions.*\n> ")
    terminal.type("2\n")
    terminal.wait_for("Good to know.*e Other open.*" + PROMPT)
    assert "r2:answered:no" in terminal.events()
    terminal.type("e\n")
    terminal.wait_for("What went through your mind.*" + PROMPT)


def test_breathing_is_drawn_in_place_until_enter(open_terminal: Opens) -> None:
    terminal = open_terminal("breathing")
    terminal.wait_for(r"Enter stops it any time.*\x1b\[\?25l")
    terminal.wait_for(r"\r\x1b\[2K[^\n]*Breathe in   1 of 6[^\n]*\r\x1b\[2K[^\n]*Breathe in")
    terminal.type("\n1\n")
    # The cursor is back, and what was typed behind Enter is the next line.
    terminal.wait_for(r"\r\x1b\[2K\x1b\[\?25h.*1  Go on.*" + PROMPT + "1")
    terminal.wait_for(PROMPT)
    assert "r1:breathe:done" in terminal.events()


def test_ctrl_c_stops_the_breathing_and_not_the_chat(open_terminal: Opens) -> None:
    terminal = open_terminal("breathing")
    terminal.wait_for("Breathe in   1 of 6")
    terminal.type("\x03")
    terminal.wait_for(r"\x1b\[\?25h.*1  Go on.*" + PROMPT)
    terminal.type("\x04")
    assert terminal.code() == 0
    assert terminal.restored()


def test_bytes_that_are_no_text_end_nothing(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.type("caf")
    terminal.type_bytes(b"\xe9\n")
    terminal.wait_for(PROMPT)
    assert "Traceback" not in terminal.events()
    assert "text='caf" in terminal.events()


def test_a_message_within_a_form_waits_until_the_form_is_done(open_terminal: Opens) -> None:
    terminal = open_terminal("form", "answered")
    terminal.wait_for(PROMPT)
    terminal.type("1\n")
    terminal.wait_for("Their name.*" + PROMPT)
    terminal.nudge()
    terminal.wait_for(r"Did they answer.*type e.*\n> ")
    terminal.type("Sam\n")
    terminal.wait_for("Your question.*" + PROMPT)
    terminal.type("\n")
    terminal.wait_for("The team.*" + PROMPT)
    terminal.type("\n")
    terminal.wait_for("Good to know")
    assert "'name': 'Sam'" in terminal.events()


def test_a_message_for_somebody_else_is_said_while_one_types(open_terminal: Opens) -> None:
    terminal = open_terminal("writing")
    terminal.wait_for(PROMPT)
    terminal.type("half a thou")
    terminal.wait_for("thou")
    terminal.nudge_another()
    terminal.wait_for(r"One message for Ben\. /as Ben")
    terminal.wait_for("> half a thou")
    terminal.type("ght\n")
    terminal.wait_for("That is all for now")
    assert "text='half a thought'" in terminal.events()


def test_what_one_typed_is_not_there_for_the_next(open_terminal: Opens) -> None:
    terminal = open_terminal("writing", "writing", "end")
    terminal.wait_for(PROMPT)
    terminal.type("only mine\n")
    terminal.wait_for("What went through your mind.*" + PROMPT)
    terminal.type("/as Ben\n")
    terminal.wait_for("You are Ben now.*" + PROMPT)
    terminal.type("\x1b[A\x1b[A\n/home\n")
    terminal.wait_for("That is all for now")
    assert terminal.events().count("only mine") == 1
    assert terminal.events().rstrip().endswith("word='home', args={})")
