"""A screen as text for a terminal."""

from __future__ import annotations

import io

from rich.console import Console
from rich.style import Style
from rich.text import Text

from adapters.terminal.choices import LETTERS, RETURN, Numbered, Save, letter, numbered, several
from adapters.terminal.posts import Post
from adapters.terminal.text import TerminalWords, clean, flat
from bot.lines import Value
from bot.screen import Attached, Bar, Block, Copy, Link, Menu, Pace, Paragraph, Quote, Screen

WIDEST = 88
BAR = 24
INDENT = "  "


def render(
    screen: Screen,
    words: TerminalWords,
    *,
    width: int = 80,
    colour: bool = False,
    learned: bool = False,
    waiting: bool = False,
) -> str:
    """The whole screen. Unless `learned`, it says how to choose; `waiting` offers another open screen."""
    page = Page(words, width, colour)
    page.said(screen)
    if screen.pace:
        page.pace(screen.pace)
    page.gap()
    page.offered(screen, learned=learned, waiting=waiting)
    return page.text


class Page:
    """Text as it is laid out: what is said, then what can be done about it."""

    def __init__(self, words: TerminalWords, width: int = 80, colour: bool = False) -> None:
        self._words = words
        self._width = max(20, min(width, WIDEST))
        self._colour = colour
        self._file = io.StringIO()
        # What the terminal can do was found out by the one who asks; rich is not to look again.
        self._console = Console(
            file=self._file,
            width=self._width,
            color_system="standard" if colour else None,
            force_terminal=colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            _environ={},
        )

    @property
    def text(self) -> str:
        """All of it, with one empty line in front of it and none behind."""
        text = self._file.getvalue().strip("\n")
        return f"\n{text}\n" if text else ""

    def said(self, screen: Screen) -> None:
        """The heading and the blocks."""
        if screen.heading:
            self.line(screen.heading, "bold cyan")
            self.gap()
        for block in screen.blocks:
            self._block(block)
            self.gap()

    def offered(self, screen: Screen, *, learned: bool = False, waiting: bool = False) -> None:
        """The choices, the places to type and the way out."""
        choices = numbered(screen)
        first = next((number for number, choice in enumerate(choices, 1) if choice.value is not None), 0)
        for number, choice in enumerate(choices, 1):
            if screen.menu and number == first:
                self._listing(screen.menu, several(screen))
            self._choice(str(number).rjust(len(str(len(choices)))), choice)
        if choices:
            self.gap()
        if screen.typing:
            if screen.typing.draft:
                self.line(self._words("terminal-draft"), "dim")
                self._quote(screen.typing.draft)
            self.line(self._words("terminal-write", label=flat(screen.typing.label)), "dim")
            if screen.typing.long:
                self.line(self._words("terminal-write-long"), "dim")
        elif choices and not learned and not (screen.menu and screen.menu.most > 1):
            self.line(self._words("terminal-choose"), "dim")
        self._ways_out(screen, waiting)

    def post(self, post: Post, first: str) -> None:
        """What stands in a place, and what can be done about it; `first` stands before its first line."""
        edited = self._words("terminal-edited") if post.edited else ""
        self.line(f"{post.text} {edited}".rstrip(), indent="    ", first=first)
        for alt in post.pictures:
            self.line(self._words("terminal-picture", alt=flat(alt)), "dim", indent="    ")
        for action in post.actions:
            label = action.label
            if isinstance(action.act, Save):
                label = self._words("terminal-save", name=flat(label))
            self.line(label, indent=" " * 10, first=f"      c{action.number}  ")

    def pace(self, pace: Pace) -> None:
        """Paced breathing as one line to read."""
        said = {"into": flat(pace.breathe_in), "out": flat(pace.breathe_out)}
        times = {"inhale": pace.inhale, "exhale": pace.exhale, "breaths": pace.breaths}
        self.line(self._words("terminal-pace", **said, **times))

    def gap(self) -> None:
        """One empty line, however often it is asked for."""
        if not self._file.getvalue().endswith("\n\n"):
            self._console.print()

    def line(self, text: str, style: str = "", indent: str = INDENT, first: str | None = None) -> None:
        """Text of any length, wrapped; `first` stands before its first line in place of the indent."""
        self._lines(Text(clean(text), style), indent, first)

    def _lines(self, text: Text, indent: str = INDENT, first: str | None = None) -> None:
        before = indent if first is None else first
        for line in text.wrap(self._console, self._width - len(indent)):
            line.rstrip()
            self._whole(Text(before).append_text(line) if line else Text(before.rstrip()))
            before = indent

    def _whole(self, line: Text) -> None:
        # No wrapping: a link that is cut in two is no link.
        self._console.print(line, soft_wrap=True)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text):
                self.line(text)
            case Quote(text):
                self._quote(text)
            case Copy(text):
                self._copy(text)
            case Link():
                self._link(block)
            case Bar(done, total):
                self._bar(done, total)
            case Attached(label):
                self.line(label)

    def _quote(self, text: str) -> None:
        self.line(text, "italic", indent=INDENT + "│ ")

    def _copy(self, text: str) -> None:
        rule = Text(INDENT + "─" * min(self._width - 4, 60), "dim")
        self._whole(rule)
        self.line(text, indent=INDENT * 2)
        self._whole(rule)
        self.line(self._words("terminal-copy"), "dim")

    def _link(self, link: Link) -> None:
        url = flat(link.url)
        shown = _without_body(url)
        style = Style(underline=True, link=url if self._colour else None)
        label = flat(link.label)
        if len(INDENT) + len(label) + 2 + len(shown) <= self._width:
            self._whole(Text(f"{INDENT}{label}: ").append(shown, style))
        else:
            self.line(f"{label}:")
            self._whole(Text(INDENT).append(shown, style))

    def _bar(self, done: int, total: int) -> None:
        room = min(BAR, self._width - 12)
        filled = round(room * min(max(done, 0), total) / total) if total > 0 else 0
        count = f"{done}%" if total == 100 else f"{done}/{total}"
        bar = Text(INDENT).append("█" * filled, "cyan").append("░" * (room - filled), "dim")
        self._whole(bar.append(f" {count}"))

    def _choice(self, number: str, choice: Numbered) -> None:
        label = flat(choice.label)
        if isinstance(choice.act, Save):
            label = self._words("terminal-save", name=flat(choice.act.file.name))
        text = Text(clean(label))
        if choice.detail:
            text.append(f" – {flat(choice.detail)}", "dim")
        indent = " " * (len(INDENT) + len(number) + 2)
        self._lines(text, indent, f"{INDENT}{number}  ")

    def _listing(self, menu: Menu, how: dict[str, Value]) -> None:
        """What the options of a list are, in front of them."""
        if menu.aside:
            self.gap()
        self.line(menu.label, "dim")
        if menu.most > 1:
            self.line(self._words("terminal-several", **how), "dim")

    def _ways_out(self, screen: Screen, waiting: bool) -> None:
        ways = [(letter(button), flat(button.label)) for button in screen.navigation if letter(button)]
        # In the order of the letters' table, so that they stand in the same place on every screen.
        ways.sort(key=lambda way: list(LETTERS.values()).index(str(way[0])))
        if waiting:
            ways.append((RETURN, self._words("terminal-return")))
        if ways:
            self.line("   ".join(f"{key} {label}" for key, label in ways), "dim")


def _without_body(url: str) -> str:
    """A mailto: link as it is shown: its text stands on the screen already, and would fill it once more."""
    if not url.startswith("mailto:"):
        return url
    address, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("body=")]
    return "?".join([address, "&".join(kept)]) if kept else address
