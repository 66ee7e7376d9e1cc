"""What the operator gave the app to live on, and what is made from it: installations, and the ways in over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.slack.http import Dispatch, SlackRoutes
from adapters.slack.installations import Installations, OAuth
from adapters.slack.oauth import Installer
from bot.installing import Installing
from bot.ports import Clock
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Setup:
    """Either `token`, for one workspace, or `oauth`; `app_token` in Socket Mode, else `signing_secret`.

    `public_url` is how the outside reaches what is served over HTTP, without a slash at its end.
    """

    api_base: str
    authorize_url: str
    socket: bool
    public_url: str
    token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    oauth: OAuth | None = None

    @property
    def serves(self) -> bool:
        """Whether a server is needed: for what Slack posts, or for those who install the app."""
        return self.oauth is not None or not self.socket

    def installations(self, clock: Clock, kept: Installing) -> Installations:
        """`kept` is used where there are many workspaces."""
        if self.oauth is not None:
            return Installations(self.api_base, clock, oauth=self.oauth, kept=kept)
        return Installations(self.api_base, clock, token=self.token)

    def routes(
        self, installations: Installations, kept: Installing, words: Words, dispatch: Dispatch
    ) -> SlackRoutes | None:
        """What is answered over HTTP; None where nothing is. `dispatch` is bolt's."""
        if not self.serves:
            return None
        installer = None
        if self.oauth is not None:
            client_id = self.oauth.client_id
            installer = Installer(installations, kept, client_id, self.authorize_url, self.public_url, words)
        if self.socket:
            return SlackRoutes(installer=installer)
        return SlackRoutes(dispatch=dispatch, signing_secret=self.signing_secret or "", installer=installer)
