"""The list of messages, per capability, and the same written differently."""

from collections.abc import Iterable, Sequence
from functools import cache

import pytest

from bench.messages import CRISIS, DISTRESS, NONE, PLAINEST, TRANSFORMS, Message, messages
from bot.safety import Level, assess

# A language is held to the floors once its file covers more than the core.
COMPLETE = ("en", "es")
SAMPLE = 6
complete = pytest.mark.parametrize("language", COMPLETE)


@cache
def listed(language: str) -> Sequence[Message]:
    return messages(language)


def share(level: Level, of: Iterable[Message]) -> float:
    found = [assess(message.text, message.lang).level is level for message in of]
    return sum(found) / len(found)


@complete
def test_a_crisis_is_answered_as_a_crisis(language: str) -> None:
    assert share(Level.CRISIS, (one for one in listed(language) if one.capability in CRISIS)) >= 0.95


@complete
@pytest.mark.parametrize("capability", PLAINEST)
def test_the_plainest_are_not_missed(language: str, capability: str) -> None:
    assert share(Level.CRISIS, (one for one in listed(language) if one.capability == capability)) >= 0.97


@complete
def test_distress_is_answered_as_distress(language: str) -> None:
    assert share(Level.DISTRESS, (one for one in listed(language) if one.capability in DISTRESS)) >= 0.9


@complete
@pytest.mark.parametrize("capability", ["negated", "past", "bereaved"])
def test_what_is_denied_past_or_mourned_is_no_crisis(language: str, capability: str) -> None:
    assert share(Level.CRISIS, (one for one in listed(language) if one.capability == capability)) <= 0.1


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt"])
def test_an_ordinary_rejection_is_never_a_crisis(language: str) -> None:
    ordinary = [one for one in listed(language) if one.capability == "ordinary"]
    assert [one.text for one in ordinary if assess(one.text, language).level is Level.CRISIS] == []


@complete
def test_what_only_sounds_alarming_is_no_crisis(language: str) -> None:
    assert share(Level.CRISIS, (one for one in listed(language) if one.capability in NONE)) <= 0.01
    assert share(Level.NONE, (one for one in listed(language) if one.capability in NONE)) >= 0.95


@complete
@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_same_written_differently_is_answered_the_same(language: str, name: str) -> None:
    rewritten = TRANSFORMS[name]
    sample = listed(language)[::SAMPLE]
    changed = [one.text for one in sample if assess(rewritten(one.text)).level is not assess(one.text).level]
    # Without its apostrophe "od'd" is odd.
    assert len(changed) <= 0.02 * len(sample), changed
