"""`bounceback discord` and `bounceback doctor` against a Discord of our own, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from discord.http import Route

from adapters.discord.invite import FOR_LINES, NEEDED, Needed, permissions
from bot.cli import doctor
from bot.cli.clocks import SystemClock
from bot.config import Config, read_config
from bot.hosting import Hosting
from bot.store.communities import set_place
from bot.store.migrate import newest
from bot.store.opening import open_store
from tests.adapters.discord.changed import ChangedDiscord
from tests.local_discord.world import Permission

from .conftest import CHECKOUT, Ran

PUT = "bulk_set_application_commands"
STORE = Path("a.db")
Cli = Callable[..., Awaitable[Ran]]


@pytest.fixture
async def server() -> AsyncIterator[ChangedDiscord]:
    async with ChangedDiscord() as made:
        yield made


@pytest.fixture
def cli(server: ChangedDiscord, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command with Discord enabled, and a store in `folder`."""
    monkeypatch.setenv("COLUMNS", "80")
    environment = {
        "PYTHONPATH": str(CHECKOUT),
        "BOUNCEBACK_DISCORD__ENABLED": "true",
        "BOUNCEBACK_DISCORD__API_BASE": server.api_base,
        "BOUNCEBACK_DISCORD_TOKEN": server.token,
        "BOUNCEBACK_STORE_URL": f"sqlite:///{STORE}",
    }

    async def ran(*arguments: str, **changed: str) -> Ran:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            env={**os.environ, **environment, **changed},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                out, err = await process.communicate()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        said = Ran(process.returncode or 0, out.decode(), err.decode())
        assert server.token not in said.out + said.err
        assert "Traceback" not in said.out + said.err
        return said

    return ran


async def started(server: ChangedDiscord, place: tuple[int, int] | None = None) -> None:
    """A store as a first start leaves it, with a channel where lines are shared, as (community, address)."""
    opened = await open_store(STORE)
    if place is not None:
        community, address = str(place[0]), str(place[1])
        await opened.store.do(lambda: set_place("discord", community, address, "general"))
    await opened.close()


def line(ran: Ran, name: str) -> str:
    """What the doctor says under this name, on one line and without the state's column."""
    found, here = [], False
    for text in ran.out.splitlines():
        if text[:5].strip():
            here = text[5:].startswith(f"{name} ")
        if here and text.strip():
            found.append(f"{text[:5].strip()} {text[15:]}".strip())
    return " ".join(found)


# The doctor


async def test_all_is_well(server: ChangedDiscord, cli: Cli) -> None:
    guild = server.guild("Job seekers")
    await started(server, (guild.id, guild.channel("lines").id))
    assert (await cli("discord", "sync")).code == 0
    ran = await cli("doctor")
    assert (ran.code, ran.err) == (0, "")
    states = {text[:5].strip() for text in ran.out.splitlines() if text[:5].strip()}
    # What is sent does not go to Discord's own address here, and it says so.
    assert states == {"ok", "warn", "Nothi"}
    assert [text for text in ran.out.splitlines() if text.startswith("warn")] == [
        f"warn api       what is sent goes to {server.api_base.split('/')[2]}, not to Discord itself"
    ]
    assert line(ran, "token").startswith('ok Discord takes it; the application is "bounceback"')
    assert line(ran, "store") == (
        f"ok a.db opens and is sound (schema {newest()}) ok its keys open; nobody else may read a.db.master-key"
    )
    assert line(ran, "app") == "ok has no privileged intents, and needs none"
    assert line(ran, "gateway") == "ok reached; 1000 of 1000 session starts are left"
    assert line(ran, "servers") == "ok in 1 server, with all that it needs"
    assert line(ran, "channels") == 'ok the channel for shared lines in "Job seekers" takes lines'
    assert line(ran, "commands") == "ok registered as they are now"
    assert line(ran, "clock") == "ok this machine's clock is right, to some seconds"
    assert all(len(text) <= 80 for text in ran.out.splitlines())
    # It looked, and changed nothing.
    assert len(server.asked(PUT)) == 1
    assert server.gateway.connected == 0


async def test_a_wrong_token(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_DISCORD_TOKEN="wrong.made-up.token")
    assert ran.code == 1
    assert line(ran, "token").startswith("fail Discord does not take the token in BOUNCEBACK_DISCORD_TOKEN. Make a new")
    assert "https://discord.com/developers/applications" in line(ran, "token")
    assert "wrong.made-up" not in ran.out + ran.err
    for name in ("app", "gateway", "servers", "channels", "commands"):
        assert line(ran, name) == "skip not looked at, as the bot could not log in"
    # Also a no tells the time.
    assert line(ran, "clock").startswith("ok")
    assert ran.out.endswith("\n1 to mend, 1 to look at.\n")


async def test_no_network(cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_DISCORD__API_BASE="http://127.0.0.1:1/api/v10")
    assert ran.code == 1
    assert line(ran, "token") == "fail 127.0.0.1:1 cannot be reached (connection refused). Is this machine online?"
    assert [text[:5].strip() for text in ran.out.splitlines()].count("fail") == 1
    assert line(ran, "clock") == "skip not looked at, as nobody told the time"


async def test_a_wrong_path(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_DISCORD__API_BASE=server.api_base.removesuffix("/v10"))
    assert ran.code == 1
    host = server.api_base.split("/")[2]
    assert line(ran, "token") == f"fail {host} has no such address (404). Look at [discord] api_base."


async def test_one_store_is_looked_at(cli: Cli) -> None:
    ran = await cli("doctor", "--db", "other.db")
    assert line(ran, "config").startswith("ok settings: all right; the store is other.db ok")
    assert line(ran, "store") == "ok none yet; the first start makes other.db"
    assert str(STORE) not in ran.out


async def test_discord_has_trouble_of_its_own(server: ChangedDiscord, cli: Cli) -> None:
    server.refused["get_my_user"] = (503, 0)
    ran = await cli("doctor")
    assert ran.code == 1
    assert line(ran, "token").startswith("fail Discord has trouble of its own (503). Try again in some minutes;")


async def test_not_discord(server: ChangedDiscord, cli: Cli) -> None:
    server.instead["get_my_user"] = {"id": None, "username": None}
    ran = await cli("doctor")
    assert line(ran, "token").endswith("answers, but not as Discord does. Look at [discord] api_base.")


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.flag)
async def test_a_missing_permission(server: ChangedDiscord, cli: Cli, needed: Needed) -> None:
    all_ = Permission(permissions().value)
    server.guild("All of it", permissions=all_)
    lacks = server.guild("Job seekers", permissions=all_ & ~Permission[needed.flag.upper()])
    ran = await cli("doctor")
    # A server that has no circles can do without what only circles need.
    state = "fail" if needed.flag in FOR_LINES else "warn"
    assert ran.code == (1 if state == "fail" else 0)
    assert line(ran, "servers") == (
        f'{state} in "Job seekers" it lacks: {needed.name}, {needed.reason} Invite it again: '
        f"https://discord.com/oauth2/authorize?client_id={server.application_id}&scope=bot+applications.commands"
        f"&permissions={int(all_)}&guild_id={lacks.id}"
    )


@pytest.mark.parametrize("seconds", [-7, 90])
async def test_a_wrong_clock(server: ChangedDiscord, cli: Cli, seconds: int) -> None:
    server.ahead = seconds
    ran = await cli("doctor")
    assert ran.code == 1
    way = "behind" if seconds > 0 else "ahead"
    said = line(ran, "clock")
    assert said.startswith("fail this machine's clock is ")
    assert f"seconds {way}: check-ins come at the wrong time Set the clock" in said


async def test_no_store_yet_and_nothing_is_made(cli: Cli, folder: Path) -> None:
    ran = await cli("doctor")
    assert line(ran, "store") == "ok none yet; the first start makes a.db"
    assert line(ran, "channels") == "skip none chosen yet, as there is no store"
    assert line(ran, "commands") == "ok not registered yet; the first start does it"
    assert ran.code == 0
    assert line(ran, "servers") == "warn it is in none yet Run: bounceback discord invite"
    assert list(folder.iterdir()) == []


async def test_beside_a_running_bot(cli: Cli) -> None:
    running = await open_store(STORE)
    try:
        ran = await cli("doctor")
    finally:
        await running.close()
    assert line(ran, "store").startswith("ok a.db opens and is sound")


async def test_a_store_whose_master_key_is_gone_or_open_to_others(server: ChangedDiscord, cli: Cli) -> None:
    await started(server)
    key = Path("a.db.master-key")
    key.chmod(0o644)
    ran = await cli("doctor")
    assert ran.code == 1
    assert (
        line(ran, "store") == "fail a.db.master-key can be read by others (mode 0644). Run: chmod 600 a.db.master-key"
    )
    key.unlink()
    ran = await cli("doctor")
    assert line(ran, "store").startswith("fail a.db.master-key: the master key is not there.")
    assert line(ran, "token").startswith("ok")


async def test_a_store_of_an_earlier_version_is_left_as_it_is(server: ChangedDiscord, cli: Cli) -> None:
    guild = server.guild("Job seekers")
    await started(server, (guild.id, 1))
    with closing(sqlite3.connect(STORE)) as db:
        db.execute(f"PRAGMA user_version = {newest() - 1}")
    ran = await cli("doctor")
    assert line(ran, "store").startswith(
        f"warn a.db opens, and is from an earlier version (schema {newest() - 1}) The next start brings it to"
    )
    assert line(ran, "channels").startswith("skip")
    assert (await cli("discord", "sync")).code == 0
    with closing(sqlite3.connect(STORE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (newest() - 1,)
        assert db.execute("SELECT count(*) FROM told").fetchone() == (0,)


async def test_commands_of_another_version(server: ChangedDiscord, cli: Cli, folder: Path) -> None:
    await started(server)
    assert (await cli("discord", "sync")).code == 0
    (folder / "content" / "words" / "en").mkdir(parents=True)
    (folder / "content" / "words" / "en" / "ours.ftl").write_text("command-help = What is this?\n", "utf-8")
    ran = await cli("doctor", BOUNCEBACK_CONTENT__DIR="content")
    assert ran.code == 0
    assert line(ran, "commands") == (
        "warn registered, but not as this version and your words have them Run: bounceback discord sync"
    )
    del server.commands["rejected"]
    ran = await cli("doctor")
    assert ran.code == 1
    assert line(ran, "commands") == "fail not registered: /rejected Start the bot, or run: bounceback discord sync"


async def test_a_channel_that_is_gone_hidden_or_closed(server: ChangedDiscord, cli: Cli) -> None:
    guild = server.guild("Job seekers")
    channel = guild.channel("lines")
    await started(server, (guild.id, channel.id))
    where = 'fail the channel for shared lines in "Job seekers"'
    channel.deny(Permission.CREATE_PRIVATE_THREADS, Permission.ATTACH_FILES)
    assert line(await cli("doctor"), "channels") == 'ok the channel for shared lines in "Job seekers" takes lines'
    channel.deny(Permission.SEND_MESSAGES)
    assert line(await cli("doctor"), "channels").startswith(f"{where} does not let the bot: Send Messages Allow that")
    channel.deny(Permission.VIEW_CHANNEL)
    assert line(await cli("doctor"), "channels").startswith(f"{where} is hidden from the bot Allow it View Channel")
    server.refused["get_channel"] = (404, 10003)
    assert line(await cli("doctor"), "channels").startswith(f"{where} is gone Type /bounceback admin")
    guild.remove_bot()
    ran = await cli("doctor")
    assert line(ran, "channels").startswith("warn the bot is no longer in a server where lines were shared")


async def test_what_is_set_in_the_portal(server: ChangedDiscord, cli: Cli) -> None:
    changed = {
        "flags": (1 << 19) | (1 << 14),
        "interactions_endpoint_url": "https://example.org/",
        "bot_require_code_grant": True,
    }
    server.instead["get_my_application"] = changed
    server.instead["get_my_oauth2_application"] = changed
    ran = await cli("doctor")
    said = line(ran, "app")
    assert "fail commands and buttons go to a web address instead of the bot Empty the field Interactions" in said
    assert "fail the invite link cannot work, as a code grant is required" in said
    assert "warn it may see more than it needs: Server Members Intent, Message Content Intent" in said


async def test_few_session_starts_are_left(server: ChangedDiscord, cli: Cli) -> None:
    starts = {"total": 1000, "remaining": 3, "reset_after": 7_200_000, "max_concurrency": 1}
    server.instead["get_bot_gateway"] = {"session_start_limit": starts}
    said = line(await cli("doctor"), "gateway")
    assert said.startswith("warn 3 of 1000 session starts are left Restart it seldom for the next 2 hours.")


async def test_something_else_stands_where_the_gateway_is(server: ChangedDiscord, cli: Cli) -> None:
    server.instead["get_bot_gateway"] = {"url": server.gateway.url.replace("/gateway", "/elsewhere")}
    assert "cannot be reached (it answers 404)" in line(await cli("doctor"), "gateway")


async def test_many_servers_are_asked_page_by_page(server: ChangedDiscord, cli: Cli) -> None:
    for number in range(203):
        server.guild(f"number {number}")
    assert line(await cli("doctor"), "servers") == "ok in 203 servers, with all that it needs"


async def test_without_discord_it_says_so_and_goes_on(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_DISCORD__ENABLED="false")
    assert ran.code == 0
    assert line(ran, "discord") == "skip not enabled: set enabled = true under [discord]"
    assert not server.requests


async def test_without_a_token_it_says_where_it_belongs(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("doctor", BOUNCEBACK_DISCORD_TOKEN="")
    assert ran.code == 1
    assert "fail BOUNCEBACK_DISCORD_TOKEN: is not set, and [discord] is enabled." in line(ran, "config")
    assert line(ran, "discord") == "skip not looked at, as there is no token"


async def test_a_config_that_cannot_be_read(cli: Cli, folder: Path) -> None:
    (folder / "config.toml").write_text("[discord]\nenabeld = true\n", "utf-8")
    ran = await cli("doctor")
    assert ran.code == 1
    assert line(ran, "config").startswith("fail config.toml: [discord] enabeld: there is no such setting.")


# The doctor, in this process


@pytest.fixture
def here(server: ChangedDiscord, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setenv("BOUNCEBACK_DISCORD__ENABLED", "true")
    monkeypatch.setenv("BOUNCEBACK_DISCORD__API_BASE", server.api_base)
    monkeypatch.setenv("BOUNCEBACK_DISCORD_TOKEN", server.token)
    return read_config()


async def test_no_check_waits_for_ever(
    server: ChangedDiscord, here: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "PATIENCE", 0.5)
    async with server.faults.held("list_my_guilds"):
        assert not await doctor.doctor(here, STORE)
    out = capsys.readouterr().out
    assert "fail servers   no answer within 0.5 seconds\n               Try again in some minutes.\n" in out
    assert "ok   commands  not registered yet" in out


async def test_a_fault_of_ours_is_told_without_its_words_and_the_rest_is_looked_at(
    here: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: Path) -> None:
        raise ValueError("Acme, of all companies")

    monkeypatch.setattr(shutil, "disk_usage", fails)
    assert not await doctor.doctor(here, STORE)
    out = capsys.readouterr().out
    assert "fail disk      a fault of ours (ValueError)\n               Please report it.\n" in out
    assert "Acme" not in out
    assert "ok   token" in out


@pytest.mark.parametrize(("free", "state"), [(10, "fail"), (200, "warn"), (2000, "ok")])
async def test_room_on_the_disk(
    here: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free * doctor.MIB))
    await doctor.doctor(here, Path("not/there/yet/a.db"))
    assert f"{state:<5}disk      {free:,} MiB are free where the store is\n" in capsys.readouterr().out


# The invitation and the commands


async def test_the_invitation_by_the_token(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("discord", "invite")
    assert (ran.code, ran.err) == (0, "")
    assert f"\nhttps://discord.com/oauth2/authorize?client_id={server.application_id}&scope=bot+app" in ran.out
    for needed in NEEDED:
        assert any(needed.name in text and needed.reason in text for text in ran.out.splitlines())
    assert all(len(text) <= 80 for text in ran.out.splitlines() if "https://" not in text)


async def test_the_invitation_without_network_or_token(server: ChangedDiscord, cli: Cli) -> None:
    ran = await cli("discord", "invite", "--app", "123456789", BOUNCEBACK_DISCORD_TOKEN="")
    assert ran.code == 0
    assert "client_id=123456789&" in ran.out
    assert not server.requests
    ran = await cli("discord", "invite", "--app", "12 34")
    assert ran.code == 2
    assert "--app takes the application's id: only digits" in " ".join(ran.err.split())


async def test_commands_are_told_whatever_was_told_last(server: ChangedDiscord, cli: Cli) -> None:
    await started(server)
    for _ in range(2):
        ran = await cli("discord", "sync")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Discord knows /rejected and /bounceback now.")
    assert len(server.asked(PUT)) == 2
    opened = await open_store(STORE)
    assert await Hosting(opened.store, SystemClock(), "discord").told(f"commands:{server.application_id}")
    await opened.close()


async def test_commands_are_told_where_there_is_no_store(server: ChangedDiscord, cli: Cli, folder: Path) -> None:
    assert (await cli("discord", "sync")).code == 0
    assert sorted(server.commands) == ["bounceback", "rejected"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", ["invite", "sync"])
async def test_what_cannot_be_done_is_one_line(server: ChangedDiscord, cli: Cli, command: str) -> None:
    for changed, said in (
        ({"BOUNCEBACK_DISCORD_TOKEN": ""}, "BOUNCEBACK_DISCORD_TOKEN: is not set."),
        ({"BOUNCEBACK_DISCORD_TOKEN": "wrong"}, "Discord does not take the token in BOUNCEBACK_DISCORD_TOKEN."),
        ({"BOUNCEBACK_DISCORD__API_BASE": "http://127.0.0.1:1"}, "127.0.0.1:1 cannot be reached (connection refused)."),
    ):
        ran = await cli("discord", command, **changed)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"bounceback: {said}")
        assert len(ran.err.splitlines()) == 1
