"""A changed folder is in use a second later; a broken one is reported once and changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.problems import ContentError, Problem
from bot.content.watch import Watched

Write = Callable[[str, str], Path]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reported() -> list[tuple[Problem, ...]]:
    return []


@pytest.fixture
def watched(folder: Path, clock: Clock, reported: list[tuple[Problem, ...]]) -> Watched:
    return Watched(folder, reported.append, clock)


def lines(reported: list[tuple[Problem, ...]]) -> list[tuple[str, ...]]:
    return [tuple(map(str, problems)) for problems in reported]


def test_a_change_is_seen_after_a_second(watched: Watched, clock: Clock, write: Write) -> None:
    write("values.toml", 'values = ["sport"]')
    clock.now += 0.9
    assert "sport" not in watched.current().values
    clock.now += 0.2
    assert "sport" in watched.current().values


def test_nothing_new_is_the_same_content(watched: Watched, clock: Clock) -> None:
    before = watched.current()
    clock.now += 5
    assert watched.current() is before


def test_an_edit_and_a_removal_are_seen(watched: Watched, clock: Clock, write: Write) -> None:
    path = write("values.toml", 'values = ["sport"]')
    clock.now += 2
    assert "sport" in watched.current().values
    write("values.toml", 'values = ["sport", "music"]')
    clock.now += 2
    assert "music" in watched.current().values
    path.unlink()
    clock.now += 2
    assert "sport" not in watched.current().values


def test_a_broken_folder_keeps_the_old_and_is_told_once(
    watched: Watched, clock: Clock, write: Write, reported: list[tuple[Problem, ...]]
) -> None:
    write("values.toml", 'values = ["sport"]')
    clock.now += 2
    good = watched.current()
    write("values.toml", "values = 3")
    for _ in range(3):
        clock.now += 2
        assert watched.current() is good
    assert lines(reported) == [('values.toml: values: is not a list of ids. Write it as values = ["id"].',)]


def test_a_repaired_folder_is_in_use_again(
    watched: Watched, clock: Clock, write: Write, reported: list[tuple[Problem, ...]]
) -> None:
    write("values.toml", "values = 3")
    clock.now += 2
    watched.current()
    write("values.toml", 'values = ["music"]')
    clock.now += 2
    assert "music" in watched.current().values
    assert len(reported) == 1


def test_another_mistake_is_told_too(
    watched: Watched, clock: Clock, write: Write, reported: list[tuple[Problem, ...]]
) -> None:
    for text in ("values = 3", "value = []"):
        write("values.toml", text)
        clock.now += 2
        watched.current()
    assert [len(problems) for problems in reported] == [1, 1]
    assert reported[0] != reported[1]


def test_a_folder_that_disappears(
    watched: Watched, clock: Clock, folder: Path, write: Write, reported: list[tuple[Problem, ...]]
) -> None:
    write("values.toml", 'values = ["sport"]')
    clock.now += 2
    good = watched.current()
    folder.rename(folder.with_name("moved"))
    clock.now += 2
    assert watched.current() is good
    assert "the folder cannot be read" in str(reported[0][0])


def test_a_file_of_an_unknown_name_is_told(
    watched: Watched, clock: Clock, write: Write, reported: list[tuple[Problem, ...]]
) -> None:
    write("valeus.toml", "")
    clock.now += 2
    watched.current()
    assert lines(reported) == [("valeus.toml: is not a content file. Rename it to values.toml.",)]


def test_a_link_that_leads_nowhere_does_not_stop_the_watch(
    watched: Watched, clock: Clock, folder: Path, reported: list[tuple[Problem, ...]]
) -> None:
    (folder / "ties.toml").symlink_to(folder / "gone.toml")
    clock.now += 2
    watched.current()
    assert len(reported) == 1


def test_a_folder_that_is_broken_from_the_start(folder: Path, write: Write) -> None:
    write("values.toml", "values = 3")
    with pytest.raises(ContentError, match="is not a list of ids"):
        Watched(folder, lambda _: None)


def test_without_a_folder_there_is_nothing_to_watch(clock: Clock) -> None:
    watched = Watched(None, lambda _: None, clock)
    before = watched.current()
    clock.now += 10
    assert watched.current() is before
