"""What is said where others see it: once, or not at all, and its author knows which."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.effects import Post, Posted
from bot.flow import Ending, Next, Talk, flow
from bot.ports import Press, Sent
from bot.questions import SENTENCE, Confirm, Text, Write
from bot.screen import Screen
from bot.store.forgetting import forget
from tests.small import at_home
from tests.world import World, text

pytestmark = pytest.mark.both_stores


@flow("shares")
async def shares(talk: Talk) -> Ending:
    own = await talk.ask("own", Write(Text("write", SENTENCE)))
    if await talk.ask("share", Confirm()):
        outcome = await talk.post("shared", Post("wins", "post-win", own or "", ("moving-win.rested",)))
        talk.say("outcome", words="part-outcome", outcome=outcome, place="#wins")
    await talk.ask("after", Confirm())
    return Next("follows")


@flow("follows")
async def follows(talk: Talk) -> Ending:
    await talk.ask("sure", Confirm())
    return None


@pytest.fixture
async def sharing(tmp_path: Path) -> AsyncIterator[World]:
    """One tap away from posting."""
    async with World(tmp_path, at_home(shares, follows)) as made:
        await made.place()
        await made.command("home")
        await made.type("sent three")
        yield made


def told(screen: Screen) -> str:
    return text(screen).replace("\u2068", "").replace("\u2069", "")


async def test_a_post_goes_out_after_it_was_saved_and_says_so(sharing: World) -> None:
    await sharing.tap("yes")
    assert sharing.sender.posts == [("channel-1", "Sam, after a no: sent three", f"{sharing.screen.run}-shared")]
    assert "It is in #wins now" in told(sharing.screen)
    assert await sharing.rows("SELECT state FROM post") == [{"state": "posted"}]


@pytest.mark.parametrize("name", ["Sammy", "Samira 🎈"])
async def test_a_post_is_under_the_name_that_its_author_has_there_now(sharing: World, name: str) -> None:
    sharing.who = replace(sharing.who, name=name)
    await sharing.tap("yes")
    assert [said for _, said, _ in sharing.sender.posts] == [f"{name}, after a no: sent three"]
    # Where the platform says no name, it stays.
    sharing.who = replace(sharing.who, name=None)
    await sharing.command("home")
    await sharing.tap("skip")
    await sharing.tap("yes")
    assert sharing.sender.posts[1][1].startswith(f"{name}, after a no: ")


async def test_a_post_without_own_words_says_its_tags(sharing: World) -> None:
    await sharing.command("home")
    await sharing.tap("skip")
    await sharing.tap("yes")
    assert sharing.sender.posts[0][1].startswith("Sam, after a no: ")
    assert len(sharing.sender.posts[0][1]) > len("Sam, after a no: ")


async def test_there_is_no_way_back_past_a_post(sharing: World) -> None:
    await sharing.tap("yes")
    assert all("~back" not in one.token for one in sharing.screen.navigation)
    before = sharing.screen
    assert (await sharing.press(f"{before.run}:~back:after")).key == "after"
    await sharing.tap("yes")
    assert sharing.screen.key == "sure"
    await sharing.back()  # what was asked after the post can be taken back
    assert sharing.screen.key == "after"
    assert all("~back" not in one.token for one in sharing.screen.navigation)


async def test_a_post_that_is_refused_says_so(sharing: World) -> None:
    sharing.sender.outcome = Posted.REFUSED
    assert "nobody saw it" in told(await sharing.tap("yes"))


@pytest.mark.parametrize("lost", ["DELETE FROM place", "UPDATE member SET platform = 'gone'"])
async def test_a_place_or_platform_that_is_gone_is_a_refusal(sharing: World, lost: str) -> None:
    if "place" in lost:
        await sharing.write(lost)
    else:
        sharing.outbox.senders.clear()
    assert "nobody saw it" in told(await sharing.tap("yes"))
    assert sharing.sender.posts == []


async def test_a_sender_that_fails_leaves_an_unknown_outcome_and_it_is_never_sent_again(sharing: World) -> None:
    sharing.sender.outcome = RuntimeError("connection reset")
    assert "I won't send it twice" in told(await sharing.tap("yes"))
    sharing.sender.outcome = Posted.POSTED
    await sharing.reopen()
    await sharing.press(f"{sharing.screen.run}:share:yes")
    await sharing.press(f"{sharing.screen.run}:~resume:")
    assert len(sharing.sender.posts) == 1
    assert await sharing.rows("SELECT state FROM post") == [{"state": "unknown"}]


async def test_a_crash_between_marking_and_the_outcome_is_unknown_after_a_restart(sharing: World) -> None:
    before = sharing.screen

    async def killed(place: str, said: str, occurrence: str) -> Sent:
        sharing.sender.posts.append((place, said, occurrence))
        raise asyncio.CancelledError

    sharing.sender.post = killed  # type: ignore[method-assign, assignment]
    with pytest.raises(asyncio.CancelledError):
        await sharing.tap("yes")
    del sharing.sender.post
    assert await sharing.rows("SELECT state FROM post") == [{"state": "sending"}]
    await sharing.reopen()
    assert "I won't send it twice" in told(await sharing.tap("yes", on=before))
    assert len(sharing.sender.posts) == 1


async def test_a_crash_before_marking_sends_it_after_the_restart(sharing: World) -> None:
    await sharing.tap("yes")
    await sharing.write("UPDATE post SET state = 'pending'")
    await sharing.write("DELETE FROM answer WHERE key = 'shared'")
    sharing.sender.posts.clear()
    await sharing.reopen()
    assert "It is in #wins now" in told(await sharing.press(f"{sharing.screen.run}:~resume:"))
    assert len(sharing.sender.posts) == 1


async def test_a_double_click_while_it_is_being_sent_posts_once_and_both_learn_the_outcome(sharing: World) -> None:
    going, may_go = asyncio.Event(), asyncio.Event()
    real = sharing.sender.post

    async def slow(place: str, said: Screen, occurrence: str) -> Sent:
        going.set()
        await may_go.wait()
        return await real(place, said, occurrence)

    sharing.sender.post = slow  # type: ignore[method-assign, assignment]
    event = Press(sharing.who, f"{sharing.screen.run}:share:yes")
    first = asyncio.create_task(sharing.turns.take(event))
    await going.wait()
    second = asyncio.create_task(sharing.turns.take(event))
    await asyncio.sleep(0.05)
    may_go.set()
    assert ["It is in #wins now" in told(screen) for screen in await asyncio.gather(first, second)] == [True, True]
    assert len(sharing.sender.posts) == 1
    assert await sharing.rows("SELECT state FROM post") == [{"state": "posted"}]


async def test_forgetting_while_it_is_being_sent_leaves_nothing(sharing: World) -> None:
    (member,) = await sharing.rows("SELECT id FROM member")

    async def slow(place: str, said: Screen, occurrence: str) -> Sent:
        await sharing.store.do(lambda: forget(member["id"], sharing.clock.at, sharing.sealed))
        return Sent(Posted.POSTED)

    sharing.sender.post = slow  # type: ignore[method-assign, assignment]
    assert (await sharing.tap("yes")).run == ""
    assert {table for table, rows in (await sharing.dump()).items() if rows} == {"place", "forgotten", "take_back"}
    # Nobody knows yet what it is called there, so it is looked for by its occurrence.
    await sharing.forgetting.finish()
    assert {(place, reference) for place, reference, _ in sharing.sender.taken_back} == {("channel-1", None)}
    assert {table for table, rows in (await sharing.dump()).items() if rows} == {"place"}
