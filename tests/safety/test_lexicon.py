"""How words that ran together are told apart."""

from collections.abc import Sequence

import pytest

from bot.safety.glance import Glance
from bot.safety.lexicon import UNKNOWN, Lexicon
from bot.safety.normalise import words
from bot.safety.slips import Slips


def read(text: str) -> Sequence[frozenset[str]]:
    lexicon = Lexicon({}, {"kiero": "quiero", "x": "por"}, Slips((), ()), joined=("morir",))
    for word in ("quiero", "morir", "por"):
        lexicon.written(word)
    [typed] = words(text)
    return lexicon.forms(Glance({typed.spellings})).get(typed.spellings, UNKNOWN)


@pytest.mark.parametrize("text", ["quieromorir", "kieromorir"])
def test_words_that_ran_together_are_told_apart_even_misspelt(text: str) -> None:
    assert read(text) == [frozenset({"quiero"}), frozenset({"morir"})]


def test_a_short_misspelling_takes_no_word_apart() -> None:
    assert read("xmorirx") == [frozenset()]
