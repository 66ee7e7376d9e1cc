"""Reports: what may be reported, what those who run a community see of it, and how it is settled.

What is reported is looked up anew whenever it is shown, so that nothing stands here that its author took back.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import ids, nudges
from bot.effects import Nudge, NudgeKind
from bot.questions import Json
from bot.reports import (
    Know,
    OpenReports,
    Outcome,
    Report,
    Reportable,
    Reported,
    Settled,
    SettleReport,
    Told,
    ToReport,
    Untold,
    Wrong,
)
from bot.reports import Muted as MutedHere
from bot.rows import Consent
from bot.store import audit
from bot.store.members import one_member
from bot.store.planning import Maker, plan_nudge
from bot.store.sealed import Sealed
from bot.store.unit import Row, Unit, at, ms

if TYPE_CHECKING:
    from bot.store.lookups import Asker

KEPT = timedelta(days=90)
MUTED = {Settled.WEEK: timedelta(days=7), Settled.MONTH: timedelta(days=30)}
# So many are listed at once: as many as one menu shows.
MOST = 25
# So many are told of at once.
TOLD = 3
# A post that could not be taken back by then is left: its channel is gone, or the bot may not delete there.
TAKE_BACK_FOR = timedelta(days=30)

_COMMITMENT = (
    "SELECT commitment.id AS id, commitment.member AS author, commitment.text AS text, commitment.tag AS tag,"
    " commitment.subject AS subject, commitment.sight AS sight, commitment.state AS state, circle.platform AS platform,"
    " circle.community AS community, circle_member.pod AS pod FROM commitment JOIN circle ON circle.id = commitment.circle"
    " LEFT JOIN circle_member ON circle_member.circle = commitment.circle AND circle_member.member = commitment.member"
    " WHERE commitment.id = $1 AND commitment.state <> 'withdrawn' AND commitment.sight <> 'private'"
)
_POST = (
    "SELECT post.id AS id, post.member AS author, post.text AS text, post.tags AS tags, place.platform AS platform,"
    " place.community AS community, (SELECT pod.id FROM pod WHERE pod.place = place.id) AS pod"
    " FROM post JOIN place ON place.id = post.place WHERE post.id = $1 AND post.state IN ('posted', 'unknown')"
)


def _standing(subject: str, sealed: Sealed) -> Unit[tuple[Reported, str, str | None] | None]:
    """What stands where others see it: with its platform, and the pod that it is for, where it is for one."""
    for row in (yield _COMMITMENT, (subject,)):
        text = sealed.shown(row["author"], "commitment", row["id"], "text", row["text"])
        about = yield from _reported("commitment", row, text, row["tag"], row["subject"], sealed)
        return about and (about, row["platform"], (row["pod"] or "") if row["sight"] == "pod" else None)
    for row in (yield _POST, (subject,)):
        text = sealed.shown(row["author"], "post", row["id"], "text", row["text"])
        about = yield from _reported(
            "post", row, text or None, (row["tags"] or "").partition(" ")[0] or None, None, sealed
        )
        return about and (about, row["platform"], row["pod"])
    return None


def _reported(
    kind: str, row: Row, text: str | None, tag: str | None, subject: str | None, sealed: Sealed
) -> Unit[Reported | None]:
    author = yield from one_member(row["author"], sealed)
    if author is None:
        return None
    return Reported(kind, row["id"], author.id, author.name or "", row["community"], text, tag, subject)


def _visible(asker: Asker, subject: str) -> Unit[Reported | None]:
    """What the asking member sees of the others': what is for all in a community of theirs, or for a pod of theirs."""
    found = yield from _standing(subject, asker.sealed)
    if found is None or found[1] != asker.member.platform:
        return None
    about, _, pod = found
    there = yield (
        "SELECT community FROM membership WHERE member = $1 AND community = $2 AND left_at IS NULL",
        (asker.member.id, about.community),
    )
    if not there:
        return None
    if pod is None or about.author == asker.member.id:
        return about
    theirs = yield (
        "SELECT pod FROM circle_member WHERE member = $1 AND pod = $2 AND left_at IS NULL",
        (asker.member.id, pod),
    )
    return about if theirs else None


# What flows ask for


def find_to_report(asker: Asker, lookup: ToReport) -> Unit[Json]:
    about = yield from _visible(asker, lookup.subject)
    if about is None:
        return []
    theirs = yield "SELECT state FROM report WHERE member = $1 AND subject = $2", (asker.member.id, about.id)
    zone = ZoneInfo(asker.member.zone)
    today = datetime.combine(asker.now.astimezone(zone).date(), time(), zone)
    sent = yield (
        "SELECT COUNT(*) AS n FROM report WHERE member = $1 AND created_at >= $2",
        (asker.member.id, ms(today)),
    )
    # What the flow goes by is kept as it was; its own report must not change where it stands.
    return [about.id, theirs[0]["state"] if theirs else None, int(sent[0]["n"])]


def fetch_to_report(asker: Asker, kept: list[Any]) -> Unit[tuple[Reportable, ...]]:
    about = (yield from _visible(asker, kept[0])) if kept else None
    return () if about is None else (Reportable(about, about.author == asker.member.id, kept[1], kept[2]),)


def find_open(asker: Asker, lookup: OpenReports) -> Unit[Json]:
    rows = yield (
        "SELECT id FROM report WHERE platform = $1 AND community = $2 AND state = 'open' ORDER BY created_at DESC, id LIMIT $3",
        (asker.member.platform, lookup.community, MOST),
    )
    return [lookup.community, *(row["id"] for row in rows)]


def fetch_open(asker: Asker, kept: list[str]) -> Unit[tuple[Told, ...]]:
    told: tuple[Told, ...] = ()
    for this in kept[1:]:
        rows = yield (
            "SELECT * FROM report WHERE id = $1 AND platform = $2 AND community = $3",
            (this, asker.member.platform, kept[0]),
        )
        for row in rows:
            told = (*told, (yield from _told(row, asker)))
    return told


def _told(row: Row, asker: Asker) -> Unit[Told]:
    by = (yield from one_member(row["member"], asker.sealed)) if row["named"] else None
    found = yield from _standing(row["subject"], asker.sealed)
    about = found[0] if found is not None and found[0].community == row["community"] else None
    text = asker.sealed.shown(row["member"], "report", row["id"], "text", row["text"])
    day = at(row["created_at"]).astimezone(ZoneInfo(asker.member.zone)).date()
    return Told(
        row["id"], Wrong(row["wrong"]), day, row["state"] != "open", text, by.name if by is not None else None, about
    )


def find_outcome(asker: Asker, lookup: Outcome) -> Unit[Json]:
    rows = yield "SELECT state FROM report WHERE id = $1 AND member = $2", (lookup.report, asker.member.id)
    return [row["state"] for row in rows if row["state"] in set(Settled)]


def fetch_outcome(asker: Asker, kept: list[str]) -> Unit[tuple[Settled, ...]]:
    yield from ()  # it reads no rows, and is a unit all the same
    return tuple(map(Settled, kept))


def find_untold(asker: Asker, lookup: Untold) -> Unit[Json]:
    rows = yield (
        "SELECT id, state FROM report WHERE member = $1 AND state <> 'open' AND told = 0 AND NOT EXISTS (SELECT 1 FROM nudge"
        " WHERE nudge.member = $1 AND nudge.subject = report.id AND nudge.kind = $2 AND nudge.state = 'sent')"
        " ORDER BY settled_at, id LIMIT $3",
        (asker.member.id, NudgeKind.REPORT_SETTLED, TOLD),
    )
    return [[row["id"], row["state"]] for row in rows]


def fetch_untold(asker: Asker, kept: list[list[str]]) -> Unit[tuple[tuple[str, Settled], ...]]:
    yield from ()  # it reads no rows, and is a unit all the same
    return tuple((this, Settled(state)) for this, state in kept)


def find_muted(asker: Asker, lookup: MutedHere) -> Unit[Json]:
    rows = yield (
        "SELECT community FROM circle WHERE id = $1 OR id IN (SELECT circle FROM round WHERE id = $1)",
        (lookup.circle,),
    )
    until = (yield from _muted_until(asker.member.id, rows[0]["community"], asker.now)) if rows else None
    return until.isoformat() if until else None


def fetch_muted(asker: Asker, kept: str | None) -> Unit[date | None]:
    yield from ()  # it reads no rows, and is a unit all the same
    return date.fromisoformat(kept) if kept else None


def is_muted(member: str, community: str, now: datetime) -> Unit[bool]:
    """Whether a member shows nothing to others in a community, because those who run it settled a report so."""
    return (yield from _muted_until(member, community, now)) is not None


def _muted_until(member: str, community: str, now: datetime) -> Unit[date | None]:
    rows = yield (
        "SELECT muted.until AS until, member.zone AS zone FROM muted JOIN member ON member.id = muted.member"
        " WHERE muted.member = $1 AND muted.community = $2 AND muted.platform = member.platform",
        (member, community),
    )
    for row in rows:
        until = date.fromisoformat(row["until"])
        if now.astimezone(ZoneInfo(row["zone"])).date() < until:
            return until
    return None


# What flows state


def state_report(maker: Maker, row: str, last: Report | None, new: Report) -> Unit[Json]:
    """Keep a report, once about each thing, where its reporter sees it. What was settled stays as it was."""
    from bot.store.lookups import Asker  # noqa: PLC0415 - which takes what is asked for from here

    about = yield from _visible(Asker(maker.member, maker.run, maker.journey, maker.now, maker.sealed), new.subject)
    if about is None or about.author == maker.member.id:
        return None
    yield (
        "INSERT INTO report (id, member, platform, community, kind, subject, wrong, text, named, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (member, subject) DO NOTHING",
        (
            row, maker.member.id, maker.member.platform, about.community, about.kind, about.id, new.wrong,
            maker.put("report", row, "text", new.text), int(new.named), ms(maker.now),
        ),
    )  # fmt: skip
    return None


def state_known(maker: Maker, row: str, last: Know | None, new: Know) -> Unit[Json]:
    """A member knows what became of a report of theirs: what was to tell them does not come."""
    told = yield (
        "UPDATE report SET told = 1 WHERE id = $1 AND member = $2 AND state <> 'open' RETURNING id",
        (new.report, maker.member.id),
    )
    if told:
        yield (
            "UPDATE nudge SET state = 'cancelled', reason = 'settled' WHERE member = $1 AND subject = $2 AND kind = $3"
            " AND state = 'waiting'",
            (maker.member.id, new.report, NudgeKind.REPORT_SETTLED),
        )
    return None


def unknown(maker: Maker, row: str, old: Know, before: Json) -> Unit[None]:
    """Who was told knows it."""
    yield from ()


def withdraw_report(maker: Maker, row: str, old: Report, before: Json) -> Unit[None]:
    yield "DELETE FROM report WHERE id = $1 AND member = $2 AND state = 'open'", (row, maker.member.id)


def state_settled(maker: Maker, row: str, last: SettleReport | None, new: SettleReport) -> Unit[Json]:
    """Settle a report, once: carry out what was decided, write it down, and let its reporter know."""
    settled = yield (
        "UPDATE report SET state = $4, settled_at = $5 WHERE id = $1 AND platform = $2 AND community = $3 AND state = 'open'"
        " RETURNING member, kind, subject",
        (new.report, maker.member.platform, new.community, new.settled, ms(maker.now)),
    )
    for one in settled:
        if new.settled is not Settled.LEFT:
            yield from _take_down(one["subject"], new, maker)
        yield from audit.note(
            maker.member.platform, new.community, maker.member.id, f"report-{new.settled}", new.report, maker.now
        )
        yield from _let_know(one["member"], new.report, maker)
    return None


def unsettled(maker: Maker, row: str, old: SettleReport, before: Json) -> Unit[None]:
    """What was settled stays so: somebody was told, and what went is gone."""
    yield from ()


def _take_down(subject: str, new: SettleReport, maker: Maker) -> Unit[None]:
    found = yield from _standing(subject, maker.sealed)
    if found is None or found[1] != maker.member.platform or found[0].community != new.community:
        return  # gone in the meantime
    about = found[0]
    if about.kind == "commitment":
        posts = yield "SELECT post FROM commitment WHERE id = $1", (subject,)
        post = posts[0]["post"] if posts else None
    else:
        post = subject
    # For nobody else from now on: a step back of its author may open it again, but puts it up nowhere.
    yield (
        "UPDATE commitment SET state = 'withdrawn', sight = 'private', post = NULL WHERE id = $1 OR (post = $2 AND member = $3)",
        (subject, post, about.author),
    )
    if post is not None:
        yield (
            "INSERT INTO take_back (id, platform, address, reference, until)"
            " SELECT post.id, place.platform, place.address, post.reference, CAST($2 AS BIGINT)"
            " FROM post JOIN place ON place.id = post.place WHERE post.id = $1 AND post.state IN ('posted', 'unknown')"
            " ON CONFLICT (id) DO NOTHING",
            (post, ms(maker.now + TAKE_BACK_FOR)),
        )
        yield "DELETE FROM post WHERE id = $1", (post,)
    if new.settled in MUTED:
        author = yield from one_member(about.author, maker.sealed)
        today = maker.now.astimezone(ZoneInfo(author.zone if author else "UTC")).date()
        yield (
            "INSERT INTO muted (member, platform, community, until) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (member, platform, community) DO UPDATE SET"
            " until = CASE WHEN muted.until > excluded.until THEN muted.until ELSE excluded.until END",
            (about.author, maker.member.platform, new.community, (today + MUTED[new.settled]).isoformat()),
        )


def _let_know(reporter: str, report: str, maker: Maker) -> Unit[None]:
    member = yield from one_member(reporter, maker.sealed)
    if member is None or member.consent is Consent.NO:
        return
    nudge = Nudge(NudgeKind.REPORT_SETTLED, after=0, subject=report)
    theirs = Maker(member, "", "", maker.now, maker.sealed)
    made = ids.derive(report, NudgeKind.REPORT_SETTLED)
    yield from plan_nudge(theirs, made, nudge, nudges.intended(nudge, member, maker.now))


# What goes by itself


def drop_old(now: datetime) -> Unit[None]:
    """Delete reports that are as old as they get, and what kept somebody from showing things once it is over everywhere."""
    yield "DELETE FROM report WHERE created_at <= $1", (ms(now - KEPT),)
    yield "DELETE FROM muted WHERE until < $1", ((now - timedelta(days=1)).date().isoformat(),)


def delete_reports(platform: str, community: str) -> Unit[None]:
    """The bot was removed from a community: nobody is left there to read them."""
    yield "DELETE FROM report WHERE platform = $1 AND community = $2", (platform, community)
    yield "DELETE FROM muted WHERE platform = $1 AND community = $2", (platform, community)


FINDS: dict[str, Any] = {
    ToReport.kind: find_to_report,
    OpenReports.kind: find_open,
    Outcome.kind: find_outcome,
    Untold.kind: find_untold,
    MutedHere.kind: find_muted,
}
FETCHES: dict[str, Any] = {
    ToReport.kind: fetch_to_report,
    OpenReports.kind: fetch_open,
    Outcome.kind: fetch_outcome,
    Untold.kind: fetch_untold,
    MutedHere.kind: fetch_muted,
}
STATES: dict[type[Any], Any] = {Report: state_report, Know: state_known, SettleReport: state_settled}
WITHDRAWS: dict[type[Any], Any] = {Report: withdraw_report, Know: unknown, SettleReport: unsettled}
