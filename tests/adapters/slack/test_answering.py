"""What Slack's people expect: where an answer stands, what lasts, what may be typed behind a command, and what goes wrong."""

from __future__ import annotations

import asyncio

import pytest

from bot.screen import Button, opens
from bot.screen import public as post
from tests.adapters.slack.driver import Slack, SlackPerson, read_page
from tests.adapters.walks import CRISIS, TO_CONSENT, TO_THOUGHT
from tests.local_slack.errors import Gone
from tests.local_slack.seen import Seen
from tests.local_slack.world import VirtualClock


async def typed(sam: SlackPerson, name: str, text: str = "") -> str:
    return sam._saw(await sam.local.command(name, text, channel=sam._platform.general)).text


# What is typed behind a command


@pytest.mark.parametrize(
    "text",
    ['Acme "Data analyst" final', "Acme “Data analyst” Final", 'company=Acme stage=final role="Data analyst"'],
)
async def test_arguments_are_read_as_they_are_typed(sam: SlackPerson, text: str) -> None:
    assert "A no after a final round hurts" in await typed(sam, "/rejected", text)
    await sam.tap("Start")
    await sam.command("home")
    await sam.walk("The noes so far", "Acme")
    assert sam.page.says("Data analyst")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Acme Corp Ltd Data analyst", 'That is more than /rejected takes, so I left out "Ltd Data analyst"'),
        ("Acme Data analyst", 'I don\'t know the stage "analyst", so I left it out'),
    ],
)
async def test_what_a_command_does_not_take_is_said_and_it_goes_on(sam: SlackPerson, text: str, said: str) -> None:
    await typed(sam, "/rejected", text)
    assert sam.page.says(said)
    # What was read is not lost.
    await sam.walk("Start", "Final round")
    await sam.command("home")
    assert "Acme" in (await sam.tap("The noes so far")).text + " ".join(sam.page.offers)


@pytest.mark.parametrize(("name", "text"), [("/rejected", f"{CRISIS} today please"), ("/bounceback", CRISIS)])
async def test_what_cannot_be_read_is_listened_to_all_the_same(sam: SlackPerson, name: str, text: str) -> None:
    assert (await typed(sam, name, text)).startswith("Thank you for writing that")


async def test_the_words_of_bounceback(sam: SlackPerson) -> None:
    assert "Nothing here yet" in await typed(sam, "/bounceback")
    assert "Check-ins" in await typed(sam, "/bounceback", " Settings ")
    assert "nonsense" in await typed(sam, "/bounceback", "nonsense and more")
    assert sam.page.says("/rejected")
    assert "A whole panel" in await typed(sam, "/bounceback", "rejected Acme Clerk panel")


# Where it stands


async def test_in_a_channel_only_they_see_it_and_one_message_is_all(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)
    await sam.type("I always fail")
    assert [one.text for one in sam.local.ephemeral] == [sam.page.where.seen.text]
    assert list(here.public) == []
    assert not sam.local.has_dm


async def test_in_the_dm_it_lasts_and_is_one_message(here: Slack, sam: SlackPerson) -> None:
    await sam.say("hello")
    first = sam.page.where.seen
    await sam.tap("Need a person?")
    assert sam.page.where.seen.message is first.message
    # Known by now to be the DM with the bot, so a command is answered there for good, too.
    shown = sam._saw(await sam.local.command("/rejected", channel=sam.local.dm))
    assert not sam.page.where.seen.ephemeral
    assert shown.says("It was one decision")
    assert [one.ephemeral for one in sam.local.dms if one.by_bot] == [False, False]


async def test_a_command_in_a_dm_that_takes_no_message_is_answered_beside_it(here: Slack, sam: SlackPerson) -> None:
    await sam.say("hello")
    await sam.close_dms()
    page = sam._saw(await sam.local.command("/rejected", channel=sam.local.dm))
    assert page.says("It was one decision")
    assert page.says("I can't write to you by DM")
    assert page.where.seen.ephemeral
    assert (await sam.tap("Start")).says("How far")
    assert await here.core.rows("SELECT count(*) AS many FROM run WHERE flow = 'rejected'") == [{"many": 1}]


async def test_a_dm_that_is_not_known_to_be_ours_may_be_anybodys(sam: SlackPerson) -> None:
    sam._saw(await sam.local.command("/rejected", channel=sam.local.dm))
    assert sam.page.where.seen.ephemeral


async def test_a_public_button_is_answered_to_whoever_pressed_alone(here: Slack, sam: SlackPerson) -> None:
    assert here.app is not None
    buttons = (Button(opens("rejected"), "I got a no"),)
    await here.app.sender.post(here.channel, post("Turned down for a job?", buttons=buttons), "post-1")
    (public,) = here._channel.messages
    before = public.text
    sam._saw(await sam.local.click(public, "I got a no"))
    assert sam.page.says("It was one decision")
    assert sam.page.where.seen.ephemeral
    await sam.walk("Start", "Final round")
    assert [one.text for one in here._channel.messages] == [before]
    await here.restart()
    kim = await here.person("Kim")
    kim._saw(await kim.local.click(public, "I got a no"))
    assert kim.page.says("It was one decision")


async def test_it_goes_on_in_the_dm_where_that_is_wanted(sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.tap("Start")
    asked = sam.page
    went = read_page(await sam.local.click(asked.where.seen, "Continue in DM"))
    assert went.says("It goes on in your DM with me")
    assert [link.endswith(sam._dms()[-1].id.replace(".", "")) for link in went.links] == [True]
    there = sam.messages[-1]
    assert (there.text, there.offers) == (asked.text, asked.offers)
    assert (await sam.tap("Final round", on=there)).where.seen.channel.kind == "im"
    assert (await sam.tap("Go on here", on=went)).offers == sam.messages[-1].offers


async def test_it_stays_where_no_dm_can_be_sent(sam: SlackPerson) -> None:
    await sam.close_dms()
    await sam.command("rejected")
    await sam.tap("Start")
    shown = read_page(await sam.local.click(sam.page.where.seen, "Continue in DM"))
    assert shown.says("the app's Messages tab is off")
    assert shown.offers == sam.page.offers


async def test_what_only_they_saw_is_gone_after_a_reload_and_nothing_else_is(sam: SlackPerson) -> None:
    await sam.command("rejected", company="Acme", stage="panel")
    await sam.tap("Start")
    asked = sam.page
    sam.local.reload()
    with pytest.raises(Gone):
        await sam.tap("Back", on=asked)
    await sam.command("home")
    assert (await sam.tap("Go on with")).offers == asked.offers


# Several at once, and what is searched for


async def test_several_are_chosen_first_and_then_taken(sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_CONSENT[:7])
    asked = sam.page
    seen = asked.where.seen
    nothing = read_page(await sam.local.click(seen, "Take these"))
    assert nothing.says("Tap")
    assert nothing.offers == asked.offers
    sam.page = nothing
    await sam.pick("I stayed calm", "I had real examples")
    assert sam.page.says("I stayed calm")
    assert sam.page.says("I had real examples")


async def test_the_catalogue_is_searched_while_they_type(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected", company="Acme", stage="panel")
    await sam.tap("Start")
    await sam.command("home")
    await sam.walk("The noes so far", "Acme", "Go to a step", "4", "Find something to learn")
    seen: Seen = sam.page.where.seen
    assert "Intro to SQL" in await sam.local.suggestions(seen, "intro sql", menu="Search by typing")
    assert await sam.local.suggestions(seen, "zzzzzz", menu="Search by typing") == []
    chosen = await sam.local.choose(seen, ["Intro to SQL"], menu="Search by typing", typed="sql")
    page = sam._saw(chosen)
    assert page.label("Intro to SQL")


async def test_what_is_typed_into_a_search_is_listened_to(sam: SlackPerson) -> None:
    await sam.command("rejected", company="Acme", stage="panel")
    await sam.tap("Start")
    await sam.command("home")
    await sam.walk("The noes so far", "Acme", "Go to a step", "4", "Find something to learn")
    seen: Seen = sam.page.where.seen
    assert await sam.local.suggestions(seen, CRISIS, menu="Search by typing") == ["Need a person?"]
    page = sam._saw(await sam.local.choose(seen, ["Need a person?"], menu="Search by typing", typed=CRISIS))
    assert page.says("emergency number")
    assert page.where.seen.ephemeral


# Files


async def test_files_come_by_dm_and_the_page_says_so(sam: SlackPerson) -> None:
    await sam.command("privacy")
    await sam.tap("Get my data")
    assert sam.page.says("It is in your DM with me. Save it somewhere")
    (message,) = [one for one in sam.local.dms if one.by_bot]
    assert len(message.files) == 2
    assert all(one.alt_text for one in message.files)


@pytest.mark.parametrize(
    ("method", "error", "said"),
    [
        ("files.completeUploadExternal", "messages_tab_disabled", "by DM, so I could not send it"),
        ("conversations.open", "user_disabled", "by DM, so I could not send it"),
        ("files.getUploadURLExternal", "fatal_error", "I could not send it right now"),
    ],
)
async def test_where_files_cannot_be_sent_it_says_so(
    here: Slack, sam: SlackPerson, method: str, error: str, said: str
) -> None:
    await sam.command("privacy")
    here.server.faults.refuse(method, error)
    assert (await sam.tap("Get my data")).says(said)
    await sam.command("privacy")
    assert (await sam.tap("Get my data")).files


# What goes wrong


@pytest.mark.parametrize("refusal", ["used_url", "expired_url"])
async def test_where_the_channel_takes_no_answer_any_more_it_goes_on_in_the_dm(
    here: Slack, sam: SlackPerson, refusal: str
) -> None:
    await sam.command("rejected")
    here.server.faults.refuse("response_url", refusal)
    await sam.local.click(sam.page.where.seen, "Start", silent=True)
    there = read_page(await sam.local.next_dm())
    assert there.says("too old for me to answer there, so it goes on here")
    assert (await sam.tap("Final round", on=there)).where.seen.channel.kind == "im"


async def test_a_form_that_was_open_for_an_hour_is_answered_in_the_dm(
    here: Slack, sam: SlackPerson, clock: VirtualClock
) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)
    form = await sam._open()
    clock.advance(60 * 60)
    await sam.local.submit(form, {"~text": "I always fail"}, silent=True)
    there = read_page(await sam.local.next_dm())
    assert there.says("so it goes on here")
    assert there.says("I always fail")


async def test_a_message_of_the_dm_that_is_gone_is_written_anew(here: Slack, sam: SlackPerson) -> None:
    await sam.say("hello")
    here.server.faults.refuse("chat.update", "message_not_found")
    before = sam.page.where.seen
    await sam.local.click(before, "Need a person?", silent=True)
    assert read_page(await sam.local.next_dm(after=before)).says("emergency number")


async def test_an_answer_that_was_lost_is_drawn_again_over_the_page(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    here.server.faults.lose("response_url")
    assert (await sam.tap("Start")).says("How far")
    await here.server.until(lambda: len(here.server.asked("response_url")) == 3)
    assert len(sam.local.ephemeral) == 1


async def test_trouble_is_said_and_nothing_is_lost(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    first = sam.page
    here.server.faults.fail_before("response_url")
    await sam.local.click(first.where.seen, "Start", silent=True)
    await here.server.until(lambda: len(sam.local.ephemeral) == 2)
    assert sam.local.ephemeral[1].text.startswith("That did not work. What you answered before is kept.")
    assert (await sam.tap("Start", on=first)).says("How far")


async def test_where_nobody_says_who_they_are_it_goes_on_without(here: Slack, sam: SlackPerson) -> None:
    here.server.faults.refuse("users.info", "user_not_visible")
    await sam.command("rejected")
    assert "Start" in sam.page.offers
    assert await here.core.rows("SELECT zone FROM member") == [{"zone": "UTC"}]


async def test_nobody_waits_for_who_they_are(here: Slack, sam: SlackPerson) -> None:
    async with here.server.faults.held("users.info"):
        assert (await sam.command("rejected")).says("It was one decision")


async def test_language_and_time_zone_are_slacks_until_they_say_otherwise(here: Slack) -> None:
    ana = SlackPerson(here, here.work.person("Ana", locale="es-ES", tz="America/Bogota"))
    await ana.command("rejected")
    assert await here.core.rows("SELECT zone FROM member") == [{"zone": "America/Bogota"}]
    assert (await ana.say("quiero matarme")).says("suicidio")


async def test_continuing_twice_is_once(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    page = sam.page.where.seen
    await asyncio.gather(*(sam.local.click(page, "Continue in DM", silent=True) for _ in range(2)))
    await here.server.until(lambda: len(here.server.asked("response_url")) == 3)
    assert len([one for one in sam.local.dms if one.by_bot]) == 1
