"""Configuration: a TOML file, and the environment over it. Each mistake in one line with its remedy, never with a secret.

Any setting can come from the environment as ``BOUNCEBACK_<SECTION>__<NAME>``. Secrets come only from there, or from a
file that ``<NAME>_FILE`` names. All mistakes are gathered and raised at once.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from bot.settings import PREFIX, SECTIONS, SQLITE, Config, own_folder
from bot.store.place import Place, Postgres, is_postgres, same_database

__all__ = ["SECRETS", "Config", "ConfigError", "lacking", "many_workspaces", "place", "read_config", "secret"]

DEFAULT_FILE = Path("config.toml")
STORE_URL = "BOUNCEBACK_STORE_URL"
KEYS_URL = "BOUNCEBACK_KEYS_URL"
# Addresses that may hold a password, and where they stand.
URLS = {STORE_URL: "store", KEYS_URL: "keys"}
SECRETS = (
    "BOUNCEBACK_DISCORD_TOKEN",
    "BOUNCEBACK_SLACK_BOT_TOKEN",
    "BOUNCEBACK_SLACK_APP_TOKEN",
    "BOUNCEBACK_SLACK_SIGNING_SECRET",
    "BOUNCEBACK_SLACK_CLIENT_ID",
    "BOUNCEBACK_SLACK_CLIENT_SECRET",
)
SETTINGS = tuple(
    f"{PREFIX}{section}__{name}".upper() for section, model in SECTIONS.items() for name in model.model_fields
)
# What a setting is called in a config file by people who would put a secret there.
SECRET_NAMES = re.compile("token|secret|password|client_id", re.IGNORECASE)


class ConfigError(Exception):
    """The configuration cannot be used. One line for each mistake."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_config(file: Path | None = None) -> Config:
    """Read `file` (or ./config.toml where there is one) and the environment. Raises ConfigError."""
    chosen = file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    told = _toml(chosen) if chosen else {}
    where = str(chosen)
    environ = {name.upper(): value for name, value in os.environ.items() if value}
    problems = [*_misplaced(told, where), *_strange(environ)]
    for name in (*SECRETS, *URLS):
        try:
            found = secret(name, environ)
        except ConfigError as error:
            problems += error.problems
        else:
            if found and name in URLS and isinstance(told.setdefault(URLS[name], {}), dict):
                told[URLS[name]]["url"] = found.get_secret_value()
    config = None
    try:
        config = Config(**told)
    except ValidationError as error:
        problems += [
            _told(one["loc"], one["type"], one["input"], where, environ)
            for one in error.errors()
            # A variable that nothing reads was named above.
            if one["type"] != "extra_forbidden" or _variable(one["loc"]) not in environ
        ]
    except SettingsError:
        pass  # a whole section in one variable: it is among the problems already
    if config is not None:
        problems += _apart(config)
    if config is None or problems:
        raise ConfigError(*problems)
    return config


def place(config: Config) -> Place:
    """Where the store is."""
    if config.keys.url is None or not is_postgres(config.store.url):
        return config.store.path
    return Postgres(config.store.url, config.keys.url, config.keys.file or own_folder() / "master-key")


def _apart(config: Config) -> Iterator[str]:
    """A store in PostgreSQL has its keys in another database: copies of the one are then no copies of the other."""
    if is_postgres(config.store.url) and config.backup.dir is not None:
        yield "[backup] dir: copies a store in a file. Copy PostgreSQL with pg_dump, and leave it out."
    if not is_postgres(config.store.url):
        if config.keys.url is not None:
            yield "[keys] url: the store is a file, and its keys are beside it. Leave it out."
    elif config.keys.url is None:
        yield f"[keys] url: is not set, and the store is in PostgreSQL. Give another database for the keys, or set {KEYS_URL}."
    elif same_database(config.store.url, config.keys.url):
        yield "[keys] url: is the database of the store. Give the keys one of their own, so that no copy holds both."


def secret(name: str, environ: Mapping[str, str] = os.environ) -> SecretStr | None:
    """A secret from the environment, or from the file that ``<name>_FILE`` names. Raises ConfigError."""
    value, file = environ.get(name), environ.get(f"{name}_FILE")
    if value and file:
        raise ConfigError(f"{name}: is set, and so is {name}_FILE. Unset one of them.")
    if file:
        # Whoever gives the secret itself where a path belongs is not to find it in a log.
        where = f"{name}_FILE: {file if os.sep in file else _masked(file)}"
        try:
            value = Path(file).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise ConfigError(f"{where}: cannot be read ({reason}). Name a file that can, or unset it.") from None
        if not value:
            raise ConfigError(f"{where}: the file is empty. Put the value into it.")
    return SecretStr(value) if value else None


def many_workspaces() -> bool:
    """Whether Slack workspaces install the app by themselves: with an id and a secret of its own it gets its tokens then."""
    return bool(secret("BOUNCEBACK_SLACK_CLIENT_ID") and secret("BOUNCEBACK_SLACK_CLIENT_SECRET"))


def lacking(config: Config) -> list[str]:
    """What is enabled and lacks something it needs, such as a secret: a line each."""
    wanted = [("discord", "BOUNCEBACK_DISCORD_TOKEN")] if config.discord.enabled else []
    more = []
    if config.http.address is not None and config.http.address == config.metrics.address:
        more.append(
            "[metrics] listen: is the same as [http] listen, which others may reach. Give it a port of its own."
        )
    if config.slack.enabled:
        if not many_workspaces():
            wanted.append(("slack", "BOUNCEBACK_SLACK_BOT_TOKEN"))
        elif not config.slack.public_url:
            more.append(
                "[slack] public_url: is not set, and workspaces are to install the app by themselves. Set it to the "
                "https:// address under which the outside reaches [http] listen."
            )
        if config.http.address is None and (config.slack.mode == "http" or many_workspaces()):
            more.append("[http] listen: is off, and Slack is to reach the bot there. Give a HOST:PORT.")
        wanted.append(
            ("slack", f"BOUNCEBACK_SLACK_{'APP_TOKEN' if config.slack.mode == 'socket' else 'SIGNING_SECRET'}")
        )
    lines = [
        f"{name}: is not set, and [{section}] is enabled. Set it, or {name}_FILE to a file that holds it."
        for section, name in wanted
        if secret(name) is None
    ] + more
    if (folder := config.backup.dir) is not None and config.backup.keys_dir in (None, folder):
        lines.append("[backup] keys_dir: names no folder of its own. A copy that lies beside its keys is half open.")
    return lines


def _toml(file: Path) -> dict[str, Any]:
    raw = b""
    try:
        raw = file.read_bytes()
        told = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Give another with --config FILE.") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{file}: line {line} is not UTF-8 text. Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        # Only the place: what stands there may be a secret without its quotes.
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        at = f"line {found[1]} (column {found[2]})" if found else "the last line"
        raise ConfigError(
            f'{file}: {at} is not TOML. Write: name = "text", and numbers and true without quotes.'
        ) from None
    for section, name, start in (
        ("store", "url", SQLITE),
        ("content", "dir", ""),
        ("keys", "file", ""),
        ("backup", "dir", ""),
        ("backup", "keys_dir", ""),
    ):
        table = told.get(section)
        value = table.get(name) if isinstance(table, dict) else None
        if isinstance(value, str) and value.startswith(start) and value != start:
            rest = value.removeprefix(start)
            # Relative to the file, so that it means the same wherever the bot is started.
            told[section][name] = value if rest.startswith(("~", ":")) else f"{start}{file.parent / rest}"
    return told


def _misplaced(told: dict[str, Any], where: str) -> Iterator[str]:
    """Takes secrets out of what the file told, and says where they belong. They are never printed."""
    for variable, section in URLS.items():
        table = told.get(section)
        url = table.get("url") if isinstance(table, dict) else None
        if isinstance(url, str) and re.search(r"//[^/@\s]*:[^/@\s]+@", url):
            del told[section]["url"]
            yield (
                f"{where}: [{section}] url: a password does not belong in this file. "
                f"Set the address in the environment as {variable}."
            )
    tables = [(section, table) for section, table in told.items() if isinstance(table, dict)]
    for section, table in [*tables, ("", told)]:
        known = SECTIONS[section].model_fields if section in SECTIONS else SECTIONS
        for name in [name for name in table if name not in known and SECRET_NAMES.search(name)]:
            del table[name]
            exact = [one for one in SECRETS if one in (f"{PREFIX}{section}_{name}".upper(), f"{PREFIX}{name}".upper())]
            near = [one for one in SECRETS if one.startswith(f"{PREFIX}{section}".upper())]
            belongs = " or ".join((exact or near or SECRETS)[:3])
            setting = _masked(f"[{section}] {name}" if section else name)
            yield f"{where}: {setting}: a secret does not belong in this file. Set it in the environment as {belongs}."


def _strange(environ: Mapping[str, str]) -> Iterator[str]:
    """Variables that are meant for us and that nothing reads.

    Others are let be: an orchestrator sets names such as BOUNCEBACK_PORT_8080_TCP by itself.
    """
    known = [*SETTINGS, *(one for name in (*SECRETS, *URLS) for one in (name, f"{name}_FILE"))]
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in known:
            continue
        near = get_close_matches(variable.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], 1, 0.8)
        if variable.removeprefix(PREFIX).lower() in SECTIONS:
            one = next(one for one in SETTINGS if one.startswith(f"{variable}__"))
            yield f"{variable}: is a section, not a setting. Set one setting at a time, such as {one}."
        elif near or "__" in variable:
            remedy = f"Did you mean {PREFIX}{near[0]}?" if near else "Unset it."
            yield f"{variable}: there is no such setting. {remedy}"
    for url, section in URLS.items():
        setting = f"{PREFIX}{section}__URL".upper()
        if setting in environ and environ.keys() & {url, f"{url}_FILE"}:
            yield f"{setting}: is set, and so is {url}. Unset one of them."


def _told(at: tuple[int | str, ...], kind: str, value: object, where: str, environ: Mapping[str, str]) -> str:
    """One mistake: where, which setting, its value, and what to do."""
    section, name = str(at[0]), str(at[1]) if len(at) > 1 else ""
    place = f"{where}: {_masked(f'[{section}] {name}' if name else section)}"
    variables = [_variable(at)]
    for url, its_section in URLS.items():
        if (section, name) == (its_section, "url"):
            variables += [url, f"{url}_FILE"]
    place = next((one for one in variables if one in environ), place)
    if kind == "extra_forbidden":
        known = list(SECTIONS[section].model_fields if name else SECTIONS)
        near = get_close_matches(name or section, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
        return f"{place}: there is no such {'setting' if name else 'section'}. {hint}"
    if not name:
        return f"{place}: {_shown(value)} is no section. Write [{section}], and its settings below it."
    takes = SECTIONS[section].model_fields[name].description
    if isinstance(value, str) and name == "url" and not value.startswith("sqlite:"):
        # No more than the scheme: the rest of a database's address is where its password stands.
        scheme = _masked(value.partition("://")[0]) if "://" in value else "…"
        return f'{place}: "{scheme}://…" will not do. Write {takes}.'
    return f"{place}: {_shown(value)} will not do. Write {takes}."


def _variable(at: tuple[int | str, ...]) -> str:
    """The variable in which a setting could come."""
    return (PREFIX + "__".join(map(str, at))).upper()


def _shown(value: object) -> str:
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    return f'"{_masked(value)}"' if isinstance(value, str) else str(value).lower()


def _masked(text: str, most: int = 60) -> str:
    """Text as it goes into a line: on one line, not too long, and without what may be a secret in the wrong place."""
    text = re.sub(r"//[^/@\s]*@", "//…@", " ".join(text.split()))
    words = re.split(r"[/\s:=\"'\[\]]", text)
    if re.search(r"xox|xapp-", text, re.IGNORECASE) or any(map(_looks_secret, words)):
        return "…"
    return text if len(text) <= most else text[: most - 1] + "…"


def _looks_secret(word: str) -> bool:
    # Long, and with digits among its letters, as names of files and hosts seldom are.
    return len(word) >= 20 and any(map(str.isdigit, word)) and re.fullmatch(r"[\w.+-]+", word) is not None
