"""A town for tests: several people, two communities, and a platform of which everything is written down.

People do what people can: type commands, press what they see. Nothing is put into the store behind the core's back.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

import pytest

from bot import ids
from bot.cli.clocks import VirtualClock
from bot.cli.compose import move_on
from bot.effects import Posted
from bot.pictures.facts import WeekFacts
from bot.pictures.week import week
from bot.ports import Ground, Sent, TryLaterError, Who
from bot.screen import Screen
from bot.store.communities import is_silent
from bot.store.helping import name_of_helper
from bot.voices import Voices
from scheduler.rounds import Rounds
from tests.readable import shown
from tests.world import FakeSender, SetClock, World, button, content, words


class Said(NamedTuple):
    """Something that came to stand in a place, or was changed there, or (no `screen`) went from it."""

    at: datetime
    place: str
    this: str
    screen: Screen | None


class Event(NamedTuple):
    """Something that somebody sees: what they did themselves, a message to them, or something in a channel (`where`)."""

    at: datetime
    where: str
    text: str


class Platform(FakeSender):
    """What arrives, in order and with its time. `out` until a moment, it takes nothing; what is in `gone` refuses posts."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(clock)
        self.log: list[Said] = []
        self.events: list[Event] = []
        self.seats_log: list[tuple[datetime, dict[str, frozenset[str]]]] = []
        self.out: datetime | None = None
        self.gone: set[str] = set()
        self._references: dict[str, str] = {}

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self._answers()
        many = len(self.dms)
        await super().send(address, screen, occurrence)
        if len(self.dms) > many:
            self.events.append(Event(self.clock.now(), f"@{address}", shown(screen)))

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        self._answers()
        if place in self.gone:
            return Sent(Posted.REFUSED)
        sent = await super().post(place, screen, occurrence)
        self._references[str(sent.reference)] = occurrence
        self._note(place, occurrence, screen)
        return sent

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        self._answers()
        assert self._references[reference] == occurrence
        self._note(place, occurrence, screen)
        return await super().amend(place, reference, screen, occurrence)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        self._answers()
        self._note(place, occurrence, None)
        return await super().take_back(place, reference, occurrence)

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        self._answers()
        sent = await super().gather(place, name, addresses, occurrence)
        self._seated()
        return sent

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        await super().admit(pod, addresses)
        self._seated()

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        await super().part(pod, addresses)
        self._seated()

    async def dissolve(self, pod: str) -> bool:
        closed = await super().dissolve(pod)
        self._seated()
        return closed

    async def survey(self, community: str, place: str, address: str) -> Ground:
        return Ground(place, "", organises=False)

    def standing(self, place: str) -> dict[str, Screen]:
        """What stands in a place now, by what it was posted as, in the order in which it came."""
        stands: dict[str, Screen | None] = {}
        for one in self.log:
            if one.place == place:
                stands[one.this] = one.screen
        return {this: screen for this, screen in stands.items() if screen is not None}

    def _note(self, place: str, this: str, screen: Screen | None) -> None:
        self.log.append(Said(self.clock.now(), place, this, screen))
        if screen is not None:
            self.events.append(Event(self.clock.now(), place, shown(screen)))

    def _answers(self) -> None:
        if self.out is not None and self.clock.now() < self.out:
            raise TryLaterError(900)

    def _seated(self) -> None:
        self.seats_log.append((self.clock.now(), {pod: frozenset(who) for pod, who in self.pods.items()}))


@dataclass
class Person:
    """Somebody, what they are looking at, and what they did: all that is known of them here."""

    who: Who
    town: Town
    screen: Screen = field(default_factory=lambda: Screen("", ""))
    agreed: bool = False
    looks: bool = False
    buddies: bool = False
    silent: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When they wanted to hear nothing: from, until."""
    words: list[tuple[datetime, str, str]] = field(default_factory=list)
    """What they said, when, and who may see it."""

    @property
    def name(self) -> str:
        return str(self.who.name)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(str(self.who.zone_hint))

    async def types(self, command: str, **args: str) -> Screen:
        return await self._does(f"/bounceback {command}", partial(self.town.command, command, **args))

    async def presses(self, screen: Screen, label: str) -> Screen:
        """Press a button of something that stands in a channel, or that came in private."""
        found = button(screen, label)
        assert found is not None, f"{self.name} sees no {label!r}"
        return await self._does(f"[{found.label}]", partial(self.town.press, found.token))

    async def taps(self, *what: str) -> Screen:
        for one in what:
            await self._does(self._label(one), partial(self.town.tap, one))
        return self.screen

    async def says(self, text: str) -> Screen:
        return await self._does(f'"{text}"', partial(self.town.type, text))

    async def day(self, ahead: int) -> Screen:
        """Pick the day that is so many ahead, of those that are offered."""
        days = self.screen.menu.options if self.screen.menu is not None else self.screen.buttons
        return await self.taps(days[ahead].label)

    async def _does(self, what: str, act: Any) -> Screen:
        world, events = self.town, self.town.platform.events
        world.who, world.screen = self.who, self.screen
        at, place = world.clock.now(), len(events)
        self.screen = await act()
        events.insert(place, Event(at, self.name, f"> {what}\n\n{shown(self.screen)}"))
        return self.screen

    def _label(self, what: str) -> str:
        if (found := button(self.screen, what)) is not None:
            return f"[{found.label}]"
        options = self.screen.menu.options if self.screen.menu else ()
        return next((one.label for one in options if what == one.value or one.label.startswith(what)), what)

    def inbox(self) -> list[Screen]:
        """What came in private, oldest first."""
        return [dm.screen for dm in self.town.platform.dms if dm.address == self.who.address]

    @property
    def saw(self) -> list[str]:
        """All that they saw by themselves and in private."""
        mine = (self.name, f"@{self.who.address}")
        return [event.text for event in self.town.platform.events if event.where in mine]


class Town(World):
    """A world with a clock that is moved on as the demo moves it, and people."""

    def __init__(self, folder: Path, start: datetime) -> None:
        super().__init__(folder)
        self.ticks = VirtualClock(lambda: start.astimezone(UTC))
        self.clock = cast("SetClock", self.ticks)
        self.platform = self.sender = Platform(self.clock)
        self.people: dict[str, Person] = {}

    async def _open(self) -> None:
        await super()._open()
        self.rounds = Rounds(
            self.store,
            self.sealed,
            words(),
            self.clock,
            {"test": self.platform},
            voices=Voices(self.sealed, words(), content),
            silent=is_silent,
            helper=partial(name_of_helper, sealed=self.sealed),
            draw_week=lambda counts, tongue: week(WeekFacts(*counts), tongue),
        )

    def person(self, name: str, zone: str = "Europe/Berlin", community: str = "guild", **more: Any) -> Person:
        who = Who("test", name.lower(), community=community, name=name, zone_hint=zone, **more)
        self.people[name] = Person(who, self)
        return self.people[name]

    async def until(self, at: datetime) -> None:
        """Let time pass, and whatever is due on the way happen at its time."""
        await move_on(self.ticks, self.dispatcher, self.rounds, at - self.clock.now())


@contextmanager
def same_ids(monkeypatch: pytest.MonkeyPatch, seed: int) -> Iterator[None]:
    """Ids as they would be by chance, and the same each time: who is paired with whom goes by them."""
    chance = random.Random(seed)  # noqa: S311 - nothing to guess here
    with monkeypatch.context() as patched:
        patched.setattr(ids, "new_id", lambda: ids._text(chance.randbytes(10)))
        yield


def span(weeks: int = 0, days: int = 0, hours: int = 0, minutes: int = 0) -> timedelta:
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
