"""What is said in a place: a post as it stands there, its buttons numbered for good."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from adapters.terminal.choices import Chosen, Save
from adapters.terminal.text import flat
from bot.fixed import Fixed
from bot.screen import Attached, Copy, Link, Paragraph, Quote, Screen


class Action(Fixed):
    """What can be done about a post. Its `number` is no other's, and stays its own: typed as ``c`` and the number."""

    number: int
    label: str
    act: Chosen | Save


class Post(Fixed):
    """`id` is the occurrence that it was posted under."""

    id: str
    text: str
    pictures: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    edited: bool = False

    def same(self, other: Post) -> bool:
        """Whether both say the same, and offer the same."""
        mine, theirs = ([(one.label, one.act) for one in post.actions] for post in (self, other))
        return (self.text, self.pictures, mine) == (other.text, other.pictures, theirs)


def drawn(occurrence: str, screen: Screen, numbers: Iterator[int], before: Post | None = None) -> Post:
    """A screen as a post. What `before` offered already keeps its number; whatever is new takes one of `numbers`."""
    known = {one.act: one.number for one in before.actions} if before else {}
    offered: list[tuple[str, Chosen | Save]] = [(button.label, Chosen(button.token)) for button in screen.buttons]
    offered += [(block.name, Save(block)) for block in screen.blocks if isinstance(block, Attached)]
    return Post(
        occurrence,
        "\n\n".join(_texts(screen)),
        tuple(block.label for block in screen.blocks if isinstance(block, Attached)),
        tuple(Action(known[act] if act in known else next(numbers), flat(label), act) for label, act in offered),
        edited=before is not None,
    )


def _texts(screen: Screen) -> Iterator[str]:
    if screen.heading:
        yield screen.heading
    for block in screen.blocks:
        match block:
            case Paragraph(text) | Quote(text) | Copy(text):
                yield text
            case Link(label, url):
                yield f"{label}: {url}"


def packed(post: Post) -> dict[str, Any]:
    """A post as JSON takes it."""
    return {
        "id": post.id,
        "text": post.text,
        "pictures": post.pictures,
        "edited": post.edited,
        "actions": [[one.number, one.label, *_packed(one.act)] for one in post.actions],
    }


def unpacked(kept: dict[str, Any]) -> Post:
    """The post that was packed."""
    actions = tuple(Action(number, label, _unpacked(*act)) for number, label, *act in kept["actions"])
    return Post(kept["id"], kept["text"], tuple(kept["pictures"]), actions, kept["edited"])


def _packed(act: Chosen | Save) -> tuple[str, ...]:
    if isinstance(act, Chosen):
        return (act.token,)
    return (act.file.label, act.file.name, base64.b64encode(act.file.read()).decode())


def _unpacked(first: str, name: str = "", content: str = "") -> Chosen | Save:
    return Save(Attached(first, name, base64.b64decode(content))) if name else Chosen(first)
