"""What holds on every platform of those who run a community: a circle in minutes, and nothing of theirs for anybody else.

An adapter's test module makes its class of `AdapterContract` and this.
"""

from __future__ import annotations

from datetime import timedelta

from tests.adapters.platforms import Page, Person, Platform
from tests.adapters.walks import CHEER, DAY, HOUR, NOT_YOURS, PIN, SET_UP, START_IT
from tests.adapters.weeks import TO_MONDAY, WEEK, agreed, committed, invited, organised, set_up

# From "just installed" to the first invitation, the command counted as one.
PRESSES = 12
PINNED = ("I got a no", "The circle here", "What is this?")


class OrganisingContract:
    """Give it a fixture `platform`: a `Platform` that was started, and is closed at the end."""

    async def at_the_start(self, platform: Platform) -> tuple[Person, Page]:
        """An organiser is one tap away from a circle."""
        organiser = await platform.organiser()
        await organiser.command_at(platform.channel, "admin")
        await organiser.walk(*set_up(platform)[:-1])
        assert START_IT in organiser.page.offers
        return organiser, organiser.page

    async def circles(self, platform: Platform) -> int:
        return len(await platform.core.rows("SELECT id FROM circle"))

    # Setting up

    async def test_from_just_installed_to_the_first_round(self, platform: Platform) -> None:
        organiser = await platform.organiser()
        assert (await organiser.command_at(platform.channel, "admin")).says("Members type /rejected after a no")
        await organiser.tap(SET_UP)
        # Three choices, and nothing else has to be chosen.
        for choice in ((DAY,), (HOUR,), platform.zone):
            assert START_IT not in organiser.page.offers
            await organiser.walk(*choice)
        assert organiser.page.says("A new week in")
        assert platform.channel_posts() == []
        assert (await organiser.tap(START_IT)).says("is a circle. The first invitation comes on")
        assert (await organiser.tap(PIN)).says("Pin it there")
        assert organiser.presses <= PRESSES
        await platform.later(TO_MONDAY)
        pinned, invitation = platform.channel_posts()
        assert pinned.buttons == PINNED
        assert invitation.says("A new week in")
        assert len(invitation.buttons) == 1
        assert list(platform.called) == []

    async def test_a_restart_between_any_two_presses(self, platform: Platform) -> None:
        organiser = await platform.organiser()
        await organiser.command_at(platform.channel, "admin")
        for label in (*set_up(platform), PIN):
            before = organiser.page
            await platform.restart()
            assert set(organiser.page.offers) == set(before.offers)
            await organiser.tap(label)
        await platform.restart()
        assert await self.circles(platform) == 1
        assert [one.buttons for one in platform.channel_posts()] == [PINNED]
        await platform.later(TO_MONDAY)
        assert len(platform.channel_posts()) == 2

    async def test_the_pinned_message_opens_a_private_run_of_whoever_presses_it(self, platform: Platform) -> None:
        organiser = await organised(platform)
        await organiser.tap(PIN)
        (pinned,) = platform.channel_posts()
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        await platform.restart()
        assert (await sam.press_public(pinned, "I got a no")).says("one slow breath in")
        assert (await kim.press_public(pinned, "The circle here")).says("Once a week you say one thing")
        assert (await kim.tap("Join")).says("You are in the circle of")
        assert (await sam.tap("Start")).says("How far did it get?")
        assert not (await sam.press_public(pinned, "What is this?")).says("How far did it get?")
        assert [one.text for one in platform.channel_posts()] == [pinned.text]
        assert [*sam.messages, *kim.messages] == []

    # Nobody else's

    async def test_whoever_does_not_run_it_is_refused(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        _, page = await self.at_the_start(platform)
        assert (await sam.command_at(platform.channel, "admin")).says(NOT_YOURS)
        await sam.command("help")
        # What only the organiser sees, pressed all the same.
        for label in (START_IT, "Pods of 3 to 5"):
            stolen = await sam.forge(page, label)
            assert START_IT not in stolen.offers
            assert "invitation" not in stolen.text
        assert await self.circles(platform) == 0
        await platform.later(TO_MONDAY)
        assert platform.channel_posts() == []

    async def test_whoever_ran_it_and_does_no_more_is_refused(self, platform: Platform) -> None:
        organiser, page = await self.at_the_start(platform)
        await platform.dismiss(organiser)
        assert (await organiser.tap(START_IT, on=page)).says(NOT_YOURS)
        assert (await organiser.tap("Back", on=page)).says(NOT_YOURS)
        await platform.restart()
        assert (await organiser.tap(START_IT, on=page)).says(NOT_YOURS)
        assert (await organiser.command_at(platform.channel, "admin")).says(NOT_YOURS)
        assert await self.circles(platform) == 0

    # What is reported

    async def test_a_report_is_settled_by_who_runs_it(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        invitation = await invited(platform)
        await committed(invitation, sam, "Send me 20 EUR, *now*")
        said = platform.channel_posts()[-1]
        await kim.press_public(said, CHEER)
        assert (await kim.tap("Report this")).says("Send me 20 EUR, *now*")
        await kim.walk("It is unkind", "Skip")
        assert (await kim.tap("Send it unnamed")).says("Sent.")
        assert platform.channel_posts()[-1].text == said.text
        organiser = await platform.organiser()
        await organiser.command_at(platform.channel, "admin")
        await organiser.walk("What was reported", "It is unkind")
        assert organiser.page.says("Send me 20 EUR, *now*")
        # Who it was stays theirs.
        assert not organiser.page.says("Kim")
        assert (await organiser.tap("Take it down")).says("Settled")
        await platform.core.bot.retention.often()
        assert [one.text for one in platform.channel_posts()] == [invitation.text]

    # Silence

    async def test_while_everything_is_stopped_nothing_is_said(self, platform: Platform) -> None:
        invitation = await invited(platform)
        sam = await platform.person("Sam")
        organiser = await platform.organiser()
        await agreed(platform, sam)
        heard = len(sam.messages)
        await committed(invitation, sam)
        await sam.tap("Ask me once")
        await organiser.command_at(platform.channel, "admin")
        await organiser.walk("Pause, or stop everything here", "Stop everything here now")
        assert (await organiser.tap("Stop it")).says("I say nothing in this community")
        before = platform.channel_posts()
        await platform.later(WEEK)
        assert [one.text for one in platform.channel_posts()] == [one.text for one in before]
        assert len(sam.messages) == heard
        # What is theirs goes on.
        assert (await sam.command("rejected")).says("one slow breath in")
        await organiser.command_at(platform.channel, "admin")
        await organiser.walk("Pause, or stop everything here", "Switch it on again")
        await platform.later(WEEK)
        assert any(one.says("A new week in") for one in platform.channel_posts()[len(before) :])

    # A channel that is gone

    async def test_a_circle_whose_channel_is_gone_moves_to_another(self, platform: Platform) -> None:
        organiser = await organised(platform)
        await agreed(platform, organiser)
        known = len(organiser.messages)
        platform.lose_channel()
        await platform.later(TO_MONDAY)
        (told,) = organiser.messages[known:]
        assert told.says("I can't write in")
        other = platform.another_channel("new_home_for_it")
        await organiser.command_at(other, "admin")
        await organiser.walk(SET_UP, "Move ")
        assert organiser.page.says("The circle goes on in")
        await platform.later(WEEK)
        assert platform.channel_posts(other)[-1].says("new_home_for_it")
        assert len(organiser.messages) == known + 1

    async def test_each_channel_has_its_own(self, platform: Platform) -> None:
        other = platform.another_channel("_second_circle_")
        await organised(platform)
        await organised(platform, other)
        await platform.later(TO_MONDAY + timedelta(hours=1))
        for place, name in ((platform.channel, "accountability"), (other, "_second_circle_")):
            (invitation,) = platform.channel_posts(place)
            assert invitation.says("A new week in")
            assert invitation.says(name)
