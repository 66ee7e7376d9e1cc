"""A screen as a page of components (version 2). The page is stopped before it is sent: the client keeps none of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

import discord
from discord import ui

from adapters.discord.controls import Act, custom_id
from adapters.discord.limits import (
    BUTTON_LABEL,
    FIELD_TEXT,
    FILES,
    OPTION,
    PARTS,
    RADIO_OPTIONS,
    ROW_BUTTONS,
    TEXT_IN_ALL,
    URL,
    broken,
    length,
)
from adapters.discord.markup import plain
from bot.lines import Line
from bot.screen import (
    LOOK,
    OPENS,
    Attached,
    Bar,
    Block,
    Button,
    Copy,
    FormField,
    FormView,
    Link,
    Menu,
    Pace,
    Paragraph,
    Quote,
    Screen,
    Typing,
)
from bot.words import Tongue, Words, shorten

# A quiet blue, readable beside dark and light alike.
ACCENT = 0x5B7C99
BAR = 12
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
Style = discord.ButtonStyle
Item: TypeAlias = "ui.Item[Any]"


class Page(NamedTuple):
    """What is sent: the components, and the files that they refer to."""

    view: ui.LayoutView
    files: list[discord.File]


class Breath(NamedTuple):
    """A moment of paced breathing: how full the bar is (0 to 1), what to do, and which breath it is, from 1."""

    full: float
    said: str
    number: int


def page(
    screen: Screen, words: Words, *, in_server: bool = False, drawn: str = "", breath: Breath | None = None
) -> Page:
    """The whole screen. In a server it offers to go on in the DM, which tells this drawing of it from the next by `drawn`."""
    tongue = words.near(screen.language)
    drawing = _Drawing(tongue, breath)
    blocks = drawing.blocks(screen)
    if _text(blocks) > TEXT_IN_ALL:
        # Marks that were made harmless take twice the room. Within fences they need not be, and all of it fits.
        drawing = _Drawing(tongue, breath, fenced=True)
        blocks = drawing.blocks(screen)
    if _text(blocks) > TEXT_IN_ALL and screen.typing:
        # What they typed is longer than a page is. The modal has room for it, and has it.
        drawing = _Drawing(tongue, breath, fenced=True)
        blocks = drawing.blocks(screen._replace(typing=screen.typing._replace(draft="")), long_draft=True)
    return _page([*blocks, *_controls(screen, tongue, in_server=in_server, drawn=drawn)], drawing.files)


def public(screen: Screen, words: Words, mark: int) -> Page | None:
    """What all of a channel sees of a screen: what is said, and the buttons that open the presser's own run. Its first part has
    the id `mark`. None where Discord would not take it whole."""
    drawing = _Drawing(words.near(screen.language), None)
    buttons = [_button(one, Style.primary) for one in screen.buttons if one.token.startswith(OPENS)]
    items = [*drawing.blocks(screen._replace(typing=None, pace=None)), *_rows(buttons)]
    # The library raises where there are more parts.
    if not 0 < sum(1 + len(getattr(item, "children", ())) for item in items) <= PARTS:
        return None
    items[0].id = mark
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return None if broken(components) or len(drawing.files) > FILES else Page(view, drawing.files)


def said(text: str, buttons: Iterable[ui.Button[Any]] = ()) -> Page:
    """A page that says one thing, with an empty line between paragraphs, and a row of buttons."""
    return _page([ui.TextDisplay(plain(text)), *_rows(list(buttons))], [])


def _page(items: Iterable[Item], files: list[discord.File]) -> Page:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=ACCENT))
    view.stop()
    return Page(view, files)


def _text(items: Iterable[Item]) -> int:
    return sum(length(item.content) for item in items if isinstance(item, ui.TextDisplay))


class _Drawing:
    """The blocks of one screen. With `fenced`, text of any kind stands between fences, where no marks count."""

    def __init__(self, tongue: Tongue, breath: Breath | None, *, fenced: bool = False) -> None:
        self._tongue = tongue
        self._breath = breath
        self._fenced = fenced
        self.files: list[discord.File] = []

    def blocks(self, screen: Screen, *, long_draft: bool = False) -> list[Item]:
        items: list[Item] = []
        if screen.heading:
            items.append(ui.TextDisplay(f"-# {plain(screen.heading)}"))
        for kind, blocks in groupby(screen.blocks, type):
            if kind is Paragraph:
                items.append(self._plain("\n\n".join(block.text for block in blocks if isinstance(block, Paragraph))))
            else:
                items += (item for block in blocks for item in self._block(block))
        if screen.typing and screen.typing.draft:
            items += [self._say("draft"), self._quote(screen.typing.draft)]
        if long_draft:
            items.append(self._say("long-draft"))
        if screen.pace:
            items.append(self._pace(screen.pace))
        return items

    def _block(self, block: Block) -> Iterator[Item]:
        match block:
            case Paragraph(text):
                yield self._plain(text)
            case Quote(text):
                yield self._quote(text)
            case Copy(text):
                yield _fence(text)
            case Link():
                yield from self._link(block)
            case Bar(done, total):
                shown = self._line("bar", done=done, total=total)
                yield ui.TextDisplay(f"{_bar(done / total if total else 0)}  {plain(shown)}")
            case Attached():
                yield from self._attached(block)

    def _line(self, name: str, **values: str | int) -> str:
        return self._tongue.text(Line(f"discord-{name}", values), bare=True)

    def _say(self, name: str) -> ui.TextDisplay[Any]:
        return ui.TextDisplay(plain(self._line(name)))

    def _plain(self, text: str) -> ui.TextDisplay[Any]:
        return _fence(text) if self._fenced else ui.TextDisplay(plain(text))

    def _quote(self, text: str) -> ui.TextDisplay[Any]:
        if self._fenced:
            return _fence(text)
        return ui.TextDisplay("\n".join(f"> {line}" for line in plain(text).split("\n")))

    def _link(self, link: Link) -> Iterator[Item]:
        if link.url.startswith("mailto:"):
            # No button opens a mail program here. The text of the mail stands above; what is missing is where it goes.
            address, subject = _mail(link.url)
            for name, text in (("address", address), ("subject", subject)):
                if text:
                    yield self._say(name)
                    yield _fence(text)
        elif length(link.url) > URL:
            yield ui.TextDisplay(f"{plain(link.label)}\n<{link.url}>")
        else:
            yield ui.ActionRow(ui.Button(style=Style.link, label=_fitting(link.label, BUTTON_LABEL), url=link.url))

    def _attached(self, file: Attached) -> Iterator[Item]:
        picture = file.name.lower().endswith(PICTURES)
        sent = discord.File(io.BytesIO(file.read()), file.name, description=file.label if picture else None)
        self.files.append(sent)
        if picture:
            yield ui.MediaGallery(discord.MediaGalleryItem(sent.uri, description=file.label))
        else:
            if file.label != file.name:
                yield ui.TextDisplay(plain(file.label))
            # Discord shows the name.
            yield ui.File(sent.uri)

    def _pace(self, pace: Pace) -> ui.TextDisplay[Any]:
        if self._breath is None:
            said = {"into": pace.breathe_in, "out": pace.breathe_out}
            times = {"inhale": pace.inhale, "exhale": pace.exhale, "breaths": pace.breaths}
            return ui.TextDisplay(plain(self._line("pace", **said, **times)))
        full, doing, number = self._breath
        count = self._line("breath", number=number, breaths=pace.breaths)
        return ui.TextDisplay(f"**{plain(doing)}**\n{_bar(full)}  {plain(count)}")


def _bar(full: float) -> str:
    done = round(BAR * full)
    return "▰" * done + "▱" * (BAR - done)


def _fence(text: str) -> ui.TextDisplay[Any]:
    # A zero-width space keeps fences within the text from ending the one around it.
    inside = text.replace("```", "``\u200b`")
    return ui.TextDisplay(f"```\n{inside}\n```")


def _mail(url: str) -> tuple[str, str]:
    """The address and the subject of a ``mailto:``."""
    parts = urlsplit(url)
    return unquote(parts.path), parse_qs(parts.query).get("subject", [""])[0]


def _controls(screen: Screen, tongue: Tongue, *, in_server: bool, drawn: str) -> Iterator[Item]:
    """The menu, the choices, and the way out, each in rows of their own."""
    if screen.menu:
        yield ui.ActionRow(_select(screen.menu))
    choices = [_opens(one) for one in (screen.form, screen.typing) if one]
    choices += [_button(one, Style.primary) for one in screen.buttons]
    ways = [_button(one, Style.secondary) for one in screen.navigation]
    if in_server and screen.run and screen.key not in ("~end", "~stopped"):
        label = tongue.text(Line("discord-continue"))
        goes_on = custom_id(Act.CONTINUE, f"{screen.run}:{LOOK}:{drawn}")
        ways.append(ui.Button(style=Style.secondary, label=label, custom_id=goes_on))
    if (screen.menu or choices) and screen.blocks:
        yield ui.Separator()
    yield from _rows(choices)
    yield from _rows(ways)


def _rows(buttons: list[ui.Button[Any]]) -> Iterator[ui.ActionRow[Any]]:
    for start in range(0, len(buttons), ROW_BUTTONS):
        yield ui.ActionRow(*buttons[start : start + ROW_BUTTONS])


def _button(button: Button, style: discord.ButtonStyle) -> ui.Button[Any]:
    return ui.Button(
        style=style, label=_fitting(button.label, BUTTON_LABEL), custom_id=custom_id(Act.PRESS, button.token)
    )


def _fitting(label: str, limit: int) -> str:
    """A label that has somebody's words in it, and was made short, but not as Discord may count: an emoji as two. One that is
    too long however one counts stays: that is a fault, and tests look for it."""
    while len(label) <= limit and (over := length(label) - limit) > 0:
        label = shorten(label, len(label) - max(1, over // 2))
    return label


def _opens(one: Typing | FormView) -> ui.Button[Any]:
    return ui.Button(style=Style.primary, label=one.label, custom_id=custom_id(Act.WRITE, one.token))


def _select(menu: Menu) -> ui.Select[Any]:
    return ui.Select(
        custom_id=custom_id(Act.MENU, menu.token),
        placeholder=menu.label,
        min_values=menu.least,
        max_values=menu.most,
        options=[
            discord.SelectOption(
                label=_fitting(one.label, OPTION),
                value=one.value,
                description=_fitting(one.detail, OPTION) if one.detail else None,
            )
            for one in menu.options
        ],
    )


# The name of the one field where text is typed.
TEXT_FIELD = "~text"


def modal(screen: Screen, token: str) -> ui.Modal | None:
    """The modal that fills in what a token takes. None where the screen has no place for it (any more)."""
    if screen.typing and screen.typing.token == token:
        typing = screen.typing
        field = FormField(TEXT_FIELD, typing.label, typing.limit, typing.long, typing.draft)
        return _modal(typing.label, token, (field,), required=True)
    if screen.form and screen.form.token == token:
        return _modal(screen.form.title, token, screen.form.fields, required=False)
    return None


def _modal(title: str, token: str, fields: Iterable[FormField], *, required: bool) -> ui.Modal:
    made = ui.Modal(title=title, custom_id=custom_id(Act.FILL, token), timeout=None)
    for field in fields:
        made.add_item(ui.Label(text=field.label, component=_field(field, required=required)))
    made.stop()
    return made


def _field(field: FormField, *, required: bool) -> Item:
    if not field.options:
        # What was too long comes back whole, so that it can be made shorter.
        room = min(FIELD_TEXT, max(field.limit, length(field.draft)))
        return ui.TextInput(
            custom_id=field.name,
            style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
            default=field.draft if field.draft and length(field.draft) <= room else None,
            required=required,
            max_length=room,
        )
    if len(field.options) <= RADIO_OPTIONS:
        listed = [
            discord.RadioGroupOption(label=one.label, value=one.value, default=one.value == field.draft)
            for one in field.options
        ]
        return ui.RadioGroup(custom_id=field.name, required=required, options=listed)
    options = [
        discord.SelectOption(label=one.label, value=one.value, default=one.value == field.draft)
        for one in field.options
    ]
    return ui.Select(custom_id=field.name, required=required, min_values=0, max_values=1, options=options)
