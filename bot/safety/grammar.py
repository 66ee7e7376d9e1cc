"""One language's file, read: its words, what it masks, its patterns, and what changes the meaning of a match."""

from __future__ import annotations

import gc
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from bot.safety.compiled import compiled
from bot.safety.finding import About, Category
from bot.safety.index import Index
from bot.safety.lexicon import Lexicon
from bot.safety.normalise import END, fold
from bot.safety.parts import Maker, Parts
from bot.safety.phrases import Parser
from bot.safety.slips import Slips
from bot.safety.table import Table

T = TypeVar("T")

LANGUAGES = ("en", "es", "fr", "de", "pt")

# In a spelling: with_out is "without" written as two words.
APART = "_"
# In [scope], what is no list of phrases.
NO_PHRASES = ("reach", "stops", "present", "self", "other")


class Pattern(NamedTuple):
    """What is kept of one pattern, or of one mask, which has no category."""

    id: str
    category: Category | None = None
    firm: bool = False
    """Neither a negation nor the past changes it."""
    bare: bool = False
    """A mere mention, which is let be where the talk is of work or study."""
    about: About | None = None
    """Whose state it is, where the subject does not tell."""


class Grammar(NamedTuple):
    language: str
    lexicon: Lexicon
    table: Table
    own: frozenset[str]
    """Common words that no other language knows: without one of them in a long text, nothing in it is written in this."""
    masks: Index[Pattern]
    patterns: Index[Pattern]
    scope: Mapping[str, Index[None]]
    """The phrases of [scope], by their key."""
    reach: int
    """How many words may stand between a negation and what it negates."""
    # Sets of symbols:
    common: int
    selves: int
    others: int
    stops: int
    """Over which no negation reaches: subjects, conjunctions, sentence ends."""
    present: int
    ended: int
    """A sentence end."""

    @property
    def telling(self) -> range:
        """The phrases that say something: those of masks and patterns."""
        return range(self.masks.phrases.start, self.patterns.phrases.stop)


# Of several threads that ask first, one reads. Each would take many times as long while all of them do.
_READING = Lock()


def grammars() -> tuple[Grammar, ...]:
    """All languages, read when the first text is assessed: a start pays nothing for them."""
    with _READING:
        return read_all()


@cache
def read_all() -> tuple[Grammar, ...]:
    """All languages; for `grammars`, which lets one thread do it.

    They are tens of thousands of objects that stay for good. The garbage collector is held off while they are made and never
    goes through them later, which would add milliseconds to a text every now and then.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        read = compiled(from_files)
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    return read


def from_files() -> tuple[Grammar, ...]:
    """All languages, as their files say."""
    read = tuple(map(grammar, LANGUAGES))
    return tuple(each._replace(own=frozenset(_own(each, read))) for each in read)


def _own(this: Grammar, read: Iterable[Grammar]) -> Iterator[str]:
    others = [each.lexicon for each in read if each is not this]
    return (word for word in this.own if not any(other.knows(word) for other in others))


def file(language: str) -> dict[str, Any]:
    """What the files of a language say together: ``<language>.toml`` its words, its scope and the lists that several need, and
    ``<language>-<topic>.toml``, where there are such, masks and patterns with lists of their own. Raises ValueError for a list
    that is there twice."""
    folder = files("bot.safety") / "patterns"
    whole: dict[str, Any] = {"words": {}, "scope": {}, "lists": {}, "mask": [], "pattern": []}
    for part in sorted(one.name for one in folder.iterdir() if re.fullmatch(rf"{language}(-[a-z]+)?\.toml", one.name)):
        read = tomllib.loads((folder / part).read_text(encoding="utf-8"))
        for section, said in read.items():
            if isinstance(said, list):
                whole[section] += said
            elif twice := whole[section].keys() & said.keys():
                raise ValueError(f"{part}: [{section}] {', '.join(sorted(twice))} is there twice")
            else:
                whole[section] |= said
    return whole


def grammar(language: str) -> Grammar:
    """Raises KeyError, ValueError or PhraseError where the file is wrong; a test reads all of them."""
    read = file(language)
    lexicon, scope = _lexicon(read["words"]), read["scope"]
    written = map(lexicon.written, read["words"]["common"])
    common = frozenset(chain.from_iterable(chain.from_iterable(written)))
    maker = Maker(common)
    parser = Parser(read["lists"], lexicon.written, maker)
    phrases: list[Parts] = []

    def index(entries: Iterable[tuple[Sequence[str], T]]) -> Index[T]:
        first, of = len(phrases), []
        for each, whose in entries:
            phrases.extend(map(parser.parse, each))
            of += [whose] * len(each)
        return Index(first, of)

    def one_of(words: Iterable[str]) -> int:
        return maker.union(symbols for word in words for symbols in maker.needs(parser.parse(word)))

    return Grammar(
        language=language,
        lexicon=lexicon,
        own=lexicon.named(common),
        masks=index((entry["phrases"], pattern(entry)) for entry in read["mask"]),
        patterns=index((entry["phrases"], pattern(entry)) for entry in read["pattern"]),
        scope={key: index([(scope[key], None)]) for key in scope if key not in NO_PHRASES},
        reach=scope["reach"],
        common=maker.set_of(common),
        selves=one_of(scope["self"]),
        others=one_of(scope["other"]),
        stops=one_of([*scope["stops"], END]),
        present=one_of(scope["present"]),
        ended=one_of([END]),
        table=Table(phrases, maker, lexicon),  # last: it holds what all the others are made of
    )


def pattern(entry: Mapping[str, Any]) -> Pattern:
    """An entry of a file, without what is said to its readers; raises TypeError for a key that no pattern has."""
    category, about = entry.get("category"), entry.get("about")
    rest = {key: value for key, value in entry.items() if key not in ("reason", "phrases", "examples")}
    return Pattern(**{**rest, "category": category and Category(category), "about": about and About(about)})


def _lexicon(read: Mapping[str, Any]) -> Lexicon:
    def by_spelling(table: Mapping[str, str]) -> dict[str, str]:
        return {spelling: fold(meant) for meant, spellings in table.items() for spelling in fold(spellings).split()}

    contractions, misspellings = by_spelling(read["contractions"]), by_spelling(read["misspellings"])
    return Lexicon(
        contractions={spelling: meant.split() for spelling, meant in contractions.items() if APART not in spelling},
        misspellings={spelling: meant for spelling, meant in misspellings.items() if APART not in spelling},
        apart={
            (first, second): meant.split()
            for spelling, meant in (contractions | misspellings).items()
            for first, apart, second in [spelling.partition(APART)]
            if apart
        },
        slips=Slips(map(fold, read["misspelt"]), map(fold, read["right"])),
        joined=map(fold, read["joined"]),
        elided=map(fold, read.get("elided", ())),
    )
