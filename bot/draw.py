"""Drawing: from where a replay stands to a screen in somebody's language.

The words of a question are found by its key: ``<flow>-<key>`` with an attribute for each option, `.menu` over a list,
`.write` on the button that opens a place to type, `.skip`, and for a form `.open`, `.title` and one for each field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from bot.flow import Ask, Done, Flow, Frame, Look, Said
from bot.lines import Line, Verbatim
from bot.pictures.drawing import drawing
from bot.questions import (
    Breathe,
    Choice,
    Confirm,
    Day,
    Form,
    Json,
    OneOf,
    Option,
    Pick,
    Question,
    Text,
    Write,
    YesNo,
    Zone,
)
from bot.screen import (
    Attached,
    Bar,
    Block,
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
from bot.words import Tongue, shorten

BUTTONS = 5
# Characters on a link.
LINK = 75
STEPS = 6


class View(NamedTuple):
    """What drawing needs to know besides the frame."""

    run: str
    flow: Flow
    tongue: Tongue
    today: date
    back: bool
    drafts: Mapping[str, Json]
    before: tuple[Said, ...] = ()
    """Lines of what ended just before, shown on top."""
    problem: Line | None = None
    problem_at: str | None = None
    """The field of a form that the problem is with."""


def token(run: str, key: str, value: str = "") -> str:
    """What a button carries."""
    return f"{run}:{key}:{value}"


def draw(frame: Frame, view: View) -> Screen:
    """The screen for a frame that waits for the person, or has ended."""
    blocks = [block for said in (*view.before, *frame.said) for block in _said(said, view.tongue)]
    heading = None
    if view.flow.step is not None:
        name = view.tongue.text(Line(f"step-{view.flow.step}"))
        heading = view.tongue.text(Line("step", {"number": view.flow.step, "steps": STEPS, "name": name}))
    if isinstance(frame.waits, Done):
        if view.problem:
            blocks.append(Paragraph(view.tongue.text(view.problem)))
        return Screen(
            view.run,
            "~end",
            tuple(blocks),
            heading,
            buttons=_closing(view),
            navigation=_navigation(view, "~end"),
            language=view.tongue.language,
        )
    ask = cast("Ask", frame.waits)
    blocks += paragraphs(view.tongue.text(Line(ask.words, ask.values)))
    problem = view.tongue.text(view.problem) if view.problem else None
    if problem:
        blocks.append(Paragraph(problem))
    return Screen(
        view.run,
        ask.key,
        tuple(blocks),
        heading,
        navigation=_navigation(view, ask.key),
        language=view.tongue.language,
        problem=problem,
        problem_at=view.problem_at,
        **_Controls(view, ask).of(ask.question),
    )


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Text as it stands in the words: an empty line begins a new paragraph."""
    return tuple(Paragraph(part.strip()) for part in text.split("\n\n") if part.strip())


def _said(said: Said, tongue: Tongue) -> Iterator[Block]:
    bare = said.look is Look.COPY
    text = tongue.text(said.line, bare=bare)
    if said.look is Look.COPY:
        yield Copy(text)
        if tongue.has(f"{said.line.id}.subject"):
            subject = tongue.text(Line(f"{said.line.id}.subject", said.line.values), bare=True)
            address = f"mailto:?subject={quote(subject)}&body={quote(text)}"
            yield Link(tongue.text(Line(f"{said.line.id}.mail")), address)
    elif said.look is Look.QUOTE:
        yield Quote(text)
    elif said.link is not None:
        # What a community lists has a name as long as a form takes; a button of Slack's takes this much.
        yield Link(shorten(text, LINK), said.link)
    elif said.files:
        for file in said.files:
            yield Attached(text, file.name, file.content if isinstance(file.content, bytes) else file.content(tongue))
    else:
        yield from paragraphs(text)
    if said.picture is not None:
        picture = drawing(said.picture, tongue)
        yield Attached(picture.alt, picture.name, picture)
    if said.bar is not None:
        yield Bar(*said.bar)


def _closing(view: View) -> tuple[Button, ...]:
    if view.flow.name == "home":
        return ()
    return (Button(token(view.run, "~home"), view.tongue.text(Line("nav-home"))),)


def _navigation(view: View, key: str) -> tuple[Button, ...]:
    names = ["back"] if view.back else []
    names += [] if key == "~end" else ["stop"]
    if view.flow.name != "person":
        names.append("person")
    return tuple(Button(token(view.run, f"~{name}", key), view.tongue.text(Line(f"nav-{name}"))) for name in names)


def _city(zone: str) -> Verbatim:
    return Verbatim(zone.rpartition("/")[2].replace("_", " "))


class _Controls:
    """The controls of one question, as fields of a Screen."""

    def __init__(self, view: View, ask: Ask) -> None:
        self._view = view
        self._ask = ask
        self._token = token(view.run, ask.key)
        """What the token of every control begins with, and all of it where there is no value."""

    def of(self, question: Question[Any]) -> dict[str, Any]:
        match question:
            case Choice():
                return self._listed([Option(value) for value in question.offered])
            case Confirm():
                return self._listed([Option(value) for value in YesNo])
            case Breathe():
                pace = Pace(
                    question.inhale, question.exhale, question.breaths, self._text("inhale"), self._text("exhale")
                )
                return {"buttons": (self._button(Option("done")),), "pace": pace}
            case Pick():
                return self._listed(question.offered, question) | self._typing(question.typed)
            case Write():
                return {"buttons": (self._button(Option("skip")),)} | self._typing(question.text)
            case Day():
                return self._days(question)
            case Zone():
                options = [Option(name, _city(name) if "/" in name else None) for name in question.offered]
                return self._listed(options) | self._typing(question.typed)
            case Form():
                return self._form(question)
            case _:
                raise TypeError(f"{type(question).__name__} cannot be drawn")

    def _text(self, attribute: str) -> str:
        return self._view.tongue.text(Line(f"{self._ask.words}.{attribute}", self._ask.values))

    def _label(self, option: Option) -> str:
        words = Line(f"{self._ask.words}.{option.value}", self._ask.values) if option.label is None else option.label
        return self._view.tongue.text(words)

    def _button(self, option: Option) -> Button:
        return Button(self._token + option.value, self._label(option))

    def _listed(self, options: Any, pick: Pick | None = None) -> dict[str, Any]:
        """Up to five options as buttons, more as one menu with the others beside it."""
        beside = tuple(self._button(option) for option in pick.beside) if pick else ()
        most = pick.most if pick else 1
        room = BUTTONS - len(beside) - (1 if pick and pick.typed else 0)
        if most == 1 and len(options) <= room:
            return {"buttons": (*(self._button(option) for option in options), *beside)}
        if not options:
            return {"buttons": beside}
        tongue = self._view.tongue
        listed = tuple(
            MenuOption(one.value, self._label(one), tongue.text(one.detail) if one.detail else None) for one in options
        )
        least = pick.least if pick else 1
        return {
            "menu": Menu(
                self._token, self._text("menu"), listed, least, min(most, len(listed)), bool(pick and pick.aside)
            ),
            "buttons": beside,
        }

    def _draft(self) -> str:
        draft = self._view.drafts.get(self._ask.key)
        if isinstance(draft, dict):
            draft = draft.get("text")
        return draft if isinstance(draft, str) else ""

    def _typing(self, text: Text | None) -> dict[str, Any]:
        if text is None:
            return {}
        typing = Typing(
            self._token, self._text("write"), text.limit, text.long, self._draft() or text.draft, text.searches
        )
        return {"typing": typing}

    def _days(self, question: Day) -> dict[str, Any]:
        buttons = tuple(
            Button(
                self._token + day.isoformat(),
                self._view.tongue.text(Line("day-option", {"ahead": (day - self._view.today).days, "day": day})),
            )
            for day in question.days(self._view.today)
        )
        write = self._view.tongue.text(Line("day-option.write"))
        return {"buttons": buttons, "typing": Typing(self._token, write, Day.typed.limit)}

    def _form(self, form: Form[Any]) -> dict[str, Any]:
        draft = self._view.drafts.get(self._ask.key)
        drafts = draft if isinstance(draft, dict) else dict(form.before)
        fields = tuple(self._field(field, str(drafts.get(field.name) or "")) for field in form.asked)
        view = FormView(self._token, self._text("open"), self._text("title"), fields)
        return {"form": view, "buttons": (self._button(Option("skip")),)}

    def _field(self, field: Text | OneOf, draft: str) -> FormField:
        label = self._text(field.name)
        if isinstance(field, Text):
            return FormField(field.name, label, field.limit, field.long, draft)
        options = tuple(MenuOption(one.value, self._label(one)) for one in field.options)
        return FormField(field.name, label, 0, draft=draft, options=options)
