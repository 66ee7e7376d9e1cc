"""Several people at one terminal: who types now, and where somebody was when they come back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.terminal.arrivals import Arrivals
from adapters.terminal.board import NOTHING, Board
from adapters.terminal.people import Neighbour
from bot.draw import token
from bot.ports import Ground, Press, TakesTurns, Who
from bot.screen import LOOK, Screen

Returns = Callable[[Who], Awaitable[Screen | None]]


async def nowhere(who: Who) -> Screen | None:
    """For a core that does not say what somebody left open."""
    return None


class Seats:
    """Lets one after the other sit down. `who` is whoever types now."""

    def __init__(self, turns: TakesTurns, who: Who, arrivals: Arrivals, board: Board, returns: Returns) -> None:
        self.who = who
        self._turns = turns
        self._arrivals = arrivals
        self._board = board
        self._returns = returns

    @property
    def name(self) -> str:
        return self.who.name or self._arrivals.people.called(self.who.address) or ""

    async def begin(self) -> None:
        """Bring what waited from an earlier chat, and say for whom else something waits."""
        self._arrivals.arrive(await self._waited())
        places = self._arrivals.places
        self._arrivals.untold |= {one.address for one in self._arrivals.people if places.held(one.address)}

    async def sit_down(self, one: Neighbour) -> None:
        """Somebody else types from now on: say so, show the question that they were at, then what waits for them."""
        self._arrivals.hold()
        if one.address != self.who.address:
            self._board.change(self.who.address, one.address)
            ground = self.who.ground
            if ground is not None:
                ground = ground._replace(organises=one.address == self._arrivals.organiser)
            self.who = replace(self.who, address=one.address, name=one.name, ground=ground)
        waiting = len(self._arrivals.places.held(one.address))
        self._arrivals.seat(one)
        self._board.tell("terminal-as", name=one.name, waiting=waiting)
        messages = await self._waited()
        await self._show({screen.run for screen in messages}, waiting)
        self._arrivals.arrive(messages)

    def at(self, place: str) -> Who:
        """Whoever types, as they stand in another place of the community."""
        ground = self.who.ground
        organises = ground.organises if ground else self.who.address == self._arrivals.organiser
        return replace(self.who, ground=Ground(place, self._arrivals.places.called(place), organises))

    async def _show(self, come: set[str], waiting: int) -> None:
        """Show where they were, but for what comes as a message anyway."""
        screen, left = self._board.screen, await self._returns(self.who)
        if left is not None and (screen == NOTHING or screen.run == left.run):
            screen = left  # the same question, without what was wrong with the last answer
        if screen != NOTHING and screen.run not in come:
            await self._board.show(screen._replace(pace=None))
        elif not waiting:
            self._board.tell("terminal-begin")

    async def _waited(self) -> list[Screen]:
        """The messages that waited for them; those of an earlier chat as far as they ask anything still."""
        came: list[Screen] = []
        for one in self._arrivals.take():
            if isinstance(one, Screen):
                came.append(one)
                continue
            screen = await self._turns.take(Press(self.who, token(one, LOOK)))
            if screen.run == one:
                came.append(screen)
        return came
