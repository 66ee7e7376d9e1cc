"""What Discord takes, in one table, and what of a screen would not fit.

Source: Discord's developer documentation on message components (version 2), modals and select menus, 2026.
Lengths in characters.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.screen import Attached, Bar, Copy, Link, Screen

PARTS = 40
TEXT_IN_ALL = 4000
BUTTON_LABEL = 80
ROW_BUTTONS = 5
CUSTOM_ID = 100
MENU_OPTIONS = 25
OPTION_LABEL = 100
OPTION_VALUE = 100
OPTION_DETAIL = 100
PLACEHOLDER = 150
MODAL_TITLE = 45
MODAL_PARTS = 5
FIELD_LABEL = 45
FIELD_TEXT = 4000
# A row of buttons is a part, and so is each of them; a container holds all of it.
CONTAINER = 1


def broken(screen: Screen) -> list[str]:
    """What of this screen Discord would refuse; empty where it fits."""
    return [problem for problem in _broken(screen) if problem]


def _broken(screen: Screen) -> Iterator[str]:
    texts = [screen.heading or "", *(getattr(block, "text", "") for block in screen.blocks)]
    # A mailto: is no link button there: its address is shown as text instead.
    texts += [block.label for block in screen.blocks if isinstance(block, Link) and block.url.startswith("mailto:")]
    texts += ["█" * 20 for block in screen.blocks if isinstance(block, Bar)]
    yield _over("text in all", sum(map(len, texts)), TEXT_IN_ALL)
    buttons = [*screen.buttons, *screen.navigation]
    labels = [button.label for button in buttons]
    labels += [one.label for one in (screen.typing, screen.form) if one]
    labels += [block.label for block in screen.blocks if isinstance(block, Link)]
    for label in labels:
        yield _over(f"button {label!r}", len(label), BUTTON_LABEL)
        if not label.strip():
            yield "a button without a label"
    for button in buttons:
        yield _over(f"custom_id {button.token!r}", len(button.token), CUSTOM_ID)
    rows = -(-len(labels) // ROW_BUTTONS)
    copies = sum(isinstance(block, Copy | Attached) for block in screen.blocks)
    yield _over("parts", CONTAINER + len(texts) + copies + len(labels) + rows + (2 if screen.menu else 0), PARTS)
    if screen.menu:
        menu = screen.menu
        yield _over("options", len(menu.options), MENU_OPTIONS)
        yield _over("menu label", len(menu.label), PLACEHOLDER)
        for option in menu.options:
            yield _over(f"option {option.label!r}", len(option.label), OPTION_LABEL)
            yield _over(f"value {option.value!r}", len(option.value), OPTION_VALUE)
            yield _over(f"detail {option.detail!r}", len(option.detail or ""), OPTION_DETAIL)
    if screen.typing:
        yield _over(f"modal title {screen.typing.label!r}", len(screen.typing.label), MODAL_TITLE)
        yield _over("typed text", screen.typing.limit, FIELD_TEXT)
    if screen.form:
        yield _over(f"modal title {screen.form.title!r}", len(screen.form.title), MODAL_TITLE)
        yield _over("modal parts", len(screen.form.fields), MODAL_PARTS)
        for field in screen.form.fields:
            yield _over(f"field {field.label!r}", len(field.label), FIELD_LABEL)
            yield _over(f"text of {field.name}", field.limit, FIELD_TEXT)


def _over(what: str, size: int, limit: int) -> str:
    return f"{what}: {size} of {limit}" if size > limit else ""
