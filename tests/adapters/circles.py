"""What holds of a circle on every platform: from its invitation to commitments, cheers, digests, pods and buddies.

An adapter's test module makes its class of `AdapterContract` and this. All of it is done by taps, from an organiser's set-up on.
"""

from __future__ import annotations

from bot.questions import SENTENCE
from tests.adapters.platforms import Person, Platform
from tests.adapters.walks import (
    CHEER,
    CHEERED,
    COMMIT,
    JOURNEY,
    LOOK_MYSELF,
    MARKED_UP,
    POST_IT,
    TO_CHANGE,
    TO_PREVIEW,
)
from tests.adapters.weeks import TO_DIGEST, WEEK, agreed, committed, decided, done, invited, organised, previewed

# So many of one's own are on the circle's page.
SEEN = 3
NAMED = "*Kim* <@123> _x_ & `y`"


class CirclesContract:
    """Give it a fixture `platform`: a `Platform` that was started, and is closed at the end."""

    async def people(self, platform: Platform, *names: str) -> list[Person]:
        return [await platform.person(name) for name in names]

    # Saying it

    async def test_from_the_invitation_to_a_commitment_and_a_cheer(self, platform: Platform) -> None:
        sam, kim = await self.people(platform, "Sam", "Kim")
        invitation = await invited(platform)
        await previewed(invitation, sam)
        assert sam.page.says("Sam, this week: Send one application")
        assert [one.text for one in platform.channel_posts()] == [invitation.text]
        await sam.tap(POST_IT)
        said = platform.channel_posts()[-1]
        assert said.says("Sam, this week: Send one application")
        assert said.buttons == (CHEER,)
        await kim.press_public(said, CHEER)
        assert (await kim.tap(CHEERED)).says("Kept")
        # A cheer is its author's and the other's: the channel shows who said what, as before.
        assert not any(post.says("Kim") for post in platform.channel_posts())
        assert CHEERED not in sam.page.text
        assert (await sam.command("circle")).says(CHEERED)
        assert list(platform.called) == []

    async def test_the_invitation_answers_each_in_private(self, platform: Platform) -> None:
        sam, kim = await self.people(platform, "Sam", "Kim")
        invitation = await invited(platform)
        await sam.press_public(invitation, COMMIT)
        await sam.tap(TO_PREVIEW[0])
        await kim.press_public(invitation, COMMIT)
        assert len(platform.channel_posts()) == 1
        await sam.walk(*TO_PREVIEW[1:], POST_IT)
        assert len(platform.channel_posts()) == 2
        assert kim.page.says("What will you do this week?")

    async def test_a_restart_between_any_two_taps_of_a_commitment(self, platform: Platform) -> None:
        (sam,) = await self.people(platform, "Sam")
        invitation = await invited(platform)
        await platform.restart()
        await sam.press_public(invitation, COMMIT)
        for label in (*TO_PREVIEW, POST_IT, LOOK_MYSELF):
            before = sam.page
            await platform.restart()
            assert set(sam.page.offers) == set(before.offers)
            await sam.tap(label)
        await platform.restart()
        assert [one.says("Send one application") for one in platform.channel_posts()] == [False, True]
        assert (await sam.tap(TO_CHANGE)).says("Send one application")

    async def test_pressed_again_nothing_is_said_twice(self, platform: Platform) -> None:
        (sam,) = await self.people(platform, "Sam")
        invitation = await invited(platform)
        await previewed(invitation, sam)
        preview = sam.page
        await sam.double_tap(POST_IT)
        await platform.restart()
        await sam.tap(POST_IT, on=preview)
        assert len(platform.channel_posts()) == 2

    async def test_what_was_said_is_changed_and_let_go(self, platform: Platform) -> None:
        (sam,) = await self.people(platform, "Sam")
        invitation = await invited(platform)
        await decided(invitation, sam)
        await sam.walk(TO_CHANGE, "Change the words")
        await sam.type("Write to *Ada*")
        assert sam.page.says("Sam, this week: Write to *Ada*")
        assert platform.channel_posts()[-1].says("Send one application")
        await sam.tap("Change the post")
        await platform.later()
        assert platform.channel_posts()[-1].says("Sam, this week: Write to *Ada*")
        await sam.walk(TO_CHANGE, "Let it go")
        await platform.later()
        assert [one.text for one in platform.channel_posts()] == [invitation.text]

    async def test_what_was_said_goes_with_its_author(self, platform: Platform) -> None:
        (sam,) = await self.people(platform, "Sam")
        invitation = await invited(platform)
        await committed(invitation, sam)
        await sam.command("privacy")
        await sam.walk("Forget me", "Yes, forget me")
        assert [post.text for post in platform.channel_posts()] == [invitation.text]

    async def test_words_and_names_are_shown_as_they_were_written(self, platform: Platform) -> None:
        (odd, ada) = await self.people(platform, NAMED, "Ada")
        invitation = await invited(platform)
        written = [text[:SENTENCE].strip() for text in MARKED_UP if not text.isalnum()]
        for number in range(0, len(written), SEEN):
            who = await platform.person(f"{NAMED} {number}")
            for text in written[number : number + SEEN]:
                await previewed(invitation, who, text)
                assert who.page.says(f"{NAMED} {number}, this week: {text}")
                await who.tap(POST_IT)
                said = platform.channel_posts()[-1]
                assert said.says(f"{NAMED} {number}, this week: {text}")
                assert (await ada.press_public(said, CHEER)).says(f"{NAMED} {number}: {text}")
            await who.command("circle")
            assert all(who.page.says(text[:60]) for text in written[number : number + SEEN])
        await decided(invitation, odd)
        await done(odd)
        await platform.later(TO_DIGEST)
        assert platform.channel_posts()[-1].says(f"{NAMED}: Send one application")
        assert list(platform.called) == []

    async def test_where_one_talks_to_the_bot_alone(self, platform: Platform) -> None:
        (sam,) = await self.people(platform, "Sam")
        invitation = await invited(platform)
        await sam.command("help")
        assert (await sam.command_at(None, "circle")).says("Once a week you say one thing")
        await sam.walk("Join", "Say what I'll do", *TO_PREVIEW, POST_IT)
        assert [one.says("Sam, this week") for one in platform.channel_posts()] == [False, True]
        assert platform.channel_posts()[0].text == invitation.text

    # The end of a week

    async def test_the_digest_has_its_picture(self, platform: Platform) -> None:
        people = await self.people(platform, "Sam", "Kim", "Ada")
        invitation = await invited(platform)
        for person in people:
            await decided(invitation, person)
        sam, kim, _ = people
        await done(sam)
        said = platform.channel_posts()[-1]
        await kim.press_public(said, CHEER)
        await kim.tap(CHEERED)
        before = len(platform.channel_posts())
        await platform.later(TO_DIGEST)
        (digest,) = platform.channel_posts()[before:]
        assert digest.says("3 people said what they would do: 3 things. One is done so far. One cheer went round.")
        assert digest.says("Sam: Send one application")
        # Nobody is named for what is open.
        assert not digest.says("Kim")
        assert not digest.says("Ada")
        (alt,) = digest.pictures
        assert "3 people" in alt
        assert digest.buttons == ()

    # Pods and pairs

    async def test_a_pod_has_its_own_place_and_digest(self, platform: Platform) -> None:
        sam, kim, ada, bo = await self.people(platform, "Sam", "Kim", "Ada", "Bo")
        invitation = await invited(platform)
        for person in (sam, kim, ada):
            await decided(invitation, person)
        await platform.later(WEEK)
        await bo.command("help")
        public = platform.channel_posts()
        await sam.press_public(public[-1], COMMIT)
        await sam.walk("Ask one place for feedback", "Tuesday 8 December", "Leave it out", "Only my pod sees it")
        await sam.tap(POST_IT)
        for member in (sam, kim, ada):
            (post,) = platform.pod_posts(member)
            assert post.says("Ask one place for feedback")
        assert platform.pod_posts(bo) == []
        await kim.press_public(platform.pod_posts(kim)[0], CHEER)
        assert (await kim.tap(CHEERED)).says("Kept")
        await done(sam)
        await platform.later(TO_DIGEST)
        for member in (sam, kim, ada):
            assert platform.pod_posts(member)[-1].says("Done, and told in here only: • Sam: Ask one place for feedback")
        assert platform.pod_posts(bo) == []
        assert not any(one.says("Ask one place") for one in platform.channel_posts())

    async def test_buddies_hear_of_each_other_alone(self, platform: Platform) -> None:
        sam, kim = await self.people(platform, "Sam", "Kim")
        await organised(platform)
        for person in (sam, kim):
            await agreed(platform, person)
            await person.command("circle")
            await person.walk("Join", "Settings, leave", "Turn buddies on")
        await platform.later(WEEK)
        for one, other in ((sam, "Kim"), (kim, "Sam")):
            assert one.messages[-1].says("buddies")
            assert one.messages[-1].says(other)
        known = len(sam.messages)
        await platform.later(WEEK)
        asked, told = sam.messages[known:]
        assert asked.says("the pairs for the next week in")
        assert told.says("Kim")
        assert (await sam.tap(told.offers[0], on=told)).says("ave a good week")
        assert not any(one.says("Sam") or one.says("Kim") for one in platform.channel_posts())

    # Lines

    async def test_a_shared_line_is_taken_back(self, platform: Platform) -> None:
        organiser = await platform.organiser()
        await organiser.command_at(platform.channel, "admin")
        await organiser.walk("What is on in this channel", "Sharing lines: switch on")
        (sam,) = await self.people(platform, "Sam")
        await sam.command("rejected")
        *walk, _ = JOURNEY
        await sam.walk(*walk, "Share the line")
        (line,) = platform.channel_posts()
        assert line.says("Sam, after a no: I showed up")
        await sam.command("circle")
        await sam.tap("What I shared")
        await sam.walk("Sam, after a no", "Take it back")
        await platform.later()
        assert platform.channel_posts() == []
