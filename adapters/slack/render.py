"""A screen as a page of Block Kit: the same blocks in a message, in a modal and in the App Home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.slack.controls import Act, name
from adapters.slack.limits import (
    ACTIONS,
    BUTTON_LABEL,
    CHECKBOXES,
    NOTIFICATION,
    OPTION_LABEL,
    SECTION_TEXT,
    URL,
    Json,
    length,
)
from adapters.slack.markup import label, notification, plain
from bot.lines import Line
from bot.screen import (
    LOOK,
    Attached,
    Bar,
    Block,
    Copy,
    FormView,
    Link,
    Menu,
    Paragraph,
    Quote,
    Screen,
    Typing,
)
from bot.words import Tongue, Words

BAR = 12
SAID, QUOTED, COPIED = "rich_text_section", "rich_text_quote", "rich_text_preformatted"


class Page(NamedTuple):
    """What is sent: blocks, and the text for where blocks are not shown."""

    blocks: list[Json]
    text: str


def page(
    screen: Screen, words: Words, *, in_channel: bool = False, pictures: Mapping[str, str] = MappingProxyType({})
) -> Page:
    """The whole screen. In a channel, where it does not last, it offers to go on in the DM.

    `pictures` are ids of uploaded files, by the names of what is attached: these are shown in the page.
    """
    tongue = words.near(screen.language)
    drawing = _Drawing(tongue, pictures)
    blocks = [*drawing.blocks(screen), *_controls(screen, tongue, in_channel=in_channel)]
    return Page(blocks, drawing.text)


def said(text: str, buttons: Iterable[Json] = ()) -> Page:
    """A page that says one thing, with an empty line between paragraphs, and a row of buttons."""
    return Page([*_rich(SAID, text), *_rows(list(buttons))], notification(text))


def button(text: str, act: Act, token: str = "", *, url: str | None = None) -> Json:
    made: Json = {"type": "button", "text": label(text, BUTTON_LABEL), "action_id": name(act, token)}
    return made if url is None else made | {"url": url}


def option(value: str, text: str, detail: str | None = None) -> Json:
    made: Json = {"text": label(text, OPTION_LABEL), "value": value}
    return made | {"description": label(detail, OPTION_LABEL)} if detail else made


def bar(full: float) -> str:
    """A bar of text, from 0 to 1."""
    done = round(BAR * full)
    return "▰" * done + "▱" * (BAR - done)


def _rich(look: str, text: str) -> Iterator[Json]:
    """Text that is shown to the letter. What is longer than Slack takes at once goes on in the next block."""
    for part in _parts(text):
        yield {"type": "rich_text", "elements": [{"type": look, "elements": [{"type": "text", "text": part}]}]}


def _parts(text: str) -> Iterator[str]:
    while length(text) > SECTION_TEXT:
        # A character is two of UTF-16 at the most.
        room = text[: SECTION_TEXT // 2] if length(text[:SECTION_TEXT]) > SECTION_TEXT else text[:SECTION_TEXT]
        end = room.rfind("\n") + 1 or room.rfind(" ") + 1 or len(room)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


class _Drawing:
    """The blocks of one screen, and what they say as one text."""

    def __init__(self, tongue: Tongue, pictures: Mapping[str, str]) -> None:
        self._tongue = tongue
        self._pictures = pictures
        self._said: list[str] = []

    @property
    def text(self) -> str:
        return notification("\n\n".join(self._said))[:NOTIFICATION]

    def blocks(self, screen: Screen) -> list[Json]:
        made: list[Json] = []
        if screen.heading:
            self._said.append(screen.heading)
            made.append({"type": "context", "elements": [plain(screen.heading)]})
        for kind, found in groupby(screen.blocks, type):
            blocks = list(found)
            if kind is Paragraph:
                made += self._says(SAID, "\n\n".join(one.text for one in blocks if isinstance(one, Paragraph)))
            elif kind is Link:
                made += self._links([one for one in blocks if isinstance(one, Link)])
            else:
                made += (part for one in blocks for part in self._block(one))
        if screen.typing and screen.typing.draft:
            made += [*self._line("draft"), *self._says(QUOTED, screen.typing.draft)]
        if screen.pace:
            pace = screen.pace
            times = {"inhale": pace.inhale, "exhale": pace.exhale, "breaths": pace.breaths}
            made += self._line("pace", into=pace.breathe_in, out=pace.breathe_out, **times)
        return made

    def _block(self, block: Block) -> Iterator[Json]:
        match block:
            case Quote(text):
                yield from self._says(QUOTED, text)
            case Copy(text):
                yield from self._says(COPIED, text)
            case Bar(done, total):
                shown = self._tongue.text(Line("slack-bar", {"done": done, "total": total}), bare=True)
                yield from self._says(SAID, f"{bar(done / total if total else 0)}  {shown}")
            case Attached(label, name) if name in self._pictures:
                self._said.append(label)
                yield {"type": "image", "slack_file": {"id": self._pictures[name]}, "alt_text": label}
            case Attached():
                # It lies in the DM: a file can be in no page that one person sees alone.
                yield from self._says(SAID, block.label)

    def _line(self, line: str, **values: str | int) -> Iterator[Json]:
        return self._says(SAID, self._tongue.text(Line(f"slack-{line}", values), bare=True))

    def _says(self, look: str, text: str) -> Iterator[Json]:
        self._said.append(text)
        return _rich(look, text)

    def _links(self, links: list[Link]) -> Iterator[Json]:
        buttons = []
        for number, link in enumerate(links):
            if link.url.startswith("mailto:"):
                # Nobody promises that a button opens a mail program. The text of the mail stands above; this is the rest of it.
                address, subject = _mail(link.url)
                for what, text in (("address", address), ("subject", subject)):
                    if text:
                        yield from self._line(what)
                        yield from self._says(COPIED, text)
            elif length(link.url) > URL:
                yield from self._says(SAID, f"{link.label}: {link.url}")
            else:
                buttons.append(button(link.label, Act.LINK, str(number), url=link.url))
        yield from _rows(buttons)


def _mail(url: str) -> tuple[str, str]:
    """The address and the subject of a ``mailto:``."""
    parts = urlsplit(url)
    return unquote(parts.path), parse_qs(parts.query).get("subject", [""])[0]


def _controls(screen: Screen, tongue: Tongue, *, in_channel: bool) -> Iterator[Json]:
    """The menu, the choices, and the way out, each in rows of their own."""
    choices = []
    if screen.menu:
        yield _menu(screen.menu)
        if screen.menu.most > 1:
            choices.append(button(tongue.text(Line("slack-take")), Act.TAKE, screen.menu.token))
    if screen.typing and screen.typing.searches:
        yield {"type": "actions", "elements": [_search(screen.typing)]}
    choices += [_opens(one) for one in (screen.form, screen.typing) if one and not getattr(one, "searches", False)]
    if screen.pace:
        choices.append(_breathes(screen, tongue))
    choices += [button(one.label, Act.PRESS, one.token) for one in screen.buttons]
    ways = [button(one.label, Act.PRESS, one.token) for one in screen.navigation]
    if in_channel and screen.run and screen.key not in ("~end", "~stopped"):
        ways.append(button(tongue.text(Line("slack-continue")), Act.CONTINUE, f"{screen.run}:{LOOK}:"))
    yield from _rows(choices)
    yield from _rows(ways)


def _rows(buttons: list[Json]) -> Iterator[Json]:
    for start in range(0, len(buttons), ACTIONS):
        yield {"type": "actions", "elements": buttons[start : start + ACTIONS]}


def _opens(one: Typing | FormView) -> Json:
    return button(one.label, Act.WRITE, one.token)


def _breathes(screen: Screen, tongue: Tongue) -> Json:
    return button(tongue.text(Line("slack-breathe")), Act.BREATHE, f"{screen.run}:{LOOK}:")


def _menu(menu: Menu) -> Json:
    """One is picked at once. Several are chosen first, as Slack tells of each, and then taken together."""
    options = [option(one.value, one.label, one.detail) for one in menu.options]
    if menu.most == 1:
        select = _element("static_select", Act.PICK, menu.token, placeholder=plain(menu.label), options=options)
        return {"type": "actions", "elements": [select]}
    chosen = name(Act.CHOOSE, menu.token)
    if len(options) <= CHECKBOXES:
        boxes = _element("checkboxes", Act.CHOOSE, menu.token, options=options)
        return {"type": "actions", "block_id": chosen, "elements": [boxes]}
    # Such a menu may not stand among buttons.
    select = _element(
        "multi_static_select",
        Act.CHOOSE,
        menu.token,
        placeholder=plain(menu.label),
        options=options,
        max_selected_items=menu.most,
    )
    return {"type": "section", "block_id": chosen, "text": plain(menu.label), "accessory": select}


def _search(typing: Typing) -> Json:
    return _element("external_select", Act.SEARCH, typing.token, placeholder=plain(typing.label), min_query_length=2)


def _element(kind: str, act: Act, token: str, **more: Any) -> Json:
    return {"type": kind, "action_id": name(act, token), **more}
