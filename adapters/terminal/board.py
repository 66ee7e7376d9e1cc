"""What the person has before them: the screen that is answered next, and those that wait behind it."""

from __future__ import annotations

from adapters.terminal.arrivals import Arrivals, Listener, title
from adapters.terminal.breathing import Sleep, breathe
from adapters.terminal.keyboard import Keyboard
from adapters.terminal.output import Output
from adapters.terminal.places import Place
from adapters.terminal.posts import Post
from adapters.terminal.render import Page
from adapters.terminal.text import TerminalWords, flat
from bot.lines import Value
from bot.screen import Pace, Screen

# Posts of one place that are shown at once.
LAST = 8
NOTHING = Screen("", "~none")


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
        self._left: dict[str, tuple[Screen, list[Screen]]] = {}
        self.screen = NOTHING
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
        self._arrivals.listen(Listener(self._arrived, self._posted, self._others))

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

    def change(self, before: str, after: str) -> None:
        """Put away what one person has before them, by their addresses, and bring out what another had."""
        self._keyboard.forget()
        self._left[before] = (self.screen, self._waiting)
        self.screen, self._waiting = self._left.pop(after, (NOTHING, []))

    def tell_of_others(self) -> None:
        """Say for whom a message waits, where that was not said yet."""
        lines = self._untold()
        if lines:
            page = self._page()
            for line in lines:
                page.line(line, "dim")
            self._output.write(page.text)

    def tell_who(self, name: str) -> None:
        """Say who there is, and for whom something waits."""
        page = self._page()
        page.line(self._words("terminal-as-who", name=name))
        page.gap()
        for one in self._arrivals.people:
            waiting = len(self._arrivals.places.held(one.address))
            page.line(self._words("terminal-as-one", name=flat(one.name), waiting=waiting), indent="    ")
        page.gap()
        page.line(self._words("terminal-as-how"), "dim")
        self._output.write(page.text)

    def read(self, places: list[Place]) -> None:
        """Show the last posts of some places, and what can be done about each."""
        page = self._page()
        for place in places:
            page.line(title(place.address, flat(place.name)), "bold")
            page.gap()
            for post in place.posts[-LAST:]:
                page.post(post, "  • ")
                page.gap()
            if not place.posts:
                page.line(self._words("terminal-no-posts"), "dim", indent="    ")
                page.gap()
        self._output.write(page.text)

    def _untold(self) -> list[str]:
        untold, self._arrivals.untold = self._arrivals.untold, set()
        named = [one for one in self._arrivals.people if one.address in untold]
        counts = {one.name: len(self._arrivals.places.held(one.address)) for one in named}
        return [
            self._words("terminal-others", name=flat(name), waiting=waiting)
            for name, waiting in counts.items()
            if waiting
        ]

    def _others(self) -> None:
        """Something came for somebody else: said at once only to whoever sits there and does nothing."""
        if not self.busy and self._keyboard.live:
            page = self._page()
            for line in self._untold():
                page.line(line, "dim")
            self._keyboard.above(page.text)

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

    def _posted(self, place: str, post: Post) -> None:
        page = self._page()
        if "\n" in post.text:
            page.line(flat(place), "bold")
            page.post(post, "    ")
        else:
            page.post(post, f"  {flat(place)}  ")
        self._keyboard.above(page.text)

    def _page(self) -> Page:
        return Page(self._words, self._output.width, self._output.colour)
