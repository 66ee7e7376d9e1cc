"""What a line means: commands, spans of time, letters and words of a screen."""

from datetime import timedelta

import pytest

from adapters.terminal.choices import Chosen, Free, Problem, Return, choose
from adapters.terminal.slash import Asked, CopyOut, Later, Leave, completions, understand
from bot.commands import WORDS
from bot.screen import Button, Screen
from tests.adapters.terminal.fake import BUTTONS, ONE, WRITING


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("/rejected", {}),
        ("/rejected Acme", {"company": "Acme"}),
        (
            "/Rejected 'Acme Ltd' \"Data analyst\" final",
            {"company": "Acme Ltd", "role": "Data analyst", "stage": "final"},
        ),
        (
            '/rejected role=Analyst company="Acme Ltd" stage="Form letter"',
            {"role": "Analyst", "company": "Acme Ltd", "stage": "form-letter"},
        ),
        ("/rejected role=Analyst Acme panel", {"role": "Analyst", "company": "Acme", "stage": "panel"}),
        ("/rejected O'Reilly Moe's", {"company": "O'Reilly", "role": "Moe's"}),
        ("/rejected “Acme Ltd”", {"company": "Acme Ltd"}),
        ('/rejected "Acme', {"company": '"Acme'}),
        ("/rejected company=", {}),
        ("/bounceback rejected Acme", {"company": "Acme"}),
    ],
)
def test_rejected(line: str, args: dict[str, str]) -> None:
    assert understand(line) == Asked("rejected", args)


@pytest.mark.parametrize("word", [word.word for word in WORDS])
def test_each_word_with_and_without_bounceback(word: str) -> None:
    assert understand(f"/{word}") == understand(f"/bounceback {word.upper()}") == Asked(word)


def test_other_commands() -> None:
    assert understand("/bounceback") == Asked("home")
    assert understand("/quit") == understand("/EXIT") == Leave()
    assert understand("/copy") == CopyOut()


@pytest.mark.parametrize(
    ("line", "problem", "said"),
    [
        ("/rejected a b final x", "terminal-too-much", {"command": "/rejected", "typed": "x"}),
        ("/home now", "terminal-too-much", {"command": "/home", "typed": "now"}),
        ("/hom", "terminal-unknown", {"typed": "/hom", "near": "/home"}),
        ("/bounceback setings", "terminal-unknown", {"typed": "/bounceback setings", "near": "/bounceback settings"}),
        ("/xyzzy", "terminal-unknown", {"typed": "/xyzzy", "near": "none"}),
        ("/", "terminal-unknown", {"typed": "/", "near": "none"}),
    ],
)
def test_what_is_no_command(line: str, problem: str, said: dict[str, str]) -> None:
    assert understand(line) == Problem(problem, dict(said))


def test_an_unknown_stage_names_the_known_ones() -> None:
    problem = understand("/rejected Acme stage=interview")
    assert isinstance(problem, Problem)
    assert problem.line == "terminal-stage"
    assert "form-letter" in str(problem.values["stages"])


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2 days", timedelta(days=2)),
        ("36 hours", timedelta(hours=36)),
        ("7d", timedelta(days=7)),
        ("1 week, 3h", timedelta(days=7, hours=3)),
        ("1 min", timedelta(minutes=1)),
        ("365 days", timedelta(days=365)),
    ],
)
def test_spans(text: str, span: timedelta) -> None:
    assert understand(f"/later {text}") == Later(span)


@pytest.mark.parametrize("text", ["", "2", "soon", "2 years", "-2 days", "2 days ago", "1.5 days"])
def test_spans_that_cannot_be_read(text: str) -> None:
    assert understand(f"/later {text}") == Problem("terminal-later-unread", {})


@pytest.mark.parametrize("text", ["0 minutes", "366 days", "999999 weeks"])
def test_spans_out_of_range(text: str) -> None:
    assert understand(f"/later {text}") == Problem("terminal-later-range", {})


@pytest.mark.parametrize("line", ["b", "B", "back", " b "[1:], "Back"])
def test_navigation_by_letter_word_or_label(line: str) -> None:
    assert choose(BUTTONS, line) == Chosen("r1:~back:tone")


def test_a_label_chooses_too() -> None:
    assert choose(BUTTONS, "warm") == Chosen("r1:tone:warm")
    assert choose(BUTTONS, "need a person?") == Chosen("r1:~person:tone")


def test_the_label_of_a_place_to_type_is_no_text() -> None:
    assert WRITING.typing is not None
    label = WRITING.typing.label
    assert choose(WRITING, label.upper()) == Problem("terminal-write", {"label": label})
    assert choose(WRITING, f"'{label}") == Free(label)


def test_navigation_without_a_letter_has_a_number() -> None:
    screen = Screen("r1", "~end", navigation=(Button("r1:~nudge:n1", "See it"), Button("r1:~person:", "A person")))
    assert choose(screen, "1") == Chosen("r1:~nudge:n1")
    assert choose(screen, "h") == Chosen("r1:~person:")


def test_the_way_back_is_there_only_where_something_waits() -> None:
    assert choose(BUTTONS, "e") == Free("e")
    assert choose(BUTTONS, "e", waiting=True) == Return()


@pytest.mark.parametrize(("line", "text"), [("'2", "2"), (" 1", "1"), ('"1"', "1"), ("'tis", "'tis"), ("'b", "b")])
def test_text_that_looks_like_a_choice(line: str, text: str) -> None:
    assert choose(WRITING, line) == Free(text)


def test_only_one_of_a_list_that_gives_one() -> None:
    assert choose(ONE, "1 2") == Problem("terminal-one-only", {})


def test_completion() -> None:
    assert completions("", "/rej") == ["/rejected "]
    assert completions("/rejected ", "stage=f") == ["stage=form-letter ", "stage=final "]
    assert completions("/rejected ", "co") == ["company="]
    assert completions("/bounceback ", "se") == ["settings "]
    assert completions("I was ", "") == []
