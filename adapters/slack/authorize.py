"""Whose token a request is for: what bolt asks before anything of ours hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from adapters.slack.installations import Installations, NotInstalledError
from bot.lines import Line

# What somebody is told where there is none that is good: for bolt's user_facing_authorize_error_message.
NOT_INSTALLED = Line("slack-not-installed")


def authorize(installations: Installations) -> Callable[..., Awaitable[AuthorizeResult]]:
    """What bolt is given to ask; its own hint leaves out that "nobody's" is an answer."""
    return cast("Callable[..., Awaitable[AuthorizeResult]]", Authorize(installations))


class Authorize(AsyncAuthorize):
    """Answers from the store; bolt's own asks Slack each time."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        try:
            one = await self._installations.live(team_id or "")
        except NotInstalledError:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=one.community,
            bot_id=one.bot,
            bot_user_id=one.bot_user,
            bot_token=one.token,
            bot_scopes=one.scopes,
            user_id=user_id,
        )
