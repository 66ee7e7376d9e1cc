"""A screen: what a person sees, in words but for no platform. Adapters draw it and turn taps back into tokens.

A private button carries the token ``run:key:value``: opaque, at most 95 characters, no personal text. What is typed goes
to the token of a `Typing` or a `Form`. A public one, in a channel, carries ``open:word:id``: whoever presses it gives that
command, about what follows, and gets a run of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

# Discord takes 100 characters, and its adapter says in five of them what a control does.
TOKEN_LIMIT = 95
OPENS = "open:"
# The key of a press that answers nothing: it shows where the run is, as to fill in a form with what was there.
LOOK = "~look"
# The run in the tokens of a home that was only looked at: no run is there yet. A press on it opens one, and answers it.
AT_HOME = "at-home"
# The key of the screen that says that nothing of theirs is left. What a platform still shows of them is to go as well.
FORGOTTEN = "~forgotten"


class Paragraph(NamedTuple):
    """Text of one or a few lines."""

    text: str


class Quote(NamedTuple):
    """The person's own words, handed back."""

    text: str


class Copy(NamedTuple):
    """Text to copy and send somewhere else."""

    text: str


class Link(NamedTuple):
    """Something to open. `url` may be https: or mailto:."""

    label: str
    url: str


class Bar(NamedTuple):
    """Progress: `done` of `total`."""

    done: int
    total: int


class Attached(NamedTuple):
    """A file for the person. `label` says what it is (the alt text, where it is a picture).

    What takes a while is made when it is needed: on a thread, by whoever hands the screen on (bot/drawn.py).
    """

    label: str
    name: str
    content: bytes | Callable[[], bytes]

    def read(self) -> bytes:
        """What is in it; made now, where nobody made it before."""
        return self.content if isinstance(self.content, bytes) else self.content()


Block: TypeAlias = Paragraph | Quote | Copy | Link | Bar | Attached


class Button(NamedTuple):
    token: str
    label: str


class MenuOption(NamedTuple):
    value: str
    label: str
    detail: str | None = None


class Menu(NamedTuple):
    """A list to pick from: between `least` and `most` of its options. One that is `aside` comes after the buttons, where
    one comes after the other."""

    token: str
    label: str
    options: tuple[MenuOption, ...]
    least: int = 1
    most: int = 1
    aside: bool = False


class Typing(NamedTuple):
    """A place to type. `label` is on the button that opens it; `draft` is what was there before. Where it `searches`, a
    platform can offer what is found while it is typed."""

    token: str
    label: str
    limit: int
    long: bool = False
    draft: str = ""
    searches: bool = False


class FormField(NamedTuple):
    """Something to fill in: text of at most `limit` characters, or one of `options`, whose value is then given."""

    name: str
    label: str
    limit: int
    long: bool = False
    draft: str = ""
    options: tuple[MenuOption, ...] = ()


class FormView(NamedTuple):
    """Fields to fill in at once. `label` is on the button that opens it, `title` at its head."""

    token: str
    label: str
    title: str
    fields: tuple[FormField, ...]


class Pace(NamedTuple):
    """Paced breathing: seconds in, seconds out, how many times, and the words for it."""

    inhale: int
    exhale: int
    breaths: int
    breathe_in: str
    breathe_out: str


class Screen(NamedTuple):
    """One topic: what is said, at most five buttons or one menu, somewhere to type, and the way out.

    `language` is the one that all of it is written in, so that an adapter can add its own words in the same. `problem` is what
    was wrong with what was given, for a form that can say so beside its field (`problem_at`, where it has several); it
    stands among the blocks too.
    """

    run: str
    key: str
    blocks: tuple[Block, ...] = ()
    heading: str | None = None
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    typing: Typing | None = None
    form: FormView | None = None
    pace: Pace | None = None
    navigation: tuple[Button, ...] = ()
    language: str = "en"
    problem: str | None = None
    problem_at: str | None = None


def public(text: str, *, buttons: tuple[Button, ...] = (), language: str = "en") -> Screen:
    """What is said in a channel, an empty line between paragraphs. Its buttons carry public tokens; it belongs to no run."""
    blocks = tuple(Paragraph(part) for part in text.split("\n\n") if part.strip())
    return Screen("", "", blocks, buttons=buttons, language=language)


def opens(word: str, about: str = "") -> str:
    """The public token that gives the command `word`, about a row by its id."""
    return f"{OPENS}{word}:{about}"
