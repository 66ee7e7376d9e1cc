"""Stand-in until the detector is merged."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Level(enum.StrEnum):
    CRISIS = "crisis"
    DISTRESS = "distress"
    NONE = "none"


class Finding(NamedTuple):
    level: Level
    category: str | None = None
    about: str | None = None
    language: str | None = None


def assess(text: str, language: str | None = None) -> Finding:
    low = text.casefold()
    if "kill myself" in low:
        return Finding(Level.CRISIS, "suicidal-thought", "self", "en")
    if "matarme" in low:
        return Finding(Level.CRISIS, "suicidal-thought", "self", "es")
    if "hopeless" in low:
        return Finding(Level.DISTRESS, "hopelessness", "self", "en")
    return Finding(Level.NONE)
