"""Pods: three to five in each, some of them active, and as few changes as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from time import process_time

from hypothesis import given
from hypothesis import strategies as some

from bot.circles import POD_LEAST, POD_MOST
from bot.pairing import Pair
from bot.pods import Formed, Pod, form, how_many

NAMES = [f"m{number:02}" for number in range(40)]
members_of = some.sets(some.sampled_from(NAMES))
pairs_of = some.sets(some.sampled_from([*combinations(NAMES, 2)]), max_size=12)


def memberships(pods: Sequence[Pod]) -> Mapping[str, Pod]:
    """The pod of each member."""
    return {member: pod for pod in pods for member in pod.members}


def known(formed: Formed) -> tuple[Pod, ...]:
    """The pods with the ids that the store gives them."""
    return tuple(Pod(pod.id or f"new{number}", pod.members) for number, pod in enumerate(formed.pods))


@given(members_of, members_of, members_of, pairs_of, some.text(max_size=4))
def test_whoever_comes_and_goes(
    before: set[str], members: set[str], active: set[str], apart: set[Pair], seed: str
) -> None:
    pods = known(form(before, active, (), apart, seed))
    formed = form(members, active, pods, apart, seed)
    named = [*(one for pod in formed.pods for one in pod.members), *formed.left]
    assert sorted(named) == sorted(members)
    for pod in formed.pods:
        assert POD_LEAST <= len(pod.members) <= POD_MOST
        assert not apart & {*combinations(pod.members, 2)}
        assert pod.id is None or pod.id in {one.id for one in pods}
    if len(members) >= POD_LEAST and not apart:
        assert not formed.left
    assert form(sorted(members, reverse=True), active, pods[::-1], apart, seed) == formed, "the same each time"


@given(members_of, members_of, some.text(max_size=4))
def test_everybody_has_somebody_active_where_there_are_enough(members: set[str], active: set[str], seed: str) -> None:
    formed = form(members, active, (), (), seed)
    counts = sorted(len({*pod.members} & active) for pod in formed.pods)
    here = len(members & active)
    if counts and here >= POD_LEAST * len(counts):
        assert counts[0] >= POD_LEAST
    elif counts:
        assert counts[0] >= here // len(counts), "those there are get shared out evenly"


@given(members_of, members_of, some.text(max_size=4))
def test_pods_that_are_well_stay_as_they_are(members: set[str], active: set[str], seed: str) -> None:
    pods = known(form(members, active, (), (), seed))
    again = form(members, active, pods, (), "another" + seed)
    assert {pod.id: pod.members for pod in again.pods} == {pod.id: pod.members for pod in pods}


@given(some.sets(some.sampled_from(NAMES), min_size=12), some.sampled_from(NAMES))
def test_one_who_leaves_or_comes_moves_few(members: set[str], one: str) -> None:
    pods = known(form(members, members, (), (), "seed"))
    changed = members ^ {one}
    was, now = memberships(pods), memberships(form(changed, changed, pods, (), "seed").pods)
    moved = [name for name in changed & was.keys() if now[name].id != was[name].id]
    assert len(moved) <= POD_MOST, "one pod at the most is taken apart"


def test_a_pod_that_nobody_is_active_in_any_more_goes_to_others() -> None:
    quiet, busy, third = Pod("q", ("a", "b", "c")), Pod("b", ("d", "e", "f")), Pod("t", ("g", "h", "i", "j"))
    formed = form([*"abcdefghij"], [*"defghij"], (quiet, busy, third), (), "seed")
    assert {pod.id for pod in formed.pods} == {"b", "t"}
    assert sorted(len(pod.members) for pod in formed.pods) == [5, 5]
    kept = memberships(formed.pods)
    assert {kept[one].id for one in "def"} == {"b"}
    assert {kept[one].id for one in "ghij"} == {"t"}


def test_fewer_than_three_have_no_pod() -> None:
    assert form(["a", "b"], ["a"], (Pod("p", ("a", "b", "c")),), (), "s") == Formed((), ("a", "b"))
    assert len(form(["a", "b", "c"], (), (), (), "s").pods) == 1


def test_how_many() -> None:
    assert [how_many(many, many, 0) for many in (3, 5, 6, 8, 11, 12, 40)] == [1, 1, 2, 2, 3, 3, 10]
    assert how_many(12, 3, 4) == 3, "never more than five in one"
    assert how_many(30, 30, 7) == 7, "as many as there are"


def test_a_circle_of_thousands_is_formed_in_moments() -> None:
    """The store does nothing else meanwhile. Where everybody looks at every pod this takes ten times as long."""
    members = [f"m{number:05}" for number in range(4000)]
    began = process_time()
    formed = form(members, members, (), [("m00000", "m00001")], "seed")
    assert process_time() - began < 3
    assert len(formed.pods) == 1000
    assert not formed.left
