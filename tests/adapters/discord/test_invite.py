"""The invitation asks for what the table says, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.invite import FOR_LINES, NEEDED, Needed, invite_url, lacking, permissions
from bot.organising import LACKS, keeps_from_posting


def test_the_link_asks_for_the_table() -> None:
    url = urlsplit(invite_url(123456))
    asked = parse_qs(url.query)
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://discord.com/oauth2/authorize"
    assert asked == {
        "client_id": ["123456"],
        "scope": ["bot applications.commands"],
        "permissions": [str(sum(1 << bit for bit in (10, 11, 15, 16, 36, 38)))],
    }
    assert parse_qs(urlsplit(invite_url("123456", "789")).query)["guild_id"] == ["789"]


def test_it_asks_for_nothing_that_reaches_into_what_others_do() -> None:
    assert len(NEEDED) == permissions().value.bit_count() == 6
    assert not {name for name, has in permissions() if has} & {
        "administrator",
        "manage_channels",
        "manage_threads",
        "manage_guild",
        "manage_messages",
        "manage_roles",
        "mention_everyone",
    }


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.flag)
def test_what_is_missing_is_named(needed: Needed) -> None:
    has = permissions()
    has.update(**{needed.flag: False})
    assert lacking(has) == (needed,)


def test_each_says_what_it_is_for() -> None:
    assert len({needed.reason for needed in NEEDED}) == len(NEEDED)
    assert all(needed.reason.startswith("to ") for needed in NEEDED)
    assert {needed.flag for needed in NEEDED} > FOR_LINES


def test_nothing_is_missing_for_an_administrator_or_with_all_of_it() -> None:
    assert lacking(permissions()) == ()
    assert lacking(discord.Permissions(administrator=True)) == ()
    assert lacking(discord.Permissions.none()) == NEEDED


def test_the_page_for_hosts_has_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "hosting-safely.md").read_text("utf-8")
    assert all(f"\n| {needed.name} | {needed.reason} |" in page for needed in NEEDED)


def test_organisers_are_told_what_each_is_for() -> None:
    assert {needed.name for needed in NEEDED} <= LACKS.keys()
    every = tuple(needed.name for needed in NEEDED)
    assert set(keeps_from_posting(every)) == {needed.name for needed in NEEDED if needed.flag in FOR_LINES}
