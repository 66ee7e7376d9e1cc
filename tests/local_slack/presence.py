"""Somebody in a workspace: where they are, and what they have before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.local_slack.seen import Seen
from tests.local_slack.world import DIRECT, Channel, Message, Workspace

if TYPE_CHECKING:
    from tests.local_slack.interactions import Interaction
    from tests.local_slack.views import View

Json = dict[str, Any]


class Presence:
    def __init__(
        self, workspace: Workspace, name: str, locale: str, tz: str, *, admin: bool, owner: bool, guest: bool
    ) -> None:
        self.workspace = workspace
        self.id = workspace.world.new_id("U")
        self.name = name
        self.locale = locale
        self.tz = tz
        self.admin = admin
        self.owner = owner
        self.guest = guest
        self.deleted = False
        # Posts to their DM are answered with this error where it is set.
        self.dm_error: str | None = None
        self.open_views: list[View] = []
        self.home_view: View | None = None
        self._dm: Channel | None = None
        self._ephemeral: list[Message] = []
        self.expecting: list[Interaction] = []

    # Where they are

    @property
    def dm(self) -> Channel:
        """The DM with the bot."""
        if self._dm is None:
            self._dm = self.workspace.new_channel(DIRECT, members=(self.id, self.workspace.bot_user))
        return self._dm

    @property
    def has_dm(self) -> bool:
        return self._dm is not None

    def close_dms(self) -> None:
        """From now on the bot's messages do not arrive."""
        self.dm_error = "messages_tab_disabled"

    def open_dms(self) -> None:
        self.dm_error = None

    def deactivate(self) -> None:
        """Their account is closed."""
        self.deleted = True
        self.dm_error = "user_disabled"

    # What they see

    @property
    def dms(self) -> list[Seen]:
        """The messages of the DM as they stand now, their own as well."""
        return [Seen(message=one, person=self.id) for one in self.dm.by_ts.values()]

    @property
    def ephemeral(self) -> list[Seen]:
        """What only they see, as it stands now."""
        return [Seen(message=one, person=self.id) for one in self._ephemeral if not one.deleted]

    @property
    def views(self) -> list[Seen]:
        """The open modals, the one on top last."""
        return [Seen(view=one) for one in self.open_views]

    @property
    def home(self) -> Seen | None:
        """The App Home that was published last."""
        return Seen(view=self.home_view) if self.home_view else None

    async def next_dm(self, after: Seen | None = None, within: float = 3.0) -> Seen:
        """The first message of the bot in the DM after this one; TimeoutError after `within` real seconds."""

        def found() -> list[Seen]:
            return [one for one in self.dms if one.by_bot and (after is None or one.id > after.id)]

        await self.workspace.world.until(lambda: bool(found()), within)
        return found()[0]

    def reload(self) -> None:
        """Load Slack again: what only they saw is gone for good, and open modals are closed without a word."""
        for message in self._ephemeral:
            message.deleted = True
        self._ephemeral.clear()
        for view in list(self.open_views):
            self._server.views.close(view)

    def kept_ephemeral(self, message: Message) -> None:
        self._ephemeral.append(message)
        if self.workspace.world.keep is not None:
            del self._ephemeral[: -self.workspace.world.keep or None]

    def looks_at(self, message: Message) -> bool:
        return any(one.message is message for one in self.expecting)

    def shown(self, what: Message | View, place: str, by: Interaction | None = None) -> None:
        """Something appeared or changed: it answers `by`, or else what they did first of all that waits there."""
        waiting = [one for one in self.expecting if one is by] or [one for one in self.expecting if place in one.places]
        if waiting:
            self.expecting.remove(waiting[0])
            waiting[0].sight.set_result(what.seen_by(self.id))

    @property
    def _server(self) -> Any:
        return self.workspace.world.server
