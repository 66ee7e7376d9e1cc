"""Pods as private channels, over real sockets: made once, with who can be let in, and closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from adapters.slack.pods import called
from adapters.slack.refusals import AGAIN, REFUSED_FOR
from adapters.slack.sender import SlackSender
from bot.effects import Posted
from bot.ports import TryLaterError, UndeliverableError
from tests.adapters.slack.sending import Sending, later
from tests.local_slack.people import Person
from tests.local_slack.world import PRIVATE, Channel


@pytest.fixture
def kim(sending: Sending) -> Person:
    return sending.work.person("Kim")


def whose(sending: Sending, *people: Person) -> tuple[str, ...]:
    return tuple(f"{sending.work.id}:{one.id}" for one in people)


def pods(sending: Sending) -> list[Channel]:
    return [one for one in sending.work.channels.values() if one.kind == PRIVATE]


async def gathered(sending: Sending, sender: SlackSender, *people: Person) -> str:
    """Gives the pod's address."""
    sent = await sender.gather(sending.place, "Pod 1", whose(sending, *people), "pod-1")
    assert sent.outcome is Posted.POSTED
    assert sent.reference
    return sent.reference


async def test_a_pod_is_a_private_channel_that_says_what_it_is(
    sending: Sending, sender: SlackSender, kim: Person
) -> None:
    pod = await gathered(sending, sender, sending.sam, kim)
    (channel,) = pods(sending)
    assert pod == f"{sending.work.id}:{channel.id}"
    assert channel.name.startswith("pod-1-")
    assert set(channel.members) == {sending.sam.id, kim.id, sending.work.bot_user}
    assert channel.topic.startswith(f"A small group of <#{sending.wins.id}>.")
    assert "whoever runs this workspace may be able to read along" in channel.topic


@pytest.mark.parametrize("operation", ["create", "setTopic", "invite"])
async def test_a_lost_answer_makes_no_second_one(
    sending: Sending, sender: SlackSender, kim: Person, operation: str
) -> None:
    faults = sending.slack.faults
    faults.lose(f"conversations.{operation}")
    await gathered(sending, sender, sending.sam, kim)
    # Twice in a row, it is later.
    faults.fail_before(f"conversations.{operation}", times=2)
    other = sender.gather(sending.place, "Pod 2", whose(sending, sending.sam, kim), "pod-2")
    assert await later(other) == AGAIN
    assert (await sender.gather(sending.place, "Pod 2", whose(sending, sending.sam, kim), "pod-2")).reference
    assert [one.name.rpartition("-")[0] for one in pods(sending)] == ["pod-1", "pod-2"]
    assert all({sending.sam.id, kim.id} < set(one.members) for one in pods(sending))


async def test_it_is_found_by_another_process_and_among_many(sending: Sending, kim: Person) -> None:
    for number in range(250):
        sending.work.channel(f"other-{number}", private=True, bot=True)
    async with sending.sender() as first:
        pod = await gathered(sending, first, sending.sam)
    async with sending.sender() as second:
        assert await gathered(sending, second, sending.sam, kim) == pod
    assert kim.id in sending.work.channels[pod.partition(":")[2]].members


async def test_a_name_that_is_taken_by_others_is_no_pod(sending: Sending, sender: SlackSender) -> None:
    theirs = sending.work.channel(called("Pod 1", "pod-1"), private=True)
    sent = await sender.gather(sending.place, "Pod 1", whose(sending, sending.sam), "pod-1")
    assert (sent.outcome, sent.reference) == (Posted.REFUSED, None)
    # Nor is one that was closed meanwhile.
    theirs.add_bot().archived = True
    assert (await sender.gather(sending.place, "Pod 1", whose(sending, sending.sam), "pod-1")).outcome is Posted.REFUSED
    assert theirs.members.keys() == {sending.work.bot_user}


@pytest.mark.parametrize("word", ["restricted_action", "missing_scope", "cannot_create_channel"])
async def test_where_the_workspace_lets_nobody_make_one(sending: Sending, sender: SlackSender, word: str) -> None:
    sending.slack.faults.refuse("conversations.create", word)
    assert (await sender.gather(sending.place, "Pod 1", (), "pod-1")).outcome is Posted.REFUSED
    assert pods(sending) == []


async def test_a_topic_that_only_owners_set_keeps_nobody_out(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.refuse("conversations.setTopic", "restricted_action")
    await gathered(sending, sender, sending.sam)
    assert sending.sam.id in pods(sending)[0].members


async def test_whoever_cannot_be_let_in_is_left_out(sending: Sending, sender: SlackSender, kim: Person) -> None:
    left, guest = sending.work.person("Lee"), sending.work.person("Guest", guest=True)
    left.deactivate()
    stranger = f"{sending.work.id}:U99999999"
    elsewhere = f"T99999999:{kim.id}"
    people = (*whose(sending, left, guest, sending.sam), stranger, elsewhere)
    sent = await sender.gather(sending.place, "Pod 1", people, "pod-1")
    assert sent.outcome is Posted.POSTED
    assert pods(sending)[0].members.keys() == {sending.sam.id, sending.work.bot_user}
    assert sent.reference
    await sender.admit(sent.reference, whose(sending, left, guest, sending.sam, kim))
    assert kim.id in pods(sending)[0].members


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(77, {"retry_after": 77}), (REFUSED_FOR, {"error": "token_revoked"}), (AGAIN, {})],
)
async def test_what_can_wait_is_tried_later(
    sending: Sending, sender: SlackSender, seconds: float, says: dict[str, object]
) -> None:
    pod = await gathered(sending, sender, sending.sam)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "create": lambda: sender.gather(sending.place, "Pod 2", (), "pod-2"),
        "invite": lambda: sender.admit(pod, whose(sending, sending.sam)),
        "kick": lambda: sender.part(pod, whose(sending, sending.sam)),
    }
    for name, call in calls.items():
        if "retry_after" in says:
            sending.slack.faults.limit(f"conversations.{name}", retry_after=77)
        elif "error" in says:
            sending.slack.faults.refuse(f"conversations.{name}", "token_revoked")
        else:
            sending.slack.faults.fail_before(f"conversations.{name}", times=2)
        with pytest.raises(TryLaterError) as error:
            await call()
        assert error.value.seconds == seconds, name
    sending.slack.faults.refuse("conversations.archive", "ratelimited")
    assert not await sender.dissolve(pod)
    assert await sender.dissolve(pod)


async def test_let_in_and_let_out(sending: Sending, sender: SlackSender, kim: Person) -> None:
    pod = await gathered(sending, sender, sending.sam)
    await sender.admit(pod, whose(sending, kim, sending.sam))
    await sender.part(pod, whose(sending, sending.sam))
    assert pods(sending)[0].members.keys() == {kim.id, sending.work.bot_user}
    await sender.part(pod, (*whose(sending, sending.sam), f"{sending.work.id}:U99999999"))
    sending.slack.faults.refuse("conversations.kick", "restricted_action")
    await sender.part(pod, whose(sending, kim))
    assert kim.id in pods(sending)[0].members


async def test_a_pod_is_closed_once(sending: Sending, sender: SlackSender, kim: Person) -> None:
    pod = await gathered(sending, sender, sending.sam)
    assert await sender.dissolve(pod)
    assert pods(sending)[0].archived
    assert await sender.dissolve(pod)
    for moves in (sender.admit, sender.part):
        with pytest.raises(UndeliverableError):
            await moves(pod, whose(sending, kim))


async def test_a_pod_from_which_somebody_took_the_bot(sending: Sending, sender: SlackSender) -> None:
    pod = await gathered(sending, sender, sending.sam)
    pods(sending)[0].remove_bot()
    for moves in (sender.admit, sender.part):
        with pytest.raises(UndeliverableError):
            await moves(pod, whose(sending, sending.sam))
    assert await sender.dissolve(pod)


async def test_a_pod_of_a_workspace_that_the_app_is_not_in(sending: Sending, sender: SlackSender) -> None:
    other = sending.slack.workspace("Elsewhere")
    pod = f"{other.id}:{other.channel('pod', private=True, bot=True).id}"
    for moves in (sender.admit, sender.part):
        with pytest.raises(UndeliverableError):
            await moves(pod, whose(sending, sending.sam))
    assert await sender.dissolve(pod)
    assert not other.channel("pod").archived


@pytest.mark.parametrize(
    ("name", "begins"),
    [("Pod 3 of #Über uns", "pod-3-of-uber-uns-"), ("ポッド", "pod-"), ("x" * 200, "x" * 60 + "-"), ("--", "pod-")],
)
def test_a_channels_name_is_one_that_slack_takes(name: str, begins: str) -> None:
    made = called(name, "pod-1")
    assert made.startswith(begins)
    assert len(made) <= 80
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made != called(name, "pod-2")
