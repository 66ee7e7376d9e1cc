"""Check-ins, asked for once there is something to check on: yes or no, and in which time zone."""

from __future__ import annotations

from datetime import time

from bot.effects import EditMember, Me, Nudge, NudgeKind
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.zones import ask_zone
from bot.questions import Confirm
from bot.rows import Consent


@flow("consent")
async def consent(talk: Talk) -> Ending:
    then = talk.args.get("then")
    me = await talk.find("me", Me())
    if await talk.ask("check-ins", Confirm(), start=me.quiet_from, end=me.quiet_until):
        zone = await ask_zone(talk, me.zone)
        talk.record("yes", EditMember(consent=Consent.YES, zone=zone))
        talk.record("welcome", Nudge(NudgeKind.WELCOME, after=0))
        talk.say("yes", hour=time(me.hour))
    else:
        talk.record("no", EditMember(consent=Consent.NO))
        talk.say("no")
    return Next(then) if then else None
