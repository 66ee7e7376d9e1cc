"""Settings from files and the environment, and what is said about each mistake."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from bot.config import SECRETS, SETTINGS, Config, ConfigError, lacking, place, read_config, secret
from bot.settings import SECTIONS
from bot.store.place import Postgres

EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"
# Shaped like the real ones.
DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
SLACK = "-".join(("xoxb", "17653672481", "19874698323", "pdFZKVeTuE8sk7oOcHrzqqgy"))
ELSEWHERE = "a secret does not belong in this file. Set it in the environment as"
ONE_BY_ONE = "is a section, not a setting. Set one setting at a time, such as"
ANOTHER = "Name a file that can, or unset it."
NO_FILE = f"cannot be read (No such file or directory). {ANOTHER}"
STORE_TAKES = "Write sqlite:///FILE, sqlite:////FILE from the top, sqlite:///~/FILE, or postgresql://HOST/DATABASE."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and an environment that says nothing."""
    for name in [name for name in os.environ if name.startswith("BOUNCEBACK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(file: Path | None = None) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read_config(file)
    assert str(raised.value).splitlines() == list(raised.value.problems)
    return list(raised.value.problems)


def written(text: str | bytes, name: str = "config.toml") -> Path:
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_a_file_and_with_an_empty_one_there_are_the_defaults() -> None:
    assert read_config() == Config() == read_config(written("", "empty.toml"))


def test_the_example_is_the_defaults_and_names_every_setting() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert read_config(EXAMPLE) == Config()
    # What has no default to write down stands in a comment, as it would be written.
    whole = tomllib.loads(re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE))
    assert {section: set(model.model_fields) for section, model in SECTIONS.items()} == {
        section: set(table) for section, table in whole.items()
    }
    assert [name for name in (*SECRETS, "BOUNCEBACK_STORE_URL") if name not in text] == []


def test_config_toml_is_read_where_it_is_there_and_another_where_it_is_named() -> None:
    written("[nudges]\nsweep_seconds = 60")
    other = written("[nudges]\nsweep_seconds = 90", "other.toml")
    assert (read_config().nudges.sweep_seconds, read_config(other).nudges.sweep_seconds) == (60, 90)


def test_the_environment_wins_setting_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    written('[slack]\nenabled = true\nmode = "http"')
    monkeypatch.setenv("BOUNCEBACK_SLACK__MODE", "socket")
    monkeypatch.setenv("BOUNCEBACK_LOG__LEVEL", "debug")
    monkeypatch.setenv("BOUNCEBACK_HTTP__LISTEN", "")  # counts as unset
    config = read_config()
    assert (config.slack.enabled, config.slack.mode, config.log.level) == (True, "socket", "DEBUG")
    assert config.http.listen == "127.0.0.1:8080"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/here.db", Path("conf/data/here.db")),
        ("sqlite:////srv/here.db", Path("/srv/here.db")),
        ("sqlite:///~/here.db", Path("~/here.db").expanduser()),
    ],
)
def test_a_store_in_the_file_is_relative_to_the_file(folder: Path, url: str, path: Path) -> None:
    Path("conf").mkdir()
    assert read_config(written(f'store.url = "{url}"', "conf/b.toml")).store.path == path


def test_a_store_url_of_its_own_wins(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    written('store.url = "sqlite:///a.db"')
    monkeypatch.setenv("BOUNCEBACK_STORE_URL", "sqlite:///b.db")
    assert read_config().store.path == Path("b.db")
    monkeypatch.delenv("BOUNCEBACK_STORE_URL")
    monkeypatch.setenv("BOUNCEBACK_STORE_URL_FILE", str(folder / "url"))
    written("sqlite:///c.db\n", "url")
    assert read_config().store.path == Path("c.db")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[stor]\nurl = 1", "stor: there is no such section. Did you mean store?"),
        (
            "zzz = 1",
            "zzz: there is no such section. Known here: store, keys, retention, backup, content, "
            "nudges, discord, slack, http, metrics, log.",
        ),
        ("store = 3", "store: 3 is no section. Write [store], and its settings below it."),
        ("[slack]\nenabld = true", "[slack] enabld: there is no such setting. Did you mean enabled?"),
        ("[log]\nq = 1", "[log] q: there is no such setting. Known here: level, format."),
        ('[slack]\nmode = "sokcet"', '[slack] mode: "sokcet" will not do. Write "socket" or "http".'),
        ('[nudges]\nenabled = "perhaps"', '[nudges] enabled: "perhaps" will not do. Write true or false.'),
        ("[nudges]\nsweep_seconds = 0", "[nudges] sweep_seconds: 0 will not do. Write a whole number from 1 to 3600."),
        (
            "[nudges]\nsweep_seconds = [1]",
            "[nudges] sweep_seconds: a list will not do. Write a whole number from 1 to 3600.",
        ),
        (
            "[http.listen]\nx = 1",
            '[http] listen: a table will not do. Write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, or "off".',
        ),
        (
            '[http]\nlisten = "8080"',
            '[http] listen: "8080" will not do. Write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, or "off".',
        ),
        ("[log]\nlevel = 3", '[log] level: 3 will not do. Write "DEBUG", "INFO", "WARNING" or "ERROR".'),
        (
            '[discord]\napi_base = "discord.com"',
            '[discord] api_base: "discord.com" will not do. Write an address that begins with https://.',
        ),
        (
            '[content]\ndir = "nowhere"',
            '[content] dir: "nowhere" will not do. Write the path of a folder that is there.',
        ),
        ('[store]\nurl = "sqlite:a.db"', f'[store] url: "sqlite:a.db" will not do. {STORE_TAKES}'),
        ('[store]\nurl = "sqlite:///:memory:"', f'[store] url: "sqlite:///:memory:" will not do. {STORE_TAKES}'),
        (
            '[store]\nurl = "sqlite:///~nobody-at-all/a"',
            f'[store] url: "sqlite:///~nobody-at-all/a" will not do. {STORE_TAKES}',
        ),
        (
            '[store]\nurl = "postgresql://me:hunter2@host/db"',
            "[store] url: a password does not belong in this file. Set the address in the environment as"
            " BOUNCEBACK_STORE_URL.",
        ),
        (
            '[keys]\nurl = "postgresql://me:hunter2@host/db"',
            "[keys] url: a password does not belong in this file. Set the address in the environment as"
            " BOUNCEBACK_KEYS_URL.",
        ),
        ('[store]\nurl = "mysql://host/db"', f'[store] url: "mysql://…" will not do. {STORE_TAKES}'),
        ('[store]\nurl = "postgresql://host"', f'[store] url: "postgresql://…" will not do. {STORE_TAKES}'),
        (
            '[keys]\nurl = "sqlite:///a"',
            '[keys] url: "sqlite:///a" will not do. Write postgresql://HOST/DATABASE where the store is in PostgreSQL,'
            " or leave it out.",
        ),
        ('[discord]\ntoken = "hunter2"', f"[discord] token: {ELSEWHERE} BOUNCEBACK_DISCORD_TOKEN."),
        ('slack_app_token = "hunter2"', f"slack_app_token: {ELSEWHERE} BOUNCEBACK_SLACK_APP_TOKEN."),
        ("[store", 'the last line is not TOML. Write: name = "text", and numbers and true without quotes.'),
        (
            f"[slack]\nmode = {SLACK}",
            'line 2 (column 8) is not TOML. Write: name = "text", and numbers and true without quotes.',
        ),
        (b"[store]\n\xff", "line 2 is not UTF-8 text. Save the file as UTF-8."),
    ],
)
def test_each_mistake_in_the_file_is_one_line(text: str | bytes, line: str) -> None:
    said = lines(written(text, "my.toml"))
    assert said == [f"my.toml: {line}"]
    assert "hunter2" not in said[0]


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        (
            {"SLACK__MOD": "http"},
            "BOUNCEBACK_SLACK__MOD: there is no such setting. Did you mean BOUNCEBACK_SLACK__MODE?",
        ),
        ({"Q__Q": "1"}, "BOUNCEBACK_Q__Q: there is no such setting. Unset it."),
        (
            {"DISCORD_TOKN": "x"},
            "BOUNCEBACK_DISCORD_TOKN: there is no such setting. Did you mean BOUNCEBACK_DISCORD_TOKEN?",
        ),
        ({"SLACK": "http"}, f"BOUNCEBACK_SLACK: {ONE_BY_ONE} BOUNCEBACK_SLACK__ENABLED."),
        ({"SLACK": '{"mode": "http"}'}, f"BOUNCEBACK_SLACK: {ONE_BY_ONE} BOUNCEBACK_SLACK__ENABLED."),
        ({"SLACK__MODE": "sokcet"}, 'BOUNCEBACK_SLACK__MODE: "sokcet" will not do. Write "socket" or "http".'),
        (
            {"STORE_URL": "mysql://me:hunter2@host/db"},
            f'BOUNCEBACK_STORE_URL: "mysql://…" will not do. {STORE_TAKES}',
        ),
        (
            {"STORE_URL": "sqlite:///a", "STORE__URL": "sqlite:///b"},
            "BOUNCEBACK_STORE__URL: is set, and so is BOUNCEBACK_STORE_URL. Unset one of them.",
        ),
        (
            {"DISCORD_TOKEN": "x", "DISCORD_TOKEN_FILE": "/x"},
            "BOUNCEBACK_DISCORD_TOKEN: is set, and so is BOUNCEBACK_DISCORD_TOKEN_FILE. Unset one of them.",
        ),
        ({"SLACK_BOT_TOKEN_FILE": "/no/where"}, f"BOUNCEBACK_SLACK_BOT_TOKEN_FILE: /no/where: {NO_FILE}"),
        ({"DISCORD_TOKEN_FILE": "/"}, f"BOUNCEBACK_DISCORD_TOKEN_FILE: /: cannot be read (Is a directory). {ANOTHER}"),
        ({"DISCORD_TOKEN_FILE": DISCORD}, f"BOUNCEBACK_DISCORD_TOKEN_FILE: …: {NO_FILE}"),
        (
            {"DISCORD_TOKEN_FILE": os.devnull},
            "BOUNCEBACK_DISCORD_TOKEN_FILE: /dev/null: the file is empty. Put the value into it.",
        ),
    ],
)
def test_each_mistake_in_the_environment_is_one_line(
    variables: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"BOUNCEBACK_{name}", value)
    assert lines() == [line]


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUNCEBACK_LOG__LEVEL", "loud")
    monkeypatch.setenv("BOUNCEBACK_DISCORD_TOKEN_FILE", "/no/where")
    written('[slack]\nmode = "x"\nbot_token = "hunter2"\n[nudges]\nenabled = 7')
    assert [line.split(": ")[:2] for line in lines()] == [
        ["config.toml", "[slack] bot_token"],
        ["BOUNCEBACK_DISCORD_TOKEN_FILE", "/no/where"],
        ["config.toml", "[nudges] enabled"],
        ["config.toml", "[slack] mode"],
        ["BOUNCEBACK_LOG__LEVEL", '"LOUD" will not do. Write "DEBUG", "INFO", "WARNING" or "ERROR".'],
    ]


@pytest.mark.parametrize("token", [DISCORD, SLACK, SLACK.replace("xoxb", "xapp"), "8f742231b10e8888abcd99yyyzzz85a5"])
@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "BOUNCEBACK_KEYS__FILE"])
def test_a_secret_in_the_wrong_place_is_not_printed(name: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    section, key = name.removeprefix("BOUNCEBACK_").lower().split("__")
    file = written(f'[{section}]\n{key} = "{token}"', "my.toml")
    assert token[:8] not in "".join(lines(file))
    monkeypatch.setenv(name, token)
    assert token[:8] not in "".join(lines())


def test_a_file_that_cannot_be_read_is_one_line(folder: Path) -> None:
    assert lines(Path("no.toml")) == [
        "no.toml: cannot be read (No such file or directory). Give another with --config FILE."
    ]
    assert lines(folder) == [f"{folder}: cannot be read (Is a directory). Give another with --config FILE."]


def test_names_that_others_set_are_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    # As Kubernetes does for a service that is called bounceback.
    monkeypatch.setenv("BOUNCEBACK_PORT_8080_TCP", "tcp://10.0.0.1:8080")
    monkeypatch.setenv("BOUNCEBACK_SERVICE_HOST", "10.0.0.1")
    assert read_config() == Config()


def test_a_secret_comes_from_a_file_without_its_last_newline(monkeypatch: pytest.MonkeyPatch) -> None:
    written("hunter2\n", "token")
    monkeypatch.setenv("BOUNCEBACK_DISCORD_TOKEN_FILE", "token")
    found = secret("BOUNCEBACK_DISCORD_TOKEN")
    assert found is not None
    assert found.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(found)


def test_what_is_enabled_needs_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    written("discord.enabled = true\nslack.enabled = true")
    end = "is not set, and [{}] is enabled. Set it, or {}_FILE to a file that holds it."
    assert lacking(read_config()) == [
        f"{name}: {end.format(section, name)}"
        for section, name in (
            ("discord", "BOUNCEBACK_DISCORD_TOKEN"),
            ("slack", "BOUNCEBACK_SLACK_BOT_TOKEN"),
            ("slack", "BOUNCEBACK_SLACK_APP_TOKEN"),
        )
    ]
    for name in ("DISCORD_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(f"BOUNCEBACK_{name}", "x")
    monkeypatch.setenv("BOUNCEBACK_SLACK__MODE", "http")
    assert [line.partition(": ")[0] for line in lacking(read_config())] == ["[slack] public_url"]
    monkeypatch.setenv("BOUNCEBACK_SLACK__PUBLIC_URL", "https://bounceback.example")
    assert lacking(read_config()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[store]\nurl = "postgresql://host/bot"',
            "[keys] url: is not set, and the store is in PostgreSQL. Give another database for the keys,"
            " or set BOUNCEBACK_KEYS_URL.",
        ),
        (
            '[store]\nurl = "postgresql://me@host/bot"\n[keys]\nurl = "postgresql://host/bot"',
            "[keys] url: is the database of the store. Give the keys one of their own, so that no copy holds both.",
        ),
        (
            '[keys]\nurl = "postgresql://host/keys"',
            "[keys] url: the store is a file, and its keys are beside it. Leave it out.",
        ),
    ],
)
def test_a_store_in_postgresql_has_its_keys_in_another_database(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(written(text))
    assert caught.value.problems == (said,)


def test_where_a_store_in_postgresql_is() -> None:
    file = written('[store]\nurl = "postgresql://host/bot"\n[keys]\nurl = "postgresql://host/keys"\nfile = "master"')
    assert place(read_config(file)) == Postgres("postgresql://host/bot", "postgresql://host/keys", Path("master"))


@pytest.mark.parametrize("keys", ["", '\nkeys_dir = "copies"'])
def test_backups_and_their_keys_lie_apart(keys: str) -> None:
    Path("copies").mkdir()
    told = [line.partition(":")[0] for line in lacking(read_config(written(f'[backup]\ndir = "copies"{keys}')))]
    assert told == ["[backup] keys_dir"]
