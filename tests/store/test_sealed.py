"""One place for text: whatever is typed, in any field of any flow, passes the sealer on its way into the file."""

from __future__ import annotations

import base64
import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import REJECTED, WORDS
from bot.flows import BY_NAME
from bot.questions import Given
from bot.screen import Screen
from tests.world import World

CANARY = "zyxcanary"
# As many screens as a journey may take before it counts as going round in circles.
SCREENS = 60


class Scrambling:
    """Turns text around in a way that leaves nothing of it to be found, and minds where it stands."""

    def admit(self, member: str) -> None:
        """It needs no key."""

    def drop(self, member: str) -> None:
        """It has no key."""

    def hashed(self, *parts: str) -> str:
        return base64.b32encode("\0".join(parts).encode()[::-1]).decode()

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        where = "\0".join((member, table, row, field, ""))
        return base64.b85encode((where + text).encode()[::-1])

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        text = base64.b85decode(bytes(sealed))[::-1].decode()
        where = "\0".join((member, table, row, field, ""))
        assert text.startswith(where), f"sealed for another place than {(table, row, field)}"
        return text.removeprefix(where)


class Plain(Scrambling):
    """Keeps text as it is."""

    def seal(self, member: str, table: str, row: str, field: str, text: str) -> bytes:
        return text.encode()

    def open(self, member: str, table: str, row: str, field: str, sealed: bytes) -> str:
        return bytes(sealed).decode()


class Typist:
    """Goes through a flow and types a new canary wherever something can be typed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = itertools.count()
        self.typed: list[str] = []
        self.asked: set[str] = set()

    def canary(self) -> str:
        self.typed.append(f"{CANARY}{next(self._numbers)}x")
        return self.typed[-1]

    async def journey(self, choice: int) -> None:
        """Answer every screen: by typing where that is possible, else by the choice of this number."""
        for _ in range(SCREENS):
            screen = self._world.screen
            if screen.key in ("~end", "~stopped"):
                return
            flow = await self._world.rows("SELECT flow FROM run WHERE id = $1", screen.run)
            place = f"{flow[0]['flow']}/{screen.key}"
            again = place in self.asked
            self.asked.add(place)
            await self._answer(screen, choice, again=again)
            if self._world.screen.key == screen.key and self._world.screen.run == screen.run:
                await self._tap(screen, choice)  # what was typed is none of the choices, as with a city

    async def _answer(self, screen: Screen, choice: int, *, again: bool) -> None:
        if screen.key == "forget" and screen.typing is None:
            await self._world.tap("no")  # that everything be forgotten has tests of its own
        elif screen.form is not None:
            await self._world.fill(**{one.name: self.canary() for one in screen.form.fields})
        elif screen.typing is not None and not again:
            await self._world.type(self.canary())
        else:
            await self._tap(screen, choice)

    async def _tap(self, screen: Screen, choice: int) -> None:
        if screen.menu is not None and (choice % 3 or not screen.buttons):
            options = screen.menu.options
            value = options[choice % len(options)].value
            await self._world.press(screen.menu.token, Given(values=(value,)))
        elif screen.buttons:
            await self._world.press(screen.buttons[choice % len(screen.buttons)].token)
        else:
            await self._world.back()


def raw(world: World) -> bytes:
    """The bytes of the database and of what stands beside it."""
    return b"".join(one.read_bytes() for one in sorted(world.path.parent.glob(world.path.name + "*")))


async def typed_through_all(world: World) -> Typist:
    typist = Typist(world)
    await world.place()
    for choice in range(6):
        await world.command("rejected", company=typist.canary(), role=typist.canary())
        await typist.journey(choice)
        await world.later(timedelta(days=3))
        for dm in world.sender.dms[-2:]:
            world.screen = dm.screen
            await typist.journey(choice)
        for word in (*WORDS, REJECTED):
            if word.word != "privacy":
                await world.command(word.word)
                await typist.journey(choice)
    return typist


@pytest.fixture
def sealed(tmp_path: Path) -> World:
    return World(tmp_path, BY_NAME, sealer=Scrambling())


async def test_what_is_typed_is_nowhere_in_the_file(sealed: World) -> None:
    async with sealed as world:
        typist = await typed_through_all(world)
        assert len(typist.typed) > 50
        written = raw(world)
        assert CANARY.encode() not in written
        # All of it is there, sealed, and comes out again.
        await world.command("privacy")
        await world.tap("export")
        kept = str(world.screen.blocks)
        places = {place for place in typist.asked if "writing-forget" not in place}
        assert len(places) > 40
        assert sum(typed in kept for typed in typist.typed) > 40
    assert CANARY.encode() not in raw(sealed)


async def test_the_check_would_find_it(tmp_path: Path) -> None:
    async with World(tmp_path, sealer=Plain()) as world:
        await world.command("rejected", company=CANARY)
        assert CANARY.encode() in raw(world)


async def test_what_is_to_be_forgotten_is_not_even_kept_in_the_clear(world: World) -> None:
    await world.command("rejected")
    for tap in ("start", "skip", "skip", "skip", "no", "writing", "forget"):
        await world.tap(tap)
    await world.type(CANARY)
    await world.back()
    assert world.screen.typing
    assert world.screen.typing.draft == ""
    assert CANARY.encode() not in raw(world)
