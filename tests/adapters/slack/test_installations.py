"""Installations: each workspace its own token, renewed in time and once, gone with the app, and readable nowhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.installations import LAPSED_FOR, RENEW_EVERY, Installations, NotInstalledError, OAuth
from adapters.slack.web import SlackError, TokenError
from bot import logs
from bot.cli.key_commands import check
from bot.cli.restoring import bring_back
from bot.cli.tending import back_up
from bot.installing import Installing
from bot.store.checking import Checked
from bot.store.keys import places
from tests.adapters.slack.stage import Stage
from tests.local_slack.people import Person
from tests.local_slack.server import LocalSlack
from tests.local_slack.world import Workspace
from tests.world import World

HALF_A_DAY = timedelta(hours=12)


@pytest.fixture
async def sam(stage: Stage) -> Person:
    """Somebody in a workspace that has the app."""
    made = stage.person("One")
    assert (await stage.install(made)).status == 200
    return made


async def known(world: World) -> list[str]:
    return [row["id"] for row in await world.rows("SELECT id FROM community WHERE platform = 'slack' ORDER BY id")]


async def team_of(stage: Stage, team: str) -> str:
    return str((await (await stage.installations.client(team)).auth_test())["team_id"])


# Two workspaces


async def test_two_workspaces_side_by_side(stage: Stage) -> None:
    people = [stage.person(name) for name in ("One", "Two")]
    for sam in people:
        assert (await stage.install(sam)).status == 200
    for sam in [*people, *reversed(people)]:
        assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"
    teams = [sam.workspace.id for sam in people]
    posts = stage.slack.asked("chat.postMessage")
    assert [one.team for one in posts] == [*teams, *reversed(teams)]
    assert await stage.installations.teams() == sorted(teams) == await known(stage.world)
    # One look for each install, and none for what comes afterwards.
    assert len(stage.slack.asked("auth.test")) == 2


async def test_a_token_in_the_row_of_another_workspace_does_not_open(
    stage: Stage, sam: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    kim = stage.person("Two", "Kim")
    await stage.install(kim)
    await stage.world.write(
        "UPDATE installation SET token = (SELECT token FROM installation WHERE community = $1) WHERE community = $2",
        sam.workspace.id,
        kim.workspace.id,
    )
    capsys.readouterr()
    assert await stage.kept.find(kim.workspace.id) is None
    assert "installation.token does not open" in capsys.readouterr().err
    found = await stage.kept.find(sam.workspace.id)
    assert found is not None
    assert found.token == sam.workspace.token


async def test_a_workspace_that_never_installed_it_has_no_client(stage: Stage, sam: Person) -> None:
    with pytest.raises(NotInstalledError):
        await stage.installations.client("T0000000")


async def test_a_restart_knows_them_all(stage: Stage, sam: Person) -> None:
    await stage.installations.close()
    again = Installations(
        stage.slack.api_base,
        stage.world.clock,
        oauth=OAuth(stage.slack.client_id, stage.slack.client_secret),
        kept=stage.kept,
    )
    await again.start(stage.world.leaving)
    try:
        assert (await (await again.client(sam.workspace.id)).auth_test())["team_id"] == sam.workspace.id
    finally:
        await again.close()


# Renewing


async def test_the_chore_alone_keeps_a_token_alive(stage: Stage, sam: Person) -> None:
    """Two days in which nobody writes a word."""
    team, first = sam.workspace.id, sam.workspace.token
    for _ in range(2 * 24 * 3):
        stage.later(RENEW_EVERY)
        await stage.installations.renew_due()
        assert await team_of(stage, team) == team
    assert sam.workspace.token != first
    renewals = [one for one in stage.slack.asked("oauth.v2.access") if one.body.get("grant_type")]
    assert [one.error for one in renewals] == [None] * 5
    assert (await stage.rows())[0]["version"] == 6


async def test_a_token_that_ran_out_is_renewed_when_it_is_needed(stage: Stage, sam: Person) -> None:
    stage.later(HALF_A_DAY + timedelta(days=3))
    assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"


async def test_two_who_renew_at_once_use_a_refresh_token_once(stage: Stage, sam: Person) -> None:
    stage.later(HALF_A_DAY)
    other = Installations(
        stage.slack.api_base,
        stage.world.clock,
        oauth=OAuth(stage.slack.client_id, stage.slack.client_secret),
        kept=stage.kept,
    )
    await other.start(stage.world.leaving)
    try:
        async with stage.slack.faults.held("oauth.v2.access"):
            first = asyncio.create_task(stage.installations.renew_due())
            await stage.slack.until(lambda: bool(_renewals(stage.slack)))
            # The same process waits for the first; another one, as its cache knows of no lock, finds it leased.
            second = asyncio.create_task(stage.installations.renew_due())
            await other.renew_due()
        await asyncio.gather(first, second)
        assert len(_renewals(stage.slack)) == 1
        assert await team_of(stage, sam.workspace.id) == sam.workspace.id
        assert (await (await other.client(sam.workspace.id)).auth_test())["ok"]
    finally:
        await other.close()


def _renewals(slack: LocalSlack) -> list[object]:
    return [one for one in slack.asked("oauth.v2.access") if (one.body or {}).get("grant_type") == "refresh_token"]


@pytest.mark.parametrize("trouble", ["limit", "fail_before", "refuse"])
async def test_trouble_on_the_way_is_tried_again(stage: Stage, sam: Person, trouble: str) -> None:
    stage.later(timedelta(hours=10))
    if trouble == "refuse":
        stage.slack.faults.refuse("oauth.v2.access", "bad_client_secret")
    else:
        getattr(stage.slack.faults, trouble)("oauth.v2.access")
    await stage.installations.renew_due()
    stage.later(RENEW_EVERY)
    await stage.installations.renew_due()
    stage.later(timedelta(hours=11))
    assert await team_of(stage, sam.workspace.id) == sam.workspace.id
    assert (await stage.rows())[0]["lapsed_at"] is None


async def test_a_refresh_token_that_is_no_good_is_said_once(
    stage: Stage, sam: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sam.workspace.tokens[-1]
    token.refresh = "another"
    stage.later(timedelta(hours=10))
    for _ in range(3):
        await stage.installations.renew_due()
        stage.later(RENEW_EVERY)
    # It is good for some time yet.
    assert await team_of(stage, sam.workspace.id) == sam.workspace.id
    stage.later(timedelta(hours=2))
    with pytest.raises(NotInstalledError):
        await stage.installations.client(sam.workspace.id)
    assert len(_renewals(stage.slack)) == 1
    said = capsys.readouterr().err
    assert said.count("a token cannot be renewed; the app has to be installed there again") == 1
    assert sam.workspace.id not in said
    assert (await stage.install(sam)).status == 200
    assert await team_of(stage, sam.workspace.id) == sam.workspace.id


async def test_nobody_installs_it_again(stage: Stage, sam: Person) -> None:
    stage.slack.faults.refuse("oauth.v2.access", "invalid_refresh_token", 99)
    stage.later(timedelta(hours=10))
    await stage.installations.renew_due()
    stage.later(LAPSED_FOR - timedelta(hours=1))
    await stage.installations.look()
    assert await known(stage.world) == [sam.workspace.id]
    stage.later(timedelta(hours=2))
    await stage.installations.look()
    assert await known(stage.world) == []
    assert await stage.rows() == []


# The end


@pytest.mark.parametrize("told", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")])
async def test_the_app_is_removed(stage: Stage, sam: Person, told: tuple[str, ...]) -> None:
    team, world = sam.workspace.id, stage.world
    kim = stage.person("Two", "Kim")
    await stage.install(kim)
    for _ in range(2):
        for event in told:
            about = {"tokens": {"oauth": [], "bot": [sam.workspace.bot_user]}} if event == "tokens_revoked" else {}
            stage.slack.events.emit(sam.workspace, {"type": event, **about})
            await stage.installations.ended(1)
            assert await known(world) == [kim.workspace.id]
    assert [row["community"] for row in await stage.rows()] == [kim.workspace.id]
    with pytest.raises(NotInstalledError):
        await stage.installations.client(team)
    assert (await kim.command("/rejected")).text == f"Hello {kim.workspace.id}"


async def test_removed_and_installed_again(stage: Stage, sam: Person) -> None:
    sam.workspace.uninstall()
    await stage.installations.ended(2)
    assert await stage.rows() == []
    removed_at = stage.world.clock.now()
    stage.later(timedelta(minutes=1))
    await stage.install(sam)
    # What Slack could not deliver at first comes again, for an hour.
    await stage.installations.removed(sam.workspace.id, removed_at)
    assert (await sam.command("/rejected")).text == f"Hello {sam.workspace.id}"


async def test_an_unknown_workspace_is_removed(stage: Stage, sam: Person) -> None:
    await stage.installations.removed("T0000000", stage.world.clock.now())
    await stage.installations.removed("T0000000")
    assert await known(stage.world) == [sam.workspace.id]


async def test_people_revoke_tokens_of_their_own(stage: Stage, sam: Person) -> None:
    kim = stage.person("Two", "Kim")
    await stage.install(kim)
    stage.slack.events.emit(sam.workspace, {"type": "tokens_revoked", "tokens": {"oauth": [sam.id], "bot": []}})
    await stage.slack.until(lambda: not stage.slack.events.untold)
    kim.workspace.uninstall()
    await stage.installations.ended(2)
    assert [row["community"] for row in await stage.rows()] == [sam.workspace.id]


async def test_removed_while_the_bot_was_down(stage: Stage, sam: Person) -> None:
    kim = stage.person("Two", "Kim")
    await stage.install(kim)
    stage.slack.http.url, there = "", stage.slack.http.url
    sam.workspace.uninstall()
    await stage.slack.events.stop()
    stage.slack.http.url = there
    await stage.installations.look()
    assert await known(stage.world) == [kim.workspace.id]


async def test_a_look_that_finds_nobody_changes_nothing(stage: Stage, sam: Person) -> None:
    async with stage.slack.down():
        await stage.installations.look()
    stage.slack.faults.refuse("auth.test", "invalid_auth")
    await stage.installations.look()
    assert await known(stage.world) == [sam.workspace.id]


# One workspace


async def single(slack: LocalSlack, world: World, token: str) -> Installations:
    made = Installations(slack.api_base, world.clock, token=token)
    await made.start(world.leaving)
    return made


async def test_one_workspace(slack: LocalSlack, world: World) -> None:
    work, other = slack.workspace("One"), slack.workspace("Two")
    made = await single(slack, world, work.token)
    try:
        assert await made.teams() == await known(world) == [work.id]
        assert (await (await made.client(work.id)).auth_test())["team_id"] == work.id
        with pytest.raises(NotInstalledError):
            await made.client(other.id)
        assert made.chores == {}
        await made.removed(other.id)
        await made.removed(work.id, world.clock.now() - timedelta(minutes=1))
        assert await known(world) == [work.id]
        await made.removed(work.id, world.clock.now())
        assert await made.teams() == await known(world) == []
    finally:
        await made.close()


@pytest.mark.parametrize(
    ("ended", "said"),
    [(None, "Slack does not take the token"), ("account_inactive", "Slack says that the app was removed")],
)
async def test_a_token_that_is_no_good(slack: LocalSlack, world: World, ended: str | None, said: str) -> None:
    work: Workspace = slack.workspace("One")
    work.tokens[-1].ended = ended
    made = Installations(slack.api_base, world.clock, token=work.token if ended else "made up")
    with pytest.raises(TokenError, match=said):
        await made.start(world.leaving)
    await made.close()


async def test_nobody_answers(slack: LocalSlack, world: World) -> None:
    made = Installations(slack.api_base, world.clock, token="made up")
    async with slack.down():
        with pytest.raises(SlackError, match="cannot be reached"):
            await made.start(world.leaving)
    await made.close()


# What is asked again


async def test_what_was_limited_is_asked_again_and_a_lost_post_is_not(stage: Stage, sam: Person) -> None:
    client, faults = await stage.installations.client(sam.workspace.id), stage.slack.faults
    faults.limit("chat.postMessage")
    await client.chat_postMessage(channel=sam.id, text="once")
    for fault in (faults.fail_after, faults.lose):
        fault("chat.postMessage")
        with pytest.raises(Exception, match=r"."):
            await client.chat_postMessage(channel=sam.id, text=fault.__name__)
        fault("users.info")
        assert (await client.users_info(user=sam.id))["ok"]
    assert [one.text for one in sam.dms] == ["once", "fail_after", "lose"]
    faults.limit("chat.postMessage", retry_after=60)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel=sam.id, text="later")


async def test_who_asks_first_shares_the_connection(stage: Stage, sam: Person) -> None:
    one, two = [await stage.installations.client(sam.workspace.id) for _ in range(2)]
    assert one.session is two.session is stage.installations.base.session


# At rest


async def test_a_token_is_readable_nowhere(
    stage: Stage, sam: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str], logs_put_back: None
) -> None:
    logs.configure("DEBUG")
    stage.later(timedelta(hours=10))
    stage.slack.faults.fail_before("oauth.v2.access")
    await stage.installations.renew_due()
    stage.later(RENEW_EVERY)
    await stage.installations.renew_due()
    await sam.command("/rejected")
    world = stage.world
    await back_up(world.path, tmp_path / "copy.db", None)
    secrets = [
        text for token in sam.workspace.tokens for text in (token.text, f"xoxe-local-{sam.workspace.id}") if text
    ]
    assert len(sam.workspace.tokens) == 2
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"copy.db", "bounceback.db", "bounceback.db-wal"} <= {path.name for path in files}
    assert [(path.name, one) for path in files for one in secrets if one.encode() in path.read_bytes()] == []
    assert [one for one in secrets if one in capsys.readouterr().err] == []
    found = await stage.kept.find(sam.workspace.id)
    assert [one for one in secrets if one in repr(found)] == []


async def test_a_new_master_key_opens_it_too(stage: Stage, sam: Person) -> None:
    world = stage.world
    assert world.opened is not None
    world.opened.keys.rotate()
    await world.reopen()
    assert world.opened is not None
    found = await Installing(world.store, world.opened.keys, world.clock, "slack").find(sam.workspace.id)
    assert found is not None
    assert (found.token, found.refresh) == (sam.workspace.token, sam.workspace.tokens[-1].refresh)


async def test_the_check_of_keys_opens_it_and_names_what_does_not(stage: Stage, sam: Person) -> None:
    world = stage.world
    assert await check(world.path, None) == Checked(2, ())
    await world.write("UPDATE installation SET refresh = $1", b"\x01" + bytes(60))
    found = await check(world.path, None)
    assert found.opened == 1
    assert found.problems == (
        f"installation {sam.workspace.id}: the field refresh does not open. It was changed, moved or damaged.",
    )


async def test_a_restored_copy_does_not_bring_back_old_tokens(stage: Stage, sam: Person, tmp_path: Path) -> None:
    world, kim = stage.world, stage.person("Two", "Kim")
    await stage.install(kim)
    await back_up(world.path, tmp_path / "copy.db", None)
    stage.later(timedelta(hours=10))
    await stage.installations.renew_due()
    kim.workspace.uninstall()
    await stage.installations.ended(2)
    before = await stage.rows()
    await world._close()
    bring_back(world.path, tmp_path / "copy.db", places(world.path).master)
    await world._open()
    assert [row["community"] for row in before] == [sam.workspace.id]
    assert await stage.rows() == before
