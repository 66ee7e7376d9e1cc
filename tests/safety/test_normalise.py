"""What looks the same is read the same."""

import pytest

from bot.safety.normalise import END, fold, words


def first(text: str) -> list[str]:
    return [word.spellings[0] for word in words(text)]


@pytest.mark.parametrize(
    "written",
    [
        "kill",
        "KILL",
        "\uff4b\uff49\uff4c\uff4c",
        "\U0001d4f4\U0001d4f2\U0001d4f5\U0001d4f5",
        "k\u200bi\u200dl\ufeffl",
        "ki\u0301l\u0336l\u0336",
        "\u043a\u0456\u04cf\u04cf",
        "\U0001f17a\U0001f178\U0001f17b\U0001f17b",
        "k i l l",
        "k.i.l.l",
        "k-i-l-l",
    ],
)
def test_one_word_however_it_is_dressed(written: str) -> None:
    assert first(written) == ["kill"]


@pytest.mark.parametrize(("written", "meant"), [("k1ll", "kill"), ("mys3lf", "myself"), ("$uicide", "suicide")])
def test_digits_and_signs_within_a_word_are_letters(written: str, meant: str) -> None:
    assert meant in words(written)[0].spellings


def test_numbers_stay_numbers() -> None:
    assert [word.spellings for word in words("took 40 of 100")] == [("took",), ("40",), ("of",), ("100",)]


@pytest.mark.parametrize("written", ["diiiie", "dieeee", "ddddie"])
def test_lengthened_words_are_shortened(written: str) -> None:
    assert "die" in words(written)[0].spellings


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u02bc", "`", "\u2032"])
def test_an_apostrophe_is_kept_and_left_out(apostrophe: str) -> None:
    assert words(f"don{apostrophe}t")[0].spellings == ("don't", "dont")


@pytest.mark.parametrize("written", ["j'ai envie", "j\u2019ai envie", "J' ai envie"])
def test_what_french_cuts_off_is_a_word(written: str) -> None:
    assert first(written) == ["j", "ai", "envie"]


def test_accents_fold_but_s_sharp_is_two() -> None:
    assert fold("Möchte NÃO señal weiß œuvre") == "mochte nao senal weiss oeuvre"


def test_sentences_end_and_clauses_pause() -> None:
    read = words("No, I can't. Not now... maybe\nlater! Mail a.b@c.de")
    assert [word.spellings[0] for word in read if not word.paused][:1] == ["no"]
    assert [word.spellings[0] for word in read] == [
        "no", "i", "can't", END, "not", "now", "maybe", "later", END, "mail", "a", "b@c", "de",
    ]  # fmt: skip
    assert [word.spellings[0] for word in read if word.paused] == ["i", "maybe", "later"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud800", "\udfff\ud800", "\x00\x07\x1b[31m", "\u202e\u2066", "......", "'", "**", "🏳️‍🌈", "\ufdfa"],
)
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(words(text), list)
