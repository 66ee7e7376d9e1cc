"""The letters: every combination of what can be chosen gives text that one could send as it is."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.flows.feedback import To, Tone, Topic
from bot.flows.network import Tone as MentorTone
from bot.flows.personal import Need
from bot.lines import Line, Verbatim
from bot.rows import Stage
from bot.words import Words

TONGUE = Words().of("en")
TIES = ("former-boss", "professor", "colleague", "classmate", "acquaintance", "not-thought-of")


def sendable(line: Line) -> str:
    """The letter, once it was looked through."""
    text, problems = TONGUE.told(line, bare=True)
    assert not problems
    assert not re.search(r"  |\n\n\n| \n|\n | ,| \.|\.\.|[{}\u2068\u2069]", text), repr(text)
    assert text == text.strip()
    assert not re.search(r"[.?] [a-z]", text), repr(text)
    return text


def asked(letter: str, stage: Stage, tone: Tone, to: To, topic: Topic, about: str, named: str, signed: str) -> str:
    return sendable(
        Line(
            letter,
            {
                "tone": tone, "to": to, "topic": topic, "stage": stage, "about": about,
                "name": Verbatim("Kim" if named == "yes" else ""), "named": named,
                "mine": Verbatim("Sam" if signed == "yes" else ""), "signed": signed,
                "company": Verbatim("Acme" if about in ("both", "company") else ""),
                "role": Verbatim("Analyst" if about in ("both", "role") else ""),
            },
        )
    )  # fmt: skip


@pytest.mark.parametrize("letter", ["feedback-letter", "feedback-note"])
def test_asking_for_feedback(letter: str) -> None:
    told = set()
    for stage, tone, to, topic in product(Stage, Tone, To, Topic):
        for about, named, signed in product(("both", "company", "role", "neither"), ("yes", "no"), ("yes", "no")):
            text = asked(letter, stage, tone, to, topic, about, named, signed)
            told.add(text)
            assert text.count("?") == 1, f"one narrow question: {text!r}"
            assert ("Kim" in text, "Sam" in text) == (named == "yes", signed == "yes")
            assert ("Acme" in text, "Analyst" in text) == (about in ("both", "company"), about in ("both", "role"))
            # Slack and Discord take it in one piece.
            assert len(text) < 1500
    assert len(told) > 500


def test_its_subject() -> None:
    for about in ("both", "company", "role", "neither"):
        values = {"about": about, "company": Verbatim("Acme"), "role": Verbatim("Analyst")}
        assert sendable(Line("feedback-letter.subject", values)).endswith(": one question")


def test_thanking_for_it() -> None:
    for letter, known in product(("feedback-came-thanks", "feedback-came-thanks-note"), ("yes", "no")):
        text = sendable(Line(letter, {"company": Verbatim("Acme"), "known": known}))
        assert "later" in text, "it leaves the door open"
        assert ("Acme" in text) is (known == "yes")


def test_writing_to_somebody_one_knows() -> None:
    told = set()
    for tie, tone, named in product(TIES, MentorTone, ("yes", "no")):
        text = sendable(Line("network-letter", {"tie": tie, "tone": tone, "name": Verbatim("Kim"), "named": named}))
        assert text.startswith("Hi Kim, " if named == "yes" else "Hi, ")
        told.add(text)
    assert len(told) == len(TIES) * len(MentorTone) * 2


def test_telling_somebody() -> None:
    which = Line("part-which", {"by": "company", "company": Verbatim("Acme"), "role": "", "day": ""})
    told = {
        sendable(Line("personal-message", {"need": need, "name": Verbatim("Kim"), "named": named, "which": which}))
        for need, named in product(Need, ("yes", "no"))
    }
    assert len(told) == len(Need) * 2
