"""What Python and libraries would write to standard error: nothing of it may be what somebody wrote."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import aiosqlite
import pytest
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from discord.ui import Button, View
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot import logs

CHECKOUT = Path(__file__).resolve().parents[1]
CANARY = "Sam wrote: I can't go on"
NAME = Path(__file__).stem
library = logging.getLogger("library.of.others")
Said = Callable[[], str]


@pytest.fixture(autouse=True)
def told(logs_put_back: None, capsys: pytest.CaptureFixture[str]) -> Said:
    """What was written since it was last asked for, at our own DEBUG."""
    logs.configure("DEBUG")

    def told() -> str:
        written = capsys.readouterr().err
        assert CANARY not in written
        assert "Sam" not in written
        return written

    return told


def without_place(line: str) -> str:
    return re.sub(r" +where=\S+$", "", line)


def test_a_constant_message_is_shown_without_its_arguments(told: Said) -> None:
    library.warning("it took %.2f s, %d%% more", 1, 2)
    library.warning("%s: %-10r", CANARY, CANARY)
    library.warning("for %(name)s", {"name": CANARY})
    library.error("100% sure")
    assert [without_place(line) for line in told().splitlines()] == [
        "WARNING library.of.others: it took … s, …… more",
        "WARNING library.of.others: …: …",
        "WARNING library.of.others: for …",
        "ERROR library.of.others: 100% sure",
    ]


def test_where_it_was_logged_is_told(told: Said) -> None:
    library.warning("it is late")
    line = test_where_it_was_logged_is_told.__code__.co_firstlineno + 1
    assert told() == f"WARNING library.of.others: it is late  where={NAME}:{line}\n"


def test_a_message_that_was_put_together_is_not_shown(told: Said) -> None:
    def passed_on(message: object, *arguments: object) -> None:
        library.error(message, *arguments)

    library.error(f"said {CANARY}")
    library.error("said " + CANARY + " %s", 1)
    library.error(CANARY)
    library.error({"said": CANARY})
    library.error(ValueError(CANARY))
    passed_on("a constant, elsewhere")
    passed_on("%s", CANARY)
    lines = told().splitlines()
    assert len(lines) == 7
    assert {without_place(line) for line in lines} == {"ERROR library.of.others: a message that may hold text"}


def test_what_comes_with_a_message_is_not_shown(told: Said) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        library.exception("it failed")
        library.error("it failed", exc_info=error, stack_info=True, extra={"text": CANARY})
    library.warning("it is late", stack_info=True, extra={"text": CANARY})
    logging.getLogger(CANARY).warning("it is late")
    logging.addLevelName(35, CANARY)
    library.log(35, "it is late")
    logging.addLevelName(35, "Level 35")
    lines = [line for line in told().splitlines() if not line.startswith("      ")]
    assert [re.sub(r"  (where|error)=.*", "", line) for line in lines] == [
        "ERROR library.of.others: it failed",
        "    ValueError",
        "ERROR library.of.others: it failed",
        "    ValueError",
        "WARNING library.of.others: it is late",
        "WARNING …: it is late",
        "… library.of.others: it is late",
    ]


def test_a_message_that_cannot_be_formatted_says_no_more(told: Said) -> None:
    library.warning("only %d", CANARY)
    library.warning("only one", CANARY)
    assert [without_place(line) for line in told().splitlines()] == [
        "WARNING library.of.others: only …",
        "WARNING library.of.others: only one",
    ]


def test_libraries_stay_at_warning_whatever_they_or_we_choose(told: Said) -> None:
    chatty = logging.getLogger("library.that.is.chatty")
    chatty.setLevel(logging.DEBUG)
    for logger in (chatty, *map(logging.getLogger, ("discord", "slack_bolt", "aiohttp", "aiosqlite", "asyncio"))):
        logger.info("it went well")
        logger.debug("it went well")
    assert told() == ""
    logs.configure("ERROR")
    chatty.warning("it is late")
    warnings.showwarning("it is old", UserWarning, "old.py", 1)
    assert told() == ""
    chatty.error("it failed")
    assert told().startswith("ERROR library.that.is.chatty: it failed")


def test_a_logger_that_hands_nothing_on_is_no_way_out(told: Said) -> None:
    alone = logging.getLogger("library.that.is.alone")
    alone.propagate = False
    alone.warning("for %s", CANARY)
    assert told().startswith("WARNING library.that.is.alone: for …  where=")


async def test_what_is_written_to_the_store_is_in_no_log(told: Said) -> None:
    async with aiosqlite.connect(":memory:") as db:
        await db.execute("SELECT ?", (CANARY,))
    assert told() == ""


async def test_a_job_that_fails_is_told_by_type(told: Said) -> None:
    async def job(words: str) -> None:
        raise ValueError(words)

    failed = asyncio.Event()
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_listener(lambda _: failed.set(), EVENT_JOB_ERROR)
    scheduler.start()
    scheduler.add_job(job, args=[CANARY], name=CANARY)
    await failed.wait()
    scheduler.shutdown()
    assert told().startswith(
        'ERROR apscheduler.executors.default: Job "…" raised an exception  error=ValueError where='
    )


async def test_what_slack_bolt_says_of_a_message_is_in_no_log(told: Said) -> None:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0")

    async def mentioned(event: dict[str, str]) -> None:
        raise ValueError(event["text"])

    app = AsyncApp(signing_secret="s", authorize=authorize)
    app.event("app_mention")(mentioned)
    for kind in ("message", "app_mention"):  # one that nothing is there for, and one that fails
        event = {"type": kind, "text": CANARY, "user": "U1", "channel": "C1"}
        body = {"type": "event_callback", "team_id": "T1", "event": event}
        await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    assert [without_place(line) for line in told().splitlines() if not line.startswith(" ")] == [
        "WARNING slack_bolt.AsyncApp: a message that may hold text",
        "ERROR slack_bolt.AsyncApp: a message that may hold text  error=ValueError",
    ]


async def test_what_discord_says_of_a_press_that_fails_is_in_no_log(told: Said) -> None:
    button: Button[View] = Button(label=CANARY)
    view = View().add_item(button)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        await view.on_error(CANARY, error, button)  # type: ignore[arg-type]
    assert told().startswith("ERROR discord.ui.view: Ignoring exception in view … for item …  error=ValueError where=")


START = """
import asyncio, sys, threading, typing, warnings
from bot import logs
from bot.cli.app import app, main
words = " ".join(["Sam", "wrote:", "I", "can't", "go", "on"])
class Words(Exception):
    def __init__(self) -> None: super().__init__(words)
    def __repr__(self) -> str: return words
def fail() -> typing.NoReturn:
    local = words
    raise Words from ValueError(words)
class Gone:
    def __del__(self) -> None: fail()
    def __repr__(self) -> str: return words
async def failing() -> None: fail()
async def forgotten() -> None:
    task = asyncio.create_task(failing(), name=words)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
async def called() -> None:
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
async def grouped() -> None:
    async with asyncio.TaskGroup() as group: group.create_task(failing(), name=words)
@app.command()
def broken() -> None: fail()
@app.command()
def groups() -> None: asyncio.run(grouped())
"""
FAULT = "CRITICAL bounceback: a fault of ours. Please report it: these lines hold nothing that people wrote"
FAILED = "ERROR asyncio: a message that may hold text  error=Words where=base_events:"
THREAD = "ERROR python: a thread ended with an error"
UNRAISABLE = "ERROR python: an error where nothing could catch it"


@pytest.mark.parametrize(
    ("code", "ended", "said"),
    [
        ("sys.argv[1:] = ['broken']; main()", 1, f"{FAULT}  error=Words\n"),
        ("sys.argv[1:] = ['groups']; main()", 1, f"{FAULT}  error=ExceptionGroup\n"),
        ("fail()", 1, f"{FAULT}  error=Words\n"),
        ("raise BaseException(words)", 1, f"{FAULT}  error=BaseException\n"),
        ("asyncio.run(failing(), debug=True)", 1, f"{FAULT}  error=Words\n"),
        ("threading.Thread(target=fail, name=words).start()", 0, f"{THREAD}  error=Words\n"),
        ("threading.Thread(target=sys.exit, args=[words]).start()", 0, ""),
        ("Gone()", 0, f"{UNRAISABLE}  error=Words\n"),
        ("keep = Gone(); keep.me = keep", 0, UNRAISABLE),  # when nothing can be imported any more
        ("warnings.warn(words)", 0, "WARNING python: a warning  error=UserWarning where=program:"),
        ("asyncio.run(forgotten())", 0, FAILED),
        ("asyncio.run(forgotten(), debug=True)", 0, FAILED),
        ("asyncio.run(called())", 0, FAILED),
    ],
)
def test_a_fault_in_a_process_of_its_own(code: str, ended: int, said: str, tmp_path: Path) -> None:
    ran = run(tmp_path, f"logs.configure('DEBUG'); {code}")
    assert ran.returncode == ended
    assert ran.stderr.startswith(said)
    if "error=Words" in said or said == UNRAISABLE:
        assert re.search(r"^    Words\n      [\w.]+:\d+ ", ran.stderr, re.MULTILINE)


@pytest.mark.parametrize("code", ["fail()", "asyncio.run(forgotten())", "Gone()", "warnings.warn(words)"])
def test_as_json(code: str, tmp_path: Path) -> None:
    lines = run(tmp_path, f"logs.configure('DEBUG', 'json'); {code}").stderr.splitlines()
    assert [json.loads(line)["error"] for line in lines] in (["Words"], ["UserWarning"])


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    # In a file, so that a usual traceback would find its lines.
    program = folder / "program.py"
    program.write_text(f"{START}\n{code}\n")
    environ = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, program], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert [word for word in ("Sam", "Traceback", "fail()") if word in ran.stderr] == []
    assert ran.stdout == ""
    return ran
