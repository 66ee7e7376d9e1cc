"""Somebody who types a canary wherever something can be typed: what must be found nowhere in the clear."""

from __future__ import annotations

import itertools
from datetime import timedelta

from bot.commands import REJECTED, WORDS
from bot.dms import Dms
from bot.questions import Given
from bot.screen import Screen
from tests.world import World

CANARY = "zyxcanary"
# As many screens as a journey may take before it counts as going round in circles.
SCREENS = 60


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
            await self._world.fill(
                **{one.name: one.options[0].value if one.options else self.canary() for one in screen.form.fields}
            )
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
    for choice in range(9):
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
    await Dms(world.store, world.sealed).keep(world.who, typist.canary())
    await keeps_report(world, typist.canary())
    return typist


async def keeps_report(world: World, words: str) -> None:
    """A report, as it is kept: there is nobody else here whom one could be about."""
    (member,) = [row["id"] for row in await world.clear("member") if row["address"] == world.who.address]
    await world.write(
        "INSERT INTO report (id, member, platform, community, kind, subject, wrong, text, created_at)"
        " VALUES ('report', $1, 'test', 'guild', 'post', 'post', 'other', $2, 0)",
        member,
        world.sealed.put(member, "report", "report", "text", words),
    )
