"""The outbox: what a flow says where others see it, sent after the commit, at most once.

A post is marked before it is sent. One that was marked and has no outcome may have been seen: its outcome is unknown, it
is never sent again, and its author is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast

from bot.effects import Posted
from bot.lines import Line, Verbatim
from bot.logs import Log
from bot.observing import UNOBSERVED, Observer
from bot.ports import Sender, Sent
from bot.rows import Member
from bot.screen import Button, Screen, opens, public
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Row, Unit
from bot.voices import Voices
from bot.words import Words

log = Log("posts")


class Outbox:
    """Sends posts through the platform's sender. Without one, a post is refused."""

    def __init__(self, store: Store, sealed: Sealed, words: Words, senders: Mapping[str, Sender] | None = None) -> None:
        self._store = store
        self._sealed = sealed
        self._voices = Voices(sealed, words)
        self.senders: dict[str, Sender] = dict(senders or {})
        self.observer: Observer = UNOBSERVED
        self._going: dict[str, asyncio.Task[Posted]] = {}

    async def deliver(self, member: Member, run: str, key: str) -> Posted:
        """Send the post that `run` stated under `key`, unless that was tried before. Gives its outcome.

        Whoever asks while it is on its way, as with a double click, waits for the same outcome.
        """
        post = f"{run}-{key}"
        going = self._going.get(post)
        if going is None:
            going = self._going[post] = asyncio.create_task(self._deliver(member, post))
            going.add_done_callback(lambda _: self._going.pop(post, None))
        return await asyncio.shield(going)

    async def _deliver(self, member: Member, post: str) -> Posted:
        claimed = await self._store.do(lambda: _claim(member, post, self._sealed))
        if claimed is None:
            return Posted.REFUSED
        row, own = claimed
        if row["state"] not in ("pending", "sending"):
            return Posted(row["state"])
        sent = Sent(Posted.UNKNOWN) if row["state"] == "sending" else await self._send(member, row, own)
        settled = await self._store.do(lambda: _settle(post, sent))
        self.observer.posted(sent.outcome)
        if not settled and sent.outcome is not Posted.REFUSED:
            # Its author was forgotten while it was on its way.
            await self._take_back(member, row, sent)
        return sent.outcome

    async def _take_back(self, member: Member, row: Row, sent: Sent) -> None:
        try:
            await self.senders[member.platform].take_back(row["address"], sent.reference, row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises
            log.error("a post of somebody who was forgotten could not be taken back", post=row["id"], error=error)

    async def _send(self, member: Member, row: Row, own: str) -> Sent:
        sender = self.senders.get(member.platform)
        if sender is None or row["address"] is None:
            return Sent(Posted.REFUSED)
        try:
            # In the words of the community in which it is seen.
            voice = await self._store.read(lambda: self._voices.of(member.platform, row["community"]))
            return await sender.post(row["address"], self._drawn(member, row, own, voice.words), row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, the outcome is not known
            log.warning("a post has an unknown outcome", post=row["id"], platform=member.platform, error=error)
            return Sent(Posted.UNKNOWN)

    def _drawn(self, member: Member, row: Row, own: str, words: Words) -> Screen:
        tongue = words.of(member.language)
        tags = tuple(Line(tag) for tag in row["tags"].split())
        name = Verbatim(member.name or member.address)
        values = {"name": name, "text": Verbatim(own), "tags": tags, "own": "yes" if own else "no"}
        text = tongue.text(Line(row["message"], values), bare=True)
        word, _, about = (row["opens"] or "").partition(":")
        button = Button(opens(word, about), tongue.text(Line(f"{row['message']}.{word}"), bare=True)) if word else None
        return public(text, buttons=(button,) if button else (), language=tongue.language)


def _claim(member: Member, post: str, sealed: Sealed) -> Unit[tuple[Row, str] | None]:
    """The post as it was with its text, marked as being sent if nobody did so before."""
    rows = yield (
        "SELECT post.*, place.address AS address, place.community AS community FROM post"
        " LEFT JOIN place ON place.id = post.place WHERE post.id = $1",
        (post,),
    )
    yield "UPDATE post SET state = 'sending' WHERE id = $1 AND state = 'pending'", (post,)
    if not rows:
        return None
    return rows[0], cast("str", sealed.get(member.id, "post", post, "text", rows[0]["text"]))


def _settle(post: str, sent: Sent) -> Unit[bool]:
    """Write down what became of a post. False where it is gone in the meantime."""
    rows = yield (
        "UPDATE post SET state = $2, reference = $3 WHERE id = $1 AND state = 'sending' RETURNING id",
        (post, sent.outcome, sent.reference),
    )
    return bool(rows)
