"""A member's journey, as every benchmark of turns takes it: a command, then an answer to each screen until it ends."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeVar, cast

from bench.places import fresh
from bot.content.entries import Content
from bot.content.load import load
from bot.flows import BY_NAME
from bot.ports import Command, Event, Press, Who
from bot.questions import Given
from bot.screen import Screen
from bot.store.keys import SqliteKeys, places
from bot.store.sealed import MemberSealer, Sealed, Sealer
from bot.store.sqlite import SqliteStore
from bot.turn import Turns
from bot.words import Words

Store = TypeVar("Store", bound=SqliteStore)

# A journey that is not over by then goes round in circles, which is no harm here.
TURNS = 90
TEXT = "I walked out of there knowing more than when I came in, and next time I ask about the team first."
# Fields that take less than this are read as a name or a date; a button is pressed there instead.
SHORT = 100

_numbers = itertools.count()


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@contextlib.asynccontextmanager
async def turns_on(kind: type[Store], name: str, sealer: Sealer | None = None) -> AsyncIterator[tuple[Turns, Store]]:
    """The core on a new database, with the store of the given kind; sealed as in earnest, or by another `sealer`."""
    path = fresh(name)
    keys = SqliteKeys.open(places(path), first=True)
    store = cast("Store", await kind.open(path))
    content: Content = load()
    sealed = Sealed(sealer or MemberSealer(keys))
    try:
        yield Turns(store, sealed, BY_NAME, lambda: content, Words(), _Clock()), store
    finally:
        await store.close()
        keys.close()
        fresh(name)


def someone() -> Who:
    """A member who was not here before."""
    return Who("terminal", f"bench-{next(_numbers)}", zone_hint="Europe/Berlin", language_hint="en")


async def journey(turns: Turns, who: Who, after: Callable[[float], None] | None = None, most: int = TURNS) -> int:
    """Take a journey. `after` hears how long each turn took, in seconds. Gives the number of turns, at most `most`."""
    event: Event | None = Command(who, "rejected")
    seen: set[tuple[str, str]] = set()
    for count in range(most):
        if event is None:
            return count
        start = time.perf_counter()
        screen = await turns.take(event)
        took = time.perf_counter() - start
        if after is not None:
            after(took)
        event = answer(who, screen, again=(screen.run, screen.key) in seen)
        seen.add((screen.run, screen.key))
    return most


def answer(who: Who, screen: Screen, *, again: bool) -> Press | None:
    """Answer as fully as the screen lets: the form, the text, the most of a menu, or the first button.

    `again` says that this screen was seen before: a loop, which its last button leaves.
    """
    if screen.key == "~end":
        return None
    if again and screen.buttons:
        return Press(who, screen.buttons[-1].token)
    if screen.form is not None:
        fields = {
            field.name: field.options[0].value if field.options else TEXT[: field.limit] for field in screen.form.fields
        }
        return Press(who, screen.form.token, Given(fields=fields))
    if screen.typing is not None and (screen.typing.limit >= SHORT or not (screen.menu or screen.buttons)):
        return Press(who, screen.typing.token, Given(text=TEXT[: screen.typing.limit]))
    if screen.menu is not None:
        return Press(who, screen.menu.token, Given(tuple(one.value for one in screen.menu.options[: screen.menu.most])))
    return Press(who, screen.buttons[0].token) if screen.buttons else None
