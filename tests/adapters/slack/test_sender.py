"""Sending by DM and into channels, over real sockets: what each refusal leads to, and that nothing is there twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.slack.installations import PLATFORM, Installations
from adapters.slack.pace import LONGEST, Pace
from adapters.slack.refusals import AGAIN, REFUSED_FOR
from adapters.slack.sender import SlackSender
from bot.dms import Dms
from bot.effects import Posted
from bot.ports import TryLaterError, UndeliverableError, Who
from bot.screen import Attached, Paragraph, Screen, public
from tests.local_slack.seen import Seen
from tests.local_slack.server import LocalSlack
from tests.world import World, words

SCREEN = Screen("", "", (Paragraph("Did you send it?"),))


class Stage:
    """A workspace with Sam in it, whom the bot knows, and a sender that can be started anew."""

    def __init__(self, slack: LocalSlack, world: World) -> None:
        self.slack, self.world = slack, world
        self.work = slack.workspace("Job seekers")
        self.sam = self.work.person("Sam")
        self.wins = self.work.channel("wins", bot=True)
        self.who = Who(PLATFORM, f"{self.work.id}:{self.sam.id}", self.work.id, "Sam", "Europe/Berlin")
        self.place = f"{self.work.id}:{self.wins.id}"
        self.dms = Dms(world.store, world.sealed)
        self.gone: list[Who] = []

    @asynccontextmanager
    async def sender(self, *, within: float = 10) -> AsyncIterator[SlackSender]:
        """A process that sends."""
        installations = Installations(self.slack.api_base, self.world.clock, token=self.work.token)
        await installations.start(self.world.leaving)
        made = SlackSender(installations, words(), self.dms, Pace(every=0.0), within=within)
        made.gone = self._is_gone
        try:
            yield made
        finally:
            await installations.close()

    async def send(self, sender: SlackSender, occurrence: str = "nudge-1") -> None:
        await sender.send(self.who.address, SCREEN, occurrence)

    async def _is_gone(self, who: Who) -> None:
        self.gone.append(who)

    @property
    def got(self) -> list[str]:
        return [one.text for one in self.sam.dms]

    @property
    def public(self) -> list[Seen]:
        return self.wins.messages


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    async with LocalSlack() as slack:
        made = Stage(slack, world)
        world.who = made.who
        await world.command("help")
        yield made


@pytest.fixture
async def sender(stage: Stage) -> AsyncIterator[SlackSender]:
    async with stage.sender() as made:
        yield made


async def later(sending: Coroutine[Any, Any, object]) -> float:
    with pytest.raises(TryLaterError) as error:
        await sending
    return error.value.seconds


# By DM


async def test_the_dm_is_opened_once_and_kept(stage: Stage, sender: SlackSender) -> None:
    await stage.send(sender)
    await stage.send(sender, "nudge-2")
    assert stage.got == ["Did you send it?"] * 2
    assert len(stage.slack.asked("conversations.open")) == 1
    assert stage.slack.asked("conversations.history") == []
    assert await stage.dms.of(stage.who) == stage.sam.dm.id


@pytest.mark.parametrize("fault", ["lose", "fail_after"])
async def test_a_message_whose_answer_is_lost_is_looked_for(stage: Stage, sender: SlackSender, fault: str) -> None:
    getattr(stage.slack.faults, fault)("chat.postMessage")
    await stage.send(sender)
    assert stage.got == ["Did you send it?"]
    assert len(stage.slack.asked("chat.postMessage")) == 1


async def test_what_never_arrived_is_sent_later_and_looked_for_first(stage: Stage, sender: SlackSender) -> None:
    stage.slack.faults.fail_before("chat.postMessage")
    assert await later(stage.send(sender)) == AGAIN
    assert stage.got == []
    await stage.send(sender)
    assert stage.got == ["Did you send it?"]
    assert len(stage.slack.asked("conversations.history")) == 2


async def test_what_could_not_be_looked_for_is_looked_for_next_time(stage: Stage, sender: SlackSender) -> None:
    stage.slack.faults.lose("chat.postMessage")
    stage.slack.faults.fail_before("conversations.history", times=2)
    assert await later(stage.send(sender)) == AGAIN
    await stage.send(sender)
    assert stage.got == ["Did you send it?"]


async def test_what_a_process_sent_before_it_was_killed_is_seen(stage: Stage) -> None:
    address = stage.who.address
    async with stage.sender() as sender:
        assert not await sender.delivered(address, "nudge-1", "run"), "there is no DM yet"
        await stage.send(sender)
    async with stage.sender() as sender:
        assert await sender.delivered(address, "nudge-1", "run")
        assert not await sender.delivered(address, "nudge-2", "run")
        stage.slack.faults.fail_before("conversations.history", times=2)
        assert await later(sender.delivered(address, "nudge-1", "run")) == AGAIN
        stage.slack.faults.clear()
        stage.slack.faults.refuse("conversations.history", "channel_not_found")
        assert not await sender.delivered(address, "nudge-1", "run")


async def test_asked_for_twice_at_once_it_is_sent_once(stage: Stage) -> None:
    async with stage.sender(within=0.05) as sender:
        async with stage.slack.faults.held("chat.postMessage"):
            assert await later(stage.send(sender)) == AGAIN
            assert await later(stage.send(sender)) == AGAIN
        await stage.slack.until(lambda: len(stage.got) == 1)
        await sender.send(stage.who.address, SCREEN, "nudge-2")
    assert stage.got == ["Did you send it?"] * 2


@pytest.mark.parametrize(
    "error", ["messages_tab_disabled", "restricted_action", "cannot_dm_bot", "user_disabled", "user_not_found"]
)
async def test_whom_nothing_reaches(stage: Stage, sender: SlackSender, error: str) -> None:
    stage.sam.dm_error = error
    with pytest.raises(UndeliverableError):
        await stage.send(sender)
    assert bool(stage.gone) == (error in ("user_disabled", "user_not_found"))


async def test_whoever_closed_their_account_is_gone(stage: Stage, sender: SlackSender) -> None:
    stage.sam.deactivate()
    with pytest.raises(UndeliverableError):
        await stage.send(sender)
    assert [one.address for one in stage.gone] == [stage.who.address]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived"])
async def test_a_dm_that_is_gone_is_opened_anew(stage: Stage, sender: SlackSender, error: str) -> None:
    await stage.send(sender)
    stage.slack.faults.refuse("chat.postMessage", error)
    await stage.send(sender, "nudge-2")
    assert stage.got == ["Did you send it?"] * 2
    assert len(stage.slack.asked("conversations.open")) == 2
    stage.slack.faults.refuse("chat.postMessage", error, times=2)
    with pytest.raises(UndeliverableError):
        await stage.send(sender, "nudge-3")


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "missing_scope"])
async def test_while_the_app_as_a_whole_is_refused_nudges_wait(stage: Stage, sender: SlackSender, error: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", error)
    assert await later(stage.send(sender)) == REFUSED_FOR
    await stage.send(sender)
    assert stage.got == ["Did you send it?"]


async def test_another_workspace_is_not_ours_to_write_to(stage: Stage, sender: SlackSender) -> None:
    other = stage.slack.workspace("Elsewhere")
    kim = other.person("Kim")
    assert await later(sender.send(f"{other.id}:{kim.id}", SCREEN, "nudge-1")) == REFUSED_FOR
    assert not kim.has_dm


async def test_a_rate_limit_is_waited_for_if_it_is_short(stage: Stage, sender: SlackSender) -> None:
    stage.slack.faults.limit("chat.postMessage", retry_after=0)
    await stage.send(sender)
    assert stage.got == ["Did you send it?"]
    stage.slack.faults.limit("chat.postMessage", retry_after=77)
    assert await later(stage.send(sender, "nudge-2")) == 77
    assert len(stage.slack.asked("chat.postMessage")) == 3


async def test_a_fault_of_ours_is_no_refusal(stage: Stage, sender: SlackSender) -> None:
    stage.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    with pytest.raises(Exception, match="invalid_blocks"):
        await stage.send(sender)


async def test_files_have_words_for_whoever_cannot_see_them(stage: Stage, sender: SlackSender) -> None:
    picture, text = Attached("Your plan as a picture", "plan.png", b"\x89PNG"), Attached("As JSON", "a.json", b"{}")
    await sender.hand_files(stage.who, [picture, text])
    (message,) = stage.sam.dms
    assert [(one.name, one.alt_text, one.content) for one in message.files] == [
        ("plan.png", "Your plan as a picture", b"\x89PNG"),
        ("a.json", "As JSON", b"{}"),
    ]


# Into channels


async def test_a_post_is_posted_and_taken_back(stage: Stage, sender: SlackSender) -> None:
    sent = await sender.post(stage.place, public("Sam, after a no: <!here> *I* showed up & stayed"), "run-line")
    assert sent.outcome is Posted.POSTED
    (message,) = stage.public
    assert message.text == "Sam, after a no: <!here> *I* showed up & stayed"
    assert message.called == ()
    assert await sender.take_back(stage.place, sent.reference, "run-line")
    assert stage.public == []
    assert await sender.take_back(stage.place, sent.reference, "run-line")


@pytest.mark.parametrize(
    "error", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_text"]
)
async def test_a_channel_that_takes_no_post(stage: Stage, sender: SlackSender, error: str) -> None:
    stage.slack.faults.refuse("chat.postMessage", error)
    assert (await sender.post(stage.place, public("I showed up"), "run-line")).outcome is Posted.REFUSED


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
    stage: Stage, sender: SlackSender, fault: Callable[[LocalSlack], None]
) -> None:
    fault(stage.slack)
    sent = await sender.post(stage.place, public("I showed up"), "run-line")
    assert sent == (Posted.UNKNOWN, None)
    assert len(stage.slack.asked("chat.postMessage")) == 1


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "cant_delete_message"])
async def test_what_may_still_stand_there_is_not_taken_back(stage: Stage, sender: SlackSender, error: str) -> None:
    sent = await sender.post(stage.place, public("I showed up"), "run-line")
    stage.slack.faults.refuse("chat.delete", error)
    assert not await sender.take_back(stage.place, sent.reference, "run-line")
    assert len(stage.public) == 1
    assert await sender.take_back(stage.place, sent.reference, "run-line")
    assert stage.public == []


async def test_what_is_unknown_is_not_looked_for_and_said_once(
    stage: Stage, sender: SlackSender, capsys: pytest.CaptureFixture[str]
) -> None:
    _lost(stage.slack)
    await sender.post(stage.place, public("I showed up"), "run-line")
    asked = len(stage.slack.asked())
    for _ in range(2):
        assert not await sender.take_back(stage.place, None, "run-line")
    assert len(stage.slack.asked()) == asked
    assert capsys.readouterr().err.count("a post that may stand there cannot be taken back") == 1


async def test_a_line_that_is_too_long_is_not_cut(stage: Stage, sender: SlackSender) -> None:
    assert (await sender.post(stage.place, public("x" * 3001), "run-line")).outcome is Posted.REFUSED
    assert stage.public == []


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
