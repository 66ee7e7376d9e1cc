"""Held text: something was heard in what was typed, so the exercise stops, and its author says what becomes of it."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.commands import BY_WORD
from bot.content.load import load
from bot.flow import Ask, Flow
from bot.flows import ALL
from bot.hearing import Hearing, dump_event, load_event, texts
from bot.ports import Command, Event, Press, Typed, Who
from bot.questions import Form, Given
from bot.safety import Finding, Level
from bot.screen import Screen
from bot.store.sqlite import _on
from bot.walk import Visit, screen_of, walk
from bot.words import Words
from tests.world import YOU, World, button, labels, text

CRISIS = "I want to kill myself"
SPANISH = "quiero matarme"
HEAVY = "I feel hopeless, there is no future for me any more"
PLAIN = "I stumbled over the whiteboard question"


async def at_writing(world: World) -> Screen:
    """In step 1, where one can write a thought down."""
    await world.command("rejected", company="Acme", role="Analyst", stage="final")
    for tap in ("start", "skip", "no", "thought"):
        await world.tap(tap)
    assert world.screen.key == "thought"
    return world.screen


async def kept(world: World) -> list[tuple[str, str]]:
    """Every text that is kept anywhere, opened, with its table."""
    found = []
    for table in ("answer", "note", "plan_item", "rejection", "run", "effect", "post"):
        for row in await world.clear(table):
            found += [(table, value) for value in row.values() if isinstance(value, str)]
    return found


async def trace(world: World) -> list[str]:
    """Where the crisis text is found, the draft left out."""
    return [table for table, value in await kept(world) if CRISIS in value]


def is_held(screen: Screen) -> bool:
    return {"Let it go", "You misread me"} <= set(labels(screen))


async def test_the_exercise_stops_and_nothing_is_kept(world: World) -> None:
    await at_writing(world)
    shown = await world.type(CRISIS)
    assert is_held(shown)
    assert "suicide" in text(shown)
    assert "kill myself" not in str(shown)
    assert await trace(world) == []
    assert [CRISIS in row["given"] for row in await world.clear("draft")] == [True]


async def test_kept_it_is_a_note_and_no_answer_and_the_step_rests(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    shown = await world.tap("keep")
    assert "Kept, for you alone" in text(shown)
    assert shown.key == "~stopped"
    assert await trace(world) == ["note"]
    assert [(row["kind"], row["text"]) for row in await world.clear("note")] == [("journal", CRISIS)]
    assert await world.rows("SELECT * FROM draft") == []
    # It goes on at the same question, which has no answer.
    again = await world.tap("~resume")
    assert (again.key, again.typing and again.typing.draft) == ("thought", "")


async def test_let_go_nothing_of_it_is_left(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    shown = await world.tap("let-go")
    assert "Nothing of it is kept" in text(shown)
    assert await trace(world) == []
    assert await world.rows("SELECT * FROM draft") == []
    assert (await world.tap("~resume")).key == "thought"


async def test_misread_it_is_answered_as_it_was_meant(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    shown = await world.tap("misread")
    assert shown.key == "kinder"
    assert "Then I misread you" in text(shown)
    assert CRISIS in text(shown)  # handed back, as the exercise does
    assert await trace(world) == ["answer"]


async def test_distress_is_one_tap_from_going_on(world: World) -> None:
    await at_writing(world)
    shown = await world.type(HEAVY)
    assert is_held(shown)
    assert "suicide" not in text(shown).casefold()
    assert "someone to talk to" in text(shown)
    shown = await world.tap("keep")
    assert shown.key == "kinder"
    assert HEAVY in text(shown)


async def test_distress_let_go_asks_the_question_again(world: World) -> None:
    await at_writing(world)
    await world.type(HEAVY)
    shown = await world.tap("let-go")
    assert (shown.key, shown.typing and shown.typing.draft) == ("thought", "")
    assert HEAVY not in str(await kept(world))


async def test_an_ordinary_rejection_passes_with_nothing_said(world: World) -> None:
    await at_writing(world)
    shown = await world.type(PLAIN)
    assert shown.key == "kinder"
    assert not is_held(shown)


async def test_a_country_is_asked_for_once_and_never_assumed(world: World) -> None:
    await at_writing(world)
    shown = await world.type(CRISIS)
    assert "call the emergency number where you are" in text(shown)
    assert not any(character.isdigit() for character in text(shown))
    shown = await world.tap("DE")
    assert "112" in text(shown)
    assert {"Keep it, only for me", "Let it go", "You misread me", "Another country"} <= set(labels(shown))
    await world.tap("let-go")
    await world.tap("~resume")
    shown = await world.type(CRISIS)
    assert "112" in text(shown)
    assert shown.menu is None


async def test_what_makes_calling_hard(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    await world.tap("DE")
    for reason in ("cost", "police", "not-bad-enough", "aloud"):
        await world.tap("hard")
        shown = await world.tap(reason)
        assert is_held(shown)
    # It does not go round for ever, and what it leaves to do is to decide.
    assert await trace(world) == []


async def test_it_answers_in_the_language_it_was_written_in(world: World) -> None:
    await at_writing(world)
    shown = await world.type(SPANISH)
    assert "suicidio" in text(shown)
    assert "Dejarlo ir" in labels(shown)
    assert {row["language"] for row in await world.rows("SELECT language FROM member")} == {"en"}


# Whatever comes in


async def test_out_of_the_blue(world: World) -> None:
    """By somebody who was never here, with no question open."""
    shown = await world.type(CRISIS)
    assert is_held(shown)
    assert await trace(world) == []
    assert "Kept, for you alone" in text(await world.tap("keep"))
    assert await trace(world) == ["note"]


async def typed(world: World, said: str) -> Screen:
    """As a DM: not into a place to type."""
    world.screen = await world.turns.take(Typed(world.who, said))
    return world.screen


async def test_by_dm_into_an_open_question_it_is_answered_as_it_was_meant(world: World) -> None:
    await at_writing(world)
    await typed(world, CRISIS)
    shown = await world.tap("misread")
    assert shown.key == "kinder"
    assert CRISIS in text(shown)
    await world.command("home")
    await at_writing_again(world)
    await typed(world, HEAVY)
    shown = await world.tap("keep")
    assert shown.key == "kinder"
    assert HEAVY in text(shown)


async def at_writing_again(world: World) -> None:
    await world.command("rejected", company="Other")
    await world.tap("new")
    for tap in ("start", "skip", "skip", "no", "thought"):
        await world.tap(tap)
    assert world.screen.key == "thought"


async def test_nothing_is_said_to_be_kept_that_is_not(world: World) -> None:
    await typed(world, HEAVY)
    shown = await world.tap("keep")
    assert HEAVY not in str(await kept(world))
    assert "ept" not in text(shown).partition("\n")[0]


async def test_out_of_the_blue_and_misread(world: World) -> None:
    await world.type(CRISIS)
    shown = await world.tap("misread")
    assert "I am a script" in text(shown)
    assert await trace(world) == []


async def test_what_is_given_with_a_command(world: World) -> None:
    shown = await world.command("rejected", company=CRISIS)
    assert is_held(shown)
    assert await world.rows("SELECT * FROM rejection") == []
    shown = await world.tap("misread")
    assert shown.key == "first"
    assert CRISIS in text(shown)


async def test_text_that_is_too_long_is_listened_to_first(world: World) -> None:
    await at_writing(world)
    assert is_held(await world.type(f"{PLAIN}. " * 40 + CRISIS))


async def test_a_button_from_before_they_were_forgotten(world: World) -> None:
    shown = await at_writing(world)
    await world.command("privacy")
    await world.tap("forget")
    await world.tap("yes")
    assert shown.typing is not None
    assert is_held(await world.press(shown.typing.token, Given(text=CRISIS)))


@pytest.fixture(scope="module")
def asking() -> list[tuple[Flow, Visit, Screen]]:
    """Every question that takes text, once: from the walk that visits every question of every flow."""
    tongue, content = Words().of("en"), load()
    found: dict[tuple[str, str], tuple[Flow, Visit, Screen]] = {}
    for flow in ALL:
        for visit in walk(flow, content):
            if isinstance(visit.frame.waits, Ask):
                screen = screen_of(visit, tongue)
                if screen.typing or screen.form:
                    found.setdefault((flow.name, screen.key.partition(".")[0]), (flow, visit, screen))
    return list(found.values())


async def test_no_question_takes_text_unheard(world: World, asking: list[tuple[Flow, Visit, Screen]]) -> None:
    """Each place to type, of each flow: the text is held, whatever the question would make of it."""
    assert len(asking) > 30
    await world.command("help")
    for flow, visit, screen in asking:
        where = f"{flow.name}/{screen.key}"
        ask = visit.frame.waits
        assert isinstance(ask, Ask)
        if isinstance(ask.question, Form):
            for name in [one.name for one in ask.question.asked]:
                event = Press(world.who, f"{world.screen.run}:{screen.key}:", Given(fields={name: CRISIS}))
                assert is_held(await world.turns.take(event)), f"{where}, {name}"
        else:
            event = Press(world.who, f"{world.screen.run}:{screen.key}:", Given(text=CRISIS))
            assert is_held(await world.turns.take(event)), where
    assert await trace(world) == []


@pytest.mark.parametrize("word", sorted(BY_WORD))
async def test_no_command_takes_text_unheard(world: World, word: str) -> None:
    assert is_held(await world.command(word, company=CRISIS))
    assert is_held(await world.command(CRISIS))
    assert await trace(world) == []


# What an event may carry that nobody typed: who it is from, which button, which of our own options.
NOT_TYPED = {"Command": {"who"}, "Press": {"who", "token"}, "Typed": {"who"}, "Given": {"values"}}


def test_every_text_of_every_event_is_listened_to() -> None:
    """The registry: a field that is added to an event is listened to, or named above, or this fails."""
    for kind in get_args(Event):
        assert {kind.__name__} <= set(NOT_TYPED)
        for name in set(kind._fields) - NOT_TYPED[kind.__name__]:
            for event in filled(kind, name):
                assert CRISIS in list(texts(event)), f"{kind.__name__}.{name}"


def test_an_option_that_was_picked_is_not_listened_to_and_one_that_was_made_up_is() -> None:
    def heard(**args: str) -> list[str]:
        return list(texts(Command(YOU, "rejected", args)))

    assert heard(company="Acme", role="Baker", stage="screen") == ["Acme", "Baker"]
    assert heard(company="screen", stage=CRISIS) == ["screen", CRISIS]


def filled(kind: Callable[..., Event], name: str) -> list[Event]:
    """Events of a kind with the text in one place each."""
    blank: dict[str, Any] = {"who": YOU}
    blank |= {one: "" for one in ("word", "token", "text") if one in inspect.signature(kind).parameters}
    if name == "given":
        fills: dict[str, Any] = {"text": CRISIS, "fields": {"any": CRISIS}}
        assert set(Given._fields) - NOT_TYPED["Given"] == set(fills)
        return [kind(**blank, given=Given(**{one: value})) for one, value in fills.items()]
    return [kind(**{**blank, name: {"any": CRISIS} if name == "args" else CRISIS})]


@pytest.mark.parametrize(
    "event",
    [
        Command(YOU, "rejected", {"company": "Acme", "role": "ü"}),
        Typed(YOU, "hello\nthere"),
        Press(YOU, "run:key:", Given(text="typed")),
        Press(YOU, "run:key:", Given(fields={"company": "Acme"})),
        Press(YOU, "run:key:value", Given(values=("a", "b"))),
    ],
    ids=["command", "typed", "text", "fields", "values"],
)
def test_a_held_event_comes_back_as_it_was(event: Event) -> None:
    assert load_event(YOU, dump_event(event)) == event


# Nothing is posted


@pytest.fixture
async def sharing(world: World) -> World:
    """At the last step's win, which could be shared in a channel."""
    await world.place()
    await world.command("rejected", company="Acme")
    await world.tap("start")
    run = world.screen.run
    await world.write("UPDATE run SET flow = 'moving' WHERE id = $1", run)
    await world.write("DELETE FROM answer WHERE run = $1", run)
    await world.press(f"{run}:~resume:")
    return world


async def test_a_crisis_on_the_way_to_a_channel_is_not_posted(sharing: World) -> None:
    for _ in range(12):
        screen = sharing.screen
        if screen.typing is not None and not screen.key.endswith("day"):
            held = await sharing.type(CRISIS)
            assert is_held(held)
            await sharing.tap("keep")
            await sharing.tap("~resume")
            await sharing.press(screen.buttons[0].token)
        elif screen.key.startswith(("share", "onward")) or screen.key == "~end":
            break
        else:
            await sharing.press(screen.buttons[0].token)
    if button(sharing.screen, "yes"):
        await sharing.tap("yes")
    assert not [said for _, said, _ in sharing.sender.posts if CRISIS in said]
    assert "note" in await trace(sharing)


# What fails


def broken(said: str, language: str | None) -> Finding:
    raise RuntimeError(f"cannot read {said}")


async def test_a_detector_that_fails_shows_the_soft_line_and_keeps_nothing(world: World) -> None:
    await at_writing(world)
    world.turns = world.other_turns(Hearing(broken))
    shown = await world.type(PLAIN)
    assert is_held(shown)
    assert "I could not read that properly" in text(shown)
    assert "suicide" not in text(shown)
    assert PLAIN not in str(await kept(world))
    await world.tap("keep")
    assert [table for table, value in await kept(world) if PLAIN in value] == ["note"]
    # Whatever can be tapped still works.
    assert (await world.tap("~resume")).key == "thought"
    assert (await world.tap("not-enough")).key == "kinder"


async def test_a_store_that_fails_still_says_where_there_is_help(world: World) -> None:
    await at_writing(world)
    await _on(world.store._writer, lambda db: db.execute("PRAGMA query_only = ON"))
    shown = await world.type(CRISIS)
    assert text(shown).startswith("If you or somebody else is in danger now")
    assert "could not save that" in text(shown)
    assert button(shown, "~person")
    assert "danger" not in text(await world.command("home"))


async def test_a_detector_that_fails_posts_nothing(sharing: World) -> None:
    sharing.turns = sharing.other_turns(Hearing(broken))
    shown = await sharing.type(PLAIN)
    assert is_held(shown)
    assert sharing.sender.posts == []


async def test_nothing_that_was_heard_is_stored(world: World) -> None:
    """No level, no category, and nothing that tells a held text from a tap on Need a person?"""
    await at_writing(world)
    before = await world.dump()
    await world.tap("~person")
    tapped = await world.dump()
    await world.tap("elsewhere")
    await world.tap("done")
    back = await world.dump()
    await world.type(CRISIS)
    held = await world.dump()
    await world.tap("let-go")
    after = await world.dump()
    changed = {table for table in before if tapped[table] != before[table]}
    assert {table for table in before if held[table] != back[table]} == changed | {"draft"}
    assert {row["flow"] for row in tapped["run"]} == {row["flow"] for row in held["run"]}
    for rows in (held, after):
        clear = [value for some in rows.values() for row in some for value in row.values() if isinstance(value, str)]
        assert not [value for value in clear if any(word in value for word in ("crisis", "distress", "suicid"))]
    # Once it is over, nothing is left of either but the mark that both set.
    assert [row["flow"] for row in back["run"]] == [row["flow"] for row in after["run"]] == ["rejected", "personal"]
    assert [row["quiet"] for row in back["run"]] == [row["quiet"] for row in after["run"]] == [0, 1]
    assert back["member"][0]["current_run"] in {row["id"] for row in back["run"]}
    assert after["member"][0]["current_run"] in {row["id"] for row in after["run"]}
    assert after["draft"] == []


# Time, and what gets in between


async def test_a_draft_is_gone_within_the_hour(world: World) -> None:
    await at_writing(world)
    held = await world.type(CRISIS)
    world.clock.at += timedelta(minutes=59)
    shown = await world.tap("keep", on=held)
    assert "gone already" in text(shown)
    assert await trace(world) == []


async def test_the_sweep_deletes_it(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    retention = world.retention()
    world.clock.at += timedelta(minutes=45)
    await retention.often()
    assert len(await world.rows("SELECT * FROM draft")) == 1
    world.clock.at += timedelta(minutes=10)
    await retention.often()
    assert await world.rows("SELECT * FROM draft") == []
    assert await world.rows("SELECT * FROM run WHERE flow = 'person'") == []
    # What is on the screen still leads somewhere, and to a person.
    shown = await world.tap("keep")
    assert button(shown, "~person")
    assert (await world.command("home")).run


async def test_a_restart_in_between(world: World) -> None:
    await at_writing(world)
    held = await world.type(CRISIS)
    await world.reopen()
    assert (await world.press(f"{held.run}:~resume:")) == held
    await world.tap("keep")
    assert await trace(world) == ["note"]


async def test_after_the_hour_each_of_its_buttons_says_so(world: World) -> None:
    for known in (False, True):
        await world.command("help")
        await world.write("UPDATE member SET country = $1", "DE" if known else None)
        held = await typed(world, CRISIS)
        for swept in (False, True):
            world.clock.at += timedelta(minutes=59)
            if swept:
                await world.retention().often()
            for decision in ("keep", "let-go", "misread"):
                shown = await world.tap(decision, on=held)
                assert "gone already" in text(shown)
                assert button(shown, "~person")
    assert await trace(world) == []


async def test_what_was_let_go_is_not_in_the_log_either(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    (row,) = await world.rows("SELECT given FROM draft")
    wal = world.path.with_name(world.path.name + "-wal")
    assert row["given"] in wal.read_bytes() + world.path.read_bytes()
    await world.tap("let-go")
    assert row["given"] not in wal.read_bytes() + world.path.read_bytes()
    await world.tap("~resume")
    await world.type(CRISIS)
    (row,) = await world.rows("SELECT given FROM draft")
    world.clock.at += timedelta(minutes=55)
    await world.retention().often()
    assert row["given"] not in wal.read_bytes() + world.path.read_bytes()


async def test_a_kept_text_is_a_note_like_any_other_and_no_check_in_tells(world: World) -> None:
    await world.command("rejected", company="Acme")
    for tap in ("start", "skip", "skip", "no", "writing", "tomorrow"):
        await world.tap(tap)
    await world.write("UPDATE member SET consent = 'yes', cadence = 'agreed'")
    await world.write("UPDATE nudge SET next_at = due_at")
    before = await world.nudges()
    await world.tap("thought")
    await world.type(CRISIS)
    await world.tap("keep")
    assert await world.nudges() == before
    # The kind that writing it out keeps as well.
    assert [row["kind"] for row in await world.rows("SELECT kind FROM note")] == ["journal"]
    await world.later(timedelta(days=4))
    assert world.sender.dms == []  # long writing is nothing for now


async def test_what_is_not_heard_again_is_still_held(world: World) -> None:
    """A detector that is not sure of itself: what it heard once is never taken for nothing."""
    calls: list[str] = []

    def forgetful(said: str, language: str | None) -> Finding:
        calls.append(said)
        return Finding(Level.CRISIS if len(calls) == 1 else Level.NONE, None, None, None)

    await at_writing(world)
    world.turns = world.other_turns(Hearing(forgetful))
    held = await world.type(PLAIN)
    assert is_held(held)
    again = await world.press(f"{held.run}:~resume:")
    assert is_held(again)
    assert "I could not read that properly" in text(again)


async def test_words_that_are_typed_on_are_not_quoted_back_as_a_place(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    shown = await world.type("please help me")
    assert is_held(shown)
    assert "please help me" not in text(shown)


async def test_a_country_that_one_would_rather_not_say_is_not_asked_for_again(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    await world.pick("elsewhere")
    await world.tap("hard")
    shown = await world.tap("cost")
    assert shown.menu is None
    shown = await world.tap("other")
    assert shown.menu is not None


async def test_an_adapter_can_ask_about_a_line_of_its_own(world: World) -> None:
    assert await world.turns.overhear(Typed(world.who, "/hom")) is None
    shown = await world.turns.overhear(Typed(world.who, f"/{CRISIS}"))
    assert shown is not None
    assert is_held(shown)


async def test_two_taps_at_once_keep_it_once(world: World) -> None:
    await at_writing(world)
    held = await world.type(CRISIS)
    keep = button(held, "keep")
    assert keep is not None
    event = Press(world.who, keep.token)
    await asyncio.gather(world.turns.take(event), world.turns.take(event))
    assert await trace(world) == ["note"]


async def test_a_second_text_while_the_first_is_held(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    first = world.screen
    shown = await world.press(f"{first.run}:nothing:", Given(text=f"{CRISIS} tonight"))
    assert is_held(shown)
    shown = await world.tap("keep")
    assert is_held(shown)  # the first is still to be decided about
    await world.tap("let-go")
    assert [row["text"] for row in await world.clear("note")] == [f"{CRISIS} tonight"]


async def test_back_from_a_held_text_lets_it_go(world: World) -> None:
    await at_writing(world)
    await world.type(HEAVY)
    shown = await world.back()
    assert shown.key == "thought"
    assert await world.rows("SELECT * FROM draft") == []


async def test_stop_on_a_held_text_leaves_an_hour_to_come_back(world: World) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    shown = await world.stop()
    assert "gone within the hour" in text(shown)
    assert is_held(await world.tap("~resume"))


async def test_another_member_cannot_touch_it(world: World) -> None:
    await at_writing(world)
    held = await world.type(CRISIS)
    keep = button(held, "keep")
    assert keep is not None
    world.who = Who("test", "other")
    await world.command("help")
    shown = await world.press(keep.token)
    assert CRISIS not in str(shown)
    assert await trace(world) == []


async def test_a_person_is_one_tap_away_from_every_screen_also_from_one_that_is_gone(world: World) -> None:
    await at_writing(world)
    gone = await world.press("nosuchrun:first:start")
    shown = await world.tap("~person", on=gone)
    assert "emergency number" in text(shown)
    world.who = Who("test", "never-here")
    shown = await world.press(":~person:")
    assert "emergency number" in text(shown)


async def test_a_backup_never_holds_a_held_text(world: World, tmp_path: Path) -> None:
    await at_writing(world)
    await world.type(CRISIS)
    await world.store.backup(tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT count(*) FROM draft").fetchone() == (0,)
    assert copy.execute("SELECT count(*) FROM run WHERE flow = 'person'").fetchone() == (0,)
    copy.close()


def test_the_level_decides_the_order_of_several_texts() -> None:
    def by_word(said: str, language: str | None) -> Finding:
        level = {"a": Level.NONE, "b": Level.DISTRESS, "c": Level.CRISIS}[said]
        return Finding(level, None, None, None)

    hearing = Hearing(by_word)
    for said in ("abc", "cba", "bca"):
        heard = hearing.hear(Press(YOU, "", Given(fields={one: one for one in said})))
        assert heard is not None
        assert heard.level == "crisis"
    assert hearing.hear(Press(YOU, "", Given(fields={"x": "a", "y": " "}))) is None
