"""Pairing: whoever comes and goes, everybody has somebody, nobody meets again too soon, and nobody who does not want to."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as some

from bot.pairing import EXACT, Met, Pair, Paired, both, pair

NAMES = [f"m{number:02}" for number in range(24)]
members_of = some.sets(some.sampled_from(NAMES), max_size=15)
pairs_of = some.sets(some.sampled_from([*combinations(NAMES[:12], 2)]), max_size=25)
histories = some.dictionaries(some.sampled_from([*combinations(NAMES[:15], 2)]), some.integers(1, 9), max_size=60)


def met_in(paired: Paired) -> list[Pair]:
    return [both(*two) for group in paired.groups for two in combinations(group, 2)]


def possible(members: Collection[str], not_these: Collection[Pair]) -> bool:
    """Whether everybody can be paired without any of these, found by trying all ways."""
    if not members:
        return True
    first, *others = sorted(members)
    return any(both(first, other) not in not_these and possible({*others} - {other}, not_these) for other in others)


@given(members_of, histories, pairs_of, some.text(max_size=5))
def test_everybody_is_named_once_and_nobody_with_whom_they_must_not_be(
    members: set[str], met: Met, apart: set[Pair], seed: str
) -> None:
    paired = pair(members, met, apart, seed)
    named = [*(one for group in paired.groups for one in group), *paired.left]
    assert sorted(named) == sorted(members)
    assert all(len(group) in (2, 3) for group in paired.groups)
    assert sum(len(group) == 3 for group in paired.groups) <= 1
    assert not apart & {*met_in(paired)}
    assert pair(sorted(members, reverse=True), met, apart, seed) == paired, "the same each time"


@given(members_of, histories)
def test_nobody_is_left_without_a_reason(members: set[str], met: Met) -> None:
    paired = pair(members, met, (), "seed")
    assert not paired.left or len(members) == 1
    assert sum(len(group) == 3 for group in paired.groups) == (len(members) % 2 if len(members) > 1 else 0)


@given(some.sets(some.sampled_from(NAMES[:10])).filter(lambda one: len(one) % 2 == 0), histories, pairs_of)
def test_nobody_meets_again_where_there_is_another_way(members: set[str], met: Met, apart: set[Pair]) -> None:
    repeats = [two for two in met_in(pair(members, met, apart, "seed")) if two in met]
    if possible(members, {*met, *apart}):
        assert not repeats
        assert not pair(members, met, apart, "seed").left


@given(some.integers(1, 15).map(lambda half: 2 * half), some.text(max_size=3))
def test_a_group_that_stays_has_met_before_anybody_meets_again(many: int, seed: str) -> None:
    members = [f"m{number:02}" for number in range(many)]
    met: dict[Pair, int] = {}
    for week in range(2 * (many - 1)):
        paired = pair(members, met, (), f"{seed}{week}")
        if week < many - 1:
            assert not {*met_in(paired)} & met.keys(), week
        else:
            # The second time round, those come first whom one has not seen for longest.
            assert all(met[two] <= week - many + 2 for two in met_in(paired)), week
        met |= dict.fromkeys(met_in(paired), week + 1)
    assert len(met) == many * (many - 1) / 2


def test_the_seed_decides_who_begins() -> None:
    assert len({pair(NAMES, {}, (), str(seed)) for seed in range(20)}) > 5


def test_a_large_group_whose_members_come_and_go() -> None:
    everybody = [f"m{number:03}" for number in range(3 * EXACT)]
    met: dict[Pair, int] = {}
    for week in range(30):
        here = [one for number, one in enumerate(everybody) if (number * 7 + week * 13) % 10]
        paired = pair(here, met, (), str(week))
        assert not {*met_in(paired)} & met.keys(), week
        assert not paired.left
        met |= dict.fromkeys(met_in(paired), week + 1)


def test_one_alone_and_two_who_do_not_want_each_other() -> None:
    assert pair(["a"], {}, (), "s") == Paired((), ("a",))
    assert pair([], {}, (), "s") == Paired((), ())
    assert pair(["a", "b"], {}, {("a", "b")}, "s") == Paired((), ("a", "b"))
    assert pair(["a", "b", "c"], {}, {("a", "b")}, "s").left in (("a",), ("b",))
    assert pair(["a", "b", "c"], {}, (), "s") == Paired((("a", "b", "c"),), ())
