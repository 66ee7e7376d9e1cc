"""One language's file, read: its words, what it masks, its patterns, and what changes the meaning of a match."""

from __future__ import annotations

import gc
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any, NamedTuple

from bot.safety.finding import About, Category
from bot.safety.index import Index
from bot.safety.lexicon import Lexicon
from bot.safety.normalise import fold
from bot.safety.parts import Rarity, needs
from bot.safety.phrases import Parser
from bot.safety.reading import ENDED
from bot.safety.slips import Slips

LANGUAGES = ("en", "es", "fr", "de", "pt")

# In a spelling: with_out is "without" written as two words.
APART = "_"


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
    common: frozenset[str]
    own: frozenset[str]
    """Common words that no other language knows: without one of them in a long text, nothing in it is written in this."""
    selves: frozenset[str]
    others: frozenset[str]
    masks: Index[Pattern]
    patterns: Index[Pattern]
    scope: Mapping[str, Index[str]]
    """The phrases of [scope], by their key."""
    reach: int
    """How many words may stand between a negation and what it negates."""
    stops: frozenset[str]
    """Over which no negation reaches: subjects, conjunctions, sentence ends."""
    present: frozenset[str]


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
    goes through them later, which would add ten milliseconds or more to a text every now and then.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        read = tuple(map(grammar, LANGUAGES))
        read = tuple(each._replace(own=frozenset(_own(each, read))) for each in read)
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    return read


def _own(this: Grammar, read: Iterable[Grammar]) -> Iterator[str]:
    others = [each.lexicon for each in read if each is not this]
    return (word for word in this.common if not any(other.knows(word) for other in others))


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
    lexicon = _lexicon(read["words"])
    common = frozenset(symbol for word in read["words"]["common"] for form in lexicon.written(word) for symbol in form)
    rarity = Rarity(common)
    parser = Parser(read["lists"], lexicon.written, rarity)

    def index(entries: Sequence[Mapping[str, Any]]) -> Index[Pattern]:
        of = [(entry["phrases"], pattern(entry)) for entry in entries]
        return Index(((parser.parse(phrase), each) for phrases, each in of for phrase in phrases), rarity)

    scope = read["scope"]
    phrases = {key: value for key, value in scope.items() if key not in ("reach", "stops", "present", "self", "other")}
    return Grammar(
        language=language,
        lexicon=lexicon,
        common=common,
        own=common,
        selves=_symbols(parser, scope["self"]),
        others=_symbols(parser, scope["other"]),
        masks=index(read["mask"]),
        patterns=index(read["pattern"]),
        scope={key: Index(((parser.parse(each), each) for each in value), rarity) for key, value in phrases.items()},
        reach=scope["reach"],
        stops=_symbols(parser, scope["stops"]) | ENDED,
        present=_symbols(parser, scope["present"]),
    )


def pattern(entry: Mapping[str, Any]) -> Pattern:
    """An entry of a file, without what is said to its readers; raises TypeError for a key that no pattern has."""
    category, about = entry.get("category"), entry.get("about")
    rest = {key: value for key, value in entry.items() if key not in ("reason", "phrases", "examples")}
    return Pattern(**{**rest, "category": category and Category(category), "about": about and About(about)})


def _symbols(parser: Parser, words: Sequence[str]) -> frozenset[str]:
    return frozenset(symbol for word in words for symbols in needs(parser.parse(word)) for symbol in symbols)


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
