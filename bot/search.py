"""Searching the catalogue by typing."""

from __future__ import annotations

from rapidfuzz import fuzz, process, utils

from bot.content.entries import Content, Learning
from bot.effects import Courses

# A menu holds at most 25 options on the tightest platform; fewer read better.
MOST = 20
# Below this share of likeness (0 to 100) a match looks like chance.
ENOUGH = 78


def courses(content: Content, lookup: Courses) -> tuple[str, ...]:
    """Ids of the learning entries that fit what was typed, the best first; without words, those for the skills."""
    if lookup.words:
        texts = {entry.id: _text(entry) for entry in content.learning}
        found = process.extract(
            lookup.words, texts, scorer=_likeness, processor=utils.default_process, limit=MOST, score_cutoff=ENOUGH
        )
        return tuple(entry_id for _, _, entry_id in found)
    wanted = set(lookup.skills)
    fitting = [entry for entry in content.learning if not wanted or wanted & set(entry.skills)]
    # What names a wanted skill first is most about it; within that, what costs least.
    fitting.sort(
        key=lambda entry: (min((entry.skills.index(s) for s in wanted & set(entry.skills)), default=0), _price(entry))
    )
    return tuple(entry.id for entry in fitting[:MOST])


def _likeness(wanted: str, text: str, **_: object) -> float:
    """How well a text fits: all the words in it in any order, or a slip of the finger in one of them."""
    slip = max((fuzz.ratio(wanted, word) for word in text.split()), default=0.0)
    return max(fuzz.token_set_ratio(wanted, text) if set(wanted.split()) & set(text.split()) else 0.0, slip)


def _text(entry: Learning) -> str:
    return f"{entry.title} {entry.provider} {' '.join(entry.skills)} {entry.kind}".replace("-", " ")


def _price(entry: Learning) -> int:
    return ("free", "free-audit", "low").index(entry.cost)
