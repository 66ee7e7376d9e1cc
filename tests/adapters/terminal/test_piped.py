"""The chat with a script piped in."""

import asyncio
import io
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.terminal import Arrivals, Chat
from bot.effects import Posted
from bot.ports import Command, Event, Press, Sent, Typed, UndeliverableError
from bot.questions import Given
from bot.screen import Attached, Screen, public
from tests.adapters.terminal.fake import (
    BREATHING,
    BUTTONS,
    DRAFT,
    END,
    FORM,
    NUDGE,
    ONE,
    ONE_OF,
    SEVERAL,
    WHO,
    WRITING,
    FakeTurns,
    Words,
)
from tests.adapters.terminal.terminals import CHECKOUT, PATIENCE, PROGRAM, environment


class Played:
    """What a script leads to."""

    def __init__(self, script: str, *screens: Screen, opening: Screen | None = None, **more: object) -> None:
        self.turns = FakeTurns(screens or [END])
        out = io.StringIO()
        chat = Chat(
            self.turns,
            WHO,
            Words(),
            opening=opening,
            stdin=io.StringIO(script),
            stdout=out,
            environ={},
            **more,  # type: ignore[arg-type]
        )
        self.code = asyncio.run(chat.run())
        self.shown = out.getvalue()

    @property
    def events(self) -> list[Event]:
        return self.turns.events


def run(folder: Path, script: bytes, *screens: str, **extra: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, str(folder / "log"), *screens],
        input=script,
        capture_output=True,
        cwd=CHECKOUT,
        env=environment(**extra),
        timeout=PATIENCE,
        check=False,
    )


def test_a_transcript_reads_like_a_talk() -> None:
    played = Played('# a comment\n\n/rejected "Acme Ltd"\n2\n', BUTTONS, END)
    assert played.code == 0
    assert played.shown == (
        "\n  Type /rejected after a no, /home for what is open, or /help.\n"
        '\n> /rejected "Acme Ltd"\n'
        "\n  Step 3 of 6 - Ask\n"
        "\n  You asked Acme. That took some nerve.\n"
        "\n  │ I always fail interviews\n"
        "\n  1  Warm\n  2  Brief\n"
        "\n  Type a number.\n  b Back   s Stop   h Need a person?\n"
        "\n> 2\n"
        "\n  That is all for now.\n"
        "\n"
    )
    assert played.events == [
        Command(WHO, "rejected", {"company": "Acme Ltd"}),
        Press(WHO, "r1:tone:brief"),
    ]


def test_as_a_process(tmp_path: Path) -> None:
    done = run(tmp_path, b"caf\xe9 \x1b[31mred\n/quit\n", "writing", "buttons")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "> caf\N{REPLACEMENT CHARACTER} [31mred\n" in done.stdout.decode()
    assert b"\x1b" not in done.stdout
    assert "text='caf\N{REPLACEMENT CHARACTER} [31mred'" in (tmp_path / "log").read_text()


def test_an_output_of_few_characters(tmp_path: Path) -> None:
    done = run(tmp_path, b"", "buttons", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"  | I always fail interviews" in done.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    chat = subprocess.Popen(
        [*PROGRAM, str(tmp_path / "log"), "buttons"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CHECKOUT,
        env=environment(),
    )
    assert chat.stdout is not None
    chat.stdout.close()
    _, errors = chat.communicate(b"1\n1\n", timeout=PATIENCE)
    assert (chat.returncode, errors) == (0, b"")


def test_no_input_at_all(tmp_path: Path) -> None:
    command = f"{shlex.join([*map(str, PROGRAM), str(tmp_path / 'log')])} <&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        cwd=CHECKOUT,
        env=environment(),
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_is_no_choice_is_what_is_written() -> None:
    script = 'It was me\n 1\n"s"\n9\n"""\none\n# two\n\n/three\n.\nfour \\\nfive\n'
    played = Played(script, WRITING, opening=WRITING)
    texts = [event.given.text for event in played.events if isinstance(event, Press)]
    assert texts == ["It was me", "1", "s", "9", "one\n# two\n\n/three", "four \nfive"]


@pytest.mark.parametrize("text", ["1", "s", "Skip this", "/home"])
def test_what_is_written_as_a_block_is_never_a_choice(text: str) -> None:
    played = Played(f'"""\n{text}\n.\n', WRITING, opening=WRITING)
    assert played.events == [Press(WHO, "r1:thought:", Given(text=text))]


def test_without_a_place_to_type_the_core_is_told_what_was_said() -> None:
    played = Played("so what\n", END, opening=BUTTONS)
    assert played.events == [Typed(WHO, "so what")]


def test_a_number_that_is_not_there() -> None:
    played = Played("9\n", opening=BUTTONS)
    assert "There is no 9 here. Type a number from 1 to 2." in played.shown
    assert played.events == []


def test_several_at_once() -> None:
    played = Played("1 3\n1,2,3,4\n1 8\n8\n", SEVERAL, opening=SEVERAL)
    assert played.events == [
        Press(WHO, "r1:values:", Given(values=("v1", "v3"))),
        Press(WHO, "r1:values:none"),
    ]
    assert "Pick 2 to 3 of the list, as in: 1 3" in played.shown
    assert "Only one of these at a time" in played.shown


def test_a_form_is_asked_field_by_field() -> None:
    script = '1\nSamantha Jones\nSam\n"""\nWhy?\n.\n\n'
    played = Played(script, END, opening=FORM)
    assert played.events == [
        Press(WHO, "r1:details:", Given(fields={"name": "Sam", "question": "Why?", "team": "Payments"}))
    ]
    assert "That is 14 characters, and 12 fit." in played.shown


@pytest.mark.parametrize(
    ("typed", "given"),
    [("2", "final"), ("final ROUND", "final"), ("", ""), ("9\nsomething\n1", "panel"), ("0\n2", "final")],
)
def test_one_of_several_is_given_by_its_number_or_its_name(typed: str, given: str) -> None:
    played = Played(f"1\nAcme\n{typed}\n", END, opening=ONE_OF)
    assert played.events == [Press(WHO, "r1:where:", Given(fields={"company": "Acme", "stage": given}))]
    assert "1  Panel\n2  Final round" in "\n".join(line.strip() for line in played.shown.splitlines())


def test_what_was_chosen_before_is_kept_by_an_empty_line() -> None:
    assert ONE_OF.form is not None
    company, stage = ONE_OF.form.fields
    for draft, said in (("final", "Final round"), ("gone", "")):
        form = ONE_OF.form._replace(fields=(company, stage._replace(draft=draft)))
        played = Played("1\nAcme\n\n", END, opening=ONE_OF._replace(form=form))
        assert played.events == [Press(WHO, "r1:where:", Given(fields={"company": "Acme", "stage": draft}))]
        assert said in played.shown.rpartition("2  Final round")[2]


@pytest.mark.parametrize("way", ["/home", "s", "b"])
def test_a_command_or_a_letter_leaves_it_among_several(way: str) -> None:
    played = Played(f"1\nAcme\n{way}\n", ONE_OF, opening=ONE_OF)
    assert not any(isinstance(event, Press) and event.given != Given() for event in played.events)


def test_a_script_that_ends_within_a_form_sends_nothing() -> None:
    played = Played("1\nSam\n", opening=FORM)
    assert (played.code, played.events) == (0, [])


def test_breathing_is_one_line_and_no_wait() -> None:
    played = Played("1\n", opening=BREATHING)
    assert "Breathe in for 4 seconds. Breathe out for 6. Do this 6 times." in played.shown
    assert played.events == [Press(WHO, "r1:breathe:done")]


def test_copying_without_anything_around_it() -> None:
    played = Played("/copy\n", opening=DRAFT)
    assert "\n> /copy\n\nHello Sam,\n\nthank you for your time.\n\nKim\n" in played.shown
    assert "There is nothing to copy" in Played("/copy\n", opening=ONE).shown


def test_a_file_is_saved_on_its_number_only(tmp_path: Path) -> None:
    screen = Screen("r1", "~end", (Attached("All that is kept", "../own\x1b/data.json", b"{}"),))
    assert Played("", opening=screen, folder=tmp_path).code == 0
    assert list(tmp_path.iterdir()) == []
    played = Played("1\n1\n", opening=screen, folder=tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["-own-data-2.json", "-own-data.json"]
    assert "Saved as -own-data.json in" in played.shown
    lost = Played("1\n", opening=screen, folder=tmp_path / "nowhere")
    assert "could not be saved here (No such file or directory)" in lost.shown


def test_help_says_how_the_terminal_works_first() -> None:
    played = Played("/help\n", END)
    assert played.events == [Command(WHO, "help")]
    assert played.shown.index("put a ' before it") < played.shown.index("That is all")


class Moved:
    """A clock that a check-in and a post come by when it is moved."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.now = datetime(2027, 3, 1, 10, tzinfo=UTC)

    async def __call__(self, span: timedelta) -> datetime:
        self.now += span
        await self.arrivals.send(WHO.address, NUDGE, "first")
        await self.arrivals.send(WHO.address, NUDGE, "first")
        assert await self.arrivals.post("wins", public("Sam: two applications"), "post") == Sent(Posted.POSTED, "post")
        return self.now


def test_time_is_moved_on_in_the_demo() -> None:
    arrivals = Arrivals(WHO.address)
    moved = Moved(arrivals)
    script = "/later 36 hours\n2\n/later 1 week\n"
    played = Played(script, END, opening=BUTTONS, arrivals=arrivals, later=moved)
    assert moved.now == datetime(2027, 3, 9, 22, tzinfo=UTC)
    assert played.events == [Press(WHO, "r2:answered:no")]
    assert played.shown.count("A direct message") == 1
    assert "  #wins  Sam: two applications\n" in played.shown
    assert played.shown.count("Nothing was due") == 1
    assert played.shown.index("Mar 2, 2027") < played.shown.index("A direct message")


def test_time_cannot_be_moved_on_elsewhere() -> None:
    assert "only works in the demo" in Played("/later 2 days\n").shown


def test_a_message_leads_back_to_where_one_was() -> None:
    arrivals = Arrivals(WHO.address)
    played = Played("/later 1d\ne\n1\n", opening=BUTTONS, arrivals=arrivals, later=Moved(arrivals))
    assert played.events == [Press(WHO, "r1:tone:warm")]


async def test_a_message_to_nobody_is_not_delivered() -> None:
    arrivals = Arrivals(WHO.address)
    with pytest.raises(UndeliverableError):
        await arrivals.send("someone else", NUDGE, "first")
    await Chat(FakeTurns([END]), WHO, Words(), arrivals=arrivals, stdin=io.StringIO(), stdout=io.StringIO()).run()
    with pytest.raises(UndeliverableError):
        await arrivals.send(WHO.address, NUDGE, "second")
    assert await arrivals.post("wins", public("Sam: one"), "third") == Sent(Posted.REFUSED)


class Broken:
    async def take(self, event: Event) -> Screen:
        raise OSError("the disk is gone")

    async def overhear(self, event: Typed) -> Screen | None:
        raise OSError("the disk is gone")


def test_a_turn_that_fails_does_not_end_the_chat(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    chat = Chat(Broken(), WHO, Words(), stdin=io.StringIO("hello\n/quit\n"), stdout=out)
    assert asyncio.run(chat.run()) == 0
    assert "That did not work. What you answered before is kept." in out.getvalue()
    told = capsys.readouterr().err
    assert told.startswith("ERROR terminal: a turn failed  error=OSError\n")
    assert "the disk is gone" not in told


@pytest.mark.parametrize("way", ["/home", "h"])
def test_a_command_or_a_letter_leaves_a_form(way: str) -> None:
    played = Played(f"1\nSam\n{way}\n", END, opening=FORM)
    assert not any(isinstance(event, Press) and event.given.fields for event in played.events)
    asked = Command(WHO, "home") if way == "/home" else Press(WHO, "r1:~person:details")
    assert [type(event) for event in played.events] == [type(asked)]
