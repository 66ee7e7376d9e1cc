"""`bounceback slack`: what Slack has to know of the app."""

from __future__ import annotations

import json

from adapters.slack.installations import OAuth
from adapters.slack.manifest import create_url, manifest
from adapters.slack.setup import Setup
from bot.config import Config, ConfigError, many_workspaces, secret
from bot.words import Words


def described(config: Config, *, many: bool = False) -> tuple[str, str]:
    """The manifest as JSON, and the page that makes an app from it. Raises ConfigError where an address is needed.

    `many` is for workspaces that install it by themselves, also before there is a client id.
    """
    socket, many = config.slack.mode == "socket", many or many_workspaces()
    if not config.slack.public_url and (many or not socket):
        raise ConfigError(
            "[slack] public_url: is not set, and Slack has to know where to reach the bot. Set it to the https:// address "
            "under which the outside reaches [http] listen."
        )
    made = manifest(Words(config.content.dir), socket=socket, many=many, public_url=config.slack.public_url)
    return json.dumps(made, ensure_ascii=False, indent=2), create_url(made)


def setup(config: Config) -> Setup:
    """What the app lives on. Whatever is missing is None: see `bot.config.lacking`."""
    client_id, client_secret = _given("CLIENT_ID"), _given("CLIENT_SECRET")
    oauth = OAuth(client_id, client_secret) if client_id and client_secret else None
    return Setup(
        config.slack.api_base,
        config.slack.authorize_url,
        socket=config.slack.mode == "socket",
        public_url=config.slack.public_url,
        token=None if oauth else _given("BOT_TOKEN"),
        app_token=_given("APP_TOKEN"),
        signing_secret=_given("SIGNING_SECRET"),
        oauth=oauth,
    )


def _given(name: str) -> str | None:
    found = secret(f"BOUNCEBACK_SLACK_{name}")
    return found.get_secret_value() if found else None
