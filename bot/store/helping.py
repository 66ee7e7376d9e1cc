"""The helper rota: who offers to be around for a week now and then, whose turn it is, and who said yes to being named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from bot import effects, ids, nudges
from bot.effects import Change, NudgeKind
from bot.organising import AnswerTurn, EditHelper, Helping, MyOffer, Offer, Offers, OneTurn, Turn
from bot.questions import Json
from bot.rows import Consent
from bot.store import audit
from bot.store.members import one_member
from bot.store.planning import Maker, plan_nudge
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

if TYPE_CHECKING:
    from bot.store.lookups import Asker

# How long before a week begins its helper is asked.
AHEAD = timedelta(days=3)
# A yes to one week is none to a later one, as after a pause. In milliseconds.
A_WEEK = 7 * 86_400_000


def ask_due(now: datetime, sealed: Sealed) -> Unit[int]:
    """Ask the next vouched helper of every circle whose week begins soon, once a week. Gives how many were asked."""
    due = yield (
        "SELECT circle.id AS id, circle.next_at AS next_at FROM circle LEFT JOIN community"
        " ON community.platform = circle.platform AND community.id = circle.community"
        " WHERE circle.state = 'open' AND circle.step = 'begin' AND circle.next_at > $1 AND circle.next_at <= $2"
        " AND COALESCE(community.off, 0) = 0 AND COALESCE(community.paused_until, 0) <= $1"
        " AND NOT EXISTS (SELECT 1 FROM helper_turn WHERE helper_turn.circle = circle.id"
        " AND helper_turn.begins_at = circle.next_at)",
        (ms(now), ms(now + AHEAD)),
    )
    asked = 0
    for row in due:
        asked += yield from _ask(row["id"], row["next_at"], now, sealed)
    return asked


def _ask(circle: str, begins_at: int, now: datetime, sealed: Sealed) -> Unit[bool]:
    """Ask whoever's turn it is: of those who were vouched for and are in the community, whose last turn is longest ago."""
    rows = yield (
        "SELECT helper.member AS member, helper.community AS community, helper.skipped AS skipped,"
        " (SELECT MAX(helper_turn.created_at) FROM helper_turn WHERE helper_turn.member = helper.member"
        " AND helper_turn.circle = $1) AS last FROM helper JOIN circle ON circle.platform = helper.platform"
        " AND circle.community = helper.community JOIN membership ON membership.member = helper.member"
        " AND membership.community = helper.community JOIN member ON member.id = helper.member"
        " WHERE circle.id = $1 AND helper.vouched_at IS NOT NULL AND membership.left_at IS NULL AND member.consent = $2"
        " ORDER BY COALESCE((SELECT MAX(helper_turn.created_at) FROM helper_turn WHERE helper_turn.member = helper.member"
        " AND helper_turn.circle = $1), 0), helper.offered_at, helper.member",
        (circle, Consent.YES),
    )
    for row in rows:
        if row["skipped"]:
            # Passed over once; from then on it is as before.
            yield (
                "UPDATE helper SET skipped = 0 WHERE member = $1 AND community = $2",
                (row["member"], row["community"]),
            )
            continue
        member = yield from one_member(row["member"], sealed)
        if member is None:
            continue
        turn = ids.derive(circle, str(begins_at), "helper")
        yield (
            "INSERT INTO helper_turn (id, circle, member, begins_at, created_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (id) DO NOTHING",
            (turn, circle, row["member"], begins_at, ms(now)),
        )
        nudge = effects.Nudge(NudgeKind.HELPER_TURN, after=0, subject=turn)
        maker = Maker(member, "", "", now, sealed)
        yield from plan_nudge(
            maker, ids.derive(turn, "nudge"), nudge, nudges.intended(nudge, member, now), row["community"]
        )
        return True
    return False


def helper_of(circle: str, round_id: str) -> Unit[str | None]:
    """The member who is named as the helper of a round, once they said yes to it; None where nobody is."""
    yield (
        "UPDATE helper_turn SET round = $2 WHERE circle = $1 AND state = 'yes' AND round IS NULL AND begins_at <="
        " (SELECT opens_at FROM round WHERE id = $2) AND begins_at > (SELECT opens_at FROM round WHERE id = $2) - $3"
        " AND NOT EXISTS"
        " (SELECT 1 FROM helper_turn AS named WHERE named.round = $2)",
        (circle, round_id, A_WEEK),
    )
    rows = yield (
        "SELECT helper_turn.member AS member FROM helper_turn JOIN circle ON circle.id = helper_turn.circle"
        " JOIN helper ON helper.member = helper_turn.member AND helper.community = circle.community"
        " WHERE helper_turn.round = $1 AND helper_turn.state = 'yes' AND helper.vouched_at IS NOT NULL"
        " ORDER BY helper_turn.begins_at DESC LIMIT 1",
        (round_id,),
    )
    return rows[0]["member"] if rows else None


def name_of_helper(circle: str, round_id: str, sealed: Sealed) -> Unit[str | None]:
    """The name of the helper of a round, as they go by it."""
    helper = yield from helper_of(circle, round_id)
    member = (yield from one_member(helper, sealed)) if helper is not None else None
    return member.name if member is not None else None


# What is seen of it


_OFFER = (
    "SELECT helper.*, (SELECT COUNT(*) FROM helper_turn JOIN circle ON circle.id = helper_turn.circle"
    " WHERE helper_turn.member = helper.member AND helper_turn.state = 'yes' AND circle.community = helper.community)"
    " AS turns FROM helper"
)


def find_offers(asker: Asker, lookup: Offers) -> Unit[list[str]]:
    rows = yield (
        "SELECT member FROM helper WHERE platform = $1 AND community = $2"
        " ORDER BY COALESCE(vouched_at, 0), offered_at, member LIMIT 25",
        (asker.member.platform, lookup.community),
    )
    return [lookup.community, *(row["member"] for row in rows)]


def find_mine(asker: Asker, lookup: MyOffer) -> Unit[list[str]]:
    yield from ()  # it reads no rows, and is a unit all the same
    return [asker.member.community or "", asker.member.id]


def fetch_offers(asker: Asker, found: list[str]) -> Unit[tuple[Offer, ...]]:
    """`found` is the community, and members of it."""
    offers: list[Offer] = []
    for member in found[1:]:
        rows = yield (
            f"{_OFFER} WHERE platform = $1 AND community = $2 AND member = $3",
            (asker.member.platform, found[0], member),
        )
        if rows:
            known = yield from one_member(member, asker.sealed)
            name = (known.name or known.address) if known is not None else ""
            offers.append(_offer(rows[0], name, asker.member.zone))
    return tuple(offers)


def _offer(row: Row, name: str, zone: str) -> Offer:
    since = at(row["offered_at"]).astimezone(ZoneInfo(zone)).date()
    return Offer(row["member"], name, since, row["vouched_at"] is not None, bool(row["skipped"]), row["turns"])


def find_turn(asker: Asker, lookup: OneTurn) -> Unit[list[str]]:
    yield from ()  # it reads no rows, and is a unit all the same
    return [lookup.turn]


def fetch_turn(asker: Asker, found: list[str]) -> Unit[tuple[Turn, ...]]:
    rows = yield (
        "SELECT helper_turn.id AS id, circle.community AS community, place.name AS name,"
        " helper_turn.begins_at AS begins_at, circle.zone AS zone"
        " FROM helper_turn JOIN circle ON circle.id = helper_turn.circle JOIN place ON place.id = circle.place"
        " WHERE helper_turn.id = $1 AND helper_turn.member = $2 AND helper_turn.round IS NULL"
        " AND helper_turn.begins_at > $3 AND circle.state = 'open'",
        (found[0], asker.member.id, ms(asker.now)),
    )
    return tuple(
        Turn(row["id"], row["community"], row["name"], at(row["begins_at"]).astimezone(ZoneInfo(row["zone"])).date())
        for row in rows
    )


# What is stated


def _helping(maker: Maker, row: str, last: Change | None, new: Helping) -> Unit[Json]:
    was = yield from _row(maker.member.id, new.community)
    if new.on:
        yield (
            "INSERT INTO helper (member, platform, community, offered_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            (maker.member.id, maker.member.platform, new.community, ms(maker.now)),
        )
    else:
        yield from _gone(maker.member.id, new.community)
    return cast("Json", was)


def _unhelping(maker: Maker, row: str, old: Helping, before: Json) -> Unit[None]:
    yield "DELETE FROM helper WHERE member = $1 AND community = $2", (maker.member.id, old.community)
    if before is not None:
        yield from _put_back(cast("dict[str, Any]", before))


def _edit_helper(maker: Maker, row: str, last: Change | None, new: EditHelper) -> Unit[Json]:
    rows = yield (
        "SELECT * FROM helper WHERE member = $1 AND platform = $2 AND community = $3",
        (new.helper, maker.member.platform, new.community),
    )
    if not rows:
        return None
    who = (new.helper, new.community)
    if new.vouched is not None:
        vouched = ms(maker.now) if new.vouched else None
        yield "UPDATE helper SET vouched_at = $3 WHERE member = $1 AND community = $2", (*who, vouched)
        yield from _note(maker, new.community, "helper-vouched" if new.vouched else "helper-unvouched")
    if new.skipped is not None:
        yield "UPDATE helper SET skipped = $3 WHERE member = $1 AND community = $2", (*who, int(new.skipped))
        yield from _note(maker, new.community, "helper-skipped" if new.skipped else "helper-unskipped")
    if new.removed:
        yield from _gone(*who)
        yield from _note(maker, new.community, "helper-removed")
    # Whether they help is theirs: it is not kept with the organiser's run beyond what undoes a slip of the finger.
    return cast("Json", dict(rows[0]))


def _unedit_helper(maker: Maker, row: str, old: EditHelper, before: Json) -> Unit[None]:
    if before is None:
        return
    was = cast("dict[str, Any]", before)
    if old.removed:
        # Only while they are there: who left in the meantime, or was forgotten, offers nothing.
        there = yield (
            "SELECT member FROM membership WHERE member = $1 AND community = $2 AND left_at IS NULL",
            (old.helper, old.community),
        )
        if not there:
            return
        yield from _put_back(was)
    # What another said of them since stays.
    if old.vouched is not None:
        yield (
            "UPDATE helper SET vouched_at = $3 WHERE member = $1 AND community = $2"
            " AND CASE WHEN vouched_at IS NULL THEN 0 ELSE 1 END = $4",
            (old.helper, old.community, was["vouched_at"], int(old.vouched)),
        )
    if old.skipped is not None:
        yield (
            "UPDATE helper SET skipped = $3 WHERE member = $1 AND community = $2 AND skipped = $4",
            (old.helper, old.community, was["skipped"], int(old.skipped)),
        )
    yield from _note(maker, old.community, "taken-back")


def _answer(maker: Maker, row: str, last: Change | None, new: AnswerTurn) -> Unit[Json]:
    yield (
        "UPDATE helper_turn SET state = $3 WHERE id = $1 AND member = $2 AND round IS NULL",
        (new.turn, maker.member.id, "yes" if new.yes else "no"),
    )
    return None


def _unanswer(maker: Maker, row: str, old: AnswerTurn, before: Json) -> Unit[None]:
    yield (
        "UPDATE helper_turn SET state = 'asked' WHERE id = $1 AND member = $2 AND round IS NULL",
        (old.turn, maker.member.id),
    )


def _row(member: str, community: str) -> Unit[dict[str, Any] | None]:
    rows = yield "SELECT * FROM helper WHERE member = $1 AND community = $2", (member, community)
    return dict(rows[0]) if rows else None


def _gone(member: str, community: str) -> Unit[None]:
    """Somebody is no helper any more, and asked for no week that has not begun."""
    yield "DELETE FROM helper WHERE member = $1 AND community = $2", (member, community)
    yield (
        "UPDATE nudge SET state = 'cancelled', reason = 'asked' WHERE member = $1 AND kind = $2 AND community = $3"
        " AND state = 'waiting'",
        (member, NudgeKind.HELPER_TURN, community),
    )
    yield (
        "UPDATE helper_turn SET state = 'no' WHERE member = $1 AND round IS NULL"
        " AND circle IN (SELECT id FROM circle WHERE community = $2)",
        (member, community),
    )


def _put_back(was: dict[str, Any]) -> Unit[None]:
    yield (
        "INSERT INTO helper (member, platform, community, vouched_at, skipped, offered_at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT DO NOTHING",
        (was["member"], was["platform"], was["community"], was["vouched_at"], was["skipped"], was["offered_at"]),
    )


def _note(maker: Maker, community: str, what: str) -> Unit[None]:
    yield from audit.note(maker.member.platform, community, maker.member.id, what, None, maker.now)


STATES: dict[type[Change], Callable[[Maker, str, Any, Any], Unit[Json]]] = {
    Helping: _helping,
    EditHelper: _edit_helper,
    AnswerTurn: _answer,
}
WITHDRAWS: dict[type[Change], Callable[[Maker, str, Any, Json], Unit[None]]] = {
    Helping: _unhelping,
    EditHelper: _unedit_helper,
    AnswerTurn: _unanswer,
}
