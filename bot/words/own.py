"""A community's own words, laid over ours: what may be written, and how it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    FunctionReference,
    Junk,
    Message,
    MessageReference,
    SelectExpression,
    TermReference,
    VariableReference,
)
from fluent.syntax.serializer import FluentSerializer
from fluent.syntax.visitor import Visitor

from bot.lines import Line, Verbatim
from bot.questions import UnreadError
from bot.text import clean
from bot.words import Tongue, Words, variables

# With every variable at its longest: Slack takes 3000 characters in a block, Discord 4000 on a page, with all that is around it.
SHOWN = 1900
LONGEST = "m" * 300
INDENT = "    "
# What a platform would make somebody's name, a channel or a group of it.
_MENTION = re.compile(r"(?<![\w.])@\w|<[@#!:]|<(?:https?|mailto|slack)")
# Said of what is written itself, too: some of it means something else to Fluent.
_DOUBLED = re.compile(r"[*~|]{2}|`|__|\]\(")
_MARKUP = re.compile(r"[`*~|]{2}|`|__|\]\(|<[^>\s]+>|^\s{0,3}(?:#{1,3}|>|-#)\s|(?<!\w)[*_~][^\s*_~]", re.MULTILINE)


class OwnTongue(Tongue):
    """Our language with a community's messages laid over it. Attributes, such as labels, stay ours."""

    def __init__(self, ours: Tongue, own: Mapping[str, str]) -> None:
        text = "\n".join(composed(message, written) for message, written in own.items())
        super().__init__(ours.language, {}, {"own": text}, ours)
        self._ours = ours
        self._own = own

    @property
    def ours(self) -> Tongue:
        return self._ours

    def source(self, name: str) -> str:
        """As the community has it; its attributes are ours."""
        return composed(name, self._own[name]) if name in self._own else self._ours.source(name)

    def has(self, line_id: str) -> bool:
        return super().has(line_id) or self._ours.has(line_id)

    def told(self, line: Line, *, bare: bool = False) -> tuple[str, list[str]]:
        if not super().has(line.id):
            return self._ours.told(line, bare=bare)
        text, problems = super().told(line, bare=bare)
        # What stopped fitting, as when an update has other variables, is said in our words.
        return (text, problems) if not problems else self._ours.told(line, bare=bare)


class OwnWords(Words):
    """All languages, with what a community wrote (by language and message) laid over `words`."""

    def __init__(self, words: Words, own: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._words = words
        self._theirs = own
        self._over: dict[str, Tongue] = {}

    def of(self, language: str) -> Tongue:
        return self._laid_over(self._words.of(language))

    def near(self, language: str) -> Tongue:
        return self._laid_over(self._words.near(language))

    def _laid_over(self, ours: Tongue) -> Tongue:
        own = self._theirs.get(ours.language)
        if not own:
            return ours
        with self._making:
            made = self._over.get(ours.language)
            if made is None:
                made = self._over[ours.language] = OwnTongue(ours, own)
            return made


def ours(tongue: Tongue) -> Tongue:
    """The language without what a community laid over it."""
    return tongue.ours if isinstance(tongue, OwnTongue) else tongue


def composed(message: str, text: str) -> str:
    """A message as a file of words has it."""
    lines = "\n".join(f"{INDENT}{line}".rstrip() for line in text.strip().splitlines())
    return f"{message} =\n{lines}\n"


def written(tongue: Tongue, message: str) -> str:
    """The text of a message, as somebody would write it."""
    pattern = _parsed(tongue.source(message)).value
    if pattern is None:
        return ""
    text = FluentSerializer().serialize_entry(Message(_parsed(tongue.source(message)).id, pattern))
    lines = text.partition("=")[2].strip().splitlines()
    said = "\n".join(line.removeprefix(INDENT) for line in lines)
    return "" if said == '{ "" }' else said


@cache
def _parsed(source: str) -> Message:
    found = [entry for entry in FluentParser().parse(source).body if isinstance(entry, Message)]
    return found[0]


def check(tongue: Tongue, message: str, text: str) -> None:
    """Raise UnreadError where `text` cannot stand for a message of `tongue`: what is wrong, and what would be right."""
    if _DOUBLED.search(text):
        raise UnreadError("words-markup")
    body = FluentParser().parse(composed(message, text)).body
    if len(body) != 1 or isinstance(body[0], Junk) or not isinstance(body[0], Message) or body[0].attributes:
        raise UnreadError("words-braces")
    new, held = body[0], _held(tongue, message)
    if new.id.name != message or new.value is None:
        raise UnreadError("words-braces")
    used, known = variables(new), variables(held)
    for name in sorted(used - known):
        raise UnreadError("words-unknown", name=Verbatim(f"${name}"))
    for name in sorted(known - used):
        raise UnreadError("words-lacks", name=Verbatim(f"{{ ${name} }}"))
    if _refers(new) - _refers(held) or not _goes_by(new, held):
        raise UnreadError("words-braces")
    shown = rendered(tongue, message, text, LONGEST)
    plain(shown)
    # A value may end where a word does, so that what follows it begins one.
    plain(rendered(tongue, message, text, " "))
    if len(shown) > SHOWN + len(LONGEST) * len(known):
        raise UnreadError("words-long", limit=SHOWN)


def plain(text: str) -> None:
    """Raise UnreadError where a platform would make something else of a text than what is written there."""
    if clean(text) != text:
        # Fluent writes a character by its number, too: marks that turn a line around are as little wanted that way.
        raise UnreadError("words-braces")
    if _MENTION.search(text):
        raise UnreadError("words-mention")
    if _MARKUP.search(text):
        raise UnreadError("words-markup")


def _held(tongue: Tongue, message: str) -> Message:
    """Our message, without its attributes: what a community's is held against."""
    parsed = _parsed(ours(tongue).source(message))
    return Message(parsed.id, parsed.value)


def rendered(tongue: Tongue, message: str, text: str, value: str | None = None) -> str:
    """What people would read. Variables are what they are called, or all the same `value`. Each way a select can go, in turn."""
    over = OwnTongue(ours(tongue), {message: text or '{ "" }'})
    held = _held(tongue, message)
    names = variables(held)
    selects = _Selects()
    selects.visit(held)
    told = []
    for choice in range(max(1, max(map(len, selects.keys.values()), default=1))):
        values = {name: value or f"[{name}]" for name in names}
        for name, keys in selects.keys.items():
            values[name] = keys[min(choice, len(keys) - 1)]
        said = over.told(Line(message, {name: Verbatim(one) for name, one in values.items()}), bare=True)[0]
        if said.strip() and said not in told:
            told.append(said)
    return "\n\n".join(told)


def _goes_by(new: Message, held: Message) -> bool:
    """Whether a message goes by nothing but what ours goes by. What it said to one name alone, no preview would show."""
    ways, ours = _Selects(), _Selects()
    ways.visit(new)
    ours.visit(held)
    return not ways.others and all(set(keys) <= set(ours.keys.get(name, ())) for name, keys in ways.keys.items())


class _Selects(Visitor):
    """Which variables a message goes by, and between which words; `others`: whether it goes by something else."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}
        self.others = False

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802 - the visitor's own naming
        if isinstance(node.selector, VariableReference):
            keys = [
                getattr(variant.key, "name", None) or getattr(variant.key, "value", "") for variant in node.variants
            ]
            known = self.keys.setdefault(node.selector.id.name, [])
            known += [str(key) for key in keys if str(key) not in known]
        else:
            self.others = True
        self.generic_visit(node)


class _References(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 - the visitor's own naming
        self.found.add(node.id.name)

    def visit_TermReference(self, node: TermReference) -> None:  # noqa: N802 - the visitor's own naming
        self.found.add(f"-{node.id.name}")

    def visit_FunctionReference(self, node: FunctionReference) -> None:  # noqa: N802 - the visitor's own naming
        self.found.add(f"{node.id.name}()")


def _refers(message: Message) -> set[str]:
    visitor = _References()
    visitor.visit(message)
    return visitor.found
