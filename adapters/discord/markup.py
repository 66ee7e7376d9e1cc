"""Text for Discord, which reads a Markdown of its own: whatever is in a text, it is shown as it was written.

Discord's Markdown reads a backslash before any mark as "this one is no markup" and does not show it. discord.utils has an
escape_markdown, which leaves numbered lists, timestamps, emoji and what is inside a masked link as markup; and an
escape_mentions, which puts invisible characters into text that people copy.

That nobody is notified is up to `allowed_mentions`, not to this: Discord looks for mentions without reading Markdown.
"""

from __future__ import annotations

import re

# Up to the last character that is not rather the sentence's own; with brackets only in pairs, as in "(see https://a.example)".
_LINK = r"""https?://[^\W_](?:\([^\s()<>"`|\\^{}]*\)|[^\s()<>"`|\\^{}])*(?<![.,:;!?'*_~\]])"""
# Lists, headings, small text and quotes, which begin a line. Of a number the point behind it is the mark.
_FIRST = r"(?<![^\n\r])[^\S\n\r]*(?:[0-9]+(?=[.)])|(?=[#>+-]))"
# "<" begins mentions, timestamps, emoji and commands; ":" an emoji by its name, or a link other than to a page. Between two ":"
# Discord takes a backslash for a part of the name, so none stays open.
_MARK = r"[\\*_~|`<\[]|@(?=everyone|here)|:(?=//|[^\s:]*:)"
_FOUND = re.compile(rf"(?P<link>{_LINK})|(?P<before>{_FIRST})(?P<first>[#>+.)-])|(?P<mark>{_MARK})")


def plain(text: str) -> str:
    r"""`text` as Discord's source: no part of it is markup, a mention or an emoji by name. Links to pages work.

    A link goes into "<" and ">", which are not shown and say where it ends; everything else that could mean something gets
    a backslash. So it grows, to twice its length at the most; it is this length that Discord limits.

    >>> plain("1. *Both* of <@1>: https://example.org/a_b.")
    '1\\. \\*Both\\* of \\<@1>: <https://example.org/a_b>.'
    """
    return _FOUND.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found["link"]:
        return f"<{found['link']}>"
    return f"{found['before'] or ''}\\{found['first'] or found['mark']}"
