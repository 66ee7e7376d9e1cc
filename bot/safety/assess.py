"""From a text to one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.safety.finding import NOTHING, URGENCY, About, Category, Finding, Level
from bot.safety.glance import Glance
from bot.safety.grammar import Grammar, Pattern, grammars
from bot.safety.index import Match
from bot.safety.lexicon import read
from bot.safety.normalise import Word, words
from bot.safety.reading import within
from bot.safety.scope import SENTENCE, Surroundings
from bot.safety.searching import Search

# Words that are read at once. A longer text is read in stretches that overlap, and the first with a crisis decides, so
# that nobody's book makes others wait. What begins in the margin of a stretch is left to its neighbour, which sees all
# that stands around it.
STRETCH = 1000
MARGIN = SENTENCE
HINT = 0.5
# A text of so many distinct words says by its common words which languages it is written in.
MANY = 100


class Claim(NamedTuple):
    """What one language makes of some words; without a category they only sound alarming."""

    first: int
    last: int
    category: Category | None
    about: About
    language: str
    fluency: float
    """How many everyday words of the language stand in the sentence: it is likely to be written in it."""


def assess(text: str, language: str | None = None) -> Finding:
    """The gravest thing a text says. All languages are tried; `language`, a BCP 47 tag, only decides between equals."""
    hint = (language or "").partition("-")[0].lower()
    best: Claim | None = None
    for typed, begin, end in _stretches(words(text)):
        glance = Glance({word.spellings for word in typed})
        found = (claim for each in grammars() for claim in _claims(typed, glance, each, hint))
        claims = [claim for claim in found if begin <= claim.first < end]
        best = min((*_standing(claims), *filter(None, (best,))), key=_gravity, default=None)
        if best and best.category and best.category.level is Level.CRISIS:
            break
    if best is None or best.category is None:
        return NOTHING
    return Finding(best.category.level, best.category, best.about, best.language)


def _stretches(typed: Sequence[Word]) -> Iterator[tuple[Sequence[Word], int, int]]:
    """Stretches of the words, and between which of its words each is looked at."""
    step = STRETCH - 2 * MARGIN
    for start in range(0, max(1, len(typed) - 2 * MARGIN), step):
        stretch = typed[start : start + STRETCH]
        last = start + STRETCH >= len(typed)
        yield stretch, MARGIN if start else 0, len(stretch) if last else STRETCH - MARGIN


def _claims(typed: Sequence[Word], glance: Glance, grammar: Grammar, hint: str) -> Iterator[Claim]:
    if len(glance.distinct) >= MANY and grammar.own.isdisjoint(glance.by_clue):
        return
    forms = grammar.lexicon.forms(glance)
    symbols = grammar.lexicon.rejoinable(glance).union(*(form for several in forms.values() for form in several))
    near = grammar.table.near(symbols)
    if not near.among(grammar.telling):
        return  # as with most texts in a language that they are not written in
    reading = read(typed, forms, grammar.lexicon)
    search = Search(reading, grammar.table, near)
    common = search.at[grammar.common]

    def claim(match: Match[Pattern], category: Category | None, about: About) -> Claim:
        sentence = within(*reading.sentence(match.start, SENTENCE))
        fluency = (common & sentence).bit_count() + HINT * (grammar.language == hint)
        first, last = reading.origin[match.start], reading.origin[match.end - 1]
        return Claim(first, last, category, about, grammar.language, fluency)

    masked = 0
    for mask in grammar.masks.matches(search):
        yield claim(mask, mask.of.category, mask.of.about or About.SELF)
        masked |= within(mask.start, mask.end)
    if masked:
        reading.blank(masked)
        search = Search(reading, grammar.table, near)
    around = Surroundings(search, grammar)
    for match in grammar.patterns.matches(search, across=True):
        about = match.of.about or around.about(match.start, match.end)
        yield claim(match, _weighed(match, about, around), about)


def _weighed(match: Match[Pattern], about: About, around: Surroundings) -> Category | None:
    """What is left of a pattern's category once its surroundings are read."""
    pattern, span = match.of, (match.start, match.end)
    category = pattern.category
    if pattern.firm or category is None:
        return category
    crisis = category.level is Level.CRISIS
    if (match.crossed or around.negated(*span)) and not (crisis and around.trapped(*span)):
        harmless = not crisis or category in (Category.DANGER, Category.THREAT)
        return None if harmless else Category.DENIED
    if (pattern.bare and around.at_work(*span)) or (about is About.OTHER and around.told(*span)):
        return None
    return Category.PAST if crisis and around.past(*span) else category


def _standing(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Claims that say something, but for those whose words another language knows better (the sentence is rather written
    in it, or else it makes sense of more of the words around), and those that are part of what somebody else says."""
    knows: dict[int, dict[str, tuple[float, int]]] = {}
    for claim in claims:
        for place in range(claim.first, claim.last + 1):
            there = knows.setdefault(place, {})
            there[claim.language] = max(_knowledge(claim), there.get(claim.language, (0, 0)))
    known = [claim for claim in claims if claim.category and _knowledge(claim) >= _of_others(claim, knows)]
    told: dict[int, int] = {}
    for claim in known:
        if claim.about is About.OTHER and claim.category and claim.category.level is Level.CRISIS:
            for place in range(claim.first, claim.last + 1):
                told[place] = max(claim.last, told.get(place, 0))
    for claim in known:
        if claim.about is About.OTHER or told.get(claim.first, -1) < claim.last:
            yield claim


def _of_others(claim: Claim, knows: Mapping[int, Mapping[str, tuple[float, int]]]) -> tuple[float, int]:
    """The most that another language knows of a word of the claim."""
    places = range(claim.first, claim.last + 1)
    return max(
        (most for place in places for language, most in knows[place].items() if language != claim.language),
        default=(0, 0),
    )


def _knowledge(claim: Claim) -> tuple[float, int]:
    return claim.fluency, claim.last - claim.first


def _gravity(claim: Claim) -> tuple[bool, bool, int, float]:
    category = claim.category or Category.WORTHLESSNESS
    return category.level is not Level.CRISIS, claim.about is About.OTHER, URGENCY[category], -claim.fluency
