"""Words that are misspelt in no way that the files list."""

import pytest

from bot.safety import Level, assess
from bot.safety.slips import Slips

SLIPS = Slips(["overdosed", "myself", "burden", "pills"], right=["broaden"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("overdsed", "overdosed"),
        ("overdoseed", "overdosed"),
        ("ovredosed", "overdosed"),
        ("ov*rdosed", "overdosed"),
        ("ovverdosd", "overdosed"),
    ],
)
def test_a_slip_is_known(written: str, meant: str) -> None:
    assert SLIPS.meant(written) == {meant}


@pytest.mark.parametrize("written", ["broaden", "plls", "verdosed", "oversized", "x" * 100_000])
def test_another_word_is_left_alone(written: str) -> None:
    assert SLIPS.meant(written) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill my self",
        "I can't live with out her, I want to die",
        "everyone would be better of without me",
        "I should of been dead by now",
    ],
)
def test_two_words_for_one_and_their_like_are_read_as_meant(text: str) -> None:
    assert assess(text).level is Level.CRISIS


def test_a_pause_keeps_two_words_apart() -> None:
    assert assess("I was asked to jump, of all things").level is Level.NONE
    assert assess("I want to jump of a bridge").level is Level.CRISIS
