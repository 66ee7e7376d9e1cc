"""The commands: what Discord is told of them, when, and what comes of one that is called."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message
from yarl import URL

from adapters.discord.commands import keep_registered, register, to_register, tree
from adapters.discord.rest import DiscordError, logged_in, login, use_api_base
from bot.cli.clocks import SystemClock
from bot.commands import ADMIN, REJECTED, WORDS
from bot.hosting import Hosting
from bot.lines import Line
from bot.questions import NAME
from bot.rows import Stage
from bot.store.sqlite import SqliteStore
from bot.words import HERE, Words, partly
from tests.adapters.discord.changed import ChangedDiscord
from tests.local_discord.openapi import validate
from tests.local_discord.people import Unanswered
from tests.local_discord.server import LocalDiscord

Option = dict[str, Any]
LOCALES = [one.value for one in discord.Locale]
SUBCOMMANDS = [word.word for word in WORDS]
PUT = "bulk_set_application_commands"
# How a description says that what follows is in English.
IN_ENGLISH = {"fr": "(en anglais)", "es": "(en inglés)", "de": "(auf Englisch)", "pt": "(em inglês)"}


@pytest.fixture(autouse=True)
def addresses_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def server() -> AsyncIterator[ChangedDiscord]:
    async with ChangedDiscord() as made:
        yield made


@pytest.fixture
async def hosting(tmp_path: Path) -> AsyncIterator[Hosting]:
    store = await SqliteStore.open(tmp_path / "a.db")
    yield Hosting(store, SystemClock(), "discord")
    await store.close()


async def payload(words: Words | None = None) -> list[dict[str, Any]]:
    client = discord.Client(intents=discord.Intents.none())
    return await to_register(client, words or Words()).payload()


def changed(folder: Path, language: str, text: str) -> None:
    """Words that an organiser laid over ours."""
    (folder / "words" / language).mkdir(parents=True)
    (folder / "words" / language / "ours.ftl").write_text(f"{text}\n", "utf-8")


def parts(commands: list[dict[str, Any]]) -> Iterator[Option]:
    """Commands, subcommands, options and choices: whatever has a name."""
    for command in commands:
        yield command
        yield from parts(command.get("options") or command.get("choices") or [])


def named(part: Option, locale: str) -> str:
    return str((part.get("name_localizations") or {}).get(locale, part["name"]))


# What Discord is told


async def test_they_are_what_the_table_has() -> None:
    rejected, group = await payload()
    assert rejected["name"] == REJECTED.word
    assert [one["name"] for one in rejected["options"]] == list(REJECTED.args)
    company, role, stage = rejected["options"]
    assert (company["max_length"], role["max_length"]) == (NAME, NAME)
    assert [one["value"] for one in stage["choices"]] == list(Stage)
    assert not any(one["required"] for one in rejected["options"])
    assert group["name"] == "bounceback"
    assert [one["name"] for one in group["options"]] == SUBCOMMANDS
    # Subcommands take nothing so far; a word with arguments needs a callback of its own.
    assert not any(word.args for word in WORDS)


async def test_they_are_for_servers_and_the_bots_dm_and_nobody_installs_them_alone() -> None:
    for command in await payload():
        assert command["contexts"] == [0, 1]
        assert command["integration_types"] == [0]


async def test_discords_own_description_allows_them() -> None:
    assert validate(PUT, await payload()) == []


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_locale_is_within_the_limits(locale: str) -> None:
    commands = await payload()
    for part in parts(commands):
        name, is_choice = named(part, locale), "value" in part
        if is_choice:
            assert 1 <= len(name) <= 100
        else:
            assert re.fullmatch(r"[-_'\w]{1,32}", name), name
            assert name == name.lower()
            described = str((part.get("description_localizations") or {}).get(locale, part["description"]))
            assert 1 <= len(described) <= 100, described
        siblings = [named(one, locale) for one in part.get("options") or part.get("choices") or ()]
        assert len(set(siblings)) == len(siblings), siblings


async def test_a_command_is_not_too_large_in_all() -> None:
    """Discord counts the longest of each text over all languages: 4,000 characters a command at most (some say 8,000)."""
    for command in await payload():
        size = 0
        for part in parts([command]):
            for field in ("name", "description"):
                texts = [part.get(field, ""), *(part.get(f"{field}_localizations") or {}).values()]
                size += max(map(len, texts))
            size += len(str(part.get("value", "")))
        assert size <= 4000


@pytest.mark.parametrize("locale", LOCALES)
async def test_who_has_discord_in_a_language_of_ours_reads_it(locale: str) -> None:
    language = locale.partition("-")[0]
    commands = await payload()
    told = [
        (part.get("description_localizations") or {}).get(locale) for part in parts(commands) if "value" not in part
    ]
    if language not in IN_ENGLISH:
        assert not any(told)
        return
    assert all(told)
    assert len({text for text in told if text}) == len(told)
    for command in commands:
        subcommands = [part for part in command["options"] if part["type"] == 1]
        for one in (command, *subcommands):
            assert one["description_localizations"][locale].endswith(IN_ENGLISH[language])


async def test_names_that_members_tell_each_other_are_the_same_in_every_language() -> None:
    commands = await payload()
    assert [command["name_localizations"] for command in commands] == [{}, {}]
    # Words that our texts, in whichever language, tell people to type.
    texts = "\n".join(path.read_text("utf-8") for path in HERE.glob("*/*.ftl"))
    hinted = set(re.findall(r"/bounceback (\w+)", texts))
    subcommands = {one["name"]: one for one in commands[1]["options"]}
    assert {"home", "privacy", "hired", "settings", ADMIN} <= hinted
    assert hinted <= subcommands.keys()
    assert {name: subcommands[name]["name_localizations"] for name in hinted} == {name: {} for name in hinted}
    # "/bounceback" alone is no command on Discord, so no text says that it is one.
    assert not re.findall(r"(?<![\w/])/bounceback(?! \w| \{)", re.sub(r"^#.*", "", texts, flags=re.MULTILINE))


async def test_every_language_has_every_text_and_no_other() -> None:
    def ids(language: str) -> set[str]:
        text = (HERE / language / "commands.ftl").read_text("utf-8")
        messages = [entry for entry in FluentParser().parse(text).body if isinstance(entry, Message)]
        return {entry.id.name for entry in messages}

    described = [part["name"] for part in parts(await payload()) if "value" not in part]
    assert ids("en") == {f"command-{name}" for name in described}
    assert {one for one in partly() if one != "en"} == IN_ENGLISH.keys()
    for language in IN_ENGLISH:
        assert ids(language) == ids("en") | {"stage"}


async def test_organisers_words_are_used_where_discord_takes_them(tmp_path: Path) -> None:
    changed(tmp_path, "en", f"command-help = {'What is this? ' * 20}")
    changed(tmp_path, "fr", "command-help = Quoi ?\n    .name = Au Secours")
    _, group = await payload(Words(tmp_path))
    help_ = next(one for one in group["options"] if one["name"] == "help")
    assert help_["description"].startswith("What is this?")
    assert len(help_["description"]) <= 100
    assert help_["description_localizations"]["fr"] == "Quoi ?"
    assert "fr" not in help_["name_localizations"]


# When Discord is told


async def test_told_at_the_first_start_and_again_only_after_a_change(
    server: ChangedDiscord, hosting: Hosting, tmp_path: Path
) -> None:
    async def start(words: Words, *, force: bool = False) -> bool:
        async with logged_in(server.token, server.api_base) as client:
            return await register(to_register(client, words), hosting, force=force)

    assert [await start(Words()), await start(Words())] == [True, False]
    assert len(server.asked(PUT)) == 1
    assert sorted(server.commands) == ["bounceback", "rejected"]
    changed(tmp_path, "en", "command-help = What is this?")
    other = Words(tmp_path)
    assert [await start(other), await start(other)] == [True, False]
    assert await start(other, force=True)
    assert len(server.asked(PUT)) == 3


async def test_two_applications_are_told_apart(server: ChangedDiscord, hosting: Hosting) -> None:
    async with logged_in(server.token, server.api_base) as client:
        assert await register(to_register(client, Words()), hosting)
    async with LocalDiscord() as other, logged_in(other.token, other.api_base) as client:
        assert await register(to_register(client, Words()), hosting)


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        (lambda server: server.refused.update({PUT: (400, 30034)}), "an application make 200 a day. Those from before"),
        (lambda server: server.faults.limit(PUT, retry_after=9000), "an application make 200 a day. Those from before"),
        (lambda server: server.refused.update({PUT: (400, 50035)}), "If you have a commands.ftl of your own"),
        (lambda server: server.refused.update({PUT: (403, 50001)}), "does not let the bot do that (403, code 50001)"),
        (lambda server: server.refused.update({PUT: (503, 0)}), "Discord has trouble of its own (503)"),
    ],
    ids=["too-many", "a-long-wait", "invalid", "forbidden", "trouble"],
)
async def test_a_refusal_is_one_line_and_tried_again(
    server: ChangedDiscord,
    hosting: Hosting,
    refuse: Callable[[ChangedDiscord], None],
    said: str,
    capsys: pytest.CaptureFixture[str],
    logs_put_back: None,
) -> None:
    refuse(server)
    async with logged_in(server.token, server.api_base) as client:
        commands = to_register(client, Words())
        with pytest.raises(DiscordError) as error:
            await register(commands, hosting)
        assert said in str(error.value)
        assert "\n" not in str(error.value)
        refuse(server)
        capsys.readouterr()
        await keep_registered(commands, hosting)
        told = capsys.readouterr().err.splitlines()
        assert told[-1].startswith("WARNING discord: the commands could not be registered; to see why, run:")
        server.refused.clear()
        server.faults.clear()
        assert await register(commands, hosting)


# What comes of a command


class Called:
    """Stands where the app answers: notes what is asked of it, and answers with the word."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.fails = False
        self.answers_first = False

    async def answer(self, interaction: discord.Interaction, word: str, args: Mapping[str, str]) -> None:
        self.asked.append((word, dict(args)))
        if self.answers_first or not self.fails:
            await interaction.response.send_message(f"you said {word}", ephemeral=True)
        if self.fails:
            raise ValueError("Acme, of all companies")


@pytest.fixture
async def called(server: ChangedDiscord, hosting: Hosting) -> AsyncIterator[Called]:
    made = Called()
    use_api_base(server.api_base)
    DiscordWebSocket.DEFAULT_GATEWAY = URL(server.gateway.url)
    async with _connected(server, hosting, made.answer):
        yield made


@asynccontextmanager
async def _connected(
    server: LocalDiscord,
    hosting: Hosting,
    answer: Callable[[discord.Interaction, str, Mapping[str, str]], Awaitable[None]],
) -> AsyncIterator[None]:
    async with discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05) as client:
        await login(client, server.token)
        await register(tree(client, answer, Words()), hosting)
        connection = asyncio.create_task(client.connect())
        try:
            async with asyncio.timeout(10):
                await client.wait_until_ready()
            yield
        finally:
            await client.close()
            connection.cancel()
            with suppress(asyncio.CancelledError):
                await connection


@pytest.mark.parametrize("word", SUBCOMMANDS)
async def test_a_word_is_answered(server: ChangedDiscord, called: Called, word: str) -> None:
    shown = await server.person("sam").command(f"bounceback {word}", guild=server.guild("Job seekers"))
    assert (called.asked, shown.text) == ([(word, {})], f"you said {word}")


async def test_a_no_is_answered_with_what_was_given(server: ChangedDiscord, called: Called) -> None:
    sam, guild = server.person("sam"), server.guild("Job seekers")
    await sam.command("rejected", guild=guild)
    await sam.command("rejected", options={"company": "Acme", "role": "Analyst", "stage": "form-letter"})
    given = {"company": "Acme", "role": "Analyst", "stage": "form-letter"}
    assert called.asked == [("rejected", {}), ("rejected", given)]


@pytest.mark.parametrize("old", ["bounceback circle", "bounce"])
async def test_a_command_of_an_old_registration_is_answered(server: ChangedDiscord, called: Called, old: str) -> None:
    circle = {"name": "circle", "description": "from before", "type": 1, "options": []}
    server.commands["bounceback"]["options"].append(circle)
    server.commands["bounce"] = server.commands["rejected"] | {"name": "bounce"}
    shown = await server.person("sam").command(old)
    name = old.rpartition(" ")[2]
    assert (called.asked, shown.text) == ([(name, {})], f"you said {name}")


@pytest.mark.parametrize("command", ["rejected", "bounceback home", f"bounceback {ADMIN}", "bounce"])
@pytest.mark.parametrize("answers_first", [False, True])
async def test_what_fails_is_one_line_without_words_and_the_member_is_told(
    server: ChangedDiscord,
    called: Called,
    command: str,
    answers_first: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.commands["bounce"] = server.commands["rejected"] | {"name": "bounce"}
    sam = server.person("sam")
    called.fails, called.answers_first = True, answers_first
    await sam.command(command)
    trouble = Words().of("en").text(Line("discord-trouble"), bare=True)
    await server.until(lambda: any(one.text == trouble for one in sam.ephemeral))
    assert capsys.readouterr().err == "ERROR discord: a command failed  error=ValueError\n"


async def test_nobody_is_told_where_discord_takes_no_answer_either(
    server: ChangedDiscord, called: Called, capsys: pytest.CaptureFixture[str]
) -> None:
    sam, told = server.person("sam"), "create_interaction_response"
    called.fails = True
    server.refused[told] = (404, 10062)
    server.patience = 0.2
    with pytest.raises(Unanswered):
        await sam.command("rejected")
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "ERROR discord: a command failed  error=ValueError",
        "WARNING discord: nor could its member be told  error=NotFound",
    ]
