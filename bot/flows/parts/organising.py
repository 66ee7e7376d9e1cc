"""What flows for those who run a community share."""

from __future__ import annotations

from bot.flow import Talk


def community_of(talk: Talk) -> str:
    """The community that the run is bound to, in which it was looked at that they run it; never another one of theirs."""
    return talk.args.get("at-community", "")
