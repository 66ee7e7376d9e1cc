"""What Python and libraries would write: the same rules, from warnings upwards, whatever our own level is.

A library's message is shown where it stands as a constant in the code that logged it, and never with its arguments. What
was put together first (an f-string, a request's body) may hold text: then only the place is shown.
"""

from __future__ import annotations

import inspect
import logging
import re
import sys
import threading
import warnings
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import TextIO

from bot.logs.chosen import chosen
from bot.logs.fields import HIDDEN, name
from bot.logs.log import PUT_TOGETHER, constant, emit

FAULT = "a fault of ours. Please report it: these lines hold nothing that people wrote"
_DIRECTIVE = re.compile(r"%(?:\(\w*\))?[-#0 +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[a-zA-Z%]")


class Libraries(logging.Handler):
    """Writes what libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        # A traceback that was made into text already, and a stack, which comes as text, are left out.
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        where = f"{record.module}:{record.lineno}"
        emit(name(record.levelname), name(record.name), _message(record), {"where": where}, error)


def _message(record: logging.LogRecord) -> str:
    """The message as it stands in the code that is logging it right now, with "…" in place of arguments."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and (frame.f_code.co_filename, frame.f_lineno) != (record.pathname, record.lineno):
        frame = frame.f_back
    message = constant(record.msg, frame) or PUT_TOGETHER
    return _DIRECTIVE.sub(HIDDEN, message) if record.args else message


def take_over() -> None:
    """Let nothing reach standard error in another way. Can be done again, when the level was changed."""
    handler = Libraries(max(chosen.level, logging.WARNING))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(handler.level)
    # For a logger that hands nothing on to the root; and no message about a message that could not be formatted.
    logging.lastResort = handler
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_a_thread
    warnings.showwarning = _warning


def fault(error: BaseException) -> None:
    """Say that a fault of ours ends what was going on."""
    emit("CRITICAL", "bounceback", FAULT, {}, error)


# Should one of these fail in turn, Python would print the error that it was called for, words and all.


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    with suppress(BaseException):
        fault(error)


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    with suppress(BaseException):
        emit("ERROR", "python", "an error where nothing could catch it", {}, found.exc_value)


def _in_a_thread(found: threading.ExceptHookArgs) -> None:
    with suppress(BaseException):
        if found.exc_type is not SystemExit:
            emit("ERROR", "python", "a thread ended with an error", {}, found.exc_value)


def _warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if chosen.level <= logging.WARNING:
        emit("WARNING", "python", "a warning", {"error": category, "where": f"{Path(filename).stem}:{lineno}"}, None)
