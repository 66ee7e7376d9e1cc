"""Circles: what flows and rules see of them, what they may ask for, and what they may state.

A circle is a channel of a community in which members say each week what they mean to do. Its rows belong to member and
community; nothing of a journey gets into it but by its member's press.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from bot.effects import Change, Lookup, Post

# A pod has room for three to five.
POD_LEAST, POD_MOST = 3, 5
# Rounds that are looked back on: somebody aims at `needs` of them.
WEEKS = 4


class Sight(enum.StrEnum):
    """Who sees a commitment: the circle, the pod, or nobody else."""

    PUBLIC = "public"
    POD = "pod"
    PRIVATE = "private"


class Now(enum.StrEnum):
    """Whether something may still be said as it was shown: it may, its week is over (or its circle stopped), or the place of the
    pod that it was for is another one."""

    MAY = "may"
    OVER = "over"
    MOVED = "moved"


class Standing(NamedTuple):
    """How the asking member is in a circle. `weeks` says of the last rounds, newest first, whether they showed up."""

    looks: bool = False
    buddies: bool = False
    away_until: date | None = None
    pod: str | None = None
    weeks: tuple[bool, ...] = ()


class Round(NamedTuple):
    """A week of a circle; times are aware, in the circle's zone."""

    id: str
    number: int
    opens_at: datetime
    looks_at: datetime
    closes_at: datetime
    open: bool


class Circle(NamedTuple):
    """A circle, with its open round, and how the asking member stands in it (None: they are not in it).

    `place` and `pod_place` are ids of places to post to. `state` is ``open``, ``paused``, ``lost`` or ``closed``.
    """

    id: str
    name: str
    place: str
    weekday: int
    hour: int
    zone: str
    pods: bool
    buddies: bool
    needs: int
    state: str
    round: Round | None = None
    standing: Standing | None = None
    pod_place: str | None = None


class Commitment(NamedTuple):
    """What somebody means to do in a round, in their words (`text`) or as a message of the words (`tag`).

    `name` is its owner's, where it is not the asking member's own. `cheers` are the kinds of cheers that it got, oldest first;
    `cheered` is the asking member's own. That, and whether it is done, are as they were when they asked. `post` is the id of
    the post in which it stands, if it does.
    """

    id: str
    round: str
    due: date
    sight: Sight
    text: str | None = None
    tag: str | None = None
    subject: str | None = None
    whereabouts: str | None = None
    item: str | None = None
    done_on: date | None = None
    post: str | None = None
    name: str | None = None
    cheers: tuple[str, ...] = ()
    cheered: str | None = None


class Shared(NamedTuple):
    """A line of the asking member's that stands in a channel: what it says (`post`), where, and since which day."""

    id: str
    post: Post
    place: str
    day: date


class Buddy(NamedTuple):
    """Somebody whom the asking member is paired with, by the name they go by; `member` is their id."""

    member: str
    name: str


# What flows ask for


class Circles(Lookup[tuple[Circle, ...]]):
    """The circles of the communities that the member is in: those of the one they are in now first."""

    kind: ClassVar[str] = "circles"


class OneCircle(Lookup[tuple[Circle, ...]]):
    """One circle, by its id or by that of one of its rounds, where the member is in its community."""

    circle: str
    kind: ClassVar[str] = "one-circle"


class StillNow(Lookup[Now]):
    """Whether something that was begun in a round may be said in it now; in `pod_place`, where it is for a pod."""

    circle: str
    round: str
    pod_place: str | None = None
    kind: ClassVar[str] = "still-now"


class MyCommitments(Lookup[tuple[Commitment, ...]]):
    """The member's own in a round, those that were withdrawn left out, in the order in which they were made."""

    round: str
    kind: ClassVar[str] = "my-commitments"


class OneCommitment(Lookup[tuple[Commitment, ...]]):
    """One commitment, where the asking member may see it: their own, a public one of a circle of their community, or one of
    their pod. One that was withdrawn is gone."""

    commitment: str
    kind: ClassVar[str] = "one-commitment"


class Buddies(Lookup[tuple[Buddy, ...]]):
    """With whom the member is paired in a round."""

    round: str
    kind: ClassVar[str] = "buddies"


class MyPosts(Lookup[tuple[Shared, ...]]):
    """What the member shared and did not take back, newest first."""

    kind: ClassVar[str] = "my-posts"


# What flows state


class InCircle(Change):
    """How the member is in a circle. None leaves a field alone; a day in the past brings them back."""

    circle: str
    joined: bool | None = None
    looks: bool | None = None
    buddies: bool | None = None
    away_until: date | None = None


class Commit(Change):
    """What the member means to do in a round. `post` is the id of the post that says so, if one does."""

    round: str
    due: date
    sight: Sight
    text: str | None = None
    tag: str | None = None
    subject: str | None = None
    whereabouts: str | None = None
    item: str | None = None
    post: str | None = None


class EditCommitment(Change):
    """A commitment in another state. None leaves a field alone. What stands in a channel follows; withdrawn, it goes."""

    commitment: str
    text: str | None = None
    due: date | None = None
    done: bool | None = None
    withdrawn: bool | None = None


class Cheer(Change):
    """A cheer for somebody's commitment: one each. `cheer` names a message of the words; None takes it back."""

    commitment: str
    cheer: str | None = None


class Apart(Change):
    """The member does not want this one as a buddy, or (`False`) does again. Nobody is told."""

    other: str
    apart: bool = True


class TakeBackPost(Change):
    """What the member posted is to go from where it stands."""

    post: str
