"""PostgreSQL itself: connections that are cut, others in the way, a schema that two bring up to date at once, what it says."""

from __future__ import annotations

import asyncio
import re
import sys
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from bot.ports import Who
from bot.rows import Member
from bot.store import communities
from bot.store.errors import KeyNeeded, StoreBusyError, StoreError
from bot.store.members import one_member
from bot.store.migrate import newest, numbered
from bot.store.opening import open_store
from bot.store.place import Postgres, same_database, shown
from bot.store.postgres import PostgresStore, for_postgres
from bot.store.postgres_schema import bring_up_to_date, translated
from bot.store.unit import Unit
from tests.postgres import SERVER, cut_connections, on_server
from tests.store.units import names, put
from tests.world import World


async def test_connections_that_are_cut_lose_nothing_that_was_said_to_be_saved(postgres: Postgres) -> None:
    store = await PostgresStore.open(postgres.url)

    async def all_along() -> list[str | BaseException]:
        saved: list[str | BaseException] = []
        for number in range(150):
            several = (store.do(partial(put, f"{number}.{one}")) for one in range(4))
            saved += await asyncio.gather(*several, return_exceptions=True)
        return saved

    saving = asyncio.create_task(all_along())
    cut = 0
    while not saving.done():
        await asyncio.sleep(0.03)
        cut += await cut_connections(postgres.url)
    results = await saving
    assert cut > 5
    kept = await store.read(names)
    assert {one + "'" for one in kept if "'" not in one} == {one for one in kept if "'" in one}
    told = {one for one in results if isinstance(one, str)}
    assert told <= kept
    # What nobody was told of was in the middle of its commit: it may be there, and is refused where it was tried once more.
    failed = [one for one in results if not isinstance(one, str)]
    assert all(isinstance(one, StoreBusyError | asyncpg.UniqueViolationError) for one in failed), failed
    assert len(told) > 500
    await store.close()


async def test_a_database_that_cannot_be_reached_is_said_so_after_a_while(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await PostgresStore.open(postgres.url)
    monkeypatch.setattr("bot.store.postgres.PATIENCE", 0.3)
    database = postgres.url.rpartition("/")[2]
    server = await asyncpg.connect(SERVER)
    await server.execute(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false")
    try:
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database)
        with pytest.raises((StoreBusyError, asyncpg.PostgresError)):
            await asyncio.wait_for(store.do(lambda: put("one")), 20)
    finally:
        await server.execute(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true")
        await server.close()
    assert await store.do(lambda: put("two")) == "two"
    assert await store.read(names) == {"two", "two'"}
    await store.close()


async def test_two_processes_that_count_on_lose_nothing(postgres: Postgres) -> None:
    stores = [await PostgresStore.open(postgres.url) for _ in range(3)]

    def count_on() -> Unit[None]:
        told = yield from communities.last_told("a", "b")
        yield from communities.tell("a", "b", str(int(told or "0") + 1))

    await asyncio.gather(*(store.do(count_on) for store in stores for _ in range(5)))
    assert await stores[0].read(lambda: communities.last_told("a", "b")) == "15"
    for store in stores:
        await store.close()


async def test_a_unit_that_needs_keys_is_begun_anew_and_done_once(postgres: Postgres) -> None:
    store = await PostgresStore.open(postgres.url)
    there: list[int] = []
    begun = 0

    async def bring(number: int) -> None:
        there.append(number)

    def unit() -> Unit[int]:
        nonlocal begun
        begun += 1
        for number in range(3):
            yield from put(str(number))
            if number not in there:
                raise KeyNeeded(partial(bring, number))
        return len(there)

    assert await store.do(unit) == 3
    assert begun == 4
    assert len(await store.read(names)) == 6
    await store.close()


# The schema


def test_every_migration_is_translated() -> None:
    for number, sql in numbered():
        said = translated(sql)
        assert not re.search(r"\b(STRICT|ROWID|INTEGER|BLOB)\b|--", said), number
        assert said.count("CREATE TABLE") == sql.count("CREATE TABLE")
        assert said.count(";") == re.sub(r"--.*", "", sql).count(";")
    assert (
        translated("CREATE TABLE a (b INTEGER, c BLOB) STRICT, WITHOUT ROWID;") == "CREATE TABLE a (b BIGINT, c BYTEA);"
    )


def test_what_is_for_postgresql_alone_is_a_comment_elsewhere() -> None:
    assert for_postgres("SELECT 1 /*pg FOR UPDATE*/") == "SELECT 1 FOR UPDATE"
    assert for_postgres("SELECT 1 /* why */") == "SELECT 1 /* why */"


async def test_the_columns_are_those_of_sqlite(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with World(tmp_path) as world:
        theirs = {
            name: {one["name"]: one["type"] for one in await world.rows(f"SELECT * FROM pragma_table_info('{name}')")}  # noqa: S608 - from the schema
            for name in await world.tables()
        }
    store = await PostgresStore.open(postgres.url)
    connection = await asyncpg.connect(postgres.url)
    rows = await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'schema_number'"
    )
    await connection.close()
    await store.close()
    named = {"text": "TEXT", "bigint": "INTEGER", "bytea": "BLOB"}
    ours: dict[str, dict[str, str]] = {}
    for row in rows:
        ours.setdefault(row["table_name"], {})[row["column_name"]] = named[row["data_type"]]
    assert ours == theirs


async def test_two_that_start_at_once_bring_it_up_to_date_once(postgres: Postgres) -> None:
    stores = await asyncio.gather(*(PostgresStore.open(postgres.url) for _ in range(4)))
    assert [await store.schema() for store in stores] == [newest()] * 4
    for store in stores:
        await store.close()


async def test_a_step_that_fails_leaves_the_schema_as_it_was(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url)
    try:
        await bring_up_to_date(connection, "here", [(1, "CREATE TABLE a (b INTEGER) STRICT;")])
        with pytest.raises(asyncpg.PostgresError):
            await bring_up_to_date(
                connection,
                "here",
                [(1, ""), (2, "CREATE TABLE c (d INTEGER) STRICT; CREATE TABLE c (d INTEGER) STRICT;")],
            )
        assert await connection.fetchval("SELECT number FROM schema_number") == 1
        assert await connection.fetchval("SELECT to_regclass('c')") is None
        # And whoever comes next is not kept waiting.
        await asyncio.wait_for(
            bring_up_to_date(connection, "here", [(1, ""), (2, "CREATE TABLE c (d BLOB) STRICT;")]), 5
        )
        assert await connection.fetchval("SELECT number FROM schema_number") == 2
    finally:
        await connection.close()


@pytest.mark.parametrize("migrating", [True, False])
async def test_a_newer_schema_and_another_programs_database_are_refused(postgres: Postgres, migrating: bool) -> None:
    connection = await asyncpg.connect(postgres.url)
    await connection.execute("CREATE TABLE schema_number (number BIGINT); INSERT INTO schema_number VALUES (999)")
    with pytest.raises(StoreError, match=r"was made by a newer Bounceback \(schema 999"):
        await PostgresStore.open(postgres.url, migrating=migrating)
    await connection.execute("DROP TABLE schema_number; CREATE TABLE invoices (id BIGINT)")
    with pytest.raises(StoreError, match="is a database of something else"):
        await PostgresStore.open(postgres.url, migrating=migrating)
    await connection.close()


# What it says


@pytest.mark.usefixtures("made_databases")
@pytest.mark.parametrize(
    ("url", "said"),
    [
        (on_server("bounceback_is_not_here"), "there is no such database. Make it with createdb"),
        ("postgresql://someone:wrong@127.0.0.1:1/x", "cannot be reached"),
        ("postgresql://127.0.0.1:notaport/x", "is no address of a database"),
    ],
)
async def test_what_cannot_be_opened_is_one_line_without_a_password(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        await PostgresStore.open(url)
    assert "\n" not in str(caught.value)
    assert "wrong" not in str(caught.value)


def test_an_address_is_shown_without_who_and_password() -> None:
    assert shown("postgresql://me:secret@db.example:5433/bot?sslmode=require") == "postgresql://db.example:5433/bot"
    assert same_database("postgresql://a@h/x", "postgresql://b:c@H/x?sslmode=require")
    assert not same_database("postgresql://h/x", "postgresql://h/y")


async def test_without_asyncpg_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("postgres_opening", "postgres", "postgres_keys", "postgres_schema"):
        monkeypatch.delitem(sys.modules, f"bot.store.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StoreError, match=r"PostgreSQL needs asyncpg, which is not there\. Run: make postgres-env"):
        await open_store(Postgres("postgresql://h/a", "postgresql://h/b", tmp_path / "m"))


# Several processes


async def test_a_post_that_two_processes_send_at_once_is_sent_once(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "database", postgres)
    async with World(tmp_path) as one, World(tmp_path) as other:
        await one.place()
        await one.command("home")
        (member,) = await one.rows("SELECT id FROM member")
        found = await one.store.read(lambda: who(one, member["id"]))
        for number in range(10):
            text = one.sealed.put(member["id"], "post", f"run-{number}", "text", "a small win")
            await one.write(
                "INSERT INTO post (id, member, run, key, place, message, tags, text, created_at)"
                " VALUES ($1, $2, 'run', $3, 'wins', 'post-win', '', $4, 0)",
                f"run-{number}", member["id"], str(number), text,
            )  # fmt: skip
            await asyncio.gather(*(world.outbox.deliver(found, "run", str(number)) for world in (one, other)))
            assert len(one.sender.posts) + len(other.sender.posts) == number + 1


def who(world: World, member: str) -> Unit[Member]:
    found = yield from one_member(member, world.sealed)
    assert found is not None
    return found


async def test_the_same_new_member_in_two_processes_is_one(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "database", postgres)
    async with World(tmp_path) as one, World(tmp_path) as other:
        for number in range(8):
            one.who = other.who = Who("test", f"new-{number}")
            await asyncio.gather(one.command("rejected"), other.command("rejected"))
        assert len(await one.rows("SELECT id FROM member")) == 8
