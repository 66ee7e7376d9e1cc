"""What it means when Slack says no to a message: for the nudge that waits, for its member, and for the app as a whole.

Words are those of docs.slack.dev/reference/methods/chat.postMessage and of conversations.open.
"""

from __future__ import annotations

from adapters.slack.installations import NotInstalledError
from adapters.slack.web import BAD_TOKEN, EXPECTED, code, retry_after, status
from bot.logs import Log
from bot.ports import TryLaterError, UndeliverableError

log = Log("slack")

FAILURES = (*EXPECTED, NotInstalledError)
# The account was closed, or is of no user of this workspace.
GONE = frozenset({"user_disabled", "user_not_found", "users_not_found"})
# There is no such conversation, or the bot is not in it (any more): of a DM, one that was opened by an app from before.
NO_CHANNEL = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
# This member is not reached this way, whatever is sent. The ordinary one is the Messages tab, which is off.
CLOSED = GONE | NO_CHANNEL | {"messages_tab_disabled", "cannot_dm_bot", "restricted_action", "user_not_visible"}
# "It's possible some aspect of the operation succeeded before the error was raised."
IN_DOUBT = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"})

# Seconds until the next try: after an outage or a lost answer; where Slack asks to wait and does not say how long; where the
# app as a whole is refused.
AGAIN = 60.0
LIMITED = 30.0
REFUSED_FOR = 15 * 60.0


def limited(error: BaseException) -> float | None:
    """How many seconds Slack asks to wait; None where that is not what it says."""
    if status(error) != 429 and code(error) != "ratelimited":
        return None
    asked = retry_after(getattr(getattr(error, "response", None), "headers", None))
    return LIMITED if asked is None else asked


def in_doubt(error: BaseException) -> bool:
    """Whether what was asked may have been done: the answer was lost, or is none."""
    if isinstance(error, NotInstalledError) or limited(error) is not None:
        return False
    word = code(error)
    return word in IN_DOUBT if word else True


def meant(error: Exception, place: str = "") -> Exception:
    """What an error means for a message to a member: an error of the port, or itself where it is a fault of ours."""
    word = code(error)
    if isinstance(error, NotInstalledError):
        return TryLaterError(REFUSED_FOR)
    if (seconds := limited(error)) is not None:
        return TryLaterError(seconds)
    if word == "messages_tab_disabled":
        log.warning("the app's Messages tab is off: turn it on under App Home, or nobody can be reached", place=place)
        return UndeliverableError()
    if word in CLOSED:
        log.info("a member cannot be reached by DM", place=place, kind=word)
        return UndeliverableError()
    if word in BAD_TOKEN:
        log.error("Slack refuses the token: install the app again", place=place, kind=word)
        return TryLaterError(REFUSED_FOR)
    if word == "missing_scope":
        log.error("the app lacks a permission: install it again with all of its manifest", place=place)
        return TryLaterError(REFUSED_FOR)
    return TryLaterError(AGAIN, unknown=True) if in_doubt(error) else error
