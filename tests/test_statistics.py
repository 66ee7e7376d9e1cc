"""What the weekly numbers show, as pure rules: never of fewer than five people, and nothing that tells one of them apart."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.statistics import CELLS, EACH, LEAST, PARTS, STAGES, STEP, facts, last_week, rest, snapshot

Community = dict[str, dict[str, int]]
"""Members, and what each of them did: how many, by cell. Wholes are sums, and not in it."""
PLAIN = ("used", "items", "check-ins")
# Noes of which nobody said how far they got, and what was meant to be done and is not.
REST = {"noes": "unsaid", "made": "not-done"}
DEEDS = (*PLAIN, *STAGES, "unsaid", "done", "not-done")


def counted(community: Community) -> Community:
    """By cell and member, as the store counts it."""
    by_cell = {
        deed: {member: did[deed] for member, did in community.items() if did.get(deed)} for deed in (*PLAIN, *STAGES)
    }
    by_cell["done"] = {member: did["done"] for member, did in community.items() if did.get("done")}
    for whole, parts in PARTS.items():
        sums = {member: sum(did.get(part, 0) for part in (*parts, REST[whole])) for member, did in community.items()}
        by_cell[whole] = {member: many for member, many in sums.items() if many}
    return by_cell


def shown(community: Community) -> dict[str, int | None]:
    return snapshot(counted(community))


def of(many: int, **did: int) -> Community:
    return {f"m{number}": {name.replace("_", "-"): value for name, value in did.items()} for number in range(many)}


communities = st.dictionaries(
    st.integers(0, 30).map("m{}".format),
    st.dictionaries(st.sampled_from(DEEDS), st.integers(1, 40), max_size=6),
    max_size=24,
)


def test_four_are_not_shown_and_five_are() -> None:
    assert set(shown(of(4, used=1, unsaid=1, items=9)).values()) == {None}
    assert shown(of(5, used=1, unsaid=1))["used"] == 5
    assert shown(of(5, used=1, unsaid=1))["noes"] == 5


def test_people_count_and_not_what_they_did() -> None:
    """One who is busy makes no group."""
    assert shown({"busy": {"unsaid": 500, "items": 500}, **of(3, unsaid=1, items=1)})["noes"] is None


def test_nobody_is_seen_for_how_much_they_did() -> None:
    usual = of(9, unsaid=1)
    assert shown({**usual, "one": {"unsaid": 3}}) == shown({**usual, "one": {"unsaid": 500}})


@pytest.mark.parametrize(("true", "is_shown"), [(5, 5), (6, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_figures_are_rounded_to_five(true: int, is_shown: int) -> None:
    assert shown(of(true, used=1))["used"] == is_shown


def test_from_six_to_seven_nothing_changes() -> None:
    """The one who came is in everything, and in nothing that is shown."""
    for deeds in ({"used": 1, "unsaid": 1}, {"used": 1, "items": 1, "check-ins": 1}):
        six = {f"m{number}": deeds for number in range(6)}
        assert shown(six) == shown({**six, "m6": deeds})


def test_from_four_to_five_to_six() -> None:
    """What appears with the fifth is five people together; with the sixth nothing more."""
    four, five, six = (shown(of(many, used=1, unsaid=1)) for many in (4, 5, 6))
    assert (four["used"], five["used"], six["used"]) == (None, 5, 5)
    assert five == six


def test_one_leaves_and_one_joins() -> None:
    before = of(6, used=1, final=1, unsaid=1)
    left = {member: did for member, did in before.items() if member != "m0"}
    assert shown(before) == shown({**left, "new": before["m0"]})


def test_a_part_that_would_give_away_the_rest_is_left_out() -> None:
    """Ten heard nothing, and one got to the final: with the sum of all, the one would be told by subtraction."""
    numbers = shown({**of(10, silence=1), "one": {"final": 1}})
    assert numbers["noes"] == 10
    assert numbers["silence"] is None
    assert numbers["final"] is None


def test_it_looks_the_same_where_there_is_nobody_to_give_away() -> None:
    """So what is left out says nothing about whether there is such a one."""
    assert shown(of(10, silence=1)) == shown({**of(9, silence=1), "m9": {"final": 1}})


def test_a_part_is_shown_beside_enough_others() -> None:
    mixed = {**of(7, silence=1), **{f"other{number}": {"final" if number % 2 else "panel": 1} for number in range(6)}}
    numbers = shown(mixed)
    assert (numbers["noes"], numbers["silence"]) == (15, 5)
    assert (numbers["final"], numbers["panel"]) == (None, None)


def test_of_what_was_meant_nothing_is_said_about_the_few_who_did_not_do_it() -> None:
    """ "Nobody is named for missing" would be worth little if everybody but two were said to have done it."""
    few = shown({**of(10, done=1), "a": {"not-done": 1}, "b": {"not-done": 1}})
    assert (few["made"], few["done"]) == (10, None)
    many = shown({**of(10, done=1), **{f"n{number}": {"not-done": 1} for number in range(6)}})
    assert (many["made"], many["done"]) == (15, 10)
    assert shown(of(10, done=1))["done"] is None, "nor that everybody did it"


@given(communities)
def test_behind_every_figure_there_are_five(community: Community) -> None:
    by_cell = counted(community)
    for cell, figure in shown(community).items():
        if figure is not None:
            assert len(by_cell[cell]) >= LEAST
            assert figure >= LEAST
            assert figure % STEP == 0
            assert abs(figure - sum(min(many, EACH) for many in by_cell[cell].values())) <= STEP // 2


@given(communities)
@example({**of(10, silence=1), "one": {"final": 1}})
def test_what_is_left_when_parts_are_taken_away_is_of_five(community: Community) -> None:
    """Whatever shown parts somebody takes away from a shown whole: what they are left with is of five people at least."""
    by_cell, figures = counted(community), shown(community)
    for whole, parts in PARTS.items():
        known = [part for part in parts if figures[part] is not None]
        if known:
            assert figures[whole] is not None
            left = rest(by_cell, whole, known)
            assert all(many >= 0 for many in left.values())
            assert sum(many > 0 for many in left.values()) >= LEAST


@given(communities, st.data())
def test_one_member_more_or_less(community: Community, data: st.DataObject) -> None:
    """For any member: what is shown with and without them differs by one step of rounding at the most, or a figure comes or goes
    that is of exactly five people with them (or a part that was given up for the others' sake)."""
    if not community:
        return
    one = data.draw(st.sampled_from(sorted(community)))
    without = {member: did for member, did in community.items() if member != one}
    here, gone = shown(community), shown(without)
    by_cell = counted(community)
    parts = {part for every in PARTS.values() for part in every}
    for cell in (*CELLS, *STAGES):
        now, then = here[cell], gone[cell]
        if now is not None and then is not None:
            assert abs(now - then) <= STEP
        elif (now is None) != (then is None) and cell not in parts:
            assert then is None, "nobody's presence takes a figure away"
            assert len(by_cell[cell]) == LEAST
            assert one in by_cell[cell]
    if not community[one]:
        assert here == gone, "whoever did nothing is in nothing"


@given(communities, st.data())
def test_who_they_are_does_not_matter(community: Community, data: st.DataObject) -> None:
    names = data.draw(st.permutations(sorted(community)))
    renamed = dict(zip(names, community.values(), strict=True))
    assert shown(community) == shown(renamed)


@given(communities)
def test_every_cell_is_always_there(community: Community) -> None:
    assert list(shown(community)) == [*CELLS, *STAGES]


def test_a_week_is_over_when_it_is_over_everywhere() -> None:
    assert last_week(datetime(2026, 11, 23, 11, 59, tzinfo=UTC)) == date(2026, 11, 9)
    assert last_week(datetime(2026, 11, 23, 12, tzinfo=UTC)) == date(2026, 11, 16)
    assert last_week(datetime(2026, 11, 29, 23, tzinfo=UTC)) == date(2026, 11, 16)


def test_what_is_not_kept_counts_as_left_out() -> None:
    """A cell that a later version knows is not in an old snapshot."""
    drawn = facts(date(2026, 11, 16), {"used": 15})
    assert [cell.shown for cell in drawn.cells] == [15, None, None, None, None, None]
    assert {cell.shown for cell in drawn.stages} == {None}
