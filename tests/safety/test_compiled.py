"""Patterns are compiled once, and again whenever they are others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.safety.compiled import compiled
from bot.safety.grammar import from_files, grammars


class Package:
    """A folder with a pattern file, and a place to keep what is made of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "patterns" / "en.toml"
        self.place = folder / "kept" / "en.patterns"
        self.file.parent.mkdir()
        self.file.write_text("one", encoding="utf-8")
        self.made = 0

    def read(self) -> str:
        return compiled(self._make, self.file.parent, self.place)

    def _make(self) -> str:
        self.made += 1
        return self.file.read_text(encoding="utf-8")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def test_it_is_made_once(package: Package) -> None:
    assert [package.read(), package.read(), package.made] == ["one", "one", 1]
    assert [one.name for one in package.place.parent.iterdir()] == [package.place.name]


def test_it_is_made_again_when_a_file_changes(package: Package) -> None:
    package.read()
    package.file.write_text("two", encoding="utf-8")
    assert [package.read(), package.read(), package.made] == ["two", "two", 2]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda kept: b"",
    "cut short": lambda kept: kept[:-1],
    "altered": lambda kept: kept[:-5] + b"other",
    "too long": lambda kept: kept + b"more",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_is_made_again_when_what_was_kept_is_damaged(package: Package, damage: str) -> None:
    package.read()
    package.place.write_bytes(DAMAGES[damage](package.place.read_bytes()))
    assert [package.read(), package.read(), package.made] == ["one", "one", 2]


def test_where_nothing_can_be_kept_it_is_made_all_the_same(package: Package) -> None:
    package.place.parent.write_text("no folder", encoding="utf-8")
    assert [package.read(), package.read(), package.made] == ["one", "one", 2]


def test_what_is_kept_is_what_the_files_say() -> None:
    for kept, read in zip(grammars(), from_files(), strict=True):
        assert (kept.language, kept.own, kept.stops, kept.telling) == (
            read.language,
            read.own,
            read.stops,
            read.telling,
        )
        assert (kept.table.sequences, kept.table.widths) == (read.table.sequences, read.table.widths)
