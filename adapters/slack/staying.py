"""Who is still there: Slack tells nobody of accounts that are closed unless more is asked for than we need, so people are asked
for one by one, slowly."""

from __future__ import annotations

from datetime import timedelta

from adapters.slack.installations import PLATFORM, Installations, NotInstalledError
from adapters.slack.refusals import FAILURES, GONE
from adapters.slack.users import split
from adapters.slack.web import code
from bot.leaving import Leaving, Membership
from bot.logs import Log
from bot.store.errors import StoreError

log = Log("slack")

# A chore: so often, so many. A membership comes up once a week, so this is enough for 10,000 of them.
EVERY = timedelta(minutes=10)
MOST = 10


class Staying:
    """Asks Slack whether members still have an account in the workspace that they were met in."""

    def __init__(self, installations: Installations, leaving: Leaving) -> None:
        self._installations = installations
        self._leaving = leaving

    async def look(self) -> None:
        """Look after those whom nobody looked after for longest. Where Slack does not answer, the next look goes on."""
        try:
            for membership in await self._leaving.to_check(PLATFORM, MOST):
                if await self._is_gone(membership):
                    await self._leaving.left_community(membership.who, membership.community)
                else:
                    await self._leaving.still_there(membership)
        except (*FAILURES, StoreError) as error:
            log.warning("who is still there is asked later", error=error)

    async def _is_gone(self, membership: Membership) -> bool:
        _, user = split(membership.who.address)
        try:
            client = await self._installations.client(membership.community)
            answer = await client.users_info(user=user)
        except NotInstalledError:
            return False  # what is removed from a whole workspace is told by Slack, and dealt with then
        except FAILURES as error:
            if code(error) in GONE:
                return True
            raise
        return bool((answer.get("user") or {}).get("deleted"))
