"""What comes by itself: check-ins as direct messages, and what is said in a channel."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from bot.effects import Posted
from bot.ports import DirectOnly, Sent, UndeliverableError
from bot.screen import Paragraph, Screen

ShowsScreen = Callable[[Screen], None]
ShowsPost = Callable[[str, str], None]


class Arrivals(DirectOnly):
    """The terminal's Sender. The core may have it before there is a chat; what comes until then is kept."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._seen: set[str] = set()
        self._early: list[Screen | tuple[str, str]] = []
        self._listener: tuple[ShowsScreen, ShowsPost] | None = None
        self._closed = False
        self.count = 0
        """How many direct messages came so far."""
        self.per_second = inf

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        """Show a screen as a direct message, once. Raises UndeliverableError where nobody is there."""
        if self._closed or address != self._address:
            raise UndeliverableError(f"{address} is not at this terminal")
        if self._first(occurrence):
            self.count += 1
            self._show(screen)

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        """Whether it stands on this screen. Of a terminal that was closed nothing does."""
        return occurrence in self._seen

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        """Show what is said in the channel `place`, once."""
        text = "\n\n".join(block.text for block in screen.blocks if isinstance(block, Paragraph))
        if self._closed:
            return Sent(Posted.REFUSED)
        if self._first(occurrence):
            self._show((place, text))
        return Sent(Posted.POSTED, occurrence)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        """A channel in the terminal is what stands on the screen: there is nothing to take back."""
        return True

    def listen(self, screens: ShowsScreen, posts: ShowsPost) -> None:
        """Show what comes here, beginning with what came before anybody listened."""
        self._listener = (screens, posts)
        early, self._early = self._early, []
        for arrival in early:
            self._show(arrival)

    def hold(self) -> None:
        """Keep what comes until somebody listens again."""
        self._listener = None

    def close(self) -> None:
        """Nobody is there any more."""
        self._closed = True

    def _first(self, occurrence: str) -> bool:
        new = occurrence not in self._seen
        self._seen.add(occurrence)
        return new

    def _show(self, arrival: Screen | tuple[str, str]) -> None:
        if self._listener is None:
            self._early.append(arrival)
        elif isinstance(arrival, Screen):
            self._listener[0](arrival)
        else:
            self._listener[1](*arrival)
