"""The storyboard: every screen on one page, to read through, to print, or to send to somebody who reviews it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.screen import Attached, Block, Screen

TEMPLATE = "storyboard.html.j2"
LONG_MENU = 8

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}
_OPENS = ("https:", "http:", "mailto:")


class StoryboardError(Exception):
    """The page could not be written. One line, for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class StoryScreen:
    """A screen and the answers that led to it. `longest`: drawn with the longest texts that may come up."""

    path: str
    screen: Screen
    longest: bool = False


@dataclass(frozen=True, slots=True)
class StoryFlow:
    """A flow's screens. `step` is which of the six steps it is, if any."""

    name: str
    title: str
    step: int | None
    screens: list[StoryScreen]


def write_storyboard(flows: Iterable[StoryFlow], out: Path) -> Path:
    """Write the page to `out`; gives its whole path. Raises StoryboardError."""
    page = storyboard(flows)
    try:
        out.write_text(page, "utf-8")
    except OSError as error:
        raise StoryboardError(f"{out} cannot be written: {error.strerror or error}. Name another file.") from error
    return out.resolve()


def storyboard(flows: Iterable[StoryFlow]) -> str:
    """The page: one file that needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.tests["opens"] = _opens
    environment.filters |= {"kind": _kind, "picture": _picture}
    flows = list(flows)
    return environment.get_template(TEMPLATE).render(
        flows=flows,
        count=sum(len(flow.screens) for flow in flows),
        long_menu=LONG_MENU,
    )


def _shown(value: object) -> object:
    """Whatever is put into the page, without characters that HTML does not have."""
    if isinstance(value, Markup):
        return value
    return escape(_CONTROLS.sub("", value)) if isinstance(value, str) else value


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _opens(url: str) -> bool:
    return url.lower().startswith(_OPENS)


def _picture(file: Attached) -> str | None:
    """The address of a picture that is part of the page, or None for another sort of file."""
    sort = _PICTURES.get(Path(file.name).suffix.lower())
    return f"data:{sort};base64,{base64.b64encode(file.read()).decode()}" if sort else None
