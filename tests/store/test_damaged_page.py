"""A damaged page far from all that is read at a start: the look at the whole file finds it, before anything is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.store.errors import StoreDamagedError
from bot.store.sqlite import SqliteStore
from tests.store.test_opening import fill

PAGE = 4096


@pytest.mark.parametrize("junk", [os.urandom(PAGE), bytes(PAGE)], ids=["random", "zeros"])
async def test_wherever_it_is_it_is_refused_and_left_as_it_is(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "bounceback.db"
    store = await SqliteStore.open(path)
    await store.do(fill)
    await store.close()
    whole = path.read_bytes()
    # From the end, where the rows are that were written last.
    for place in range(len(whole) - PAGE, len(whole) // 2, -9 * PAGE):
        path.write_bytes(whole[:place] + junk + whole[place + PAGE :])
        before = path.read_bytes()
        with pytest.raises(StoreDamagedError, match="bounceback restore FILE"):
            await SqliteStore.open(path)
        assert path.read_bytes() == before
