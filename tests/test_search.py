"""Searching the catalogue by typing: what people would type finds what it should, and nonsense finds nothing."""

from __future__ import annotations

import pytest

from bot.content.load import load
from bot.effects import Courses
from bot.search import MOST, courses

CONTENT = load()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("excel", "Excel"),
        ("EXCEL", "Excel"),
        ("sql", "SQL"),
        ("excel training", "Excel"),
        ("python", "Python"),
        ("pyhton", "Python"),
        ("interview", "Interview"),
        ("kaggle", "SQL"),
    ],
)
def test_what_people_type_is_found(typed: str, title: str) -> None:
    found = [CONTENT.learning_by_id[one].title for one in courses(CONTENT, Courses(typed))]
    assert 0 < len(found) <= MOST
    assert any(title in one for one in found[:3]), found


@pytest.mark.parametrize("typed", ["asdf", "qwertzuiop", "🦄", "x" * 80])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert courses(CONTENT, Courses(typed)) == ()


@pytest.mark.parametrize("skill", CONTENT.skills)
def test_every_skill_has_something_and_the_free_come_first(skill: str) -> None:
    found = [CONTENT.learning_by_id[one] for one in courses(CONTENT, Courses(skills=(skill,)))]
    assert found, f"nothing teaches {skill}"
    assert all(skill in one.skills for one in found)
    first = [one.cost for one in found if one.skills[0] == skill]
    assert first == sorted(first, key=("free", "free-audit", "low").index)
