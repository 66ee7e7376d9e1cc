"""The tests that README.md names are there: a promise whose test was renamed away would be held by nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# A file, with a test of it or without; or another test of the file named before. `...` stands for the rest of a name.
NAMED = re.compile(r"`(?:(?P<file>[\w/]+\.py)(?:::)?)?(?P<test>test_\w+?)?(?P<open>\.\.\.)?`")


def named() -> Iterator[tuple[str, str]]:
    """Every (file, test) that is named; an empty test where it is the whole file."""
    file = ""
    for found in NAMED.finditer(HERE.joinpath("README.md").read_text("utf-8")):
        file = found["file"] or file
        if found["file"] or found["test"]:
            yield file, f"{found['test'] or ''}{found['open'] or ''}"


@pytest.mark.parametrize(("file", "test"), sorted(set(named())))
def test_it_is_there(file: str, test: str) -> None:
    path = next((folder / file for folder in (HERE, HERE.parent) if (folder / file).exists()), None)
    assert path is not None, f"there is no {file}"
    name = re.escape(test.removesuffix("...")) + (r"\w+" if test.endswith("...") else "")
    assert not test or re.search(rf"def {name}\(", path.read_text("utf-8")), f"{file} has no {test}"


def test_each_promise_has_several() -> None:
    rows = [line for line in HERE.joinpath("README.md").read_text("utf-8").splitlines() if re.match(r"\| \d ", line)]
    assert [row[2] for row in rows] == list("1234567")
    assert all(len(NAMED.findall(row)) > 1 for row in rows)
