"""The switches of a whole community: a pause, a stop, and how many DMs of its own a member gets in a week."""

from __future__ import annotations

from datetime import date, timedelta

from bot.flow import Ending, Next, Talk, flow
from bot.lines import Line
from bot.organising import MOST_A_WEEK, UNTIL_RESUMED, Here, SetCommunity
from bot.questions import Confirm, Day, Option, Pick


@flow("admin-pause", organisers=True)
async def admin_pause(talk: Talk) -> Ending:
    """Nothing is said here until a day, until it is resumed, or at all."""
    here = await talk.find("here", Here())
    state = "off" if here.off else "no" if not here.paused else "open" if here.paused_until == UNTIL_RESUMED else "day"
    options: tuple[str, ...]
    if here.off:
        options = ("on", "leave")
    elif here.paused:
        options = ("resume", "day", "off", "leave")
    else:
        options = ("day", "until", "off", "leave")
    until = here.paused_until.date() if here.paused_until and state == "day" else talk.opened
    what = (await talk.ask("what", Pick([Option(one) for one in options]), state=state, day=until)).one
    match what:
        case "day":
            day = await talk.ask("day", Day((3, 7, 14)))
            talk.record("pause", SetCommunity(here.community, paused_until=day))
            talk.say("paused", day=day)
        case "until":
            talk.record("pause", SetCommunity(here.community, paused_until=date.max))
            talk.say("paused-open")
        case "resume":
            talk.record("pause", SetCommunity(here.community, paused_until=talk.opened - timedelta(days=1)))
            talk.say("resumed")
        case "off":
            if await talk.ask("off", Confirm()):
                talk.record("off", SetCommunity(here.community, off=True))
                talk.say("off-now")
        case "on":
            talk.record("on", SetCommunity(here.community, off=False))
            talk.say("on-again")
        case _:
            pass
    return Next("admin")


@flow("admin-limits", organisers=True)
async def admin_limits(talk: Talk) -> Ending:
    """How many check-ins that come from this community a member gets in a week, besides what they chose themselves."""
    here = await talk.find("here", Here())
    cap = "ours" if here.cap is None else str(here.cap)
    options = [Option(f"c{many}", Line("admin-limits-count", {"count": many})) for many in range(MOST_A_WEEK + 1)]
    picked = (await talk.ask("cap", Pick([*options, Option("leave")]), cap=cap)).one
    if picked in (None, "leave"):
        return Next("admin")
    many = int(picked[1:])
    # The most that we allow is the same as none of the community's own.
    talk.record("cap", SetCommunity(here.community, cap=many if many < MOST_A_WEEK else -1))
    talk.say("set", count=many)
    return Next("admin")
