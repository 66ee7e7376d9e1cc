"""Pods: private threads of a circle's channel, made once, with those in them who can be let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.discord.sender import DiscordSender
from bot.effects import Posted
from bot.ports import Sent, TryLaterError, UndeliverableError
from bot.screen import public
from tests.adapters.discord.sending import Stage
from tests.local_discord.people import Person
from tests.local_discord.world import PRIVATE_THREAD, Channel, Permission

NAME = "Pod 1"
POD = "pod-abcdefghijklmnop"
CREATES, ADDS, CHANGES = "create_thread", "add_thread_member", "update_channel"


@pytest.fixture
def kim(stage: Stage) -> Person:
    return stage.person("kim")


def addresses(*people: Person) -> tuple[str, ...]:
    return tuple(str(one.id) for one in people)


def pods(stage: Stage) -> list[Channel]:
    return list(stage.guild.threads)


def inside(pod: Channel, *people: Person) -> list[bool]:
    assert pod.thread
    return [one.id in pod.thread.members for one in people]


async def gathered(stage: Stage, *people: Person, name: str = NAME) -> Sent:
    async with stage.sender() as sender:
        return await sender.gather(str(stage.general.id), name, addresses(*people), POD)


async def made(stage: Stage, *people: Person) -> tuple[str, Channel]:
    """A pod's address, and its thread."""
    sent = await gathered(stage, *people)
    assert sent.reference
    return sent.reference, stage.server.world.channels[int(sent.reference)]


async def test_a_pod_is_a_private_thread_that_only_its_members_see(stage: Stage, kim: Person) -> None:
    ada = stage.person("ada")
    sent = await gathered(stage, stage.sam, kim)
    (pod,) = pods(stage)
    assert sent == Sent(Posted.POSTED, str(pod.id))
    assert (pod.name, pod.payload()["type"], pod.thread and pod.thread.parent) == (NAME, PRIVATE_THREAD, stage.general)
    assert pod.thread
    # Nobody but the bot lets others in, and a round goes by before it rests.
    assert (pod.thread.invitable, pod.thread.rests_after) == (False, 7 * 24 * 60)
    assert inside(pod, stage.sam, kim, ada) == [True, True, False]
    assert [one.threads(stage.guild) for one in (kim, ada)] == [[pod], []]
    assert stage.general.messages == []


async def test_a_long_name_fits(stage: Stage) -> None:
    assert (await gathered(stage, name="x" * 200)).outcome is Posted.POSTED
    assert len(pods(stage)[0].name) <= 100


async def test_who_cannot_be_let_in_is_left_out(stage: Stage, kim: Person, capsys: pytest.CaptureFixture[str]) -> None:
    gone, hidden = stage.person("gone"), stage.person("hidden")
    gone.leave(stage.guild)
    stage.general.deny(Permission.VIEW_CHANNEL, to=hidden)
    pod, thread = await made(stage, gone, hidden, stage.sam)
    assert inside(thread, gone, hidden, stage.sam) == [False, False, True]
    async with stage.sender() as sender:
        await sender.admit(pod, ("1", *addresses(hidden, kim)))
    assert inside(thread, hidden, kim) == [False, True]
    said = capsys.readouterr().err
    assert said.count("somebody could not be let into a pod") == 4
    assert all(str(one.id) not in said for one in (gone, hidden))


# Once


@pytest.mark.parametrize(("operation", "times"), [(CREATES, 1), (ADDS, 2)])  # who is let in is let in again at once
async def test_a_lost_answer_makes_no_second_thread(stage: Stage, kim: Person, operation: str, times: int) -> None:
    stage.server.faults.lose(operation, times)
    with pytest.raises(TryLaterError) as later:
        await gathered(stage, stage.sam, kim)
    assert later.value.unknown
    sent = await gathered(stage, stage.sam, kim)
    (pod,) = pods(stage)
    assert (sent, inside(pod, stage.sam, kim)) == (Sent(Posted.POSTED, str(pod.id)), [True, True])
    assert len(stage.server.asked(CREATES)) == 1


async def test_what_discord_did_before_it_stumbled_is_found(stage: Stage) -> None:
    """The library tries again by itself, and so may make a second one: the next look takes the latest."""
    stage.server.faults.fail_after(CREATES)
    first = await gathered(stage, stage.sam)
    assert await gathered(stage, stage.sam) == first


async def test_another_thread_of_this_name_is_not_taken_for_it(stage: Stage, kim: Person, place: str) -> None:
    there, me = stage.guild, stage.server.application_id
    there.thread(stage.general, NAME, owner=kim.id)
    there.thread(stage.general, NAME)
    there.thread(there.channel("elsewhere"), NAME, private=True)
    there.thread(stage.general, "Pod 2", private=True)
    theirs = there.thread(stage.general, NAME, owner=kim.id, private=True)
    assert theirs.thread
    theirs.thread.members.add(me)
    known = pods(stage)
    await gathered(stage, stage.sam)
    assert len(pods(stage)) == len(known) + 1
    assert not any(inside(one, stage.sam)[0] for one in known)


async def test_one_with_somebody_else_in_it_is_not_taken_for_it(stage: Stage, kim: Person) -> None:
    pod, _ = await made(stage, stage.sam, kim)
    assert (await gathered(stage, stage.sam, kim, stage.person("ada"))).reference == pod
    assert (await gathered(stage, stage.sam)).reference != pod


async def test_one_that_was_closed_or_is_old_is_not_taken_for_it(stage: Stage, kim: Person) -> None:
    pod, thread = await made(stage, kim)
    async with stage.sender() as sender:
        assert await sender.dissolve(pod)
    kim.write(thread, "still here")  # it is awake again
    assert (await gathered(stage, stage.sam)).reference != pod
    old = stage.guild.thread(stage.general, "Pod 3", private=True)
    del stage.server.world.channels[old.id]
    old.id -= int(timedelta(days=2).total_seconds() * 1000) << 22
    stage.server.world.channels[old.id] = old
    assert (await gathered(stage, stage.sam, name="Pod 3")).reference != str(old.id)


# In and out


async def test_in_one_that_rests_others_are_let_in_and_it_is_awake(stage: Stage, kim: Person) -> None:
    pod, thread = await made(stage, stage.sam)
    assert thread.thread
    thread.thread.archived = True
    async with stage.sender() as sender:
        await sender.admit(pod, addresses(kim))
        assert (inside(thread, kim), thread.thread.archived) == ([True], False)
        thread.thread.archived = True
        await sender.part(pod, addresses(kim, stage.person("ada")))
    assert (inside(thread, stage.sam, kim), thread.thread.archived) == ([True, False], True)


async def test_one_that_is_gone_or_hidden_says_so(stage: Stage, kim: Person) -> None:
    pod, thread = await made(stage, stage.sam)
    who = addresses(kim)
    async with stage.sender() as sender:
        for undo in (stage.general.deny, None):
            if undo is not None:
                undo(Permission.VIEW_CHANNEL)
            else:
                stage.guild.delete(thread)
            with pytest.raises(UndeliverableError):
                await sender.admit(pod, who)
            with pytest.raises(UndeliverableError):
                await sender.part(pod, who)


@pytest.mark.parametrize("fault", ["limit", "lost", "trouble", "in front"])
async def test_what_is_out_or_wants_less_is_for_later(stage: Stage, kim: Person, fault: str) -> None:
    pod, _ = await made(stage, stage.sam)
    place, who = str(stage.general.id), addresses(kim)

    @asynccontextmanager
    async def failing() -> AsyncIterator[DiscordSender]:
        # Each with a sender of its own: the library would refuse by itself for 90 real seconds.
        async with stage.sender() as sender:
            match fault:
                case "limit":
                    stage.server.faults.limit(retry_after=90)
                case "lost":
                    stage.server.faults.lose(times=2)
                case "trouble":
                    stage.server.faults.refuse(0, status=503)
                case "in front":
                    stage.server.faults.refuse(0, status=403)
            yield sender
            stage.server.faults.clear()

    async with failing() as sender:
        with pytest.raises(TryLaterError):
            await sender.admit(pod, who)
    async with failing() as sender:
        with pytest.raises(TryLaterError):
            await sender.part(pod, who)
    async with failing() as sender:
        with pytest.raises(TryLaterError):
            await sender.gather(place, "Pod 2", who, "pod-2")
    if fault != "lost":  # what was closed without an answer is closed, and was asked twice
        async with failing() as sender:
            assert not await sender.dissolve(pod)
        async with stage.sender() as sender:
            assert await sender.dissolve(pod)


async def test_an_address_that_is_shut_out_asks_for_nothing(stage: Stage, kim: Person) -> None:
    pod, _ = await made(stage, stage.sam)
    async with stage.sender() as sender:
        stage.server.faults.limit(ADDS, via=False)
        for _ in range(3):
            with pytest.raises(TryLaterError):
                await sender.admit(pod, addresses(kim))
        assert len(stage.server.asked(ADDS)) == 2  # one for Sam, before


@pytest.mark.parametrize("denied", [Permission.CREATE_PRIVATE_THREADS, Permission.VIEW_CHANNEL])
async def test_where_no_thread_may_be_made_it_is_refused(stage: Stage, denied: Permission) -> None:
    stage.general.deny(denied)
    assert await gathered(stage, stage.sam) == Sent(Posted.REFUSED)
    assert pods(stage) == []


async def test_where_there_is_no_channel_it_is_refused(stage: Stage) -> None:
    async with stage.sender() as sender:
        assert await sender.gather("1", NAME, addresses(stage.sam), POD) == Sent(Posted.REFUSED)


# The end of it


async def test_a_closed_pod_keeps_what_was_said_and_the_bot_says_nothing_more(stage: Stage, kim: Person) -> None:
    pod, thread = await made(stage, stage.sam, kim)
    assert thread.thread
    async with stage.sender() as sender:
        sent = await sender.post(pod, public("One call"), "post-1")
        assert await sender.dissolve(pod)
        assert await sender.dissolve(pod)
        assert (thread.thread.archived, thread.thread.locked, thread.thread.rests_after) == (True, False, 60)
        assert [one.text for one in kim.threads(stage.guild)[0].messages] == ["One call"]
        assert (await sender.post(pod, public("Two calls"), "post-2")).outcome is Posted.REFUSED
        # Also where somebody woke it.
        kim.write(thread, "thanks, all")
        assert (await sender.post(pod, public("Two calls"), "post-2")).outcome is Posted.REFUSED
        # What somebody said there is theirs to take back.
        assert await sender.dissolve(pod)
        assert await sender.take_back(pod, sent.reference, "post-1")
    assert ([one.text for one in thread.messages], thread.thread.archived) == (["thanks, all"], True)


async def test_where_the_bot_may_manage_threads_it_is_locked(stage: Stage, kim: Person) -> None:
    stage.guild.bot_permissions |= Permission.MANAGE_THREADS
    pod, thread = await made(stage, stage.sam, kim)
    assert thread.thread
    async with stage.sender() as sender:
        sent = await sender.post(pod, public("One call"), "post-1")
        assert await sender.dissolve(pod)
        assert await sender.dissolve(pod)
        assert (thread.thread.archived, thread.thread.locked) == (True, True)
        assert (await sender.post(pod, public("Two calls"), "post-2")).outcome is Posted.REFUSED
        assert await sender.take_back(pod, sent.reference, "post-1")
    assert (thread.messages, thread.thread.archived, thread.thread.locked) == ([], True, True)


async def test_one_that_rests_by_itself_is_closed_all_the_same(stage: Stage) -> None:
    pod, thread = await made(stage, stage.sam)
    assert thread.thread
    thread.thread.archived = True
    async with stage.sender() as sender:
        assert await sender.dissolve(pod)
    assert (thread.thread.archived, thread.thread.rests_after) == (True, 60)


async def test_one_that_is_gone_is_closed_and_one_that_is_hidden_is_not(stage: Stage) -> None:
    pod, thread = await made(stage, stage.sam)
    async with stage.sender() as sender:
        stage.general.deny(Permission.VIEW_CHANNEL)
        assert not await sender.dissolve(pod)
        stage.guild.delete(thread)
        assert await sender.dissolve(pod)
