"""What the bot says in the channel of a circle: pure, from counts and from what members let the others see.

An announcement fits every platform, whatever it quotes: what does not fit is counted ("and 12 more").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from bot.lines import Label, Line, Value, Verbatim
from bot.screen import Attached, Block, Button, Screen, opens, public
from bot.words import Tongue, shorten

# Fewer people than this are not counted in public: a number would say who it was.
COUNTED = 3
# What a digest may take, by the tightest platforms: Slack's section (3,000 characters as they are), and Discord's whole message
# (4,000 with a backslash before every mark). Something is left over for what an adapter adds. A test holds it against both.
PLAIN, ESCAPED = 2900, 3800
# A quoted line, in characters.
QUOTED = 200
# The word that a button of an invitation opens.
COMMIT = "commit"


class Counts(NamedTuple):
    """A week of a circle as a whole. `past` are the rounds before it, the oldest first: made, done. Its fields are those of
    `bot.pictures.facts.WeekFacts`."""

    number: int
    people: int
    commitments: int
    done: int
    cheers: int
    past: tuple[tuple[int, int], ...] = ()


class Told(NamedTuple):
    """Something that was done and that its owner let the others see."""

    name: str
    what: Label


class Drawn(Protocol):
    """A picture, and what it shows in words."""

    @property
    def png(self) -> bytes: ...

    @property
    def alt(self) -> str: ...


def invitation(tongue: Tongue, round_id: str, name: str, helper: str | None) -> Screen:
    """A round begins. `name` is the circle's; `helper` is who is there for questions this week, if somebody is."""
    parts = [Line("round-invitation", {"name": Verbatim(name)})]
    if helper:
        parts.append(Line("round-helper", {"helper": Verbatim(helper)}))
    button = Button(opens(COMMIT, round_id), tongue.text(Line("round-invitation.commit"), bare=True))
    return public(_said(tongue, parts), buttons=(button,), language=tongue.language)


def digest(
    tongue: Tongue, name: str, counts: Counts, told: tuple[Told, ...], more: int, picture: Drawn | None
) -> tuple[Screen, int]:
    """A round is over. `more` is how many may be seen besides those `told`. Gives how many it names as well."""
    values: dict[str, Value] = {
        "name": Verbatim(name),
        "people": counts.people,
        "commitments": counts.commitments,
        "done": counts.done,
        "cheers": counts.cheers,
    }
    if not counts.commitments:
        return public(_said(tongue, [Line("round-digest-quiet", values)]), language=tongue.language), 0
    counted = is_counted(counts)
    first = Line("round-digest-opening", {"name": values["name"]})
    week = Line("round-digest", values) if counted else Line("round-digest-few")
    last = Line("round-digest-end")
    listed, many = _list(tongue, Line("round-digest-done"), told, more, (first, week, last))
    screen = public(_said(tongue, [first, week, *listed, last]), language=tongue.language)
    if picture is None or not counted:
        return screen, many
    blocks: tuple[Block, ...] = (Attached(picture.alt, "week.png", picture.png), *screen.blocks)
    return screen._replace(blocks=blocks), many


def pod_digest(tongue: Tongue, told: tuple[Told, ...], more: int) -> tuple[Screen, int]:
    """A round is over, said in a pod's own place: what was done and is for the pod alone. Gives how many it names as well."""
    if not told:
        # All of it was taken back since.
        return public(_said(tongue, [Line("round-pod-digest-empty")]), language=tongue.language), 0
    first = Line("round-pod-digest")
    listed, many = _list(tongue, None, told, more, (first,))
    return public(_said(tongue, [first, *listed]), language=tongue.language), many


def few(tongue: Tongue) -> Screen:
    """There are not enough members for pods yet."""
    return public(_said(tongue, [Line("round-few")]), language=tongue.language)


def pod_name(tongue: Tongue, number: int) -> str:
    """What the private place of a pod is called."""
    return tongue.text(Line("round-pod", {"number": number}), bare=True)


def is_counted(counts: Counts) -> bool:
    """Whether so many took part that numbers say of nobody who it was."""
    return counts.people >= COUNTED


def _said(tongue: Tongue, parts: Sequence[Label]) -> str:
    return "\n\n".join(tongue.text(part, bare=True).strip() for part in parts)


def _list(
    tongue: Tongue, head: Line | None, told: tuple[Told, ...], more: int, beside: tuple[Line, ...]
) -> tuple[list[Label], int]:
    """As many of those told as there is room for `beside` the rest, and how many there are besides. Gives how many as well."""
    if not told:
        return [], 0
    every = [*beside, *([head] if head else []), Line("round-digest-more", {"count": len(told) + more})]
    room = _Room(tongue.text(line, bare=True) for line in every)
    lines: list[str] = []
    for one in told:
        what = shorten(tongue.text(one.what, bare=True), QUOTED)
        line = Line("round-digest-one", {"name": Verbatim(shorten(one.name, 80)), "what": Verbatim(what)})
        text = tongue.text(line, bare=True)
        if not room.takes(text):
            break
        lines.append(text)
    rest = len(told) + more - len(lines)
    ending = [Line("round-digest-more", {"count": rest})] if rest else []
    whole = "\n".join([*lines, *(tongue.text(line, bare=True) for line in ending)])
    return [*([head] if head else []), Verbatim(whole)], len(lines)


class _Room:
    """What is still free of a message."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._plain, self._escaped = PLAIN, ESCAPED
        for text in taken:
            self.takes(text)

    def takes(self, text: str) -> bool:
        """Take room for a text, with an empty line after it. False where there is none."""
        plain = len(text.encode("utf-16-le", "surrogatepass")) // 2 + 2
        escaped = plain + sum(not (char.isalnum() or char.isspace()) for char in text)
        if plain > self._plain or escaped > self._escaped:
            return False
        self._plain -= plain
        self._escaped -= escaped
        return True
