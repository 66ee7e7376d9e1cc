"""What the detector says about a text."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Level(enum.StrEnum):
    CRISIS = "crisis"
    DISTRESS = "distress"
    NONE = "none"


class About(enum.StrEnum):
    """Whose state a text speaks of: the writer's, or somebody else's."""

    SELF = "self"
    OTHER = "other"


class Category(enum.StrEnum):
    """What a text speaks of; within a level, the first that applies is the one to name."""

    OVERDOSE = "overdose"
    ATTEMPT = "attempt"
    DANGER = "danger"  # somebody endangers the writer or another person now
    THREAT = "threat"  # the writer or somebody else threatens to harm others
    PLAN = "plan"
    MEANS = "means"
    GOODBYE = "goodbye"
    SELF_HARM = "self-harm"
    SUICIDAL_THOUGHT = "suicidal-thought"
    WISH_TO_DIE = "wish-to-die"

    BEREAVED = "bereaved"  # lost somebody to suicide
    PAST = "past"  # an attempt or thoughts long ago
    DENIED = "denied"  # says: not suicidal
    ABUSE = "abuse"
    EATING = "eating"
    PANIC = "panic"
    HOPELESSNESS = "hopelessness"
    WORTHLESSNESS = "worthlessness"

    @property
    def level(self) -> Level:
        return Level.CRISIS if URGENCY[self] <= URGENCY[Category.WISH_TO_DIE] else Level.DISTRESS


URGENCY = {category: place for place, category in enumerate(Category)}


class Finding(NamedTuple):
    level: Level
    category: Category | None
    about: About | None
    language: str | None
    """The language whose pattern matched."""


NOTHING = Finding(Level.NONE, None, None, None)
