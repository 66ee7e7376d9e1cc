"""A small reader of Discord's own Markdown: what its clients show of a text. Written apart from the adapter's escaping."""

from __future__ import annotations

import re
from typing import NamedTuple

LINK = "link"
# What Discord's clients look for, at the beginning of a line and anywhere, in their order: the first that fits is taken.
# Written down from how they behave, apart from `plain`: an opening mark is taken for markup even where nothing closes it.
AT_LINE_START = {
    "quote": r" *>(?:>>)? ",
    "heading": r"\s*#{1,3}\s",
    "small": r"\s*-#\s",
    "list": r"\s*(?:[*+-]|[0-9]+[.)])\s",
}
ANYWHERE = {
    "escape": r"\\([^0-9A-Za-z\s])",
    LINK: r"<(https?://[^ >]+)>",
    "bare link": r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]",
    "special": r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^>]+:\d+|id:\w+)>",
    "everybody": r"@(?:everyone|here)",
    "emoji": r":[^\s:]+?(?:::skin-tone-\d)?:",
    "masked link": r"\[[^\]]+\]\(",
    "mark": r"[*_`\\]|~~|\|\||<",
}


def read(source: str) -> tuple[str, list[str], list[str]]:
    """What Discord shows of `source`, the links in it, and the names of whatever else it takes for markup."""
    shown, links, markup = "", [], []
    at = 0
    while at < len(source):
        rules = dict(ANYWHERE)
        if at == 0 or source[at - 1] in "\r\n":
            rules = AT_LINE_START | rules
        name, found = next(
            ((name, found) for name, rule in rules.items() if (found := re.compile(rule).match(source, at))), ("", None)
        )
        if found is None:
            shown, at = shown + source[at], at + 1
            continue
        if name == LINK:
            links.append(found[1])
        elif name != "escape":
            markup.append(name)
        shown += found[1] if name in (LINK, "escape") else found[0]
        at = found.end()
    return shown, links, markup


class Drawn(NamedTuple):
    """A text as somebody reads it, what of it is there to copy, and what can be opened."""

    shown: str
    copy: str | None
    links: tuple[str, ...]


FENCE = re.compile(r"```\n(.*)\n```", re.DOTALL)


def drawn(source: str) -> Drawn:
    """What Discord shows of one text of ours: within a fence as it stands, else with quotations and small text drawn."""
    if found := FENCE.fullmatch(source):
        return Drawn(found[1], found[1], ())
    lines, links = [], []
    for line in source.split("\n"):
        shown, found_links, markup = read(line.removeprefix("-# ").removeprefix("> "))
        # Bold is ours, in the middle of a breath.
        assert set(markup) <= ({"mark"} if line.startswith("**") else set()), f"{markup} in {line!r}"
        lines.append(shown)
        links += found_links
    return Drawn("\n".join(lines), None, tuple(links))
