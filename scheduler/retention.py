"""Retention: what goes by itself, looked at every few minutes (what expired) and every hour (what was left for days)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.logs import Log
from bot.outbox import Outbox
from bot.ports import Clock
from bot.store import helping, retention
from bot.store.errors import StoreError
from bot.store.forgetting import Forgetting
from bot.store.retention import Keeping
from bot.store.sealed import Sealed
from bot.store.store import Store

log = Log("retention")

OFTEN = timedelta(minutes=5)
HOURLY = timedelta(hours=1)


class Retention:
    """Deletes what is not to be kept any longer."""

    def __init__(
        self,
        store: Store,
        sealed: Sealed,
        forgetting: Forgetting,
        clock: Clock,
        master: Path,
        keeping: Keeping | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        """`master` is where the master key is: former ones are kept beside it. Posts that are to follow are the outbox's."""
        self._outbox = outbox
        self._master = master
        self._store = store
        self._sealed = sealed
        self._forgetting = forgetting
        self._clock = clock
        self._keeping = keeping or Keeping()

    async def often(self) -> None:
        """Texts that nobody decided about, posts that are to say something else, and what a forgetting has left to do."""
        try:
            now = self._clock.now()
            await self._store.do(lambda: retention.drop_expired(now))
            if self._outbox is not None:
                await self._outbox.settle_stale()
            await self._forgetting.finish()
            # Also what a turn or the hourly look deleted while somebody was reading.
            await self._forgetting.scrub()
        except StoreError as error:
            log.error("retention waits", error=error)

    async def hourly(self) -> None:
        """What was left for days, who was away for months, and old copies."""
        try:
            now, keeping = self._clock.now(), self._keeping
            await self._store.do(lambda: retention.drop_unfinished(keeping, now))
            # Not a matter of retention, but of the same hour: whose turn it is to help is asked days ahead.
            await self._store.do(lambda: helping.ask_due(now, self._sealed))
            while await self._store.do(lambda: retention.give_notice(keeping, now, self._sealed)) == retention.BATCH:
                pass
            while await self._store.do(lambda: retention.forget_idle(keeping, now, self._sealed)) == retention.BATCH:
                pass
            await self._forgetting.finish()
            await self._forgetting.scrub()
            await asyncio.to_thread(self._drop_copies)
        except (StoreError, OSError) as error:
            log.error("retention waits", error=error)

    def _drop_copies(self) -> None:
        """Copies that were made before an upgrade, a restore or a rotation of keys. Their own dates say how old they are."""
        oldest = (self._clock.now() - timedelta(days=self._keeping.backups_days)).timestamp()
        store = self._store.path
        for copy in (*(copies(store) if store is not None else ()), *copies(self._master)):
            if copy.stat().st_mtime <= oldest:
                copy.unlink(missing_ok=True)
                log.info("an old copy was deleted", count=1)


def copies(of: Path) -> list[Path]:
    """The copies beside a store, or beside a master key, that Bounceback made of its own accord."""
    return sorted(path for path in of.parent.glob(f"{of.name}.before-*") if path.is_file())
