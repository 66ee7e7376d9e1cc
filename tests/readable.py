"""Screens as text, to be read."""

from __future__ import annotations

import textwrap

from bot.screen import Attached, Copy, Link, Paragraph, Quote, Screen

WIDTH = 90
# What stands around names, to keep a right-to-left one in its place.
UNSEEN = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def plain(screen: Screen) -> str:
    """All that a screen says, without the marks around names."""
    texts = [block.text for block in screen.blocks if isinstance(block, Paragraph | Quote | Copy)]
    return "\n\n".join(texts).translate(UNSEEN)


def shown(screen: Screen) -> str:
    """A screen as text: what it says, and what can be pressed."""
    parts = []
    for block in screen.blocks:
        match block:
            case Paragraph(text):
                parts.append(wrapped(text))
            case Quote(text) | Copy(text):
                parts.append(wrapped(text, "  | "))
            case Attached(label=label):
                parts.append(wrapped(f"(picture: {label})"))
            case Link(label=label):
                parts.append(f"({label})")
            case _:
                pass
    if screen.menu is not None:
        parts.append("\n".join(f"  - {one.label}" for one in screen.menu.options))
    labels = [one.label for one in screen.buttons] + ([screen.typing.label] if screen.typing else [])
    if labels:
        parts.append(wrapped("  ".join(f"[{one}]" for one in labels)))
    return "\n\n".join(parts).translate(UNSEEN)


def wrapped(text: str, before: str = "") -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += textwrap.wrap(line, WIDTH - len(before), break_long_words=False) or [""]
    return "\n".join(f"{before}{line}".rstrip() for line in lines)
