"""Who is whose buddy in a round: pure, and the same for the same members, history and seed.

Nobody meets somebody again until they have met all of the others. The members sit in a circle of fixed places and are turned
against each other as in a round-robin tournament: each turn pairs everybody with somebody new. The turn with the fewest
repeats is taken. Where members came and went since, the pairs that do not fit are taken apart and put together anew: first by
changing partners with a pair that does fit, then, in groups of up to EXACT, by looking at all ways to do it; and at last with
whom it is longest ago. An odd one makes a trio. Two who are to be kept apart are never put together, also where that leaves
somebody without a buddy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from bot.ids import derive

Pair: TypeAlias = tuple[str, str]
"""Two members, the smaller id first."""
Met: TypeAlias = Mapping[Pair, int]
"""Who met whom, and in which round last: any number that grows."""
Fits: TypeAlias = Callable[[str, str], bool]

# In a larger group somebody who fits is always found by changing partners once; looking at all ways would take too long.
EXACT = 150


class Paired(NamedTuple):
    """Groups of two, at most one of three, and who is left without anybody."""

    groups: tuple[tuple[str, ...], ...]
    left: tuple[str, ...] = ()


def both(one: str, other: str) -> Pair:
    """Two members as a pair."""
    return (one, other) if one < other else (other, one)


def pair(members: Collection[str], met: Met, apart: Collection[Pair], seed: str) -> Paired:
    """Pair the members of a circle. `seed` decides where nothing else does: the id of the round."""
    seats = sorted(set(members))
    if len(seats) < 2:
        return Paired((), tuple(seats))
    kept_apart = frozenset(apart)
    partners = _Partners(_turn(seats, met, kept_apart, seed), seats)

    def fresh(one: str, other: str) -> bool:
        return both(one, other) not in met and both(one, other) not in kept_apart

    def allowed(one: str, other: str) -> bool:
        return both(one, other) not in kept_apart

    partners.part(lambda one, other: not fresh(one, other))
    partners.join(fresh)
    partners.join_longest_ago(met, allowed)
    partners.join(allowed)
    return _with_trio(partners, met, kept_apart)


def _turn(seats: Sequence[str], met: Met, apart: Collection[Pair], seed: str) -> list[Pair]:
    """The pairs of the turn in which the fewest meet again, and those longest ago. The odd one of a turn is in no pair."""
    places = {member: place for place, member in enumerate(seats)}
    turns = len(seats) - 1 if len(seats) % 2 == 0 else len(seats)
    again, lately = [0] * turns, [0] * turns
    for (first, second), last in (*met.items(), *((two, 0) for two in apart)):
        if first in places and second in places:
            in_turn = _meet_in(places[first], places[second], turns)
            again[in_turn] += 1
            lately[in_turn] += last
    least = min(zip(again, lately, strict=True))
    best = [turn for turn in range(turns) if (again[turn], lately[turn]) == least]
    chosen = min(best, key=lambda turn: derive(seed, str(turn)))
    across = ((place, _across(place, chosen, turns, len(seats))) for place in range(turns))
    return [both(seats[place], seats[other]) for place, other in across if other is not None and place < other]


def _meet_in(one: int, other: int, turns: int) -> int:
    """The turn in which two places meet. With an even number the last place stays, and the others turn around it."""
    if turns in (one, other):
        return 2 * min(one, other) % turns
    return (one + other) % turns


def _across(one: int, turn: int, turns: int, many: int) -> int | None:
    """Whom a place meets in a turn; None for the odd one."""
    other = (turn - one) % turns
    if other != one:
        return other
    return turns if many > turns else None


class _Partners:
    """Who is paired with whom, as it is put together."""

    def __init__(self, pairs: Sequence[Pair], seats: Sequence[str]) -> None:
        self.seats = seats
        self.of: dict[str, str] = {}
        for two in pairs:
            self.put(*two)

    def put(self, one: str, other: str) -> None:
        self.of[one], self.of[other] = other, one

    def free(self) -> list[str]:
        return [member for member in self.seats if member not in self.of]

    def pairs(self) -> Iterator[Pair]:
        return ((one, other) for one, other in self.of.items() if one < other)

    def part(self, doubtful: Fits) -> None:
        """Take apart the pairs that do not fit."""
        for one, other in [*self.pairs()]:
            if doubtful(one, other):
                del self.of[one], self.of[other]

    def join(self, fits: Fits) -> None:
        """Pair as many of those without a partner as there are ways to."""
        for one in self.free():
            if one not in self.of:
                self._join_one(one, fits)
        if len(self.seats) <= EXACT:
            for one in self.free():
                if one not in self.of:
                    _augment(self, one, fits)

    def _join_one(self, one: str, fits: Fits) -> None:
        """Find a partner among those who have none, or give two of them the two of a pair that can change partners."""
        free = [other for other in self.free() if other != one]
        for other in free:
            if fits(one, other):
                self.put(one, other)
                return
        for first, second in [*self.pairs()]:
            for near, far in ((first, second), (second, first)):
                if not fits(one, near):
                    continue
                third = next((other for other in free if fits(other, far)), None)
                if third is not None:
                    self.put(one, near)
                    self.put(third, far)
                    return

    def join_longest_ago(self, met: Met, allowed: Fits) -> None:
        """Pair those without a partner with each other: who met longest ago first."""
        free = self.free()
        ways = sorted((met.get(two, 0), two) for two in combinations(free, 2) if allowed(*two))
        for _, (one, other) in ways:
            if one not in self.of and other not in self.of:
                self.put(one, other)


def _with_trio(partners: _Partners, met: Met, apart: Collection[Pair]) -> Paired:
    """The groups. Of those without a partner one joins a pair, the one whose two they met longest ago."""
    groups: list[tuple[str, ...]] = sorted(partners.pairs())
    free = partners.free()
    ways = [
        (sum(both(one, other) in met for other in two), sum(met.get(both(one, other), 0) for other in two), one, two)
        for one in free
        for two in groups
        if all(both(one, other) not in apart for other in two)
    ]
    if ways:
        _, _, one, two = min(ways)
        groups[groups.index(two)] = tuple(sorted((*two, one)))
        free.remove(one)
    return Paired(tuple(groups), tuple(free))


def _augment(partners: _Partners, root: str, fits: Fits) -> None:
    """Pair `root` by changing the partners of as many others as it takes, where there is any way: Edmonds' blossoms."""
    search = _Search(partners, root)
    for one in search.waiting:
        for other in partners.seats:
            if search.is_new(one, other) and fits(one, other) and search.reached(one, other):
                return


class _Search:
    """Ways from `root` on which every second step is between two partners. Whoever has no partner ends one."""

    def __init__(self, partners: _Partners, root: str) -> None:
        self._partners = partners
        self._root = root
        self._came: dict[str, str] = {}
        # Members on an odd ring of the way count as one, by the member at which the ring is entered.
        self._base = {member: member for member in partners.seats}
        self._outer = {root}
        self.waiting = [root]

    def is_new(self, one: str, other: str) -> bool:
        """Whether a step between the two is none that was taken."""
        return one != other and self._base[one] != self._base[other] and self._partners.of.get(one) != other

    def reached(self, one: str, other: str) -> bool:
        """Go on from `one` to `other`. True where that ended the search: then everybody on the way has changed partners."""
        of = self._partners.of
        if other in self._outer:
            self._close_ring(one, other)
        elif other not in self._came:
            self._came[other] = one
            if other not in of:
                self._change(other)
                return True
            self._outer.add(of[other])
            self.waiting.append(of[other])
        return False

    def _close_ring(self, one: str, other: str) -> None:
        top = self._common(one, other)
        inside = self._side(one, other, top) | self._side(other, one, top)
        for member in self._partners.seats:
            if self._base[member] in inside:
                self._base[member] = top
                if member not in self._outer:
                    self._outer.add(member)
                    self.waiting.append(member)

    def _common(self, one: str, other: str) -> str:
        """Where the ways to the two part."""
        of, above = self._partners.of, {self._base[one]}
        while self._base[one] != self._root:
            one = self._came[of[self._base[one]]]
            above.add(self._base[one])
        while self._base[other] not in above:
            other = self._came[of[self._base[other]]]
        return self._base[other]

    def _side(self, one: str, other: str, top: str) -> set[str]:
        """One side of a ring, which can now be gone both ways."""
        of, inside = self._partners.of, set[str]()
        while self._base[one] != top:
            inside |= {self._base[one], self._base[of[one]]}
            self._came[one] = other
            other = of[one]
            one = self._came[other]
        return inside

    def _change(self, end: str) -> None:
        at: str | None = end
        while at is not None:
            before = self._came[at]
            after = self._partners.of.get(before)
            self._partners.put(at, before)
            at = after
