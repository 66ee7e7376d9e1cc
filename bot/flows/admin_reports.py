"""What members reported: for those who run the community, one at a time, never who reported it unless they said so."""

from __future__ import annotations

from bot.flow import Ending, Look, Talk, flow
from bot.flows.parts.organising import community_of, leads_to
from bot.flows.parts.reported import quote
from bot.lines import Line, Verbatim
from bot.questions import Choice, Option, Pick
from bot.reports import OpenReports, Settled, SettleReport, Told


@flow("admin-reports", organisers=True)
async def admin_reports(talk: Talk) -> Ending:
    community = community_of(talk)
    told = await talk.find("open", OpenReports(community))
    if not told:
        talk.say("none")
        return leads_to(talk, "admin")
    listed = [
        Option(one.id, Line("admin-reports-one", {"wrong": _wrong(one)}), Line("admin-reports-day", {"day": one.day}))
        for one in told
    ]
    picked = (await talk.ask("which", Pick(listed, beside=[Option("done")]))).one
    one = next((one for one in told if one.id == picked), None)
    if one is None:
        return leads_to(talk, "admin")
    if one.settled and "do" not in talk.answered:
        talk.say("meanwhile")
        return leads_to(talk, "admin-reports")
    _show(talk, one)
    ways = tuple(Settled) if one.about is not None else (Settled.LEFT,)
    settled = await talk.ask("do", Choice(Settled, ways))
    talk.record("settled", SettleReport(community, one.id, settled))
    talk.say(f"settled-{settled}")
    return leads_to(talk, "admin-reports")


def _show(talk: Talk, one: Told) -> None:
    if one.by is not None:
        talk.say("named", name=Verbatim(one.by), day=one.day, wrong=_wrong(one))
    else:
        talk.say("what", day=one.day, wrong=_wrong(one))
    if one.text:
        talk.say("words")
        talk.say("theirs", Look.QUOTE, words="own-shown", text=Verbatim(one.text))
    if one.about is None:
        talk.say("gone")
    else:
        quote(talk, one.about, "admin-reports-about")


def _wrong(one: Told) -> Line:
    return Line(f"report-wrong.{one.wrong}")
