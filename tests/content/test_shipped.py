"""What we ship: enough of it, of the shape that screens and words count on."""

import ast
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import bot.content.entries
from bot.content.checks import LONGEST_NAME
from bot.content.entries import Chip, ChipKind, Content, Event
from bot.content.load import load
from bot.content.read import SHAPES
from bot.rows import Area, Stage

FOLDER = Path(bot.content.entries.__file__).parent
KINDS: tuple[ChipKind, ...] = ("well", "better", "next")


@pytest.fixture(scope="module")
def ours() -> Content:
    return load()


def test_the_catalogue_is_large_and_varied(ours: Content) -> None:
    assert len(ours.learning) >= 72
    assert {entry.kind for entry in ours.learning} == {"course", "webinar", "workshop", "certificate"}
    assert {"en", "es", "fr", "de", "pt"} <= {entry.language for entry in ours.learning}
    assert sum(entry.cost == "free" for entry in ours.learning) > len(ours.learning) / 2
    assert 25 <= len(ours.skills) <= 40


def test_every_skill_can_be_learnt_somewhere(ours: Content) -> None:
    taught = {skill for entry in ours.learning for skill in entry.skills}
    assert taught == set(ours.skills)


def test_no_two_learning_entries_share_a_link(ours: Content) -> None:
    links = Counter(entry.link for entry in ours.learning)
    assert [link for link, count in links.items() if count > 1] == []


def test_nothing_claims_to_have_been_checked(ours: Content) -> None:
    # A date here says that a person opened the link or dialled the number. Set one only when that is true.
    assert not any(entry.checked for entry in ours.learning)
    assert not any(opening.checked for opening in ours.openings)
    assert not any(coach.checked for coach in ours.coaches)
    assert not any(group.checked for group in ours.groups)
    assert not any(event.checked for event in ours.events)
    assert [line.id for line in ours.helplines if line.verified_at] == []


def test_free_coaches_come_first_and_every_kind_of_help_has_one(ours: Content) -> None:
    costs = [coach.cost for coach in ours.coaches]
    assert costs == sorted(costs, key=["free", "free-audit", "low"].index)
    helps = {help_ for coach in ours.coaches for help_ in coach.helps}
    assert helps == {"mock-interview", "behavioural", "resume", "profile", "job-search"}


def test_the_short_lists_fit_a_menu(ours: Content) -> None:
    assert len(ours.values) == 12
    assert 8 <= len(ours.feelings) <= 10
    assert {"relieved", "numb", "something-else"} <= set(ours.feelings)
    assert ours.ties == (
        "former-boss", "professor", "colleague", "classmate", "acquaintance", "not-thought-of"
    )  # fmt: skip
    assert len(ours.star) >= 12
    assert len(ours.resume) >= 8
    assert len(ours.profile) >= 8


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_has_enough_chips_and_not_too_many(ours: Content, kind: ChipKind, stage: Stage) -> None:
    chips = ours.chips_for(kind, stage)
    assert 4 <= len(chips) <= 25  # a menu holds 25


@pytest.mark.parametrize("area", Area)
def test_every_area_is_reached_by_a_chip_and_has_a_next_step(ours: Content, area: Area) -> None:
    assert any(chip.area is area for chip in ours.chips if chip.kind == "better")
    assert any(chip.area is area for chip in ours.chips if chip.kind == "next")


def test_nobody_who_heard_nothing_is_asked_about_an_interview(ours: Content) -> None:
    for stage in (Stage.SILENCE, Stage.FORM_LETTER):
        assert Area.INTERVIEW not in {chip.area for kind in KINDS for chip in ours.chips_for(kind, stage)}


def test_some_chips_ask_for_no_plan(ours: Content) -> None:
    assert ours.chips_by_id["not-in-my-hands"].area is None
    assert ours.chips_by_id["rest-first"].area is None


def test_look_up_by_id(ours: Content) -> None:
    assert ours.learning_by_id["cs50x"].provider == "Harvard University"
    assert "eures" in ours.coaches_by_id
    assert "no-such-course" not in ours.learning_by_id


def test_a_chip_without_stages_is_always_offered() -> None:
    assert all(Chip(id="any", kind="well").fits(stage) for stage in Stage)


def test_events_that_are_over_are_kept_but_not_shown() -> None:
    def event(id_: str, when: date | None) -> Event:
        return Event(id=id_, name=id_, place="here", link="https://a.example", language="en", when=when)

    content = Content(
        events=(
            event("calendar", None),
            event("later", date(2027, 5, 2)),
            event("over", date(2027, 4, 30)),
            event("today", date(2027, 5, 1)),
        )
    )
    assert [one.id for one in content.events_from(date(2027, 5, 1))] == ["today", "later", "calendar"]


def test_no_content_is_content_too() -> None:
    assert Content().helplines_for("DE") == ()
    assert Content().countries() == ()


@pytest.mark.parametrize("file", SHAPES)
def test_each_file_says_what_its_fields_mean_and_where_its_facts_come_from(file: str) -> None:
    head = (FOLDER / file).read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    for key in SHAPES[file]:
        # Tables are explained by their fields, lists by their own name.
        assert SHAPES[file][key] is not str or re.search(rf"^# {key} ", head, re.MULTILINE)
    assert re.search(r"Source:|facts come from", head)


def test_every_toml_file_is_loaded() -> None:
    assert {path.name for path in FOLDER.glob("*.toml")} == set(SHAPES)


def test_names_fit_the_menus_of_every_platform(ours: Content) -> None:
    names = [entry.title for entry in ours.learning] + [opening.title for opening in ours.openings]
    names += [coach.name for coach in ours.coaches] + [group.name for group in ours.groups]
    names += [event.name for event in ours.events]
    assert max(map(len, names)) <= LONGEST_NAME


def test_entries_import_the_standard_library_rows_and_fixed_only() -> None:
    tree = ast.parse(Path(bot.content.entries.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name.split(".")[0] for name in imported - {"bot.rows", "bot.fixed"}} <= sys.stdlib_module_names
