"""Interactions on Discord: answered at once and in place, by whoever pressed, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.discord import PLATFORM, answering
from bot.ports import Who
from bot.screen import Button, opens
from bot.screen import public as post
from tests.adapters.discord.acting import (
    ANSWERS,
    CALLBACK,
    DRAWS_OVER,
    EDIT,
    FOLLOW_UP,
    OPENS_MODAL,
    WAITS,
    WAITS_BELOW,
    Gate,
    Log,
    press,
)
from tests.adapters.discord.driver import GOES_ON, Discord, DiscordPerson, read_page
from tests.adapters.walks import CRISIS, JOURNEY, NO, TO_CONSENT, TO_SHARING, TO_STEP_6, TO_THOUGHT
from tests.local_discord.components import V2
from tests.local_discord.people import Unanswered
from tests.local_discord.seen import Modal
from tests.local_discord.world import VirtualClock

Hurry = Callable[[], None]
TROUBLE = "That did not work. What you answered before is kept."
# Discord's number for the message that says that somebody pinned one.
PINNED = 6
GONE = "belongs to something that is finished"


@pytest.fixture
def log(platform: Discord) -> Log:
    return Log(platform.server)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on a turn takes long after next to no time, so that the tests need not wait."""
    assert answering.WAIT < 3
    return lambda: monkeypatch.setattr(answering, "WAIT", 0.01)


async def opened(you: DiscordPerson) -> Modal:
    """The modal that the page before them opens."""
    where = you.page.where
    return await you.local.open(where.seen, where.opens)


# Where an answer goes


async def test_in_a_server_one_ephemeral_message_goes_through_the_whole_journey(you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    for label in JOURNEY:
        await you.tap(label)
        assert you.page.where.seen.ephemeral
    assert you.page.says("Done for today. What you planned has its days.")
    assert len(you.local.ephemeral) == 1
    assert you.local.ephemeral[0].edits == len(JOURNEY)
    assert not you.local.has_dm
    # Nothing but the acknowledgements, and each is the answer itself.
    assert log.operations == [CALLBACK] * (1 + len(JOURNEY))
    assert log.kinds == [ANSWERS] + [DRAWS_OVER] * len(JOURNEY)
    assert all(one.body["data"]["flags"] & V2 for one in log.requests if one.body["type"] == ANSWERS)


async def test_in_a_dm_the_message_itself_goes_through_it(you: DiscordPerson, log: Log) -> None:
    page = read_page(await you.local.command("rejected"))
    for label in JOURNEY:
        page = read_page(await you._press(page, page.label(label)))
        assert not page.where.seen.ephemeral
        assert GOES_ON not in [one.label for one in page.where.seen.buttons]
    assert page.says("Done for today")
    (message,) = you.local.dms
    assert message.edits == len(JOURNEY)
    assert log.kinds == [ANSWERS] + [DRAWS_OVER] * len(JOURNEY)


async def test_a_dm_that_they_opened_is_known_from_then_on(platform: Discord, you: DiscordPerson) -> None:
    await you.local.command("bounceback home")
    await platform.app._going.finish(3)
    member = Who(PLATFORM, str(you.local.id))
    assert await platform.core.bot.dms.of(member) == str(you.local.dm.id)


async def test_a_page_that_they_pin_in_the_dm_is_not_taken_for_an_answer(platform: Discord, you: DiscordPerson) -> None:
    asked = await you.say("hello")
    world = platform.server.world
    told = world.message(you.local.dm, you.local.user).payload()
    world.emit("MESSAGE_CREATE", told | {"type": PINNED}, None)
    await you.say("What is this?")
    await platform.app._going.finish(3)
    bots = [one for one in you.local.dms if one.by_bot]
    assert len(bots) == 2
    assert read_page(bots[0]).text == asked.text


async def test_whoever_presses_a_public_message_gets_a_page_of_their_own(platform: Discord, you: DiscordPerson) -> None:
    buttons = (Button(opens("rejected"), "I got a no"), Button(opens("help"), "What is this?"))
    general = platform.guild.channel("general")
    await platform.sender.post(str(general.id), post("Turned down?", buttons=buttons), "to-pin")
    (public,) = general.messages
    before = public.texts
    kim = await platform.person("Kim")
    for person in (you, kim, you):
        page = await person.local.click(public, "I got a no")
        assert page.ephemeral
        assert read_page(page).says("one slow breath in")
        assert (await person.local.click(page, "Start")).id == page.id
    assert len(you.local.ephemeral) == 2
    assert len(kim.local.ephemeral) == 1
    assert (await kim.local.click(public, "What is this?")).ephemeral
    assert public.now().edits == 0
    assert public.now().texts == before


async def test_a_page_and_a_modal_may_be_used_on_two_devices(you: DiscordPerson) -> None:
    await you.command("rejected")
    here = await you.tap("Start")
    await (await you.local.click(here.where.seen, GOES_ON)).changed()
    there = read_page(you.local.dms[-1])
    assert there.offers == here.offers
    you.page = there
    asked = await you.tap("Final round")
    # The page in the server is behind: it shows where one is, and answers nothing.
    stale = read_page(await you.local.click(you.local.ephemeral[0], "Go on here"))
    assert set(stale.offers) == set(asked.offers)
    await you.tap("Skip")
    assert read_page(await you._press(stale, "Skip")).says("what is closest right now?")


# Before anything else


async def test_a_turn_that_takes_long_is_waited_for(you: DiscordPerson, gate: Gate, log: Log, hurry: Hurry) -> None:
    gate.shut()
    hurry()
    waits = await you.local.command("rejected", guild=you._platform.guild)
    assert (waits.loading, waits.ephemeral) == (True, True)
    assert log.kinds == [WAITS]
    gate.open()
    filled = await waits.changed()
    assert (filled.v2, filled.ephemeral, filled.loading) == (True, True, False)
    assert log.operations == [CALLBACK, EDIT]
    gate.shut()
    log.restart()
    same = await you.local.click(filled, "Start")
    # Meanwhile the page stays as it was.
    assert (same.id, same.texts) == (filled.id, filled.texts)
    assert log.kinds == [WAITS_BELOW]
    gate.open()
    after = await same.changed()
    assert "Final round" in read_page(after).offers
    assert len(you.local.ephemeral) == 1


async def test_a_turn_that_posts_is_answered_at_once_where_the_post_is_quick(
    platform: Discord, you: DiscordPerson, log: Log
) -> None:
    await platform.open_channel()
    await you.command("rejected")
    await you.walk(*TO_CONSENT, NO, *TO_STEP_6, *TO_SHARING)
    log.restart()
    page = await you.tap("Share the line")
    assert page.says("Your plan has the dates")
    assert log.operations == ["create_message", CALLBACK]


async def test_a_post_that_is_slow_is_waited_for(platform: Discord, you: DiscordPerson, log: Log, hurry: Hurry) -> None:
    await platform.open_channel()
    await you.command("rejected")
    await you.walk(*TO_CONSENT, NO, *TO_STEP_6, *TO_SHARING)
    log.restart()
    hurry()
    async with platform.server.faults.held("create_message"):
        same = await you.local.click(you.page.where.seen, "Share the line")
        assert log.kinds == [WAITS_BELOW]
    assert read_page(await same.changed()).says("Your plan has the dates")
    assert list(platform.public) == ["Sam, after a no: I showed up"]


# What goes wrong on the way


async def test_an_acknowledgement_that_was_lost_after_it_arrived(
    platform: Discord, you: DiscordPerson, log: Log
) -> None:
    await you.command("rejected")
    platform.server.faults.lose(CALLBACK)
    assert (await you.tap("Start")).label("Final round")
    page = await you.tap("Final round")
    assert len(you.local.ephemeral) == 1
    assert page.can_fill


async def test_an_answer_that_discord_fails_after_taking_it(platform: Discord, you: DiscordPerson) -> None:
    platform.server.faults.fail_after(CALLBACK)
    await you.command("rejected")
    await platform.server.until(lambda: len(platform.server.asked(CALLBACK)) == 2)
    assert (await you.tap("Start")).label("Final round")
    assert len(you.local.ephemeral) == 1


async def test_where_nobody_heard_that_discord_waits_the_page_is_filled_in(
    platform: Discord, you: DiscordPerson, gate: Gate, hurry: Hurry
) -> None:
    gate.shut()
    hurry()
    platform.server.faults.lose(CALLBACK)
    waits = await you.local.command("rejected", guild=platform.guild)
    await platform.server.until(lambda: [one.code for one in platform.server.asked(CALLBACK)] == [None, 40060])
    gate.open()
    assert read_page(await waits.changed()).says("one slow breath in")
    assert len(you.local.ephemeral) == 1


async def test_an_answer_that_never_arrived_is_tried_again(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    platform.server.faults.fail_before(CALLBACK)
    assert (await you.tap("Start")).label("Final round")


async def test_an_answer_that_comes_too_late_is_kept(platform: Discord, you: DiscordPerson) -> None:
    first = await you.command("rejected")
    platform.server.faults.refuse(10062, CALLBACK, times=2)
    platform.server.patience = 0.2
    with pytest.raises(Unanswered):
        await you.tap("Start")
    platform.server.patience = 3
    page = await you.tap("Start", on=first)
    assert page.label("Final round")
    assert len(you.local.ephemeral) == 1


async def test_the_same_interaction_twice_is_answered_once(platform: Discord, you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    await you.tap("Start")
    log.restart()
    platform.server.gateway.duplicate_next()
    page = await you.tap("Skip")
    assert page.can_fill
    await platform.server.until(lambda: sorted(one.code or 0 for one in log.requests) == [0, 40060])
    assert len(you.local.ephemeral) == 1
    assert log.operations == [CALLBACK, CALLBACK]


async def test_a_fault_is_said_to_whom_it_happened(you: DiscordPerson, gate: Gate, log: Log) -> None:
    await you.command("rejected")
    gate.fault = RuntimeError("a fault")
    seen = await you.local.click(you.page.where.seen, "Start")
    assert (seen.ephemeral, seen.v2) == (True, True)
    assert read_page(seen).says(TROUBLE)
    assert seen.id != you.page.where.seen.id
    assert (await you.tap("Start")).label("Final round")


async def test_a_fault_with_what_was_written_in_the_dm_is_said_there(
    platform: Discord, you: DiscordPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(platform.core.bot.turns)
    monkeypatch.setattr(platform.app, "_turns", gate)
    gate.fault = RuntimeError()
    assert (await you.say("hello")).says(TROUBLE)
    assert (await you.say("hello")).offers


async def test_a_fault_after_discord_was_told_to_wait(you: DiscordPerson, gate: Gate, log: Log, hurry: Hurry) -> None:
    gate.shut()
    hurry()
    waits = await you.local.command("rejected", guild=you._platform.guild)
    gate.fault = RuntimeError("a fault")
    gate.open()
    told = await waits.changed()
    assert told.ephemeral
    assert read_page(told).says(TROUBLE)


async def test_an_edit_that_is_limited_waits(platform: Discord, you: DiscordPerson, gate: Gate, hurry: Hurry) -> None:
    gate.shut()
    hurry()
    waits = await you.local.command("rejected", guild=platform.guild)
    platform.server.faults.limit(EDIT)
    gate.open()
    assert read_page(await waits.changed()).says("one slow breath in")
    assert [one.status for one in platform.server.asked(EDIT)] == [429, 200]


async def test_an_edit_for_which_it_is_too_late_is_let_be(
    platform: Discord, you: DiscordPerson, gate: Gate, discord_clock: VirtualClock, hurry: Hurry
) -> None:
    await you.command("rejected")
    gate.shut()
    hurry()
    same = await you.local.click(you.page.where.seen, "Start")
    discord_clock.advance(16 * 60)
    gate.open()
    await platform.server.until(lambda: [one.code for one in platform.server.asked(EDIT)] == [50027])
    await platform.server.until(lambda: len(platform.server.asked(FOLLOW_UP)) == 1)
    page = read_page(await you.local.click(same, "Start"))
    assert page.label("Final round")


# Modals


async def test_a_modal_whose_page_moved_on_meanwhile(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk("Start", "Final round")
    modal = await opened(you)
    at = await you.tap("Skip")
    page = read_page(await you.local.submit(modal, {"Company": "Acme"}))
    assert page.offers == at.offers
    assert await platform.core.rows("SELECT company FROM rejection WHERE company IS NOT NULL") == []


async def test_a_modal_that_was_open_during_a_restart(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    modal = await opened(you)
    await platform.restart()
    page = read_page(await you.local.submit(modal, {modal.fields[0].custom_id: "I always fail *interviews*"}))
    assert page.says("I always fail *interviews*")
    assert page.where.seen.id == you.page.where.seen.id


async def test_a_modal_for_what_is_no_longer_asked_is_not_opened(you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    old = you.page.where
    at = await you.tap("\"I'm not good enough")
    seen = await press(you.local, old.opens, old.seen)
    assert read_page(seen).offers == at.offers


async def test_a_modal_answers_in_place(you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    await you.walk(*TO_THOUGHT)
    log.restart()
    await you.type("I always fail interviews")
    assert log.operations == [CALLBACK] * 2
    assert log.kinds == [OPENS_MODAL, DRAWS_OVER]


async def test_what_is_typed_into_a_modal_is_listened_to(you: DiscordPerson) -> None:
    await you.command("rejected")
    await you.walk("Start", "Final round")
    modal = await opened(you)
    page = read_page(await you.local.submit(modal, {"Role": CRISIS}))
    assert page.says("It sounds as if you are thinking of suicide")


# Old, foreign and forged


async def test_a_button_that_is_months_old(platform: Discord, you: DiscordPerson, discord_clock: VirtualClock) -> None:
    await you.command("rejected")
    await you.walk("Start", "Final round")
    old = you.page
    discord_clock.advance(100 * 24 * 3600)
    await platform.later(timedelta(days=100))
    await platform.restart()
    page = await you.tap("Skip", on=old)
    assert page.says("what is closest right now?")


async def test_controls_of_others_are_let_be(platform: Discord, you: DiscordPerson, log: Log) -> None:
    await you.command("rejected")
    log.restart()
    platform.server.patience = 0.02
    for custom_id in ("xx:p:abc", "bb", "bb:", "bb:q:abc", "bbb:p:abc", "", "BB:p:abc", "p:abc"):
        with pytest.raises(Unanswered):
            await press(you.local, custom_id, you.page.where.seen)
    platform.server.patience = 3
    assert (await you.tap("Start")).label("Final round")
    assert log.operations == [CALLBACK]


MALFORMED = (
    "bb:p:", "bb:p::", "bb:p:~person", "bb:p:open:", "bb:p:open:nothing:", "bb:p:nobody:key:value", "bb:w:", "bb:w:x:y:",
    "bb:f:nobody:key:", "bb:d:", "bb:d:nobody:~look:", "bb:p:\x00:\u202e:x", "bb:m:nobody:key:", "bb:o:post", "bb:o:x",
)  # fmt: skip


async def test_forged_controls_do_nothing(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    first = you.page
    before = await platform.core.rows("SELECT * FROM answer")
    for custom_id in MALFORMED:
        seen = await press(you.local, custom_id, first.where.seen, ["x"] if custom_id.startswith("bb:m") else None)
        assert seen.ephemeral, custom_id
        assert await platform.core.rows("SELECT * FROM answer") == before, custom_id
    assert not you.local.has_dm
    assert platform.guild.channel("general").messages == []


async def test_nobody_can_act_in_the_run_of_another(platform: Discord, you: DiscordPerson) -> None:
    await you.command("rejected")
    page = await you.tap("Start")
    kim = await platform.person("Kim")
    await kim.command("rejected")
    for button in [*page.where.seen.buttons, *page.where.seen.selects]:
        if button.custom_id and not button.custom_id.startswith("bb:p::"):
            values = ["final"] if button in page.where.seen.selects else None
            seen = await press(kim.local, button.custom_id, kim.page.where.seen, values)
            assert read_page(seen).says(GONE) or read_page(seen).says("call the emergency number"), button
    assert (await you.tap("Final round")).can_fill
    assert not kim.local.has_dm


# Whose language


async def test_where_a_language_lacks_words_there_is_english(platform: Discord) -> None:
    for locale in ("de", "pt-BR", "zh-TW", "tlh"):
        person = platform.server.person(locale, locale=locale)
        page = read_page(await person.command("rejected", guild=platform.guild))
        assert page.says("one slow breath in"), locale
        assert GOES_ON in [one.label for one in page.where.seen.buttons]
    assert {row["language"] for row in await platform.core.rows("SELECT language FROM member")} == {"en"}


async def test_a_fault_is_said_in_english_where_that_language_lacks_the_words(platform: Discord, gate: Gate) -> None:
    for locale in ("de", "tlh"):
        gate.fault = RuntimeError("a fault")
        person = platform.server.person(locale, locale=locale)
        assert read_page(await person.command("rejected", guild=platform.guild)).says(TROUBLE)


async def test_whoever_writes_in_another_language_on_their_worst_day_is_answered_in_it(
    platform: Discord,
) -> None:
    person = platform.server.person("Kim", locale="de")
    platform.guild.join(person)
    wrote = await person.write_dm("ich will mich umbringen")
    page = read_page(await person.next_dm(after=wrote))
    assert page.says("Suizid")
