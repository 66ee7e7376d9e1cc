"""The slash commands: made from the one table, in the language of whoever types, and registered when they changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, TranslationContextLocation, locale_str

from adapters.discord.rest import DiscordError, plainly
from bot.commands import REJECTED, WORDS
from bot.hosting import Hosting
from bot.lines import Line
from bot.logs import Log
from bot.questions import NAME
from bot.rows import Stage
from bot.words import DEFAULT, Words, shorten

Answer = Callable[[discord.Interaction, str, Mapping[str, str]], Awaitable[None]]
Callback = Callable[[discord.Interaction], Awaitable[None]]

# https://docs.discord.com/developers/interactions/application-commands, 2026. Lengths in characters.
DESCRIPTION = 100
# How it wants names of commands and options: also in lower case.
NAMED = re.compile(r"[-_'\w]{1,32}")
NAMES = frozenset(
    {
        TranslationContextLocation.command_name,
        TranslationContextLocation.group_name,
        TranslationContextLocation.parameter_name,
    }
)
# An application may make 200 commands a day.
TOO_MANY_MADE = 30034
# Seconds. Where those are used up, Discord may ask to wait for hours, and its library would.
PATIENCE = 60

log = Log("discord")


class Commands(app_commands.CommandTree[discord.Client]):
    """The tree of commands. What is not in it is answered too: a registration may be older than this version."""

    def __init__(self, client: discord.Client, answer: Answer, words: Words) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self._answer = answer
        self._words = words

    async def payload(self) -> list[dict[str, Any]]:
        """What Discord is told: every command in every language."""
        if self.translator is None:
            await self.set_translator(Translation(self._words))
        assert self.translator is not None, "it was set a line ago"  # noqa: S101
        return [await command.get_translated_payload(self, self.translator) for command in self.get_commands()]

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Answer what is no command any more. For a command that failed this is the last resort."""
        failed: BaseException = getattr(error, "original", error)
        if isinstance(error, app_commands.CommandNotFound):
            try:
                await self._answer(interaction, error.name, {})
                return
            except Exception as trouble:  # noqa: BLE001 - whatever it was, the member gets an answer
                failed = trouble
        log.error("a command failed", error=failed)
        text = self._words.of(str(interaction.locale)).text(Line("discord-trouble"), bare=True)
        say = interaction.followup.send if interaction.response.is_done() else interaction.response.send_message
        try:
            await say(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())
        except discord.HTTPException as refused:
            log.warning("nor could its member be told", error=refused)


class Translation(app_commands.Translator):
    """Words by Discord's locales: "es-ES" and "es-419" are Spanish. Where we lack a language, English stands."""

    def __init__(self, words: Words) -> None:
        self._words = words

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        line, tongue = string.extras.get("line"), self._words.near(locale.value)
        if line is None or tongue.language == DEFAULT or not tongue.has(line):
            return None
        text = shorten(tongue.text(Line(line), bare=True), DESCRIPTION)
        if context.location in NAMES and not (NAMED.fullmatch(text) and text == text.lower()):
            # An organiser wrote a name that Discord would refuse, and all other commands with it.
            return None
        return text


def tree(client: discord.Client, answer: Answer, words: Words) -> Commands:
    """The commands of `client`. `answer` is given a word of the table and its arguments."""
    made = Commands(client, answer, words)
    english = words.of(DEFAULT)

    def told(line: str) -> locale_str:
        return locale_str(shorten(english.text(Line(line), bare=True), DESCRIPTION), line=line)

    def named(name: str) -> locale_str:
        return locale_str(name, line=f"command-{name}.name")

    @app_commands.describe(**{name: told(f"command-{name}") for name in REJECTED.args})
    @app_commands.rename(**{name: named(name) for name in REJECTED.args})
    @app_commands.choices(stage=[Choice(name=told(f"stage.{stage}"), value=stage.value) for stage in Stage])
    async def rejected(
        interaction: discord.Interaction,
        company: Range[str, 1, NAME] | None = None,
        role: Range[str, 1, NAME] | None = None,
        stage: str | None = None,
    ) -> None:
        given = {"company": company, "role": role, "stage": stage}
        await answer(interaction, REJECTED.word, {name: text for name, text in given.items() if text})

    made.add_command(
        app_commands.Command(name=REJECTED.word, description=told(f"command-{REJECTED.word}"), callback=rejected)
    )
    group = app_commands.Group(name="bounceback", description=told("command-bounceback"))
    for one in WORDS:
        word = one.word
        group.add_command(_subcommand(named(word), told(f"command-{word}"), _says(word, answer)))
    made.add_command(group)
    return made


def to_register(client: discord.Client, words: Words) -> Commands:
    """The commands, to be told or compared, where nobody answers them: for a client without a gateway."""

    async def nobody(*_: object) -> None:
        raise AssertionError("no command comes without a gateway")

    return tree(client, nobody, words)


def _says(word: str, answer: Answer) -> Callback:
    return lambda interaction: answer(interaction, word, {})


def _subcommand(name: locale_str, description: locale_str, callback: Callback) -> app_commands.Command[Any, [], None]:
    async def run(interaction: discord.Interaction) -> None:
        await callback(interaction)

    return app_commands.Command(name=name, description=description, callback=run)


async def register(commands: Commands, hosting: Hosting | None, *, force: bool = False) -> bool:
    """Tell Discord the commands, if they are not what it was told last. Gives whether it was told. Raises DiscordError.

    The client is logged in. Without `hosting` nobody knows what Discord was told, so it is told again.
    """
    now, what = await digest(commands), told_as(commands.client)
    if hosting is not None and not force and await hosting.told(what) == now:
        return False
    try:
        with plainly():
            async with asyncio.timeout(PATIENCE):
                await commands.sync()
    except DiscordError as error:
        raise _not_registered(error) from error
    if hosting is not None:
        await hosting.tell(what, now)
    return True


async def keep_registered(commands: Commands, hosting: Hosting) -> None:
    """`register` as it is done at every start: where Discord refuses, those from before go on working."""
    try:
        await register(commands, hosting)
    except DiscordError as error:
        log.warning("the commands could not be registered; to see why, run: bounceback discord sync", error=error)


async def digest(commands: Commands) -> str:
    """A hash that changes when what Discord is to be told does."""
    payload = json.dumps(await commands.payload(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(payload.encode()).hexdigest()


def told_as(client: discord.Client) -> str:
    """Under which name `Hosting` keeps that hash."""
    return f"commands:{client.application_id}"


def _not_registered(error: DiscordError) -> DiscordError:
    refused = error.__cause__
    code = refused.code if isinstance(refused, discord.HTTPException) else None
    if code == TOO_MANY_MADE or isinstance(refused, discord.RateLimited | TimeoutError):
        return DiscordError(
            "Discord takes no commands just now; it lets an application make 200 a day. Those from before still work. "
            "Try again later."
        )
    if isinstance(refused, app_commands.CommandSyncFailure):
        return DiscordError(
            f"Discord refuses the commands ({refused.status}, code {code}). If you have a commands.ftl of your own, "
            "look there first. Those from before still work."
        )
    return error
