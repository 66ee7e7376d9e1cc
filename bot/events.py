"""Events as the core takes them: what is typed cleaned, what a token says read, a public button as its command."""

from __future__ import annotations

from typing import NamedTuple

from bot.ports import Command, Event, Press, Typed
from bot.questions import Given
from bot.screen import AT_HOME, OPENS, TOKEN_LIMIT
from bot.text import clean


class Token(NamedTuple):
    """What a button carries, taken apart."""

    run: str = ""
    key: str = ""
    value: str = ""


NO_TOKEN = Token()


def token_of(event: Event) -> Token:
    """What was pressed. What is no token names no run, and an event that is no press nothing at all."""
    return _read(event.token) if isinstance(event, Press) else NO_TOKEN


def _read(text: str) -> Token:
    if len(text) > TOKEN_LIMIT or clean(text) != text:
        return NO_TOKEN
    run, _, rest = text.partition(":")
    key, _, value = rest.partition(":")
    return Token(run, key, value)


def is_at_home(event: Event) -> bool:
    """Whether it is a press on a home that was only looked at."""
    return isinstance(event, Press) and event.token.startswith(f"{AT_HOME}:")


def taken(event: Event) -> Event:
    """An event as it is answered: cleaned; a public button is the command that it stands for, and whoever presses it gets a
    run of their own."""
    if isinstance(event, Press) and event.token.startswith(OPENS):
        _, word, about = _read(event.token)
        event = Command(event.who, word, {"about": about} if about else {})
    return cleaned(event)


def cleaned(event: Event) -> Event:
    """An event with what was typed made safe to keep."""
    match event:
        case Command(word=word, args=args):
            return event._replace(word=clean(word), args={name: clean(text) for name, text in args.items()})
        case Typed(text=text):
            return event._replace(text=clean(text))
        case Press(given=given):
            fields = {name: clean(text) for name, text in given.fields.items()} if given.fields is not None else None
            typed = clean(given.text) if given.text is not None else None
            return event._replace(given=Given(given.values, typed, fields))
