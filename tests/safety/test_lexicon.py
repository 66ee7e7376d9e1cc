"""How words that ran together are told apart, or put together again."""

from collections.abc import Mapping, Sequence

import pytest

from bot.safety.glance import Glance
from bot.safety.lexicon import Lexicon, read
from bot.safety.normalise import words
from bot.safety.slips import Slips

NONE: Mapping[tuple[str, str], Sequence[str]] = {}


def symbols(text: str, *known: str, apart: Mapping[tuple[str, str], Sequence[str]] = NONE) -> list[set[str]]:
    """What each word counts as, in a language that knows these words."""
    slips = Slips((), ())
    lexicon = Lexicon({}, {"kiero": "quiero", "x": "por"}, slips, joined=("morir",), elided=("j",), apart=apart)
    for word in known:
        lexicon.written(word)
    typed = words(text)
    reading = read(typed, lexicon.forms(Glance({word.spellings for word in typed})), lexicon)
    return [{symbol for symbol, places in reading.at.items() if places >> place & 1} for place in range(reading.length)]


@pytest.mark.parametrize("text", ["quieromorir", "kieromorir"])
def test_words_that_ran_together_are_told_apart_even_misspelt(text: str) -> None:
    assert symbols(text, "quiero", "morir") == [{"quiero"}, {"morir"}]


def test_a_short_misspelling_takes_no_word_apart() -> None:
    assert symbols("xmorirx", "quiero", "morir", "por") == [set()]


def test_an_apostrophe_that_was_left_out_is_read() -> None:
    assert symbols("jai", "j", "ai") == [{"j"}, {"ai"}]
    assert symbols("jour", "j", "ai") == [set()]


def test_one_word_that_was_written_as_two_is_one() -> None:
    apart = {("with", "out"): ["without"], ("better", "of"): ["better", "off"]}
    assert symbols("with out", "with", "out", "without", apart=apart) == [{"without"}]
    # What may be meant either way counts as both.
    assert symbols("better of", "better", "of", "off", apart=apart) == [{"better"}, {"of", "off"}]
    assert symbols("with, out", "with", "out", "without", apart=apart) == [{"with"}, {"out"}]
