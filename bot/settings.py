"""The settings: their sections, names and defaults, and what each takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.logs.chosen import Form, Level
from bot.store.place import is_postgres

PREFIX = "BOUNCEBACK_"
SQLITE = "sqlite:///"

# A field's description says what it takes: it is the remedy in a mistake's line.
Switch = Annotated[bool, Field(description="true or false")]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+\S*$", description="an address that begins with https://")]


OFF = "off"
WHERE = f'HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, or "{OFF}"'


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def own_folder() -> Path:
    """The user's own data folder."""
    return Path(platformdirs.user_data_dir("bounceback", appauthor=False))


def default_store() -> str:
    """Where the store is when nothing is said."""
    return f"{SQLITE}{own_folder() / 'bounceback.db'}"


class Store(Section):
    url: str = Field(
        default_factory=default_store,
        description="sqlite:///FILE, sqlite:////FILE from the top, sqlite:///~/FILE, or postgresql://HOST/DATABASE",
    )

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        return _database(url) if is_postgres(url) else sqlite_url(url)

    @property
    def path(self) -> Path:
        """The file that the URL names. Three slashes before a relative path, four before an absolute one."""
        return _expanded(self.url.removeprefix(SQLITE))


def sqlite_url(url: str) -> str:
    if not url.startswith(SQLITE) or url.removeprefix(SQLITE) in ("", ":memory:"):
        raise ValueError
    _expanded(url.removeprefix(SQLITE))
    return url


def _database(url: str) -> str:
    parts = urlsplit(url)
    if len(parts.path) < 2 or parts.port == 0:  # a port that is no number raises by itself
        raise ValueError
    return url


class Keys(Section):
    file: Path | None = Field(default=None, description="the path of a file, or leave it out")
    url: str | None = Field(
        default=None, description="postgresql://HOST/DATABASE where the store is in PostgreSQL, or leave it out"
    )

    @field_validator("url")
    @classmethod
    def _postgres(cls, url: str | None) -> str | None:
        if url is not None and not is_postgres(url):
            raise ValueError
        return url if url is None else _database(url)

    @field_validator("file")
    @classmethod
    def _file(cls, file: Path | None) -> Path | None:
        if file is not None and (file := _expanded(file)).is_dir():
            raise ValueError
        return file


class Retention(Section):
    requests_days: int = Field(default=30, ge=1, le=30, description="a whole number from 1 to 30")
    idle_days: int = Field(default=180, ge=30, le=180, description="a whole number from 30 to 180")
    backups_days: int = Field(default=30, ge=1, le=30, description="a whole number from 1 to 30")


class Backup(Section):
    dir: Path | None = Field(default=None, description="the path of a folder that is there")
    keys_dir: Path | None = Field(default=None, description="the path of another folder that is there")
    every_hours: int = Field(default=24, ge=1, le=168, description="a whole number from 1 to 168")
    keep_days: int = Field(default=30, ge=1, le=30, description="a whole number from 1 to 30")

    @field_validator("dir", "keys_dir")
    @classmethod
    def _folder(cls, folder: Path | None) -> Path | None:
        # Not made where it is missing: it may be a disk that is not mounted.
        if folder is not None and not (folder := _expanded(folder)).is_dir():
            raise ValueError
        return folder


class Content(Section):
    dir: Path | None = Field(default=None, description="the path of a folder that is there")

    @field_validator("dir")
    @classmethod
    def _folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not (folder := _expanded(folder)).is_dir():
            raise ValueError
        return folder


class Nudges(Section):
    enabled: Switch = True
    sweep_seconds: int = Field(default=30, ge=1, le=3600, description="a whole number from 1 to 3600")


class Discord(Section):
    enabled: Switch = False
    api_base: Address = "https://discord.com/api/v10"
    shards: str | None = Field(default=None, description="FIRST-LAST/COUNT, such as 0-15/64, or leave it out")

    @field_validator("shards")
    @classmethod
    def _part(cls, shards: str | None) -> str | None:
        if shards is not None:
            found = re.fullmatch(r"(\d{1,5})-(\d{1,5})/(\d{1,5})", shards, re.ASCII)
            if found is None or not int(found[1]) <= int(found[2]) < int(found[3]):
                raise ValueError
        return shards

    @property
    def shard_ids(self) -> tuple[int, ...] | None:
        """The shards of this process; None where it has all of them."""
        if self.shards is None:
            return None
        first, last = self.shards.partition("/")[0].split("-")
        return tuple(range(int(first), int(last) + 1))

    @property
    def shard_count(self) -> int | None:
        """How many there are in all; None where Discord is asked."""
        return int(self.shards.partition("/")[2]) if self.shards else None


class Slack(Section):
    enabled: Switch = False
    mode: Literal["socket", "http"] = Field(default="socket", description='"socket" or "http"')
    api_base: Address = "https://slack.com/api/"
    authorize_url: Address = "https://slack.com/oauth/v2/authorize"
    public_url: str = Field(
        default="",
        description="an address that begins with https://, as the outside reaches [http] listen by it",
    )

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str) -> str:
        # Slack and browsers send secrets there. Only to this very machine may they go without TLS.
        if (
            re.fullmatch(
                r"(https://[\w.:\[\]-]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(/[\w./~-]*)?", url, re.ASCII
            )
            is None
        ):
            raise ValueError
        return url.rstrip("/")


class Listens(Section):
    """A place to listen. Who listens there is the section's name."""

    listen: str

    @field_validator("listen", check_fields=False)
    @classmethod
    def _address(cls, listen: str) -> str:
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})", listen, re.ASCII)
        if listen != OFF and (found is None or not 0 < int(found[2]) < 65536):
            raise ValueError
        return listen

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port. None where nobody is to listen."""
        if self.listen == OFF:
            return None
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class Http(Listens):
    listen: str = Field(default="127.0.0.1:8080", description=WHERE)


class Metrics(Listens):
    listen: str = Field(default="127.0.0.1:9464", description=WHERE)


class Log(Section):
    level: Level = Field(default="WARNING", description='"DEBUG", "INFO", "WARNING" or "ERROR"')
    format: Form = Field(default="text", description='"text" or "json"')

    @field_validator("level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level


class Config(BaseSettings):
    """All settings. Secrets are no part of it, so that nothing can print them."""

    # Empty counts as unset: it is what container tools make of a variable that nobody gave.
    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    store: Store = Field(default_factory=Store)
    keys: Keys = Field(default_factory=Keys)
    retention: Retention = Field(default_factory=Retention)
    backup: Backup = Field(default_factory=Backup)
    content: Content = Field(default_factory=Content)
    nudges: Nudges = Field(default_factory=Nudges)
    discord: Discord = Field(default_factory=Discord)
    slack: Slack = Field(default_factory=Slack)
    http: Http = Field(default_factory=Http)
    metrics: Metrics = Field(default_factory=Metrics)
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


SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Config.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def _expanded(path: str | Path) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:  # "~name", and nobody knows where that is
        raise ValueError from error
