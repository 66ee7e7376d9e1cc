"""What a turn comes to: a screen, or what has to be done outside of its transaction before one is shown."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from bot.draw import paragraphs, token
from bot.lines import Line
from bot.ports import Event
from bot.rows import Member
from bot.screen import Button, Screen
from bot.words import Tongue


class Posting(NamedTuple):
    """A turn that has something to post before it can show anything: sent after the commit."""

    member: Member
    run: str
    key: str


class Dropped(NamedTuple):
    """A turn after which a run is gone that may have held a text. What is left of it in the store's log is still to go."""

    screen: Screen


class Again(NamedTuple):
    """A turn that goes on with an event that was held. `note` is said above the screen that answers it."""

    event: Event
    note: str


class Forgotten(NamedTuple):
    """A turn after which nothing is left of its member; what is outside of its transaction is still to be done."""

    screen: Screen


Shown: TypeAlias = Screen | Posting | Again | Dropped | Forgotten


def only(said: Line, tongue: Tongue) -> Screen:
    """A screen that belongs to no run: what is said, and the ways on. *Need a person?* is there as everywhere."""
    home, person = (Button(token("", f"~{name}"), tongue.text(Line(f"nav-{name}"))) for name in ("home", "person"))
    blocks, language = paragraphs(tongue.text(said)), tongue.language
    return Screen("", "~end", blocks, buttons=(home,), navigation=(person,), language=language)


def above(note: str, shown: Shown) -> Shown:
    """A note above what is shown."""
    return shown._replace(blocks=(*paragraphs(note), *shown.blocks)) if isinstance(shown, Screen) else shown
