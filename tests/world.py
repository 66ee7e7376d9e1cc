"""The world that tests play in: a real store in a folder, a clock that is set by hand, and a sender that keeps what it got.

Everything between an event and its screen is the real thing; only time and the platform are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, cast

from bot.content.entries import Content
from bot.content.load import load
from bot.effects import Posted
from bot.flow import Flow
from bot.flows import BY_NAME
from bot.hearing import Hearing
from bot.leaving import Leaving
from bot.outbox import Outbox
from bot.ports import Command, DirectOnly, Press, Sender, Sent, Typed, UndeliverableError, Who
from bot.questions import Given
from bot.screen import Button, Copy, Paragraph, Quote, Screen
from bot.store import nudges
from bot.store.forgetting import Forgetting
from bot.store.keys import places
from bot.store.opening import OpenedFile, open_file, open_store
from bot.store.own_data import TABLES, row_name
from bot.store.place import Postgres
from bot.store.retention import Keeping
from bot.store.sealed import Sealed, Sealer
from bot.store.sqlite import SqliteStore
from bot.store.unit import Row, Unit
from bot.turn import Turns
from bot.words import Words
from scheduler.dispatch import Dispatcher
from scheduler.retention import Retention

# A Wednesday, eleven in the morning where YOU are.
START = datetime(2026, 11, 25, 10, tzinfo=UTC)
YOU = Who("test", "you", community="guild", name="Sam", zone_hint="Europe/Berlin")
OTHER = Who("test", "other", community="guild", name="Kim", zone_hint="Europe/Berlin")
# More wake-ups than this within one wait mean that something is put off to a time that has passed.
WAKES = 500


@cache
def content() -> Content:
    return load(today=START.date())


@cache
def words() -> Words:
    return Words()


class SetClock:
    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Dm:
    address: str
    screen: Screen
    occurrence: str
    at: datetime


def said(screen: Screen) -> str:
    """What is said in a channel, as text."""
    return "\n\n".join(block.text for block in screen.blocks if isinstance(block, Paragraph))


@dataclass
class FakeSender(DirectOnly):
    """A platform. `failures` are raised one by one, `failure` always, `blind` by whoever looks for what arrived; with
    `dedupes` an occurrence is seen once."""

    clock: SetClock
    dedupes: bool = True
    failure: BaseException | None = None
    failures: list[BaseException] = field(default_factory=list)
    outcome: Posted | Exception = Posted.POSTED
    tries: int = 0
    looks: int = 0
    blind: BaseException | None = None
    per_second: float = inf
    dms: list[Dm] = field(default_factory=list)
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    taken_back: list[tuple[str, str | None, str]] = field(default_factory=list)
    takes_back: bool | Exception = True
    amends: bool | Exception = True
    amended: list[tuple[str, str, str]] = field(default_factory=list)
    screens: dict[str, Screen] = field(default_factory=dict)
    """The screens that stand in channels, by their occurrence."""
    pods: dict[str, set[str]] = field(default_factory=dict)
    """Who is in the places of pods, by the address of the place."""
    gathers: Posted | Exception = Posted.POSTED
    seats: BaseException | None = None
    """What is raised by whoever lets somebody in or out."""
    dissolved: list[str] = field(default_factory=list)

    async def send(self, address: str, screen: Screen, occurrence: str) -> None:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        if self.failure is not None:
            raise self.failure
        if not (self.dedupes and any(dm.occurrence == occurrence for dm in self.dms)):
            self.dms.append(Dm(address, screen, occurrence, self.clock.now()))

    async def delivered(self, address: str, occurrence: str, run: str) -> bool:
        self.looks += 1
        if self.blind is not None:
            raise self.blind
        return any((dm.address, dm.screen.run) == (address, run) for dm in self.dms)

    async def post(self, place: str, screen: Screen, occurrence: str) -> Sent:
        self.posts.append((place, said(screen), occurrence))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        self.screens[occurrence] = screen
        return Sent(self.outcome, f"message-{len(self.posts)}")

    async def amend(self, place: str, reference: str, screen: Screen, occurrence: str) -> bool:
        if isinstance(self.amends, Exception):
            raise self.amends
        if self.amends:
            self.amended.append((place, reference, said(screen)))
            self.screens[occurrence] = screen
        return self.amends

    async def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> Sent:
        if isinstance(self.gathers, Exception):
            raise self.gathers
        if self.gathers is not Posted.POSTED:
            return Sent(self.gathers)
        self.pods.setdefault(f"pod-{occurrence}", set(addresses))
        return Sent(Posted.POSTED, f"pod-{occurrence}")

    async def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        self._in_place(pod)
        self.pods[pod] |= set(addresses)

    async def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        self._in_place(pod)
        self.pods[pod] -= set(addresses)

    def _in_place(self, pod: str) -> None:
        if self.seats is not None:
            raise self.seats
        if pod not in self.pods:
            raise UndeliverableError(pod)

    async def dissolve(self, pod: str) -> bool:
        self.dissolved.append(pod)
        self.pods.pop(pod, None)
        return True

    async def take_back(self, place: str, reference: str | None, occurrence: str) -> bool:
        self.taken_back.append((place, reference, occurrence))
        if isinstance(self.takes_back, Exception):
            raise self.takes_back
        return self.takes_back


class World:
    """One store, whoever talks to it, and the verbs of a person in front of a screen."""

    database: ClassVar[Postgres | None] = None
    """Where the store is, if it is not in a file."""
    opened: OpenedFile | None
    store: SqliteStore

    def __init__(
        self, folder: Path, flows: Mapping[str, Flow] | None = None, *, sealer: Sealer | None = None, who: Who = YOU
    ) -> None:
        self.path = folder / "bounceback.db"
        self.flows: Mapping[str, Flow] = BY_NAME if flows is None else flows
        self.clock = SetClock()
        self.sender = FakeSender(self.clock)
        self.sealer = sealer
        self.hearing = Hearing()
        self.who = who
        self.screen = Screen("", "")

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        await self.store.close()
        if self.opened is not None:
            await self.opened.keys.aclose()

    async def _open_store(self) -> None:
        self.opened = None
        if self.database is not None:
            # Typed as a store in a file: what only that can do is tested with files.
            self.opened = cast("OpenedFile", await open_store(self.database))
            self.store, self.sealed = self.opened.store, self.opened.sealed
        elif self.sealer is None:
            self.opened = await open_file(self.path)
            self.store, self.sealed = self.opened.store, self.opened.sealed
        else:
            self.store, self.sealed = await SqliteStore.open(self.path), Sealed(self.sealer)

    async def _open(self) -> None:
        await self._open_store()
        senders: dict[str, Sender] = {"test": self.sender}
        self.outbox = Outbox(self.store, self.sealed, words(), senders)
        self.forgetting = Forgetting(self.store, self.sealed, self.clock, senders)
        self.leaving = Leaving(self.store, self.sealed, self.clock, self.forgetting)
        self.turns = self.other_turns(self.hearing)
        self.dispatcher = self.another_dispatcher()

    def other_turns(self, hearing: Hearing) -> Turns:
        parts = (self.store, self.sealed, self.flows, content, words(), self.clock)
        return Turns(*parts, self.outbox, self.forgetting, hearing)

    def retention(self, keeping: Keeping | None = None) -> Retention:
        master = places(self.path).master
        return Retention(self.store, self.sealed, self.forgetting, self.clock, master, keeping, self.outbox)

    def another_dispatcher(self) -> Dispatcher:
        return Dispatcher(self.store, self.sealed, self.turns.opening, self.clock, {"test": self.sender})

    async def reopen(self, flows: Mapping[str, Flow] | None = None) -> None:
        """A restart, with other flows where an upgrade brings them."""
        await self._close()
        self.flows = flows or self.flows
        await self._open()

    # What a person does

    async def command(self, word: str, **args: str) -> Screen:
        return self._saw(await self.turns.take(Command(self.who, word, args)))

    async def press(self, token: str, given: Given | None = None) -> Screen:
        return self._saw(await self.turns.take(Press(self.who, token, given or Given())))

    async def tap(self, what: str, on: Screen | None = None) -> Screen:
        """Tap a button or an entry of the menu, by its label, the beginning of that, or its value."""
        shown = on or self.screen
        found = button(shown, what)
        if found is not None:
            return await self.press(found.token)
        assert shown.menu is not None, f"nothing to tap is called {what!r}: {labels(shown)}"
        return await self.press(shown.menu.token, Given(values=(_entry(shown, what),)))

    async def pick(self, *what: str) -> Screen:
        assert self.screen.menu is not None, "there is no menu"
        return await self.press(self.screen.menu.token, Given(values=tuple(_entry(self.screen, one) for one in what)))

    async def type(self, text: str) -> Screen:
        """Type where the screen has a place for it, or out of the blue."""
        if self.screen.typing is not None:
            return await self.press(self.screen.typing.token, Given(text=text))
        return self._saw(await self.turns.take(Typed(self.who, text)))

    async def fill(self, **fields: str) -> Screen:
        assert self.screen.form is not None, "there is no form"
        return await self.press(self.screen.form.token, Given(fields=fields))

    async def back(self) -> Screen:
        return await self.tap("~back")

    async def stop(self) -> Screen:
        return await self.tap("~stop")

    def _saw(self, screen: Screen) -> Screen:
        self.screen = screen
        return screen

    # What time does

    async def later(self, span: timedelta) -> None:
        """Let time pass, and send what falls due on the way at the moment at which it does."""
        target = self.clock.at + span
        for _ in range(WAKES):
            wake = await self.dispatcher.next_wake()
            if wake is None or wake > target:
                self.clock.at = target
                return
            self.clock.at = max(self.clock.at, wake)
            await self.dispatcher.run_due()
        raise AssertionError(f"still awake after {WAKES} wake-ups at {self.clock.at}")

    # What is in the store

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        def unit() -> Unit[list[Row]]:
            return (yield sql, values)

        return [dict(row) for row in await self.store.read(unit)]

    async def clear(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table that belongs to somebody, with its text opened."""
        owned = next(one for one in TABLES if one.table == table)
        whose = "(SELECT member FROM run WHERE run.id = run)" if owned.owner == "run" else owned.owner

        def unit() -> Unit[list[dict[str, Any]]]:
            found = yield f"SELECT *, {whose} AS whose FROM {table}", ()  # noqa: S608 - our own names
            rows = [dict(row) for row in found]
            for row in rows:
                member = row.pop("whose")
                for column in owned.texts:
                    row[column] = self.sealed.get(member, table, row_name(owned, row), column, row[column])
            return rows

        return await self.store.read(unit)

    async def write(self, sql: str, *values: Any) -> None:
        def unit() -> Unit[None]:
            yield sql, values

        await self.store.do(unit)

    async def place(self, name: str = "#wins") -> None:
        """A channel of the community, in which lines can be shared."""
        values = ("wins", "test", "guild", "channel-1", name)
        await self.write(
            "INSERT INTO place (id, platform, community, address, name) VALUES ($1, $2, $3, $4, $5)", *values
        )

    async def nudges(self) -> list[tuple[str, str, str | None]]:
        """Every nudge as (kind, state, reason), by when it was due."""
        listed = await self.store.read(nudges.listed)
        return [(str(row["kind"]), str(row["state"]), row["reason"] and str(row["reason"])) for row in listed]  # type: ignore[misc]

    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table."""
        return {name: await self.rows(f"SELECT * FROM {name}") for name in await self.tables()}  # noqa: S608 - from the schema

    async def keyed(self) -> frozenset[str]:
        """Who has a key."""
        keys: Any = self.opened and self.opened.keys
        return frozenset(await keys.members() if self.database else keys.members())

    async def tables(self) -> list[str]:
        in_file = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        in_database = (
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_number'"
        )
        rows = await self.rows(in_file if self.database is None else in_database)
        return [row["name"] for row in rows]


def button(screen: Screen, what: str) -> Button | None:
    """A button by its value, its label or the beginning of that."""
    every = (*screen.buttons, *screen.navigation)
    for fits in (_has_value, _has_label, _begins):
        for one in every:
            if fits(one, what):
                return one
    return None


def _has_value(one: Button, what: str) -> bool:
    _, key, value = one.token.split(":", 2)
    return what == key if key.startswith("~") else what == value


def _has_label(one: Button, what: str) -> bool:
    return one.label == what


def _begins(one: Button, what: str) -> bool:
    return one.label.casefold().startswith(what.casefold())


def _entry(screen: Screen, what: str) -> str:
    assert screen.menu is not None
    for option in screen.menu.options:
        if what == option.value or option.label.casefold().startswith(what.casefold()):
            return option.value
    raise AssertionError(f"the menu has no {what!r}: {labels(screen)}")


def labels(screen: Screen) -> list[str]:
    listed = [option.label for option in screen.menu.options] if screen.menu else []
    return [*(one.label for one in (*screen.buttons, *screen.navigation)), *listed]


def text(screen: Screen) -> str:
    """All that the screen says."""
    return "\n".join(block.text for block in screen.blocks if isinstance(block, Paragraph | Quote | Copy))
