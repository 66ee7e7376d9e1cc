"""Typed questions: what a flow may ask, and how what a person gave becomes an answer.

An answer is stored as JSON (`read`) and handed to the flow as a typed value (`value`). Reading is pure: the only
fact from outside is today's date in the member's own zone.
"""

from __future__ import annotations

import dataclasses
import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar, cast
from zoneinfo import available_timezones

from bot.dates import DateFar, DatePast, DateUnread, read_date
from bot.fixed import Fixed
from bot.lines import Label, Line, Value, Verbatim

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
T = TypeVar("T")
E = TypeVar("E", bound=enum.StrEnum)

# A company or a role: short enough for the button that names it on every platform.
NAME = 50
SHORT = 80
SENTENCE = 300
LONG = 1500


class Given(NamedTuple):
    """What a person gave: options tapped, text typed, or the fields of a form."""

    values: tuple[str, ...] = ()
    text: str | None = None
    fields: Mapping[str, str] | None = None


class UnreadError(Exception):
    """What was given does not answer the question. `line` says why, and what would; `field` in which field of a form."""

    def __init__(self, problem: str, **values: Value) -> None:
        super().__init__(problem)
        self.line = Line(f"problem-{problem}", values)
        self.field: str | None = None


class StaleError(Exception):
    """A stored answer no longer fits the question, as after an upgrade: it is asked again."""


class Text(NamedTuple):
    """A place to type. `limit` in characters; `name` is the attribute that holds its label in the words; `searches` where
    the catalogue is looked through for what is typed; `draft` is what stands there at first."""

    name: str
    limit: int = SENTENCE
    long: bool = False
    searches: bool = False
    draft: str = ""

    def read(self, text: str) -> str:
        text = text.strip()
        if not text:
            raise UnreadError("empty")
        if len(text) > self.limit:
            raise UnreadError("too-long", given=len(text), limit=self.limit)
        return text


class Option(NamedTuple):
    """Something to tap. Without a `label`, the words have it as an attribute of the question's message."""

    value: str
    label: Label | None = None
    detail: Label | None = None


class Question(Fixed, ABC, Generic[T]):
    """A typed question."""

    @abstractmethod
    def read(self, given: Given, today: date) -> Json:
        """Turn what was given into what is stored. Raises UnreadError."""

    @abstractmethod
    def value(self, stored: Json) -> T:
        """Turn what is stored into the answer. Raises StaleError."""


def _one(given: Given, allowed: Iterable[str]) -> str:
    if len(given.values) != 1 or given.values[0] not in set(allowed):
        raise UnreadError("tap-one")
    return given.values[0]


class Choice(Question[E]):
    """One of an enum's members; `only` leaves some out."""

    kind: type[E]
    only: tuple[E, ...] = ()

    @property
    def offered(self) -> tuple[E, ...]:
        return self.only or tuple(self.kind)

    def read(self, given: Given, today: date) -> Json:
        return _one(given, self.offered)

    def value(self, stored: Json) -> E:
        try:
            return self.kind(cast("str", stored))
        except ValueError:
            raise StaleError from None


class YesNo(enum.StrEnum):
    YES = "yes"
    NO = "no"


class Confirm(Question[bool]):
    """Yes or no; the words say what each does."""

    def read(self, given: Given, today: date) -> Json:
        return _one(given, YesNo) == YesNo.YES

    def value(self, stored: Json) -> bool:
        if not isinstance(stored, bool):
            raise StaleError
        return stored


class Breathe(Question[bool]):
    """Paced breathing, in seconds; answered when the person has had enough of it, at any time."""

    inhale: int = 4
    exhale: int = 6
    breaths: int = 6

    def read(self, given: Given, today: date) -> Json:
        return _one(given, ("done",)) == "done"

    def value(self, stored: Json) -> bool:
        if stored is not True:
            raise StaleError
        return True


class Picked(NamedTuple):
    """The options that were picked, or the text that was typed instead or besides."""

    values: tuple[str, ...] = ()
    text: str | None = None

    @property
    def one(self) -> str | None:
        return self.values[0] if self.values else None


class Pick(Question[Picked]):
    """Options known only when the flow runs. Up to five become buttons, more become one menu.

    `most` above one lets several be picked. `beside` are buttons next to the menu, each an answer of its own
    (*Skip*, *None of these*); with `aside` they are what most people come for, and the menu is the rest. `typed` lets the
    person write instead. A long list can be given as a function: at a replay most questions are answered already, and
    their lists are never made.
    """

    options: Sequence[Option] | Callable[[], Sequence[Option]]
    most: int = 1
    least: int = 1
    beside: Sequence[Option] = ()
    typed: Text | None = None
    aside: bool = False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pick):
            return NotImplemented
        mine, theirs = (
            (one.offered, one.most, one.least, tuple(one.beside), one.typed, one.aside) for one in (self, other)
        )
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def offered(self) -> tuple[Option, ...]:
        return tuple(self.options() if callable(self.options) else self.options)

    def read(self, given: Given, today: date) -> Json:
        if given.text is not None:
            if self.typed is None:
                raise UnreadError("tap-one")
            return {"values": [], "text": self.typed.read(given.text)}
        values = list(dict.fromkeys(given.values))
        if len(values) == 1 and values[0] in {option.value for option in self.beside}:
            return {"values": cast("list[Json]", values), "text": None}
        if not values or not set(values) <= {option.value for option in self.offered}:
            raise UnreadError("tap-one")
        if not self.least <= len(values) <= self.most:
            raise UnreadError("tap-some", least=self.least, most=self.most)
        return {"values": cast("list[Json]", values), "text": None}

    def value(self, stored: Json) -> Picked:
        # Options come and go with content; what was picked stays picked, and the flow looks it up or leaves it out.
        kept: Any = stored
        if not isinstance(kept, dict) or not isinstance(values := kept.get("values"), list):
            raise StaleError
        return Picked(tuple(values), kept.get("text"))


class Write(Question[str | None]):
    """A place to write, which may be skipped (None). With `forget`, what was written is read and not stored: ""."""

    text: Text
    forget: bool = False

    def read(self, given: Given, today: date) -> Json:
        if given.text is None:
            _one(given, ("skip",))
            return None
        written = self.text.read(given.text)
        return "" if self.forget else written

    def value(self, stored: Json) -> str | None:
        if stored is not None and not isinstance(stored, str):
            raise StaleError
        return stored


class Rewrite(Write):
    """A message of the words, to be said in another way: what is written is held against the rules of files of words."""

    message: str = ""


class Day(Question[date]):
    """A day from tomorrow on, or from today where `today_too`: tapped (`ahead`, in days), or typed."""

    ahead: tuple[int, ...] = (1, 3, 7, 14)
    today_too: bool = False
    typed: ClassVar[Text] = Text("typed", SHORT)

    def days(self, today: date) -> tuple[date, ...]:
        return tuple(today + timedelta(days=days) for days in self.ahead)

    def read(self, given: Given, today: date) -> Json:
        try:
            day = read_date(given.text if given.text is not None else "".join(given.values), today)
        except DatePast:
            raise UnreadError("date-past") from None
        except DateFar:
            raise UnreadError("date-far") from None
        except DateUnread:
            raise UnreadError("date-unread", typed=Verbatim((given.text or "")[:SHORT])) from None
        if day == today and not self.today_too and given.text is not None:
            raise UnreadError("date-past")
        return day.isoformat()

    def value(self, stored: Json) -> date:
        try:
            return date.fromisoformat(cast("str", stored))
        except (TypeError, ValueError):
            raise StaleError from None


@cache
def _zones() -> frozenset[str]:
    """All IANA names, without the doubles that some systems list; read from the disk once."""
    return frozenset(name for name in available_timezones() if not name.startswith(("posix/", "right/")))


class Zone(Question[str]):
    """An IANA time zone: tapped from `offered`, or typed as a city or a full name.

    What is offered may also be regions, which another question then divides; their words are attributes.
    """

    offered: tuple[str, ...]
    typed: ClassVar[Text] = Text("typed", SHORT)

    def read(self, given: Given, today: date) -> Json:
        if given.text is None:
            return _one(given, self.offered)
        wanted = given.text.strip().replace(" ", "_").casefold()
        names = _zones()
        whole = [name for name in names if name.casefold() == wanted]
        city = sorted(name for name in names if name.rpartition("/")[2].casefold() == wanted and "/" in name)
        for name in (*whole, *city):
            return name
        raise UnreadError("zone-unknown", typed=Verbatim(given.text[:SHORT]))

    def value(self, stored: Json) -> str:
        if not isinstance(stored, str) or not (stored in _zones() or stored in self.offered):
            raise StaleError
        return stored


def short_text(limit: int = SHORT) -> Any:
    """A form's optional one-line field; None when left empty."""
    return field(default=None, metadata={"limit": limit, "long": False})


def long_text(limit: int = LONG) -> Any:
    """A form's optional field of several lines; None when left empty."""
    return field(default=None, metadata={"limit": limit, "long": True})


class OneOf(NamedTuple):
    """A form's field to tap one of: its value is kept like a text."""

    name: str
    options: tuple[Option, ...]

    def read(self, value: str) -> str:
        return _one(Given((value,)), (option.value for option in self.options))


def _read(asked: Text | OneOf, text: str) -> str:
    """What a field of a form takes. Raises UnreadError, which says which field it was."""
    try:
        return asked.read(text)
    except UnreadError as error:
        error.field = asked.name
        raise


def one_of(options: Iterable[Option]) -> Any:
    """A form's optional field that takes the value of one option; None when left empty."""
    return field(default=None, metadata={"options": tuple(options)})


class Form(Question[T]):
    """Several fields at once: a dataclass of `short_text`, `long_text` and `one_of` fields, all optional. `before` is what
    stands in them at first, as (name, text)."""

    kind: type[T]
    before: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> tuple[Text | OneOf, ...]:
        """The fields, in order."""
        return tuple(
            OneOf(found.name, found.metadata["options"])
            if "options" in found.metadata
            else Text(found.name, found.metadata["limit"], found.metadata["long"])
            for found in dataclasses.fields(cast("Any", self.kind))
        )

    def read(self, given: Given, today: date) -> Json:
        if given.fields is None:
            _one(given, ("skip",))
            return {}
        filled = {asked.name: given.fields.get(asked.name, "").strip() for asked in self.asked}
        return {asked.name: _read(asked, filled[asked.name]) for asked in self.asked if filled[asked.name]}

    def value(self, stored: Json) -> T:
        if not isinstance(stored, dict):
            raise StaleError
        known = {asked.name for asked in self.asked}
        return self.kind(**{name: text for name, text in stored.items() if name in known})


class EntryForm(Form[T]):
    """The fields of an entry of the content, held against the rules of content files. `needs` are those that it cannot be
    without; a day is kept as an ISO date."""

    entry: str = ""
    needs: tuple[str, ...] = ()

    def read(self, given: Given, today: date) -> Json:
        filled = super().read(given, today)
        if given.fields is None or not isinstance(filled, dict):
            return filled
        for name in self.needs:
            if name not in filled:
                error = UnreadError("entry-lacks")
                error.field = name
                raise error
        if "when" in filled:
            filled["when"] = _day(str(filled["when"]), today)
        return filled


def _day(text: str, today: date) -> str:
    try:
        return read_date(text, today).isoformat()
    except DatePast:
        error = UnreadError("date-past")
    except DateFar:
        error = UnreadError("date-far")
    except DateUnread:
        error = UnreadError("date-unread", typed=Verbatim(text[:SHORT]))
    error.field = "when"
    raise error
