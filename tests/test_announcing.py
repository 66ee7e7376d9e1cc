"""What is said in a circle's channel: short, within every platform's limits, and in numbers that say of nobody who it was."""

from __future__ import annotations

import time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.discord import limits as of_discord
from adapters.slack import limits as of_slack
from bot.announcing import ESCAPED, PLAIN, Counts, Told, digest, few, invitation, pod_digest
from bot.lines import Verbatim
from bot.screen import Attached, Screen
from bot.words import Words
from tests import discord_pages, slack_pages
from tests.world import said

TONGUE = Words().of("en")
COUNTS = Counts(3, 9, 14, 11, 4)


class Picture(NamedTuple):
    png: bytes = b"png"
    alt: str = "A week of nine."


def busy(many: int, what: str = "Write to somebody", name: str = "Kim") -> tuple[Told, ...]:
    return tuple(Told(f"{name}{number}", Verbatim(what)) for number in range(many))


def fits(screen: Screen) -> bool:
    return not discord_pages.problems(screen) and not slack_pages.problems(screen)


def test_the_room_is_within_the_platforms() -> None:
    assert ESCAPED < of_discord.TEXT_IN_ALL
    assert PLAIN < of_slack.SECTION_TEXT


def test_five_hundred_in_one_digest() -> None:
    begun = time.perf_counter()
    screen, named = digest(TONGUE, "#circle", COUNTS, busy(500), 12, Picture())
    assert time.perf_counter() - begun < 1
    assert fits(screen)
    assert 20 < named < 500
    assert f"• and {512 - named} more" in said(screen)
    assert said(screen).count("\n• Kim") == named


@pytest.mark.parametrize("what", ["*_~`|<>[]" * 40, "😀" * 300, "https://example.org/a_b " * 20, "a\nb", "&<>" * 90])
def test_whatever_is_quoted_fits(what: str) -> None:
    screen, named = digest(TONGUE, "#" + "*" * 79, COUNTS, busy(60, what, "_*" * 40), 0, Picture())
    assert fits(screen)
    assert named
    assert fits(pod_digest(TONGUE, busy(60, what, "_*" * 40), 5)[0])


@given(
    some.lists(some.tuples(some.text(max_size=90), some.text(min_size=1, max_size=300)), max_size=40),
    some.integers(0, 9),
)
def test_every_one_is_named_or_counted(told: list[tuple[str, str]], more: int) -> None:
    screen, named = digest(
        TONGUE, "#circle", COUNTS, tuple(Told(name, Verbatim(what)) for name, what in told), more, None
    )
    assert named <= len(told)
    rest = len(told) + more - named
    assert "more" in said(screen).splitlines()[-3] if rest and told else True


@pytest.mark.parametrize("people", [1, 2])
def test_few_are_not_counted(people: int) -> None:
    screen, _ = digest(TONGUE, "#circle", Counts(1, people, 5, 2, 1), (), 0, Picture())
    assert not any(char.isdigit() for char in said(screen))
    assert not any(isinstance(block, Attached) for block in screen.blocks)


def test_a_week_as_a_whole() -> None:
    screen, _ = digest(TONGUE, "#circle", Counts(1, 3, 3, 0, 0), (), 0, None)
    assert "3 people said what they would do: 3 things. None of it is ticked yet" in said(screen)
    screen, _ = digest(TONGUE, "#circle", Counts(1, 3, 4, 1, 1), (), 0, Picture())
    assert "One is done so far. One cheer went round." in said(screen)
    assert isinstance(screen.blocks[0], Attached)
    assert screen.blocks[0].label == "A week of nine."


def test_a_quiet_week_has_no_numbers() -> None:
    screen, named = digest(TONGUE, "#circle", Counts(1, 0, 0, 0, 0, ((3, 2),)), (), 0, Picture())
    assert (named, any(char.isdigit() for char in said(screen))) == (0, False)
    assert not any(isinstance(block, Attached) for block in screen.blocks)


def test_the_others_fit_too() -> None:
    invited = invitation(TONGUE, "r" * 16, "#" + "*" * 79, "Ada " * 20)
    assert invited.buttons[0].token == f"open:commit:{'r' * 16}"
    assert fits(invited)
    assert fits(few(TONGUE))
    assert said(pod_digest(TONGUE, (), 0)[0]) == "That was the week."
