"""What holds of a circle on every platform: from its invitation to a commitment that others see, and a cheer for it.

An adapter's test module makes its class of `AdapterContract` and this. The circle and its week are put into the store as they
are once an organiser set it up; the invitation goes to the adapter's sender, as the clock sends it.
"""

from __future__ import annotations

from datetime import timedelta

from bot.effects import Posted
from bot.screen import Button, opens, public
from bot.store.unit import ms
from tests.adapters.platforms import Person, Platform, Public
from tests.adapters.walks import CHEER, CHEERED, COMMIT, TO_COMMITTED

WEEK = timedelta(days=7)


class CirclesContract:
    """Give it a fixture `platform`: a `Platform` that was started, and is closed at the end."""

    async def invited(self, platform: Platform) -> Public:
        """A circle in the channel, and the invitation to its first week."""
        await platform.open_channel()
        now = platform.core.clock.now()
        await platform.core.write(
            "INSERT INTO circle (id, platform, community, place, weekday, hour, zone, pods, buddies, created_at)"
            " VALUES ('c1', $1, $2, 'wins', 0, 9, 'Europe/Berlin', 1, 1, $3)",
            platform.name,
            platform.community,
            ms(now),
        )
        times = (ms(now), ms(now + WEEK / 2), ms(now + WEEK))
        await platform.core.write(
            "INSERT INTO round (id, circle, number, opens_at, looks_at, closes_at) VALUES ('r1', 'c1', 1, $1, $2, $3)",
            *times,
        )
        invitation = public("A new week. What do you mean to do?", buttons=(Button(opens("commit", "r1"), COMMIT),))
        sent = await platform.sender.post(platform.channel, invitation, "invitation")
        assert sent.outcome is Posted.POSTED
        (post,) = platform.channel_posts()
        return post

    async def committed(self, platform: Platform, post: Public, person: Person) -> Public:
        """Somebody says from the invitation what they will do. Gives the post that says so."""
        await person.press_public(post, COMMIT)
        await person.walk(*TO_COMMITTED)
        return platform.channel_posts()[-1]

    async def test_from_the_invitation_to_a_commitment_and_a_cheer(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        invitation = await self.invited(platform)
        said = await self.committed(platform, invitation, sam)
        assert said.says("Sam")
        assert said.says("Send one application")
        assert said.buttons == (CHEER,)
        await kim.press_public(said, CHEER)
        assert (await kim.tap(CHEERED)).says("Kept")
        # A cheer is its author's and the other's: the channel shows who said what, as before.
        assert not any(post.says("Kim") for post in platform.channel_posts())

    async def test_the_invitation_answers_each_in_private(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        invitation = await self.invited(platform)
        await sam.press_public(invitation, COMMIT)
        await sam.tap(TO_COMMITTED[0])
        await kim.press_public(invitation, COMMIT)
        assert len(platform.channel_posts()) == 1
        await sam.walk(*TO_COMMITTED[1:])
        assert len(platform.channel_posts()) == 2
        assert kim.page.says("What")

    async def test_what_was_said_goes_with_its_author(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        invitation = await self.invited(platform)
        await self.committed(platform, invitation, sam)
        await sam.command("privacy")
        await sam.walk("Forget me", "Yes, forget me")
        assert [post.text for post in platform.channel_posts()] == [invitation.text]
