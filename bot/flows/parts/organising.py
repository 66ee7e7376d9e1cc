"""What flows for those who run a community share."""

from __future__ import annotations

from bot.flow import Next, Talk


def community_of(talk: Talk) -> str:
    """The community that the run is bound to, in which it was looked at that they run it; never another one of theirs."""
    return talk.args.get("at-community", "")


def leads_to(talk: Talk, flow: str) -> Next:
    """On to another of their flows, bound to the same community and place."""
    return Next(flow, {name: value for name, value in talk.args.items() if name.startswith("at-")})
