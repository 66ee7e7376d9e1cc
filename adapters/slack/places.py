"""Where an answer is drawn. It goes along in a form's `private_metadata`, so that a restart forgets nothing: opaque ids only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

Body = Mapping[str, Any]


class Place(NamedTuple):
    """One of: a response URL, a message of the DM, a modal, the App Home; or nothing, which is a new message in the DM.

    `url` answers with a message that only its member sees: `over` the one that was pressed, or a new one.
    """

    url: str = ""
    over: bool = False
    channel: str = ""
    ts: str = ""
    view: str = ""
    home: bool = False

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
        return DM
    return Place(url=body["response_url"])


def of_press(body: Body) -> Place:
    """Where a press is answered: over the page that was pressed, if nobody else sees that."""
    container = body["container"]
    if container["type"] == "view":
        view = body["view"]
        return Place(home=True) if view["type"] == "home" else Place(view=view.get("root_view_id") or view["id"])
    if container.get("is_ephemeral"):
        return Place(url=body["response_url"], over=True)
    channel = str(container["channel_id"])
    if channel.startswith("D"):
        # Only our own messages carry our buttons, so this is the DM with the bot.
        return Place(channel=channel, ts=container["message_ts"])
    return Place(url=body["response_url"])
