"""One language's file, read: its words, what it masks, its patterns, and what changes the meaning of a match."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from bot.safety.finding import About, Category
from bot.safety.index import Index
from bot.safety.lexicon import Lexicon
from bot.safety.normalise import fold
from bot.safety.parts import needs
from bot.safety.phrases import Parser
from bot.safety.reading import ENDED
from bot.safety.slips import Slips

LANGUAGES = ("en", "es", "fr", "de", "pt")


class Pattern(NamedTuple):
    """What a file says about one pattern, or about one mask, which has no category."""

    id: str
    reason: str
    phrases: Sequence[str]
    examples: Sequence[str]
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


@cache
def grammars() -> tuple[Grammar, ...]:
    """All languages, read when the first text is assessed: a start pays nothing for them."""
    return tuple(map(grammar, LANGUAGES))


def file(language: str) -> dict[str, Any]:
    """The file of a language as it stands."""
    return tomllib.loads((files("bot.safety") / "patterns" / f"{language}.toml").read_text(encoding="utf-8"))


def grammar(language: str) -> Grammar:
    """Raises KeyError, ValueError or PhraseError where the file is wrong; a test reads all of them."""
    read = file(language)
    lexicon = _lexicon(read["words"])
    common = frozenset(symbol for word in read["words"]["common"] for form in lexicon.written(word) for symbol in form)
    parser = Parser(read["lists"], lexicon.written, common)

    def index(entries: Sequence[Mapping[str, Any]]) -> Index[Pattern]:
        found = map(pattern, entries)
        return Index(((parser.parse(phrase), each) for each in found for phrase in each.phrases), common)

    scope = read["scope"]
    phrases = {key: value for key, value in scope.items() if key not in ("reach", "stops", "present", "self", "other")}
    return Grammar(
        language=language,
        lexicon=lexicon,
        common=common,
        selves=_symbols(parser, scope["self"]),
        others=_symbols(parser, scope["other"]),
        masks=index(read["mask"]),
        patterns=index(read["pattern"]),
        scope={key: Index(((parser.parse(each), each) for each in value), common) for key, value in phrases.items()},
        reach=scope["reach"],
        stops=_symbols(parser, scope["stops"]) | ENDED,
        present=_symbols(parser, scope["present"]),
    )


def pattern(entry: Mapping[str, Any]) -> Pattern:
    """An entry of a file; raises TypeError for a key that no pattern has."""
    category, about = entry.get("category"), entry.get("about")
    return Pattern(**{**entry, "category": category and Category(category), "about": about and About(about)})


def _symbols(parser: Parser, words: Sequence[str]) -> frozenset[str]:
    return frozenset(symbol for word in words for symbols in needs(parser.parse(word)) for symbol in symbols)


def _lexicon(read: Mapping[str, Any]) -> Lexicon:
    def by_spelling(table: Mapping[str, str]) -> dict[str, str]:
        return {spelling: fold(meant) for meant, spellings in table.items() for spelling in fold(spellings).split()}

    return Lexicon(
        contractions={spelling: meant.split() for spelling, meant in by_spelling(read["contractions"]).items()},
        misspellings=by_spelling(read["misspellings"]),
        slips=Slips(map(fold, read["misspelt"]), map(fold, read["right"])),
        joined=map(fold, read["joined"]),
        elided=map(fold, read.get("elided", ())),
    )
