"""Tracebacks without text: the types of errors and where they passed, never their words, locals or source lines."""

from __future__ import annotations

from collections.abc import Iterator
from traceback import walk_tb
from types import FrameType, TracebackType

from bot.logs.fields import kind, name

# Of an endless recursion, the way in and the way down.
FIRST, LAST = 5, 15
ERRORS = 20


def trace(error: BaseException) -> list[str]:
    """The error, then what caused it and what its group holds, a line each, with the code they passed indented below."""
    lines: list[str] = []
    told: set[int] = set()
    waiting = [("", error)]
    while waiting and len(told) < ERRORS:
        how, one = waiting.pop()
        if id(one) in told:
            continue
        told.add(id(one))
        lines += [how + kind(one), *_passed(one.__traceback__)]
        if isinstance(one, BaseExceptionGroup):
            waiting += [("in the group: ", each) for each in reversed(one.exceptions)]
        if one.__cause__ is not None:
            waiting.append(("caused by ", one.__cause__))
        elif one.__context__ is not None and not one.__suppress_context__:
            waiting.append(("while dealing with ", one.__context__))
    return lines


def _passed(trace: TracebackType | None) -> Iterator[str]:
    """Where an error passed, outermost first."""
    places = [_place(frame, line) for frame, line in walk_tb(trace)]
    if len(places) > FIRST + LAST:
        places[FIRST:-LAST] = [f"({len(places) - FIRST - LAST} more)"]
    yield from (f"  {place}" for place in places)


def _place(frame: FrameType, line: int) -> str:
    """As "bot.turn:71 Turns.take"."""
    function = frame.f_code.co_qualname.replace("<locals>.", "").replace("<", "").replace(">", "")
    return f"{name(frame.f_globals.get('__name__'))}:{line} {name(function)}"
