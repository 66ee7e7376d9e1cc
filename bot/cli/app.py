"""The commands. What a command needs is imported when it runs, so that each starts as quickly as it can."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import VERSION, logs

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store.place import Place

app = typer.Typer(
    name="bounceback",
    help="A peer-support bot for people who were turned down for a job.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
config_commands = typer.Typer(help="Look at the configuration.", no_args_is_help=True, rich_markup_mode=None)
nudge_commands = typer.Typer(
    help="Look at the check-ins, and try them again.", no_args_is_help=True, rich_markup_mode=None
)
store_commands = typer.Typer(help="Look after the store.", no_args_is_help=True, rich_markup_mode=None)
key_commands = typer.Typer(
    help="Look after the keys that text is sealed with.", no_args_is_help=True, rich_markup_mode=None
)
safety_commands = typer.Typer(help="Try what listens for distress.", no_args_is_help=True, rich_markup_mode=None)
helpline_commands = typer.Typer(help="Look after the helplines.", no_args_is_help=True, rich_markup_mode=None)
discord_commands = typer.Typer(help="Bring the bot to Discord.", no_args_is_help=True, rich_markup_mode=None)
slack_commands = typer.Typer(help="Bring the bot to Slack.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(config_commands, name="config")
app.add_typer(nudge_commands, name="nudges")
app.add_typer(store_commands, name="store")
app.add_typer(key_commands, name="keys")
app.add_typer(safety_commands, name="safety")
app.add_typer(helpline_commands, name="helplines")
app.add_typer(discord_commands, name="discord")
app.add_typer(slack_commands, name="slack")

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Read this config file.")]
Database = Annotated[Path | None, typer.Option("--db", metavar="FILE", help="Keep the data in this file.")]


def main() -> NoReturn:
    """Run a command. What it cannot do is a line on standard error; a fault of ours, its trace too. Exit code 1 for both."""
    logs.configure()
    try:
        code = app(standalone_mode=False, prog_name="bounceback")
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except typer.Exit as stopped:
        sys.exit(stopped.exit_code)
    except Exception as error:  # noqa: BLE001 - nothing may be left to Python, which prints an error's own words
        if (usage := getattr(error, "show", None)) is not None:
            usage()
            sys.exit(getattr(error, "exit_code", 2))
        from bot.cli.failures import told

        lines = told(error)
        if lines is None:
            logs.fault(error)
        else:
            _say(lines)
        sys.exit(1)
    sys.exit(code or 0)


def _say(text: str) -> None:
    for line in text.splitlines():
        sys.stderr.write(f"bounceback: {line}\n")


def _config(file: Path | None) -> Config:
    # pydantic alone takes longer to import than all that --version or the demo needs.
    from bot.config import read_config

    config = read_config(file)
    logs.configure(config.log.level, config.log.format)
    return config


def _place(config: Config, database: Path | None) -> Place:
    from bot.config import place

    found = database.expanduser() if database else place(config)
    if isinstance(found, Path) and found.is_dir():
        from bot.store.errors import StoreError

        raise StoreError(f"{found} is a folder. Give a file with --db FILE.")
    return found


def _path(config: Config, database: Path | None, otherwise: str) -> Path:
    """The store where it has to be a file. `otherwise` says what to do where it is not."""
    found = _place(config, database)
    if not isinstance(found, Path):
        from bot.store.errors import StoreError

        raise StoreError(f"{found} is in PostgreSQL: {otherwise}")
    return found


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bounceback {VERSION}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def chat(
    config: ConfigFile = None,
    db: Database = None,
    demo: Annotated[bool, typer.Option("--demo", help="Keep nothing, and let /later move the clock.")] = False,
    name: Annotated[str, typer.Option("--name", help="What others would see you as.")] = "You",
    seat: Annotated[str | None, typer.Option("--as", help="Be another member of your community, by name.")] = None,
) -> None:
    """Talk to Bounceback here in the terminal. No token, no network."""
    if demo and db:
        raise typer.BadParameter("--demo keeps nothing, so it takes no --db.")
    if demo and config is None:
        # What stands in this folder or in the environment is for the bot that keeps things.
        from bot.cli import chat as chats

        _check_seat(seat)
        raise typer.Exit(chats.run(chats.demo(None, name, seat=seat)))
    settings = _config(config)
    from bot.cli import chat as chats

    _check_seat(seat)
    if demo:
        raise typer.Exit(chats.run(chats.demo(settings.content.dir, name, seat=seat)))
    path = _path(settings, db, "talk to a file, with --db FILE.")
    raise typer.Exit(chats.run(chats.chat(settings, path, name, seat)))


def _check_seat(name: str | None) -> None:
    from bot.cli import chat as chats

    if name is not None and not chats.can_sit_down(name):
        raise typer.BadParameter(
            "a name has 1 to 50 characters, at least one of them a letter or a number.", param_hint="--as"
        )


@app.command()
def run(config: ConfigFile = None, db: Database = None) -> None:
    """Start what the config enables."""
    settings = _config(config)
    enabled = [name for name in ("discord", "slack") if getattr(settings, name).enabled]
    if not enabled:
        _say(
            "nothing is enabled: set enabled = true under [discord] or [slack] in config.toml, or try: bounceback chat"
        )
        raise typer.Exit(1)
    from bot.cli.allocator import frugal
    from bot.cli.serve import serve

    frugal()
    asyncio.run(serve(settings, _place(settings, db)))


@app.command()
def doctor(config: ConfigFile = None, db: Database = None) -> None:
    """See whether everything is right, here and on the platforms, and what to do where it is not."""
    from bot.cli import doctor as examined
    from bot.config import ConfigError

    try:
        settings = _config(config)
    except ConfigError as error:
        examined.unreadable(error)
        raise typer.Exit(1) from None
    raise typer.Exit(0 if asyncio.run(examined.doctor(settings, _place(settings, db))) else 1)


@app.command()
def storyboard(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Write the page into this folder.")],
    config: ConfigFile = None,
) -> None:
    """Write one page with every screen of every flow, to read and to review."""
    settings = _config(config)
    from bot.cli.stories import write

    typer.echo(str(write(settings.content.dir, out)))


@config_commands.command("check")
def config_check(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None, config: ConfigFile = None
) -> None:
    """Check a config file, and the content and words that it names."""
    settings = _config(file or config)
    from bot.cli.checks import check

    good, problems = check(settings, _place(settings, None))
    for line in good:
        typer.echo(line)
    _say("\n".join(problems))
    raise typer.Exit(1 if problems else 0)


@nudge_commands.command("list")
def nudges_list(
    config: ConfigFile = None,
    db: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """List the check-ins: what kind, when due, in which state. Never what they say."""
    settings = _config(config)
    from bot.cli.tending import listed

    asyncio.run(listed(_place(settings, db), as_json=as_json))


@nudge_commands.command("retry")
def nudges_retry(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="As bounceback nudges list has them.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that were given up.")] = False,
    config: ConfigFile = None,
    db: Database = None,
) -> None:
    """Try again what failed or could not be delivered, as long as it still makes sense. Also while the bot is running."""
    if bool(ids) == failed:
        raise typer.BadParameter("give one ID or more, or --failed.")
    settings = _config(config)
    from bot.cli.tending import retried

    good, bad = asyncio.run(retried(_place(settings, db), None if failed else ids))
    for line in good:
        typer.echo(line)
    if failed and not good and not bad:
        typer.echo("none failed")
    _say("\n".join(bad))
    raise typer.Exit(1 if bad else 0)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy.")],
    config: ConfigFile = None,
    db: Database = None,
) -> None:
    """Copy the store and its keys, also while the bot is running."""
    settings = _config(config)
    from bot.cli.tending import back_up

    path = _path(settings, db, "copy it with pg_dump, and the database of its keys apart. See docs/hosting-safely.md.")
    typer.echo(asyncio.run(back_up(path, file, settings.keys.file)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to bring back.")],
    config: ConfigFile = None,
    db: Database = None,
) -> None:
    """Bring back a copy. The store that was there is kept beside it."""
    settings = _config(config)
    from bot.cli.restoring import bring_back

    path = _path(settings, db, "bring its copy back with pg_restore. See docs/hosting-safely.md.")
    kept = bring_back(path, file, settings.keys.file)
    typer.echo(f"restored from {file}." + (f" What was there before is in {kept}." if kept else ""))


@store_commands.command("copy")
def store_copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to copy: sqlite:///FILE.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="The empty one: postgresql://HOST/DATABASE.")],
    keys: Annotated[
        str | None, typer.Option("--keys-to", metavar="URL", help="The database for its keys; otherwise [keys] url.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Copy a store with its keys into PostgreSQL, and compare the two. No bot may be running on either."""
    settings = _config(config)
    from bot.cli.moving import copy

    typer.echo(asyncio.run(copy(settings, source, target, keys)))


@key_commands.command("rotate")
def keys_rotate(config: ConfigFile = None, db: Database = None) -> None:
    """Change the master key. The bot must not be running."""
    settings = _config(config)
    from bot.cli.key_commands import rotate

    typer.echo(asyncio.run(rotate(_place(settings, db), settings.keys.file)))


@key_commands.command("check")
def keys_check(config: ConfigFile = None, db: Database = None) -> None:
    """See whether all that people wrote still opens. Nothing of it is shown."""
    settings = _config(config)
    from bot.cli.key_commands import check

    checked = asyncio.run(check(_place(settings, db), settings.keys.file))
    typer.echo(f"{checked.opened} fields open, {len(checked.problems)} do not")
    _say("\n".join(checked.problems))
    raise typer.Exit(1 if checked.problems else 0)


@safety_commands.command("check")
def safety_check() -> None:
    """Try the detector on messages of your own. Nothing is stored.

    Reads JSON lines from standard input, {"id": 1, "text": "...", "lang": "en"} ("lang" may be left out), and writes one
    for each: {"id", "level", "category", "about"}.
    """
    from bot.cli.safety_commands import check_lines, standard_input

    if sys.stdin.isatty():
        _say('waiting for JSON lines, such as {"id": 1, "text": "..."}; end with Ctrl-D')
    wrong = check_lines(standard_input(), sys.stdout)
    if wrong:
        _say(f'{wrong} {"line" if wrong == 1 else "lines"} could not be answered: look for "error"')
    raise typer.Exit(1 if wrong else 0)


@helpline_commands.command("check")
def helplines_check(config: ConfigFile = None) -> None:
    """List the helplines that nobody verified, or not for half a year."""
    settings = _config(config)
    from datetime import UTC, datetime

    from bot.cli.safety_commands import check_helplines

    checked = check_helplines(settings.content.dir, datetime.now(UTC).date())
    for line in checked.lines:
        typer.echo(line)
    _say(checked.summary)
    raise typer.Exit(1 if checked.lines else 0)


@discord_commands.command("invite")
def discord_invite(
    config: ConfigFile = None,
    application: Annotated[
        str | None, typer.Option("--app", metavar="ID", help="The application's id; otherwise Discord is asked.")
    ] = None,
) -> None:
    """Print the link that adds the bot to a server, and what it asks for."""
    if application is not None and not (application.isascii() and application.isdecimal()):
        raise typer.BadParameter("--app takes the application's id: only digits, as under General Information.")
    from bot.cli.discord_commands import application as ask
    from bot.cli.discord_commands import invitation

    typer.echo(invitation(application or asyncio.run(ask(_config(config)))))


@discord_commands.command("sync")
def discord_sync(config: ConfigFile = None, db: Database = None) -> None:
    """Tell Discord the commands now. The bot does so by itself where they changed."""
    settings = _config(config)
    from bot.cli.discord_commands import sync

    typer.echo(asyncio.run(sync(settings, _place(settings, db))))


@slack_commands.command("manifest")
def slack_manifest(
    config: ConfigFile = None,
    many: Annotated[bool, typer.Option("--many", help="For workspaces that install it by themselves.")] = False,
) -> None:
    """Print what Slack has to know of the app, as JSON, and a link that makes the app from it."""
    settings = _config(config)
    from bot.cli.slack_commands import described

    made, link = described(settings, many=many)
    typer.echo(made)
    _say(f"to make the app, open this where you are logged in to Slack:\n{link}")
