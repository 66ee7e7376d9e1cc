"""People at terminals, each with windows of their own."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from adapters.terminal import Arrivals, Places
from adapters.terminal.board import LAST
from bot.cli.compose import Ground as Platforms
from bot.ports import Ground, Sender, Sent, UndeliverableError, Who
from bot.screen import Screen
from bot.store.sealed_file import SealedFile
from tests.adapters.platforms import Core, Page, Person, Platform, Public
from tests.adapters.terminal.reading import MESSAGE, SAVES, WAITS, Shown, parsed, posts, unechoed
from tests.adapters.terminal.window import Window

# Who runs the community.
ORGANISER = "address of Olu"
BLOCK, END = '"""', "."


class TerminalPerson(Person):
    """Somebody at a terminal, who may leave older windows open."""

    def __init__(self, platform: Terminals, who: Who) -> None:
        self._platform = platform
        self.who = who
        self.page = Page("")
        self.messages: list[Page] = []
        self.reachable = True
        self._presses = 0
        self._windows: list[Window] = []

    @property
    def address(self) -> str:
        return self.who.address

    @property
    def presses(self) -> int:
        return self._presses

    @property
    def window(self) -> Window:
        """The one that is looked at."""
        return self._windows[-1]

    async def arrive(self) -> None:
        """Start the chat, which begins with what was left open."""
        window = await self._open(await self._platform.core.bot.turns.left_open(self.who))
        self.page = await _page(window, window.fresh())

    async def leave(self) -> None:
        for window in self._windows:
            await window.close()
        self._windows.clear()

    async def arrived(self) -> None:
        """See what came by itself."""
        self._see_messages(self.window.fresh())

    async def command(self, word: str, **args: str) -> Page:
        given = "".join(f' {name}="{_escaped(value)}"' for name, value in args.items())
        return await self._enter(f"/{word}{given}")

    async def tap(self, label: str, on: Page | None = None) -> Page:
        page = on or self.page
        await self._look_at(page)
        return await self._enter(page.where.keys[page.label(label)])

    async def double_tap(self, label: str) -> Sequence[Page]:
        other = await self._open(self.page.where.screen)
        self._windows.remove(other)
        key = self.page.where.keys[self.page.label(label)]
        mine, theirs = await asyncio.gather(self.window.enter(key), other.enter(key))
        answers = [await self._saw(mine), await _page(other, theirs)]
        await other.close()
        return answers

    async def pick(self, *labels: str) -> Page:
        keys = self.page.where.keys
        return await self._enter(" ".join(keys[self.page.label(label)] for label in labels))

    async def type(self, text: str) -> Page:
        assert self.page.can_type, self.page.text
        return await self.say(text)

    async def draft(self) -> str:
        typing = self.window.screen.typing
        assert typing is not None
        assert not typing.draft or self.page.says(typing.draft)
        return typing.draft

    async def fill(self, fields: Mapping[str, str]) -> Page:
        form = self.window.screen.form
        assert form is not None, self.page.text
        left = dict(fields)
        await self.window.enter(self.page.where.keys[form.label])
        lines: list[str] = []
        for field in form.fields:
            text = left.pop(field.label, "")
            lines += [BLOCK, *text.split("\n"), END] if text else [""]
        assert not left, f"there are no fields {list(left)}"
        return await self._enter(*lines)

    async def say(self, text: str) -> Page:
        return await self._enter(BLOCK, *text.split("\n"), END)

    async def open(self, file: str) -> bytes:
        await self.window.enter(self.page.where.keys[SAVES + file])
        return (self._platform.core.folder / file).read_bytes()

    async def command_at(self, place: str | None, word: str) -> Page:
        """In a terminal there is no DM: what is said there, only they see."""
        if place is not None and place != self._platform.channel:
            await self._open(None, replace(self.who, ground=self._platform.ground(self.address, place)))
        return await self.command(word)

    async def forge(self, page: Page, label: str) -> Page:
        await self._open(page.where.screen)
        return await self._enter(page.where.keys[page.label(label)])

    async def press_public(self, post: Public, label: str) -> Page:
        return await self._enter(post.where[label])

    async def close_dms(self) -> None:
        self.reachable = False

    async def open_dms(self) -> None:
        self.reachable = True

    async def _open(self, opening: Screen | None, who: Who | None = None) -> Window:
        arrivals = Arrivals(self.who.address, places=self._platform.places, organiser=self._platform.runs)
        window = Window(self._platform.core, who or self.who, opening, arrivals)
        self._windows.append(window)
        await window.settled()
        return window

    async def _look_at(self, page: Page) -> None:
        """Look at where the page is: here, or here once what waits was gone to, or in another window that was left open."""
        wanted = page.where.screen
        if wanted in self.window.waiting:
            while self.window.screen != wanted:
                await self.window.enter("e")
        if self.window.screen != wanted:
            await self._open(wanted)

    async def _enter(self, *lines: str) -> Page:
        self._presses += 1
        return await self._saw(await self.window.enter(*lines))

    async def _saw(self, told: str) -> Page:
        told, *messages = told.split(MESSAGE)
        self.page = await _page(self.window, told)
        for message in messages:
            self._see_messages(MESSAGE + message)
        return self.page

    def _see_messages(self, told: str) -> None:
        for message in told.split(MESSAGE)[1:]:
            waits = message.rstrip("\n").endswith(WAITS.rstrip("\n"))
            screen = self.window.waiting[-1] if waits else self.window.screen
            shown = parsed(message.replace(WAITS, ""), screen)
            if waits:  # its choices are shown when it is gone to
                keys = {one.label: one.label for one in (*screen.buttons, *screen.navigation)}
                shown = Page(shown.text, tuple(keys), where=Shown(screen, keys))
            else:
                self.page = shown
            self.messages.append(shown)


class Terminals(Platform):
    """Several people, each at a terminal. What is said in a channel shows on all of them."""

    name = "terminal"
    per_second = inf
    community = "neighbours"
    channel = "accountability"
    zone = ("Yes",)

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._people: list[TerminalPerson] = []
        self._public: list[str] = []
        self.places = Places()
        self.runs: str | None = ORGANISER
        """The address of who runs the community."""
        self._signal = signal.getsignal(signal.SIGINT)

    async def start(self) -> None:
        await self.core.open(self._senders)
        for person in self._people:
            await person.arrive()
        if not self._people:
            await self._sit_down("a bystander")

    def _senders(self, on: Platforms) -> Mapping[str, Sender]:
        self.places = Places(SealedFile(self.core.folder / "bounceback.db.channel", on.key("terminal")))
        return {self.name: self}

    async def close(self) -> None:
        _ = self.public
        for person in self._people:
            await person.leave()
        await self.core.close()
        # Each chat put back what it found, and that may have been another one's.
        signal.signal(signal.SIGINT, self._signal)

    async def person(self, name: str) -> TerminalPerson:
        return await self._sit_down(name)

    async def _sit_down(self, name: str) -> TerminalPerson:
        address = f"address of {name}"
        who = Who(self.name, address, self.community, name, "Europe/Berlin", ground=self.ground(address))
        self._people.append(TerminalPerson(self, who))
        await self._people[-1].arrive()
        return self._people[-1]

    @property
    def public(self) -> Sequence[str]:
        if self._people and self._people[0]._windows:
            told = self._people[0].window.fresh()
            self._public += [post.text for post in posts(told, "  #")]
        return self._public

    @property
    def standing(self) -> Sequence[str]:
        return [post.text for post in self.channel_posts()]

    def channel_posts(self, place: str | None = None) -> list[Public]:
        return self._read(self._people[0].address, place or self.channel)

    def pod_posts(self, person: Person) -> list[Public]:
        return self._read(person.address, None)

    def _read(self, address: str, channel: str | None) -> list[Public]:
        """What somebody reads in a channel, or in the pods that they see."""
        window = next(one for one in self._people if one.address == address).window
        _ = self.public  # what came by until now was seen
        window.fresh()
        found: list[Public] = []
        for place in self.places.seen_by(address):
            if place.address != channel if channel else place.people is None:
                continue
            for first in range(0, len(place.posts), LAST):  # as often as one would have looked meanwhile
                window.chat._board.read([replace(place, posts=place.posts[first : first + LAST])])
                _, _, told = window.fresh().strip("\n").partition("\n")
                found += posts(told, "  • ")
        return found

    def another_channel(self, name: str) -> str:
        self.places.know(name)
        return name

    def lose_channel(self) -> None:
        """A terminal has its channel for good: it takes no more, as a pod that was closed does."""
        self.places.know(self.channel)
        self.places._places[self.channel].open = False

    async def dismiss(self, person: Person) -> None:
        """From the next start on somebody else runs it."""
        assert isinstance(person, TerminalPerson)
        self.runs = None
        person.who = replace(person.who, ground=self.ground(person.address))
        await person.leave()
        await person.arrive()

    def ground(self, address: str, place: str = channel) -> Ground:
        """Where somebody is who types in a channel."""
        return Ground(place, place, organises=address == self.runs)

    async def organiser(self) -> Person:
        return next((one for one in self._people if one.address == ORGANISER), None) or await self.person("Olu")

    @property
    def called(self) -> Sequence[str]:
        return ()  # nobody can be called here

    # What the core sends by

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        person = next(one for one in self._people if one.who.address == address)
        if not person.reachable:
            raise UndeliverableError(address)
        await person.window.arrivals.send(address, screen, occurrence)
        if not person.window.chat._board.busy:
            await person.arrived()

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        person = next(one for one in self._people if one.who.address == address)
        return await person.window.arrivals.delivered(address, occurrence, run)

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        outcomes = [await one.post(place, screen, occurrence) for one in self._arrivals()]
        return outcomes[0]

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        return await self._arrivals()[0].amend(place, reference, screen, occurrence)

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        return await self._arrivals()[0].take_back(place, reference, occurrence)

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        return await self._arrivals()[0].gather(place, name, addresses, occurrence)

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        await self._arrivals()[0].admit(pod, addresses)

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        await self._arrivals()[0].part(pod, addresses)

    async def dissolve(self, pod: str) -> bool:
        return await self._arrivals()[0].dissolve(pod)

    async def survey(self, community: str, place: str, address: str) -> Ground:
        return await self._arrivals()[0].survey(community, place, address)

    def _arrivals(self) -> Sequence[Arrivals]:
        """Of all that are open; where nobody came yet, of one at which nobody looks."""
        found = [one.window.arrivals for one in self._people]
        return found or [Arrivals("nobody", places=self.places, organiser=self.runs)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


async def _page(window: Window, told: str) -> Page:
    page = parsed(told, window.screen)
    if "─" in told:
        copied = await window.enter("/copy")
        page = replace(page, copies=(unechoed(copied).strip("\n"),))
    return page
