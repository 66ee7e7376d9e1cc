"""The Web API through the real client: what it refuses and says, files, conversations, limits and lost answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.local_slack.app import client_of
from tests.local_slack.errors import NotOffered
from tests.local_slack.pages import page, plain
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack, Mismatch
from tests.local_slack.world import Workspace


@pytest.fixture
async def client(slack: LocalSlack, work: Workspace):  # type: ignore[no-untyped-def]
    async with client_of(slack, work.token) as made:
        yield made


async def refused(call: Awaitable[Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    data: dict[str, Any] = error.value.response.data
    return data


async def error(call: Awaitable[Any]) -> str:
    return str((await refused(call))["error"])


async def test_where_the_bot_may_write(work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    public, private, old = work.channel("general"), work.channel("circle", private=True), work.channel("old", bot=True)
    old.archived = True
    post = client.chat_postMessage
    assert await error(post(channel=public.id, text="hi")) == "not_in_channel"
    assert await error(post(channel=private.id, text="hi")) == "channel_not_found"
    assert await error(post(channel=old.id, text="hi")) == "is_archived"
    assert await error(post(channel="C0", text="hi")) == "channel_not_found"
    private.add_bot()
    assert await error(client.api_call("chat.postMessage", json={"channel": private.id})) == "no_text"
    assert await error(post(channel=private.id, text="x" * 40_001)) == "msg_too_long"
    posted = await post(channel=private.id, text="hi", metadata={"event_type": "nudge", "event_payload": {"id": "1"}})
    link = await client.chat_getPermalink(channel=private.id, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{private.id}/p{posted['ts'].replace('.', '')}")
    ephemeral = client.chat_postEphemeral
    assert await error(ephemeral(channel=private.id, user=sam.id, text="psst")) == "user_not_in_channel"
    private.join(sam)
    await ephemeral(channel=private.id, user=sam.id, text="psst")
    assert [one.text for one in sam.ephemeral] == ["psst"]
    assert [one.text for one in private.messages] == ["hi"]


async def test_changing_and_deleting(work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    channel = work.channel("circle", private=True, bot=True).join(sam)
    posted = await client.chat_postMessage(channel=channel.id, text="a", blocks=page("One", "Tick"))
    await client.chat_update(channel=channel.id, ts=posted["ts"], text="b", blocks=page("Two", "Tick"))
    (seen,) = channel.messages
    assert (seen.text, seen.notification, seen.edits) == ("Two", "b", 1)
    theirs = sam.say("mine", channel)
    assert await error(client.chat_update(channel=channel.id, ts=theirs.id, text="c")) == "cant_update_message"
    assert await error(client.chat_delete(channel=channel.id, ts=theirs.id)) == "cant_delete_message"
    await client.chat_delete(channel=channel.id, ts=posted["ts"])
    assert await error(client.chat_update(channel=channel.id, ts=posted["ts"], text="c")) == "message_not_found"
    assert [one.text for one in channel.messages] == ["mine"]


async def test_people_and_dms(slack: LocalSlack, work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    user = (await client.users_info(user=sam.id, include_locale=True))["user"]
    assert (user["locale"], user["tz"], user["is_admin"]) == ("de-DE", "Europe/Berlin", False)
    assert "locale" not in (await client.users_info(user=sam.id))["user"]
    assert await error(client.users_info(user="U0")) == "user_not_found"
    opened = await client.conversations_open(users=sam.id)
    assert (await client.conversations_open(users=[sam.id]))["already_open"]
    dm = opened["channel"]["id"]
    await client.chat_postMessage(channel=dm, text="one")
    meta = {"event_type": "nudge", "event_payload": {"id": "1"}}
    posted = await client.chat_postMessage(channel=sam.id, text="two", metadata=meta)
    assert posted["channel"] == dm
    history = await client.conversations_history(channel=dm, limit=1, include_all_metadata=True)
    assert [(one["text"], one["metadata"]) for one in history["messages"]] == [("two", meta)]
    assert history["has_more"]
    rest = await client.conversations_history(channel=dm, cursor=history["response_metadata"]["next_cursor"])
    assert [one["text"] for one in rest["messages"]] == ["one"]
    assert len((await client.conversations_history(channel=dm, oldest=posted["ts"], inclusive=True))["messages"]) == 1
    sam.close_dms()
    assert await error(client.chat_postMessage(channel=sam.id, text="three")) == "messages_tab_disabled"
    sam.open_dms()
    sam.deactivate()
    assert await error(client.conversations_open(users=sam.id)) == "user_disabled"
    assert await error(client.conversations_open(users=work.bot_user)) == "cannot_dm_bot"
    assert (await client.users_info(user=sam.id))["user"]["deleted"]
    assert [one.text for one in sam.dms] == ["one", "two"]


async def test_circles_and_introductions(work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    lee = work.person("Lee")
    made = await client.conversations_create(name="pod-1", is_private=True)
    pod = work.channels[made["channel"]["id"]]
    await client.conversations_invite(channel=pod.id, users=[sam.id, lee.id])
    assert (await client.conversations_members(channel=pod.id))["members"] == [work.bot_user, sam.id, lee.id]
    assert await error(client.conversations_invite(channel=pod.id, users="U0")) == "user_not_found"
    assert await error(client.conversations_create(name="pod-1", is_private=True)) == "name_taken"
    assert await error(client.conversations_create(name="Pod 2", is_private=True)) == "invalid_name_specials"
    await client.conversations_kick(channel=pod.id, user=lee.id)
    assert (await client.conversations_info(channel=pod.id))["channel"]["is_private"]
    await client.conversations_archive(channel=pod.id)
    group = (await client.conversations_open(users=[sam.id, lee.id]))["channel"]["id"]
    assert (await client.conversations_open(users=[lee.id, sam.id]))["channel"]["id"] == group
    await client.chat_postMessage(channel=group, text="You two may like to meet")
    assert [one.text for one in work.channels[group].messages] == ["You two may like to meet"]


async def test_private_channels_are_for_those_who_are_in_them(
    work: Workspace, sam: Person, client: AsyncWebClient
) -> None:
    guest = work.person("Guest", guest=True)
    theirs, ours = work.channel("theirs", private=True), work.channel("ours", private=True, bot=True)
    listed = await client.conversations_list(types="private_channel")
    assert [one["id"] for one in listed["channels"]] == [ours.id]
    assert await error(client.conversations_info(channel=theirs.id)) == "channel_not_found"
    assert await error(client.conversations_invite(channel=theirs.id, users=sam.id)) == "channel_not_found"
    assert await error(client.conversations_invite(channel=ours.id, users=guest.id)) == "user_is_restricted"
    assert await error(client.conversations_setTopic(channel=ours.id, topic="x" * 251)) == "too_long"
    posted = await client.chat_postMessage(channel=ours.id, text="one")
    await client.conversations_setTopic(channel=ours.id, topic="x" * 250)
    await client.conversations_archive(channel=ours.id)
    for call, word in (
        (client.conversations_archive(channel=ours.id), "already_archived"),
        (client.conversations_invite(channel=ours.id, users=sam.id), "is_archived"),
        (client.conversations_kick(channel=ours.id, user=sam.id), "is_archived"),
        (client.conversations_setTopic(channel=ours.id, topic="x"), "is_archived"),
        (client.chat_update(channel=ours.id, ts=posted["ts"], text="two"), "is_inactive"),
        (client.chat_postMessage(channel=ours.id, text="two"), "is_archived"),
    ):
        assert await error(call) == word
    assert (await client.conversations_list(types="private_channel", exclude_archived=True))["channels"] == []
    names = [one["name"] for one in (await client.conversations_list(limit=1))["channels"]]
    assert names == ["general"]


async def test_scopes_of_private_channels(slack: LocalSlack, client: AsyncWebClient) -> None:
    small = slack.workspace("Small", scopes=("chat:write",))
    private, sam = small.channel("ours", private=True, bot=True), small.person("Sam")
    client.token = small.token
    for call, needed in (
        (client.conversations_create(name="pod", is_private=True), "groups:write"),
        (client.conversations_invite(channel=private.id, users=sam.id), "groups:write"),
        (client.conversations_kick(channel=private.id, user=sam.id), "groups:write"),
        (client.conversations_setTopic(channel=private.id, topic="x"), "groups:write"),
        (client.conversations_archive(channel=private.id), "groups:write"),
        (client.conversations_info(channel=private.id), "groups:read"),
        (client.conversations_info(channel=small.channel("general").id), "channels:read"),
        (client.conversations_list(types="private_channel"), "groups:read"),
        (client.conversations_list(), "channels:read"),
    ):
        answer = await refused(call)
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)


async def test_who_runs_a_workspace(work: Workspace, client: AsyncWebClient) -> None:
    people = (
        work.person("A"),
        work.person("B", admin=True),
        work.person("C", owner=True),
        work.person("D", guest=True),
    )
    told = [(await client.users_info(user=one.id))["user"] for one in people]
    flags = [[one[name] for name in ("is_admin", "is_owner", "is_restricted")] for one in told]
    assert flags == [[False] * 3, [True, False, False], [False, True, False], [False, False, True]]


async def test_scopes(slack: LocalSlack, work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    answer = await refused(client.conversations_create(name="open"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:manage")
    assert answer["provided"].startswith("commands,chat:write,")
    assert await error(client.conversations_history(channel=work.channel("general").id)) == "missing_scope"
    assert await error(client.conversations_info(channel=sam.dm.id)) == "missing_scope"
    small = slack.workspace("Small", scopes=("users:read.email",))
    lee = small.person("Lee")
    with pytest.raises(NotOffered):
        await lee.command("/rejected")
    for call in (
        client.chat_postMessage(channel=lee.id, text="hi", token=small.token),
        client.users_info(user=lee.id, token=small.token),
        client.conversations_open(users=lee.id, token=small.token),
        client.files_getUploadURLExternal(filename="a.txt", length=1, token=small.token),
    ):
        assert await error(call) == "missing_scope"
    tested = await client.auth_test(token=small.token)
    assert tested.headers["x-oauth-scopes"] == "users:read.email"


async def test_files(work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    dm = (await client.conversations_open(users=sam.id))["channel"]["id"]
    uploads: list[dict[str, Any]] = [
        {"filename": "journey.csv", "content": "a,b", "title": "Your journey"},
        {"filename": "plan.png", "content": b"\x89PNG", "alt_txt": "Three of five done"},
    ]
    done = await client.files_upload_v2(file_uploads=uploads, channel=dm, initial_comment="Here you are")
    (seen,) = sam.dms
    assert seen.texts == ("Here you are", "journey.csv", "plan.png: Three of five done")
    assert [(one.name, one.content) for one in seen.files] == [("journey.csv", b"a,b"), ("plan.png", b"\x89PNG")]
    url = done["files"][0]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            assert response.status == 404
        async with session.get(url, headers={"Authorization": f"Bearer {client.token}"}) as response:
            assert await response.read() == b"a,b"
    reserved = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    complete = client.files_completeUploadExternal(files=[{"id": reserved["file_id"], "title": "a"}], channel_id=dm)
    assert await error(complete) == "file_not_found"
    assert await error(client.files_upload_v2(content="x", filename="a.txt", channel="C0")) == "channel_not_found"


async def test_pictures_in_a_page(sam: Person, client: AsyncWebClient) -> None:
    done = await client.files_upload_v2(content=b"PNG", filename="plan.png", alt_txt="Three of five done")
    picture = {"type": "image", "slack_file": {"id": done["file"]["id"]}, "alt_text": "Three of five done"}
    view = {"type": "home", "blocks": [{"type": "context", "elements": [picture]}]}
    await client.views_publish(user_id=sam.id, view=view)
    assert sam.home is not None
    assert (sam.home.text, [one.content for one in sam.home.files]) == ("Three of five done", [b"PNG"])
    missing = {**picture, "slack_file": {"id": "F0"}}
    answer = await refused(client.chat_postMessage(channel=sam.id, text="x", blocks=[missing]))
    assert "invalid slack file" in answer["response_metadata"]["messages"][0]


async def test_blocks_that_slack_refuses(work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    async def problem(*blocks: dict[str, Any]) -> str:
        answer = await refused(client.chat_postMessage(channel=sam.id, text="x", blocks=list(blocks)))
        assert answer["error"] == "invalid_blocks"
        return str(answer["response_metadata"]["messages"][0])

    button = {"type": "button", "text": plain("Next"), "action_id": "next"}
    long = {**button, "text": plain("x" * 76)}
    said = await problem({"type": "actions", "elements": [button, long]})
    assert said == "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/1/text/text]"
    assert "action_id next already exists" in await problem({"type": "actions", "elements": [button, button]})
    assert "unsupported type" in await problem({"type": "container"})
    assert "no more than 50 items" in await problem(*[{"type": "divider"}] * 51)
    assert "must be more than 0 characters" in await problem({"type": "header", "text": plain("")})
    assert "invalid additional property: txt" in await problem({"type": "section", "text": plain("x"), "txt": "x"})
    assert "already exists" in await problem(*[{"type": "divider", "block_id": "same"}] * 2)
    menu = {"type": "static_select", "options": [{"text": plain("x"), "value": str(one)} for one in range(101)]}
    assert "no more than 100 items" in await problem({"type": "section", "text": plain("x"), "accessory": menu})
    formless = client.api_call("chat.postMessage", data={"channel": sam.id, "blocks": "[{"})
    assert await error(formless) == "invalid_blocks_format"
    assert sam.dms == []


async def test_rate_limits(slack: LocalSlack, work: Workspace, sam: Person, client: AsyncWebClient) -> None:
    slack.faults.limit("chat.postMessage", retry_after=30)
    answer = await refused(client.chat_postMessage(channel=sam.id, text="one"))
    assert answer["error"] == "ratelimited"
    slack.faults.limit("chat.postMessage")
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    await client.chat_postMessage(channel=sam.id, text="two")
    assert [one.status for one in slack.asked("chat.postMessage")] == [429, 429, 200]
    client.retry_handlers.clear()
    slack.buckets.limits["chat.postMessage"] = (1, 60.0)
    await client.chat_postMessage(channel=sam.id, text="three")
    with pytest.raises(SlackApiError) as early:
        await client.chat_postMessage(channel=sam.id, text="four")
    assert early.value.response.headers["Retry-After"] == "60"
    await client.chat_postMessage(channel=work.person("Lee").id, text="another channel")
    assert [one.text for one in sam.dms] == ["two", "three"]


async def test_answers_that_are_lost(slack: LocalSlack, sam: Person, client: AsyncWebClient) -> None:
    client.retry_handlers.clear()
    faults = slack.faults
    faults.lose("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=sam.id, text="there")
    faults.fail_before("chat.postMessage")
    faults.fail_after("chat.postMessage", times=2)
    for text in ("not there", "there as well"):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=sam.id, text=text)
    faults.clear()
    faults.refuse("chat.postMessage", "fatal_error")
    assert await error(client.chat_postMessage(channel=sam.id, text="not there")) == "fatal_error"
    async with faults.held("chat.postMessage"):
        held = asyncio.create_task(client.chat_postMessage(channel=sam.id, text="later"))
        await slack.until(lambda: len(slack.requests) == 5)
        assert [one.text for one in sam.dms] == ["there", "there as well"]
    await held
    assert [one.text for one in sam.dms] == ["there", "there as well", "later"]
    assert [(one.order, one.status, one.error) for one in slack.requests] == [
        (1, 200, None),
        (2, 500, None),
        (3, 500, None),
        (4, 200, "fatal_error"),
        (5, 200, None),
    ]
    assert slack.requests[0].body == {"channel": sam.id, "text": "there"}
    assert {one.team for one in slack.requests} == {sam.workspace.id}


async def test_little_is_kept() -> None:
    async with LocalSlack(keep=3) as slack:
        work = slack.workspace("Job seekers")
        sam = work.person("Sam")
        async with client_of(slack, work.token) as client:
            for number in range(8):
                await client.chat_postMessage(channel=sam.id, text=str(number))
        assert [one.text for one in sam.dms] == ["5", "6", "7"]
        assert [one.order for one in slack.requests] == [6, 7, 8]


async def test_what_is_not_there(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"
    assert await error(client.chat_postMessage(channel="", text="x")) == "invalid_arguments"
    assert await error(AsyncWebClient(base_url=client.base_url).auth_test()) == "not_authed"


async def test_a_body_that_nobody_can_read_fails_the_test() -> None:
    broken = {"type": "section", "text": plain("x"), "accessory": {"type": "overflow", "options": [1]}}

    async def publish() -> None:
        async with LocalSlack() as slack:
            work = slack.workspace("Job seekers")
            async with client_of(slack, work.token) as client:
                view = {"type": "home", "blocks": [broken]}
                assert await error(client.views_publish(user_id=work.person("Sam").id, view=view)) == "internal_error"

    with pytest.raises(Mismatch, match=r"views\.publish"):
        await publish()
