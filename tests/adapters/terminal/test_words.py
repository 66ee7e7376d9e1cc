"""The terminal's own words."""

import re
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message

from tests.adapters.terminal.fake import FTL
from tests.adapters.terminal.terminals import CHECKOUT


def _used(folder: Path) -> set[str]:
    return {
        name for file in folder.glob("*.py") for name in re.findall(r'"(terminal-[a-z-]+)"', file.read_text("utf-8"))
    }


def test_each_line_is_there_and_none_is_left_over() -> None:
    body = FluentParser().parse(FTL.read_text("utf-8")).body
    assert not [entry for entry in body if isinstance(entry, Junk)]
    assert {entry.id.name for entry in body if isinstance(entry, Message)} == _used(CHECKOUT / "adapters/terminal")
