"""Every screen of every flow as Discord gets it: held against its own description, against the table of limits, and against
what the local Discord refuses. And each of the three notices what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import discord
import pytest
from discord.http import MultipartParameters, handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from adapters.discord import limits, render
from adapters.discord.render import Breath, Page
from bot import walk
from bot.content.load import load
from bot.flow import Ask
from bot.flows import ALL
from bot.questions import NAME
from bot.screen import (
    Attached,
    Bar,
    Button,
    Copy,
    FormField,
    FormView,
    Link,
    Menu,
    MenuOption,
    Pace,
    Paragraph,
    Quote,
    Screen,
    Typing,
)
from bot.words import Words
from tests.adapters.discord.acting import CALLBACK, EDIT, MESSAGE
from tests.adapters.walks import MARKED_UP
from tests.local_discord import components
from tests.local_discord.openapi import validate

Part = dict[str, Any]
ANSWERS, DRAWS_OVER, OPENS_MODAL = 4, 7, 9
# What people may type: wide letters and long words; and what Discord counts as two characters. There is nothing that takes
# more room: marks that are made harmless take twice as much too.
FILLERS = (walk.FILLER, "🎈")
WORDS = Words()


@cache
def screens(filler: str) -> tuple[Screen, ...]:
    """Every screen that can be come to, with the longest answers, made of `filler`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "FILLER", filler)
        company = walk.long_text(NAME)
        patch.setattr(walk, "COMPANY", company)
        patch.setattr(walk, "NO", replace(walk.NO, company=company, role=company))
        tongue, content = WORDS.of("en"), load()
        visits = (visit for flow in ALL for visit in walk.walk(flow, content))
        asks = (visit for visit in visits if isinstance(visit.frame.waits, Ask) or walk.shows(visit.frame))
        # Many ways lead to the same screen.
        return tuple(dict.fromkeys(walk.screen_of(visit, tongue) for visit in asks))


def cut(text: str, most: int) -> str:
    """`text` over and over, to as many characters as Discord counts."""
    said = text * (most // len(text) + 1)
    while limits.length(said) > most:
        said = said[:-1]
    return said


def every(text: str, most: int) -> Screen:
    """One of everything, all saying `text`: labels as long as Discord lets them be, and what people write up to `most`."""
    title, short, option, own = (cut(text, size) for size in (45, 80, 100, most))
    options = tuple(MenuOption(f"v{number}", option, option) for number in range(25))
    return Screen(
        "r" * 16,
        "key",
        (
            Paragraph(own),
            Quote(own),
            Copy(own),
            Bar(3, 7),
            Link(short, "https://example.org/" + "x" * 600),
            Link(short, "https://example.org/"),
            Link(short, "mailto:kim@example.org?subject=About%20it"),
            Attached(cut(text, 1000), "week.png", b"x"),
            Attached(short, "all.json", b"{}"),
        ),
        short,
        (Button("r:key:a", short),),
        Menu("r:key:", option, options, 0, 25),
        Typing("r:write:", title, 300, True, own),
        FormView(
            "r:form:",
            short,
            title,
            (
                FormField("a", title, 300, draft=own),
                FormField("b", title, 1000, True, own),
                FormField("c", title, 0, draft="v1", options=options[:10]),
                FormField("d", title, 0, options=options),
            ),
        ),
        Pace(4, 6, 6, short, short),
        (Button("r:~back:key", "Back"),),
    )


# What is sent


def sent(made: MultipartParameters) -> Any:
    """The body as it goes over the wire."""
    found = made.payload if made.payload is not None else (made.multipart or [])[0]["value"]
    return json.loads(found if isinstance(found, str) else json.dumps(found))


def bodies(page: Callable[[], Page]) -> Iterator[tuple[str, Any]]:
    """A page in each of the forms in which it is sent, by the operation, as discord.py makes them."""
    view, files = page()
    flags = discord.MessageFlags(ephemeral=True)
    yield CALLBACK, sent(interaction_message_response_params(type=ANSWERS, view=view, files=files, flags=flags))
    view, files = page()
    yield CALLBACK, sent(interaction_message_response_params(type=DRAWS_OVER, view=view, attachments=files))
    view, files = page()
    yield EDIT, sent(handle_message_parameters(view=view, attachments=files))
    view, files = page()
    yield MESSAGE, sent(handle_message_parameters(view=view, files=files, nonce="1"))


def modals(screen: Screen) -> Iterator[Part]:
    for opens in (screen.typing, screen.form):
        if opens is not None:
            modal = render.modal(screen, opens.token)
            assert modal is not None
            yield modal.to_dict()


def listed(page: Page) -> list[Part]:
    return page.view.to_components()  # type: ignore[no-untyped-call, no-any-return]


def broken(screen: Screen) -> list[object]:
    """What the table of limits and the local Discord say of a screen: as a page in a server, as one that breathes, as modals."""
    found: list[object] = []
    breaths = (None, Breath(0.5, screen.pace.breathe_out, 3)) if screen.pace else (None,)
    for breath in breaths:
        page = render.page(screen, WORDS, in_server=True, breath=breath)
        parts, names = listed(page), [file.filename for file in page.files]
        found += [*limits.broken(parts), *components.message_problems(parts, names, v2=True)]
    for modal in modals(screen):
        found += [*limits.broken_modal(modal), *components.modal_problems(modal)]
    return found


def shape(screen: Screen) -> str:
    """What a page consists of: Discord's description knows kinds and fields, and no totals."""
    parts = components.walk(listed(render.page(screen, WORDS, in_server=True)))
    return str([(path, sorted(part)) for path, part, _ in parts])


@cache
def one_of_each_shape(filler: str) -> tuple[Screen, ...]:
    longest: dict[str, Screen] = {}
    for screen in screens(filler):
        key = shape(screen)
        longest[key] = max(longest.get(key, screen), screen, key=lambda one: len(str(one)))
    return tuple(longest.values())


def undescribed(screen: Screen, form: int | None = None) -> list[object]:
    """What of a screen Discord's own description does not know, in one form or in every form in which it is sent."""
    found: list[object] = []
    made = list(bodies(lambda: render.page(screen, WORDS, in_server=True)))
    for operation, body in made if form is None else [made[form % len(made)]]:
        found += validate(operation, body)
        assert (body.get("data") or body).get("flags", 0) & components.V2 or operation == EDIT
    for modal in modals(screen):
        found += validate(CALLBACK, {"type": OPENS_MODAL, "data": modal})
    return found


@pytest.mark.parametrize("filler", FILLERS)
def test_every_screen_fits(filler: str) -> None:
    problems = {f"{screen.run} {screen.key}": found for screen in screens(filler) if (found := broken(screen))}
    assert problems == {}


def test_every_screen_is_as_discord_describes_it() -> None:
    shapes = one_of_each_shape(walk.FILLER)
    assert len(shapes) > 50
    problems = {screen.key: found for form, screen in enumerate(shapes) if (found := undescribed(screen, form))}
    assert problems == {}


@pytest.mark.parametrize("text", [*MARKED_UP, *FILLERS, "`*_~|<", "```", "\\", ">>> ", "# ", "\u200b", "1. "])
def test_one_of_everything_fits(text: str) -> None:
    assert broken(every(text, 300)) == []


@pytest.mark.parametrize("text", FILLERS)
def test_one_of_everything_is_as_discord_describes_it_in_every_form(text: str) -> None:
    assert undescribed(every(text, 300)) == []


def test_a_label_of_emoji_is_made_shorter_and_no_other() -> None:
    for label, shown in (("🎈" * 80, "🎈" * 39 + "…"), ("x" * 80, "x" * 80), ("x" * 81, "x" * 81)):
        made = render.page(Screen("r", "k", buttons=(Button("r:k:a", label),)), WORDS)
        assert [part["label"] for _, part, _ in components.walk(listed(made)) if part["type"] == BUTTON] == [shown]


# That each would notice


def page() -> list[Part]:
    return deepcopy(listed(render.page(every("x", 100), WORDS, in_server=True)))


def within(parts: list[Part], kind: int) -> Part:
    return next(part for _, part, _ in components.walk(parts) if part["type"] == kind)


TEXT, BUTTON, SELECT, ROW, GALLERY = 10, 2, 3, 1, 12


def _set(kind: int, name: str, value: object) -> Callable[[list[Part]], None]:
    def change(parts: list[Part]) -> None:
        within(parts, kind)[name] = value

    return change


def _button(number: int) -> Part:
    return {"type": BUTTON, "style": 1, "label": "x", "custom_id": str(number)}


def _twice(parts: list[Part]) -> None:
    buttons = [part for _, part, _ in components.walk(parts) if part["type"] == BUTTON and "custom_id" in part]
    buttons[0]["custom_id"] = buttons[1]["custom_id"]


def _too_many(parts: list[Part]) -> None:
    parts += [{"type": TEXT, "content": "x"}] * components.PARTS


def _too_much(parts: list[Part]) -> None:
    parts += [{"type": TEXT, "content": "x" * 3999}, {"type": TEXT, "content": "xx"}]


# What is wrong with a page, and whether Discord's description knows that too.
WRONG: dict[str, tuple[Callable[[list[Part]], None], bool]] = {
    "a label too long": (_set(BUTTON, "label", "x" * 81), True),
    "a custom_id too long": (_set(SELECT, "custom_id", "x" * 101), True),
    "a placeholder too long": (_set(SELECT, "placeholder", "x" * 151), True),
    "too many options": (_set(SELECT, "options", [{"label": str(n), "value": str(n)} for n in range(26)]), True),
    "an option too long": (_set(SELECT, "options", [{"label": "x" * 101, "value": "x"}]), True),
    "an option's detail too long": (_set(SELECT, "options", [{"label": "x", "value": "x", "description": "x" * 101}]), True),
    "too many buttons in a row": (_set(ROW, "components", list(map(_button, range(6)))), True),
    "an empty text": (_set(TEXT, "content", ""), True),
    "an empty label": (_set(BUTTON, "label", ""), False),
    "the same custom_id twice": (_twice, False),
    "too many parts": (_too_many, True),
    "too much text": (_too_much, False),
}  # fmt: skip


def test_a_page_that_is_right_is_taken() -> None:
    parts = page()
    assert limits.broken(parts) == []
    assert list(components.message_problems(parts, ["week.png", "all.json"], v2=True)) == []


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_page_is_found_by_each(what: str) -> None:
    spoil, described = WRONG[what]
    parts = page()
    spoil(parts)
    assert limits.broken(parts)
    assert list(components.message_problems(parts, ["week.png", "all.json"], v2=True))
    body = {"type": ANSWERS, "data": {"components": parts, "flags": components.V2}}
    assert bool(validate(CALLBACK, body)) is described


def modal() -> Part:
    return deepcopy(list(modals(every("x", 100)))[-1])


WRONG_MODALS: dict[str, Callable[[Part], object]] = {
    "a title too long": lambda modal: modal.update(title="x" * 46),
    "a custom_id too long": lambda modal: modal.update(custom_id="x" * 101),
    "too many parts": lambda modal: modal["components"].extend(modal["components"][:2]),
    "a label too long": lambda modal: modal["components"][0].update(label="x" * 46),
    "a draft too long": lambda modal: modal["components"][0]["component"].update(value="x" * 4001, max_length=4000),
    "room for too much": lambda modal: modal["components"][0]["component"].update(max_length=4001),
    "too many to tap": lambda modal: modal["components"][2]["component"].update(
        options=[{"label": str(number), "value": str(number)} for number in range(11)]
    ),
}


def test_a_modal_that_is_right_is_taken() -> None:
    assert limits.broken_modal(modal()) == []
    assert list(components.modal_problems(modal())) == []


@pytest.mark.parametrize("what", WRONG_MODALS)
def test_what_is_wrong_with_a_modal_is_found_by_each(what: str) -> None:
    made = modal()
    WRONG_MODALS[what](made)
    assert limits.broken_modal(made)
    assert list(components.modal_problems(made))


def test_a_broken_screen_is_found() -> None:
    """The walk's own check can fail: a button's label that is too long, and text that no fence makes room for."""
    long_label = every("x", 100)._replace(buttons=(Button("r:key:a", "x" * 81),))
    assert broken(long_label)
    assert undescribed(long_label)
    assert broken(every("🎈", 1000))


def test_the_two_tables_agree() -> None:
    assert (limits.PARTS, limits.TEXT_IN_ALL) == (components.PARTS, components.TEXT_IN_ALL)
    assert (limits.ROW_BUTTONS, limits.MODAL_PARTS) == (components.ROW_BUTTONS, components.MODAL_PARTS)
    assert components.OPTIONS[components.STRING_SELECT][1] == limits.MENU_OPTIONS
    assert components.OPTIONS[components.RADIO_GROUP][1] == limits.RADIO_OPTIONS
    assert {components.OPTION_LENGTHS[name][1] for name in ("label", "value", "description")} == {limits.OPTION}
    assert components.MODAL_LENGTHS == {"title": (1, limits.MODAL_TITLE), "custom_id": (1, limits.CUSTOM_ID)}
    for (kind, name), most in limits.LENGTHS.items():
        for known, lengths in components.LENGTHS.items():
            if kind in (limits.ANY, known) and name in lengths:
                assert lengths[name][1] in (most, components.LENGTHS[components.TEXT_INPUT]["placeholder"][1]), (
                    kind,
                    name,
                )
