"""What is typed behind a command: what is read of it, and what is left over."""

from __future__ import annotations

import pytest

from bot.commands import BY_WORD
from bot.typed_commands import MisreadError, read_args

REJECTED = BY_WORD["rejected"]


@pytest.mark.parametrize(
    ("typed", "kind", "read", "left"),
    [
        ("Acme Data analyst", "stage", {"company": "Acme", "role": "Data"}, "analyst"),
        ("Acme stage=nowhere", "stage", {"company": "Acme"}, "nowhere"),
        ("Acme Clerk final round", "too-much", {"company": "Acme", "role": "Clerk", "stage": "final"}, "round"),
        ("Acme Corp Ltd Clerk role=Clerk", "too-much", {"company": "Acme", "role": "Clerk"}, "Ltd Clerk"),
    ],
)
def test_what_was_read_is_told_with_what_was_not(typed: str, kind: str, read: dict[str, str], left: str) -> None:
    with pytest.raises(MisreadError) as error:
        read_args(REJECTED, typed)
    assert (error.value.kind, error.value.read, error.value.values["typed"]) == (kind, read, left)
