"""What the commands say and how they end, up to the first line of what they start."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import VERSION
from bot.cli import stories
from bot.flows import BY_NAME

from .conftest import Run

Start = Callable[..., subprocess.Popen[str]]
COMMANDS = ("chat", "run", "storyboard", "config", "nudges", "backup", "restore")


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out == f"bounceback {VERSION}\n"


def test_help_names_each_command(run: Run) -> None:
    ran = run("--help")
    assert [command for command in COMMANDS if command not in ran.out] == []
    assert ran.code == 0


@pytest.mark.parametrize("arguments", [(command, "--help") for command in COMMANDS], ids=" ".join)
def test_help_fits_a_screen(arguments: tuple[str, ...], run: Run) -> None:
    ran = run(*arguments)
    assert ran.code == 0
    assert 3 < len(ran.out.splitlines()) < 24


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("chatt",), "No such command 'chatt'. Did you mean 'chat'?"),
        (("chat", "--dmo"), "No such option: --dmo"),
        (("backup",), "Missing argument 'FILE'"),
        (("chat", "--demo", "--db", "x.db"), "--demo keeps nothing, so it takes no --db."),
    ],
)
def test_a_slip_in_the_command_line_is_named(arguments: tuple[str, ...], line: str, run: Run) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert line in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "command", [("chat",), ("run",), ("nudges", "list"), ("backup", "x"), ("config", "check")], ids=" ".join
)
def test_mistakes_in_the_settings_are_a_line_each(command: tuple[str, ...], run: Run) -> None:
    Path("config.toml").write_text('[slack]\nmode = "x"\n[nudges]\nenabled = 7\n')
    ran = run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "bounceback: config.toml: [nudges] enabled: 7 will not do. Write true or false.",
        'bounceback: config.toml: [slack] mode: "x" will not do. Write "socket" or "http".',
    ]


def test_run_says_what_to_do_where_nothing_is_enabled(run: Run) -> None:
    ran = run("run")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "bounceback: nothing is enabled: set enabled = true under [discord] or [slack] in config.toml, "
        "or try: bounceback chat"
    ]


def test_checks_name_everything_that_is_wrong(run: Run) -> None:
    assert run("config", "check").code == 0
    words = Path("content/words/en")
    words.mkdir(parents=True)
    (words / "mine.ftl").write_text("nonsense\n")
    Path("content/coachs.toml").write_text("")
    Path("my.toml").write_text('content.dir = "content"\ndiscord.enabled = true\n')
    ran = run("config", "check", "my.toml")
    assert (ran.code, ran.out) == (1, "")
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == [
        "BOUNCEBACK_DISCORD_TOKEN",
        "coachs.toml",
        "words/en/mine.ftl",
    ]


def test_the_storyboard_is_a_page_in_the_folder(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # One flow: walking all of them takes its time.
    monkeypatch.setattr(stories, "ALL", (BY_NAME["consent"],))
    ran = run("storyboard", "--out", "pages/new")
    page = Path("pages/new/index.html")
    assert (ran.code, ran.out) == (0, f"{page.resolve()}\n")
    assert "Consent" in page.read_text("utf-8")
    Path("taken").write_text("")
    assert run("storyboard", "--out", "taken").err == "bounceback: taken: File exists.\n"


def test_the_demo_keeps_nothing_reads_nothing_and_imports_no_platform(start: Start, folder: Path) -> None:
    Path("config.toml").write_text("broken")
    code = (
        "import atexit, sys; from bot.__main__ import main\n"
        "wanted = {'discord', 'slack_bolt', 'slack_sdk', 'jinja2', 'prometheus_client', 'pydantic_settings',"
        " 'structlog'}\n"
        "atexit.register(lambda: sys.stderr.write('imported: ' + ' '.join(sorted(wanted & set(sys.modules)))))\n"
        "main()"
    )
    process = start("chat", "--demo", python=code)
    out, err = process.communicate("/rejected\n/later 2 days\n", timeout=60)
    assert (process.returncode, err) == (0, "imported: ")
    assert "> /rejected" in out
    assert [path.name for path in folder.iterdir()] == ["config.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_demo_that_is_ended_leaves_nothing(number: signal.Signals, code: int, start: Start, folder: Path) -> None:
    process = start("chat", "--demo")
    assert process.stdin
    assert process.stdout
    process.stdin.write("/rejected\n")
    process.stdin.flush()
    while "Start" not in process.stdout.readline():
        pass
    assert list(folder.iterdir()) != []
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err, list(folder.iterdir())) == (code, "", [])


def test_beside_a_chat_others_may_read_and_a_second_one_says_so(start: Start, run: Run, folder: Path) -> None:
    chat = start("chat", "--db", "a.db")
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write("/rejected\n")
    chat.stdin.flush()
    while "Start" not in chat.stdout.readline():
        pass
    held = f"bounceback: a.db is in use by another Bounceback (process {chat.pid}). "
    for command in (("chat",), ("restore", "copy.db")):
        if command[0] == "chat":
            assert run("backup", "copy.db", "--db", "a.db").code == 0
        ran = run(*command, "--db", "a.db")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(held)
        assert len(ran.err.splitlines()) == 1
    assert json.loads(run("nudges", "list", "--json", "--db", "a.db").out) == []
    chat.communicate(timeout=60)
    assert chat.returncode == 0
    assert run("restore", "copy.db", "--db", "a.db").code == 0


def test_starting_takes_no_longer_than_what_it_needs(start: Start) -> None:
    started = time.perf_counter()
    start("--version").communicate(timeout=60)
    # A generous bar: it is 0.15 s where pydantic and the chat stay out of it.
    assert time.perf_counter() - started < 2
