"""What can be chosen on a screen, and what a line that somebody typed chooses."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from adapters.terminal.text import flat
from bot.fixed import Fixed
from bot.lines import Value
from bot.questions import Given
from bot.screen import Attached, Button, FormView, Menu, Screen

# Navigation goes by the key in its token. Whatever has no letter here gets a number.
LETTERS = {"~back": "b", "~stop": "s", "~person": "h", "~resume": "r"}
RETURN = "e"

# A small c alone: C1 is how well somebody speaks a language.
POSTED = re.compile(r"c(\d{1,6})")
"""How somebody types what can be done about a post."""

_NUMBERS = re.compile(r"\d{1,4}([ ,;]+\d{1,4})*[ ,;]*")


class Chosen(NamedTuple):
    """Something that carried a token, as the core takes it."""

    token: str
    given: Given = Given()


class Fill(NamedTuple):
    """A form is to be filled in."""

    form: FormView


class Save(NamedTuple):
    """A file is to be written to disk."""

    file: Attached


class Return(Fixed):
    """Back to the screen that another one came in front of."""


class Free(NamedTuple):
    """Text that is no choice."""

    text: str


class Problem(NamedTuple):
    """Nothing that can be chosen. `line` is the id of what to say about it."""

    line: str
    values: dict[str, Value]


Act: TypeAlias = Chosen | Fill | Save | Return | Free | Problem


class Numbered(NamedTuple):
    """A choice that has a number. `value` is set for the options of a menu."""

    label: str
    act: Chosen | Fill | Save
    detail: str | None = None
    value: str | None = None


def letter(button: Button) -> str | None:
    """The letter of a navigation button."""
    return LETTERS.get(_key(button))


def numbered(screen: Screen) -> tuple[Numbered, ...]:
    """The choices of a screen by number, from 1: the form, menu, buttons, files, what has no letter."""
    found = [Numbered(screen.form.label, Fill(screen.form))] if screen.form else []
    menu = screen.menu
    listed = []
    if menu:
        listed = [
            Numbered(one.label, Chosen(menu.token, Given(values=(one.value,))), one.detail, one.value)
            for one in menu.options
        ]
    buttons = [Numbered(button.label, Chosen(button.token)) for button in screen.buttons]
    # After the list that they stand beside, as in "Skip", unless the list is what is left besides them.
    found += [*buttons, *listed] if menu and menu.aside else [*listed, *buttons]
    found += [Numbered(file.label, Save(file)) for file in screen.blocks if isinstance(file, Attached)]
    found += [Numbered(one.label, Chosen(one.token)) for one in screen.navigation if letter(one) is None]
    return tuple(found)


def choose(screen: Screen, line: str, *, waiting: bool = False) -> Act:
    """What a line means on a screen. `waiting` says that there is another one to return to."""
    text = line.strip()
    if line.startswith((" ", "'", '"')):
        # How a number, a letter or a label is written as text.
        rest = text.lstrip("'\"").rstrip("'\"").strip()
        looks_chosen = any(form.fullmatch(rest) for form in (_NUMBERS, POSTED)) or not isinstance(
            _chosen(screen, rest, waiting), Free
        )
        return Free(rest if looks_chosen else text)
    return _chosen(screen, text, waiting)


def _chosen(screen: Screen, text: str, waiting: bool) -> Act:
    if _NUMBERS.fullmatch(text):
        return _by_number(screen, text)
    said = flat(text).casefold()
    if waiting and said == RETURN:
        return Return()
    for button in screen.navigation:
        if said in (letter(button), _key(button).removeprefix("~"), _said(button.label)):
            return Chosen(button.token)
    for choice in numbered(screen):
        if said == _said(choice.label):
            return choice.act
    if screen.typing and said == _said(screen.typing.label):
        # As if it were a button: what they mean to write comes next.
        return Problem("terminal-write", {"label": flat(screen.typing.label)})
    return Free(text)


def _by_number(screen: Screen, text: str) -> Act:
    choices = numbered(screen)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    wrong = [number for number in numbers if not 1 <= number <= len(choices)]
    if not choices or (wrong and screen.typing):
        return Free(text)
    if wrong:
        return Problem("terminal-no-number", {"number": str(wrong[0]), "last": len(choices)})
    picked = [choices[number - 1] for number in dict.fromkeys(numbers)]
    values = tuple(choice.value for choice in picked if choice.value is not None)
    if screen.menu and len(values) == len(picked):
        return _from_menu(screen, screen.menu, values, text)
    if len(picked) == 1:
        return picked[0].act
    return Free(text) if screen.typing else Problem("terminal-one-only", {})


def _from_menu(screen: Screen, menu: Menu, values: tuple[str, ...], text: str) -> Act:
    if menu.least <= len(values) <= menu.most:
        return Chosen(menu.token, Given(values=values))
    if menu.most == 1:
        return Free(text) if screen.typing else Problem("terminal-one-only", {})
    return Problem("terminal-some-only", several(screen))


def several(screen: Screen) -> dict[str, Value]:
    """How many options of the menu can be picked, and an example of how."""
    choices = numbered(screen)
    numbers = [str(number) for number, choice in enumerate(choices, 1) if choice.value is not None]
    least, most = (screen.menu.least, screen.menu.most) if screen.menu else (1, 1)
    return {"least": least, "most": most, "example": " ".join(numbers[:3:2])}


def _key(button: Button) -> str:
    return button.token.partition(":")[2].partition(":")[0]


def _said(label: str) -> str:
    return flat(label).casefold()
