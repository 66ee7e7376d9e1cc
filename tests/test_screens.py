"""Every screen of every flow, walked with the longest answers, is held against what was promised about screens."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from bot.content.load import load
from bot.draw import BUTTONS
from bot.flow import Ask, Done, Find, Flow, Frame, Say, replay
from bot.flows import ALL
from bot.questions import Pick
from bot.screen import TOKEN_LIMIT, Copy, Paragraph, Quote, Screen
from bot.walk import Visit, screen_of, shows, walk
from bot.words import Words
from tests import discord_pages as discord
from tests import slack_pages as slack

# A screen is two to four short paragraphs before its controls; a card with a letter, a list or a summary may take more.
CHARACTERS = 1900


@cache
def visits(flow: Flow) -> tuple[Visit, ...]:
    return tuple(walk(flow, load()))


@cache
def walked(flow: Flow) -> tuple[tuple[Visit, Screen], ...]:
    """The visits of a flow that show a screen of their own."""
    tongue = Words().of("en")
    shown = []
    for visit in visits(flow):
        waits = visit.frame.waits
        if isinstance(waits, Ask) or shows(visit.frame):
            shown.append((visit, screen_of(visit, tongue)))
    return tuple(shown)


each_flow = pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)


@each_flow
def test_fits_every_platform(flow: Flow) -> None:
    broken = {
        f"{visit.path[-1]} → {screen.key}: {problem}"
        for visit, screen in walked(flow)
        for problem in (*discord.problems(screen), *slack.problems(screen))
    }
    assert not broken


@each_flow
def test_at_most_five_buttons_or_one_menu(flow: Flow) -> None:
    for visit, screen in walked(flow):
        many = len(screen.buttons) + bool(screen.menu) + bool(screen.typing) + bool(screen.form)
        assert many <= BUTTONS, f"{visit.path} shows {many}"


@each_flow
def test_the_way_out_is_always_there(flow: Flow) -> None:
    for visit, screen in walked(flow):
        names = [button.token.split(":")[1] for button in screen.navigation]
        asks = isinstance(visit.frame.waits, Ask)
        assert ("~stop" in names) is asks, visit.path
        assert ("~person" in names) is (flow.name != "person"), visit.path
        assert ("~back" in names) is (asks and any(one.asked for one in visit.frame.trail)), visit.path
        assert screen.buttons or screen.menu or screen.typing or screen.form or not asks, visit.path


@each_flow
def test_tokens_are_opaque_and_short(flow: Flow) -> None:
    for visit, screen in walked(flow):
        tokens = [button.token for button in (*screen.buttons, *screen.navigation)]
        tokens += [one.token for one in (screen.menu, screen.typing, screen.form) if one]
        assert len(tokens) == len(set(tokens)) or screen.typing, visit.path
        for token in tokens:
            assert len(token) <= TOKEN_LIMIT
            assert token.isascii(), f"{token} carries what somebody typed"


@each_flow
def test_every_screen_says_something_short(flow: Flow) -> None:
    for visit, screen in walked(flow):
        said = [block for block in screen.blocks if not isinstance(block, Copy)]
        assert said, f"{visit.path} shows an empty screen"
        assert all(block.text.strip() for block in said if isinstance(block, Paragraph | Quote)), visit.path
        length = sum(len(block.text) for block in said if isinstance(block, Paragraph))
        assert length <= CHARACTERS, f"{visit.path}: {length} characters"


@each_flow
def test_replayed_twice_it_says_the_same(flow: Flow) -> None:
    def told(frame: Frame) -> tuple[object, ...]:
        return frame.waits, frame.trail, frame.said, frame.stated

    for visit, _ in walked(flow)[:400]:
        assert told(replay(flow, visit.facts)) == told(visit.frame)


@each_flow
def test_works_without_typing(flow: Flow) -> None:
    """From every question there is a tap that answers it."""
    for visit, screen in walked(flow):
        if isinstance(visit.frame.waits, Ask):
            assert screen.buttons or screen.menu, f"{visit.path} can only be typed"


@each_flow
def test_every_option_and_pair_is_walked(flow: Flow) -> None:
    """The walk itself: no option of any question it met was left out."""
    offered: dict[str, set[str]] = defaultdict(set)
    taken: dict[str, set[str]] = defaultdict(set)
    for visit in visits(flow):
        if len(visit.path) > 1:
            key, _, name = visit.path[-1].partition("=")
            taken[key].add(name)
        if isinstance(visit.frame.waits, Ask) and isinstance(visit.frame.waits.question, Pick):
            pick, key = visit.frame.waits.question, visit.frame.waits.key
            # What comes from content is all of a kind, and a list of it may begin otherwise elsewhere: its first showing counts.
            once = key not in offered
            offered[key] |= {one.value for one in (*pick.offered, *pick.beside) if once or one.label is None}
    for key, options in offered.items():
        assert options <= taken[key], key


def test_finds_and_posts_are_walked_too() -> None:
    kinds = {type(visit.frame.waits) for flow in ALL for visit in visits(flow)}
    assert kinds == {Ask, Find, Say, Done}
