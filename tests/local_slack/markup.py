"""What people read where a bot wrote mrkdwn, plain text or rich text: markup applied, entities undone, mentions counted.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# Gives the name of a user or channel id.
Names = Callable[[str], str]

EMOJI = {
    "smile": "😄",
    "wave": "👋",
    "tada": "🎉",
    "+1": "👍",
    "seedling": "🌱",
    "white_check_mark": "✅",
    "heart": "❤️",
}
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_ANGLES = re.compile(r"<([^<>\n]+)>")
_SHORTCODE = re.compile(r":([a-z0-9_+-]+):")
_URL = re.compile(r"https?://[^\s<>|]+")
_NO_END = ".,;:!?)'\""
# A ">" is kept as "&gt;" by Slack itself, so that escaping it does not keep it from quoting.
_QUOTE = re.compile(r"^(?:>|&gt;){1,3} ?", re.MULTILINE)
_STYLES = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]*\S|\S){mark}(?![\w{mark}])") for mark in (r"\*", "_", "~")
)
_EVERYONE = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
_NAMED = re.compile(r"(?<!\w)@(\w+)")
_HELD = 0xF0000  # private use: stands for what is not to be looked into


@dataclass
class Reading:
    """What was read so far: texts in order, whom they call, what can be opened or copied to the letter."""

    names: Names
    texts: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    def text(self, given: Json, *, link_names: bool = False) -> str:
        """A text object."""
        if given["type"] == "plain_text":
            return self.plain(given["text"], emoji=given.get("emoji", True))
        return self.mrkdwn(given["text"], link_names=link_names, verbatim=given.get("verbatim", False))

    def plain(self, text: str, *, emoji: bool = True) -> str:
        return unescaped(_emoji(text) if emoji else text)

    def mrkdwn(self, text: str, *, link_names: bool = False, verbatim: bool = False) -> str:
        held: dict[str, str] = {}
        first = max(_HELD, *map(ord, text), 0) + 1

        def hold(shown: str) -> str:
            key = chr(first + len(held))
            held[key] = shown
            return key

        def code(found: re.Match[str]) -> str:
            inside = unescaped(_ANGLES.sub(lambda one: self._angles(one[1]), found[1] or found[2]))
            if found[1]:
                inside = inside.strip("\n")
            self.copies.append(inside)
            return hold(inside)

        text = _CODE.sub(code, text)
        text = _ANGLES.sub(lambda found: hold(self._angles(found[1])), text)
        self.links += (unescaped(url).rstrip(_NO_END) for url in _URL.findall(text) if not verbatim)
        # Said of `verbatim`: "certain mentions will be automatically parsed" unless it is set.
        if link_names or not verbatim:
            self.called += (f"@{name}" for name in _EVERYONE.findall(text))
        if link_names:
            self.called += (f"@{name}" for name in _NAMED.findall(text) if name not in ("channel", "here", "everyone"))
        text = _QUOTE.sub("", text)
        for style in _STYLES:
            text = style.sub(r"\1", text)
        text = unescaped(_emoji(text))
        return "".join(held.get(one, one) for one in text) if held else text

    def _angles(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        kind = target[:1]
        if kind == "@":
            self.called.append(f"@{self.names(target[1:])}")
            return f"@{self.names(target[1:])}"
        if kind == "#":
            return f"#{label or self.names(target[1:])}"
        if kind == "!":
            word = target[1:].partition("^")[0]
            if word == "date":
                return unescaped(label)
            self.called.append(f"@{label or word}")
            return f"@{label or word}"
        self.links.append(unescaped(target))
        return unescaped(label or target)

    # Rich text

    def rich(self, block: Json) -> None:
        for part in block["elements"]:
            kind = part["type"]
            if kind == "rich_text_list":
                self.texts += (self._run(item["elements"]) for item in part["elements"])
                continue
            text = self._run(part["elements"])
            self.texts.append(text)
            if kind == "rich_text_preformatted":
                self.copies.append(text)

    def _run(self, elements: Iterable[Json]) -> str:
        return "".join(self._element(one) for one in elements)

    def _element(self, one: Json) -> str:
        match one["type"]:
            case "text":
                if one.get("style", {}).get("code"):
                    self.copies.append(one["text"])
                return str(one["text"])
            case "link":
                self.links.append(one["url"])
                return str(one.get("text") or one["url"])
            case "emoji":
                return EMOJI.get(one["name"], f":{one['name']}:")
            case "user":
                name = f"@{self.names(one['user_id'])}"
            case "channel":
                return f"#{self.names(one['channel_id'])}"
            case "broadcast":
                name = f"@{one['range']}"
            case "usergroup":
                name = f"@{one['usergroup_id']}"
            case kind:
                return str(one.get("fallback", kind))
        self.called.append(name)
        return name


def _emoji(text: str) -> str:
    return _SHORTCODE.sub(lambda found: EMOJI.get(found[1], found[0]), text) if ":" in text else text


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def escaped(text: str) -> str:
    """As Slack passes on what people typed into a message or behind a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
