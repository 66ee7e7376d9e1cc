"""What somebody may do in a channel, and what the bot lacks there, as Slack says it at the moment."""

from __future__ import annotations

import pytest

from adapters.slack.manifest import SCOPES
from adapters.slack.refusals import AGAIN, REFUSED_FOR
from adapters.slack.sender import SlackSender
from bot.lines import Line
from bot.organising import LACKS, keeps_from_posting
from bot.ports import Ground
from bot.words import Words
from tests.adapters.slack.sending import Sending, later

NOT_IN = "be in this channel: type /invite @Bounceback"
ALL = tuple(scope.name for scope in SCOPES)


async def surveyed(sending: Sending, sender: SlackSender, place: str | None = None) -> Ground:
    return await sender.survey(sending.work.id, place or sending.place, sending.who.address)


async def test_who_runs_a_workspace_is_looked_at_anew(sending: Sending, sender: SlackSender) -> None:
    assert await surveyed(sending, sender) == Ground(sending.place, "#wins", organises=False)
    for name in ("admin", "owner"):
        setattr(sending.sam, name, True)
        assert (await surveyed(sending, sender)).organises
        setattr(sending.sam, name, False)
        assert not (await surveyed(sending, sender)).organises


async def test_who_left_runs_nothing(sending: Sending, sender: SlackSender) -> None:
    sending.slack.faults.refuse("users.info", "user_not_found")
    assert (await surveyed(sending, sender)).organises is False
    elsewhere = f"T99999999:{sending.sam.id}"
    sending.sam.admin = True
    assert (await sender.survey(sending.work.id, sending.place, elsewhere)).organises is False
    # Nor is a channel of another workspace theirs.
    other = sending.slack.workspace("Elsewhere")
    place = f"{other.id}:{other.channel('wins').id}"
    assert await sender.survey(sending.work.id, place, sending.who.address) == Ground(place, "", organises=False)


async def test_what_the_bot_lacks_in_a_channel(sending: Sending, sender: SlackSender) -> None:
    sending.wins.remove_bot()
    assert (await surveyed(sending, sender)).lacks == (NOT_IN,)
    private = sending.work.channel("quiet", private=True)
    place = f"{sending.work.id}:{private.id}"
    assert await surveyed(sending, sender, place) == Ground(place, "", organises=False, lacks=(NOT_IN,))
    private.add_bot()
    assert await surveyed(sending, sender, place) == Ground(place, "#quiet", organises=False)


async def test_rights_that_were_not_given(sending: Sending) -> None:
    sending.work.tokens[-1].scopes = tuple(one for one in ALL if one not in ("groups:write", "channels:read"))
    async with sending.sender() as sender:
        found = await surveyed(sending, sender)
        # Whether it is in the channel cannot be seen then, and is not said.
        assert found == Ground(sending.place, "", organises=False, lacks=("channels:read", "groups:write"))


def test_organisers_are_told_what_each_is_for() -> None:
    assert Words().of("en").text(Line("slack-not-in"), bare=True) == NOT_IN
    lacks = (NOT_IN, "channels:read", "groups:read", "groups:write", "files:write", "chat:write")
    assert set(lacks) <= LACKS.keys()
    # What only pods or pictures need keeps nobody from sharing a line.
    assert keeps_from_posting(lacks) == (NOT_IN, "chat:write")


@pytest.mark.parametrize("operation", ["users.info", "conversations.info"])
async def test_what_slack_does_not_say_is_asked_later(sending: Sending, sender: SlackSender, operation: str) -> None:
    faults = sending.slack.faults
    faults.fail_before(operation, times=2)
    assert await later(surveyed(sending, sender)) == AGAIN
    faults.limit(operation, retry_after=77)
    assert await later(surveyed(sending, sender)) == 77
    faults.refuse(operation, "account_inactive")
    assert await later(surveyed(sending, sender)) == REFUSED_FOR
