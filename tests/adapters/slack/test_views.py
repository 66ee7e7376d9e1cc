"""Forms and pages in modals: what is wrong is said in them, and nothing that was sent is lost on the way."""

from __future__ import annotations

import json
from itertools import takewhile

import pytest

from adapters.slack import views
from adapters.slack.breathing import Breathing, moments
from adapters.slack.places import DM, Place, read
from adapters.slack.views import Breath
from bot.screen import Pace
from tests.adapters.slack.driver import Slack, SlackPerson, read_page
from tests.adapters.walks import CRISIS, TO_CONSENT, TO_THOUGHT
from tests.local_slack.errors import Gone, NotOffered
from tests.local_slack.seen import Seen
from tests.local_slack.world import VirtualClock
from tests.world import World

PACE = Pace(4, 6, 2, "Breathe in", "Breathe out")


async def at_thought(sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)


# What is wrong with a form


async def test_what_cannot_be_read_is_said_beside_the_field_and_stays_there(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*takewhile(lambda label: label != "Tomorrow", TO_CONSENT))
    asked = sam.page
    await sam.type("*soonish*")
    form = sam.page.where.seen
    assert [text.startswith("I could not read") for text in form.errors.values()] == [True]
    assert form.fields[0].value == "*soonish*"
    # The page below still asks.
    (page,) = sam.local.ephemeral
    assert read_page(page).offers == asked.offers
    assert (await sam.type("next friday")).says("Want something to work with?")
    assert sam.local.views == []


async def test_a_turn_that_takes_long_closes_the_form_and_is_drawn_later(
    sam: SlackPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.answering.WAIT", 0.0)
    await sam.command("rejected")
    await sam.walk(*takewhile(lambda label: label != "Tomorrow", TO_CONSENT))
    page = await sam.type("*soonish*")
    assert page.says('I could not read "*soonish*" as a day')
    assert not page.where.seen.modal
    assert sam.local.views == []
    assert await sam.draft() == ""  # a day is typed anew


async def test_a_draft_outlives_a_form_that_is_closed(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*takewhile(lambda label: label != "Tomorrow", TO_CONSENT))
    asked = sam.page
    await sam.type("soonish, perhaps")
    await sam.local.close(sam.page.where.seen)
    await here.restart()
    sam.page = asked
    form = await sam._open()
    assert "If you close this without sending it, what you typed here is gone." in form.text
    await sam.local.close(form)
    assert (await sam.tap("Tomorrow", on=asked)).says("Want something to work with?")


async def test_the_field_that_is_wrong_is_named_by_the_core(world: World) -> None:
    await world.command("rejected")
    await world.tap("start")
    await world.tap("panel")
    shown = await world.fill(company="Acme", role="x" * 60)
    assert shown.form is not None
    form = views.form(shown, shown.form.token, world.turns.words, DM)
    assert form is not None
    assert views.wrong(shown, shown.form.token, form) == {"role": shown.problem}
    assert views.wrong(shown, "another:token:", form) is None
    assert form["blocks"][1]["element"]["initial_value"] == "x" * 60


async def test_what_could_not_be_saved_stays_before_their_eyes(here: Slack, sam: SlackPerson) -> None:
    await at_thought(sam)
    form = await sam._open()
    async with here.core.failing():
        page = sam._saw(await sam.local.submit(form, {"~text": "I always fail interviews"}))
        assert page.says("I could not save that")
        assert page.where.seen.fields[0].value == "I always fail interviews"
    assert (await sam.type("I always fail interviews")).says("What would you say to a friend")


async def test_a_form_of_something_that_is_finished_keeps_the_words_too(here: Slack, sam: SlackPerson) -> None:
    await at_thought(sam)
    form = await sam._open()
    await sam.command("privacy")
    await sam.walk("Forget me", "Yes, forget me")
    again = await sam.local.submit(form, {"~text": "I always fail"})
    assert [text for text in again.errors.values() if "belongs to something that is finished" in text]
    assert again.fields[0].value == "I always fail"
    assert await here.core.rows("SELECT id FROM member") == []


async def test_a_crisis_in_a_form_is_answered_on_the_page(sam: SlackPerson) -> None:
    await at_thought(sam)
    page = await sam.type(CRISIS)
    assert page.text.startswith("Thank you for writing that")
    assert not page.where.seen.modal
    assert sam.local.views == []


async def test_nothing_that_was_typed_and_not_sent_is_kept(here: Slack, sam: SlackPerson) -> None:
    await at_thought(sam)
    form = await sam._open()
    await sam.local.close(await sam.local.fill(form, {"~text": "a secret that was not sent"}))
    page = sam.page
    assert await sam.draft() == ""
    assert "secret" not in json.dumps([str(one.body) for one in here.server.requests])
    assert page.can_type


# Where it leads


async def test_a_form_that_was_open_over_a_restart_is_answered_on_its_page(here: Slack, sam: SlackPerson) -> None:
    await at_thought(sam)
    form = await sam._open()
    await here.restart()
    page = sam._saw(await sam.local.submit(form, {"~text": "I always fail interviews"}))
    assert page.says("What would you say to a friend")
    assert [one.text for one in sam.local.ephemeral] == [page.text]


async def test_a_form_in_the_dm_is_answered_in_its_message(sam: SlackPerson) -> None:
    await sam.say("hello")
    await sam.local.click(sam.page.where.seen, "Need a person?")
    shown = sam._saw(await sam.local.command("/rejected", channel=sam.local.dm))
    assert shown.can_type is False
    await sam.walk(*TO_THOUGHT)
    before = sam.page.where.seen
    assert (await sam.type("I always fail")).where.seen.message is before.message


async def test_what_goes_along_with_a_form_is_opaque(here: Slack, sam: SlackPerson) -> None:
    await at_thought(sam)
    form = await sam._open()
    given = form.given["private_metadata"]
    place = read(given)
    assert place.url.startswith("http://127.0.0.1")
    assert place.over
    assert len(given) < 3000
    assert "Sam" not in given


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"view": "V1", "of-tomorrow": 1}'])
def test_a_place_of_another_version_is_no_error(text: str) -> None:
    assert read(text) in (DM, Place(view="V1"))


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"])
async def test_where_slack_gave_too_little_time_it_says_to_press_again(
    here: Slack, sam: SlackPerson, error: str
) -> None:
    await at_thought(sam)
    asked = sam.page
    here.server.faults.refuse("views.open", error)
    seen = asked.where.seen
    shown = read_page(await sam.local.click(seen, next(one.label for one in seen.buttons if "bb:w:" in one.key)))
    assert shown.says("Press the button again")
    assert shown.offers == asked.offers
    sam.page = shown
    assert (await sam.type("I always fail")).says("What would you say to a friend")


async def test_a_trigger_is_used_in_time(here: Slack, sam: SlackPerson, clock: VirtualClock) -> None:
    """Nothing is asked of Slack between the press and the form: it would use up the three seconds."""
    await at_thought(sam)
    await here.restart()
    before = len(here.server.requests)
    await sam._open()
    assert [one.operation for one in list(here.server.requests)[before:]] == ["views.open"]


# Shortcuts


async def test_the_shortcut_goes_on_in_a_modal(here: Slack, sam: SlackPerson) -> None:
    waits = await sam.local.shortcut("rejected")
    assert waits.text == "Bounceback\nOne moment."
    page = sam._saw(await waits.changed())
    assert page.says("It was one decision")
    await sam.walk("Start", "Final round")
    assert sam.page.where.seen.modal
    seen = sam.page.where.seen
    form = await sam.local.click(seen, next(one.label for one in seen.buttons if "bb:w:" in one.key))
    assert len(sam.local.views) == 2
    below = await sam.local.submit(form, {"Company": "Acme"})
    shown = below if "About" in below.text else await below.changed()
    assert "About" in shown.text
    assert len(sam.local.views) == 1
    sam._saw(shown)
    assert (await sam.tap("Angry")).where.seen.modal
    assert not sam.local.has_dm
    assert sam.local.ephemeral == []


async def test_a_modal_that_was_closed_meanwhile_loses_nothing(here: Slack, sam: SlackPerson) -> None:
    page = sam._saw(await (await sam.local.shortcut("rejected")).changed())
    async with here.server.faults.held("views.update"):
        await sam.local.click(page.where.seen, "Start", silent=True)
        await here.server.until(lambda: len(here.server.asked("views.update")) == 2)
        await sam.local.close(page.where.seen)
    with pytest.raises(Gone):
        await sam.tap("Start", on=page)
    await sam.command("home")
    assert not sam.local.has_dm


async def test_whoever_wants_to_help_gets_words_to_send(here: Slack, sam: SlackPerson) -> None:
    kim = await here.person("Kim")
    said = sam.local.say("Got a no from Acme today.", here.general)
    page = await kim.local.message_shortcut("help-someone", said)
    assert page.modal
    assert len(page.copies) == 3
    assert any("/rejected" in one for one in page.copies)
    assert "Acme" not in page.text
    assert await here.core.rows("SELECT id FROM member") == []
    assert [one.text for one in here.general.messages] == ["Got a no from Acme today."]
    with pytest.raises(NotOffered):
        await kim.local.submit(page)


# Breathing


async def test_it_breathes_in_a_modal_over_the_page(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk("Start", "Final round", "Skip", "Angry", "Breathe for a minute")
    page = sam.page
    modal = await sam.local.click(page.where.seen, "Breathe along")
    assert "1\u2069 of" in modal.text or "1 of 6" in modal.text
    await sam.local.close(modal)
    assert (await sam.tap("Back", on=page)).label("Skip the breathing")


async def test_each_breath_is_one_change_at_its_time() -> None:
    slept: list[float] = []
    shown: list[Breath | None] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def show(moment: Breath | None) -> None:
        shown.append(moment)

    breathing = Breathing(sleep)
    breathing.start(PACE, show)
    (going,) = breathing._going
    await going
    assert slept == [4, 6, 4, 6]
    assert [*shown[:-1]] == list(moments(PACE))[1:]
    assert shown[-1] is None


async def test_a_modal_that_is_closed_breathes_no_more(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk("Start", "Final round", "Skip", "Angry", "Breathe for a minute")
    modal: Seen = await sam.local.click(sam.page.where.seen, "Breathe along")
    await sam.local.close(modal)
    assert here.app is not None
    client = await here.app.installations.client(here.work.id)
    woken: list[float] = []

    async def sleep(seconds: float) -> None:
        woken.append(seconds)

    async def show(moment: Breath | None) -> None:
        tongue = here.core.bot.words.of("en")
        await client.views_update(view_id=modal.id, view=views.breath(PACE, tongue, moment))

    breathing = Breathing(sleep)
    breathing.start(PACE, show)
    (going,) = breathing._going
    await going
    assert woken == [4]
