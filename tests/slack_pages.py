"""Screens as Slack would get them, held against its limits and against what its own library takes."""

from __future__ import annotations

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import limits, render, views
from adapters.slack.breathing import moments
from adapters.slack.limits import Json
from adapters.slack.places import Place
from bot.screen import Screen
from bot.words import Words

WORDS = Words()
# A place as long as they come: a response URL.
PLACE = Place(url="https://hooks.slack.com/actions/" + "T0123456789/" * 20, over=True)


def forms(screen: Screen, words: Words = WORDS) -> list[Json]:
    """The modals that the screen opens."""
    tongue, pace = words.near(screen.language), screen.pace
    shown = [views.breath(pace, tongue, moment) for moment in (next(moments(pace)), None)] if pace else []
    made = [views.form(screen, opens.token, words, PLACE) for opens in (screen.typing, screen.form) if opens]
    return [*shown, *(form for form in made if form)]


def problems(screen: Screen, words: Words = WORDS) -> list[str]:
    """What of the page and its modals Slack would refuse. A message may hold less than a modal or a Home, so it is looked at."""
    page = render.page(screen, words, in_channel=True)
    return [
        *limits.broken(page.blocks),
        *(problem for view in forms(screen, words) for problem in limits.broken_view(view)),
    ]


def refused(screen: Screen, words: Words = WORDS) -> list[str]:
    """What Slack's own library refuses of it, as a message, in a modal and at home. It looks at less, and takes its time."""
    page = render.page(screen, words, in_channel=True)
    shown = [*forms(screen), views.page(page, words.near(screen.language)), views.home(page)]
    try:
        for block in (block for view in shown for block in view["blocks"]):
            parsed = Block.parse(block)
            assert parsed is not None, f"no such block: {block['type']}"
            parsed.validate_json()
        for view in shown:
            View(**view).validate_json()
    except (SlackObjectFormationError, AssertionError) as error:
        return [str(error)]
    return []
