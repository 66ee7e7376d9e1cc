"""What was dealt with lately is known again, for long enough, and takes little room."""

from __future__ import annotations

import tracemalloc

from adapters.slack.http import REMEMBERED
from adapters.slack.lately import PACK, Lately

MOST = 3 * PACK
MEGABYTE = 1024 * 1024


def filled(names: range, most: int = MOST) -> Lately:
    lately = Lately(most)
    for number in names:
        lately.add(f"name-{number}")
    return lately


def known(lately: Lately, names: range) -> int:
    return sum(f"name-{number}" in lately for number in names)


def test_nothing_is_known_at_first() -> None:
    assert "name-0" not in Lately(MOST)


def test_as_many_as_it_is_to_remember_are_known() -> None:
    for end in (1, PACK - 1, PACK, PACK + 1, MOST, 5 * MOST + 7):
        last = range(max(0, end - MOST), end)
        assert known(filled(range(end)), last) == len(last)


def test_what_was_not_added_is_not_known() -> None:
    assert known(filled(range(MOST)), range(MOST, 3 * MOST)) == 0


def test_what_came_long_before_makes_room() -> None:
    lately = filled(range(4 * MOST))
    assert known(lately, range(3 * MOST - PACK)) == 0


def test_what_is_added_twice_is_known_once_more() -> None:
    lately = filled(range(PACK))
    lately.add("name-0")
    for number in range(PACK, PACK + MOST - 1):
        lately.add(f"name-{number}")
    assert "name-0" in lately


def test_it_takes_less_than_a_megabyte() -> None:
    """All that is remembered of what Slack posts, and as much again, so that it is full."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        lately = filled(range(2 * REMEMBERED), REMEMBERED)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert known(lately, range(REMEMBERED, 2 * REMEMBERED)) == REMEMBERED
    assert after - before < MEGABYTE
