"""What is on in a channel: lines, requests for a mentor, its circle, and the message to pin."""

from __future__ import annotations

from bot.flow import Ending, Next, Talk, flow
from bot.lines import Verbatim
from bot.organising import Channel, Here, SetChannel, keeps_from_posting
from bot.questions import Option, Pick


@flow("admin-channel", organisers=True)
async def admin_channel(talk: Talk) -> Ending:
    """Each of them is a tap, and can be tapped again."""
    here = await talk.find("here", Here())
    lines, mentors = "on" if here.lines else "off", _mentors(here)
    if here.others:
        talk.say("others", places=tuple(Verbatim(one) for one in here.others[:10]), count=len(here.others))
    what = (
        await talk.ask(
            "what",
            Pick(
                [
                    Option("lines"),
                    Option("mentors"),
                    Option("circle"),
                    Option("pin"),
                    Option("leave"),
                ]
            ),
            place=Verbatim(here.name),
            lines=lines,
            mentors=mentors,
            circle=here.circle.state if here.circle else "none",
        )
    ).one
    cannot = keeps_from_posting(here.lacks)
    if cannot and ((what == "lines" and lines == "off") or (what == "mentors" and mentors == "off")):
        talk.say("cannot", place=Verbatim(here.name), what=tuple(Verbatim(one) for one in cannot))
    elif what == "lines":
        on = not here.lines
        talk.record("lines", SetChannel(here.community, here.place, here.name, lines=on))
        talk.say("lines", on="yes" if on else "no", place=Verbatim(here.name))
    elif what == "mentors":
        on = mentors != "on"
        talk.record("mentors", SetChannel(here.community, here.place, here.name, mentors=on))
        talk.say("mentors", on="yes" if on else "no", place=Verbatim(here.name))
    elif what in ("circle", "pin"):
        return Next(f"admin-{what}")
    else:
        return Next("admin")
    return Next("admin-channel")


def _mentors(here: Channel) -> str:
    """Whether requests for a mentor are posted here. Until somebody chooses, they go where lines may be shared."""
    if here.mentors is None:
        return "on" if here.lines else "off"
    return "on" if here.mentors else "off"
