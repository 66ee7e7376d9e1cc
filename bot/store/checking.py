"""Looking at every sealed field: does it open?"""

from __future__ import annotations

from typing import NamedTuple

from bot.store.errors import SealError
from bot.store.installations import FIELDS, TokenSeal
from bot.store.own_data import TABLES, Owned, row_name
from bot.store.own_words import check_own
from bot.store.partings import check_partings
from bot.store.sealed import Sealed
from bot.store.unit import Unit


class Checked(NamedTuple):
    """How many fields opened, and which did not: a line each, by table, row and field."""

    opened: int
    problems: tuple[str, ...]


def check_fields(sealed: Sealed) -> Unit[Checked]:
    """Open every sealed field of every member, and forget what it says."""
    opened, problems = 0, []
    for owned in TABLES:
        if not owned.texts:
            continue
        rows = yield _all_rows(owned), ()
        sealed.expect({row["whose"] for row in rows})
        for row in rows:
            for field in owned.texts:
                try:
                    sealed.get(row["whose"], owned.table, row_name(owned, row), field, row[field])
                except SealError as error:
                    problems.append(str(error))
                else:
                    opened += row[field] is not None
    return Checked(opened, tuple(problems))


def check_tokens(seal: TokenSeal) -> Unit[Checked]:
    """Open every token that a platform gave the bot in a community."""
    opened, problems = 0, []
    for row in (yield "SELECT * FROM installation ORDER BY platform, community", ()):
        for field in FIELDS:
            try:
                opened += seal.open(row["platform"], row["community"], field, row[field]) is not None
            except SealError as error:
                problems.append(str(error))
    return Checked(opened, tuple(problems))


def check_communities(sealed: Sealed) -> Unit[Checked]:
    """Open everything that is sealed with a key of the installation: what communities have of their own, and who is still to be
    let out of a place."""
    opened, problems = yield from check_own(sealed)
    more, wrong = yield from check_partings(sealed)
    return Checked(opened + more, (*problems, *wrong))


def _all_rows(owned: Owned) -> str:
    if owned.owner == "run":
        return f"SELECT {owned.table}.*, run.member AS whose FROM {owned.table} JOIN run ON run.id = {owned.table}.run"  # noqa: S608 - our own names
    return f"SELECT {owned.table}.*, {owned.owner} AS whose FROM {owned.table}"  # noqa: S608 - our own names
