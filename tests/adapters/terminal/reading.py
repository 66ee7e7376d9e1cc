"""What a person reads in what the chat wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.screen import Screen
from tests.adapters.platforms import Page, Public

MESSAGE = "  A direct message from Bounceback\n"
WAITS = "  To answer it, type e.\n"
SAVES = "Save as "
EDITED = "(edited)"
_CHOICE = re.compile(r"^ {2,3}(\d+)  (\S.*)$")
_WAYS_OUT = re.compile(r"^  [bshre] [A-Z]")
_WAY = re.compile(r"(?:^  |   )([bshre]) (.+?)(?=   [bshre] |$)")
_RULE = re.compile(r"^  ─+$")
_LINK = re.compile(r"(?:https?://|mailto:)\S+")
_TYPES = ", and press Enter."


class Shown(NamedTuple):
    """A page as it stands in a window: the screen behind it, and what to type for each of its offers."""

    screen: Screen
    keys: Mapping[str, str]


def unechoed(told: str) -> str:
    """What was written below the line that was typed; the first line is empty where nothing was."""
    return told.partition("\n")[2]


def parsed(told: str, screen: Screen) -> Page:
    """What a person reads in what the chat wrote: all of it is found in the text, but that a choice opens a form."""
    lines = [line for line in unechoed(told).split("\n") if line.strip()]
    keys: dict[str, str] = {}
    if lines and _WAYS_OUT.match(lines[-1]):
        # Other open questions are the terminal's own way between windows of one.
        keys = {label: key for key, label in _WAY.findall(lines.pop()) if key != "e"}
    starts = [number for number, line in enumerate(lines) if _choice(line) == "1"]
    first = starts[-1] if starts else len(lines)
    said, offered = lines[:first], lines[first:]
    numbered: dict[str, str] = {}
    rest: list[str] = []
    for line in offered:
        found = _CHOICE.match(line)
        if found and int(found[1]) == len(numbered) + 1:
            numbered[found[2]] = found[1]
        elif line.startswith("     ") and numbered and not rest:
            label, number = numbered.popitem()
            numbered[f"{label} {line.strip()}"] = number
        else:
            rest.append(line)
    choices = {label.partition(" – ")[0]: number for label, number in numbered.items()}
    assert len(choices) == len(numbered), f"two choices of one name: {list(numbered)}"
    files = tuple(label.removeprefix(SAVES) for label in choices if label.startswith(SAVES))
    form = screen.form.label if screen.form else None
    tapped = [label for label in choices if label != form and not label.startswith(SAVES)]
    text = "\n".join(line.strip().removeprefix("│ ") for line in (*said, *rest) if not _RULE.match(line))
    return Page(
        text,
        (*tapped, *keys),
        can_type=any(line.endswith(_TYPES) for line in (*said, *rest)),
        can_fill=form in choices,
        links=tuple(_LINK.findall(told)),
        files=files,
        where=Shown(screen, choices | keys),
    )


_ACTION = re.compile(r"^ {6}(c\d+)  (\S.*)$")
_PICTURE = re.compile(r"^ {4}Picture: (.+)$")


def posts(told: str, before: str) -> list[Public]:
    """The posts in what the chat wrote, each with this `before` its first line. Behind a "#" stands the name of its channel, with
    the first line behind it or below."""
    found: list[Public] = []
    for line in told.split("\n"):
        if line.startswith(before):
            rest = line.removeprefix(before)
            found.append(Public((rest.partition("  ")[2] if before.endswith("#") else rest).strip(), where={}))
        elif line.strip():
            assert line.startswith("    "), line
            found[-1] = _more(found[-1], line)
    return [post._replace(text=post.text.removesuffix(EDITED).rstrip()) for post in found]


def _more(post: Public, line: str) -> Public:
    """A post with one more of its lines."""
    if picture := _PICTURE.match(line):
        return post._replace(pictures=(*post.pictures, picture[1]))
    if action := _ACTION.match(line):
        post.where[action[2]] = action[1]
        return post if action[2].startswith(SAVES) else post._replace(buttons=(*post.buttons, action[2]))
    return post._replace(text=f"{post.text}\n{line.strip()}".lstrip())


def _choice(line: str) -> str | None:
    found = _CHOICE.match(line)
    return found[1] if found else None
