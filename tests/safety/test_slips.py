"""A word is known by one slip, and whichever of its letters are doubled."""

import pytest

from bot.safety.slips import Slips

SLIPS = Slips(["cutting", "disappear", "overdosed", "tablets"], right=["tableau"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tabelts", {"tablets"}),
        ("tab*ets", {"tablets"}),
        ("cuting", {"cutting"}),
        ("dissapear", {"disappear"}),
        ("ovverdosd", {"overdosed"}),
        ("curing", set()),
        ("putting", set()),
        ("tableau", set()),
    ],
)
def test_what_a_word_may_be_meant_to_be(typed: str, meant: set[str]) -> None:
    assert SLIPS.meant(typed) == meant
