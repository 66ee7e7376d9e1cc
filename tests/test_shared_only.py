"""Nothing gets into a channel that its author did not see first, word for word, and press for.

Once over all flows, by the walk: before every post the screen that asked for the press showed just that. And once with the real
turn, store and weeks, typing canaries: whatever reached a channel stood in a preview that was pressed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands import BY_WORD, Word
from bot.effects import Me, Post
from bot.flow import Ask, Ending, Flow, Look, Next, Say, Talk, flow, replay
from bot.flows import ALL, BY_NAME
from bot.flows.parts.circles import name_of
from bot.ports import Who
from bot.questions import SENTENCE, Confirm, Given, Pick, Text, Write
from bot.rows import Member
from bot.screen import Copy, Screen
from bot.walk import Visit, walk
from tests.scheduler.circles import DAY, HOUR, MONDAY, Weeks
from tests.typist import CANARY, Typist
from tests.world import World, content, labels, said

# Over all flows


def wrong_with(visit: Visit) -> str | None:
    """What is wrong with the post that a visit comes to; None where it was shown as it will read, and pressed for."""
    assert isinstance(visit.frame.waits, Say)
    post, trail = visit.frame.waits.post, visit.frame.trail
    if post.ours:
        return (
            "the bot's own says something of a member's" if post.text or post.tags or post.where or post.day else None
        )
    asked = [place for place, one in enumerate(trail) if one.asked]
    if not asked or any(one.posted for one in trail[asked[-1] :]):
        return "it was not pressed for"
    before = {one.key for one in trail[: asked[-1]]}
    answers = {key: answer for key, answer in visit.facts.answers.items() if key in before}
    frame = replay(visit.flow, replace(visit.facts, answers=answers))
    assert isinstance(frame.waits, Ask)
    question, answer = frame.waits.question, visit.facts.answers[frame.waits.key]
    presses = isinstance(question, Confirm) or (isinstance(question, Pick) and question.typed is None)
    if not presses or not (question.value(answer) is True or "post" in str(answer)):
        return "what asked for it takes more than a press"
    names = {name_of(one) for one in visit.facts.found.values() if isinstance(one, Member)}
    shown = [one.line for one in frame.said if one.look is Look.COPY]
    return None if any(shown == [post.worded(name)] for name in names) else "it was not shown as it will read"


def posts(this: Flow) -> list[Visit]:
    return [visit for visit in walk(this, content()) if isinstance(visit.frame.waits, Say)]


@pytest.mark.parametrize("this", ALL, ids=lambda this: this.name)
def test_every_post_is_shown_and_pressed_for(this: Flow) -> None:
    assert {problem for visit in posts(this) if (problem := wrong_with(visit))} == set()


def test_the_walk_comes_to_every_flow_that_posts() -> None:
    path = Path(__file__).parents[1] / "bot" / "flows"
    stems = {one.stem for one in path.glob("*.py") if "talk.post(" in one.read_text()}
    # What the parts post is posted by the flows that end with them.
    assert stems == {"admin", "commit", "moving", "network", "personal"}
    for name in ("commit", "moving", "network", "personal", "admin-pin"):
        assert posts(BY_NAME[name]), name


async def _unseen(talk: Talk) -> Ending:
    await talk.find("me", Me())
    words = await talk.ask("words", Write(Text("write", SENTENCE)))
    if await talk.ask("sure", Confirm()):
        await talk.post("posted", Post("p", "post-win", words or ""))
    return None


async def _other_words(talk: Talk) -> Ending:
    me = await talk.find("me", Me())
    words = await talk.ask("words", Write(Text("write", SENTENCE)))
    talk.preview(Post("p", "post-win", "something"), name_of(me))
    if await talk.ask("sure", Confirm()):
        await talk.post("posted", Post("p", "post-win", words or ""))
    return None


async def _typed(talk: Talk) -> Ending:
    me, post = await talk.find("me", Me()), Post("p", "post-listen")
    talk.preview(post, name_of(me))
    await talk.ask("words", Write(Text("write", SENTENCE)))
    await talk.post("posted", post)
    return None


async def _twice(talk: Talk) -> Ending:
    me, post = await talk.find("me", Me()), Post("p", "post-listen")
    talk.preview(post, name_of(me))
    if await talk.ask("sure", Confirm()):
        await talk.post("posted", post)
        await talk.post("again", post)
    return None


async def _later(talk: Talk) -> Ending:
    me, post = await talk.find("me", Me()), Post("p", "post-listen")
    talk.preview(post, name_of(me))
    await talk.ask("seen", Confirm())
    if await talk.ask("sure", Confirm()):
        await talk.post("posted", post)
    return None


async def _unasked(talk: Talk) -> Ending:
    await talk.post("posted", Post("p", "post-listen"))
    return None


@pytest.mark.parametrize("body", [_unseen, _other_words, _typed, _twice, _later, _unasked])
def test_a_flow_that_does_otherwise_is_found(body: Callable[[Talk], Any]) -> None:
    found = posts(flow("wrong")(body))
    assert {problem for visit in found if (problem := wrong_with(visit))}


# With the real turn and store


class Watched(World):
    """A world that notes what stood in previews when they were pressed to be posted."""

    pressed: list[str]

    async def press(self, token: str, given: Given | None = None) -> Screen:
        value = token.split(":", 2)[2]
        if value in ("yes", "post") and token in {one.token for one in self.screen.buttons}:
            self.pressed += [one.text for one in self.screen.blocks if isinstance(one, Copy)]
        return await super().press(token, given)


@flow("goes")
async def goes(talk: Talk) -> Ending:
    return Next(talk.args["to"])


@flow("blurts")
async def blurts(talk: Talk) -> Ending:
    """A wrong one: what was typed for its author alone is posted."""
    words = await talk.ask("words", Write(Text("write", SENTENCE)), words="part-share")
    if await talk.ask("sure", Confirm(), words="part-share-sure", place="#wins"):
        await talk.post("posted", Post("wins", "post-win", words or ""))
    return None


FLOWS: Mapping[str, Flow] = {**BY_NAME, "goes": goes, "blurts": blurts}


@pytest.fixture
async def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setitem(BY_WORD, "goes", Word("goes", "goes", ("to",)))
    async with Watched(tmp_path, FLOWS) as made:
        made.pressed = []
        await made.place()
        await made.write(
            "INSERT INTO place (id, platform, community, address, name, open) VALUES ('more', 'test', 'guild', 'ch2', '#more', 1)"
        )
        yield made


async def plays(typist: Typist, to: str, *taps: str) -> None:
    """Open a flow and tap through it."""
    await typist._world.command("goes", to=to)
    await taps_through(typist, *taps)


async def taps_through(typist: Typist, *taps: str) -> None:
    """Tap one after the other: ``"`` types a canary, and ``+`` picks from a menu that takes several."""
    world = typist._world
    for tap in taps:
        if tap == '"':
            await world.type(typist.canary())
        elif tap.startswith("+"):
            await world.pick(tap[1:])
        else:
            await world.tap(tap)


async def plays_all(typist: Typist) -> None:
    """Every flow that posts but those of circles: with things beside them that are for nobody else."""
    await plays(
        typist, "personal", "skip", "no", "thought", '"', '"', "writing", "keep", '"', "someone", "circle", "#wins", "yes",
        "on", "share", "#more", '"', "yes", "enough",
    )  # fmt: skip
    await plays(typist, "network", "skip", "seek", "+cloud", '"', "#more", "yes", "on", "enough")
    await plays(typist, "moving", '"', '"', '"', "2026-11-26", "no", "#wins", "yes", "close")
    for number in range(3):
        await typist._world.command("goes", to="reflect")
        await typist.journey(number)


def unpressed(world: Watched, typed: list[str]) -> list[str]:
    """What was typed and is in a channel, or ever was, without having been in a preview that was pressed."""
    channels = [*(text for _, text, _ in world.sender.posts), *(text for _, _, text in world.sender.amended)]
    channels += [said(screen) for screen in world.sender.screens.values()]
    shown = "\n".join(world.pressed)
    return [one for one in typed if one not in shown and any(one in text for text in channels)]


async def test_what_steps_post_is_what_was_pressed(watched: Watched) -> None:
    typist = Typist(watched)
    await plays_all(typist)
    assert len(watched.sender.posts) >= 4
    assert all(text in watched.pressed for _, text, _ in watched.sender.posts)
    assert {place for place, _, _ in watched.sender.posts} == {"channel-1", "ch2"}
    assert len(typist.typed) > 10
    assert unpressed(watched, typist.typed) == []
    assert any(CANARY in text for _, text, _ in watched.sender.posts)


async def test_a_wrong_flow_is_found_by_its_canary(watched: Watched) -> None:
    typist = Typist(watched)
    await plays(typist, "blurts", '"', "yes")
    assert unpressed(watched, typist.typed) == typist.typed


async def test_a_week_of_a_circle_shows_only_what_was_pressed(watched: Watched) -> None:
    weeks, typist = Weeks(watched), Typist(watched)
    await weeks.circle(pods=1)
    for name in ("Ada", "Bo", "Cy", "Zoltan"):
        await weeks.member(name, looks=1)
    await weeks.until(MONDAY + HOUR)
    (pod,) = watched.sender.pods
    kept: dict[str, str] = {}
    for name, who in (("Ada", "public"), ("Ada", "private"), ("Bo", "pod"), ("Bo", "public"), ("Cy", "private")):
        watched.who = Who("test", name.lower(), community="guild", name=name)
        await watched.command("commit")
        await taps_through(typist, '"', "2026-12-02", '"', who)
        kept.setdefault(who, typist.typed[-2])
        if who != "private":
            await watched.tap("post")
        if watched.screen.key == "look":
            await watched.tap("no")
        await watched.command("circle")
        await watched.tap("tick")
        if typist.typed[-2] in labels(watched.screen):
            await watched.tap(typist.typed[-2])
        await watched.tap("done")
    assert sum(text in watched.pressed for _, text, _ in watched.sender.posts) == 3
    await weeks.until(MONDAY + 6 * DAY + HOUR)
    said_there = watched.sender.posts
    assert any(kept["public"] in text for place, text, _ in said_there if place == "channel-circle")
    assert any(kept["pod"] in text for place, text, occurrence in said_there if place == pod)
    # What stands in the digest follows, and shows nothing else.
    watched.who = Who("test", "ada", community="guild", name="Ada")
    mine = await watched.clear("commitment")
    (first,) = [one["id"] for one in mine if one["text"] == kept["public"]]
    for tap in (("not-done",), ("words", '"', "yes"), ("done",)):
        await watched.command("cheer", about=first)
        await taps_through(typist, *tap)
    await weeks.until(MONDAY + 6 * DAY + 2 * HOUR)
    assert any(typist.typed[-1] in text for _, _, text in watched.sender.amended)
    assert unpressed(watched, typist.typed) == []
    everywhere = [(place, text) for place, text, _ in said_there]
    everywhere += [(place, text) for place, _, text in watched.sender.amended]
    assert all(place == pod for place, text in everywhere if kept["pod"] in text)
    assert not any(kept["private"] in text or "Zoltan" in text for _, text in everywhere)
