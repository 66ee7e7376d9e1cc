"""A core that answers from a list, the terminal's own words, and screens to draw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from bot.lines import Value
from bot.ports import Event, Typed, Who
from bot.screen import (
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

WHO = Who("terminal", "me")
FTL = Path(__file__).resolve().parents[3] / "bot/words/en/terminal.ftl"
NAVIGATION = (
    Button("r1:~back:tone", "Back"),
    Button("r1:~stop:tone", "Stop"),
    Button("r1:~person:tone", "Need a person?"),
)


class Words:
    """The terminal's words in English. A message that is missing, or a value, is an error here."""

    def __init__(self) -> None:
        self._bundle = FluentBundle(["en"])
        self._bundle.add_resource(FluentResource(FTL.read_text("utf-8")))

    def __call__(self, line: str, /, **values: Value) -> str:
        pattern = self._bundle.get_message(line).value
        assert pattern is not None
        text, errors = self._bundle.format_pattern(pattern, values)
        assert not errors, f"{line}: {errors}"
        return str(text)


class FakeTurns:
    """Answers each event with the next screen, and goes on with the last one."""

    def __init__(self, screens: Sequence[Screen], log: Path | None = None) -> None:
        self._screens = list(screens)
        self._log = log
        self.events: list[Event] = []

    async def take(self, event: Event) -> Screen:
        self.events.append(event)
        if self._log:
            with self._log.open("a", encoding="utf-8") as opened:
                opened.write(f"{event!r}\n")
        return self._screens.pop(0) if len(self._screens) > 1 else self._screens[0]

    async def overhear(self, event: Typed) -> Screen | None:
        """Nothing is ever heard here."""
        return None


BUTTONS = Screen(
    "r1",
    "tone",
    (Paragraph("You asked \u2068Acme\u2069. That took some nerve."), Quote("I always fail interviews")),
    heading="Step 3 of 6 - Ask",
    buttons=(Button("r1:tone:warm", "Warm"), Button("r1:tone:brief", "Brief")),
    navigation=NAVIGATION,
)
WRITING = Screen(
    "r1",
    "thought",
    (Paragraph("What went through your mind?"),),
    buttons=(Button("r1:thought:skip", "Skip this"),),
    typing=Typing("r1:thought:", "Write it down", 1500, long=True),
    navigation=NAVIGATION,
)
SEVERAL = Screen(
    "r1",
    "values",
    (Paragraph("What matters to you?"),),
    buttons=(Button("r1:values:none", "None of these"),),
    menu=Menu(
        "r1:values:",
        "Pick two or three",
        tuple(MenuOption(f"v{n}", f"Value {n}", "what it is" if n == 1 else None) for n in range(1, 8)),
        2,
        3,
    ),
    navigation=NAVIGATION,
)
ONE = Screen(
    "r1",
    "skill",
    menu=Menu("r1:skill:", "Pick one", tuple(MenuOption(f"s{n}", f"Skill {n}") for n in range(1, 8))),
)
FORM = Screen(
    "r1",
    "details",
    (Paragraph("What do you know about it?"),),
    buttons=(Button("r1:details:skip", "Skip this"),),
    form=FormView(
        "r1:details:",
        "Add the details",
        "Details",
        (
            FormField("name", "Their name", 12),
            FormField("question", "Your question", 1500, long=True),
            FormField("team", "The team", 80, draft="Payments"),
        ),
    ),
    navigation=NAVIGATION,
)
ONE_OF = Screen(
    "r1",
    "where",
    (Paragraph("How far did it get?"),),
    form=FormView(
        "r1:where:",
        "Say how far",
        "Where was it?",
        (
            FormField("company", "Company", 80),
            FormField(
                "stage", "How far", 0, options=(MenuOption("panel", "Panel"), MenuOption("final", "Final round"))
            ),
        ),
    ),
    navigation=NAVIGATION,
)
DRAFT = Screen(
    "r1",
    "~end",
    (
        Paragraph("Here is a draft."),
        Copy("Hello Sam,\n\nthank you for your time.\n\nKim"),
        Link("Open in your mail", "mailto:?subject=Thank%20you&body=Hello%20Sam%2C%0A"),
        Link("A course", "https://example.org/" + "long-path/" * 12),
        Bar(3, 5),
    ),
    buttons=(Button("r1:~home:", "See your plan"),),
)
BREATHING = Screen(
    "r1",
    "breathe",
    (Paragraph("Breathe with it for a minute."),),
    buttons=(Button("r1:breathe:done", "Go on"),),
    pace=Pace(4, 6, 6, "Breathe in", "Breathe out"),
    navigation=NAVIGATION,
)
NUDGE = Screen(
    "r2",
    "answered",
    (Paragraph("You sent Acme a question on 3 March. Did they answer?"),),
    buttons=(Button("r2:answered:yes", "They did"), Button("r2:answered:no", "Not yet")),
)
END = Screen("r1", "~end", (Paragraph("That is all for now."),))
ANSWERED = Screen("r2", "~end", (Paragraph("Good to know."),))
SCREENS = {
    "answered": ANSWERED,
    "buttons": BUTTONS,
    "writing": WRITING,
    "several": SEVERAL,
    "one": ONE,
    "form": FORM,
    "draft": DRAFT,
    "breathing": BREATHING,
    "nudge": NUDGE,
    "end": END,
}
