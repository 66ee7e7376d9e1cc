"""The schema against what the code says of it: who owns which table, what is text, and statements that other backends know."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot.store
from bot.store import installations, own_data, own_words, partings
from bot.store.migrate import numbered
from tests.world import World

STORE = Path(bot.store.__file__).parent
# What talks to SQLite itself: opening, copying and migrating have no counterpart elsewhere.
OF_SQLITE = {"sqlite.py", "migrate.py", "keys.py", "opening.py", "sealed_up.py", "resealing.py"}
# And what talks to PostgreSQL itself.
OF_POSTGRES = {"postgres.py", "postgres_schema.py", "postgres_keys.py"}
# Functions and words that only SQLite knows, and its placeholders.
ONLY_SQLITE = re.compile(
    r"\?|\b(datetime|strftime|julianday|unixepoch|ifnull|iif|group_concat|json_extract|printf|glob|rowid|instr|total)\b"
    r"|INSERT OR |REPLACE INTO|\bIS NOT \$|\bPRAGMA\b|sqlite_|IS (NOT )?NULL\) = |\b(TRUE|FALSE)\b|\bLIKE\b",
    re.IGNORECASE,
)
STATEMENT = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")


async def columns(world: World) -> dict[str, dict[str, str]]:
    """Every table, with its columns and their types."""
    found = {}
    for row in await world.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        info = await world.rows(f"SELECT name, type FROM pragma_table_info('{row['name']}')")  # noqa: S608 - from the schema
        found[row["name"]] = {one["name"]: one["type"] for one in info}
    return found


async def test_every_table_says_whose_it_is(world: World) -> None:
    schema = await columns(world)
    assert set(schema) == {owned.table for owned in own_data.TABLES} | own_data.NOT_OWNED
    for owned in own_data.TABLES:
        assert owned.owner in schema[owned.table]


async def test_every_blob_is_text_that_is_sealed_and_every_time_is_a_number(world: World) -> None:
    for table, types in (await columns(world)).items():
        blobs = {name for name, kind in types.items() if kind == "BLOB"}
        times = {name for name in types if name.endswith("_at") or name == "late_until"}
        owned = next((one for one in own_data.TABLES if one.table == table), None)
        ours = installations.FIELDS if table == installations.TABLE else own_words.FIELDS.get(table, ())
        ours = (partings.FIELD,) if table == partings.TABLE else ours
        assert blobs == set(owned.texts if owned else ours), table
        assert owned is None or times == set(owned.times), table
        assert all(types[name] == "INTEGER" for name in times), table


async def test_every_table_of_a_member_falls_with_the_member(world: World) -> None:
    for owned in own_data.TABLES:
        if owned.table == "member":
            continue
        keys = await world.rows(f"SELECT \"table\", on_delete FROM pragma_foreign_key_list('{owned.table}')")  # noqa: S608 - ours
        refers = [(key["table"], key["on_delete"]) for key in keys]
        falls = ("run" if owned.owner == "run" else "member", "SET NULL" if owned.stays else "CASCADE")
        assert falls in refers, owned.table
        # Nothing else that it refers to, such as a circle, keeps it from going or is kept from going by it.
        assert {on_delete for _, on_delete in refers} <= {"CASCADE", "SET NULL"}, owned.table


async def test_claiming_and_marking_write_to_no_index_but_that_of_what_waits(world: World) -> None:
    """Any other would be a page somewhere else for each nudge, the more of them the more wait."""
    written = {"state", "reason", "owner", "attempt", "next_at", "sent_at"}
    for index in await world.rows("SELECT name FROM pragma_index_list('nudge')"):
        named = await world.rows(f"SELECT name FROM pragma_index_info('{index['name']}')")  # noqa: S608 - from the schema
        assert index["name"] == "nudge_waiting" or not written & {row["name"] for row in named}, index["name"]


def test_every_table_is_strict() -> None:
    sql = "\n".join(text for _, text in numbered())
    made = re.findall(r"CREATE TABLE (\w+) \(.*?^\) ?([^;]*);", sql, re.MULTILINE | re.DOTALL)
    assert len(made) >= 10
    assert [name for name, options in made if "STRICT" not in options] == []


def texts() -> list[tuple[str, str]]:
    """Every statement in the store's modules, joined where it was written in parts; what is filled in shows as X."""
    found = []
    for path in sorted(STORE.glob("*.py")):
        if path.name in OF_SQLITE | OF_POSTGRES:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                parts = [str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values]
                found.append((path.name, "".join(parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append((path.name, node.value))
    return [(name, said) for name, said in found if STATEMENT.match(said)]


def test_the_check_sees_the_statements() -> None:
    found = texts()
    assert len(found) > 40
    assert {"changes.py", "lookups.py", "members.py", "nudges.py", "own_data.py", "runs.py"} <= {
        name for name, _ in found
    }


def test_statements_are_known_to_other_backends() -> None:
    assert [found for found in texts() if ONLY_SQLITE.search(found[1])] == []


def test_values_are_numbered_without_a_gap() -> None:
    for name, said in texts():
        numbers = {int(number) for number in re.findall(r"\$(\d+)", said)}
        assert numbers == set(range(1, len(numbers) + 1)), f"{name}: {said}"


@pytest.mark.parametrize(
    "said", ["SELECT a FROM b WHERE c = ?", "SELECT ifnull(a, 1)", "UPDATE a SET b = strftime('%s')"]
)
def test_the_check_finds_what_only_sqlite_knows(said: str) -> None:
    assert ONLY_SQLITE.search(said)
