"""For those who run a community: what to do first, and every switch one tap away."""

from __future__ import annotations

from bot.effects import Post, Posted
from bot.flow import Ending, Next, Talk, flow
from bot.lines import Brief, Line, Verbatim
from bot.organising import LACKS, PAGE, AuditLog, Here, Noted, Pinned
from bot.questions import Option, Pick

# What the menu leads to, each as the flow `admin-<entry>`.
# First what is set up, then what is looked at now and then.
ENTRIES = ("channel", "check", "words", "content", "helpers", "limits", "pause", "reports", "numbers", "log")
# So many circles without a channel are named at once.
LOST = 3
# Characters of a name in the log.
NAMES = 20
# Circles without a channel that one screen names: as many as can be moved at once.
LOST = 4
# What the buttons of the pinned message open.
PINNED, WITH_CIRCLE = "rejected: help:", "rejected: circle: help:"


@flow("admin", organisers=True)
async def admin(talk: Talk) -> Ending:
    """The first steps, again at any time."""
    here = await talk.find("here", Here())
    if here.off or here.paused:
        talk.say("silent", off="yes" if here.off else "no")
    if here.lacks:
        talk.say("lacks", what=_listed(here.lacks))
    if here.lost:
        talk.say("lost", what=_listed(tuple(one.name for one in here.lost[:LOST])))
    circle = here.circle.state if here.circle is not None else "none"
    menu = Pick([Option(one) for one in ENTRIES], beside=[Option("circle"), Option("pin")], aside=True)
    what = (await talk.ask("what", menu, place=Verbatim(here.name), circle=circle)).one
    return Next(f"admin-{what}")


def _listed(names: tuple[str, ...]) -> tuple[Verbatim, ...]:
    return tuple(Verbatim(one) for one in names)


@flow("admin-pin", organisers=True)
async def admin_pin(talk: Talk) -> Ending:
    """The message to pin, posted by the press that led here: once. Whoever presses again gets another."""
    here = await talk.find("here", Here())
    opens = PINNED if here.circle is None else WITH_CIRCLE
    outcome = await talk.post("posted", Post(here.place, "post-pinned", opens=opens, ours=True))
    if outcome is Posted.POSTED:
        talk.record("noted", Pinned(here.community, here.place, here.name))
    talk.say("outcome", outcome=outcome, place=Verbatim(here.name))
    return Next("admin")


@flow("admin-check", organisers=True)
async def admin_check(talk: Talk) -> Ending:
    """What the bot lacks in this channel, and circles whose channel is gone."""
    here = await talk.find("here", Here())
    if not here.lacks:
        talk.say("well", place=Verbatim(here.name))
    for name in here.lacks:
        talk.say("lack", words=f"admin-lack.{LACKS.get(name, 'other')}", name=Verbatim(name))
    if here.podless:
        talk.say("podless", place=Verbatim(here.name))
    for circle in here.lost[:LOST]:
        talk.say("lost", name=Verbatim(circle.name))
    options = [Option("again"), *([Option("circle")] if here.lost else []), Option("admin")]
    then = (await talk.ask("then", Pick(options), lacks="yes" if here.lacks else "no")).one
    return Next({"again": "admin-check", "circle": "admin-circle"}.get(then or "", "admin"))


@flow("admin-log", organisers=True)
async def admin_log(talk: Talk) -> Ending:
    """What was changed here, by whom, newest first."""
    here = await talk.find("here", Here())
    page = int(talk.args.get("page", "0"))
    noted = await talk.find("log", AuditLog(here.community, page))
    for one in noted[:PAGE]:
        talk.say("entry", words="admin-log-line", entry=_entry(one))
    if not noted:
        talk.say("empty", more="yes" if page else "no")
    more = len(noted) > PAGE
    options = [*([Option("older")] if more else []), Option("admin")]
    if (await talk.ask("then", Pick(options))).one == "older":
        return Next("admin-log", {"page": str(page + 1)})
    return Next("admin")


def _entry(one: Noted) -> Line:
    """An entry in one line: when, who, what. Names are shortened, so that a page is one screen."""
    subject = Brief(Verbatim(one.subject or ""), NAMES)
    what = Line(f"audit-{one.what}", {"subject": subject, "named": "yes" if one.subject else "no"})
    who, known = Brief(Verbatim(one.who or ""), NAMES), "yes" if one.who else "no"
    return Line("admin-log-entry", {"at": one.at.date(), "who": who, "known": known, "what": what})
