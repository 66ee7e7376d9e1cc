"""An organiser's folder extends, replaces and removes, and never changes what we ship."""

from collections.abc import Callable
from pathlib import Path

from bot.content.load import load

Write = Callable[[str, str], Path]

COURSE = """
[[learning]]
id = "{id}"
title = "SQL evenings"
provider = "Town library"
kind = "workshop"
skills = ["databases"]
cost = "low"
price = "5 EUR an evening"
hours = 6
language = "en"
link = "https://library.example/sql"
checked = 2026-10-01
"""


def test_an_empty_folder_changes_nothing(folder: Path) -> None:
    assert load(folder) == load()


def test_a_new_id_is_added_at_the_end(folder: Path, write: Write) -> None:
    write("learning.toml", COURSE.format(id="local-sql"))
    learning = load(folder).learning
    assert learning[:-1] == load().learning
    assert (learning[-1].id, learning[-1].hours, learning[-1].price) == ("local-sql", 6.0, "5 EUR an evening")


def test_a_known_id_is_replaced_in_its_place(folder: Path, write: Write) -> None:
    write("learning.toml", COURSE.format(id="sqlbolt"))
    ours, theirs = load().learning, load(folder).learning
    assert [entry.id for entry in theirs] == [entry.id for entry in ours]
    assert load(folder).learning_by_id["sqlbolt"].provider == "Town library"


def test_entries_can_be_removed(folder: Path, write: Write) -> None:
    write("learning.toml", 'remove = ["sqlbolt", "cs50x"]\n')
    gone = {entry.id for entry in load().learning} - {entry.id for entry in load(folder).learning}
    assert gone == {"sqlbolt", "cs50x"}


def test_all_of_ours_can_be_removed_to_begin_anew(folder: Path, write: Write) -> None:
    write("learning.toml", 'remove = ["*"]\n' + COURSE.format(id="local-sql"))
    assert [entry.id for entry in load(folder).learning] == ["local-sql"]


def test_removing_and_giving_the_same_id_moves_it_to_the_end(folder: Path, write: Write) -> None:
    write("values.toml", 'remove = ["family"]\nvalues = ["family"]\n')
    assert load(folder).values[-1] == "family"


def test_lists_of_ids_extend_and_shrink(folder: Path, write: Write) -> None:
    write("values.toml", 'remove = ["faith"]\nvalues = ["sport", "family"]\n')
    values = load(folder).values
    assert values[0] == "family"
    assert values[-1] == "sport"
    assert "faith" not in values


def test_a_new_skill_may_be_used_at_once(folder: Path, write: Write) -> None:
    write("skills.toml", 'skills = ["pottery"]\n')
    write("learning.toml", COURSE.format(id="clay").replace("databases", "pottery"))
    assert load(folder).learning_by_id["clay"].skills == ("pottery",)


def test_chips_know_their_table(folder: Path, write: Write) -> None:
    write("chips.toml", '[[next]]\nid = "call-the-union"\nstages = ["withdrawn"]\n')
    chip = load(folder).chips_by_id["call-the-union"]
    assert chip.kind == "next"
    assert chip.area is None


def test_a_helpline_can_be_confirmed(folder: Path, write: Write) -> None:
    write(
        "helplines.toml",
        """
[[helpline]]
id = "it-emergency"
country = "IT"
country_name = "Italy"
emergency = "112"
service = "Town line"
phones = ["02 000 000"]
confidence = "local"
source = "called on the day below"
verified_at = 2026-11-01
""",
    )
    (line,) = load(folder).helplines_for("IT")
    assert line.service == "Town line"
    assert line.verified_at is not None


def test_what_we_ship_is_not_changed_by_a_folder(folder: Path, write: Write) -> None:
    before = load()
    write("learning.toml", 'remove = ["sqlbolt"]\n' + COURSE.format(id="local-sql"))
    load(folder)
    assert load() == before
