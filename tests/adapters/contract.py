"""What holds on every platform. An adapter's test module makes a class of `AdapterContract` and gives it its platform.

Nothing here knows which platform it is: what differs is in the driver. Labels are those that people see.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import takewhile
from typing import TypeAlias
from urllib.parse import unquote

import pytest

from bot.questions import NAME, SENTENCE
from bot.store.own_data import TABLES
from tests.adapters.platforms import Page, Person, Platform, plain
from tests.adapters.walks import (
    CRISIS,
    JOURNEY,
    LETTER_NAME,
    MARKED_UP,
    NO,
    PERSON,
    TO_CONSENT,
    TO_LETTER,
    TO_SHARING,
    TO_STEP_6,
    TO_THOUGHT,
    WAY_OUT,
    YES,
)

TypesCrisis: TypeAlias = Callable[[Person], Awaitable[Page]]


async def _in_a_reflection(you: Person) -> Page:
    await you.walk(*TO_THOUGHT)
    return await you.type(CRISIS)


async def _in_a_form(you: Person) -> Page:
    await you.walk("Start", "Final round")
    return await you.fill({"Company": "Acme", "Role": CRISIS})


async def _out_of_the_blue(you: Person) -> Page:
    return await you.say(CRISIS)


async def _with_a_command(you: Person) -> Page:
    return await you.command("rejected", company=CRISIS)


class AdapterContract:
    """Give it a fixture `platform`: a `Platform` that was started, and is closed at the end."""

    @pytest.fixture
    async def you(self, platform: Platform, request: pytest.FixtureRequest) -> AsyncIterator[Person]:
        """Somebody who typed `/rejected`. Whatever they do: others hear of it only where it was shared, and are never called."""
        person = await platform.person("Sam")
        await person.command("rejected")
        yield person
        assert list(platform.called) == []
        if "shared" not in request.fixturenames:
            assert list(platform.public) == []

    @pytest.fixture
    async def shared(self, platform: Platform, you: Person) -> Person:
        """One tap away from a line that others see."""
        await platform.open_channel()
        await you.walk(*TO_CONSENT, NO, *TO_STEP_6, *TO_SHARING)
        return you

    # The journey

    async def test_first_help_needs_no_further_tap(self, you: Person) -> None:
        assert you.page.says("one slow breath in, and a longer one out")
        assert {"Start", "Only log it", "Not now", *WAY_OUT} <= set(you.page.offers)
        page = await you.command("rejected", company="Acme & Sons", role="Data analyst", stage="final")
        assert page.says("A no after a final round hurts")
        assert page.says("It was Acme & Sons's decision")

    async def test_six_steps_by_taps_alone(self, you: Person) -> None:
        for label in JOURNEY:
            assert len(set(you.page.offers)) == len(you.page.offers) > 2
            assert set(WAY_OUT) <= set(you.page.offers)
            before = you.page
            await you.tap(label)
            assert you.page.text != before.text, label
            # There is a way back from every page but the first.
            assert ("Back" in you.page.offers) == (label != JOURNEY[-1])
            if label == "Intro to SQL":
                assert you.page.links == ("https://www.kaggle.com/learn/intro-to-sql",)
        assert you.page.says("Done for today. What you planned has its days.")
        assert PERSON in you.page.offers

    async def test_typing_a_form_and_several_at_once(self, you: Person) -> None:
        await you.walk("Start", "Panel")
        assert you.page.can_fill
        await you.fill({"Company": "Acme", "Role": "Analyst"})
        assert you.page.says("About Acme")
        await you.walk("Angry", "Skip the breathing", "A thought that sticks")
        assert you.page.can_type
        assert (await you.type("I always fail panels")).says("I always fail panels")
        await you.walk("It was one no", "Go on", "On to step 2")
        await you.pick("I stayed calm", "I had real examples")
        assert you.page.says("I stayed calm")
        assert you.page.says("I had real examples")
        await you.type("Pauses, for once")
        assert you.page.says("next time")
        await you.walk("Rest first", "None today", "Go on", "On to step 3", *TO_LETTER)
        await you.fill({"Their name": "Kim", "Your name": "Sam"})
        (letter,) = you.page.copies
        assert you.page.says(letter)
        assert letter.startswith("Hi Kim,\n\nThank you for letting me know")
        assert "the Analyst role at Acme" in letter
        assert letter.endswith("Best wishes,\nSam")
        # Where no link opens a mail program, the subject is there to copy.
        assert "Analyst at Acme: one question" in unquote(" ".join((you.page.text, *you.page.links)))

    async def test_a_way_back_to_what_was_typed(self, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        asked = you.page
        assert await you.draft() == ""
        await you.type("I always fail *interviews*")
        assert (await you.back()).offers == asked.offers
        assert await you.draft() == "I always fail *interviews*"

    async def test_a_way_back_to_what_was_filled_in(self, you: Person) -> None:
        await you.walk("Start", "Final round")
        await you.fill({"Company": "Acme", "Role": "Analyst"})
        await you.back()
        await you.fill({"Role": "Clerk"})
        await you.walk(*TO_CONSENT[3:], NO, *TO_LETTER)
        await you.fill({"Their name": LETTER_NAME})
        (letter,) = you.page.copies
        assert letter.startswith(f"Hi {LETTER_NAME},\n")
        assert "the Clerk role at Acme" in letter

    async def test_stop_and_go_on(self, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        left = you.page
        assert (await you.stop()).says("Stopped here. Your answers keep their place")
        again = await you.tap("Go on")
        assert (again.text, again.offers) == (left.text, left.offers)
        await you.stop()
        await you.command("home")
        assert (await you.tap("Go on with the no of Wednesday")).offers == left.offers

    async def test_a_second_no_while_one_is_open(self, you: Person) -> None:
        await you.walk("Start", "Panel")
        await you.fill({"Company": "Acme"})
        left = you.page
        page = await you.command("rejected", company="Initech")
        assert page.says("There is one you have not finished")
        assert (await you.tap("Go on with Acme")).offers == left.offers
        await you.command("rejected", company="Initech")
        assert (await you.tap("A new no")).says("Initech's decision")

    # Nothing is only in memory

    async def test_a_restart_between_any_two_taps(self, platform: Platform, you: Person) -> None:
        for label in JOURNEY:
            before = you.page
            await platform.restart()
            assert set(you.page.offers) == set(before.offers)
            await you.tap(label)
        assert you.page.says("Done for today. What you planned has its days.")
        await you.command("home")
        assert you.page.label("After dinner: Say my answers aloud once")

    async def test_an_old_page_leads_to_where_one_is(self, platform: Platform, you: Person) -> None:
        first = you.page
        asked = await you.tap("Start")
        at = await you.tap("Final round")
        for label, page in (
            ("Start", first),
            ("Not now", first),
            ("Panel", asked),
            ("Back", asked),
            ("Stop here", asked),
        ):
            assert (await you.tap(label, on=page)).offers == at.offers
        await platform.restart()
        assert (await you.tap("Panel", on=asked)).offers == at.offers
        await you.fill({"Company": "Acme"})
        await you.command("home")
        await you.walk("The noes so far", "Acme")
        assert you.page.says("It got to: Final round")

    async def test_a_double_tap_answers_once(self, you: Person) -> None:
        await you.walk("Start")
        answers = await you.double_tap("Skip")  # the next question has a button of this name, too
        assert [one.says("Where was it?") for one in answers] == [True, True]
        assert (await you.tap("Skip", on=answers[-1])).says("what is closest right now?")

    async def test_each_has_a_journey_of_their_own(self, platform: Platform, you: Person) -> None:
        await you.walk("Start", "Panel")
        at = you.page
        kim = await platform.person("Kim")
        await kim.command("rejected")
        assert "There is one" not in kim.page.text
        await kim.walk("Start", "A form letter")
        await kim.fill({"Company": "Initech"})
        assert you.page == at
        await you.fill({"Company": "Acme"})
        assert you.page.says("About Acme")
        assert kim.page.says("About Initech")
        assert [*you.messages, *kim.messages] == []

    # What was typed

    async def test_text_is_no_markup(self, platform: Platform, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        for text in MARKED_UP:
            page = await you.type(text)
            assert page.says(text)
            assert page.says("What would you say to a friend")
            await you.back()
            assert await you.draft() == text
        for text in MARKED_UP:
            company = text[:NAME].strip()
            await you.command("rejected", company=company, stage="panel")
            await you.tap("A new no")
            assert you.page.says(f"It was {company}'s decision")

    async def test_what_names_a_button_is_no_markup(self, you: Person) -> None:
        company = "*Acme* <@1> & @here `x` _y_ # [a](b) > |"
        await you.walk("Start", "Panel")
        await you.fill({"Company": company})
        page = await you.command("rejected")
        assert plain(f"Go on with {company}") in map(plain, page.offers)

    async def test_what_would_move_a_cursor_is_left_out(self, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        page = await you.type("\x1b[2J\x1b[31mred\x07 and \u202eback\x00wards")
        assert page.says("red")
        assert page.says("backwards")
        assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(page.text)

    async def test_as_long_as_it_may_be(self, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        for text in (
            "*" * SENTENCE,
            "<&>" * (SENTENCE // 3),
            "🎈" * SENTENCE,
            ("long words " * SENTENCE)[: SENTENCE - 1] + "x",
        ):
            assert (await you.type(text)).says(text)
            await you.back()

    async def test_too_long_says_so_and_keeps_it(self, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        text = "_too_ long " * (SENTENCE // 10)
        page = await you.say(text)
        assert page.says(f"That is {len(text.strip())} characters and I can keep {SENTENCE}")
        assert (await you.draft()).strip() == text.strip()
        assert (await you.type("Short enough")).says("Short enough")

    async def test_a_day_that_cannot_be(self, you: Person) -> None:
        await you.walk(*takewhile(lambda label: label != "Tomorrow", TO_CONSENT))
        assert (await you.type("*soonish*")).says('I could not read "*soonish*" as a day')
        assert (await you.type("3 March 2020")).says("That day has passed")
        assert (await you.type("next friday")).says("Want something to work with?")

    # People who help

    @pytest.mark.parametrize("typed", [_in_a_reflection, _in_a_form, _out_of_the_blue, _with_a_command])
    async def test_a_crisis_is_answered_first(self, platform: Platform, you: Person, typed: TypesCrisis) -> None:
        page = await typed(you)
        assert plain(page.text).startswith(
            plain("Thank you for writing that. It sounds as if you are thinking of suicide")
        )
        assert page.says("call the emergency number where you are")
        assert any(link.startswith("https://") for link in page.links)
        assert CRISIS not in page.text
        await platform.restart()  # what is held is held in the store
        await you.tap("Germany")
        assert you.page.says("112")
        assert (await you.tap("Let it go")).says("Nothing of it is kept here")
        await platform.later(timedelta(days=3))
        assert you.messages == []

    async def test_a_person_is_one_tap_away_on_every_page(self, you: Person) -> None:
        await you.tap(PERSON)
        assert you.page.says("call the emergency number where you are")
        await you.tap("Germany")
        assert you.page.says("112")
        await you.tap("Back to where I was")
        for label in (*TO_CONSENT, NO, *TO_LETTER):
            left = you.page
            assert (await you.tap(PERSON)).says("112"), label
            assert set((await you.tap("Back to where I was")).offers) == set(left.offers)
            await you.tap(label)

    # What comes by itself

    async def agreed(self, platform: Platform, you: Person) -> None:
        """Go as far as a check-in in a day or two about the letter."""
        await you.walk(*TO_CONSENT)
        assert you.messages == []
        await you.walk(YES, *platform.zone)
        await platform.later()

    async def test_a_check_in_comes_by_itself_and_is_answered_by_a_tap(self, platform: Platform, you: Person) -> None:
        await self.agreed(platform, you)
        assert [one.says("This is where I'll write, in Berlin time") for one in you.messages] == [True]
        assert you.page.says("Asking why about")
        await you.walk(*TO_LETTER, "Leave them out", "Remind me")
        await platform.later(timedelta(days=3))
        asked = next(one for one in you.messages if one.says("Did you send it?") or one.says("Did it go out?"))
        assert set(WAY_OUT) <= set(asked.offers)
        count = len(you.messages)
        assert (await you.tap("I sent it", on=asked)).says("Then your part is done")
        await platform.later()
        assert len(you.messages) == count
        # Pressed again, and after a restart: where one is, and no second answer.
        await platform.restart()
        assert not (await you.tap("Tomorrow", on=asked)).says("Tomorrow, then")

    async def test_no_is_no(self, platform: Platform, you: Person) -> None:
        await you.walk(*JOURNEY)
        await platform.later(timedelta(days=30))
        assert you.messages == []

    async def test_closed_dms_call_nobody_out(self, platform: Platform, you: Person) -> None:
        await you.close_dms()
        await self.agreed(platform, you)
        await platform.later(timedelta(days=2))
        assert you.messages == []
        page = await you.command("home")
        assert page.says("check-ins could not reach you by DM")
        assert (await you.tap("See the check-in")).says("This is where I'll write")
        await you.open_dms()
        await platform.later(timedelta(days=14))
        assert you.messages

    # Their own

    async def test_all_that_is_kept_can_be_had(self, you: Person) -> None:
        text = MARKED_UP[0]
        await you.walk(*TO_THOUGHT)
        await you.type("I always fail interviews")
        await you.type(text)
        await you.command("privacy")
        page = await you.tap("Get my data")
        files = {name: await you.open(name) for name in page.files}
        (as_json,) = (json.loads(content) for name, content in files.items() if name.endswith(".json"))
        (to_read,) = (content.decode() for name, content in files.items() if name.endswith(".md"))
        assert text in str(as_json)
        assert to_read.startswith("# What Bounceback keeps about you")
        assert "I always fail interviews" in str(as_json)

    async def test_forgotten_is_gone(self, platform: Platform, you: Person) -> None:
        first = you.page
        await self.agreed(platform, you)
        count = len(you.messages)
        last = you.page
        await you.command("privacy")
        await you.tap("Forget me")
        asked = you.page
        assert asked.says("What I sent you by direct message stays in that chat, files too")
        assert asked.says("you can't delete it there")
        page = await you.tap("Yes, forget me")
        assert page.says("Gone, all that I kept.")
        for label, old in (("Start", first), ("Draft the message", last), ("Yes, forget me", asked), ("Back", last)):
            assert (await you.tap(label, on=old)).says("belongs to something that is finished")
        for table in (one.table for one in TABLES):
            assert await platform.core.rows(f"SELECT * FROM {table}") == [], table  # noqa: S608 - our own names
        await platform.later(timedelta(days=60))
        assert len(you.messages) == count
        assert (await you.command("rejected")).says("It was one decision")

    # What others see

    async def test_a_line_is_shared_by_a_press_and_once(self, platform: Platform, shared: Person) -> None:
        assert shared.page.says("Share that one line in")
        assert list(platform.public) == []
        kim = await platform.person("Kim")
        asked = shared.page
        answers = await shared.double_tap("Share the line")
        assert list(platform.public) == ["Sam, after a no: I showed up"]
        assert any(one.says("Your plan has the dates") for one in answers)
        await platform.restart()
        await shared.tap("Share the line", on=asked)
        await platform.later(timedelta(days=3))
        assert list(platform.public) == ["Sam, after a no: I showed up"]
        assert kim.messages == []

    async def test_what_is_shared_is_no_markup(self, platform: Platform, you: Person, shared: Person) -> None:
        for _ in range(4):
            await shared.back()  # as far as the win
        text = f"{MARKED_UP[0]} {MARKED_UP[1]}"
        await shared.type(text)
        await shared.walk("Write to one person", "Tomorrow", "Not today", "Share the line")
        assert [plain(line) for line in platform.public] == [plain(f"Sam, after a no: {text}")]

    async def test_kept_to_oneself(self, platform: Platform, shared: Person) -> None:
        await shared.walk("Keep it to myself", "Done for today")
        assert list(platform.public) == []

    async def test_what_was_shared_goes_with_its_author(self, platform: Platform, shared: Person) -> None:
        await shared.tap("Share the line")
        assert list(platform.standing) == ["Sam, after a no: I showed up"]
        await shared.command("privacy")
        await shared.walk("Forget me", "Yes, forget me")
        assert list(platform.standing) == []

    # When something is broken

    async def test_what_cannot_be_saved_is_said(self, platform: Platform, you: Person) -> None:
        await you.walk(*TO_THOUGHT)
        asked = you.page
        async with platform.core.failing():
            assert (await you.tap("\"I'm not good enough", on=asked)).says("I could not save that")
            assert (await you.command("rejected")).says("I could not save that")
            # To whom it matters more, first where there is help.
            assert (await you.say(CRISIS)).says("call the emergency number where you are. I could not save that")
        page = await you.tap('"I always fail at this."', on=asked)
        assert page.says("What would you say to a friend")
        await you.back()
        assert (await you.back()).offers.count("A thought that sticks") == 1
