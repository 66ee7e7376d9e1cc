"""What people read of a bot's text."""

from __future__ import annotations

import pytest

from tests.local_slack.markup import Reading


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* _slanted_ ~struck~ `code`", "bold slanted struck code"),
        ("2*3*4 snake_case_name a ~ b * c", "2*3*4 snake_case_name a ~ b * c"),
        ("*_both_*", "both"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("&amp;lt;", "&lt;"),
        ("> quoted\n&gt; quoted too", "quoted\nquoted too"),
        ("```\n*as it is* &amp; _so_\n```", "*as it is* & _so_"),
        ("<https://x.example/a_b_c?x=1&amp;y=2|a *link*>", "a *link*"),
        ("<@U1> in <#C1> and <#C2|named> <!here>", "@Sam in #general and #named @here"),
        ("<!date^1392734382^{date_num}|18 February>", "18 February"),
        (":wave: at 10:30:45 :no-such-thing:", "👋 at 10:30:45 :no-such-thing:"),
    ],
)
def test_mrkdwn(written: str, read: str) -> None:
    assert Reading({"U1": "Sam", "C1": "general"}.__getitem__).mrkdwn(written) == read


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("<@U1>", ["@Sam"]),
        ("<!channel> <!subteam^S1|@leads>", ["@channel", "@@leads"]),
        ("@everyone", ["@everyone"]),
        ("&lt;@U1&gt; @Sam me@here.example", []),
        ("`<@U1>`", ["@Sam"]),
    ],
)
def test_who_is_called(written: str, called: list[str]) -> None:
    reading = Reading({"U1": "Sam"}.__getitem__)
    reading.mrkdwn(written)
    assert reading.called == called
    plain = Reading(str)
    assert plain.plain(written.replace("&lt;", "<").replace("&gt;", ">")) == written.replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    assert plain.called == []


def test_text_to_copy_and_links() -> None:
    reading = Reading(str)
    reading.mrkdwn("Send this:\n```\nHi Kim,\n\n*thank* you\n``` or see https://x.example/a_b_c.")
    assert reading.copies == ["Hi Kim,\n\n*thank* you"]
    assert reading.links == ["https://x.example/a_b_c"]


def test_rich_text_is_as_it_was_written() -> None:
    reading = Reading({"U1": "Sam"}.__getitem__)
    text = {"type": "text", "text": "*as* &amp; it :wave: is"}
    elements = [
        {"type": "rich_text_section", "elements": [text, {"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "Hi <@U1>"}]},
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [text]}]},
        {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://x.example", "text": "there"}]},
    ]
    reading.rich({"type": "rich_text", "elements": elements})
    assert reading.texts == [f"{text['text']}@Sam", "Hi <@U1>", text["text"], "there"]
    assert (reading.called, reading.copies, reading.links) == (["@Sam"], ["Hi <@U1>"], ["https://x.example"])
