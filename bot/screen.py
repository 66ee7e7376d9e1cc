"""A screen: what a person sees, in words but for no platform. Adapters draw it and turn taps back into tokens.

A private button carries the token ``run:key:value``: opaque, at most 100 characters, no personal text. What is typed goes
to the token of a `Typing` or a `Form`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

TOKEN_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one or a few lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The person's own words, handed back."""

    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Text to copy and send somewhere else."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Something to open. `url` may be https: or mailto:."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Progress: `done` of `total`."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A file for the person. `label` says what it is (the alt text, where it is a picture)."""

    label: str
    name: str
    content: bytes


Block: TypeAlias = Paragraph | Quote | Copy | Link | Bar | Attached


@dataclass(frozen=True, slots=True)
class Button:
    token: str
    label: str


@dataclass(frozen=True, slots=True)
class MenuOption:
    value: str
    label: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to pick from: between `least` and `most` of its options."""

    token: str
    label: str
    options: tuple[MenuOption, ...]
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Typing:
    """A place to type. `label` is on the button that opens it; `draft` is what was there before."""

    token: str
    label: str
    limit: int
    long: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    name: str
    label: str
    limit: int
    long: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """Fields to fill in at once. `label` is on the button that opens it, `title` at its head."""

    token: str
    label: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """Paced breathing: seconds in, seconds out, how many times, and the words for it."""

    inhale: int
    exhale: int
    breaths: int
    breathe_in: str
    breathe_out: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One topic: what is said, at most five buttons or one menu, somewhere to type, and the way out."""

    run: str
    key: str
    blocks: tuple[Block, ...] = ()
    heading: str | None = None
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    typing: Typing | None = None
    form: FormView | None = None
    pace: Pace | None = None
    navigation: tuple[Button, ...] = field(default=())
