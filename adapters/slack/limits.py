"""What Slack takes, in one table, and what of a screen would not fit.

Source: Slack's Block Kit reference, 2026. Lengths in characters, after escaping.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.screen import Attached, Bar, Link, Screen

BLOCKS = 50
SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_LABEL = 75
BUTTON_VALUE = 2000
ACTION_ID = 255
ACTIONS = 25
MENU_OPTIONS = 100
OPTION_LABEL = 75
OPTION_VALUE = 150
OPTION_DETAIL = 75
PLACEHOLDER = 150
MODAL_TITLE = 24
INPUT_LABEL = 2000
INPUT_TEXT = 3000
URL = 3000


def broken(screen: Screen) -> list[str]:
    """What of this screen Slack would refuse; empty where it fits."""
    return [problem for problem in _broken(screen) if problem]


def _broken(screen: Screen) -> Iterator[str]:
    yield _over("header", len(screen.heading or ""), HEADER_TEXT)
    for block in screen.blocks:
        match block:
            case Link(label=label, url=url):
                yield _over(f"link {label!r}", len(label), BUTTON_LABEL)
                yield _over(f"url of {label!r}", len(url), URL)
            case Bar() | Attached():
                pass
            case _:
                # Text is escaped before it is sent (&, < and > only), and counted as sent.
                yield _over(f"section {block.text[:30]!r}", len(escape(block.text, quote=False)), SECTION_TEXT)
    buttons = [*screen.buttons, *screen.navigation]
    for button in buttons:
        yield _over(f"button {button.label!r}", len(button.label), BUTTON_LABEL)
        yield _over(f"value {button.token!r}", len(button.token), BUTTON_VALUE)
        yield _over(f"action_id {button.token!r}", len(button.token), ACTION_ID)
        if not button.label.strip():
            yield "a button without a label"
    opens = [one for one in (screen.typing, screen.form) if one]
    for one in opens:
        yield _over(f"button {one.label!r}", len(one.label), BUTTON_LABEL)
    yield _over("actions", len(buttons) + len(opens), ACTIONS)
    yield _over("blocks", len(screen.blocks) + 4 + (1 if screen.menu else 0), BLOCKS)
    if screen.menu:
        yield _over("options", len(screen.menu.options), MENU_OPTIONS)
        yield _over("menu label", len(screen.menu.label), PLACEHOLDER)
        for option in screen.menu.options:
            yield _over(f"option {option.label!r}", len(option.label), OPTION_LABEL)
            yield _over(f"value {option.value!r}", len(option.value), OPTION_VALUE)
            yield _over(f"detail {option.detail!r}", len(option.detail or ""), OPTION_DETAIL)
    if screen.typing:
        yield _over(f"modal title {screen.typing.label!r}", len(screen.typing.label), MODAL_TITLE)
        yield _over("typed text", screen.typing.limit, INPUT_TEXT)
    if screen.form:
        yield _over(f"modal title {screen.form.title!r}", len(screen.form.title), MODAL_TITLE)
        for field in screen.form.fields:
            yield _over(f"field {field.label!r}", len(field.label), INPUT_LABEL)
            yield _over(f"text of {field.name}", field.limit, INPUT_TEXT)


def _over(what: str, size: int, limit: int) -> str:
    return f"{what}: {size} of {limit}" if size > limit else ""
