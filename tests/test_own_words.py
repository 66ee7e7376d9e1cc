"""A community's own words: written by those who run it, held against rules, seen there and nowhere else, at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import pytest

from bot.effects import Posted
from bot.lines import Line
from bot.own import THEIRS
from bot.questions import UnreadError
from bot.screen import Quote
from bot.store.checking import check_communities
from bot.store.members import one_member
from bot.store.own_words import load_own
from bot.store.unit import Unit
from bot.words import Words
from bot.words.own import check, rendered, written
from tests.organisers import ELSEWHERE, MEMBER_ELSEWHERE, ORGANISER, comes, guild, organises, says
from tests.typist import raw
from tests.world import OTHER, YOU, World, labels, text

__all__ = ["guild"]

EN = Words().of("en")
T = TypeVar("T")
RULES = "Our rules are in #welcome, zyx."


async def greeted(world: World, who: object = YOU) -> bool:
    """Whether a first screen of /rejected says what the community says at its door."""
    world.who = who  # type: ignore[assignment]
    await world.command("rejected")
    return "Hello from us, zyx." in text(world.screen)


def test_every_message_that_they_may_change_is_there() -> None:
    for message in THEIRS:
        assert EN.has(message), message
        assert EN.has(f"admin-words-which.{message}"), message
        if written(EN, message):
            check(EN, message, written(EN, message))  # ours keeps to the rules


@pytest.mark.parametrize(
    ("message", "words", "problem"),
    [
        ("post-listen", "A no, for { $name", "words-braces"),
        ("post-listen", "{ $name }\n.open = Press", "words-braces"),
        ("post-listen", ".open = Press\n{ $name }", "words-braces"),
        ("post-listen", "A no, for { $name }. { nav-home }", "words-braces"),
        ("post-listen", "A no, for { $name }. { NUMBER(3) }", "words-braces"),
        ("post-listen", "A no, for { $name } of { $company }.", "words-unknown"),
        ("post-listen", "A no, for somebody.", "words-lacks"),
        ("post-listen", "@here, { $name } got a no.", "words-mention"),
        ("post-listen", "{ $name }@everyone", "words-mention"),
        ("post-listen", "<!channel> { $name } got a no.", "words-mention"),
        ("post-listen", "<#123> { $name } got a no.", "words-mention"),
        ("post-listen", "**{ $name }** got a no.", "words-markup"),
        ("post-listen", "{ $name }: [here](https://a.example)", "words-markup"),
        ("post-listen", "{ $name } got a `no`", "words-markup"),
        ("post-listen", "# { $name }", "words-markup"),
        ("post-listen", " ".join(["{ $name }"] * 30), "words-long"),
        # Said to one name alone, it is in no preview and was held against nothing.
        ("post-listen", "{ $name ->\n    [Kim] @everyone laugh, { $name }\n   *[other] { $name }\n}", "words-braces"),
        ("post-listen", '{ $name } { "a" ->\n    [a] hi\n   *[b] @everyone\n}', "words-braces"),
        ("post-win", "{ $own ->\n    [yes] { $text }\n    [1] @here\n   *[no] { $name } { $tags }\n}", "words-braces"),
        ("post-listen", '{ $name } { "\\u202E" }here', "words-braces"),
        ("post-listen", '{ $name } { "\\u0007" }', "words-braces"),
        ("post-listen", '{ $name } { "\\u0040" }everyone', "words-mention"),
        ("post-listen", "A no, for { $name }. Mail a@b.example, 3 * 4, https://a.example/rules", None),
        ("own-greeting", "Two lines.\n\nname = value", None),
        ("post-win", "{ $own ->\n    [yes] { $name }: { $text }\n   *[no] { $name }: { $tags }\n}", None),
        ("post-win", "{ $own ->\n    [yes] { $name }: { $text }\n}", "words-braces"),
    ],
)
def test_what_may_be_written(message: str, words: str, problem: str | None) -> None:
    if problem is None:
        check(EN, message, words)
        return
    with pytest.raises(UnreadError) as wrong:
        check(EN, message, words)
    assert str(wrong.value) == problem
    assert EN.has(wrong.value.line.id)


def test_a_preview_shows_each_way_it_can_be_read() -> None:
    shown = rendered(EN, "post-win", written(EN, "post-win"))
    assert shown == "[name], after a no: [text]\n\n[name], after a no: [tags]"


async def test_words_are_changed_from_inside_the_chat(guild: World) -> None:
    await comes(guild)
    screen = await organises(guild, "admin-words")
    assert "A line above the first screen of /rejected" in labels(screen)
    await guild.tap("post-listen")
    assert "A no today, for [name]." in text(guild.screen)
    assert labels(guild.screen)[:2] == ["Write it anew", "Leave it as it is"]
    await guild.tap("write")
    assert guild.screen.typing is not None
    assert (
        guild.screen.typing.draft
        == "A no today, for { $name }. Someone to listen would help: a line or a call is enough."
    )
    # What is wrong is said in a line, and what was written is still there.
    await guild.type("Somebody got a no.")
    assert guild.screen.problem is not None
    assert "{ $name } is missing" in guild.screen.problem.replace("\u2068", "").replace("\u2069", "")
    assert guild.screen.typing is not None
    assert guild.screen.typing.draft == "Somebody got a no."
    await guild.type("{ $name } got a no. Who has an ear?")
    assert Quote("[name] got a no. Who has an ear?") in [
        Quote(one.text.replace("\u2068", "").replace("\u2069", ""))
        for one in guild.screen.blocks
        if isinstance(one, Quote)
    ]
    await guild.tap("change")
    assert guild.screen.typing is not None
    assert guild.screen.typing.draft == "{ $name } got a no. Who has an ear?"
    await guild.type("{ $name } got a no. Who can listen?")
    assert await guild.rows("SELECT * FROM own_words") == []
    await guild.tap("use")
    assert "From now on it is in your words here." in text(guild.screen)
    assert await _posted(guild, "wins") == "Sam got a no. Who can listen?"
    (noted,) = await guild.rows("SELECT what, subject, community FROM audit")
    assert noted == {"what": "words-changed", "subject": "post-listen", "community": "guild"}
    # And back to ours.
    await guild.tap("post-listen")
    await guild.tap("ours")
    assert "It is in my words again." in text(guild.screen)
    assert (await _posted(guild, "wins")).startswith("A no today, for Sam.")


async def test_a_step_back_brings_back_what_was_there(guild: World) -> None:
    await comes(guild)
    await says(guild, "own-greeting", "Hello from us, zyx.")
    await organises(guild, "admin-words")
    await guild.tap("own-greeting")
    await guild.tap("ours")
    shown = guild.screen
    assert not await greeted(guild)
    guild.who, guild.screen = ORGANISER, shown
    await guild.back()
    assert "Hello from us, zyx." in text(guild.screen)
    assert await greeted(guild)


async def _posted(world: World, place: str) -> str:
    """What a channel gets where somebody asks for a listener."""
    rows = await world.rows("SELECT id FROM post")
    if not rows and not await world.rows("SELECT id FROM place"):
        await world.place()
    (member,) = [row["id"] for row in await world.clear("member") if row["address"] == "you"]
    key = f"k{len(rows)}"
    await world.write(
        "INSERT INTO post (id, member, run, key, place, message, tags, text, created_at)"
        " VALUES ($1, $2, 'r', $3, $4, 'post-listen', '', $5, 0)",
        f"r-{key}", member, key, place, world.sealed.put(member, "post", f"r-{key}", "text", ""),
    )  # fmt: skip
    somebody = await world.store.read(lambda: one_member(member, world.sealed))
    assert somebody is not None
    assert await world.outbox.deliver(somebody, "r", key) is Posted.POSTED
    return world.sender.posts[-1][1]


@pytest.mark.both_stores
async def test_they_are_seen_at_once_in_every_process_and_in_no_other_community(guild: World) -> None:
    await comes(guild)
    await comes(guild, MEMBER_ELSEWHERE)
    here, there = guild.turns, guild.other_turns(guild.hearing)
    for turns in (here, there):
        guild.turns = turns
        assert not await greeted(guild)
    await says(guild, "own-greeting", "Hello from us, zyx.")
    for turns in (here, there):
        guild.turns = turns
        assert await greeted(guild)
        assert await greeted(guild, OTHER)
        assert not await greeted(guild, MEMBER_ELSEWHERE)
    await says(guild, "own-greeting", "Another one.")
    for turns in (here, there):
        guild.turns = turns
        assert not await greeted(guild)
        assert "Another one." in text(guild.screen)


async def test_by_dm_it_is_the_community_they_were_last_met_in(guild: World) -> None:
    await comes(guild)
    await says(guild, "own-greeting", "Hello from us, zyx.")
    assert await greeted(guild, type(YOU)("test", "you"))
    await comes(guild, type(YOU)("test", "you", community="other guild"))
    assert not await greeted(guild, type(YOU)("test", "you"))


@pytest.mark.both_stores
async def test_they_go_with_the_community_also_where_they_were_read_already(guild: World) -> None:
    await comes(guild)
    await says(guild, "own-greeting", "Hello from us, zyx.")
    await says(guild, "own-greeting", "Hello from us, zyx.", "other guild")
    assert await greeted(guild)
    await guild.leaving.uninstalled("test", "guild")
    assert [row["community"] for row in await guild.rows("SELECT community FROM own_words")] == ["other guild"]
    assert not await greeted(guild)
    # Installed again in the same moment, it is nothing that was read before.
    await says(guild, "own-rules", RULES)
    assert not await greeted(guild)


async def test_what_they_wrote_is_sealed_and_every_field_is_looked_at(guild: World) -> None:
    await comes(guild)
    await says(guild, "own-rules", RULES)
    assert b"zyx" not in raw(guild)
    checked = await guild.store.read(lambda: check_communities(guild.sealed))
    assert (checked.opened, checked.problems) == (1, ())
    await guild.write("UPDATE own_words SET text = x'00'")
    checked = await guild.store.read(lambda: check_communities(guild.sealed))
    assert checked.opened == 0
    assert checked.problems[0].startswith("own_words")
    # What does not open is ours again, and stops nobody.
    own = await guild.store.read(lambda: load_own("test", "guild", guild.sealed))
    assert own.words == {}
    await guild.reopen()
    assert not await greeted(guild)


async def test_it_opens_after_the_master_key_was_changed(guild: World) -> None:
    await comes(guild)
    await says(guild, "own-greeting", "Hello from us, zyx.")
    assert guild.opened is not None
    guild.opened.keys.rotate()
    await guild.reopen()
    assert await greeted(guild)


async def test_moved_to_another_community_it_does_not_open(guild: World) -> None:
    await says(guild, "own-rules", RULES)
    await guild.write("UPDATE own_words SET community = 'other guild'")
    assert (await guild.store.read(lambda: check_communities(guild.sealed))).opened == 0


async def test_a_turn_asks_the_store_no_more_often_for_it(guild: World) -> None:
    await comes(guild)
    before = await _statements(guild)
    assert before >= 3
    await says(guild, "own-greeting", "Hello from us, zyx.")
    await greeted(guild)  # read once
    assert await _statements(guild) == before


async def _statements(world: World) -> int:
    """How many statements one turn runs."""
    counted: list[str] = []
    do = world.store.do

    async def counting(work: Callable[[], Unit[T]]) -> T:
        def unit() -> Unit[T]:
            inner, rows = work(), None
            try:
                while True:
                    statement = inner.send(rows)  # type: ignore[arg-type]
                    counted.append(statement[0])
                    rows = yield statement
            except StopIteration as end:
                return cast("T", end.value)

        return await do(unit)

    world.store.do = counting  # type: ignore[method-assign]
    world.who = YOU
    await world.command("help")
    world.store.do = do  # type: ignore[method-assign]
    return len(counted)


def test_attributes_stay_ours_and_other_messages_too() -> None:
    from bot.words.own import OwnWords as Laid  # noqa: PLC0415 - the change has that name too

    tongue = Laid(Words(), {"en": {"own-greeting": "Hi.", "nav-person": "People"}}).of("en")
    assert tongue.text(Line("own-greeting")) == "Hi."
    assert tongue.text(Line("nav-person")) == "People"
    assert tongue.text(Line("rejected-first.start")) == "Start"
    assert tongue.text(Line("nav-home")) == "My plan"
    assert Laid(Words(), {"en": {"own-greeting": "Hi."}}).of("xx").language == "en"


async def test_nobody_else_is_shown_what_they_changed(guild: World) -> None:
    """Who runs one community changes nothing in another: the run is bound to where it was opened."""
    await organises(guild, "admin-words", ELSEWHERE)
    guild.who = ORGANISER
    rows = await guild.clear("run")
    assert [row["args"] for row in rows if row["flow"] == "admin-words"] != []
    assert all('"at-community":"other guild"' in row["args"] for row in rows if row["flow"] == "admin-words")
