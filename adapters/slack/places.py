"""Where an answer is drawn. It goes along in a form's `private_metadata`, so that a restart forgets nothing: opaque ids only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

Body = Mapping[str, Any]

# A DM of several, by the name that Slack gives it; and what Slack says in the place of a private channel's name.
GROUP, UNNAMED = "mpdm-", "privategroup"


class Place(NamedTuple):
    """One of: a response URL, a message of the DM, a modal, the App Home; or nothing, which is a new message in the DM.

    `url` answers with a message that only its member sees: `over` the one that was pressed, or a new one. `instead` is the
    response URL of what was typed in the DM, for where the DM takes no message. `at` is the channel that it is in.
    """

    url: str = ""
    over: bool = False
    channel: str = ""
    ts: str = ""
    view: str = ""
    home: bool = False
    instead: str = ""
    at: str = ""

    @property
    def in_channel(self) -> bool:
        """Whether what is drawn there vanishes when Slack is loaded again."""
        return bool(self.url)

    def metadata(self) -> str:
        return json.dumps({name: value for name, value in self._asdict().items() if value})


DM = Place()


def read(metadata: str) -> Place:
    """The place in a form's `private_metadata`. What cannot be read, as from another version, is the DM."""
    try:
        known = {name: value for name, value in json.loads(metadata).items() if name in Place._fields}
    except (ValueError, AttributeError):
        return DM
    return Place(**known)


def of_command(body: Body, dm: str | None) -> Place:
    """Where a command is answered. `dm` is the DM with the bot, where it is known: there it is a message that lasts."""
    if body["channel_id"] == dm:
        return Place(instead=body["response_url"])
    return Place(url=body["response_url"], at=body["channel_id"])


def of_press(body: Body) -> Place:
    """Where a press is answered: over the page that was pressed, if nobody else sees that."""
    container = body["container"]
    if container["type"] == "view":
        view = body["view"]
        return Place(home=True) if view["type"] == "home" else Place(view=view.get("root_view_id") or view["id"])
    if container.get("is_ephemeral"):
        return Place(url=body["response_url"], over=True, at=container["channel_id"])
    channel = str(container["channel_id"])
    if channel.startswith("D"):
        # Only our own messages carry our buttons, so this is the DM with the bot.
        return Place(channel=channel, ts=container["message_ts"])
    return Place(url=body["response_url"], at=channel)


def channel(body: Body) -> tuple[str, str] | None:
    """The channel that something was done in, and what its people call it, where Slack tells. None in a DM, and elsewhere."""
    about = body.get("channel") or {"id": body.get("channel_id"), "name": body.get("channel_name")}
    found, name = about.get("id"), about.get("name") or ""
    if not found or found.startswith("D") or name.startswith(GROUP):
        return None
    return found, "" if name == UNNAMED else f"#{name}"
