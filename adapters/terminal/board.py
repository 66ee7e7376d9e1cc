"""What the person has before them: the screen that is answered next, and those that wait behind it."""

from __future__ import annotations

from adapters.terminal.arrivals import Arrivals
from adapters.terminal.breathing import Sleep, breathe
from adapters.terminal.keyboard import Keyboard
from adapters.terminal.output import Output
from adapters.terminal.render import Page
from adapters.terminal.text import TerminalWords, flat
from bot.lines import Value
from bot.screen import Pace, Screen


class Board:
    """Shows screens, messages and the terminal's own lines."""

    def __init__(
        self, output: Output, keyboard: Keyboard, words: TerminalWords, arrivals: Arrivals, sleep: Sleep
    ) -> None:
        self._output = output
        self._keyboard = keyboard
        self._words = words
        self._arrivals = arrivals
        self._sleep = sleep
        self._waiting: list[Screen] = []
        self.screen = Screen("", "~none")
        self.learned = False
        """Whether the person has shown that they know how to choose."""
        self.busy = False
        """Whether something is being answered, so that a message has to wait."""

    @property
    def waits(self) -> bool:
        """Whether there is another screen to return to."""
        return bool(self._waiting)

    def listen(self) -> None:
        """Show messages as they come, beginning with those that were held."""
        self._arrivals.listen(self._arrived, self._posted)

    async def show(self, screen: Screen) -> None:
        """Make this the screen that is answered next."""
        self.screen = screen
        self._waiting = [other for other in self._waiting if other.run != screen.run]
        moving = self._keyboard.live and self._output.moving
        page = self._page()
        page.said(screen)
        if screen.pace and not moving:
            page.pace(screen.pace)
        self._output.write(page.text)
        if screen.pace and moving:
            await self._breathe(screen.pace)
        if screen.typing:
            self._keyboard.remember(screen.typing.draft)
        self.offer()

    def offer(self) -> None:
        """Show once more what can be done."""
        page = self._page()
        page.offered(self.screen, learned=self.learned, waiting=self.waits)
        self._output.write(page.text)

    async def swap(self) -> None:
        """Go to the screen that waits, and let this one wait."""
        self._waiting.insert(0, self.screen)
        await self.show(self._waiting.pop())

    def tell(self, line: str, **values: Value) -> None:
        """Say one of the terminal's own lines."""
        page = self._page()
        page.line(self._words(line, **values))
        self._output.write(page.text)

    async def _breathe(self, pace: Pace) -> None:
        self.tell("terminal-pace-stop")
        self._arrivals.hold()
        with self._keyboard.stopping() as stopped:
            await breathe(pace, self._words, self._output, stopped, self._sleep)

    def _arrived(self, screen: Screen) -> None:
        """A direct message. It is answered next, unless something else is being answered right now."""
        page = self._page()
        page.line(self._words("terminal-message"), "bold cyan")
        page.gap()
        page.said(screen)
        if self.busy or self._keyboard.busy():
            self._waiting.append(screen)
            page.line(self._words("terminal-message-waits"), "dim")
        else:
            if not self.screen.key.startswith("~"):
                self._waiting.append(self.screen)
            self.screen = screen
            page.offered(screen, learned=self.learned, waiting=self.waits)
        self._keyboard.above(page.text)

    def _posted(self, place: str, text: str) -> None:
        page = self._page()
        page.line(text, indent="    ", first=f"  #{flat(place).removeprefix('#')}  ")
        self._keyboard.above(page.text)

    def _page(self) -> Page:
        return Page(self._words, self._output.width, self._output.colour)
