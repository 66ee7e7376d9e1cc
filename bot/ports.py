"""What the core asks of the outside, and what the outside asks of the core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from bot.effects import Posted
from bot.fixed import Fixed
from bot.questions import Given
from bot.screen import Screen


class Ground(NamedTuple):
    """Where in a community an event came from, and what the platform says of it.

    `place` is the address of the channel, `name` what its people call it. `organises` is whether they run the community, by
    the platform's own roles; None where the platform has to be asked. `lacks` are the permissions that the bot lacks there, by
    the platform's own names.
    """

    place: str
    name: str
    organises: bool | None = None
    lacks: tuple[str, ...] = ()


class Who(Fixed):
    """Whom an event comes from, as the platform knows them. The hints count until the member says otherwise."""

    platform: str
    address: str
    community: str | None = None
    name: str | None = None
    zone_hint: str | None = None
    language_hint: str | None = None
    ground: Ground | None = None


class Command(NamedTuple):
    """A command: `word` is ``rejected`` or one of the words of ``/bounceback``; `args` what was given with it."""

    who: Who
    word: str
    args: Mapping[str, str] = MappingProxyType({})


class Press(NamedTuple):
    """A tap on something that carried a token; `given` is what a menu, a place to type or a form brought with it."""

    who: Who
    token: str
    given: Given = Given()


class Typed(NamedTuple):
    """Text out of the blue, as in a DM: it answers the screen that the member saw last."""

    who: Who
    text: str


Event: TypeAlias = Command | Press | Typed


class Found(NamedTuple):
    """One of what a search finds. Where it has a `token`, that is pressed when it is picked; otherwise the label is given."""

    label: str
    token: str = ""


class TakesTurns(Protocol):
    """The core, as adapters see it: one event in, the screen that answers it out."""

    async def take(self, event: Event) -> Screen: ...

    async def overhear(self, event: Typed) -> Screen | None:
        """Text that an adapter deals with by itself, such as a line that is no command: a screen where something is heard
        in it, or None."""
        ...


class Core(TakesTurns, Protocol):
    """The core, as those adapters see it whose platforms have more places than a conversation."""

    async def at_home(self, who: Who) -> Screen:
        """Home as it stands, to look at, also for somebody new. Where they are stays where it is: a press on it opens home."""
        ...

    async def search(self, event: Press) -> tuple[Found, ...]:
        """Titles in the catalogue that fit what is typed into a place that searches, the best first.

        `event` is what a pick would be, with the text as far as it is typed. It is listened to as all text is: where
        something is heard, the one thing that is found is the way to *Need a person?*. Nothing is kept.
        """
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, aware and in UTC."""
        ...


class UndeliverableError(Exception):
    """This member cannot be reached this way, as with closed DMs. Not to be tried again blindly."""


class TryLaterError(Exception):
    """Not now: the platform is out, or wants less. `seconds` is when to come back; `unknown` means that what was to be sent
    may have arrived all the same."""

    def __init__(self, seconds: float, *, unknown: bool = False) -> None:
        super().__init__(f"try again in {seconds:g} s")
        self.seconds = seconds
        self.unknown = unknown


class Sent(NamedTuple):
    """What became of a post, and what the platform calls it there, so that it can be taken back."""

    outcome: Posted
    reference: str | None = None


class Sender(Protocol):
    """A platform as the scheduler and the outbox see it."""

    @property
    def per_second(self) -> float:
        """How many messages a second the platform takes from us; infinity where nobody counts."""
        ...

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        """Deliver a screen by DM. `occurrence` is stable for one nudge: sent twice, it is to be seen once.

        Raises UndeliverableError or TryLaterError. Any other error leaves it unknown whether it arrived.
        """
        ...

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        """Look whether it arrived, where nobody knows: the screen of `run` stands in the DM, to be told by its controls.

        Raises TryLaterError where that cannot be seen now, UndeliverableError where it never can.
        """
        ...

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        """Say something in the channel `place`, once: a screen of no run, whose buttons carry public tokens."""
        ...

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        """Say something else where `reference` was posted. True where it stands there now, or what was there is gone."""
        ...

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        """Open a private place for a pod, of the circle in `place`, with these members in it, once. `reference` is its address.

        Who cannot be let in is left out.
        """
        ...

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        """Let members into a pod's place. Raises UndeliverableError where it is gone, or TryLaterError."""
        ...

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        """Let members out of a pod's place; the same errors."""
        ...

    async def dissolve(self, pod: str) -> bool:
        """Close a pod's place: what was said there stays, and nobody goes on. True where it is closed, or gone."""
        ...

    async def survey(self, community: str, place: str, address: str) -> Ground:
        """Ask the platform what a member may do in a channel, and what the bot may. Raises TryLaterError."""
        ...

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        """Delete what was posted under `occurrence`, because its author is forgotten. True where nothing of it is left.

        `reference` is what `post` gave; without one the outcome was unknown, and it has to be looked for.
        """
        ...


class DirectOnly:
    """The part of a sender that has no channels: nothing can be said in them."""

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        return Sent(Posted.REFUSED)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        return True

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        return True

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        return Sent(Posted.REFUSED)

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        raise UndeliverableError(pod)

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        raise UndeliverableError(pod)

    async def dissolve(self, pod: str) -> bool:
        return True

    async def survey(self, community: str, place: str, address: str) -> Ground:
        return Ground(place, "", organises=False)
