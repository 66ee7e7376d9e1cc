"""Hearing: every free text is listened to before anything is done with it. This is the one place that all of it passes.

Nothing that is heard is ever stored. A held text is kept as a draft for an hour at most, and heard again when it is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

from bot.commands import BY_WORD
from bot.logs import Log
from bot.ports import Command, Event, Press, Typed, Who
from bot.questions import Given
from bot.rows import Heard, Stage
from bot.safety import Finding, Level, assess

log = Log("hearing")

Assess = Callable[[str, str | None], Finding]
# What has gone wrong with listening sounds like nothing: the soft line is shown, and the text is held all the same.
UNSURE = Heard("unsure")
# Characters at either end of a long text that are heard again.
AGAIN = 2000
_WEIGHT = {"none": 0, "distress": 1, "unsure": 2, "crisis": 3}
STAGES = frozenset(Stage)


def texts(event: Event) -> Iterator[str]:
    """Every free text that an event carries. What is left out is ours: tokens, the values of buttons, known commands."""
    match event:
        case Command(word=word, args=args):
            if word not in BY_WORD:
                yield word
            # A stage is one of a closed list.
            yield from (text for name, text in args.items() if name != "stage" or text not in STAGES)
        case Typed(text=text):
            yield text
        case Press(given=given):
            if given.text is not None:
                yield given.text
            yield from (given.fields or {}).values()


class Hearing:
    """Listens with a detector. Where that fails, the answer is "unsure": never "nothing was said"."""

    def __init__(self, assess: Assess = assess) -> None:
        self._assess = assess
        self.ready = False
        """Whether it listened before. The first time it reads its patterns, which takes most of a second where they must be
        compiled."""

    def prepare(self) -> None:
        """Read the patterns, so that nobody waits for it."""
        self._one("", None)
        self.ready = True

    def hear(self, event: Event) -> Heard | None:
        """The weightiest of what was heard. None where nothing was."""
        heard = [self._one(text, event.who.language_hint) for text in texts(event) if text.strip()]
        self.ready = self.ready or bool(heard)
        worst = max(heard, key=lambda one: _WEIGHT[one.level], default=None)
        return worst if worst is not None and _WEIGHT[worst.level] else None

    def hear_again(self, event: Event) -> Heard | None:
        """The same for a text that is held, each time that it is drawn: of a very long one only how it begins and ends.

        Others wait for the store meanwhile.
        """
        return self.hear(Typed(event.who, "\n\n".join(_shortened(text) for text in texts(event))))

    def _one(self, text: str, language: str | None) -> Heard:
        try:
            found = self._assess(text, language)
        except Exception as error:  # noqa: BLE001 - whatever it was, the text is treated with care
            log.error("listening failed", error=error)
            return UNSURE
        if found.level is Level.NONE:
            return Heard("none")
        return Heard(found.level, found.category, found.about, found.language)


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * AGAIN else f"{text[:AGAIN]}\n\n{text[-AGAIN:]}"


# A held event as text, for the draft, and back


def dump_event(event: Event) -> str:
    """What it takes to take the event's turn later: all but who it came from."""
    return json.dumps(_plain(event), ensure_ascii=False)


def _plain(event: Event) -> dict[str, Any]:
    match event:
        case Command(word=word, args=args):
            return {"word": word, "args": dict(args)}
        case Typed(text=text):
            return {"typed": text}
        case Press(token=token, given=given):
            fields = dict(given.fields) if given.fields is not None else None
            return {"token": token, "values": list(given.values), "text": given.text, "fields": fields}


def load_event(who: Who, dumped: str) -> Event:
    """The event that was held, as if it came now."""
    plain = cast("dict[str, Any]", json.loads(dumped))
    if "word" in plain:
        return Command(who, plain["word"], plain["args"])
    if "typed" in plain:
        return Typed(who, plain["typed"])
    return Press(who, plain["token"], Given(tuple(plain["values"]), plain["text"], plain["fields"]))
