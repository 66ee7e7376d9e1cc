"""What all of a channel sees: a screen as a message, with its public buttons and pictures, nothing private; how it changes."""

from __future__ import annotations

import pytest

from bot.effects import Posted
from bot.ports import Sent
from bot.questions import SENTENCE
from bot.screen import (
    Attached,
    Bar,
    Button,
    FormField,
    FormView,
    Link,
    Menu,
    MenuOption,
    Pace,
    Quote,
    Screen,
    Typing,
    opens,
    public,
)
from tests.adapters.discord.driver import read_public
from tests.adapters.discord.sending import Stage
from tests.adapters.places import PNG
from tests.adapters.walks import MARKED_UP
from tests.local_discord.seen import Seen
from tests.local_discord.world import Channel, Permission

IN = Button(opens("circle", "abc"), "I'm in")
WEEK = Attached("Week 3: 5 people, 7 commitments, 4 done.", "week.png", PNG)
POST = "abcdefghijklmnop-commit"


def standing(channel: Channel) -> list[Seen]:
    return [one for one in channel.messages if one.by_bot]


async def posted(stage: Stage, screen: Screen, occurrence: str = POST) -> Sent:
    async with stage.sender() as sender:
        return await sender.post(str(stage.general.id), screen, occurrence)


async def test_a_screen_is_a_message_with_its_buttons_and_pictures(stage: Stage) -> None:
    week = public("Week 3 is over.\n\nSeven things were meant, four are done.", buttons=(IN,))
    more = (Quote("Two applications"), Bar(4, 7), Link("How it works", "https://example.org/a"), WEEK)
    sent = await posted(stage, week._replace(blocks=(*week.blocks, *more)))
    (message,) = standing(stage.general)
    assert sent == Sent(Posted.POSTED, str(message.id))
    post = read_public(message)
    assert post.text.startswith("Week 3 is over.\n\nSeven things were meant, four are done.\nTwo applications\n")
    assert "4 of 7" in post.text
    assert (post.buttons, post.pictures) == (("I'm in",), ("Week 3: 5 people, 7 commitments, 4 done.",))
    assert message.button("I'm in").custom_id == "bb:p:open:circle:abc"
    assert message.button("How it works").url == "https://example.org/a"
    assert [one.content for one in message.attachments] == [PNG]
    (asked,) = stage.server.asked("create_message")
    assert (asked.body["allowed_mentions"]["parse"], asked.body["enforce_nonce"]) == ([], True)


async def test_nothing_private_is_ever_in_it(stage: Stage) -> None:
    field = FormField("company", "Company", 80, draft="Acme")
    screen = Screen(
        "run",
        "key",
        public("For all to see").blocks,
        buttons=(Button("run:key:yes", "Yes"), IN),
        menu=Menu("run:key:", "Which?", (MenuOption("a", "Mine"),)),
        typing=Typing("run:key:", "Write", SENTENCE, draft="I always fail"),
        form=FormView("run:form:", "Fill in", "About it", (field,)),
        pace=Pace(4, 6, 3, "In", "Out"),
        navigation=(Button("run:~back:", "Back"), Button("run:~person:", "Need a person?")),
    )
    await posted(stage, screen)
    (message,) = standing(stage.general)
    assert (message.text, message.selects) == ("For all to see", ())
    assert [button.label for button in message.buttons] == ["I'm in"]


async def test_what_it_says_is_no_markup_and_calls_nobody(stage: Stage) -> None:
    for at, text in enumerate((*MARKED_UP, f"<@{stage.sam.id}> @everyone <#{stage.general.id}>")):
        await posted(stage, public(text)._replace(blocks=(Quote(text),)), f"post-{at}")
        assert read_public(standing(stage.general)[-1]).text == text
    assert {str(one.body["allowed_mentions"]["parse"]) for one in stage.server.asked("create_message")} == {"[]"}


@pytest.mark.parametrize(
    "screen",
    [
        public("*" * 2001),
        public("x")._replace(blocks=tuple(Quote(f"{at}") for at in range(41))),
        public("x")._replace(blocks=(WEEK._replace(label="x" * 1025),)),
        public("x")._replace(blocks=tuple(WEEK._replace(name=f"{at}.png") for at in range(11))),
        public("x", buttons=(IN._replace(label="x" * 200),))._replace(blocks=()),
        public("", buttons=()),
    ],
    ids=["text", "parts", "alt text", "files", "label", "empty"],
)
async def test_what_discord_would_not_take_whole_is_refused_whole(stage: Stage, screen: Screen) -> None:
    if screen.buttons:
        screen = screen._replace(buttons=(IN._replace(token=opens("circle", "x" * 100)),))
    assert await posted(stage, screen) == Sent(Posted.REFUSED)
    assert standing(stage.general) == []
    assert stage.server.asked("create_message") == []


async def test_without_the_right_to_attach_files_a_picture_is_refused(stage: Stage) -> None:
    stage.general.deny(Permission.ATTACH_FILES)
    screen = public("A week")
    assert (await posted(stage, screen._replace(blocks=(*screen.blocks, WEEK)))).outcome is Posted.REFUSED
    assert (await posted(stage, screen, "words alone")).outcome is Posted.POSTED


async def test_one_of_pictures_alone_is_found_again_by_its_mark(stage: Stage, place: str) -> None:
    stage.server.faults.lose("create_message")
    assert (await posted(stage, Screen("", "", (WEEK,)))).outcome is Posted.UNKNOWN
    async with stage.sender() as sender:
        assert await sender.take_back(place, None, POST)
    assert standing(stage.general) == []


# Changed where it stands


async def test_it_is_changed_with_its_picture_and_buttons(stage: Stage, place: str) -> None:
    before = public("Week 3", buttons=(IN,))
    sent = await posted(stage, before._replace(blocks=(*before.blocks, WEEK)))
    assert sent.reference
    after = public(f"Week 3 is over <@{stage.sam.id}>")
    new = Attached("Six are done.", "week-3.png", PNG + b"more")
    async with stage.sender() as sender:
        assert await sender.amend(place, sent.reference, after._replace(blocks=(*after.blocks, new)), POST)
        (message,) = standing(stage.general)
        assert (message.id, message.buttons) == (int(sent.reference), ())
        assert read_public(message).text == f"Week 3 is over <@{stage.sam.id}>"
        assert [one.content for one in message.attachments] == [PNG + b"more"]
        assert read_public(message).pictures == ("Six are done.",)
        assert await sender.amend(place, sent.reference, after, POST)
        assert standing(stage.general)[0].attachments == ()
        # By its mark it is found as before.
        assert await sender.take_back(place, None, POST)
    assert standing(stage.general) == []
    assert {str(one.body["allowed_mentions"]["parse"]) for one in stage.server.asked("update_message")} == {"[]"}


async def test_what_is_gone_need_not_be_changed(stage: Stage, place: str) -> None:
    sent = await posted(stage, public("Week 3"))
    assert sent.reference
    async with stage.sender() as sender:
        assert await sender.take_back(place, sent.reference, POST)
        assert await sender.amend(place, sent.reference, public("Week 4"), POST)
        stage.guild.delete(stage.general)
        assert await sender.amend(place, sent.reference, public("Week 4"), POST)


async def test_what_cannot_be_changed_now_is_for_later(stage: Stage, place: str) -> None:
    sent = await posted(stage, public("Week 3"))
    assert sent.reference
    amended = (place, sent.reference, public("Week 4"), POST)
    async with stage.sender() as sender:
        stage.server.faults.limit("update_message", retry_after=90)
        assert not await sender.amend(*amended)
    async with stage.sender() as sender:
        async with stage.server.down():
            assert not await sender.amend(*amended)
        stage.server.faults.refuse(0, "update_message", status=403)
        assert not await sender.amend(*amended)
        assert not await sender.amend(place, sent.reference, public("*" * 2001), POST)
        stage.general.deny(Permission.VIEW_CHANNEL)
        assert not await sender.amend(*amended)
        assert [one.text for one in standing(stage.general)] == ["Week 3"]
        stage.general.allow(Permission.VIEW_CHANNEL)
        stage.server.faults.lose("update_message")
        assert not await sender.amend(*amended)  # nobody knows, and the next time finds it done
        assert await sender.amend(*amended)
    assert [one.text for one in standing(stage.general)] == ["Week 4"]


# In threads


async def test_in_a_thread_that_rests_it_is_changed_and_taken_back_and_the_thread_rests_again(stage: Stage) -> None:
    thread = stage.guild.thread(stage.general, "Pod 1", private=True)
    assert thread.thread
    async with stage.sender() as sender:
        sent = await sender.post(str(thread.id), public("One call"), POST)
        assert sent.reference
        thread.thread.archived = True
        assert await sender.amend(str(thread.id), sent.reference, public("One call. Done"), POST)
        assert ([one.text for one in standing(thread)], thread.thread.archived) == (["One call. Done"], True)
        # What is said anew wakes it.
        assert (await sender.post(str(thread.id), public("Two calls"), "another")).outcome is Posted.POSTED
        assert not thread.thread.archived
        thread.thread.archived = True
        assert await sender.take_back(str(thread.id), None, POST)
        assert ([one.text for one in standing(thread)], thread.thread.archived) == (["Two calls"], True)


async def test_in_a_thread_that_others_locked_it_is_for_later(stage: Stage) -> None:
    thread = stage.guild.thread(stage.general, "Pod 1", private=True)
    assert thread.thread
    async with stage.sender() as sender:
        sent = await sender.post(str(thread.id), public("One call"), POST)
        assert sent.reference
        thread.thread.archived = thread.thread.locked = True
        assert not await sender.take_back(str(thread.id), sent.reference, POST)
        assert not await sender.amend(str(thread.id), sent.reference, public("Done"), POST)
        assert (await sender.post(str(thread.id), public("Two calls"), "another")).outcome is Posted.REFUSED
    assert [one.text for one in standing(thread)] == ["One call"]
