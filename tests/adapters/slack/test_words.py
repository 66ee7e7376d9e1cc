"""What Slack's adapter says."""

import re
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message

import adapters.slack
from bot.words import HERE, Words

SOURCES = [one.read_text("utf-8") for one in sorted(Path(adapters.slack.__file__).parent.glob("*.py"))]
NAMED = re.compile(r'"(slack-[a-z-]+(?:\.(?!com)[a-z]+)?)"')
# What a screen's own lines are put together from.
PUT_TOGETHER = re.compile(r'(?:_line\(|\()"(draft|pace|address|subject)"')


def _named() -> set[str]:
    named = {name for source in SOURCES for name in NAMED.findall(source)}
    return named | {f"slack-{end}" for source in SOURCES for end in PUT_TOGETHER.findall(source)}


def test_every_line_that_is_named_is_there_and_none_is_left_over() -> None:
    body = FluentParser().parse((HERE / "en" / "slack.ftl").read_text("utf-8")).body
    assert not [entry for entry in body if isinstance(entry, Junk)]
    english = Words().of("en")
    assert {name for name in _named() if not english.has(name)} == set()
    there = {entry.id.name for entry in body if isinstance(entry, Message)}
    assert there - {name.partition(".")[0] for name in _named()} == set()
