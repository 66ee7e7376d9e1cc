"""How our own modules log."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import FrameType
from typing import LiteralString, Unpack

from bot.logs.chosen import chosen
from bot.logs.fields import Fields
from bot.logs.traces import trace

PUT_TOGETHER = "a message that may hold text"


class Log:
    """A part's log. An event is a constant in plain words, written where it is logged: anything else is not shown."""

    def __init__(self, part: LiteralString) -> None:
        self._part = part

    def debug(self, event: LiteralString, /, **fields: Unpack[Fields]) -> None:
        self._log(logging.DEBUG, event, fields)

    def info(self, event: LiteralString, /, **fields: Unpack[Fields]) -> None:
        self._log(logging.INFO, event, fields)

    def warning(self, event: LiteralString, /, **fields: Unpack[Fields]) -> None:
        self._log(logging.WARNING, event, fields)

    def error(self, event: LiteralString, /, **fields: Unpack[Fields]) -> None:
        self._log(logging.ERROR, event, fields)

    def exception(self, event: LiteralString, /, **fields: Unpack[Fields]) -> None:
        """An error, with the trace of the exception that is being dealt with."""
        self._log(logging.ERROR, event, fields, sys.exception())

    def _log(self, level: int, event: str, fields: Fields, error: BaseException | None = None) -> None:
        if level >= chosen.level:
            ours = inspect.currentframe()
            caller = ours.f_back.f_back if ours and ours.f_back else None
            emit(logging.getLevelName(level), self._part, constant(event, caller) or PUT_TOGETHER, fields, error)


def constant(text: object, frame: FrameType | None) -> str | None:
    """The text, if it stands as a constant in the code that `frame` runs. What was put together may hold anything."""
    if type(text) is not str or frame is None:
        return None
    constants = frame.f_code.co_consts
    # From 3.13 on, the only argument before **fields stands in a tuple.
    nested = (constant for several in constants if isinstance(several, tuple) for constant in several)
    return text if text in constants or text in nested else None


def emit(level: str, part: str, event: str, fields: Mapping[str, object], error: BaseException | None) -> None:
    """Write an event, with the trace of `error`. Never raises: a log that fails must not take a turn with it."""
    try:
        # structlog takes a seventh of the time that the chat takes to start, and most chats have nothing to log.
        from bot.logs.lines import write  # noqa: PLC0415

        write(level, part, event, fields, error)
    except Exception:  # noqa: BLE001 - no more files, or Python is shutting down: say what can still be said
        with suppress(Exception):
            sys.stderr.write("\n    ".join([f"{level} {part}: {event}", *(trace(error) if error else [])]) + "\n")
