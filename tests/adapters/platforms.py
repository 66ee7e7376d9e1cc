"""What a test may do as people on a platform, and what those people see.

The core is the real one, put together as it is for running: a store in a folder, all flows, words and rules; only its clock is
set by hand. The adapter is the real one too. A driver stands where people are: it turns the verbs of `Person` into whatever
the platform's client would send, and what the platform shows them into a `Page`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeAlias, cast

from bot.cli.clocks import VirtualClock
from bot.cli.compose import Ground, Running, move_on, running
from bot.ports import Sender
from bot.store.sqlite import SqliteStore, _on
from bot.store.unit import Row, Unit
from tests.world import START


class Core:
    """The core on one store. `open` and `close` it as often as there are restarts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = VirtualClock(lambda: START)
        self._open: AbstractAsyncContextManager[Running] | None = None

    async def open(self, platforms: Callable[[Ground], Mapping[str, Sender]]) -> None:
        """Start anew on what the store holds, with nothing in memory; `platforms` as `running` takes it."""
        self._open = running(self.folder / "bounceback.db", self.clock, platforms)
        self.bot = await self._open.__aenter__()
        # As the command that runs it does: else whoever is the first to say something waits.
        await self.bot.turns.prepare()

    async def close(self) -> None:
        if self._open is not None:
            await self._open.__aexit__(None, None, None)
            self._open = None

    @asynccontextmanager
    async def failing(self) -> AsyncIterator[None]:
        """While it lasts, nothing can be saved."""
        await self._write_only_if("OFF")
        try:
            yield
        finally:
            await self._write_only_if("ON")

    async def _write_only_if(self, allowed: str) -> None:
        forbidden = "OFF" if allowed == "ON" else "ON"
        await _on(
            cast("SqliteStore", self.bot.store)._writer, lambda db: db.execute(f"PRAGMA query_only = {forbidden}")
        )

    async def write(self, sql: str, *values: Any) -> None:
        def unit() -> Unit[None]:
            yield sql, values

        await self.bot.store.do(unit)

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        def unit() -> Unit[list[Row]]:
            return (yield sql, values)

        return [dict(row) for row in await self.bot.store.read(unit)]


@dataclass(frozen=True)
class Page:
    """One message or view as a person reads it: markup is drawn, not shown, and what is folded away counts as there."""

    text: str
    """All that is said, also in quotations and in what is there to copy. Line breaks of the platform's own don't matter."""
    offers: tuple[str, ...] = ()
    """What can be tapped, in order: buttons, entries of a menu, the way out. Not what opens a place to type or a form."""
    can_type: bool = False
    can_fill: bool = False
    copies: tuple[str, ...] = ()
    """Texts to copy, to the letter, as they would be in the clipboard."""
    links: tuple[str, ...] = ()
    """Addresses that can be opened."""
    files: tuple[str, ...] = ()
    """Names of files that can be opened."""
    where: Any = None
    """Where it is, for the driver: what it needs to press on it, also long after."""

    def says(self, text: str) -> bool:
        """Whether `text` stands there, wherever lines are broken."""
        return plain(text) in plain(self.text)

    def label(self, beginning: str) -> str:
        """The one that is offered as this, or begins like it."""
        for fits in (str.__eq__, str.startswith):
            for offer in self.offers:
                if fits(offer.casefold(), beginning.casefold()):
                    return offer
        raise AssertionError(f"nothing to tap is called {beginning!r}: {self.offers}\n{self.text}")


class Public(NamedTuple):
    """A post as those read it who see the place that it stands in: the channel, or a pod's."""

    text: str
    """All that is said. Markup is drawn, not shown."""
    buttons: tuple[str, ...] = ()
    """Labels of what can be pressed, in order."""
    pictures: tuple[str, ...] = ()
    """The alt texts of its pictures."""
    where: Any = None
    """Where it is, for the driver: what it needs to press on it, also long after."""

    def says(self, text: str) -> bool:
        """Whether `text` stands there, wherever lines are broken."""
        return plain(text) in plain(self.text)


# Marks that keep a name apart from text of another direction, or signs apart that would be markup together. Nobody sees them.
_UNSEEN = dict.fromkeys((*range(0x2066, 0x206A), 0x200B))


def plain(text: str) -> str:
    """Text without line breaks, spaces and marks that nobody sees: what platforms may set as they like."""
    return "".join(text.translate(_UNSEEN).split())


class Person(ABC):
    """Somebody on the platform, in the community where the bot is. Each verb gives the page that it leads to."""

    page: Page
    """What answered last, wherever: a message that only they see, a DM, a view. The verbs act on it."""
    messages: Sequence[Page]
    """What came by DM without being asked for, oldest first."""

    @abstractmethod
    async def command(self, word: str, **args: str) -> Page:
        """`/rejected`, or one of the words of `/bounceback`."""

    @abstractmethod
    async def tap(self, label: str, on: Page | None = None) -> Page:
        """Tap what is called or begins like this, or pick it alone from a menu; on an older page, as long as it shows."""

    @abstractmethod
    async def double_tap(self, label: str) -> Sequence[Page]:
        """Tap twice before anything answers. Gives what answered, one by one; `page` is one of them."""

    @abstractmethod
    async def pick(self, *labels: str) -> Page:
        """Pick several from the menu."""

    @abstractmethod
    async def type(self, text: str) -> Page:
        """Type where the page has a place to."""

    @abstractmethod
    async def draft(self) -> str:
        """What stands in the place to type before anything is typed."""

    @abstractmethod
    async def fill(self, fields: Mapping[str, str]) -> Page:
        """Fill in the form and send it: fields by label. The others are left as they are found."""

    @abstractmethod
    async def say(self, text: str) -> Page:
        """Write to the bot, out of the blue."""

    @abstractmethod
    async def open(self, file: str) -> bytes:
        """Open a file of the page."""

    @abstractmethod
    async def close_dms(self) -> None:
        """From now on nothing arrives by itself."""

    @abstractmethod
    async def open_dms(self) -> None: ...

    @property
    @abstractmethod
    def address(self) -> str:
        """As in `Who.address`."""

    @property
    @abstractmethod
    def presses(self) -> int:
        """How often they did something that the bot heard of, commands as well."""

    @abstractmethod
    async def command_at(self, place: str | None, word: str) -> Page:
        """One of the words of `/bounceback`, typed in a channel, by its address; None: in the DM with the bot."""

    @abstractmethod
    async def press_public(self, post: Public, label: str) -> Page:
        """Press what is called like this under a post of the channel. Gives what answers, which only they see."""

    @abstractmethod
    async def forge(self, page: Page, label: str) -> Page:
        """Press a button of somebody else's page, as a forged request would: from where their own page is."""

    async def back(self) -> Page:
        return await self.tap("Back")

    async def stop(self) -> Page:
        return await self.tap("Stop here")

    async def walk(self, *labels: str) -> Page:
        """Tap one after the other."""
        for label in labels:
            await self.tap(label)
        return self.page


Labels: TypeAlias = tuple[str, ...]


class Platform(ABC):
    """A platform with one community in it, where the bot is, through its adapter."""

    name: ClassVar[str]
    """As in `Who.platform`."""
    community: ClassVar[str]
    """As in `Who.community`."""
    channel: ClassVar[str]
    """The address of a channel of the community."""
    zone: ClassVar[Labels] = ("Europe", "Berlin")
    """The taps that say where somebody's clock is, after a yes to check-ins: fewer where the platform told it already."""

    def __init__(self, core: Core) -> None:
        self.core = core

    @abstractmethod
    async def start(self) -> None:
        """Open the core with the adapter's sender, and start the adapter."""

    @abstractmethod
    async def close(self) -> None:
        """Stop the adapter, and close the core. What people have before them stays, and they can press on it later."""

    @abstractmethod
    async def person(self, name: str) -> Person:
        """Somebody of the community, who did not talk to the bot yet."""

    @property
    @abstractmethod
    def public(self) -> Sequence[str]:
        """All that the others in the community ever saw of the bot, each text as they read it."""

    @property
    @abstractmethod
    def standing(self) -> Sequence[str]:
        """What of that is still there."""

    @property
    @abstractmethod
    def called(self) -> Sequence[str]:
        """Whom anything that the bot said, in public or not, called: people, roles, everyone."""

    # Places of a community

    @abstractmethod
    def channel_posts(self, place: str | None = None) -> list[Public]:
        """What of the bot stands in the channel now, or in the one with this address, oldest first, as it reads now."""

    @abstractmethod
    def pod_posts(self, person: Person) -> list[Public]:
        """What of the bot stands in the private places that this person sees now, oldest first."""

    @abstractmethod
    def another_channel(self, name: str) -> str:
        """One more channel of the community, with the bot in it. Gives its address."""

    @abstractmethod
    def lose_channel(self) -> None:
        """The channel is gone, or closed for good."""

    @abstractmethod
    async def organiser(self) -> Person:
        """Somebody who runs the community, by the platform's own roles. The same one each time."""

    @abstractmethod
    async def dismiss(self, person: Person) -> None:
        """They run the community no more."""

    @property
    def sender(self) -> Sender:
        """The adapter's sender, as the core has it."""
        return self.core.bot.turns.outbox.senders[self.name]

    async def restart(self) -> None:
        """The bot ends and starts again: whatever was only in memory is gone."""
        await self.close()
        await self.start()

    async def later(self, span: timedelta = timedelta(0)) -> None:
        """Let time pass. What falls due on the way is sent at its time."""
        await move_on(self.core.clock, self.core.bot.dispatcher, self.core.bot.rounds, span)

    async def open_channel(self) -> None:
        """From now on lines can be shared in the channel."""
        values = ("wins", self.name, self.community, self.channel, f"#{self.channel}")
        await self.core.write(
            "INSERT INTO place (id, platform, community, address, name) VALUES ($1, $2, $3, $4, $5)", *values
        )
