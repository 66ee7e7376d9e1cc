"""No text takes more than its length's worth of work. Steps are counted, so that a busy machine decides nothing."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import FrameType
from typing import Any

import pytest

from bot.safety import Level, assess
from bot.safety.grammar import grammars, read_all

HARMLESS = "They thanked me for my time and said that the team was strong. "
NASTY = {
    "one letter": "a ",
    "half a wish": "i want to ",
    "negations": "not ",
    "nested negations": "i do not want to not ",
    "many wants": "want want want to to to ",
    "commas": "i, want, to, ",
    "spaced": "k i l l ",
    "one word": "x",
    "joined": "iwantto",
    "stars": "s*i*c ",
    "accents": "k\u0301\u0302\u0303",
    "quotes": "'",
    "brackets": "((((",
    "half of everything": "i the pills want my to of all life not in bridge ",
}


def calls(text: str) -> int:
    """How many functions of ours are called to assess a text."""
    count = 0

    def counting(frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call" and "safety" in frame.f_code.co_filename

    grammars()
    sys.setprofile(counting)
    try:
        assess(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", NASTY.values(), ids=NASTY)
def test_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    once, twice = (calls((unit * 4000)[:length]) for length in (4000, 8000))
    assert twice <= 2.5 * once + 1000
    assert once < 50_000


def test_a_long_text_is_read_to_its_end() -> None:
    long = HARMLESS * 1600
    assert len(long) > 100_000
    assert assess(long).level is Level.NONE
    assert assess(f"{long}I want to kill myself.").level is Level.CRISIS
    assert assess(f"{long}I want to kill myself. {long}").level is Level.CRISIS


@pytest.mark.parametrize("before", range(900, 1010, 3))
def test_no_crisis_falls_between_two_stretches(before: int) -> None:
    text = "word " * before + "I really want to kill myself tonight" + " word" * 1000
    assert assess(text).level is Level.CRISIS
    denied = "word " * before + "I would never ever kill myself" + " word" * 1000
    assert assess(denied).level is Level.DISTRESS


def test_threads_that_ask_first_at_the_same_time_read_the_patterns_once() -> None:
    read_all.cache_clear()
    together = Barrier(4)

    def ask(_: int) -> int:
        together.wait(10)
        return id(grammars())

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert read_all.cache_info().misses == 1
