"""An event as a line on standard error, made by structlog. Imported when there is first something to write."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial

import structlog
from structlog.typing import EventDict, Processor

from bot.logs.chosen import Form, chosen
from bot.logs.fields import kind, one_line, shown
from bot.logs.traces import trace

# What a line has by itself; a field cannot take its place.
OWN = ("level", "part", "event", "trace", "time")
_logfmt = structlog.processors.LogfmtRenderer(bool_as_flag=False)


class _StandardError:
    """Looks up standard error each time, and takes no lock: garbage may be collected, and log, in the middle of a line."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")


def _only_what_may_be_shown(_: object, __: str, event: EventDict) -> EventDict:
    error = event["error"]
    head = {key: one_line(event[key]) for key in ("level", "part", "event")}
    raised = {"error": kind(error)} if error else {}
    fields = {key: value for key, value in shown(event["fields"]).items() if key not in OWN}
    return head | raised | fields | ({"trace": trace(error)} if error else {})


def _as_text(_: object, __: str, event: EventDict) -> str:
    line = f"{event.pop('level')} {event.pop('part')}: {event.pop('event')}"
    traced = event.pop("trace", [])
    return "\n    ".join([line + (f"  {_logfmt(None, '', event)}" if event else ""), *traced])


CHAINS: dict[Form, list[Processor]] = {
    "text": [_only_what_may_be_shown, _as_text],
    "json": [
        _only_what_may_be_shown,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.JSONRenderer(partial(json.dumps, ensure_ascii=False)),
    ],
}


def write(level: str, part: str, event: str, fields: Mapping[str, object], error: BaseException | None) -> None:
    """Write one event. As JSON it has a time; text is for a terminal or a journal, which has its own."""
    logger = structlog.wrap_logger(_StandardError(), CHAINS[chosen.form], structlog.BoundLogger)
    logger.msg(event, level=level, part=part, fields=fields, error=error)
