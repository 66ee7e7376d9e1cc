"""The outbox: what a flow says where others see it, sent after the commit, at most once.

A post is marked before it is sent. One that was marked and has no outcome may have been seen: its outcome is unknown, it
is never sent again, and its author is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.effects import Post, Posted
from bot.lines import Line
from bot.logs import Log
from bot.observing import UNOBSERVED, Observer
from bot.ports import Sender, Sent
from bot.rows import Member
from bot.screen import Button, Screen, opens, public
from bot.store import circles
from bot.store.circle_lookups import post_of
from bot.store.errors import SealError, StoreError
from bot.store.forgetting import take_back_late, taken_back
from bot.store.members import one_member
from bot.store.sealed import Sealed
from bot.store.store import Store
from bot.store.unit import Row, Unit
from bot.voices import Voice, Voices
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
        # Two at once could leave the older words standing.
        self._one = asyncio.Lock()

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
        row = await self._store.do(lambda: _claim(post))
        if row is None:
            return Posted.REFUSED
        if row["state"] == "gone":
            return Posted.UNKNOWN  # taken back by its author before they heard what became of it
        if row["state"] not in ("pending", "sending"):
            return Posted(row["state"])
        sent = Sent(Posted.UNKNOWN) if row["state"] == "sending" else await self._send(member, row)
        stays = await self._store.do(lambda: _settle(row, member.platform, sent))
        self.observer.posted(sent.outcome)
        if not stays and sent.outcome is not Posted.REFUSED:
            # Its author was forgotten while it was on its way, or took it back.
            await self._take_back(member, row, sent)
        return sent.outcome

    async def _take_back(self, member: Member, row: Row, sent: Sent) -> None:
        """Take back what arrived too late. What fails here stays noted, and is tried again."""
        try:
            gone = await self.senders[member.platform].take_back(row["address"], sent.reference, row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises
            log.error("a post could not be taken back when it arrived", post=row["id"], error=error)
            return
        if gone and sent.reference is not None:
            await self._store.do(lambda: taken_back(row["id"]))

    async def _send(self, member: Member, row: Row) -> Sent:
        sender = self.senders.get(member.platform)
        if sender is None or row["address"] is None:
            return Sent(Posted.REFUSED)
        try:
            return await sender.post(row["address"], await self._drawn(member, row), row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, the outcome is not known
            log.warning("a post has an unknown outcome", post=row["id"], platform=member.platform, error=error)
            return Sent(Posted.UNKNOWN)

    async def settle_stale(self) -> None:
        """Let what stands in channels say what it is to say now, where its platform runs here. What cannot be done now is done
        the next time: each post says in the store that it is stale until it is not."""
        async with self._one:
            try:
                for row in await self._store.read(circles.stale):
                    try:
                        await self._amend(row)
                    except SealError as error:  # one that is damaged must not keep the others waiting
                        log.error("a post cannot be opened", post=row["id"], table=error.table, field=error.field)
            except StoreError as error:
                log.error("posts follow later", error=error)

    async def _amend(self, row: Row) -> None:
        sender = self.senders.get(row["platform"])
        member = await self._store.read(lambda: one_member(row["member"], self._sealed)) if sender is not None else None
        if sender is None or member is None:
            return
        screen = await self._drawn(member, row)
        try:
            stands = await sender.amend(row["address"], row["reference"], screen, row["id"])
        except Exception as error:  # noqa: BLE001 - whatever a platform's client raises, it is tried again
            log.warning("a post could not be changed yet", post=row["id"], error=error)
            return
        if stands:
            await self._store.do(lambda: circles.caught_up(row["id"], row["stale"]))

    def _opened(self, member: Member, row: Row) -> Unit[tuple[Voice, Post]]:
        # In a unit: a key that is not at hand is brought then, and it is begun anew.
        voice = yield from self._voices.of(member.platform, row["community"])
        return voice, post_of(row, self._sealed.get)

    async def _drawn(self, member: Member, row: Row) -> Screen:
        """The post, in the words of the community in which it is seen."""
        voice, post = await self._store.read(lambda: self._opened(member, row))
        tongue = voice.words.of(member.language)
        text = tongue.text(post.worded(member.name or member.address), bare=True)
        buttons = tuple(
            Button(opens(word, about), tongue.text(Line(f"{post.message}.{word}"), bare=True))
            for word, _, about in (one.partition(":") for one in post.opens.split())
        )
        return public(text, buttons=buttons, language=tongue.language)


def _claim(post: str) -> Unit[Row | None]:
    """The post as it was, marked as being sent if nobody did so before. Its place has no address for whoever says
    nothing there under their name any more: who left its community, or the pod whose place it is."""
    rows = yield (
        "SELECT post.*, place.address AS address, place.community AS community FROM post LEFT JOIN place"
        " ON place.id = post.place AND EXISTS (SELECT 1"
        " FROM membership WHERE membership.member = post.member AND membership.community = place.community"
        " AND membership.left_at IS NULL) AND NOT EXISTS (SELECT 1 FROM pod WHERE pod.place = place.id AND NOT EXISTS"
        " (SELECT 1 FROM circle_member WHERE circle_member.pod = pod.id AND circle_member.member = post.member"
        " AND circle_member.left_at IS NULL)) WHERE post.id = $1",
        (post,),
    )
    yield "UPDATE post SET state = 'sending' WHERE id = $1 AND state = 'pending'", (post,)
    if rows:
        return rows[0]
    # What is the bot's own is kept apart from what is a member's.
    ours = yield (
        "SELECT pinned.*, '' AS member, '' AS place, '' AS tags, NULL AS text, NULL AS day, NULL AS whereabouts"
        " FROM pinned WHERE id = $1",
        (post,),
    )
    yield "UPDATE pinned SET state = 'sending' WHERE id = $1 AND state = 'pending'", (post,)
    return ours[0] if ours else None


def _settle(row: Row, platform: str, sent: Sent) -> Unit[bool]:
    """Write down what became of a post. False where it is gone in the meantime: then it is noted that it has to go from its
    place as well, by what it is called there."""
    post, settled = row["id"], list[Row]()
    for table in ("post", "pinned"):
        settled = yield (
            f"UPDATE {table} SET state = $2, reference = $3 WHERE id = $1 AND state = 'sending' RETURNING id",  # noqa: S608 - ours
            (post, sent.outcome, sent.reference),
        )
        if settled:
            break
    if sent.outcome is Posted.REFUSED:
        yield from circles.refused(post)
    if settled:
        return True
    # Another process may have written it down already.
    stays = yield (
        "SELECT id FROM post WHERE id = $1 AND state <> 'gone' UNION ALL SELECT id FROM pinned WHERE id = $1",
        (post,),
    )
    if not stays and sent.outcome is not Posted.REFUSED and row["address"] is not None:
        yield from take_back_late(post, platform, row["address"], sent.reference, row["created_at"])
    return bool(stays)
