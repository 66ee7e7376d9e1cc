"""The pattern files: readable, complete, and every example true."""

from collections import Counter
from typing import Any

import pytest

from bot.safety import Level, assess
from bot.safety.finding import Category
from bot.safety.glance import Glance
from bot.safety.grammar import LANGUAGES, file, grammar, grammars
from bot.safety.lexicon import read
from bot.safety.normalise import words
from bot.safety.parts import WIDEST, Maker
from bot.safety.phrases import Parser, PhraseError
from bot.safety.searching import Search

ENTRIES = [
    (language, kind, entry) for language in LANGUAGES for kind in ("mask", "pattern") for entry in file(language)[kind]
]
NAMES = [f"{language}-{entry['id']}" for language, _, entry in ENTRIES]
every_entry = pytest.mark.parametrize(("language", "kind", "entry"), ENTRIES, ids=NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique(language: str) -> None:
    ids = Counter(entry["id"] for of, _, entry in ENTRIES if of == language)
    assert [id_ for id_, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_about_scope(language: str) -> None:
    assert file(language)["scope"].keys() == file("en")["scope"].keys()
    assert file(language)["words"].keys() - {"elided"} == file("en")["words"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_used(language: str) -> None:
    text = str(file(language))
    assert [name for name in file(language)["lists"] if f"<{name}>" not in text] == []


@every_entry
def test_an_entry_says_why_it_is_there(language: str, kind: str, entry: dict[str, Any]) -> None:
    assert len(entry["reason"].split()) > 2
    assert entry["phrases"]
    assert kind == "mask" or Category(entry["category"])


@every_entry
def test_an_entry_has_examples_and_they_are_true(language: str, kind: str, entry: dict[str, Any]) -> None:
    assert entry["examples"]
    wanted = Category(entry["category"]).level if "category" in entry else Level.NONE
    assert {example: assess(example, language).level for example in entry["examples"]} == dict.fromkeys(
        entry["examples"], wanted
    )


@every_entry
def test_an_example_is_found_by_its_own_entry(language: str, kind: str, entry: dict[str, Any]) -> None:
    ours = next(each for each in grammars() if each.language == language)
    index = ours.masks if kind == "mask" else ours.patterns

    def found(example: str) -> set[str]:
        typed = words(example)
        forms = ours.lexicon.forms(Glance({word.spellings for word in typed}))
        reading = read(typed, forms, ours.lexicon)
        search = Search(reading, ours.table, ours.table.near(reading.at))
        return {match.of.id for match in index.matches(search, across=True)}

    assert [example for example in entry["examples"] if entry["id"] not in found(example)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_wider_than_is_looked_at(language: str) -> None:
    entries, ours = file(language), grammar(language)
    maker = Maker(frozenset())
    parser = Parser(entries["lists"], ours.lexicon.written, maker)
    phrases = [
        phrase
        for _, _, entry in ENTRIES
        for phrase in entry["phrases"]
        if entry in entries["mask"] + entries["pattern"]
    ]
    phrases += [phrase for value in entries["scope"].values() if isinstance(value, list) for phrase in value]
    assert [phrase for phrase in phrases if maker.width(parser.parse(phrase)) > WIDEST] == []


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("want to (die|live", "missing"),
        ("want to die)", "too many"),
        ("want <nothing-known>", "no list"),
        ("want <circle>", "part of itself"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, says: str) -> None:
    ours = grammar("en")
    with pytest.raises(PhraseError, match=says):
        Parser({"circle": ["round <circle>"]}, ours.lexicon.written, Maker(frozenset())).parse(phrase)
