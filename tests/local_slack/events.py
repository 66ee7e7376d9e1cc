"""Events: what the app subscribed to, told until it is acknowledged.

https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.local_slack.errors import Unanswered
from tests.local_slack.world import Workspace

if TYPE_CHECKING:
    from tests.local_slack.server import LocalSlack

Json = dict[str, Any]


class Events:
    """`subscribed` are names such as "message.im"; None is all. `retries` are real seconds before an event is told again."""

    def __init__(self, server: LocalSlack, subscribed: set[str] | None) -> None:
        self._server = server
        self._world = server.world
        self._subscribed = subscribed
        self._repeats = 0
        self._telling: set[asyncio.Task[None]] = set()
        self.retries: tuple[float, ...] = (0.0, 60.0, 300.0)

    @property
    def untold(self) -> int:
        """How many events are not acknowledged yet."""
        return len(self._telling)

    def repeat_next(self, times: int = 1) -> None:
        """The next events are told twice: the same event_id, each in a request or envelope of its own."""
        self._repeats += times

    def emit(self, workspace: Workspace, event: Json) -> None:
        im = event["type"] == "message"
        if self._subscribed is not None and ("message.im" if im else event["type"]) not in self._subscribed:
            return
        if im and not (workspace.installed and "im:history" in workspace.scopes):
            return
        world = self._world
        bot = {"enterprise_id": None, "team_id": workspace.id, "user_id": workspace.bot_user}
        payload = {
            "token": "deprecated",
            "team_id": workspace.id,
            "api_app_id": world.app_id,
            "event": event if im else {**event, "event_ts": world.ts()},
            "type": "event_callback",
            "event_id": world.new_id("Ev"),
            "event_time": int(world.now()),
            "authorizations": [{**bot, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }
        copies = 1
        if self._repeats:
            self._repeats -= 1
            copies = 2
        for _ in range(copies):
            task = asyncio.create_task(self._tell(payload))
            self._telling.add(task)
            task.add_done_callback(self._told)

    async def stop(self) -> None:
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _tell(self, payload: Json) -> None:
        reason = ""
        for attempt in range(1 + len(self.retries)):
            if attempt:
                await asyncio.sleep(self.retries[attempt - 1])
            try:
                await self._server.deliver("events_api", payload, attempt, reason)
            except Unanswered as unanswered:
                reason = "http_timeout" if "operation_timeout" in str(unanswered) else "http_error"
            else:
                return

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled():
            task.result()
        self._world.pulse()
