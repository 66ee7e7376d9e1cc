"""A local Slack some of whose answers are other than usual."""

from __future__ import annotations

from email.utils import formatdate

from aiohttp import web

from tests.local_slack.server import LocalSlack, Received, Serve


class ChangedSlack(LocalSlack):
    """Its clock may be ahead of this machine's, by `hours`."""

    hours = 0.0

    async def _answer(self, carry_out: Serve, request: web.Request, received: Received) -> web.Response:
        answer = await super()._answer(carry_out, request, received)
        answer.headers["Date"] = formatdate(self.world.now() + self.hours * 3600, usegmt=True)
        return answer
