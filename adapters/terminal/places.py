"""The community's places as they are in a terminal: its channel, and the private ones of pods; and whom a message waits for.

All of it is kept from one chat to the next, where there is somewhere to keep it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from adapters.terminal.posts import Action, Post, drawn, packed, unpacked
from bot import ids
from bot.ports import UndeliverableError
from bot.screen import Screen

# The address of a pod's place begins with this. One that is not known is nobody's: never a channel that all would see.
POD = "pod:"
# Posts that are kept of one place.
MOST = 200


class Kept(Protocol):
    """Where a text is kept."""

    def load(self) -> str:
        """The text, or an empty one where there is none yet."""
        ...

    def save(self, text: str) -> None:
        """Keep it in place of the one before: all of it, or nothing of it."""
        ...


class Unkept:
    """Nothing outlives the process."""

    def load(self) -> str:
        return ""

    def save(self, text: str) -> None:
        """There is nowhere to."""


@dataclass(slots=True)
class Place:
    """`people` are the addresses of those who see it; None where everybody does."""

    address: str
    name: str
    people: list[str] | None = None
    open: bool = True
    posts: list[Post] = field(default_factory=list)

    def seen_by(self, address: str) -> bool:
        return self.people is None or address in self.people

    def find(self, post: str) -> Post | None:
        return next((one for one in self.posts if one.id == post), None)


class Places:
    """All of them, and whose messages wait."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept or Unkept()
        self._places: dict[str, Place] = {}
        self._held: dict[str, list[str]] = {}
        self._number = 1
        self._load()

    def know(self, channel: str) -> None:
        """There is a channel, even where nothing was said in it yet."""
        self._places.setdefault(channel, Place(channel, channel))

    def post(self, place: str, screen: Screen, occurrence: str) -> Post | None:
        """Say something, once. None where there is no such place, or nobody is to say anything there any more."""
        here = self._places.get(place)
        if here is None:
            if place.startswith(POD):
                return None
            here = self._places[place] = Place(place, place)
        if (before := here.find(occurrence)) is not None:
            return before
        if not here.open:
            return None
        here.posts = [*here.posts[1 - MOST :], drawn(occurrence, screen, self._numbers())]
        self._save()
        return here.posts[-1]

    def amend(self, place: str, reference: str, screen: Screen) -> Post | None:
        """Say something else in its place. None where it stands there already, or nothing does."""
        here = self._places.get(place)
        before = here.find(reference) if here else None
        if here is None or before is None:
            return None
        post = drawn(reference, screen, self._numbers(), before)
        if post.same(before):
            return None
        here.posts[here.posts.index(before)] = post
        self._save()
        return post

    def take_back(self, place: str, occurrence: str) -> None:
        here = self._places.get(place)
        if here is not None and (found := here.find(occurrence)) is not None:
            here.posts.remove(found)
            self._save()

    def gather(self, place: str, name: str, addresses: tuple[str, ...], occurrence: str) -> str:
        """Open a pod's place, once. Gives its address."""
        pod = POD + ids.derive(place, occurrence)
        if pod not in self._places:
            self._places[pod] = Place(pod, name, list(dict.fromkeys(addresses)))
            self._save()
        return pod

    def admit(self, pod: str, addresses: tuple[str, ...]) -> None:
        """Raises UndeliverableError where there is no such pod."""
        people = self._pod(pod)
        people += [one for one in dict.fromkeys(addresses) if one not in people]
        self._save()

    def part(self, pod: str, addresses: tuple[str, ...]) -> None:
        """The same."""
        people = self._pod(pod)
        people[:] = [one for one in people if one not in addresses]
        self._save()

    def dissolve(self, pod: str) -> None:
        if pod.startswith(POD) and pod in self._places:
            self._places[pod].open = False
            self._save()

    def sees(self, place: str, address: str) -> bool:
        return place in self._places and self._places[place].seen_by(address)

    def called(self, place: str) -> str:
        """What a place's people call it."""
        return self._places[place].name if place in self._places else place

    def seen_by(self, address: str) -> list[Place]:
        """Places that somebody sees, the oldest first: the channel, then their pods."""
        seen = [place for place in self._places.values() if place.seen_by(address)]
        return sorted(seen, key=lambda place: place.people is not None)

    def find(self, number: int, address: str) -> tuple[Place, Action] | None:
        """What `number` does, and where, for somebody who sees it."""
        for place in self.seen_by(address):
            for post in place.posts:
                for action in post.actions:
                    if action.number == number:
                        return place, action
        return None

    def hold(self, address: str, run: str) -> None:
        """A message of this run waits for somebody."""
        self._held.setdefault(address, []).append(run)
        self._save()

    def held(self, address: str) -> tuple[str, ...]:
        """The runs whose messages wait for somebody, the oldest first."""
        return tuple(self._held.get(address, ()))

    def release(self, address: str) -> None:
        """They are there now."""
        if self._held.pop(address, None):
            self._save()

    def forget(self, address: str) -> None:
        """Nothing is to be left of somebody: they are in no pod, and nothing waits for them."""
        self._held.pop(address, None)
        for place in self._places.values():
            if place.people is not None and address in place.people:
                place.people.remove(address)
        self._save()

    def _pod(self, pod: str) -> list[str]:
        place = self._places.get(pod)
        if place is None or place.people is None or not place.open:
            raise UndeliverableError(pod)
        return place.people

    def _numbers(self) -> Iterator[int]:
        for number in count(self._number):
            self._number = number + 1
            yield number

    def _save(self) -> None:
        places = [
            [place.address, place.name, place.people, place.open, [packed(post) for post in place.posts]]
            for place in self._places.values()
        ]
        self._kept.save(json.dumps({"number": self._number, "held": self._held, "places": places}))

    def _load(self) -> None:
        text = self._kept.load()
        if not text:
            return
        kept: dict[str, Any] = json.loads(text)
        self._number, self._held = kept["number"], kept["held"]
        for address, name, people, is_open, posts in kept["places"]:
            self._places[address] = Place(address, name, people, is_open, list(map(unpacked, posts)))
