"""The words: Fluent messages by language, with what organisers changed laid over ours.

A message is parsed when it is first needed, so that a start does not pay for flows that nobody opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from itertools import zip_longest
from pathlib import Path
from threading import RLock
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, TextElement, VariableReference
from fluent.syntax.visitor import Visitor

from bot.lines import Brief, Label, Line, Territory, Value, Verbatim
from bot.logs import Log

log = Log("words")

HERE = Path(__file__).parent
# Texts that are kept ready; ours are fewer.
KEPT = 4000
PLAIN = (int, str)
# Days whose names are kept ready: the years before and after this one that plans and reviews speak of.
DAYS = 1000
DEFAULT = "en"
# English as it is written in most of the world: 3 March, 14:00.
LOCALES = {"en": "en_001"}
_STARTS = re.compile(r"^(-?[a-zA-Z][\w-]*) *=", re.MULTILINE)
_REFERS = re.compile(r"\{ *(-?[a-zA-Z][\w-]*)")


class WordsError(Exception):
    """A file of words cannot be used. One line a problem: file, message, reason, remedy."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that ship with every message."""
    every = {file.name for file in (HERE / DEFAULT).glob("*.ftl")}
    return tuple(one for one in partly() if every <= {file.name for file in (HERE / one).glob("*.ftl")})


@cache
def partly() -> tuple[str, ...]:
    """The languages that ship with some messages at least: those for whom somebody writes to on their worst day."""
    return tuple(sorted(entry.name for entry in HERE.iterdir() if entry.is_dir() and len(entry.name) == 2))


class Tongue:
    """One language: turns lines into text. English stands in for what it lacks."""

    def __init__(
        self,
        language: str,
        sources: Mapping[str, str],
        over: Mapping[str, str] | None = None,
        fallback: Tongue | None = None,
    ) -> None:
        self.language = language
        self._locale = Locale.parse(LOCALES.get(language, language))
        self._fallback = fallback
        # What organisers wrote comes later, so their message wins.
        texts = [*sources.values(), *(over or {}).values()]
        self._texts = texts
        self._unparsed = {name: message for text in texts for name, message in _split(text)}
        self._parsed: set[str] = set()
        self._parsing = RLock()
        # In text to copy no marks stand around values; elsewhere they keep a right-to-left name in its place.
        self._isolating = FluentBundle([language])
        self._bare = FluentBundle([language], use_isolating=False)
        self._patterns: dict[str, str | Pattern] = {}
        # Lines whose values are numbers and tags are the same every time; a screen has some of them. What somebody wrote is
        # Verbatim, and is never held on to.
        self._fixed: dict[tuple[str, bool, tuple[tuple[str, Value], ...]], str] = {}
        self._days: dict[date, str] = {}

    def has(self, line_id: str) -> bool:
        """Whether there is such a message (or attribute of one)."""
        return self._pattern(line_id) is not None

    def source(self, name: str) -> str:
        """A message as it is written in its file, with its attributes."""
        found = [message for text in self._texts for other, message in _split(text) if other == name]
        return found[-1] if found or self._fallback is None else self._fallback.source(name)

    def text(self, label: Label, *, bare: bool = False) -> str:
        """The text of a line. A message that is missing or does not fit is logged, and never stops anybody."""
        if isinstance(label, Line):
            text, problems = self.told(label, bare=bare)
            if problems:
                # Not what was wrong: Fluent may quote a value there.
                log.error("a message is missing or does not fit", line=label.id)
            return text
        if isinstance(label, Verbatim):
            return label.text
        if isinstance(label, Brief):
            return shorten(self.text(label.label, bare=True), label.limit)
        # Our own English name says what helplines there are for; others come from CLDR.
        named = None if self.language == DEFAULT else self._locale.territories.get(label.iso2)
        return str(named or label.name)

    def told(self, line: Line, *, bare: bool = False) -> tuple[str, list[str]]:
        """The text of a line and what was wrong with it."""
        pattern = self._pattern(line.id)
        if isinstance(pattern, str):
            return pattern, []
        if pattern is None:
            if self._fallback is not None:
                return self._fallback.told(line, bare=bare)
            return line.id, ["there is no such message"]
        values = line.values
        if not all(map(_is_plain, values.values())):
            return self._filled_in(pattern, values, bare)
        key = (line.id, bare, tuple(values.items()))
        if (fixed := self._fixed.get(key)) is not None:
            return fixed, []
        text, problems = self._filled_in(pattern, values, bare)
        if not problems and len(self._fixed) < KEPT:
            self._fixed[key] = text
        return text, problems

    def _filled_in(self, pattern: Pattern, values: Mapping[str, Value], bare: bool) -> tuple[str, list[str]]:
        bundle = self._bare if bare else self._isolating
        text, errors = bundle.format_pattern(
            pattern, {name: self._value(value, bare) for name, value in values.items()}
        )
        return str(text), [str(error) for error in errors]

    def day(self, day: date) -> str:
        """A day as people say it: Friday 27 November."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= DAYS:
                self._days.clear()
            known = self._days[day] = self._said(day)
        return known

    def _said(self, day: date) -> str:
        weekday = str(format_date(day, "EEEE", locale=self._locale))
        date_text = str(format_skeleton("MMMMd", day, locale=self._locale))
        return self.text(Line("day", {"weekday": weekday, "date": date_text}), bare=True)

    def short_day(self, day: date) -> str:
        """A day where there is little room: 27 Nov."""
        return str(format_skeleton("MMMd", day, locale=self._locale))

    def _value(self, value: Value, bare: bool) -> Any:
        match value:
            case datetime():
                return f"{self.day(value.date())}, {self._value(value.time(), bare)}"
            case date():
                return self.day(value)
            case time():
                return str(format_time(value, "HH:mm", locale=self._locale))
            case Line() | Verbatim() | Brief() | Territory():
                return self.text(value, bare=bare)
            case str() | int() | float():
                return value
            case _:
                return str(format_list([self.text(one, bare=bare) for one in value], locale=self._locale))

    def _pattern(self, line_id: str) -> str | Pattern | None:
        """What a line says: a text where nothing in it varies, whatever the line brings, as in most labels; else a pattern to be
        filled in. None where there is no such message."""
        found = self._patterns.get(line_id)
        if found is not None:
            return found
        name, _, attribute = line_id.partition(".")
        self._load(name)
        if name not in self._parsed:
            return None
        message = self._bare.get_message(name)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is not None:
            found = self._patterns[line_id] = pattern.value if isinstance(pattern, TextElement) else pattern
        return found

    def _load(self, name: str) -> None:
        """Parse a message, and those that it refers to."""
        if name in self._parsed:
            return
        # Turns are taken on the store's thread, and others read words too.
        with self._parsing:
            text = self._unparsed.pop(name, None)
            if text is None:
                return
            for other in _REFERS.findall(text):
                self._load(other)
            resource = FluentResource(text)
            for bundle in (self._isolating, self._bare):
                bundle.add_resource(resource)
            self._parsed.add(name)


def _is_plain(value: Value) -> bool:
    """Whether a value is a number or a tag, and nothing that somebody wrote."""
    return isinstance(value, PLAIN)


def _split(text: str) -> Iterator[tuple[str, str]]:
    """The messages of a file, each with its text."""
    starts = list(_STARTS.finditer(text))
    for start, after in zip_longest(starts, starts[1:]):
        yield start[1], text[start.start() : after.start() if after else None]


class Words:
    """All languages, with the words of `folder` (an organiser's ``words/<language>/*.ftl``) laid over ours."""

    def __init__(self, folder: Path | None = None) -> None:
        # One is made when somebody needs it: what CLDR knows of a language takes a megabyte.
        self._tongues: dict[str, Tongue] = {}
        self._own = _organisers(folder) if folder else {}
        self._making = RLock()

    def of(self, language: str) -> Tongue:
        """The language, or English where we do not have all of it. A region ("pt-BR") counts as its language."""
        name = _name(language)
        return self._tongue(name if name in languages() else DEFAULT)

    def near(self, language: str) -> Tongue:
        """The language, also where we have only a part of it: for the flow that answers somebody in their own words."""
        name = _name(language)
        return self._tongue(name if name in partly() else DEFAULT)

    def _tongue(self, language: str) -> Tongue:
        with self._making:
            made = self._tongues.get(language)
            if made is None:
                fallback = self._tongue(DEFAULT) if language != DEFAULT else None
                made = Tongue(language, _shipped(language), self._own.get(language), fallback)
                self._tongues[language] = made
            return made


def _name(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


@cache
def _shipped(language: str) -> Mapping[str, str]:
    return {file.name: file.read_text("utf-8") for file in (HERE / language).glob("*.ftl")}


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with "…" where something was left out."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[limit // 2 :] else kept).rstrip(" ,;:") + "…"


def _organisers(folder: Path) -> dict[str, dict[str, str]]:
    """What organisers wrote, by language and file. Raises WordsError, one line a problem."""
    found: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    for path in sorted((folder / "words").glob("*/*.ftl")):
        language = path.parent.name
        place = f"words/{language}/{path.name}"
        if language not in partly():
            problems.append(f"{place}: there is no language {language!r} here. Use one of: {', '.join(partly())}.")
            continue
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{place}: cannot be read ({error}). Save it as UTF-8 text.")
            continue
        problems += [f"{place}: {problem}" for problem in _problems(text, language)]
        found.setdefault(language, {})[path.name] = text
    if problems:
        raise WordsError("\n".join(problems))
    return found


def _problems(text: str, language: str) -> list[str]:
    """What is wrong with words that are to replace ours: they must keep our options and use only our variables."""
    ours = {entry.id.name: entry for source in _shipped(language).values() for entry in _messages(source)}
    problems = []
    for entry in FluentParser().parse(text).body:
        if isinstance(entry, Junk):
            shown = entry.content.strip().splitlines()[0] if entry.content and entry.content.strip() else ""
            problems.append(f"{shown[:40]!r} is not Fluent. Write: name = text.")
        elif isinstance(entry, Message) and (original := ours.get(entry.id.name)) is not None:
            lacks = {a.id.name for a in original.attributes} - {a.id.name for a in entry.attributes}
            strange = variables(entry) - variables(original)
            problems += [f"{entry.id.name}: .{name} is missing. Add it; ours has it too." for name in sorted(lacks)]
            problems += [
                f"{entry.id.name}: there is no ${name} in this message. Leave it out." for name in sorted(strange)
            ]
    return problems


def _messages(source: str) -> list[Message]:
    return [entry for entry in FluentParser().parse(source).body if isinstance(entry, Message)]


class _Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.found.add(node.id.name)


def variables(message: Message) -> set[str]:
    """The variables that a message and its attributes use."""
    visitor = _Variables()
    visitor.visit(message)
    return visitor.found
