"""Text for Slack and from it: whatever is in a text, it is shown as it was written, and calls nobody.

Three kinds of text go there. Rich text has its markup beside it, so it needs nothing. Plain text has none, but entities are
undone in it. The text of a notification is "mrkdwn", in which `&`, `<` and `>` mean something; `link_names` stays off.
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
# "certain mentions will be automatically parsed" (reference of the text object), also without `<` and `>`.
_EVERYONE = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
_ANGLES = re.compile(r"<([^<>\n]*)>")


def plain(text: str) -> dict[str, Any]:
    """A text object without markup."""
    return {"type": "plain_text", "text": _ENTITY.sub("&amp;", text), "emoji": False}


def label(text: str, most: int) -> dict[str, Any]:
    """Plain text for a control, which may be so long at the most. What would be longer only by its escaping goes without."""
    made = plain(text)
    return made | {"text": text} if len(made["text"]) > most else made


def notification(text: str) -> str:
    """The text that stands for a message where its blocks cannot: in a notification, or read aloud."""
    return escape(_EVERYONE.sub("@\u200b", text), quote=False)


def as_typed(text: str) -> str:
    """What somebody typed into a message or behind a command, as they saw it while they did.

    >>> as_typed("see <https://a.example|a.example> &amp; <#C1|jobs>")
    'see a.example & #jobs'
    """
    return unescape_entities(_ANGLES.sub(_shown, text))


def unescape_entities(text: str) -> str:
    """Undo Slack's three entities, and no others."""
    return re.sub(r"&(?:amp|lt|gt);", lambda found: unescape(found[0]), text)


def _shown(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    match target[:1]:
        case "#":
            return f"#{label or target[1:]}"
        case "@" | "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target.removeprefix("mailto:")
