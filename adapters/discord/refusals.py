"""What it means when Discord says no to a message: for the nudge that waits, for opening DMs, and for the bot as a whole.

A 403 is never asked again unchanged. Discord counts them: 10,000 answers of 401, 403 and 429 in ten minutes shut the bot's
address out (docs.discord.com/developers/topics/rate-limits, invalid requests). Codes are those of
docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import aiohttp
import discord

from adapters.discord.opening import Budget
from bot.logs import Log
from bot.ports import TryLaterError, UndeliverableError

log = Log("discord")

UNKNOWN_CHANNEL, UNKNOWN_COMMUNITY, UNKNOWN_MESSAGE = 10003, 10004, 10008
NO_ACCESS, NO_PERMISSION = 50001, 50013
# Not in this server; no such user.
NOT_THERE = (10007, 10013)
# Direct messages are opened too fast; and what follows if that goes on: the bot "has been flagged by our anti-spam system",
# and opens none until Discord's support lifts it. Found in reports of others, as with getDMChannel of Eris.
TOO_FAST, QUARANTINED = 40003, 20026
NO_COMMUNITY = 50278
# No such user, DMs closed, no such recipient, no community in common: nobody need look into these.
ORDINARY = frozenset({10013, 50007, 50033, NO_COMMUNITY})
# What may come out of a request: the library's own errors, and those of the network below it.
FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError)
# And where it is a message that is sent: of a 429 that does not say how long to wait, the library looks for that in vain.
REFUSED = (*FAILURES, KeyError)

# An outage, or an answer that was lost. Discord knows a nonce for "the past few minutes", so the next try has to come within
# them: a message that was accepted is then not written a second time.
AGAIN = 60.0
# Discord does not say how long it stays "too fast".
TOO_FAST_FOR = 10 * 60.0
QUARANTINED_FOR = 6 * 60 * 60.0
# The bot as a whole is refused: its token, or the address that it comes from.
REFUSED_FOR = 15 * 60.0


class Refusals:
    """What Discord refuses, as the errors of the port; and what else follows from it for the bot is done."""

    def __init__(self, budget: Budget, now: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget
        self._now = now
        self._refused_until = now()

    def check(self) -> None:
        """Raises TryLaterError while Discord refuses the bot as a whole: nothing need be asked then."""
        if (seconds := self._refused_until - self._now()) > 0:
            raise TryLaterError(seconds)

    def meant(self, error: Exception) -> Exception:
        """What an error means for a message to a member: an error of the port, or itself where it is none of Discord's."""
        match error:
            case discord.RateLimited():
                return TryLaterError(error.retry_after)
            case KeyError(args=("retry_after",)):
                return TryLaterError(AGAIN)
            # With whatever status: it is about DMs that are opened, and about nothing else.
            case discord.HTTPException(code=code) if code in (TOO_FAST, QUARANTINED):
                return self._too_fast(error)
            case discord.HTTPException() if self.of_the_bot(error):
                return TryLaterError(REFUSED_FOR)
            case discord.Forbidden(code=0) | discord.NotFound(code=0):
                # No code: not Discord's own answer, but of something in front of it. It says nothing about the member.
                log.warning("something in front of Discord refuses a message")
                return TryLaterError(REFUSED_FOR)
            case discord.Forbidden() | discord.NotFound() | discord.HTTPException(code=50033):
                # Whatever the reason, it would be the same the next time, and one more that counts.
                if error.code not in ORDINARY:
                    log.warning("Discord refuses a message to a member", code=error.code)
                return UndeliverableError()
            case aiohttp.ClientConnectorError():
                return TryLaterError(AGAIN)
            case discord.DiscordServerError() | aiohttp.ClientError() | OSError():
                return TryLaterError(AGAIN, unknown=True)
        return error

    def of_the_bot(self, error: discord.HTTPException) -> bool:
        """Whether the bot as a whole is refused. Says so in the log, and has everybody wait."""
        if error.status == 401:
            log.error("Discord refuses the token: put a new one from its developer portal in place and start again")
        elif error.status == 429:
            # The library waits for Discord's own rate limits; what it does not know comes from in front of Discord.
            log.error("Discord shuts this address out for a while: too many requests were refused")
        else:
            return False
        self._refused_until = self._now() + REFUSED_FOR
        return True

    def _too_fast(self, error: discord.HTTPException) -> TryLaterError:
        quarantined = error.code == QUARANTINED
        if quarantined:
            log.error("Discord lets the bot open no more DMs: appeal at https://dis.gd/app-quarantine")
        else:
            log.warning("DMs are opened too fast for Discord")
        seconds = QUARANTINED_FOR if quarantined else TOO_FAST_FOR
        self._budget.close(seconds)
        return TryLaterError(seconds)
