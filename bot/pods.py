"""Who is in which pod: pure, and the same for the same members, pods and seed.

A pod has three to five members, and some who are active: who committed to something in the last rounds. Pods stay as they are
where they can. One with fewer than three active members is filled up from a pod with more than it needs, or, where there are
not enough active members for so many pods, given up, and its members go to others. Two who are to be kept apart are
never put together; who finds no pod by that waits for the next time. With fewer than three members there are no pods.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from bot.circles import POD_LEAST, POD_MOST
from bot.ids import derive
from bot.pairing import Pair, both

# How many a pod is given where nothing else decides: with room for one more, and for one to leave.
USUAL = 4


class Pod(NamedTuple):
    """A pod with its members. `id` is None for one that is new."""

    id: str | None
    members: tuple[str, ...]


class Formed(NamedTuple):
    """The pods as they should be, and who is in none."""

    pods: tuple[Pod, ...]
    left: tuple[str, ...] = ()


class _Group:
    def __init__(self, id: str | None, members: Collection[str] = ()) -> None:  # noqa: A002 - as the pod calls it
        self.id = id
        self.members = set(members)


def form(
    members: Collection[str], active: Collection[str], pods: Sequence[Pod], apart: Collection[Pair], seed: str
) -> Formed:
    """The pods of a circle: as they were (`pods`), with as few changes as it takes. `seed` decides where nothing else does."""
    if len(set(members)) < POD_LEAST:
        return Formed((), tuple(sorted(set(members))))
    forming = _Forming(set(members), set(active) & set(members), frozenset(apart), seed)
    forming.begin(pods)
    forming.place_loose()
    forming.fill_up()
    forming.share_active()
    forming.give_up_small()
    groups = tuple(Pod(one.id, tuple(sorted(one.members))) for one in forming.groups)
    return Formed(groups, tuple(sorted(forming.loose)))


def how_many(members: int, active: int, now: int) -> int:
    """How many pods there should be: as many as there are, where each of them can have enough members and active ones."""
    least, most = -(-members // POD_MOST), members // POD_LEAST
    if active >= POD_LEAST:
        most = max(least, min(most, active // POD_LEAST))
    return min(max(now or round(members / USUAL), least), most)


class _Forming:
    """Pods as they are put together."""

    def __init__(self, members: set[str], active: set[str], apart: frozenset[Pair], seed: str) -> None:
        self.members, self.active, self.apart = members, active, apart
        self.groups: list[_Group] = []
        self.loose: set[str] = set()
        self._seed = seed

    def begin(self, pods: Sequence[Pod]) -> None:
        """The pods that stay, without those who left and those to be kept apart; new ones where there are too few."""
        self.groups = [_Group(pod.id, set(pod.members) & self.members) for pod in sorted(pods, key=_name)]
        for group in self.groups:
            for member in self._in_order(group.members):
                if not self._fits(member, group):
                    group.members.remove(member)
        wanted = how_many(len(self.members), len(self.active), len([one for one in self.groups if one.members]))
        self.groups.sort(key=lambda one: (-len(one.members & self.active), -len(one.members), one.id or ""))
        self.groups = self.groups[:wanted]
        self.groups += [_Group(None) for _ in range(wanted - len(self.groups))]
        for group in self.groups:
            for member in self._in_order(group.members)[POD_MOST:]:
                group.members.remove(member)
        self.loose = self.members.difference(*(one.members for one in self.groups))

    def place_loose(self) -> None:
        """Everybody who is in no pod: those who are active where there are fewest of them, the others where there is room."""
        for loose, busy in ((self.loose & self.active, self.active), (self.loose - self.active, self.members)):
            # Kept in order as it fills: in a circle of thousands each of them would otherwise look at every pod.
            room = [
                (self._how_full(one, busy), at) for at, one in enumerate(self.groups) if len(one.members) < POD_MOST
            ]
            heapify(room)
            for member in self._in_order(loose):
                self._place(member, room, busy)

    def _place(self, member: str, room: list[tuple[tuple[int, int, str], int]], busy: set[str]) -> None:
        """Put a member into the first pod with room that they fit into. `room` is a heap of the pods, by their places."""
        passed = []
        while room:
            first = heappop(room)
            group = self.groups[first[1]]
            if self._fits(member, group):
                group.members.add(member)
                self.loose.remove(member)
                if len(group.members) < POD_MOST:
                    passed.append((self._how_full(group, busy), first[1]))
                break
            passed.append(first)
        for one in passed:
            heappush(room, one)

    def _how_full(self, group: _Group, busy: set[str]) -> tuple[int, int, str]:
        return len(group.members & busy), len(group.members), group.id or "~"

    def fill_up(self) -> None:
        """Bring pods that are too small to three, from the largest ones."""
        for group in self.groups:
            while len(group.members) < POD_LEAST and self._move_one(group):
                pass

    def _move_one(self, into: _Group) -> bool:
        lacks = len(into.members & self.active) < POD_LEAST
        for source in sorted(self.groups, key=lambda one: -len(one.members)):
            if source is into or len(source.members) <= POD_LEAST:
                continue
            fit = [one for one in self._in_order(source.members) if self._fits(one, into)]
            if fit:
                member = next((one for one in fit if (one in self.active) is lacks), fit[0])
                source.members.remove(member)
                into.members.add(member)
                return True
        return False

    def share_active(self) -> None:
        """Bring active members into pods that have too few of them, from pods that have more than they need."""
        for group in self.groups:
            while len(group.members & self.active) < POD_LEAST and self._share_one(group):
                pass

    def _share_one(self, into: _Group) -> bool:
        has = len(into.members & self.active)
        for source in sorted(self.groups, key=lambda one: -len(one.members & self.active)):
            spare = len(source.members & self.active)
            # Where there are not enough for three in each, those there are get shared out evenly.
            if spare - has < 2 or (spare <= POD_LEAST and has > 0):
                return False
            if source is not into and self._exchange(source, into):
                return True
        return False

    def _exchange(self, source: _Group, into: _Group) -> bool:
        """Let an active member change over; against somebody else, where that takes more room than there is."""
        active = [one for one in self._in_order(source.members & self.active) if self._fits(one, into)]
        if active and len(into.members) < POD_MOST and len(source.members) > POD_LEAST:
            source.members.remove(active[0])
            into.members.add(active[0])
            return True
        others = self._in_order(into.members - self.active)
        for comes in self._in_order(source.members & self.active):
            for goes in others:
                if self._fits(comes, into, but=goes) and self._fits(goes, source, but=comes):
                    source.members.remove(comes)
                    into.members.remove(goes)
                    source.members.add(goes)
                    into.members.add(comes)
                    return True
        return False

    def give_up_small(self) -> None:
        """Where somebody is to be kept apart, a pod may have stayed too small. It is given up, and its members find room."""
        while small := [one for one in self.groups if len(one.members) < POD_LEAST]:
            group = min(small, key=lambda one: (len(one.members), one.id or "~"))
            self.groups.remove(group)
            self.loose |= group.members
            self.place_loose()

    def _fits(self, member: str, group: _Group, but: str | None = None) -> bool:
        return all(both(member, other) not in self.apart for other in group.members if other not in (member, but))

    def _in_order(self, members: Collection[str]) -> list[str]:
        return sorted(members, key=lambda one: derive(self._seed, one))


def _name(pod: Pod) -> str:
    return pod.id or ""
