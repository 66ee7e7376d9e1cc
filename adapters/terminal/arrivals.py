"""What comes by itself: check-ins as direct messages, and what is said in the community's places."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from adapters.terminal.people import Neighbour, People
from adapters.terminal.places import POD, Places
from adapters.terminal.posts import Post
from bot.effects import Posted
from bot.ports import Ground, Sent, UndeliverableError
from bot.screen import Screen


class Listener(NamedTuple):
    """What shows what comes: messages for whoever is at the keyboard, posts by the name of their place, and that
    something came for somebody else."""

    screens: Callable[[Screen], None]
    posts: Callable[[str, Post], None]
    others: Callable[[], None]


class Arrivals:
    """The terminal's Sender. The core may have it before there is a chat; what comes until then is kept, and so is what
    comes for one of `people` who is not at the keyboard."""

    def __init__(
        self, address: str, *, people: People | None = None, places: Places | None = None, organiser: str | None = None
    ) -> None:
        self._address = address
        self.people = people or People([Neighbour("You", address)])
        self.places = places or Places()
        self.organiser = organiser
        """The address of who runs the community."""
        self._seen: set[str] = set()
        self._early: list[Screen | tuple[str, Post]] = []
        self._screens: dict[str, Screen] = {}
        self._listener: Listener | None = None
        self._closed = False
        self.count = 0
        """How much came so far: direct messages, and what was said where whoever types sees it."""
        self.untold: set[str] = set()
        """Addresses of those for whom something came that was not said yet."""
        self.per_second = inf

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        """Show a screen as a direct message, once, or keep it for somebody who is known. Raises UndeliverableError where
        nobody is there."""
        if self._closed or (address != self._address and self.people.called(address) is None):
            raise UndeliverableError(f"{address} is not at this terminal")
        if not self._first(occurrence):
            return
        self.count += 1
        if address == self._address:
            self._show(screen)
            return
        self._keep(address, screen)
        if self._listener is not None:
            self._listener.others()

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        """Whether it stands on this screen, or waits for them. Of a terminal that was closed nothing else does."""
        return occurrence in self._seen or run in self.places.held(address)

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        """Show what is said in the channel or pod `place`, once, to whoever sees that place."""
        if self._closed or (post := self.places.post(place, screen, occurrence)) is None:
            return Sent(Posted.REFUSED)
        if self._first(occurrence):
            self._show_post(place, post)
        return Sent(Posted.POSTED, occurrence)

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        """Show what now stands there, where it changed."""
        if (post := self.places.amend(place, reference, screen)) is not None:
            self._show_post(place, post)
        return True

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        """Take it out of its place. What was shown already has scrolled by."""
        self.places.take_back(place, reference or occurrence)
        return True

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        """Open a place that only these see."""
        return Sent(Posted.POSTED, self.places.gather(place, name, addresses, occurrence))

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        self.places.admit(pod, addresses)

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        self.places.part(pod, addresses)

    async def dissolve(self, pod: str) -> bool:
        self.places.dissolve(pod)
        return True

    async def survey(self, community: str, place: str, address: str) -> Ground:
        """One of those at a terminal runs the community; the bot may do everything."""
        return Ground(place, self.places.called(place), organises=address == self.organiser)

    def seat(self, one: Neighbour) -> None:
        """Somebody is at the keyboard from now on. What nobody was shown yet waits for whoever was there before."""
        early, self._early = self._early, []
        for arrival in early:
            if isinstance(arrival, Screen):
                self._keep(self._address, arrival)
        self.people.meet(one)
        self._address = one.address
        self.untold.discard(one.address)

    def take(self) -> list[Screen | str]:
        """What waited for whoever is at the keyboard, the oldest first: screens, and the runs of those from an earlier chat."""
        return [self._screens.pop(run, run) for run in self.places.held(self._address)]

    def arrive(self, screens: list[Screen]) -> None:
        """Have them come once they are listened to. They wait until then, whatever ends the process."""
        self._early += screens

    def listen(self, listener: Listener) -> None:
        """Show what comes here, beginning with what came before anybody listened."""
        self._listener = listener
        early, self._early = self._early, []
        for arrival in early:
            self._show(arrival)
        self.places.release(self._address)

    def hold(self) -> None:
        """Keep what comes until somebody listens again."""
        self._listener = None

    def close(self) -> None:
        """Nobody is there any more."""
        self._closed = True

    def _keep(self, address: str, screen: Screen) -> None:
        self._screens[screen.run] = screen
        self.places.hold(address, screen.run)
        self.untold.add(address)

    def _first(self, occurrence: str) -> bool:
        new = occurrence not in self._seen
        self._seen.add(occurrence)
        return new

    def _show_post(self, place: str, post: Post) -> None:
        if self.places.sees(place, self._address):
            self.count += 1
            self._show((title(place, self.places.called(place)), post))

    def _show(self, arrival: Screen | tuple[str, Post]) -> None:
        if self._listener is None:
            self._early.append(arrival)
        elif isinstance(arrival, Screen):
            self._listener.screens(arrival)
        else:
            self._listener.posts(*arrival)


def title(place: str, name: str) -> str:
    """How a place is called in front of what is said there."""
    return name if place.startswith(POD) else f"#{name.removeprefix('#')}"
