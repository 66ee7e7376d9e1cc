"""Pictures that are drawn when they are needed: what a screen carries until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.pictures import Picture, journey, numbers, week
from bot.pictures.facts import Facts, JourneyFacts, NumbersFacts, WeekFacts
from bot.words import Tongue


class Sort(NamedTuple):
    """How one sort of facts is drawn, and what its file is called."""

    name: str
    draw: Callable[[Any, Tongue], Picture]
    alt: Callable[[Any, Tongue], str]


SORTS: dict[type[Any], Sort] = {
    JourneyFacts: Sort("weeks.png", journey.journey, journey.alt),
    NumbersFacts: Sort("numbers.png", numbers.numbers, numbers.alt),
    WeekFacts: Sort("circle.png", week.week, week.alt),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to be: calling it draws. Two of the same facts in the same language are the same."""

    facts: Facts
    language: str
    tongue: Tongue = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return SORTS[type(self.facts)].name

    @property
    def alt(self) -> str:
        return SORTS[type(self.facts)].alt(self.facts, self.tongue)

    def __call__(self) -> bytes:
        return SORTS[type(self.facts)].draw(self.facts, self.tongue).png


def drawing(facts: Facts, tongue: Tongue) -> Drawing:
    return Drawing(facts, tongue.language, tongue)
