"""What Slack tells twice, late, or in another order; restarts; and workspaces that see nothing of each other."""

from __future__ import annotations

import asyncio
import logging
import os

import pytest
from slack_bolt.async_app import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.slack.app import SlackApp
from adapters.slack.installations import Installations, OAuth
from adapters.slack.pace import Pace
from adapters.slack.web import SlackError
from bot.hosting import Hosting
from bot.installing import Installation
from tests.adapters.platforms import Core
from tests.adapters.slack.driver import Slack, SlackPerson, read_page
from tests.adapters.walks import TO_THOUGHT
from tests.local_slack.server import LocalSlack


async def test_a_command_that_is_told_twice_is_done_once(here: Slack, sam: SlackPerson) -> None:
    here.server.socket.duplicate_next()
    await sam.command("rejected")
    await sam.tap("Start")
    assert len(sam.local.ephemeral) == 1
    assert await here.core.rows("SELECT count(*) AS many FROM run WHERE flow = 'rejected'") == [{"many": 1}]


async def test_a_form_that_is_told_twice_is_answered_twice_alike(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)
    form = await sam._open()
    here.server.socket.duplicate_next()
    page = sam._saw(await sam.local.submit(form, {"~text": "I always fail"}))
    assert page.says("What would you say to a friend")
    assert len(sam.local.ephemeral) == 1


async def test_of_what_was_done_little_is_remembered(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.walk(*TO_THOUGHT)
    await sam.type("I always fail")
    assert here.app is not None
    app = here.app
    await here.server.until(lambda: not app._going)
    assert not app._said


async def test_an_acknowledgement_that_says_something_is_said_again(here: Slack, sam: SlackPerson) -> None:
    assert here.app is not None
    app = here.app
    asked: list[None] = []

    async def wrong(ack: AsyncAck) -> None:
        asked.append(None)
        await ack(response_action="errors", errors={"one": "Too long"})

    app.bolt.view("a-form")(wrong)
    view = {"type": "modal", "id": "V1", "callback_id": "a-form", "state": {"values": {}}}
    body = {"type": "view_submission", "team": {"id": here.work.id}, "user": {"id": sam.local.id}, "view": view}
    request = AsyncBoltRequest(mode="socket_mode", body=body | {"trigger_id": "1.2.3"})
    first, again = await app.dispatch(request), await app.dispatch(request)
    assert "Too long" in first.body
    assert (again.status, again.body, again.headers) == (first.status, first.body, first.headers)
    assert len(asked) == 1


async def test_what_could_not_be_dealt_with_may_come_again(here: Slack, sam: SlackPerson) -> None:
    assert here.app is not None
    body = {"command": "/other", "team_id": here.work.id, "user_id": sam.local.id, "trigger_id": "1.2.3"}
    request = AsyncBoltRequest(mode="socket_mode", body=body)
    assert [(await here.app.dispatch(request)).status for _ in range(2)] == [404, 404]
    assert "1.2.3" not in here.app._told


@pytest.mark.parametrize("again", ["envelope", "event"])
async def test_a_message_that_is_told_twice_is_answered_once(here: Slack, sam: SlackPerson, again: str) -> None:
    await sam.say("hello")
    if again == "envelope":
        here.server.socket.duplicate_next()
    else:
        here.server.events.repeat_next()
    await sam.say("hello again")
    await here.server.until(lambda: here.server.events.untold == 0)
    await sam.command("help")  # whatever is still on its way would come before this one is answered
    assert len([one for one in sam.local.dms if one.by_bot]) == 2


async def test_out_of_order_it_is_where_the_member_is(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.tap("Start")
    asked = sam.page
    at = await sam.tap("Final round")
    async with here.server.socket.reversed():
        late = asyncio.create_task(sam._press(asked, "Panel"))
        await here.server.until(lambda: here.server.socket.held == 1)
        next_ = asyncio.create_task(sam._press(at, "Skip"))
        await here.server.until(lambda: here.server.socket.held == 2)
    first, second = await next_, await late
    assert read_page(first).offers == read_page(second).offers
    (shown,) = sam.local.ephemeral
    assert read_page(shown).offers == read_page(second).offers
    assert await here.core.rows("SELECT count(*) AS many FROM run WHERE flow = 'rejected'") == [{"many": 1}]


async def test_an_answer_that_is_late_is_not_drawn_over_a_later_one(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    await sam.tap("Start")
    seen = sam.page.where.seen
    here.server.faults.delay("response_url", 0.2)
    await sam.local.click(seen, "Skip", silent=True)
    await here.server.until(lambda: len(here.server.asked("response_url")) == 3)
    await sam.local.click(seen, "Need a person?", silent=True)
    await here.server.until(lambda: [one.status for one in here.server.asked("response_url")] == [200] * 4)
    (shown,) = sam.local.ephemeral
    assert "emergency number" in shown.text


async def test_a_connection_that_is_cut_is_made_anew(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    opened = here.server.socket.opened
    await here.server.socket.disconnect()
    await here.server.until(lambda: here.server.socket.opened > opened and here.server.socket.connected == 1)
    assert (await sam.tap("Start")).says("How far")


def run_out(here: Slack, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The next addresses to connect to are good no more when they are tried."""
    socket, given = here.server.socket, 0
    ticket = socket.ticket

    def made() -> str:
        nonlocal given
        given += 1
        url = ticket()
        if given <= times:
            socket._tickets.clear()
        return url

    monkeypatch.setattr(socket, "ticket", made)


async def test_an_address_that_does_not_connect_is_not_tried_for_ever(
    here: Slack, sam: SlackPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.app is not None
    assert here.app._socket is not None
    here.app._socket.client.ping_interval = 0.1
    opened = here.server.socket.opened
    run_out(here, monkeypatch, 1)
    await here.server.socket.disconnect()
    await here.server.until(lambda: here.server.socket.opened > opened)
    assert (await sam.command("rejected")).says("It was one decision")


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked"])
async def test_an_app_token_that_is_revoked_meanwhile_is_said_once(
    here: Slack,
    sam: SlackPerson,
    error: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("adapters.slack.app.TOKEN_AGAIN", 0.05)
    here.server.faults.refuse("apps.connections.open", error, times=3)
    opened = here.server.socket.opened
    await here.server.socket.disconnect()
    await here.server.until(lambda: here.server.socket.opened > opened and here.server.socket.connected == 1)
    assert (await sam.command("rejected")).says("It was one decision")
    assert capsys.readouterr().err.count("the token in BOUNCEBACK_SLACK_APP_TOKEN no more") == 1
    # What the library would say of it, again and again, says nothing.
    assert [one.name for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_a_shutdown_does_not_wait_for_a_new_token(here: Slack) -> None:
    here.server.faults.refuse("apps.connections.open", "token_revoked", times=100)
    asked = len(here.server.asked("apps.connections.open"))
    await here.server.socket.disconnect()
    await here.server.until(lambda: len(here.server.asked("apps.connections.open")) > asked)
    async with asyncio.timeout(10):
        await here.close()


async def test_where_no_websocket_opens_the_start_says_so(here: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.app.CONNECTS", 0.2)
    run_out(here, monkeypatch, 100)
    bot = here.core.bot
    installations = Installations(here.server.api_base, here.core.clock, token=here.work.token)
    app = SlackApp(installations, bot.words, bot.dms, app_token=here.server.app_token)
    with pytest.raises(SlackError, match="no websocket"):
        await app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, "slack"))
    await app.close()


async def test_what_is_being_answered_at_a_shutdown_is_answered(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    async with here.server.faults.held("response_url"):
        await sam.local.click(sam.page.where.seen, "Start", silent=True)
        await here.server.until(lambda: len(here.server.asked("response_url")) == 2)
        closing = asyncio.create_task(here.close())
        await asyncio.sleep(0)
    await closing
    (shown,) = sam.local.ephemeral
    assert read_page(shown).says("How far")


async def test_what_comes_while_it_shuts_down_is_answered_too(here: Slack, sam: SlackPerson) -> None:
    await sam.command("rejected")
    bo = here.work.person("Bo")
    async with here.server.faults.held("users.info"):
        async with here.server.faults.held("response_url"):
            await sam.local.click(sam.page.where.seen, "Start", silent=True)
            await here.server.until(lambda: len(here.server.asked("response_url")) == 2)
            closing = asyncio.create_task(here.close())
            await asyncio.sleep(0)
            await bo.command("/rejected", channel=here.general, silent=True)
            await here.server.until(lambda: len(here.server.asked("users.info")) == 2)
        await here.server.until(lambda: here.server.socket.connected == 0)
    await closing
    (shown,) = bo.ephemeral
    assert read_page(shown).says("It was one decision")


async def test_a_token_that_is_no_good_is_said_at_the_start(here: Slack) -> None:
    bot = here.core.bot
    for token, app_token in ((here.work.token, "not-a-token"), ("not-a-token", here.server.app_token)):
        installations = Installations(here.server.api_base, here.core.clock, token=token)
        app = SlackApp(installations, bot.words, bot.dms, app_token=app_token)
        with pytest.raises(SlackError):
            await app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, "slack"))
        await app.close()


async def test_what_is_in_the_environment_for_another_app_is_not_ours(
    here: Slack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("BOT_TOKEN", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "made-up")
    bot = here.core.bot
    installations = Installations(here.server.api_base, here.core.clock, token=here.work.token)
    app = SlackApp(installations, bot.words, bot.dms, app_token=here.server.app_token)
    await app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, "slack"))
    assert app.bolt.oauth_flow is None
    assert app.bolt.installation_store is None
    assert caplog.records == []
    assert os.environ["SLACK_CLIENT_ID"] == "made-up"
    await app.close()


async def test_what_is_not_a_members_message_is_not_answered(here: Slack, sam: SlackPerson) -> None:
    await sam.say("hello")
    # The bot hears its own messages and edits; none of them is answered.
    await sam.tap("Need a person?")
    reminder = {
        "subtype": "reminder_add",
        "user": sam.local.id,
        "text": "set up a reminder",
        "ts": here.server.world.ts(),
    }
    about = {"type": "message", "channel_type": "im", "channel": sam.local.dm.id}
    here.server.world.emit(here.work, reminder | about)
    await here.server.until(lambda: here.server.events.untold == 0)
    await sam.command("help")
    assert len([one for one in sam.local.dms if one.by_bot]) == 1


async def test_workspaces_see_nothing_of_each_other(core: Core) -> None:
    async with LocalSlack() as server:
        made: list[SlackApp] = []
        works = [server.workspace(name) for name in ("Job seekers", "Alumni")]

        def senders(ground):  # type: ignore[no-untyped-def]
            kept = ground.installing("slack")
            installations = Installations(
                server.api_base, core.clock, oauth=OAuth(server.client_id, server.client_secret), kept=kept
            )
            made.append(
                SlackApp(installations, ground.words, ground.dms, app_token=server.app_token, pace=Pace(every=0.0))
            )
            return {"slack": made[0].sender}

        await core.open(senders)
        (app,), bot = made, core.bot
        kept = app.installations._kept
        assert kept is not None
        for work in works:
            await kept.keep(Installation(work.id, work.token, work.bot_id, work.bot_user, (), core.clock.now()))
        await app.start(bot.turns, bot.leaving, Hosting(bot.store, bot.clock, "slack"))
        await server.until(lambda: server.socket.connected == 1)
        people = [work.person("Sam") for work in works]
        # Ids are their workspace's own: the same user elsewhere is somebody else.
        works[1].people[people[0].id] = twin = works[1].person("Twin")
        del works[1].people[twin.id]
        twin.id = people[0].id
        await people[0].command("/rejected", "Acme Clerk panel", channel=works[0].channel("general"))
        shown = await people[0].click(people[0].ephemeral[0], "Start")
        assert "Acme" in shown.text
        there = await twin.command("/bounceback", "home", channel=works[1].channel("general"))
        assert "Acme" not in there.text
        assert "Nothing here yet" in there.text
        members = await core.rows("SELECT community FROM member ORDER BY community")
        assert [row["community"] for row in members] == sorted(work.id for work in works)
        await app.close()
