"""What the flows of circles share: how a commitment is called, what it says where it is posted, and what keeps a circle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.circles import Circle, Commitment
from bot.content.entries import Content
from bot.effects import Post, whereabouts
from bot.flow import Talk
from bot.flows.parts import city, title_of
from bot.lines import Brief, Line, Verbatim
from bot.questions import Option
from bot.rows import Member

MESSAGE = "post-commitment"


def what_of(text: str | None, tag: str | None, subject: str | None, content: Content) -> Line | Verbatim:
    """What somebody means to do, in words."""
    if text is not None or tag is None:
        return Verbatim(text or "")
    return Line(tag, {"title": Verbatim(title_of(subject, content))})


def called(one: Commitment, content: Content) -> Line | Verbatim:
    """A commitment, by what it is about."""
    return what_of(one.text, one.tag, one.subject, content)


def detail(one: Commitment, *, place: bool = True) -> Line:
    """When and where it is to be done, or that it is; and who sees it."""
    return Line(
        "part-commitment",
        {
            "day": one.due,
            "done": "yes" if one.done_on else "no",
            "where": whereabouts(one.whereabouts or ""),
            "placed": "yes" if one.whereabouts and place else "no",
            "sight": one.sight,
        },
    )


def options(ones: Sequence[Commitment], content: Content) -> list[Option]:
    """Commitments to tap."""
    return [Option(one.id, Brief(called(one, content)), detail(one, place=False)) for one in ones]


def post_of(
    place: str,
    due: date,
    text: str | None,
    tag: str | None,
    subject: str | None,
    where: str | None,
    content: Content,
    opens: str = "",
) -> Post:
    """What is posted of a commitment: its words, or the tag with the title that it needs."""
    own = text if text is not None else title_of(subject, content)
    return Post(place, MESSAGE, own, (tag,) if tag and text is None else (), opens, due, where or "")


def name_of(me: Member) -> str:
    """What others see above what the member posts."""
    return me.name or me.address


def closed(talk: Talk, this: Circle) -> bool:
    """Say it where a circle is not going on. Says whether it is not."""
    if this.state == "open":
        return False
    talk.say("state", words="part-circle-state", state=this.state, place=Verbatim(this.name))
    return True


def begins(this: Circle) -> Line:
    """When a circle's weeks begin."""
    day = Line(f"weekday.d{this.weekday}")
    return Line("part-circle-begins", {"weekday": day, "at": time(this.hour), "zone": city(this.zone)})


def last_day(closes_at: datetime) -> date:
    """The last whole day of a round that closes then."""
    return date.fromordinal(closes_at.date().toordinal() - 1)
