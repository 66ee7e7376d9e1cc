"""Configuration: a TOML file and the environment, read with pydantic-settings; each mistake in one line with its remedy.

Any setting can also come from the environment as ``BOUNCEBACK_<SECTION>__<NAME>``. Secrets come only from there, or from a file
named by ``<NAME>_FILE``.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

DEFAULT_FILE = Path("config.toml")
PREFIX = "BOUNCEBACK_"
STORE_URL = "BOUNCEBACK_STORE_URL"
SECRETS = (
    "BOUNCEBACK_DISCORD_TOKEN",
    "BOUNCEBACK_SLACK_BOT_TOKEN",
    "BOUNCEBACK_SLACK_APP_TOKEN",
    "BOUNCEBACK_SLACK_SIGNING_SECRET",
    "BOUNCEBACK_SLACK_CLIENT_ID",
    "BOUNCEBACK_SLACK_CLIENT_SECRET",
)
MASKED = "********"
# What a setting is called in a config file by people who would put a secret there.
SECRET_NAMES = ("token", "secret", "password", "client_id", "key")


class ConfigError(Exception):
    """The configuration cannot be used. One line for each mistake."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def default_store() -> str:
    """Where the store is when nothing is said: in the user's own data folder."""
    return f"sqlite:///{Path(platformdirs.user_data_dir('bounceback', appauthor=False)) / 'bounceback.db'}"


class Store(Section):
    url: str = Field(default_factory=default_store)

    @field_validator("url")
    @classmethod
    def _sqlite(cls, url: str) -> str:
        if not url.startswith("sqlite:///") or url == "sqlite:///":
            raise ValueError("this version keeps its store in SQLite. Write sqlite:///path/to/bounceback.db")
        return url

    @property
    def path(self) -> Path:
        """The file that the URL names. Three slashes before a relative path, four before an absolute one."""
        return Path(self.url.removeprefix("sqlite:///")).expanduser()


class Content(Section):
    dir: Path | None = None

    @field_validator("dir")
    @classmethod
    def _folder(cls, folder: Path | None) -> Path | None:
        if folder is None:
            return None
        folder = folder.expanduser()
        if not folder.is_dir():
            raise ValueError("there is no such folder. Make it, or leave the setting out")
        return folder


class Nudges(Section):
    enabled: bool = True
    sweep_seconds: int = Field(default=30, ge=1, le=3600)


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("that is no address. Write one that begins with https://")
    return url


class Discord(Section):
    enabled: bool = False
    api_base: str = "https://discord.com/api/v10"
    _check = field_validator("api_base")(_checked_url)


class Slack(Section):
    enabled: bool = False
    mode: Literal["socket", "http"] = "socket"
    api_base: str = "https://slack.com/api/"
    _check = field_validator("api_base")(_checked_url)


class Http(Section):
    listen: str = "127.0.0.1:8080"

    @field_validator("listen")
    @classmethod
    def _address(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("that is no host and port. Write it like 127.0.0.1:8080")
        return listen


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"


class Config(BaseSettings):
    """All settings. Secrets are no part of it: see `secret`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", hide_input_in_errors=True
    )

    store: Store = Field(default_factory=Store)
    content: Content = Field(default_factory=Content)
    nudges: Nudges = Field(default_factory=Nudges)
    discord: Discord = Field(default_factory=Discord)
    slack: Slack = Field(default_factory=Slack)
    http: Http = Field(default_factory=Http)
    log: Log = Field(default_factory=Log)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # What the file says comes in as init settings; the environment wins over it.
        return EnvSettingsSource(settings_cls), init_settings


def read_config(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read `file` (or ./config.toml where there is one) and the environment. Raises ConfigError."""
    chosen = file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    told = _toml(chosen) if chosen else {}
    where = str(chosen) if chosen else "environment"
    if problems := _misplaced(told, where):
        raise ConfigError(*problems)
    if url := secret(STORE_URL, environ):
        store = told.get("store")
        told = {**told, "store": {**(store if isinstance(store, dict) else {}), "url": url.get_secret_value()}}
    try:
        return Config(**told)
    except ValidationError as error:
        raise ConfigError(*(_told(one, told, where, environ) for one in error.errors())) from None


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}. Compare with config.example.toml.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}. Give another with --config FILE.") from None


def _misplaced(told: Mapping[str, Any], where: str) -> list[str]:
    """Secrets that stand in the file. They are never printed."""
    return [
        f"{where}: {section}.{name} = {MASKED}: secrets do not belong in this file. "
        f"Set {PREFIX}{section.upper()}_{name.upper()} in the environment, or {PREFIX}{section.upper()}_{name.upper()}_FILE."
        for section, settings in told.items()
        if isinstance(settings, dict)
        for name in settings
        if any(word in name.lower() for word in SECRET_NAMES)
    ]


def _told(error: Any, told: Mapping[str, Any], where: str, environ: Mapping[str, str]) -> str:
    """One mistake: where, which setting, its value, what is wrong, and what to do."""
    names = [str(part) for part in error["loc"]]
    setting = ".".join(names)
    if error["type"] == "extra_forbidden":
        known = _names(names[:-1])
        near = difflib.get_close_matches(names[-1], known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
        return f"{where}: {setting}: there is no such setting. {hint}"
    variable = PREFIX + "__".join(name.upper() for name in names)
    found: Any = environ.get(variable)
    place = variable if found is not None else where
    if found is None:
        found = told
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
    reason = error["msg"].removeprefix("Value error, ")
    reason = reason[0].lower() + reason[1:]
    return f"{place}: {setting} = {found!r}: {reason}. config.example.toml shows what it takes."


def _names(path: list[str]) -> list[str]:
    model: Any = Config
    for name in path:
        model = model.model_fields[name].annotation
    return list(model.model_fields)


def secret(name: str, environ: Mapping[str, str] = os.environ) -> SecretStr | None:
    """A secret from the environment, or from the file that ``<name>_FILE`` names. Raises ConfigError."""
    value, file = environ.get(name), environ.get(f"{name}_FILE")
    if value and file:
        raise ConfigError(f"{name} and {name}_FILE are both set. Keep one of them.")
    if file:
        try:
            value = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise ConfigError(f"{name}_FILE = {file}: cannot be read: {reason}. Check the path.") from None
        if not value:
            raise ConfigError(f"{name}_FILE = {file}: the file is empty. Put the secret in it.")
    return SecretStr(value) if value else None
