"""What is kept of a terminal's places from one chat to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.terminal import Arrivals, Neighbour, People, Places
from adapters.terminal.arrivals import Listener
from bot.effects import Posted
from bot.ports import Sent, UndeliverableError
from bot.screen import Attached, Button, Link, Paragraph, opens, public
from bot.store.sealed_file import SealedFile
from tests.adapters.terminal.fake import NUDGE, WHO

CHANNEL = "#accountability"
KEY = bytes(range(32))
BEN = Neighbour("Ben", "ben")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bounceback.db.channel"


def places(file: Path) -> Places:
    return Places(SealedFile(file, KEY))


def test_all_of_it_is_there_again(file: Path) -> None:
    before = places(file)
    post = public("Two applications", buttons=(Button(opens("commit", "r7"), "Commit"),))
    blocks = (*post.blocks, Link("A course", "https://example.org/"), Attached("A chart", "week.png", b"\x89PNG"))
    before.post(CHANNEL, post._replace(blocks=blocks), "p1")
    pod = before.gather(CHANNEL, "Pod 1", ("ben", "kim"), "pod")
    before.post(pod, public("For the pod"), "p2")
    before.amend(pod, "p2", public("For all of the pod"))
    before.hold("ben", "run1")
    after = places(file)
    for address in ("ben", "kim", "anna"):
        assert after.seen_by(address) == before.seen_by(address)
    assert after.held("ben") == ("run1",)
    assert [place.posts[-1].text for place in after.seen_by("ben")] == [
        "Two applications\n\nA course: https://example.org/",
        "For all of the pod",
    ]
    # Numbers go on where they were.
    after.post(CHANNEL, public("More", buttons=(Button(opens("home"), "My plan"),)), "p3")
    assert [action.number for one in after.seen_by("anna")[0].posts for action in one.actions] == [1, 2, 3]


def test_nothing_of_it_can_be_read_on_the_disk(file: Path) -> None:
    places(file).post(CHANNEL, public("Two applications"), "p1")
    assert b"applications" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("damage", [b"", b"\x01short", b"\x02" + bytes(80), b"\x01" + bytes(80)])
def test_what_does_not_open_begins_anew(file: Path, damage: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(damage)
    assert places(file).seen_by("anna") == []
    assert "a file does not open" in capsys.readouterr().err


def test_another_key_opens_nothing(file: Path) -> None:
    places(file).post(CHANNEL, public("Two applications"), "p1")
    assert Places(SealedFile(file, bytes(32))).seen_by("anna") == []


def test_a_process_that_is_killed_while_it_writes_leaves_what_was(file: Path) -> None:
    before = places(file)
    before.post(CHANNEL, public("Two applications"), "p1")
    file.with_name(file.name + ".new").write_bytes(b"\x01half")
    assert places(file).seen_by("anna") == before.seen_by("anna")
    before.post(CHANNEL, public("Three"), "p2")
    assert len(places(file).seen_by("anna")[0].posts) == 2


async def test_a_pod_that_is_not_known_is_nobodys(file: Path) -> None:
    arrivals = Arrivals(WHO.address, places=places(file))
    assert await arrivals.post("pod:nowhere", public("For the pod"), "p1") == Sent(Posted.REFUSED)
    for letting in (arrivals.admit, arrivals.part):
        with pytest.raises(UndeliverableError):
            await letting("pod:nowhere", ("ben",))
        with pytest.raises(UndeliverableError):
            await letting(CHANNEL, ("ben",))
    assert await arrivals.dissolve("pod:nowhere")
    assert arrivals.places.seen_by("ben") == []


async def test_a_channel_cannot_be_closed_as_a_pod(file: Path) -> None:
    arrivals = Arrivals(WHO.address, places=places(file))
    await arrivals.post(CHANNEL, public("One"), "p1")
    await arrivals.dissolve(CHANNEL)
    assert (await arrivals.post(CHANNEL, public("Two"), "p2")).outcome is Posted.POSTED


async def test_a_message_for_somebody_else_outlives_a_kill(file: Path) -> None:
    people = People([Neighbour("Anna", WHO.address), BEN])
    arrivals = Arrivals(WHO.address, people=people, places=places(file))
    await arrivals.send("ben", NUDGE, "n1")
    assert await arrivals.delivered("ben", "n1", NUDGE.run)
    # No end of it: the process is gone.
    again = Arrivals(WHO.address, people=people, places=places(file))
    assert await again.delivered("ben", "n1", NUDGE.run)
    assert not await again.delivered("ben", "n2", "another")
    again.seat(BEN)
    assert again.take() == [NUDGE.run]
    assert places(file).held("ben") == (NUDGE.run,)  # until it is shown
    again.listen(Listener(lambda screen: None, lambda place, post: None, lambda: None))
    assert places(file).held("ben") == ()


async def test_what_nobody_was_shown_waits_for_whom_it_was_for() -> None:
    arrivals = Arrivals(WHO.address)
    await arrivals.send(WHO.address, NUDGE, "n1")
    arrivals.seat(BEN)
    assert arrivals.take() == []
    arrivals.seat(Neighbour("Anna", WHO.address))
    assert arrivals.take() == [NUDGE]


def test_text_of_every_block() -> None:
    kept = Places()
    post = public("One\n\nTwo")._replace(heading="The week", blocks=(Paragraph("One"), Paragraph("Two")))
    made = kept.post(CHANNEL, post, "p1")
    assert made is not None
    assert made.text == "The week\n\nOne\n\nTwo"
