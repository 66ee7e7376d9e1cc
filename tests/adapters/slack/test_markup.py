"""Whatever is in a text, people read it as it was written, and nobody is called."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import render
from adapters.slack.controls import Act
from adapters.slack.limits import BUTTON_LABEL, length
from adapters.slack.markup import as_typed, notification, plain
from bot.screen import Button, Copy, Paragraph, Quote, Screen
from bot.words import Words
from tests.local_slack.markup import Reading, escaped

PIECES = (
    "*", "_", "~", "`", "```", ">", "<", "&", "&amp;", "&lt;", "&gt;", "&amp;amp;", "<@U1>", "<!here>", "<#C1|jobs>", "@here",
    "@channel", "@everyone", "@Everyone", ":smile:", "<https://a.example|b>", "https://a.example", "|", "\n", " ", "a",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3)).map(
    "".join
)
WORDS = Words()


def reading() -> Reading:
    return Reading(str)


@given(TEXTS)
def test_plain_text_is_read_as_it_was_written(text: str) -> None:
    made, read = plain(text), reading()
    assert read.text(made) == text
    assert read.called == []


def test_a_label_that_only_escaping_makes_too_long_is_not_refused() -> None:
    text = "&amp;" * 15
    assert plain("&amp;" * 10)["text"] == "&amp;amp;" * 10
    assert length(render.button(text, Act.PRESS)["text"]["text"]) == BUTTON_LABEL
    assert length(render.option("a", text)["text"]["text"]) == BUTTON_LABEL


@given(TEXTS)
def test_what_notifies_calls_nobody_and_holds_no_links_of_ours(text: str) -> None:
    read = reading()
    shown = read.mrkdwn(notification(text))
    assert read.called == []
    # Its markup may count, in a notification; its letters are there.
    assert [one for one in shown if one.isalnum()] == [one for one in text if one.isalnum()] or ":smile:" in text


@given(TEXTS)
def test_rich_text_is_read_as_it_was_written(text: str) -> None:
    if not text:
        return
    screen = Screen("run", "key", (Paragraph(text), Quote(text), Copy(text)), buttons=(Button("run:key:a", "Go"),))
    read = reading()
    shown: list[Any] = [block for block in render.page(screen, WORDS).blocks if block["type"] == "rich_text"]
    for block in shown:
        read.rich(block)
    assert read.texts == [text, text, text]
    assert read.copies == [text]
    assert (read.called, read.links) == ([], [])


@given(TEXTS)
def test_what_somebody_typed_is_what_they_typed(text: str) -> None:
    # Marks that people type come escaped; only Slack's own stand between "<" and ">".
    assert as_typed(escaped(text)) == text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2"),
        ("<http://a.example|a.example> now", "a.example now"),
        ("<mailto:kim@a.example|kim@a.example>", "kim@a.example"),
        ("in <#C024BE7LR|jobs> or <#C024BE7LR>", "in #jobs or #C024BE7LR"),
        ("<!here> <@U024BE7LH|kim> <@U024BE7LH>", "@here kim @U024BE7LH"),
        ("a &lt;b&gt; &amp;copy;", "a <b> &copy;"),
        ("a < b", "a < b"),
    ],
)
def test_what_slack_makes_of_it_is_undone(sent: str, typed: str) -> None:
    assert as_typed(sent) == typed
