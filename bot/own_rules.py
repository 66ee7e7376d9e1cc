"""What those who run a community write for others is held against the rules of files, before it counts as an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.content.checks import field_fault
from bot.lines import Verbatim
from bot.questions import EntryForm, Json, Question, Rewrite, UnreadError
from bot.words import Tongue
from bot.words.own import check, plain

DAYS = frozenset({"when"})


def hold(question: Question[Any], answer: Json, tongue: Tongue, today: date) -> None:
    """Raises UnreadError where an answer cannot be used: what is wrong, and what to do about it."""
    if isinstance(question, Rewrite) and isinstance(answer, str):
        check(tongue, question.message, answer)
    if isinstance(question, EntryForm) and isinstance(answer, dict):
        for name, value in answer.items():
            try:
                _field(name, str(value), today)
            except UnreadError as error:
                error.field = name
                raise


def _field(name: str, value: str, today: date) -> None:
    if fault := field_fault(name, date.fromisoformat(value) if name in DAYS else value, today):
        reason, remedy = fault
        raise UnreadError("entry", reason=Verbatim(reason), remedy=Verbatim(remedy))
    if name != "link":
        plain(value)
