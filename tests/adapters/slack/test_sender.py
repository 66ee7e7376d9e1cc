"""Sending by DM, over real sockets: what each refusal leads to, and that nothing is there twice."""

from __future__ import annotations

import pytest

from adapters.slack.pace import LONGEST, Pace
from adapters.slack.refusals import AGAIN, REFUSED_FOR
from adapters.slack.sender import SlackSender
from bot.ports import TryLaterError, UndeliverableError
from bot.screen import Attached
from tests.adapters.slack.sending import SCREEN, Sending, later

# By DM


async def test_the_dm_is_opened_once_and_kept(sending: Sending, sender: SlackSender) -> None:
    await sending.send(sender)
    await sending.send(sender, "nudge-2")
    assert sending.got == ["Did you send it?"] * 2
    assert len(sending.slack.asked("conversations.open")) == 1
    assert sending.slack.asked("conversations.history") == []
    assert await sending.dms.of(sending.who) == sending.sam.dm.id


@pytest.mark.parametrize("fault", ["lose", "fail_after"])
async def test_a_message_whose_answer_is_lost_is_looked_for(sending: Sending, sender: SlackSender, fault: str) -> None:
    getattr(sending.slack.faults, fault)("chat.postMessage")
    await sending.send(sender)
    assert sending.got == ["Did you send it?"]
    assert len(sending.slack.asked("chat.postMessage")) == 1


async def test_what_never_arrived_is_sent_later_and_looked_for_first(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.fail_before("chat.postMessage")
    assert await later(sending.send(sender)) == AGAIN
    assert sending.got == []
    await sending.send(sender)
    assert sending.got == ["Did you send it?"]
    assert len(sending.slack.asked("conversations.history")) == 2


async def test_what_could_not_be_looked_for_is_looked_for_next_time(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.lose("chat.postMessage")
    sending.slack.faults.fail_before("conversations.history", times=2)
    assert await later(sending.send(sender)) == AGAIN
    await sending.send(sender)
    assert sending.got == ["Did you send it?"]


async def test_what_a_process_sent_before_it_was_killed_is_seen(sending: Sending) -> None:
    address = sending.who.address
    async with sending.sender() as sender:
        assert not await sender.delivered(address, "nudge-1", "run"), "there is no DM yet"
        await sending.send(sender)
    async with sending.sender() as sender:
        assert await sender.delivered(address, "nudge-1", "run")
        assert not await sender.delivered(address, "nudge-2", "run")
        sending.slack.faults.fail_before("conversations.history", times=2)
        assert await later(sender.delivered(address, "nudge-1", "run")) == AGAIN
        sending.slack.faults.clear()
        sending.slack.faults.refuse("conversations.history", "channel_not_found")
        assert not await sender.delivered(address, "nudge-1", "run")


async def test_asked_for_twice_at_once_it_is_sent_once(sending: Sending) -> None:
    async with sending.sender(within=0.05) as sender:
        async with sending.slack.faults.held("chat.postMessage"):
            assert await later(sending.send(sender)) == AGAIN
            assert await later(sending.send(sender)) == AGAIN
        await sending.slack.until(lambda: len(sending.got) == 1)
        await sender.send(sending.who.address, SCREEN, "nudge-2")
    assert sending.got == ["Did you send it?"] * 2


@pytest.mark.parametrize(
    "error", ["messages_tab_disabled", "restricted_action", "cannot_dm_bot", "user_disabled", "user_not_found"]
)
async def test_whom_nothing_reaches(sending: Sending, sender: SlackSender, error: str) -> None:
    sending.sam.dm_error = error
    with pytest.raises(UndeliverableError):
        await sending.send(sender)
    assert bool(sending.gone) == (error in ("user_disabled", "user_not_found"))


async def test_whoever_closed_their_account_is_gone(sending: Sending, sender: SlackSender) -> None:
    sending.sam.deactivate()
    with pytest.raises(UndeliverableError):
        await sending.send(sender)
    assert [one.address for one in sending.gone] == [sending.who.address]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived"])
async def test_a_dm_that_is_gone_is_opened_anew(sending: Sending, sender: SlackSender, error: str) -> None:
    await sending.send(sender)
    sending.slack.faults.refuse("chat.postMessage", error)
    await sending.send(sender, "nudge-2")
    assert sending.got == ["Did you send it?"] * 2
    assert len(sending.slack.asked("conversations.open")) == 2
    sending.slack.faults.refuse("chat.postMessage", error, times=2)
    with pytest.raises(UndeliverableError):
        await sending.send(sender, "nudge-3")


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "missing_scope"])
async def test_while_the_app_as_a_whole_is_refused_nudges_wait(
    sending: Sending, sender: SlackSender, error: str
) -> None:
    sending.slack.faults.refuse("chat.postMessage", error)
    assert await later(sending.send(sender)) == REFUSED_FOR
    await sending.send(sender)
    assert sending.got == ["Did you send it?"]


async def test_another_workspace_is_not_ours_to_write_to(sending: Sending, sender: SlackSender) -> None:
    other = sending.slack.workspace("Elsewhere")
    kim = other.person("Kim")
    assert await later(sender.send(f"{other.id}:{kim.id}", SCREEN, "nudge-1")) == REFUSED_FOR
    assert not kim.has_dm


async def test_a_rate_limit_is_waited_for_if_it_is_short(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.limit("chat.postMessage", retry_after=0)
    await sending.send(sender)
    assert sending.got == ["Did you send it?"]
    sending.slack.faults.limit("chat.postMessage", retry_after=77)
    assert await later(sending.send(sender, "nudge-2")) == 77
    assert len(sending.slack.asked("chat.postMessage")) == 3


async def test_a_fault_of_ours_is_no_refusal(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    with pytest.raises(Exception, match="invalid_blocks"):
        await sending.send(sender)


async def test_files_have_words_for_whoever_cannot_see_them(sending: Sending, sender: SlackSender) -> None:
    picture, text = Attached("Your plan as a picture", "plan.png", b"\x89PNG"), Attached("As JSON", "a.json", b"{}")
    await sender.hand_files(sending.who, [picture, text])
    (message,) = sending.sam.dms
    assert [(one.name, one.alt_text, one.content) for one in message.files] == [
        ("plan.png", "Your plan as a picture", b"\x89PNG"),
        ("a.json", "As JSON", b"{}"),
    ]


# The pace


async def test_a_channel_gets_one_message_a_second_in_order() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(now=lambda: 100.0, sleep=sleep)
    for _ in range(3):
        await pace.turn("C1")
    await pace.turn("C2")
    assert slept == [1.0, 2.0]
    for _ in range(int(LONGEST) - 2):
        await pace.turn("C1")
    with pytest.raises(TryLaterError) as error:
        await pace.turn("C1")
    assert error.value.seconds > LONGEST
