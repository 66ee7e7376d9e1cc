"""Flows: conversations as async functions that are run again from the top at every event.

A question whose answer is stored returns at once; the first one without an answer is where the flow waits. The
answers are the state. `replay` drives the coroutine by hand, so a flow may await nothing but the verbs of `Talk`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from bot.content.entries import Content
from bot.effects import Change, Lookup, Post, Posted
from bot.fixed import Fixed
from bot.ids import derive
from bot.lines import Line, Value
from bot.pictures.facts import Facts as PictureFacts
from bot.questions import Json, Question, StaleError
from bot.rows import File, Rejection

T = TypeVar("T")
R = TypeVar("R")

KEY = re.compile(r"[a-z][a-z0-9-]{0,30}(\.[a-z0-9-]{1,20})?")


def base(key: str) -> str:
    """The part of a key that the words go by: the turns of a loop share theirs."""
    return key.partition(".")[0]


@cache
def _is_key(key: str) -> bool:
    return KEY.fullmatch(key.removeprefix("=")) is not None


class FlowError(RuntimeError):
    """A flow broke a rule of flows. A fault of ours, never of the person's."""


class Next(NamedTuple):
    """The flow ends, and leads into the next run: of the same journey, of another (`journey`), or of a new one."""

    flow: str
    args: Mapping[str, str] = MappingProxyType({})
    new_journey: bool = False
    journey: str | None = None


class GoOn(NamedTuple):
    """The flow ends, and the person goes on with another run of theirs."""

    run: str


Ending: TypeAlias = Next | GoOn | None


class Look(enum.StrEnum):
    """How a line is shown."""

    LINE = "line"
    COPY = "copy"
    """Text to copy and send: shown whole, without marks around values."""
    QUOTE = "quote"
    """The person's own words, handed back."""


class Said(NamedTuple):
    """A line that a flow added to the screen, and what hangs on it."""

    line: Line
    look: Look = Look.LINE
    link: str | None = None
    bar: tuple[int, int] | None = None
    files: tuple[File, ...] = ()
    picture: PictureFacts | None = None


class Ask(NamedTuple):
    key: str
    question: Question[Any]
    values: Mapping[str, Value]
    words: str
    """The id of the message that asks it."""


class Find(NamedTuple):
    key: str
    lookup: Lookup[Any]


class Say(NamedTuple):
    key: str
    post: Post


class Done(NamedTuple):
    ending: Ending


Waits: TypeAlias = Ask | Find | Say | Done


class Answered(NamedTuple):
    """An answer that this replay used, in order. Only an *asked* one can be taken back."""

    key: str
    asked: bool
    posted: bool = False


@dataclass(slots=True)
class Frame:
    """Where a replay came to: what it waits for, what it used, what it says since the last answer, what it states."""

    waits: Waits
    trail: list[Answered]
    said: list[Said]
    stated: dict[str, Change]
    language: str | None = None
    """The language that the flow answers in, where it is not the member's own."""


class Facts(Fixed):
    """What a replay may read: the stored answers, the rows that finds led to, and what the run began with.

    `opened` is the day on which the run was opened, in the member's zone: the only date that a flow knows by itself.
    """

    answers: Mapping[str, Json]
    run: str = ""
    journey: str = ""
    opened: date = date(2000, 1, 1)
    found: Mapping[str, Any] = MappingProxyType({})
    args: Mapping[str, str] = MappingProxyType({})
    rejection: Rejection | None = None
    content: Callable[[], Content] = Content


class _Wait(Awaitable[Any]):
    def __init__(self, waits: Waits) -> None:
        self.waits = waits

    def __await__(self) -> Generator[_Wait, Any, Any]:
        return (yield self)


class Talk:
    """What a flow talks through: the five verbs, and the facts that it began with."""

    def __init__(self, flow: Flow, facts: Facts) -> None:
        self._flow = flow
        self._facts = facts
        self._answers = facts.answers
        self.args = facts.args
        self.rejection = facts.rejection
        self.journey = facts.journey
        self.opened = facts.opened
        self.language: str | None = None
        """A flow may answer in the language that it was written to in."""
        self.answered = facts.answers.keys()
        self.trail: list[Answered] = []
        self.said: list[Said] = []
        self.stated: dict[str, Change] = {}
        self._seen: set[str] = set()

    @cached_property
    def content(self) -> Content:
        """What there is to choose from, the same for the whole replay. Read when a flow first asks for it."""
        return self._facts.content()

    async def ask(self, key: str, question: Question[T], *, words: str | None = None, **values: Value) -> T:
        """Wait for the person. `values` are for the words of the question: those of its key, or the message `words`."""
        self._use(key)
        if key in self._answers:
            try:
                answer = question.value(self._answers[key])
            except StaleError:
                pass
            else:
                self.trail.append(Answered(key, True))
                if self.said:
                    self.said.clear()
                return answer
        message = words or f"{self._flow.name}-{base(key)}"
        given = cast("T", await _Wait(Ask(key, question, values, message)))
        self.trail.append(Answered(key, asked=True))
        self.said.clear()
        return given

    async def find(self, key: str, lookup: Lookup[R]) -> R:
        """Wait for a fact from the store, kept like an answer."""
        self._use(key)
        if key in self._facts.answers and key in self._facts.found:
            self.trail.append(Answered(key, asked=False))
            return cast("R", self._facts.found[key])
        found = cast("R", await _Wait(Find(key, lookup)))
        self.trail.append(Answered(key, asked=False))
        return found

    async def post(self, key: str, post: Post) -> Posted:
        """Say something where others see it. There is no way back past it."""
        self._use(key)
        if key in self._facts.answers:
            self.trail.append(Answered(key, asked=False, posted=True))
            return Posted(cast("str", self._facts.answers[key]))
        outcome = cast("Posted", await _Wait(Say(key, post)))
        self.trail.append(Answered(key, asked=False, posted=True))
        return outcome

    def record(self, key: str, change: Change) -> None:
        """State our own rows that should exist."""
        self._use(f"={key}")
        self.stated[key] = change

    def row(self, key: str) -> str:
        """The id of the row that `record` makes under this key."""
        return derive(self._facts.run, key)

    def posted_as(self, key: str) -> str:
        """The id of the post that `post` makes under this key."""
        return f"{self._facts.run}-{key}"

    def say(
        self,
        key: str,
        look: Look = Look.LINE,
        *,
        words: str | None = None,
        link: str | None = None,
        bar: tuple[int, int] | None = None,
        files: tuple[File, ...] = (),
        picture: PictureFacts | None = None,
        **values: Value,
    ) -> None:
        """Add a line to the screen. `link` gives a link to open, `bar` draws progress as (done, total), `picture` stands
        under the line."""
        self.said.append(Said(Line(words or f"{self._flow.name}-{key}", values), look, link, bar, files, picture))

    def preview(self, post: Post, name: str) -> None:
        """Show what a post will say under its author's name, word for word."""
        self.said.append(Said(post.worded(name), Look.COPY))

    def _use(self, key: str) -> None:
        seen = self._seen
        if key in seen:
            raise FlowError(f"{self._flow.name}: the key {key!r} is used twice")
        if not _is_key(key):
            raise FlowError(f"{self._flow.name}: {key!r} is no key")
        seen.add(key)


Body: TypeAlias = Callable[[Talk], Awaitable[Ending]]


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A conversation: its name, its body, which of the six steps it is, and what its keys were called before.

    One for `organisers` is shown to nobody else.
    """

    name: str
    body: Body
    step: int | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    organisers: bool = False

    def renamed(self, answers: Mapping[str, Json]) -> dict[str, Json]:
        """The stored answers under today's keys. An answer under a new key wins over one under its old name."""
        if not self.renames:
            return dict(answers)
        return {
            self.renames.get(key, key): value for key, value in answers.items() if self.renames.get(key) not in answers
        }


def flow(
    name: str, *, step: int | None = None, renames: Mapping[str, str] | None = None, organisers: bool = False
) -> Callable[[Callable[[Talk], Awaitable[Ending]]], Flow]:
    """Make a flow of an async function. `renames` maps keys as they were to keys as they are."""

    def made(body: Body) -> Flow:
        return Flow(name, body, step, renames or {}, organisers)

    return made


class Replay:
    """A flow, run from the top as far as its answers go. Pure. Raises FlowError where the flow breaks a rule."""

    def __init__(self, flow: Flow, facts: Facts) -> None:
        self._flow = flow
        self._talk = Talk(flow, facts)
        self._body = cast("Any", flow.body(self._talk))
        self.frame = self._step(None)

    def go_on(self, given: object) -> Frame:
        """Hand the flow what it waits for: the same as running it again with one answer more."""
        self.frame = self._step(given)
        return self.frame

    def _step(self, given: object) -> Frame:
        talk = self._talk
        try:
            waits = self._body.send(given)
        except StopIteration as end:
            return Frame(Done(cast("Ending", end.value)), talk.trail, talk.said, talk.stated, talk.language)
        if not isinstance(waits, _Wait):
            self._body.close()
            raise FlowError(f"{self._flow.name} awaited something that is not one of the five verbs")
        return Frame(waits.waits, talk.trail, talk.said, talk.stated, talk.language)


def replay(flow: Flow, facts: Facts) -> Frame:
    """Where a flow stands with the answers that there are."""
    return Replay(flow, facts).frame
