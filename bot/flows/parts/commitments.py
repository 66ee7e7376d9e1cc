"""What is done with a commitment of one's own from more than one place: ticking it, moving it, seeing what its post will say."""

from __future__ import annotations

from dataclasses import replace

from bot.circles import Commitment, EditCommitment
from bot.effects import Me, Post
from bot.flow import Talk
from bot.flows.parts.circles import called, name_of, post_of
from bot.questions import Confirm, Day
from bot.reports import Muted


def say_done(talk: Talk, this: Commitment) -> None:
    """Tick it, and say what was done: the action, never the person."""
    talk.record("done", EditCommitment(this.id, done=True))
    named = (this.tag or "").startswith("commit-small.")
    talk.say(
        "done",
        words="commitment-done",
        what=called(this, talk.content),
        kind=(this.tag or "").rpartition(".")[2] if named else "other",
        planned="yes" if this.item else "no",
    )


async def moves(talk: Talk, this: Commitment) -> None:
    """Another day for it. Where it stands in a channel, the post is shown first as it will read."""
    due = await talk.ask("date", Day((1, 2, 3)), words="commitment-day", what=called(this, talk.content))
    if await seen_before(talk, this, replace(posted(talk, this), day=due)):
        talk.record("date", EditCommitment(this.id, due=due))
        talk.say("moved", words="commitment-moved", day=due, stands="yes" if this.post else "no")


def posted(talk: Talk, this: Commitment) -> Post:
    """What its post says."""
    return post_of("", this.due, this.text, this.tag, this.subject, this.whereabouts, talk.content)


async def seen_before(talk: Talk, this: Commitment, post: Post) -> bool:
    """Show what the post will say, where there is one, and have it pressed. Whoever may show nothing there for a while
    changes nothing that stands there either."""
    if this.post is None:
        return True
    muted = await talk.find("muted", Muted(this.round))
    if muted is not None:
        talk.say("muted", words="commitment-muted", day=muted)
        return False
    talk.preview(post, name_of(await talk.find("me", Me())))
    return await talk.ask("sure", Confirm(), words="commitment-sure")
