"""What our own modules log: constant events, fields by the rule of their key, and traces without a word of anybody's."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import logs
from bot.content.problems import Problem
from bot.effects import NudgeKind
from bot.logs import Log
from bot.logs.chosen import Chosen, Form
from bot.logs.fields import RULES
from bot.logs.lines import OWN
from bot.store.errors import StoreBusyError

CANARY = "Sam wrote: I can't go on"
log = Log("test")
loose: Any = log  # for what the types of fields would not let through
Said = Callable[[], str]


@pytest.fixture(autouse=True)
def told(logs_put_back: None, capsys: pytest.CaptureFixture[str]) -> Said:
    """What was written since it was last asked for, at our own DEBUG."""
    logs.configure("DEBUG")
    logs.salted(b"s" * 16)
    return lambda: capsys.readouterr().err


class Telling(str):
    """Text that shows itself as something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return CANARY

    __repr__ = __format__ = __str__  # type: ignore[assignment]


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_an_event_is_a_line(level: str, told: Said) -> None:
    getattr(loose, level)("something happened", attempt=3, state="sent")
    assert told() == f"{level.upper()} test: something happened  attempt=3 state=sent\n"


def test_what_is_below_the_level_is_not_written(told: Said) -> None:
    logs.configure("ERROR")
    log.warning("something happened")
    log.error("something else happened")
    assert told() == "ERROR test: something else happened\n"


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("seconds", 0.5, "0.5"),
        ("count", 4_000_000_000, "…"),  # a platform's id, by mistake
        ("kind", NudgeKind.CHECK_IN, "check-in"),
        ("line", "step-1.p25", "step-1.p25"),
        ("state", "gbq7xw2c5ntk3m4a", "…"),  # one of our ids, by mistake
        ("flow", "xoxb-1234-5678-abcd", "…"),
        ("error", ValueError(CANARY), "ValueError"),
        ("error", ValueError, "ValueError"),
        ("where", "bot.turn:71", "bot.turn:71"),
        ("problem", StoreBusyError("a.db: busy\x1b[2J.\nTry again."), '"a.db: busy [2J. Try again."'),
        ("problem", Problem("a.toml", "is odd", "Mend it"), '"a.toml: is odd. Mend it."'),
    ],
)
def test_a_field_is_shown_by_the_rule_of_its_key(key: str, value: object, shown: str, told: Said) -> None:
    loose.info("something happened", **{key: value})
    assert told() == f"INFO test: something happened  {key}={shown}\n"


@pytest.mark.parametrize("key", [*RULES, *OWN, "text", "name", "token", CANARY])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_key_lets_text_through(key: str, form: Form, told: Said) -> None:
    logs.configure("DEBUG", form)
    for value in (CANARY, Telling("sent"), CANARY.encode(), [CANARY], {CANARY: CANARY}, Exception(CANARY), Chosen):
        loose.debug("something happened", **{key: value})
        loose.error("something happened", **{key: value})
    written = told()
    assert len(written.splitlines()) == 14
    assert "Sam" not in written
    assert "go on" not in written
    assert "…" in written or key in OWN


def test_a_key_that_is_not_on_the_list_keeps_its_name_only(told: Said) -> None:
    loose.info("something happened", text=CANARY, number=7)
    assert told() == "INFO test: something happened  text=… number=…\n"


def test_ids_are_hashed_with_the_salt(told: Said) -> None:
    def of(**fields: str | int) -> str:
        loose.info("something happened", **fields)
        written = told()
        found = re.fullmatch(r"INFO test: something happened  \w+=([0-9a-f]{8})\n", written)
        assert found, written
        return found[1]

    first = of(member="U1234")
    assert of(member="U1234") == of(post="U1234") == first
    assert len({first, of(member="U1235"), of(nudge=1234)}) == 3
    assert of(run=1234) == of(run="1234")
    logs.salted(b"t" * 16)
    assert of(member="U1234") != first
    logs.salted(b"s" * 16)
    assert of(member="U1234") == first


def test_a_salt_is_random_until_there_is_one_and_never_short_or_shown() -> None:
    assert Chosen().salt != Chosen().salt
    assert len(Chosen().salt) >= 16
    assert "salt" not in repr(Chosen())
    for wrong in (b"", b"s" * 15, b"s" * 65):
        with pytest.raises(ValueError, match="16 to 64"):
            logs.salted(wrong)


def test_an_event_that_was_put_together_is_not_shown(told: Said) -> None:
    for event in (f"said {CANARY}", "said " + CANARY, "said {}".format(CANARY), CANARY, Telling("sent")):  # noqa: UP032
        log.warning(event, count=1)
    assert told() == "WARNING test: a message that may hold text  count=1\n" * 5


def chained() -> None:
    words = CANARY
    try:
        int(words)
    except ValueError as error:
        noted = KeyError(words)
        noted.add_note(words)
        raise RuntimeError(words) from ExceptionGroup(words, [error, noted, OSError(2, words, words)])


def test_a_trace_has_types_and_places(told: Said) -> None:
    line = chained.__code__.co_firstlineno
    try:
        chained()
    except RuntimeError:
        log.exception("something failed", attempt=1)
    here = test_a_trace_has_types_and_places.__code__.co_firstlineno + 3
    assert told().splitlines() == [
        "ERROR test: something failed  error=RuntimeError attempt=1",
        "    RuntimeError",
        f"      {__name__}:{here} test_a_trace_has_types_and_places",
        f"      {__name__}:{line + 7} chained",
        "    caused by ExceptionGroup",
        "    in the group: ValueError",
        f"      {__name__}:{line + 3} chained",
        "    in the group: KeyError",
        "    in the group: FileNotFoundError",
    ]


def test_a_trace_tells_what_was_being_dealt_with_unless_that_was_cut_off(told: Said) -> None:
    for cut in (False, True):
        try:
            try:
                raise KeyError(CANARY)
            except KeyError:
                if cut:
                    raise ValueError(CANARY) from None
                raise ValueError(CANARY)  # noqa: B904
        except ValueError:
            log.exception("something failed")
    first, second = told().split("ERROR")[1:]
    assert "while dealing with KeyError" in first
    assert "KeyError" not in second


def test_names_in_a_trace_are_names_of_code(told: Said) -> None:
    # As templates and generated classes have them.
    code = compile("raise type(words, (Exception,), {})(words)", CANARY, "exec")
    try:
        exec(code.replace(co_name=CANARY, co_qualname=CANARY), {"words": CANARY, "__name__": CANARY})  # noqa: S102
    except Exception:
        log.exception("something failed")
    head, kind, _, place = told().splitlines()
    assert (head, kind, place) == ("ERROR test: something failed  error=…", "    …", "      …:1 …")


def test_a_trace_ends(told: Said) -> None:
    def endless() -> None:
        endless()

    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    nested: Exception = ValueError(CANARY)
    for _ in range(1000):
        nested = ExceptionGroup(CANARY, [nested, nested, OSError()])
    for error in (first, nested):
        try:
            raise error
        except Exception:
            log.exception("something failed")
    try:
        endless()
    except RecursionError:
        log.exception("something failed")
    assert len(told().splitlines()) < 80


def test_json_is_one_object_a_line(told: Said) -> None:
    logs.configure("INFO", "json")
    try:
        chained()
    except RuntimeError:
        log.exception("something failed", problem=StoreBusyError("ä\n"), seconds=1.5)
    log.info("something happened")
    first, second = map(json.loads, told().splitlines())
    assert list(first) == ["level", "part", "event", "error", "problem", "seconds", "trace", "time"]
    assert (first["error"], first["problem"], first["seconds"]) == ("RuntimeError", "ä ", 1.5)
    assert first["trace"][0] == "RuntimeError"
    assert CANARY not in json.dumps(first)
    assert datetime.now().astimezone() - datetime.fromisoformat(second["time"]) < timedelta(minutes=1)


def test_a_log_that_cannot_be_written_stops_nobody(told: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, text: str) -> int:
            raise OSError("no space left")

    for stderr in (Full(), None):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stderr", stderr)
            log.error("something failed")


def test_where_structlog_cannot_be_imported_the_event_is_still_told(
    told: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "bot.logs.lines", raising=False)
    monkeypatch.setitem(sys.modules, "structlog", None)
    log.error("something failed", error=ValueError(CANARY))
    assert told() == "ERROR test: something failed\n"
