"""Posts in channels, over real sockets: buttons and pictures, what is changed and taken back, and nothing there twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.slack.sender import SlackSender
from bot.effects import Posted
from bot.screen import Attached, Bar, Button, Link, Screen, opens, public
from tests.adapters.slack.sending import Sending
from tests.local_slack.server import LocalSlack

ALT = "Week 3: 5 people, 7 commitments, 4 done."
PICTURE = Attached(ALT, "week.png", b"\x89PNG")


def pictured(text: str, *pictures: Attached) -> Screen:
    post = public(text)
    return post._replace(blocks=(*post.blocks, *pictures))


async def test_a_post_is_posted_and_taken_back(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, public("Sam, after a no: <!here> *I* showed up & stayed"), "run-line")
    assert sent.outcome is Posted.POSTED
    (message,) = sending.public
    assert message.text == "Sam, after a no: <!here> *I* showed up & stayed"
    assert message.called == ()
    assert await sender.take_back(sending.place, sent.reference, "run-line")
    assert sending.public == []
    assert await sender.take_back(sending.place, sent.reference, "run-line")


@pytest.mark.parametrize(
    "error", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_text"]
)
async def test_a_channel_that_takes_no_post(sending: Sending, sender: SlackSender, error: str) -> None:
    sending.slack.faults.refuse("chat.postMessage", error)
    assert (await sender.post(sending.place, public("I showed up"), "run-line")).outcome is Posted.REFUSED


def _lost(slack: LocalSlack) -> None:
    slack.faults.lose("chat.postMessage")


def _trouble(slack: LocalSlack) -> None:
    slack.faults.fail_after("chat.postMessage")


def _never_done(slack: LocalSlack) -> None:
    slack.faults.fail_before("chat.postMessage")


def _fatal(slack: LocalSlack) -> None:
    slack.faults.refuse("chat.postMessage", "fatal_error")


@pytest.mark.parametrize("fault", [_lost, _trouble, _never_done, _fatal])
async def test_a_post_whose_outcome_is_unknown_is_not_repeated(
    sending: Sending, sender: SlackSender, fault: Callable[[LocalSlack], None]
) -> None:
    fault(sending.slack)
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    assert sent == (Posted.UNKNOWN, None)
    assert len(sending.slack.asked("chat.postMessage")) == 1


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "cant_delete_message"])
async def test_what_may_still_stand_there_is_not_taken_back(sending: Sending, sender: SlackSender, error: str) -> None:
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    sending.slack.faults.refuse("chat.delete", error)
    assert not await sender.take_back(sending.place, sent.reference, "run-line")
    assert len(sending.public) == 1
    assert await sender.take_back(sending.place, sent.reference, "run-line")
    assert sending.public == []


async def test_what_is_unknown_is_not_looked_for_and_said_once(
    sending: Sending, sender: SlackSender, capsys: pytest.CaptureFixture[str]
) -> None:
    _lost(sending.slack)
    await sender.post(sending.place, public("I showed up"), "run-line")
    asked = len(sending.slack.asked())
    for _ in range(2):
        assert not await sender.take_back(sending.place, None, "run-line")
    assert len(sending.slack.asked()) == asked
    assert capsys.readouterr().err.count("a post that may stand there cannot be taken back") == 1


async def test_a_line_that_is_too_long_is_not_cut(sending: Sending, sender: SlackSender) -> None:
    assert (await sender.post(sending.place, public("x" * 3001), "run-line")).outcome is Posted.REFUSED
    assert sending.public == []


async def test_asked_for_again_it_is_there_once(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    assert await sender.post(sending.place, public("I showed up"), "run-line") == sent
    _lost(sending.slack)
    assert (await sender.post(sending.place, public("Me too"), "run-2")).outcome is Posted.UNKNOWN
    assert (await sender.post(sending.place, public("Me too"), "run-2")).outcome is Posted.UNKNOWN
    assert [one.text for one in sending.public] == ["I showed up", "Me too"]
    sending.slack.faults.refuse("chat.postMessage", "not_in_channel")
    assert (await sender.post(sending.place, public("And me"), "run-3")).outcome is Posted.REFUSED
    # What was refused was not there, so it can be tried once more.
    assert (await sender.post(sending.place, public("And me"), "run-3")).outcome is Posted.POSTED


async def test_bars_links_and_buttons(sending: Sending, sender: SlackSender) -> None:
    post = public("The week", buttons=(Button(opens("commit", "r1"), "Say what you'll do"),))
    post = post._replace(blocks=(*post.blocks, Bar(3, 6), Link("How it works", "https://a.example/how")))
    await sender.post(sending.place, post, "run-line")
    (message,) = sending.public
    assert message.texts == ("The week", "▰▰▰▰▰▰▱▱▱▱▱▱  3 of 6")
    assert message.links == ("https://a.example/how",)
    assert [(one.label, one.action_id) for one in message.buttons][-1] == ("Say what you'll do", "bb:p:open:commit:r1")


@pytest.mark.parametrize(
    "text", ["\n\n".join(["x" * 2000] * 60), f"first\n\n{'x' * 3001}"], ids=["more than 50 blocks", "a long one"]
)
async def test_what_is_too_long_is_refused_whole(sending: Sending, sender: SlackSender, text: str) -> None:
    # Paragraphs go together, so it takes something between them to make many blocks.
    post = public(text)
    post = post._replace(blocks=tuple(one for block in post.blocks for one in (block, Bar(1, 2))))
    assert (await sender.post(sending.place, post, "run-line")).outcome is Posted.REFUSED
    sent = await sender.post(sending.place, public("short"), "run-2")
    assert sent.reference
    assert not await sender.amend(sending.place, sent.reference, post, "run-2")
    assert [one.text for one in sending.public] == ["short"]


async def test_several_paragraphs_are_longer_than_one_may_be(sending: Sending, sender: SlackSender) -> None:
    text = "\n\n".join(f"{number} {'x' * 1500}" for number in range(4))
    assert (await sender.post(sending.place, public(text), "run-line")).outcome is Posted.POSTED
    (message,) = sending.public
    assert message.text.replace("\n", "") == text.replace("\n", "")


# Pictures


async def test_a_picture_is_part_of_its_post(sending: Sending, sender: SlackSender) -> None:
    await sender.post(sending.place, pictured("The week so far", PICTURE), "run-line")
    (message,) = sending.public
    assert message.texts == ("The week so far", ALT)
    assert ALT in message.notification
    ((file,),) = [one.files for one in sending.public]
    assert (file.content, file.alt_text) == (b"\x89PNG", ALT)


@pytest.mark.parametrize(
    ("operation", "word"),
    [("files.getUploadURLExternal", "missing_scope"), ("files.completeUploadExternal", "fatal_error")],
)
async def test_without_its_picture_a_post_says_what_is_in_it(
    sending: Sending, sender: SlackSender, operation: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sending.slack.faults.refuse(operation, word)
    assert (await sender.post(sending.place, pictured("The week so far", PICTURE), "run-line")).outcome is Posted.POSTED
    (message,) = sending.public
    assert message.texts == ("The week so far", ALT)
    assert message.files == ()
    assert "a picture could not be uploaded" in capsys.readouterr().err


async def test_an_upload_that_breaks_or_takes_long(
    sending: Sending, sender: SlackSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.channels.UPLOADS_WITHIN", 0.05)
    sending.slack.faults.fail_before("upload")
    await sender.post(sending.place, pictured("One", PICTURE), "run-1")
    sending.slack.faults.delay("upload", 0.3)
    await sender.post(sending.place, pictured("Two", PICTURE), "run-2")
    assert [(one.texts, one.files) for one in sending.public] == [(("One", ALT), ()), (("Two", ALT), ())]


@pytest.mark.parametrize(("refused", "shown"), [(2, 1), (3, 0)])
async def test_slack_takes_a_moment_before_it_shows_a_picture(
    sending: Sending, sender: SlackSender, monkeypatch: pytest.MonkeyPatch, refused: int, shown: int
) -> None:
    monkeypatch.setattr("adapters.slack.channels.PAUSES", (0.0,) * 3)
    sending.slack.faults.refuse("chat.postMessage", "invalid_blocks", times=refused)
    await sender.post(sending.place, pictured("The week so far", PICTURE), "run-line")
    (message,) = sending.public
    assert message.texts == ("The week so far", ALT)
    assert len(message.files) == shown


async def test_what_describes_a_picture_at_length_stands_in_its_place(sending: Sending, sender: SlackSender) -> None:
    await sender.post(sending.place, pictured("Week", Attached("x" * 1001, "a.png", b"\x89PNG"), PICTURE), "run-line")
    (message,) = sending.public
    assert message.texts == ("Week", "x" * 1001, ALT)
    assert [one.name for one in message.files] == ["week.png"]


# Amended


async def test_a_picture_is_replaced(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, pictured("Week 3", PICTURE), "run-line")
    assert sent.reference
    later = PICTURE._replace(label="Week 3: 5 done.", content=b"\x89PNG later")
    assert await sender.amend(sending.place, sent.reference, pictured("Week 3, closed", later), "run-line")
    (message,) = sending.public
    assert message.texts == ("Week 3, closed", "Week 3: 5 done.")
    assert [one.content for one in message.files] == [b"\x89PNG later"]
    assert await sender.amend(sending.place, sent.reference, public("Week 3, closed"), "run-line")
    (message,) = sending.public
    assert (message.texts, message.files, message.edits) == (("Week 3, closed",), (), 2)


async def test_what_is_gone_needs_no_amendment(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    assert sent.reference
    assert await sender.take_back(sending.place, sent.reference, "run-line")
    assert await sender.amend(sending.place, sent.reference, public("I stayed"), "run-line")
    assert sending.public == []


async def test_an_amendment_can_wait(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    assert sent.reference
    faults = sending.slack.faults
    for word in ("cant_update_message", "edit_window_closed", "is_inactive", "channel_not_found", "ratelimited"):
        faults.refuse("chat.update", word)
        assert not await sender.amend(sending.place, sent.reference, public("I stayed"), "run-line"), word
    faults.fail_before("chat.update", times=2)
    assert not await sender.amend(sending.place, sent.reference, public("I stayed"), "run-line")
    assert [one.text for one in sending.public] == ["I showed up"]
    # A lost answer is asked for again: changed twice it says the same.
    faults.lose("chat.update")
    assert await sender.amend(sending.place, sent.reference, public("I stayed"), "run-line")
    assert [one.text for one in sending.public] == ["I stayed"]


async def test_in_an_archived_channel_nothing_changes(sending: Sending, sender: SlackSender) -> None:
    sent = await sender.post(sending.place, public("I showed up"), "run-line")
    assert sent.reference
    sending.wins.archived = True
    assert not await sender.amend(sending.place, sent.reference, public("I stayed"), "run-line")
    assert (await sender.post(sending.place, public("One more"), "run-2")).outcome is Posted.REFUSED
