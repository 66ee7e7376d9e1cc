"""What the bot has to be allowed in a server, each with its reason, and the link that asks for it and for nothing else."""

from __future__ import annotations

from typing import NamedTuple

import discord

SCOPES = ("bot", "applications.commands")


class Needed(NamedTuple):
    """A permission: what the library calls it, what Discord's settings call it, and what it is for."""

    flag: str
    name: str
    reason: str


# The one table. Commands, their answers and direct messages need none of these.
NEEDED = (
    Needed("view_channel", "View Channels", "to see channels for shared lines and circles"),
    Needed("send_messages", "Send Messages", "to post shared lines, the button, a circle's week"),
    Needed("read_message_history", "Read Message History", "to find its own post again, and take it back"),
    Needed("attach_files", "Attach Files", "to show a circle's week as a picture"),
    Needed("create_private_threads", "Create Private Threads", "to make the private thread of a pod"),
    Needed("send_messages_in_threads", "Send Messages in Threads", "to write there, and to let its members in"),
)
# What lines need that members share. The others are for circles.
FOR_LINES = frozenset({"view_channel", "send_messages", "read_message_history"})


def permissions() -> discord.Permissions:
    return discord.Permissions(**{needed.flag: True for needed in NEEDED})


def lacking(has: discord.Permissions) -> tuple[Needed, ...]:
    """What is missing, of the bot's permissions in a server or in a channel."""
    return () if has.administrator else tuple(needed for needed in NEEDED if not getattr(has, needed.flag))


def invite_url(application: int | str, community: int | str | None = None) -> str:
    """The link that adds the bot to a server, or gives it what it lacks there. `community` is chosen already, if given."""
    guild = discord.Object(community) if community is not None else discord.utils.MISSING
    return discord.utils.oauth_url(application, permissions=permissions(), scopes=SCOPES, guild=guild)
