"""What holds of a community's places on every platform: its channel, and the private ones of pods.

An adapter's test module makes its class of `AdapterContract` and this. What is posted here goes to the adapter's sender, as
the core hands it over; what a button leads to is the core's.
"""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta

import pytest

from bot.effects import Posted
from bot.ports import Sent, UndeliverableError
from bot.screen import Attached, Button, Screen, opens, public
from tests.adapters.platforms import Person, Platform, plain
from tests.adapters.walks import MARKED_UP, WAY_OUT

LOG = "Log a no"
LINES = "Two applications by Friday\n\nOne call on Monday\nand one on Tuesday"
ALT = "Week 3: 5 people, 7 commitments, 4 done."


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\0\0")),
        _chunk(b"IEND", b""),
    )
)


def said(text: str, *buttons: str) -> Screen:
    """A post, each of whose buttons opens the flow of a no."""
    return public(text, buttons=tuple(Button(opens("rejected"), label) for label in buttons))


def pictured(text: str) -> Screen:
    post = said(text)
    return post._replace(blocks=(*post.blocks, Attached(ALT, "week.png", PNG)))


class PlacesContract:
    """Give it a fixture `platform`: a `Platform` that was started, and is closed at the end."""

    async def posted(self, platform: Platform, screen: Screen, place: str | None = None, name: str = "post-1") -> str:
        """Post it. Gives what the platform calls it."""
        sent = await platform.sender.post(place or platform.channel, screen, name)
        assert sent.outcome is Posted.POSTED
        assert sent.reference
        return sent.reference

    # Posts

    async def test_a_button_opens_a_private_run_of_whoever_presses_it(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        await self.posted(platform, said("A place to begin", LOG))
        (post,) = platform.channel_posts()
        assert (plain(post.text), post.buttons) == (plain("A place to begin"), (LOG,))
        page = await sam.press_public(post, LOG)
        assert page.says("one slow breath in, and a longer one out")
        assert {"Start", *WAY_OUT} <= set(page.offers)
        await sam.walk("Start", "Panel")
        await sam.fill({"Company": "Acme"})
        # Others see the post as it was, and nothing of his.
        assert [one.text for one in platform.channel_posts()] == [post.text]
        assert [plain(one) for one in platform.public] == [plain("A place to begin")]
        assert list(kim.messages) == []

    async def test_two_who_press_the_same_button_get_their_own(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        await self.posted(platform, said("A place to begin", LOG))
        (post,) = platform.channel_posts()
        await sam.press_public(post, LOG)
        await kim.press_public(post, LOG)
        await sam.walk("Start", "Panel")
        await kim.walk("Start", "A form letter")
        await sam.fill({"Company": "Acme"})
        await kim.fill({"Company": "Initech"})
        assert sam.page.says("About Acme")
        assert kim.page.says("About Initech")

    async def test_one_of_several_buttons(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        buttons = (Button(opens("rejected"), LOG), Button(opens("home"), "My plan"))
        await self.posted(platform, public("A place to begin", buttons=buttons))
        (post,) = platform.channel_posts()
        assert post.buttons == (LOG, "My plan")
        assert not (await sam.press_public(post, "My plan")).says("one slow breath in")
        assert (await sam.press_public(post, LOG)).says("one slow breath in")

    async def test_a_button_of_months_ago_works_after_a_restart(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        await self.posted(platform, said("A place to begin", LOG))
        (post,) = platform.channel_posts()
        await platform.later(timedelta(days=120))
        await platform.restart()
        assert (await sam.press_public(post, LOG)).says("one slow breath in")
        assert (await sam.tap("Start")).says("How far did it get?")

    async def test_a_post_is_no_markup(self, platform: Platform) -> None:
        for number, text in enumerate((*MARKED_UP, LINES)):
            await self.posted(platform, said(f"{number} {text}", LOG), name=f"post-{number}")
            post = platform.channel_posts()[-1]
            assert plain(post.text) == plain(f"{number} {text}")
        assert list(platform.called) == []

    async def test_lines_stay_lines(self, platform: Platform) -> None:
        await self.posted(platform, said(LINES))
        (post,) = platform.channel_posts()
        lines = [line.strip() for line in post.text.split("\n") if line.strip()]
        assert lines == [line for line in LINES.split("\n") if line]

    async def test_posted_twice_it_is_seen_once(self, platform: Platform) -> None:
        first = await platform.sender.post(platform.channel, said("Once"), "post-1")
        again = await platform.sender.post(platform.channel, said("Once"), "post-1")
        assert first.outcome is Posted.POSTED
        assert again.outcome in (Posted.POSTED, Posted.UNKNOWN)
        assert len(platform.channel_posts()) == 1

    async def test_a_post_is_amended_where_it_stands(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        reference = await self.posted(platform, said("Two applications by Friday", LOG))
        await self.posted(platform, said("Something else"), name="post-2")
        before = platform.channel_posts()[0]
        amended = said("Two applications by Friday. Done", LOG)
        for _ in range(2):  # once more changes nothing
            assert await platform.sender.amend(platform.channel, reference, amended, "post-1")
        posts = platform.channel_posts()
        assert [plain(one.text) for one in posts] == list(
            map(plain, ("Two applications by Friday. Done", "Something else"))
        )
        assert posts[0].buttons == (LOG,)
        assert (await sam.press_public(before, LOG)).says("one slow breath in")

    async def test_a_button_goes_with_an_amendment(self, platform: Platform) -> None:
        reference = await self.posted(platform, said("Who is in this week?", LOG))
        assert await platform.sender.amend(platform.channel, reference, said("The week is over"), "post-1")
        (post,) = platform.channel_posts()
        assert (plain(post.text), post.buttons) == (plain("The week is over"), ())

    async def test_a_post_is_taken_back(self, platform: Platform) -> None:
        reference = await self.posted(platform, said("Two applications", LOG))
        await self.posted(platform, said("Another one"), name="post-2")
        assert await platform.sender.take_back(platform.channel, reference, "post-1")
        assert [plain(one.text) for one in platform.channel_posts()] == [plain("Another one")]
        # What is gone is gone: asked again, and as something to change.
        assert await platform.sender.take_back(platform.channel, reference, "post-1")
        assert await platform.sender.amend(platform.channel, reference, said("Three applications"), "post-1")
        assert [plain(one.text) for one in platform.channel_posts()] == [plain("Another one")]

    async def test_what_was_posted_before_a_restart_is_amended_and_taken_back_after_it(
        self, platform: Platform
    ) -> None:
        first = await self.posted(platform, said("Two applications"))
        second = await self.posted(platform, said("One call"), name="post-2")
        await platform.restart()
        assert await platform.sender.amend(platform.channel, first, said("Three applications"), "post-1")
        assert await platform.sender.take_back(platform.channel, second, "post-2")
        assert [plain(one.text) for one in platform.channel_posts()] == [plain("Three applications")]

    async def test_a_picture_has_its_alt_text(self, platform: Platform) -> None:
        await self.posted(platform, pictured("The week so far"))
        (post,) = platform.channel_posts()
        assert post.says("The week so far")
        assert post.pictures == (ALT,)

    # Pods

    async def gathered(self, platform: Platform, *people: Person) -> str:
        """Open a pod's place. Gives its address."""
        addresses = tuple(one.address for one in people)
        sent = await platform.sender.gather(platform.channel, "Pod 1", addresses, "pod-1")
        assert sent.outcome is Posted.POSTED
        assert sent.reference
        return sent.reference

    async def test_a_pods_place_is_seen_by_its_members_only(self, platform: Platform) -> None:
        sam, kim, ada = [await platform.person(name) for name in ("Sam", "Kim", "Ada")]
        pod = await self.gathered(platform, sam, kim)
        await self.posted(platform, said("Only for the two", LOG), pod)
        for member in (sam, kim):
            (post,) = platform.pod_posts(member)
            assert post.says("Only for the two")
            assert post.buttons == (LOG,)
        assert platform.pod_posts(ada) == []
        assert platform.channel_posts() == []
        assert (await kim.press_public(platform.pod_posts(kim)[0], LOG)).says("one slow breath in")

    async def test_gathered_twice_it_is_one_place(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        pod = await self.gathered(platform, sam, kim)
        again = await platform.sender.gather(platform.channel, "Pod 1", (sam.address, kim.address), "pod-1")
        assert again in (Sent(Posted.POSTED, pod), Sent(Posted.UNKNOWN))
        await self.posted(platform, said("Once"), pod)
        assert [plain(one.text) for one in platform.pod_posts(sam)] == ["Once"]

    async def test_let_in_and_let_out(self, platform: Platform) -> None:
        sam, kim, ada = [await platform.person(name) for name in ("Sam", "Kim", "Ada")]
        pod = await self.gathered(platform, sam, kim)
        await self.posted(platform, said("For the pod"), pod)
        await platform.sender.admit(pod, (ada.address,))
        assert [plain(one.text) for one in platform.pod_posts(ada)] == [plain("For the pod")]
        await platform.sender.part(pod, (kim.address,))
        assert platform.pod_posts(kim) == []
        assert len(platform.pod_posts(sam)) == len(platform.pod_posts(ada)) == 1
        await platform.restart()
        assert platform.pod_posts(kim) == []
        await platform.sender.part(pod, (kim.address,))  # who is out already

    async def test_what_stands_in_a_pod_is_amended_and_taken_back(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        pod = await self.gathered(platform, sam, kim)
        reference = await self.posted(platform, said("One call"), pod)
        assert await platform.sender.amend(pod, reference, said("One call. Done"), "post-1")
        assert [plain(one.text) for one in platform.pod_posts(sam)] == [plain("One call. Done")]
        assert await platform.sender.take_back(pod, reference, "post-1")
        assert platform.pod_posts(sam) == []

    async def test_a_closed_pod_takes_no_more(self, platform: Platform) -> None:
        sam, kim = await platform.person("Sam"), await platform.person("Kim")
        pod = await self.gathered(platform, sam, kim)
        await self.posted(platform, said("The last week"), pod)
        assert await platform.sender.dissolve(pod)
        assert await platform.sender.dissolve(pod)  # closed already
        assert (await platform.sender.post(pod, said("One more"), "post-2")).outcome is Posted.REFUSED

    async def test_a_pod_that_never_was(self, platform: Platform) -> None:
        sam = await platform.person("Sam")
        nowhere = platform.channel[::-1] + "9"
        with pytest.raises(UndeliverableError):
            await platform.sender.admit(nowhere, (sam.address,))
        assert await platform.sender.dissolve(nowhere)

    # Who runs it

    async def test_who_runs_the_community_is_the_platforms_to_say(self, platform: Platform) -> None:
        organiser, sam = await platform.organiser(), await platform.person("Sam")
        asked = [
            await platform.sender.survey(platform.community, platform.channel, one.address) for one in (organiser, sam)
        ]
        assert [one.organises for one in asked] == [True, False]
        assert {one.place for one in asked} == {platform.channel}
        assert all("accountability" in one.name for one in asked)
        assert (await platform.organiser()).address == organiser.address
