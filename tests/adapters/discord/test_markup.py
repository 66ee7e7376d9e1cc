"""Whatever a text holds, Discord shows it as it was written; read here by a small reader of Discord's own Markdown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.markup import plain
from tests.adapters.discord.reading import read

PIECES = [
    *r"\*_~`|<>[]()#-+.:@/!&?1 ab",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "12. ",
    "# ",
    "> ",
    "**",
    "||",
    "```",
    "https://",
    "http://a.example/b_c",
    "steam://run",
    "<@1>",
    "</rejected:1>",
    "<t:1:R>",
    "<:a:1>",
    "@everyone",
    ":smile:",
    "[a](",
    "\u202e",
    "é",
    "🙂",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


@given(texts)
@example(":wave::skin-tone-2:")
@example("[**bold**](https://a.example)")
@example("**https://a.example**")
@example(r"\*a\* \https://a.example/_")
@example("¯\\_(ツ)_/¯")
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    shown, links, markup = read(plain(text))
    assert (shown, markup) == (text, [])
    assert all(link in text for link in links)


@given(texts)
def test_it_grows_no_further_than_it_says(text: str) -> None:
    assert len(plain(text)) <= 2 * len(text)


@pytest.mark.parametrize(
    "text",
    [
        "*a*", "_a_", "__a__", "~~a~~", "||a||", "`a`", "```a```", "# a", "   ## a", "-# a", "- a", "  * a", "1. a", "> a",
        ">>> a", "[a](https://a.example)", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "<:a:1>", "</rejected:1>", "<id:guide>",
        "@everyone", "@here", ":smile:", "steam://run/1", "https://a.example/b", "a\n# b",
    ],
)  # fmt: skip
def test_as_it_stands_it_would_have_been_markup(text: str) -> None:
    assert read(text)[2], "otherwise the reader says nothing about `plain`"
    assert read(plain(text))[2] == []


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://a.example/b_c_d.", "https://a.example/b_c_d"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("**https://a.example**", "https://a.example"),
        ("<https://a.example/?b=1&c=~d#e>", "https://a.example/?b=1&c=~d#e"),
        ("https://a.example/b*c*d", "https://a.example/b*c*d"),
        ("https://a.example:8080/b:c", "https://a.example:8080/b:c"),
    ],
)
def test_links_work(text: str, link: str) -> None:
    assert read(plain(text))[:2] == (text, [link])


def test_ordinary_text_stays_short() -> None:
    for text in (
        "I did not get it. (Final round, 3 of 4.)",
        "Kim: 14:30, a@b.example - see you!",
        "C# or F#, 50% & more",
    ):
        assert plain(text) == text
