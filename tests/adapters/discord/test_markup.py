"""Whatever a text holds, Discord shows it as it was written; read here by a small reader of Discord's own Markdown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.markup import plain

LINK = "link"
# What Discord's clients look for, at the beginning of a line and anywhere, in their order: the first that fits is taken.
# Written down from how they behave, apart from `plain`: an opening mark is taken for markup even where nothing closes it.
AT_LINE_START = {
    "quote": r" *>(?:>>)? ",
    "heading": r"\s*#{1,3}\s",
    "small": r"\s*-#\s",
    "list": r"\s*(?:[*+-]|[0-9]+[.)])\s",
}
ANYWHERE = {
    "escape": r"\\([^0-9A-Za-z\s])",
    LINK: r"<(https?://[^ >]+)>",
    "bare link": r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]",
    "special": r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^>]+:\d+|id:\w+)>",
    "everybody": r"@(?:everyone|here)",
    "emoji": r":[^\s:]+?(?:::skin-tone-\d)?:",
    "masked link": r"\[[^\]]+\]\(",
    "mark": r"[*_`\\]|~~|\|\||<",
}


def read(source: str) -> tuple[str, list[str], list[str]]:
    """What Discord shows of `source`, the links in it, and the names of whatever else it takes for markup."""
    shown, links, markup = "", [], []
    at = 0
    while at < len(source):
        rules = dict(ANYWHERE)
        if at == 0 or source[at - 1] in "\r\n":
            rules = AT_LINE_START | rules
        name, found = next(
            ((name, found) for name, rule in rules.items() if (found := re.compile(rule).match(source, at))), ("", None)
        )
        if found is None:
            shown, at = shown + source[at], at + 1
            continue
        if name == LINK:
            links.append(found[1])
        elif name != "escape":
            markup.append(name)
        shown += found[1] if name in (LINK, "escape") else found[0]
        at = found.end()
    return shown, links, markup


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
