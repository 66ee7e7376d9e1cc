"""Sending over a real socket: what arrives, what does not, and what is seen once however often it is sent."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import pytest

from adapters.discord import render
from adapters.discord.markup import plain
from bot.effects import Posted
from bot.ports import Sent, TryLaterError, UndeliverableError
from bot.screen import Attached, Screen, public
from bot.store import nudges
from tests.adapters.discord.sending import SCREEN, Stage
from tests.local_discord.components import V2
from tests.local_discord.world import Channel, Permission
from tests.scheduler.planning import agreed, plan, state
from tests.world import text

DAY = timedelta(days=1)
NUDGE = "abcdefghijklmnop"
# As the outbox makes them: longer than Discord's nonce.
POST = "abcdefghijklmnop-share-a-line-with-others"
FILE = Screen("", "", (Attached("All of it", "yours.txt", b"mine"),))


def address(stage: Stage) -> str:
    return str(stage.sam.id)


def count(stage: Stage, operation: str) -> int:
    return len(stage.server.asked(operation))


# Nudges


async def test_it_arrives_as_a_page_and_notifies_nobody(stage: Stage) -> None:
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, NUDGE)
    (page,) = stage.sam.dms
    assert (page.text, page.v2) == ("Did you send it?", True)
    (sent,) = stage.server.asked("create_message")
    assert (sent.body["allowed_mentions"]["parse"], sent.body["enforce_nonce"]) == ([], True)
    assert len(sent.body["nonce"]) <= 25


async def test_a_dm_is_opened_once_also_across_a_restart(stage: Stage) -> None:
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, "a")
        await sender.send(address(stage), SCREEN, "b")
    assert await stage.kept(stage.sam) == str(stage.sam.dm.id)
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, "c")
    assert (len(stage.sam.dms), count(stage, "create_dm")) == (3, 1)


async def test_somebody_of_whom_nothing_is_kept_is_reached_and_nothing_is_kept(stage: Stage) -> None:
    kim = stage.person("kim")
    async with stage.sender() as sender:
        await sender.send(str(kim.id), SCREEN, NUDGE)
    assert len(kim.dms) == 1
    assert await stage.kept(kim) is None


async def test_an_answer_that_was_lost_is_seen_once(stage: Stage) -> None:
    stage.server.faults.lose("create_message")
    async with stage.sender() as sender:
        with pytest.raises(TryLaterError) as later:
            await sender.send(address(stage), SCREEN, NUDGE)
        assert later.value.seconds == 60
        await sender.send(address(stage), SCREEN, NUDGE)
    assert (len(stage.sam.dms), count(stage, "create_message")) == (1, 2)


async def test_a_process_that_was_killed_after_sending_sends_it_again_and_it_is_seen_once(stage: Stage) -> None:
    for _ in range(2):
        async with stage.sender() as sender:
            await sender.send(address(stage), SCREEN, NUDGE)
    assert (len(stage.sam.dms), count(stage, "create_message")) == (1, 2)


async def test_discord_in_trouble_after_it_took_a_message_is_asked_again_by_the_library(stage: Stage) -> None:
    stage.server.faults.fail_after("create_message")
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, NUDGE)
    assert (len(stage.sam.dms), count(stage, "create_message")) == (1, 2)


async def test_two_at_once_are_one(stage: Stage) -> None:
    async with stage.sender() as sender:
        await asyncio.gather(*(sender.send(address(stage), SCREEN, NUDGE) for _ in range(5)))
    assert (len(stage.sam.dms), count(stage, "create_message")) == (1, 1)


async def test_what_takes_too_long_goes_on_and_is_waited_for_by_the_next(stage: Stage) -> None:
    async with stage.client() as client:
        sender = stage.on(client, within=0.05)
        async with stage.server.faults.held("create_message"):
            for _ in range(2):
                with pytest.raises(TryLaterError):
                    await sender.send(address(stage), SCREEN, NUDGE)
        await stage.sam.next_dm()
        await stage.on(client).send(address(stage), SCREEN, NUDGE)
    assert (len(stage.sam.dms), count(stage, "create_message")) == (1, 2)


async def test_giving_up_during_the_global_rate_limit_leaves_nobody_else_waiting_for_good(stage: Stage) -> None:
    kim = stage.person("kim")
    stage.server.faults.limit("create_message", retry_after=0.3, everywhere=True)
    async with stage.client() as client:
        with pytest.raises(TryLaterError):
            await stage.on(client, within=0.1).send(address(stage), SCREEN, NUDGE)
        await stage.on(client).send(str(kim.id), SCREEN, "other")
        await stage.sam.next_dm()
    assert len(kim.dms) == 1


async def test_a_short_rate_limit_is_waited_for(stage: Stage) -> None:
    stage.server.faults.limit("create_message", retry_after=0.05)
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


async def test_a_long_rate_limit_is_said_and_nobody_is_stopped_but_who_asked(stage: Stage) -> None:
    kim = stage.person("kim")
    stage.server.faults.limit("create_message", retry_after=90)
    async with stage.sender() as sender:
        with pytest.raises(TryLaterError) as later:
            await sender.send(address(stage), SCREEN, NUDGE)
        assert later.value.seconds == pytest.approx(90)
        await sender.hand(stage.who(kim), SCREEN, "other")
    assert (len(stage.sam.dms), len(kim.dms)) == (0, 1)


async def test_a_rate_limit_that_does_not_say_how_long_is_for_later(stage: Stage) -> None:
    stage.server.faults.limit("create_message", 2, retry_after=None)
    async with stage.sender() as sender:
        with pytest.raises(TryLaterError) as later:
            await sender.send(address(stage), SCREEN, NUDGE)
        assert later.value.seconds == 60
        assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.REFUSED)
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


async def test_an_outage_is_for_later(stage: Stage) -> None:
    await stage.dms.keep(stage.who(stage.sam), str(stage.sam.dm.id))
    async with stage.sender() as sender:
        async with stage.server.down():
            with pytest.raises(TryLaterError):
                await sender.send(address(stage), SCREEN, NUDGE)
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


@pytest.mark.parametrize(
    ("code", "status"), [(50007, None), (50278, None), (50033, None), (10013, None), (50013, None), (20009, 403)]
)
async def test_who_cannot_be_reached_is_not_asked_again(stage: Stage, code: int, status: int | None) -> None:
    stage.server.faults.refuse(code, "create_message", 9, status=status)
    async with stage.sender() as sender:
        with pytest.raises(UndeliverableError):
            await sender.send(address(stage), SCREEN, NUDGE)
    assert count(stage, "create_message") == 1
    assert len(stage.gone) == (code == 50278)


async def test_closed_dms(stage: Stage) -> None:
    stage.sam.dms_closed = True
    async with stage.sender() as sender:
        with pytest.raises(UndeliverableError):
            await sender.send(address(stage), SCREEN, NUDGE)
    assert stage.gone == []


async def test_whoever_shares_no_server_any_more_is_told_of(stage: Stage) -> None:
    stage.sam.leave(stage.guild)
    async with stage.sender() as sender:
        with pytest.raises(UndeliverableError):
            await sender.send(address(stage), SCREEN, NUDGE)
    assert [(who.platform, who.address) for who in stage.gone] == [("discord", address(stage))]


async def test_nobody_of_this_id(stage: Stage) -> None:
    async with stage.sender() as sender:
        with pytest.raises(UndeliverableError):
            await sender.send("1", SCREEN, NUDGE)
    assert count(stage, "create_message") == 0


@pytest.mark.parametrize(("code", "status", "seconds"), [(0, 503, 60), (0, 403, 900), (0, 404, 900), (130000, 503, 60)])
async def test_what_says_nothing_about_the_member_is_for_later(
    stage: Stage, code: int, status: int, seconds: float
) -> None:
    stage.server.faults.refuse(code, "create_message", status=status)
    async with stage.sender() as sender:
        with pytest.raises(TryLaterError) as later:
            await sender.send(address(stage), SCREEN, NUDGE)
        assert later.value.seconds == seconds
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


async def test_a_page_that_discord_does_not_take_is_a_fault_of_ours(stage: Stage) -> None:
    stage.server.faults.refuse(50035, "create_message")
    async with stage.sender() as sender:
        with pytest.raises(discord.HTTPException):
            await sender.send(address(stage), SCREEN, NUDGE)


async def test_a_token_that_is_refused_is_not_tried_again_for_every_nudge(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    async with stage.sender() as sender:
        token, stage.server.token = stage.server.token, "another"
        for _ in range(3):
            with pytest.raises(TryLaterError):
                await sender.send(address(stage), SCREEN, NUDGE)
        assert count(stage, "create_dm") == 1
        assert capsys.readouterr().err.count("Discord refuses the token") == 1
        stage.server.token = token
        stage.world.clock.at += timedelta(minutes=16)
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


async def test_an_address_that_is_shut_out_asks_for_nothing(stage: Stage) -> None:
    stage.server.faults.limit("create_message", via=False)
    async with stage.sender() as sender:
        for _ in range(3):
            with pytest.raises(TryLaterError):
                await sender.send(address(stage), SCREEN, NUDGE)
        assert count(stage, "create_message") == 1
        stage.world.clock.at += timedelta(minutes=16)
        await sender.send(address(stage), SCREEN, NUDGE)
    assert len(stage.sam.dms) == 1


@pytest.mark.parametrize("code", [10003, 50001])
async def test_a_dm_that_is_gone_is_opened_anew_with_everything_in_it(stage: Stage, code: int) -> None:
    await stage.dms.keep(stage.who(stage.sam), "1")
    if code != 10003:
        stage.server.faults.refuse(code, "create_message")
    async with stage.sender() as sender:
        await sender.send(address(stage), FILE, NUDGE)
    (page,) = stage.sam.dms
    assert [one.content for one in page.attachments] == [b"mine"]
    assert await stage.kept(stage.sam) == str(stage.sam.dm.id)


async def test_a_dm_is_opened_anew_only_once(stage: Stage) -> None:
    await stage.dms.keep(stage.who(stage.sam), "1")
    stage.server.faults.refuse(10003, "create_message", 9)
    async with stage.sender() as sender:
        with pytest.raises(UndeliverableError):
            await sender.send(address(stage), SCREEN, NUDGE)
    assert (count(stage, "create_dm"), count(stage, "create_message")) == (1, 2)


async def test_a_dm_that_is_gone_is_not_asked_for_again_while_no_other_may_be_opened(stage: Stage) -> None:
    await stage.dms.keep(stage.who(stage.sam), "1")
    async with stage.sender() as sender:
        await sender.send(str(stage.person("kim").id), SCREEN, "other")
        for _ in range(2):
            with pytest.raises(TryLaterError):
                await sender.send(address(stage), SCREEN, NUDGE)
    assert [one.code for one in stage.server.asked("create_message")] == [None, 10003]


async def test_what_was_delivered_and_deleted_is_not_delivered_again(stage: Stage) -> None:
    stage.server.faults.refuse(10008, "create_message")
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, NUDGE)
    assert count(stage, "create_message") == 1


async def test_what_a_member_pressed_for_says_where_it_is(stage: Stage) -> None:
    async with stage.sender() as sender:
        where = await sender.hand(stage.who(stage.sam), SCREEN, NUDGE)
    (page,) = stage.sam.dms
    assert where.url == f"https://discord.com/channels/@me/{stage.sam.dm.id}/{page.id}"


async def test_somebody_is_told_something(stage: Stage) -> None:
    async with stage.sender() as sender:
        await sender.tell(stage.server.owner_id, render.said("Hello"), "greet-1234567890123456789")
    (page,) = stage.server.owner.dms
    assert page.text == "Hello"


# Through the dispatcher


async def test_closed_dms_show_at_the_next_command(stage: Stage) -> None:
    world = stage.world
    nudge = await plan(world, await agreed(world, stage.who(stage.sam)))
    stage.sam.dms_closed = True
    world.clock.at += DAY
    async with stage.sender() as sender:
        assert await stage.dispatcher(sender).run_due() == 0
    assert await state(world, nudge) == ("unreachable", "dm-closed")
    await world.command("help")
    assert "could not reach you by DM" in text(world.screen)


async def test_a_rate_limit_gives_the_nudge_back_until_it_is_over(stage: Stage) -> None:
    world = stage.world
    nudge = await plan(world, await agreed(world, stage.who(stage.sam)))
    stage.server.faults.limit("create_message", retry_after=90)
    world.clock.at += DAY
    async with stage.sender() as sender:
        dispatcher = stage.dispatcher(sender)
        assert await dispatcher.run_due() == 0
        assert await state(world, nudge) == ("waiting", "platform-busy")
        assert await dispatcher.next_wake() == world.clock.at + timedelta(seconds=90)
    async with stage.sender() as sender:  # the library would refuse by itself for 90 real seconds
        world.clock.at += timedelta(seconds=90)
        assert await stage.dispatcher(sender).run_due() == 1
    assert await state(world, nudge) == ("sent", None)
    assert len(stage.sam.dms) == 1


# Whether it arrived


async def test_what_was_taken_without_an_answer_is_found_long_after_the_nonce_is_forgotten(stage: Stage) -> None:
    world = stage.world
    nudge = await plan(world, await agreed(world, stage.who(stage.sam)))
    world.clock.at += DAY
    stage.server.faults.lose("create_message")
    async with stage.sender() as sender:
        dispatcher = stage.dispatcher(sender)
        await dispatcher.run_due()
        assert await state(world, nudge) == ("waiting", "platform-busy")
        stage.sam.dm.nonces.clear()
        await stage.sam.write_dm("hello?")
        world.clock.at += timedelta(hours=1)
        assert await dispatcher.run_due() == 0
    assert await state(world, nudge) == ("sent", None)
    assert ([one.by_bot for one in stage.sam.dms].count(True), count(stage, "create_message")) == (1, 1)


async def test_what_was_in_somebodys_hands_and_did_not_arrive_is_sent(stage: Stage) -> None:
    world = stage.world
    member = await agreed(world, stage.who(stage.sam))
    await plan(world, member)
    nudge = await plan(world, member, after=2)
    world.clock.at += DAY
    async with stage.sender() as sender:
        dispatcher = stage.dispatcher(sender)
        assert await dispatcher.run_due() == 1  # another of theirs stands in the DM
        await world.command("help")
        world.clock.at += 2 * DAY
        await world.store.do(lambda: nudges.claim("a process that was killed", world.clock.at, 10))
        world.clock.at += nudges.LEASE
        assert await dispatcher.run_due() == 1
    assert await state(world, nudge) == ("sent", None)
    assert (len(stage.sam.dms), count(stage, "list_messages")) == (2, 1)


async def test_where_no_dm_was_ever_opened_and_where_it_is_gone_nothing_arrived(stage: Stage) -> None:
    async with stage.sender() as sender:
        assert not await sender.delivered(address(stage), NUDGE, "run")
        await sender.send(address(stage), SCREEN, NUDGE)
        for code in (10003, 50001):
            stage.server.faults.refuse(code, "list_messages")
            assert not await sender.delivered(address(stage), NUDGE, "run")


async def test_where_it_cannot_be_seen_now_it_is_looked_for_later(stage: Stage) -> None:
    async with stage.sender() as sender:
        await sender.send(address(stage), SCREEN, NUDGE)
        stage.server.faults.limit("list_messages", retry_after=90)
        with pytest.raises(TryLaterError):
            await sender.delivered(address(stage), NUDGE, "run")


# Lines in a channel


def said(channel: Channel) -> list[str]:
    return [message.text for message in channel.messages]


async def test_a_line_is_posted_as_it_was_written_and_notifies_nobody(stage: Stage) -> None:
    line = f"Sam: @everyone *look* <@{stage.server.owner_id}> [here](https://a.example)\n- done"
    async with stage.sender() as sender:
        sent = await sender.post(str(stage.general.id), public(line), POST)
    (message,) = stage.general.messages
    assert sent == Sent(Posted.POSTED, str(message.id))
    assert said(stage.general) == [plain(line)]
    assert stage.server.asked("create_message")[0].body["allowed_mentions"]["parse"] == []


async def test_the_longest_line_is_posted_whole_and_a_longer_one_is_not(stage: Stage) -> None:
    async with stage.sender() as sender:
        assert (await sender.post(str(stage.general.id), public("*" * 2000), POST)).outcome is Posted.POSTED
        assert await sender.post(str(stage.general.id), public("*" * 2001), "another") == Sent(Posted.REFUSED)
    assert said(stage.general) == ["\\*" * 2000]
    assert count(stage, "create_message") == 1


@pytest.mark.parametrize("denied", [Permission.SEND_MESSAGES, Permission.VIEW_CHANNEL])
async def test_where_the_bot_may_not_write_it_is_refused(stage: Stage, denied: Permission) -> None:
    stage.general.deny(denied)
    async with stage.sender() as sender:
        assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.REFUSED)
    assert count(stage, "create_message") == 1


async def test_where_there_is_no_channel_or_a_long_wait_it_is_refused(stage: Stage) -> None:
    async with stage.sender() as sender:
        assert await sender.post("1", public("a line"), POST) == Sent(Posted.REFUSED)
        stage.server.faults.limit("create_message", retry_after=90)
        assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.REFUSED)
    assert said(stage.general) == []


async def test_a_token_that_is_refused_is_said_also_where_a_line_is_posted(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    async with stage.sender() as sender:
        stage.server.token = "another"
        assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.REFUSED)
    assert "Discord refuses the token" in capsys.readouterr().err


async def test_a_line_that_the_library_sends_twice_is_seen_once(stage: Stage) -> None:
    stage.server.faults.fail_after("create_message")
    async with stage.sender() as sender:
        sent = await sender.post(str(stage.general.id), public("a line"), POST)
    assert (sent.outcome, said(stage.general)) == (Posted.POSTED, ["a line"])


async def test_a_lost_answer_and_an_outage_leave_the_outcome_unknown(stage: Stage) -> None:
    stage.server.faults.lose("create_message")
    async with stage.sender() as sender:
        assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.UNKNOWN)
        async with stage.server.down():
            assert await sender.post(str(stage.general.id), public("another"), "another") == Sent(Posted.UNKNOWN)
        stage.server.faults.refuse(10008, "create_message")
        assert await sender.post(str(stage.general.id), public("deleted"), "deleted") == Sent(Posted.UNKNOWN)
    assert said(stage.general) == ["a line"]


async def test_what_takes_too_long_is_unknown(stage: Stage) -> None:
    async with stage.sender(within=0.05) as sender:
        async with stage.server.faults.held("create_message"):
            assert await sender.post(str(stage.general.id), public("a line"), POST) == Sent(Posted.UNKNOWN)
        await stage.server.until(lambda: said(stage.general) == ["a line"])


async def test_a_line_is_taken_back_by_its_reference_and_again(stage: Stage) -> None:
    place = str(stage.general.id)
    async with stage.sender() as sender:
        sent = await sender.post(place, public("mine"), POST)
        await sender.post(place, public("another's"), "another")
        for _ in range(2):
            assert await sender.take_back(place, sent.reference, POST)
    assert said(stage.general) == ["another's"]


async def test_a_line_whose_outcome_is_unknown_is_found_and_taken_back(stage: Stage) -> None:
    place = str(stage.general.id)
    async with stage.sender() as sender:
        await sender.post(place, public("another's"), "another")
        stage.server.faults.lose("create_message")
        await sender.post(place, public("mine"), POST)
    async with stage.sender() as sender:
        for number in range(120):
            await sender.post(place, public("later"), f"later {number}")
        for _ in range(2):
            assert await sender.take_back(place, None, POST)
    assert said(stage.general) == ["another's", *["later"] * 120]


async def test_nobody_elses_message_is_taken_for_ours(stage: Stage) -> None:
    async with stage.sender() as sender:
        await sender.post(str(stage.general.id), public("mine"), POST)
        (mine,) = stage.general.messages
        world, theirs = stage.server.world, stage.server.owner.user
        stage.general.add(world.message(stage.general, theirs, components=list(mine.components), flags=V2))
        assert await sender.take_back(str(stage.general.id), None, POST)
    assert [message.by_bot for message in stage.general.messages] == [False]


async def test_what_cannot_be_reached_is_taken_back_later(stage: Stage) -> None:
    place = str(stage.general.id)
    async with stage.sender() as sender:
        sent = await sender.post(place, public("mine"), POST)
        async with stage.server.down():
            assert not await sender.take_back(place, sent.reference, POST)
        stage.general.deny(Permission.READ_MESSAGE_HISTORY)
        assert not await sender.take_back(place, None, POST)
        stage.general.deny(Permission.VIEW_CHANNEL)
        assert not await sender.take_back(place, sent.reference, POST)
        assert not await sender.take_back(place, None, POST)
        assert said(stage.general) == ["mine"]


async def test_of_a_channel_that_is_gone_nothing_is_left(stage: Stage) -> None:
    async with stage.sender() as sender:
        assert await sender.take_back("1", "2", POST)
        assert await sender.take_back("1", None, POST)
