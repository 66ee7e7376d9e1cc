"""Installations: the tokens that a platform gave the bot in each community, sealed, and who renews one at the moment.

Tokens are the bot's own, so they are sealed with a key of the installation itself, not with a member's. What a field is sealed
with names the platform, the community and the field: bytes moved to another row do not open.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.errors import KeysError, SealError
from bot.store.keys import Keys
from bot.store.unit import Row, Unit, at, ms

TABLE = "installation"
KEY = "installations"
# Its fields that are sealed.
FIELDS = ("token", "refresh")
FORM = b"\x01"
NONCE = 12


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot in one community. `version` says which of its tokens this is; `lapsed` that it cannot be renewed any more."""

    community: str
    token: str = field(repr=False)
    bot: str
    bot_user: str
    scopes: tuple[str, ...]
    installed_at: datetime
    refresh: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    version: int = 1
    lapsed: bool = False


class TokenSeal:
    """Makes tokens unreadable to others."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._keys.named(KEY))

    def seal(self, platform: str, community: str, name: str, text: str | None) -> bytes | None:
        if text is None:
            return None
        nonce = os.urandom(NONCE)
        return FORM + nonce + self._cipher.encrypt(nonce, text.encode(), _place(platform, community, name))

    def open(self, platform: str, community: str, name: str, sealed: bytes | None) -> str | None:
        """Raises SealError where it does not open."""
        if sealed is None:
            return None
        try:
            if sealed[:1] != FORM:
                raise SealError(TABLE, community, name)
            nonce, body = sealed[1 : NONCE + 1], sealed[NONCE + 1 :]
            return self._cipher.decrypt(nonce, body, _place(platform, community, name)).decode()
        except (InvalidTag, KeysError, ValueError):
            raise SealError(TABLE, community, name) from None


def _place(platform: str, community: str, name: str) -> bytes:
    return "|".join((platform, community, name)).encode()


def opened(platform: str, row: Row, seal: TokenSeal) -> Installation:
    """A row with its tokens. Raises SealError."""
    community = row["community"]
    return Installation(
        community,
        seal.open(platform, community, "token", row["token"]) or "",
        row["bot"],
        row["bot_user"],
        tuple(row["scopes"].split()),
        at(row["installed_at"]),
        seal.open(platform, community, "refresh", row["refresh"]),
        None if row["expires_at"] is None else at(row["expires_at"]),
        row["version"],
        row["lapsed_at"] is not None,
    )


def keep(platform: str, one: Installation, seal: TokenSeal) -> Unit[None]:
    """Keep a new installation, in place of the one that the community had."""
    yield (
        "INSERT INTO installation (platform, community, token, refresh, expires_at, bot, bot_user, scopes, installed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (platform, community) DO UPDATE SET token = excluded.token,"
        " refresh = excluded.refresh, expires_at = excluded.expires_at, bot = excluded.bot, bot_user = excluded.bot_user,"
        " scopes = excluded.scopes, installed_at = excluded.installed_at, version = installation.version + 1,"
        " leased_until = NULL, lapsed_at = NULL",
        (
            platform,
            one.community,
            seal.seal(platform, one.community, "token", one.token),
            seal.seal(platform, one.community, "refresh", one.refresh),
            None if one.expires_at is None else ms(one.expires_at),
            one.bot,
            one.bot_user,
            " ".join(one.scopes),
            ms(one.installed_at),
        ),
    )


def find(platform: str, community: str, seal: TokenSeal) -> Unit[Installation | None]:
    """Raises SealError."""
    rows = yield "SELECT * FROM installation WHERE platform = $1 AND community = $2", (platform, community)
    return opened(platform, rows[0], seal) if rows else None


def communities(platform: str) -> Unit[list[str]]:
    """Where the bot is installed."""
    rows = yield "SELECT community FROM installation WHERE platform = $1 ORDER BY community", (platform,)
    return [row["community"] for row in rows]


def due(platform: str, before: datetime) -> Unit[list[str]]:
    """Where a token runs out before then and can be renewed, the earliest first."""
    rows = yield (
        "SELECT community FROM installation WHERE platform = $1 AND expires_at <= $2 AND refresh IS NOT NULL"
        " AND lapsed_at IS NULL ORDER BY expires_at",
        (platform, ms(before)),
    )
    return [row["community"] for row in rows]


def lapsed(platform: str, before: datetime) -> Unit[list[str]]:
    """Where a token could not be renewed since before then."""
    rows = yield (
        "SELECT community FROM installation WHERE platform = $1 AND lapsed_at <= $2 ORDER BY community",
        (platform, ms(before)),
    )
    return [row["community"] for row in rows]


def lease(platform: str, one: Installation, now: datetime, until: datetime) -> Unit[bool]:
    """Take the right to renew this very token. False where somebody else has it, or did."""
    rows = yield (
        "UPDATE installation SET leased_until = $5 WHERE platform = $1 AND community = $2 AND version = $3"
        " AND lapsed_at IS NULL AND (leased_until IS NULL OR leased_until <= $4) RETURNING community",
        (platform, one.community, one.version, ms(now), ms(until)),
    )
    return bool(rows)


def renew(platform: str, one: Installation, seal: TokenSeal) -> Unit[bool]:
    """Keep the tokens of `one` in place of those of the same version. False where that was replaced in the meantime."""
    rows = yield (
        "UPDATE installation SET token = $4, refresh = $5, expires_at = $6, version = version + 1, leased_until = NULL"
        " WHERE platform = $1 AND community = $2 AND version = $3 RETURNING community",
        (
            platform,
            one.community,
            one.version,
            seal.seal(platform, one.community, "token", one.token),
            seal.seal(platform, one.community, "refresh", one.refresh),
            None if one.expires_at is None else ms(one.expires_at),
        ),
    )
    return bool(rows)


def release(platform: str, one: Installation) -> Unit[None]:
    """Give the right to renew back."""
    yield (
        "UPDATE installation SET leased_until = NULL WHERE platform = $1 AND community = $2 AND version = $3",
        (platform, one.community, one.version),
    )


def lapse(platform: str, one: Installation, now: datetime) -> Unit[bool]:
    """Note that this token cannot be renewed. True for the first who says so."""
    rows = yield (
        "UPDATE installation SET lapsed_at = $4, leased_until = NULL WHERE platform = $1 AND community = $2"
        " AND version = $3 AND lapsed_at IS NULL RETURNING community",
        (platform, one.community, one.version, ms(now)),
    )
    return bool(rows)


def delete(platform: str, community: str) -> Unit[None]:
    yield "DELETE FROM installation WHERE platform = $1 AND community = $2", (platform, community)


def begin(state: str, browser: str, now: datetime, until: datetime, most: int) -> Unit[None]:
    """Note that somebody began to install: hashes of what they will bring back. No more than `most` at a time."""
    yield "DELETE FROM installing WHERE expires_at <= $1", (ms(now),)
    yield (
        "DELETE FROM installing WHERE state IN (SELECT state FROM installing ORDER BY expires_at DESC LIMIT $2 OFFSET $1)",
        (most - 1, most),
    )
    yield "INSERT INTO installing (state, browser, expires_at) VALUES ($1, $2, $3)", (state, browser, ms(until))


def finish(state: str, browser: str, now: datetime) -> Unit[bool]:
    """Use up what was begun: True once, for the same browser, in time."""
    rows = yield (
        "DELETE FROM installing WHERE state = $1 AND browser = $2 AND expires_at > $3 RETURNING state",
        (state, browser, ms(now)),
    )
    return bool(rows)
